//! The answer in the fragment: recognised, and read strictly.
//!
//! Sources: OpenID Connect Core 1.0, sections 3.2.2.5 and 3.2.2.6; RFC 6749, section 4.2.2.

use core::fmt;

use crate::error::{Fault, SignInError};
use crate::request::state_id;
use crate::text::form_decode;

/// What Entra wrote behind the `#`. Nothing in it has been checked against the request.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    pairs: Vec<(String, String)>,
    /// It came from the token endpoint over a connection of our own, and not in an address.
    pub(crate) redeemed: bool,
}

impl fmt::Debug for Answer {
    /// The names only: the values are secrets.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.pairs.iter().map(|(name, _)| name)).finish()
    }
}

impl Answer {
    /// What the token endpoint said.
    pub(crate) fn from_token_endpoint(pairs: Vec<(String, String)>) -> Self {
        Self { pairs, redeemed: true }
    }

    /// A parameter of the answer.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The id inside the returned state: names the pending request it claims to answer.
    pub fn state_id(&self) -> Option<String> {
        state_id(self.get("state")?)
    }
}

/// Reads the fragment of the page's address, with or without `#` or `#/`.
///
/// `None` if it is no answer at all: an answer has a `state` and a token, a code or an error. An answer that is garbled (a
/// name twice, a broken escape) is an error: no one who has the right to answer writes such a thing.
pub fn take_answer(fragment: &str) -> Option<Result<Answer, SignInError>> {
    let text = fragment.strip_prefix('#').unwrap_or(fragment);
    let text = text.strip_prefix('/').unwrap_or(text);
    let raw: Vec<(&str, &str)> =
        text.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect();
    let has = |name: &str| raw.iter().any(|(known, _)| *known == name);
    if !has("state") || !["access_token", "id_token", "error", "code"].into_iter().any(has) {
        return None;
    }
    Some(read(&raw).ok_or_else(|| SignInError::fault(Fault::GarbledAnswer)))
}

/// Entra names about ten.
const MOST: usize = 100;

fn read(raw: &[(&str, &str)]) -> Option<Answer> {
    if raw.len() > MOST {
        return None;
    }
    let mut pairs: Vec<(String, String)> = Vec::with_capacity(raw.len());
    for (name, value) in raw {
        let (name, value) = (form_decode(name)?, form_decode(value)?);
        if pairs.iter().any(|(known, _)| *known == name) {
            return None;
        }
        pairs.push((name, value));
    }
    Some(Answer { pairs, redeemed: false })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::text::query;
    use proptest::prelude::*;

    #[test]
    fn what_counts_as_an_answer() {
        let cases = [
            ("", None),
            ("#", None),
            ("#section-2", None),
            ("#state=x", None),
            ("#access_token=x", None),
            ("#state=x&access_token=y", Some(true)),
            ("#/state=x&error=y&error_description=a+b", Some(true)),
            ("state=x&code=y", Some(true)),
            ("#state=x&access_token=y&state=z", Some(false)),
            ("#state=x&access_token=y&access%5Ftoken=z", Some(false)),
            ("#state=x&access_token=%zz", Some(false)),
        ];
        for (fragment, good) in cases {
            assert_eq!(take_answer(fragment).map(|answer| answer.is_ok()), good, "{fragment}");
        }
    }

    #[test]
    fn nothing_of_it_is_shown() {
        let answer = take_answer("#state=x&access_token=SECRET").unwrap().unwrap();
        assert!(!format!("{answer:?}").contains("SECRET"));
    }

    proptest! {
        #[test]
        fn any_fragment_is_answered(fragment in ".*", tail in "[&=%+a-f0-9#]*") {
            let _ = take_answer(&fragment);
            let _ = take_answer(&format!("#state={tail}&error={fragment}"));
        }

        #[test]
        fn what_is_written_is_read(state in ".+", token in ".+") {
            let answer = take_answer(&query(&[("state", &state), ("access_token", &token)])).unwrap().unwrap();
            prop_assert_eq!(answer.get("state"), Some(state.as_str()));
            prop_assert_eq!(answer.get("access_token"), Some(token.as_str()));
        }
    }
}
