//! A call as an HTTP request, in the format of `.http` files.

use arm::{Call, Endpoint};

/// Request line, headers, an empty line, the body. Without the token. The clients that read this format put something else in place of
/// `{{…}}`: such braces are written as JSON and addresses can spell them, and a header that has them is left out.
pub fn http(call: &Call, endpoint: &Endpoint) -> String {
    let mut text = format!("{} {}", call.method, call.url(endpoint));
    if call.body.is_some() {
        text.push_str("\nContent-Type: application/json");
    }
    for (name, value) in call.headers.iter().filter(|(_, value)| !value.contains("{{")) {
        text.push_str(&format!("\n{name}: {value}"));
    }
    if let Some(body) = &call.body {
        text.push_str("\n\n");
        // Outside of its texts JSON has no two opening braces in a row.
        text.push_str(&super::quote::json(body).replace("{{", "\\u007b\\u007b"));
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
    fn no_name_is_a_variable() {
        for name in ["{{$processEnv X}}", "{{{$guid}}}", "a{{{{b}}", "{ {x} }"] {
            let sent = json!({ "properties": { "friendlyName": name, "nested": { "a": {} } } });
            let call = host_pools::update(&pool(), sent.clone(), &ApiVersions::default());
            let text = http(&call, &Endpoint::parse("https://management.azure.com").unwrap());
            assert!(!text.contains("{{"), "{text}");
            let body = text.split_once("\n\n").map(|(_, body)| serde_json::from_str::<serde_json::Value>(body).unwrap());
            assert_eq!(body, Some(sent), "the same is sent");
        }
    }

    #[test]
    fn a_get_is_one_line() {
        let text = http(&host_pools::get_at(&pool(), "2024-04-03"), &Endpoint::parse("https://management.azure.com").unwrap());
        assert_eq!(text, format!("GET https://management.azure.com{POOL}?api-version=2024-04-03"));
    }
}
