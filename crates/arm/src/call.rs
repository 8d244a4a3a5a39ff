//! What would be sent to Resource Manager, as a value.

use std::borrow::Cow;

use host::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::endpoint::Endpoint;
use crate::percent::encode_query;

/// One operation of the REST API, ready to be sent, shown or stored. Without token and without origin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// The name of the operation in Microsoft's API description, `HostPools_Get`.
    pub operation: Cow<'static, str>,
    /// The method.
    #[serde(with = "word")]
    pub method: Method,
    /// The path from the first slash, already percent-encoded ([`crate::ResourceId::path`]).
    pub path: String,
    /// Names and values of the query but `api-version`, not yet encoded.
    #[serde(default)]
    pub query: Vec<(String, String)>,
    /// The api-version that is wanted.
    pub api_version: String,
    /// Versions to try in this order when the service does not know the wanted one. Only for reads.
    #[serde(default)]
    pub fallback_versions: Vec<String>,
    /// The JSON body.
    #[serde(default)]
    pub body: Option<Value>,
    /// Further headers, such as `If-Match`.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// A POST that only reads (a query, the listing of a secret): it may be repeated after a lost answer.
    #[serde(default)]
    pub only_reads: bool,
    /// The `provisioningState` of the resource is that of other work, so it tells nothing of this write.
    #[serde(default)]
    pub state_of_other_work: bool,
}

impl Call {
    fn new(
        operation: &'static str,
        method: Method,
        path: impl Into<String>,
        version: impl Into<String>,
        body: Option<Value>,
    ) -> Self {
        Self {
            operation: Cow::Borrowed(operation),
            method,
            path: path.into(),
            query: Vec::new(),
            api_version: version.into(),
            fallback_versions: Vec::new(),
            body,
            headers: Vec::new(),
            only_reads: matches!(method, Method::Get | Method::Head),
            state_of_other_work: false,
        }
    }

    /// Reads.
    pub fn get(operation: &'static str, path: impl Into<String>, api_version: impl Into<String>) -> Self {
        Self::new(operation, Method::Get, path, api_version, None)
    }

    /// Acts. Never repeated when its fate is unknown.
    pub fn post(operation: &'static str, path: impl Into<String>, api_version: impl Into<String>, body: Option<Value>) -> Self {
        Self::new(operation, Method::Post, path, api_version, body)
    }

    /// Reads by POST: a query, or the listing of a secret. May be repeated.
    pub fn query(operation: &'static str, path: impl Into<String>, api_version: impl Into<String>, body: Option<Value>) -> Self {
        Self { only_reads: true, ..Self::new(operation, Method::Post, path, api_version, body) }
    }

    /// Creates or replaces.
    pub fn put(operation: &'static str, path: impl Into<String>, api_version: impl Into<String>, body: Value) -> Self {
        Self::new(operation, Method::Put, path, api_version, Some(body))
    }

    /// Changes some properties (JSON merge patch). Never repeated when its fate is unknown.
    pub fn patch(operation: &'static str, path: impl Into<String>, api_version: impl Into<String>, body: Value) -> Self {
        Self::new(operation, Method::Patch, path, api_version, Some(body))
    }

    /// Removes.
    pub fn delete(operation: &'static str, path: impl Into<String>, api_version: impl Into<String>) -> Self {
        Self::new(operation, Method::Delete, path, api_version, None)
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn with_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Adds a version to fall back to; see [`Call::fallback_versions`].
    #[must_use]
    pub fn with_fallback(mut self, version: impl Into<String>) -> Self {
        self.fallback_versions.push(version.into());
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Says that the resource's `provisioningState` is that of other work; see [`Call::state_of_other_work`].
    #[must_use]
    pub fn with_state_of_other_work(mut self) -> Self {
        self.state_of_other_work = true;
        self
    }

    /// The whole URL.
    pub fn url(&self, endpoint: &Endpoint) -> String {
        self.url_at(endpoint, &self.api_version)
    }

    /// The whole URL with another api-version.
    pub(crate) fn url_at(&self, endpoint: &Endpoint, version: &str) -> String {
        let mut url = format!("{}{}?api-version={}", endpoint.origin(), self.path, encode_query(version));
        for (name, value) in &self.query {
            url.push('&');
            url.push_str(&encode_query(name));
            url.push('=');
            url.push_str(&encode_query(value));
        }
        url
    }

    /// Whether it may be sent again when nobody knows what became of it: reads, and what is idempotent by RFC 9110.
    pub fn is_repeatable(&self) -> bool {
        self.only_reads || !matches!(self.method, Method::Post | Method::Patch)
    }
}

/// A method as the word on the wire.
mod word {
    use host::Method;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(method: &Method, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(method.as_str())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Method, D::Error> {
        let word = String::deserialize(deserializer)?;
        Method::parse(&word).ok_or_else(|| D::Error::custom("no HTTP method"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn makes_its_url() {
        let endpoint = Endpoint::parse("https://management.azure.com").unwrap();
        let call = Call::get("Resources_List", "/subscriptions/s/resources", "2021-04-01")
            .with_query("$filter", "resourceType eq 'a b'");
        assert_eq!(
            call.url(&endpoint),
            "https://management.azure.com/subscriptions/s/resources?api-version=2021-04-01&$filter=resourceType%20eq%20'a%20b'"
        );
    }

    #[test]
    fn survives_storage() {
        let call = Call::patch("HostPools_Update", "/p", "v", json!({"a": 1})).with_header("If-Match", "*").with_fallback("w");
        let text = serde_json::to_string(&call).unwrap();
        assert_eq!(serde_json::from_str::<Call>(&text).unwrap(), call);
    }

    #[test]
    fn knows_what_may_be_repeated() {
        for (call, wanted) in [
            (Call::get("", "", ""), true),
            (Call::put("", "", "", json!({})), true),
            (Call::delete("", "", ""), true),
            (Call::query("", "", "", None), true),
            (Call::post("", "", "", None), false),
            (Call::patch("", "", "", json!({})), false),
        ] {
            assert_eq!(call.is_repeatable(), wanted, "{}", call.method.as_str());
        }
    }
}
