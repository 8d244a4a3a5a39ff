//! Why access was denied, from the sentence that says so. Resource Manager names actions, scopes and directories in its words only.
//!
//! Its sentences name what the account *has* as well; what is missing stands behind the negation.

/// Why access was denied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denial {
    /// A right is missing.
    Right {
        /// The actions that are missing, `Microsoft.DesktopVirtualization/hostPools/write`.
        actions: Vec<String>,
        /// Where they are missing.
        scopes: Vec<String>,
        /// On something the resource refers to, not on the resource itself.
        linked: bool,
    },
    /// A deny assignment forbids it, whatever role the account has.
    DenyAssignment {
        /// Its name.
        name: Option<String>,
        /// Where it is.
        scope: Option<String>,
    },
    /// What is referred to is in a subscription that the directory of the sign-in cannot reach.
    OtherDirectory {
        /// The subscription referred to.
        subscription: Option<String>,
    },
}

/// Where a sentence turns from what is given to what is not.
const NEGATIONS: &[&str] = &["does not have", "doesn't have", "do not have", "not have permission", "not authorized", "lacks"];

/// Reads a sentence; `None` if it is not about access.
pub fn of(message: &str) -> Option<Denial> {
    let lower = message.to_ascii_lowercase();
    if let Some(at) = lower.find("linked subscription") {
        return Some(Denial::OtherDirectory { subscription: quoted_after(&message[at..], "subscription").into_iter().next() });
    }
    if let Some(at) = lower.find("deny assignment") {
        let (name, scope) = (quoted_after(&message[at..], "name"), quoted_after(&message[at..], "scope"));
        return Some(Denial::DenyAssignment { name: name.into_iter().next(), scope: scope.into_iter().next() });
    }
    let at = NEGATIONS.iter().filter_map(|words| lower.find(words)).min()?;
    let actions = quoted_after(&message[at..], "action");
    let linked = lower[at..].contains("linked scope");
    let scopes = quoted_after(&message[at..], "scope");
    (!actions.is_empty()).then_some(Denial::Right { actions, scopes, linked })
}

/// The values in quotes after a word: of “on the linked scope(s) '/a,/b'”, both scopes.
fn quoted_after(message: &str, word: &str) -> Vec<String> {
    let lower = message.to_ascii_lowercase();
    let found = lower.match_indices(word).find_map(|(at, word)| {
        let rest = &message[at + word.len()..];
        let rest = rest.strip_prefix("(s)").or_else(|| rest.strip_prefix('s')).unwrap_or(rest).trim_start_matches([' ', ':']);
        let quote = rest.chars().next().filter(|quote| matches!(quote, '\'' | '"' | '“' | '‘'))?;
        let close = match quote {
            '“' => '”',
            '‘' => '’',
            same => same,
        };
        rest[quote.len_utf8()..].split_once(close).map(|(value, _)| value)
    });
    found
        .into_iter()
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .map(str::to_owned)
        .collect()
}
