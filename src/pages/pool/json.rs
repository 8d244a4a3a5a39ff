//! The pool as the service sent it.

use leptos::prelude::*;
use serde_json::Value;

use super::PoolContext;
use crate::components::CodeBlock;

/// The JSON, to be read and copied. A token in it is not shown.
#[component]
pub fn JsonTab(context: PoolContext) -> impl IntoView {
    let remote = context.remote();
    let text = Signal::derive(move || remote.with(|state| state.value().map(|read| printed(&read.raw)).unwrap_or_default()));
    view! { <CodeBlock label="JSON" text /> }
}

fn printed(raw: &Value) -> String {
    let mut raw = raw.clone();
    hide_token(&mut raw);
    serde_json::to_string_pretty(&raw).unwrap_or_default()
}

/// Old API versions put the registration token into the pool. Who holds it can add machines: it belongs on the token's own tab.
fn hide_token(raw: &mut Value) {
    if let Some(token) = raw.pointer_mut("/properties/registrationInfo/token").filter(|token| !token.is_null()) {
        *token = Value::from("hidden by the console");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_token_is_never_printed() {
        let raw = json!({"name": "hp", "properties": {"registrationInfo": {"token": "ey.secret", "expirationTime": "2026-01-01T00:00:00Z"}}});
        let text = printed(&raw);
        assert!(!text.contains("secret") && text.contains("2026-01-01T00:00:00Z"), "{text}");
        assert!(printed(&json!({"properties": {"registrationInfo": {"token": null}}})).contains("null"));
    }
}
