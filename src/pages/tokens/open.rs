//! The reminder of tokens that were made in this browser and are still valid: to be revoked after use.

use avd::rule::token::{self, TokenState, open::OpenToken};
use host::Instant;
use writes::Outcome;

use crate::live::Many;
use crate::live::activity::ActivityContext;

/// The tokens made here that are still valid, as far as this browser knows; the next to end comes first. Tracked.
pub fn open_tokens(activity: ActivityContext, many: &Many<TokenState>, now: Instant) -> Vec<OpenToken> {
    activity.ask();
    let taken =
        |state: &Outcome| !matches!(state, Outcome::Failed { .. } | Outcome::NotSent(_) | Outcome::Waiting | Outcome::Held(_));
    let mut open = activity.with(|list| {
        let entries = list.unwrap_or_default().iter().filter(|entry| taken(&entry.state));
        token::open::open(entries.map(|entry| (&entry.write.change, entry.asked_at())).collect::<Vec<_>>(), now)
    });
    open.retain(|token| still(token, many));
    open
}

/// Whether what was read since then does not show another token, or none.
fn still(token: &OpenToken, many: &Many<TokenState>) -> bool {
    let Some((remote, read_at)) = many.get(&token.pool).and_then(|remote| Some((remote, remote.read_at()?))) else { return true };
    let end = remote.value().and_then(|state| state.end());
    read_at <= token.made || end.map(Instant::seconds) == Some(token.until.seconds())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::pages::board::tests::line;

    #[test]
    fn what_was_read_since_settles_it() {
        let (pool, at) = (line("hp", None).id, Instant::from_seconds);
        let token = OpenToken { pool: pool.clone(), until: at(900), made: at(10) };
        let mut many = Many::default();
        assert!(still(&token, &many), "nobody looked");
        many.note(pool.clone(), at(9), TokenState::None);
        assert!(still(&token, &many), "read before it was made");
        many.note(pool.clone(), at(11), TokenState::Valid { until: at(900) });
        assert!(still(&token, &many));
        many.note(pool.clone(), at(12), TokenState::Valid { until: at(901) });
        assert!(!still(&token, &many), "another one by now");
        many.note(pool, at(13), TokenState::None);
        assert!(!still(&token, &many));
    }
}
