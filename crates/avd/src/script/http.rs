//! A call as an HTTP request, in the format of `.http` files.

use arm::{Call, Endpoint};

/// Request line, headers, an empty line, the body. Without the token.
pub fn http(call: &Call, endpoint: &Endpoint) -> String {
    let mut text = format!("{} {}", call.method, call.url(endpoint));
    if call.body.is_some() {
        text.push_str("\nContent-Type: application/json");
    }
    for (name, value) in &call.headers {
        text.push_str(&format!("\n{name}: {value}"));
    }
    if let Some(body) = &call.body {
        text.push_str("\n\n");
        text.push_str(&super::quote::json(body));
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;
    use crate::operation::host_pools;
    use crate::operation::sample::{POOL, pool};
    use crate::version::ApiVersions;

    #[test]
    fn a_patch_as_text() {
        let call = host_pools::update(&pool(), json!({"properties": {"friendlyName": "East"}}), &ApiVersions::default());
        let text = http(&call, &Endpoint::parse("https://management.azure.com").unwrap());
        let wanted = format!(
            "PATCH https://management.azure.com{POOL}?api-version=2026-04-01-preview\nContent-Type: application/json\n\n\
             {{\n  \"properties\": {{\n    \"friendlyName\": \"East\"\n  }}\n}}"
        );
        assert_eq!(text, wanted);
    }

    #[test]
    fn a_get_is_one_line() {
        let text = http(&host_pools::get_at(&pool(), "2024-04-03"), &Endpoint::parse("https://management.azure.com").unwrap());
        assert_eq!(text, format!("GET https://management.azure.com{POOL}?api-version=2024-04-03"));
    }
}
