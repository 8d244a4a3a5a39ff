//! A change as an `az rest` command for a POSIX shell (Azure CLI reference, `az rest`).

use arm::Endpoint;

use crate::change::Change;

/// The command that sends the same request with the Azure CLI's own sign-in.
pub fn az_rest(change: &Change, endpoint: &Endpoint) -> String {
    let call = &change.call;
    let method = call.method.as_str().to_ascii_lowercase();
    let mut command = format!("az rest --method {method} \\\n  --url {}", quote(&call.url(endpoint)));
    if !call.headers.is_empty() {
        let headers: Vec<String> = call.headers.iter().map(|(name, value)| quote(&format!("{name}={value}"))).collect();
        command.push_str(&format!(" \\\n  --headers {}", headers.join(" ")));
    }
    if let Some(body) = &call.body {
        command.push_str(&format!(" \\\n  --body {}", quote(&format!("{body:#}"))));
    }
    command
}

/// One word for a POSIX shell: in single quotes nothing is special, and a quote itself is closed, escaped, opened again
/// (POSIX.1-2024, Shell Command Language, 2.2.2).
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::change::ReadBack;
    use crate::operation::host_pools;
    use crate::operation::sample::{POOL, pool};
    use crate::version::ApiVersions;

    fn change(body: serde_json::Value) -> Change {
        let call = host_pools::update(&pool(), body, &ApiVersions::default());
        let target = pool();
        Change { title: String::new(), target, call, effects: vec![], warnings: vec![], verify: ReadBack::HostPool }
    }

    #[test]
    fn a_message_with_quotes_survives_the_shell() {
        let endpoint = Endpoint::parse("https://management.azure.com").unwrap();
        let command = az_rest(&change(json!({"properties": {"description": "Ann's $HOME; \"x\""}})), &endpoint);
        let wanted = format!(
            "az rest --method patch \\\n  --url 'https://management.azure.com{POOL}?api-version=2026-01-01-preview' \\\n  --body '{{\n  \
             \"properties\": {{\n    \"description\": \"Ann'\\''s $HOME; \\\"x\\\"\"\n  }}\n}}'"
        );
        assert_eq!(command, wanted);
    }

    /// What a POSIX shell makes of one quoted word.
    fn unquote(word: &str) -> String {
        let (mut out, mut quoted, mut chars) = (String::new(), false, word.chars());
        while let Some(next) = chars.next() {
            match (next, quoted) {
                ('\'', _) => quoted = !quoted,
                ('\\', false) => out.extend(chars.next()),
                (other, true) => out.push(other),
                (other, false) => panic!("{other:?} outside quotes"),
            }
        }
        assert!(!quoted);
        out
    }

    proptest! {
        #[test]
        fn any_text_is_one_word(text in any::<String>()) {
            prop_assert_eq!(unquote(&quote(&text)), text);
        }
    }
}
