//! Session host configurations, wanted and active.

use arm::{Call, ResourceId};
use serde_json::Value;

use super::read;
use crate::version::{ApiVersions, Family};

/// `SessionHostConfigurations_Get`: the wanted configuration. 404 if there is none.
pub fn get(pool: &ResourceId, versions: &ApiVersions) -> Call {
    read("SessionHostConfigurations_Get", default(pool), Family::SessionHostConfigurations, versions)
}

/// `ActiveSessionHostConfigurations_Get`: the configuration that hosts run now.
pub fn active(pool: &ResourceId, versions: &ApiVersions) -> Call {
    let path = format!("{}/activeSessionHostConfigurations/default", pool.path());
    read("ActiveSessionHostConfigurations_Get", path, Family::SessionHostConfigurations, versions)
}

/// `SessionHostConfigurations_CreateOrUpdate`: gives the pool a configuration, or replaces the one it has. Long-running.
pub fn create_or_update(pool: &ResourceId, body: Value, versions: &ApiVersions) -> Call {
    let version = versions.preferred(Family::SessionHostConfigurations);
    Call::put("SessionHostConfigurations_CreateOrUpdate", default(pool), version, body)
}

/// `SessionHostConfigurations_Update`: changes the fields in the body and no others. Long-running.
pub fn update(pool: &ResourceId, body: Value, versions: &ApiVersions) -> Call {
    let version = versions.preferred(Family::SessionHostConfigurations);
    Call::patch("SessionHostConfigurations_Update", default(pool), version, body)
}

fn default(pool: &ResourceId) -> String {
    format!("{}/sessionHostConfigurations/default", pool.path())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::sample::{POOL, check, pool};
    use super::*;

    #[test]
    fn create_or_update_sends_the_sample_of_the_description() {
        let text = include_str!("../../tests/data/SessionHostConfigurations_CreateOrUpdate.json");
        let sample: Value = serde_json::from_str(text).unwrap();
        let body = sample["parameters"]["sessionHostConfiguration"].clone();
        let line = |method: &str| {
            format!(
                "{method} https://management.azure.com{POOL}/sessionHostConfigurations/default?api-version=2026-04-01-preview"
            )
        };
        let shown = serde_json::to_string_pretty(&body).unwrap();
        let versions = ApiVersions::default();
        check(&create_or_update(&pool(), body.clone(), &versions), &line("PUT"), &shown);
        check(&update(&pool(), body, &versions), &line("PATCH"), &shown);
    }

    #[test]
    fn addresses() {
        let versions = ApiVersions::default();
        let line = |last: &str| format!("GET https://management.azure.com{POOL}/{last}/default?api-version=2026-04-01-preview");
        check(&get(&pool(), &versions), &line("sessionHostConfigurations"), "");
        check(&active(&pool(), &versions), &line("activeSessionHostConfigurations"), "");
    }
}
