//! Tokens that were made here and are to be revoked after use: what the list of changes tells. It holds ends, never a token.

use ::host::Instant;
use arm::ResourceId;
use serde_json::Value;

use crate::change::{Change, ReadBack};

/// A token that was made and, as far as the changes tell, is still valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenToken {
    /// Its pool.
    pub pool: ResourceId,
    /// When it ends by itself.
    pub until: Instant,
    /// When it was made.
    pub made: Instant,
}

/// The tokens still open among these changes, which may have taken effect, newest first; that which ends last comes last.
pub fn open<'a>(changes: impl IntoIterator<Item = (&'a Change, Instant)>, now: Instant) -> Vec<OpenToken> {
    let (mut decided, mut open) = (Vec::new(), Vec::new());
    for (change, made) in changes.into_iter().filter(|(change, _)| decides(change)) {
        // The newest change of a pool's token says how it stands; older ones are history.
        if decided.contains(&&change.target) {
            continue;
        }
        decided.push(&change.target);
        let end = change.call.body.as_ref().and_then(|body| body.pointer("/properties/registrationInfo/expirationTime"));
        if let Some(until) = end.and_then(Value::as_str).and_then(|end| Instant::parse(end).ok()).filter(|until| *until > now) {
            open.push(OpenToken { pool: change.target.clone(), until, made });
        }
    }
    open.sort_by_key(|token| token.until);
    open
}

/// Whether a change says how the token of its pool stands: one of the token itself, or a pool created together with one.
fn decides(change: &Change) -> bool {
    let operation = change
        .call
        .body
        .as_ref()
        .and_then(|body| body.pointer("/properties/registrationInfo/registrationTokenOperation"))
        .and_then(Value::as_str);
    change.verify == ReadBack::RegistrationToken || operation.is_some_and(|word| !word.eq_ignore_ascii_case("None"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::{create, revoke};
    use super::*;
    use crate::operation::sample::pool;
    use crate::version::ApiVersions;

    #[test]
    fn open_until_revoked_or_over() {
        let (versions, at) = (ApiVersions::default(), Instant::from_seconds);
        let other = ResourceId::parse(&pool().as_str().replace("hostPool1", "other")).unwrap();
        let (long, short, off) =
            (create(&pool(), at(9000), &versions), create(&other, at(5000), &versions), revoke(&pool(), &versions));
        let names = |changes: &[(&Change, Instant)], now: i64| -> Vec<(String, i64)> {
            open(changes.iter().copied(), at(now)).into_iter().map(|it| (it.pool.name().to_owned(), it.until.seconds())).collect()
        };
        let made = [(&long, at(2)), (&short, at(1))];
        assert_eq!(names(&made, 100), [("other".to_owned(), 5000), ("hostPool1".to_owned(), 9000)]);
        assert_eq!(names(&made, 5000), [("hostPool1".to_owned(), 9000)], "it ended by itself");
        assert_eq!(names(&[(&off, at(3)), (&long, at(2)), (&short, at(1))], 100), [("other".to_owned(), 5000)]);
        assert_eq!(names(&[(&long, at(4)), (&off, at(3))], 100).len(), 1, "made again after it was revoked");
        let mut with_pool = long.clone();
        with_pool.verify = ReadBack::HostPool;
        assert_eq!(names(&[(&with_pool, at(4))], 100).len(), 1, "created together with its pool");
        let mut edited = with_pool.clone();
        edited.call.body = Some(serde_json::json!({"properties": {"registrationInfo": {"registrationTokenOperation": "None"}}}));
        assert_eq!(names(&[(&edited, at(5)), (&with_pool, at(4))], 100).len(), 1, "an edit that leaves it alone");
    }
}
