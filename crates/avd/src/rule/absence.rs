//! What a 404 says is missing: the thing that was asked for, or the host pool (resource group, subscription) it belongs to.
//!
//! Only the first means “none yet”. The documents name `hostPoolDoesNotExist`; Resource Manager has codes of its own (Learn,
//! *Troubleshoot common Azure deployment errors*); the provider itself often repeats the status as the code, so its words count.

use arm::{Error, ErrorKind};

/// Codes that speak of what is around.
const AROUND: [&str; 6] = [
    "hostPoolDoesNotExist",
    "hostPoolNotFound",
    "ResourceGroupNotFound",
    "ParentResourceNotFound",
    "SubscriptionNotFound",
    "InvalidSubscriptionId",
];

/// Whether what was asked for, a part of a host pool, is not there, while the pool is.
pub fn is_none_yet(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound) && !is_around(error)
}

/// Whether the answer says that the pool has no registration token. A 404 that does not speak of a token speaks of the pool.
pub fn is_no_token(error: &Error) -> bool {
    let speaks = |words: &str| {
        let words: String = words.to_ascii_lowercase().split_whitespace().collect();
        words.contains("registrationtoken") || words.contains("registrationinfo")
    };
    let levels = error.body().levels();
    is_none_yet(error) && levels.iter().any(|level| speaks(&level.code) || speaks(&level.message))
}

fn is_around(error: &Error) -> bool {
    AROUND.iter().any(|code| error.has_code(code)) || error.body().levels().iter().any(|level| names_a_pool(&level.message))
}

/// “The Resource 'Microsoft.DesktopVirtualization/hostPools/hp' … was not found”, and not something below a pool;
/// “SessionHostPool hp does not exist”.
fn names_a_pool(message: &str) -> bool {
    let lower = message.to_ascii_lowercase();
    let path = lower.match_indices("hostpools/").next().map(|(at, word)| &lower[at + word.len()..]);
    if let Some(rest) = path {
        let name = rest.split(|letter: char| letter.is_whitespace() || "'\"”’,;".contains(letter)).next().unwrap_or_default();
        return !name.trim_end_matches(['/', '.']).contains('/');
    }
    let denied = ["not exist", "not found", "not be found"].iter().filter_map(|words| lower.find(words)).min();
    let named = ["hostpool", "host pool"].iter().filter_map(|words| lower.find(words)).min();
    // “User session 3 was not found in host pool hp” is about the session.
    named.zip(denied).is_some_and(|(named, denied)| named < denied && !lower[..named].contains("session "))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use futures::executor::block_on;
    use serde_json::{Value, json};

    use super::*;
    use crate::rule::sample::refusal;

    #[test]
    fn only_what_is_said_to_have_none_has_none() {
        let body = |code: Value, message: &str| json!({"error": {"code": code, "message": message}});
        let avd = |words: &str| format!("ActivityId: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee Error: {words}");
        let resource = |path: &str| {
            format!("The Resource 'Microsoft.DesktopVirtualization/{path}' under resource group 'rg' was not found.")
        };
        for (body, none_yet, no_token) in [
            (body(json!("hostPoolDoesNotExist"), "The host pool does not exist."), false, false),
            (body(json!("HostPoolDoesNotExist"), "x"), false, false),
            (body(json!("ResourceNotFound"), &resource("hostPools/hp")), false, false),
            (body(json!("ResourceNotFound"), &resource("hostpools/hp")), false, false),
            (body(json!("ResourceNotFound"), &resource("hostPools/hp/sessionHostManagements/default")), true, false),
            (body(json!("ResourceGroupNotFound"), "Resource group 'rg' could not be found."), false, false),
            (body(json!("SubscriptionNotFound"), "The subscription 's' could not be found."), false, false),
            (body(json!("ParentResourceNotFound"), "x"), false, false),
            (body(json!("404"), &avd("SessionHostPool hp does not exist")), false, false),
            (body(json!(404), &avd("Host pool could not be found.")), false, false),
            (body(json!("404"), &avd("User session does not exist")), true, false),
            (body(json!("404"), &avd("User session 3 was not found in host pool hp")), true, false),
            (body(json!("404"), &avd("Registration token was not found for host pool hp")), true, true),
            (body(json!("RegistrationTokenNotFound"), "x"), true, true),
            (body(json!("RegistrationInfoNotFound"), "x"), true, true),
            (json!({"error": {"code": "Outer", "message": "x", "details": [{"code": "hostPoolDoesNotExist"}]}}), false, false),
            (json!({}), true, false),
        ] {
            let error = block_on(refusal(404, &body));
            assert_eq!((is_none_yet(&error), is_no_token(&error)), (none_yet, no_token), "{body}");
        }
        let other = block_on(refusal(403, &json!({"error": {"code": "RegistrationTokenNotFound"}})));
        assert!(!is_none_yet(&other) && !is_no_token(&other));
    }
}
