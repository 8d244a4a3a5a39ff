//! Which api-version to ask for: clouds and regions lag behind, so a read may name older ones to fall back to.

use std::collections::BTreeMap;

use host::Response;
use serde_json::Value;

use crate::call::Call;
use crate::id::provider_type;

/// What worked, by provider type and wanted version.
#[derive(Debug, Default)]
pub struct VersionMemory {
    worked: BTreeMap<String, String>,
}

impl VersionMemory {
    /// The versions to try, best first.
    pub fn order(&self, call: &Call) -> Vec<String> {
        let mut order = Vec::with_capacity(1 + call.fallback_versions.len());
        let known = self.worked.get(&key(call)).into_iter();
        for version in known.chain([&call.api_version]).chain(&call.fallback_versions) {
            let listed = *version == call.api_version || call.fallback_versions.contains(version);
            if listed && !order.contains(version) {
                order.push(version.clone());
            }
        }
        order
    }

    /// Remembers what worked.
    pub fn learn(&mut self, call: &Call, version: &str) {
        if !call.fallback_versions.is_empty() {
            self.worked.insert(key(call), version.to_owned());
        }
    }

    /// Provider type, wanted version, the one that worked.
    pub fn known(&self) -> Vec<(String, String, String)> {
        let parts = |(key, worked): (&String, &String)| {
            let (provider, wanted) = key.split_once('|')?;
            Some((provider.to_owned(), wanted.to_owned(), worked.clone()))
        };
        self.worked.iter().filter_map(parts).collect()
    }
}

fn key(call: &Call) -> String {
    format!("{}|{}", provider_type(&call.path).unwrap_or_default().to_ascii_lowercase(), call.api_version)
}

/// Whether the service refuses the api-version (Learn, *Resolve errors for resource provider registration*).
pub fn is_unknown_version(response: &Response) -> bool {
    if response.status != 400 {
        return false;
    }
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let code = body.get("error").unwrap_or(&body).get("code").and_then(Value::as_str).unwrap_or_default();
    ["InvalidApiVersionParameter", "NoRegisteredProviderFound", "InvalidResourceType"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(code))
}
