//! A registration token for one session host (`SessionHosts_ListSingleRegistrationTokens`, since 2026-01-01-preview).
//!
//! Asking makes it, and the answer is the only place where it is: it cannot be read a second time and, as far as is documented, not
//! be revoked. The reference gives no limits for its life; those of a pool's token are kept.

use ::host::Instant;
use arm::{Json, ResourceId};
use serde_json::Value;

use crate::change::{Change, ReadBack};
use crate::operation::session_hosts;
use crate::resource::{RegistrationInfo, RegistrationTokenList};
use crate::version::ApiVersions;

/// Asks for a token that ends at `expiry` and is for this session host only.
pub fn create(host: &ResourceId, expiry: Instant, versions: &ApiVersions) -> Change {
    Change {
        title: "Get a registration token for one session host".to_owned(),
        target: host.clone(),
        call: session_hosts::list_single_registration_tokens(host, expiry, versions),
        effects: vec![
            format!("Creates a token that can register only {}. It expires {expiry}.", host.name()),
            "The pool's own token, if it has one, doesn't change.".to_owned(),
        ],
        warnings: vec![
            "You can view it only once, and Microsoft doesn't document a way to revoke it. Use a short lifetime.".to_owned(),
        ],
        verify: ReadBack::Answer,
    }
}

/// The token of the answer; `None` if it holds none.
pub fn of_answer(answer: &Value) -> Option<RegistrationInfo> {
    let list = RegistrationTokenList::from_json(answer.clone()).ok()?;
    list.value.into_iter().flatten().find(|info| info.token.as_ref().is_some_and(|token| !token.reveal().is_empty()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;
    use crate::operation::sample::{POOL, check, pool};

    #[test]
    fn it_is_asked_for_by_its_end() {
        let host = pool().child("sessionHosts", "sessionHost1.microsoft.com");
        let expiry = Instant::parse("2026-11-22T10:00:00Z").unwrap();
        let change = create(&host, expiry, &ApiVersions::default());
        let line = format!(
            "POST https://management.azure.com{POOL}/sessionHosts/sessionHost1.microsoft.com/listSingleSessionHostRegistrationTokens\
             ?api-version=2026-04-01-preview"
        );
        check(&change.call, &line, "{\n  \"expirationTimeInUtc\": \"2026-11-22T10:00:00Z\"\n}");
        assert!(!change.call.only_reads, "it makes a token, so it is not sent twice");
    }

    #[test]
    fn the_answer_may_hold_none() {
        let token = |answer: Value| of_answer(&answer).and_then(|info| info.token).map(|token| token.reveal().to_owned());
        assert_eq!(
            token(json!({"value": [{"token": ""}, {"token": "t", "expirationTime": "2026-11-22T10:00:00Z"}]})),
            Some("t".into())
        );
        for none in [json!({"value": []}), json!({"value": [{"token": null}]}), json!({}), Value::Null] {
            assert_eq!(token(none.clone()), None, "{none}");
        }
    }
}
