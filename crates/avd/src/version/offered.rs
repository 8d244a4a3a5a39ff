//! Which API versions the provider offers in a directory
//! (`GET /subscriptions/{id}/providers/Microsoft.DesktopVirtualization`, Microsoft.Resources 2021-04-01).

use serde_json::{Value, json};

use crate::rule::meaning;

/// A resource type offers about ten versions; more than this is no answer of Azure.
const MOST_TYPES: usize = 100;
const MOST_VERSIONS: usize = 100;

/// The versions by resource type, the newest first, as the provider lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offered(Vec<(String, Vec<String>)>);

impl Offered {
    /// Reads the answer of the provider. Nothing is offered where it says nothing.
    pub fn of_answer(answer: &Value) -> Self {
        let text = |value: &Value| value.as_str().filter(|text| text.len() <= 100).map(str::to_owned);
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let one = |kind: &Value| {
            let versions: Vec<String> =
                list(meaning::at(kind, "apiVersions")).iter().take(MOST_VERSIONS).filter_map(text).collect();
            Some((text(meaning::at(kind, "resourceType"))?, versions)).filter(|(_, versions)| !versions.is_empty())
        };
        Self(list(meaning::at(answer, "resourceTypes")).iter().take(MOST_TYPES).filter_map(one).collect())
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The versions of a resource type; `None` if it is not known.
    pub fn of(&self, kind: &str) -> Option<&[String]> {
        self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(kind)).map(|(_, versions)| versions.as_slice())
    }

    /// As text, to be kept in the tab; read again by [`Self::of_text`].
    pub fn to_text(&self) -> String {
        let kinds: Vec<Value> =
            self.0.iter().map(|(kind, versions)| json!({ "resourceType": kind, "apiVersions": versions })).collect();
        json!({ "resourceTypes": kinds }).to_string()
    }

    /// Reads what was kept.
    pub fn of_text(text: &str) -> Self {
        serde_json::from_str(text).map(|answer| Self::of_answer(&answer)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_kept_and_read_again() {
        let answer = json!({"namespace": "Microsoft.DesktopVirtualization", "registrationState": "Registered", "resourceTypes": [
            {"resourceType": "hostpools", "locations": ["East US"], "apiVersions": ["2026-04-01-preview", "2025-10-10"], "capabilities": "None"},
            {"resourceType": "operations", "apiVersions": []}, {"apiVersions": ["1"]}, 7,
        ]});
        let offered = Offered::of_answer(&answer);
        assert_eq!(offered.of("hostPools"), Some(&["2026-04-01-preview".to_owned(), "2025-10-10".to_owned()][..]));
        assert_eq!((offered.of("operations"), offered.of("scalingPlans"), offered.is_empty()), (None, None, false));
        assert_eq!(Offered::of_text(&offered.to_text()), offered);
    }

    #[test]
    fn what_is_no_answer_offers_nothing() {
        for answer in [
            Value::Null,
            json!([]),
            json!({"resourceTypes": {}}),
            json!({"resourceTypes": [{"resourceType": "x", "apiVersions": [1]}]}),
        ] {
            assert!(Offered::of_answer(&answer).is_empty(), "{answer}");
        }
        assert!(Offered::of_text("{").is_empty());
        let many = json!({"resourceTypes": [{"resourceType": "x", "apiVersions": vec!["v"; 5000]}]});
        assert_eq!(Offered::of_answer(&many).of("x").map(<[String]>::len), Some(MOST_VERSIONS));
    }
}
