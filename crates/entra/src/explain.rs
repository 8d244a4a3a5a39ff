//! Sentences for a sign-in that failed: one pure function from facts to advice.

use crate::authority::Dialect;
use crate::config::{Config, Flow};
use crate::error::{ErrorKind, Fault, SignInError};

/// What to tell the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// A heading.
    pub title: String,
    /// What it means.
    pub meaning: String,
    /// What to do, or whom to ask.
    pub fix: String,
    /// Whether trying again makes sense.
    pub retry: bool,
    /// Whether another account may help.
    pub another_account: bool,
    /// Whether the authorization code flow is a way out.
    pub code_flow: bool,
    /// The page where an administrator grants the permission, where that helps.
    pub admin_consent_url: Option<String>,
    /// Microsoft's page about the code.
    pub more_url: Option<String>,
}

/// One row of the catalogue.
struct Row<'a> {
    title: &'a str,
    meaning: &'a str,
    fix: &'a str,
    help: &'a str,
}

/// The catalogue: AADSTS numbers and error words, one row a cause. Numbers are for people; no program branches on them.
///
/// Source: *Microsoft Entra authentication and authorization error codes*
/// (learn.microsoft.com/entra/identity-platform/reference-error-codes).
const CATALOGUE: &str = include_str!("explain/catalogue.txt");

fn rows() -> impl Iterator<Item = (&'static str, Row<'static>)> {
    CATALOGUE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('|').map(str::trim);
        let (codes, title, meaning, fix, help) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        Some((codes, Row { title, meaning, fix, help }))
    })
}

fn row(code: &str) -> Option<Row<'static>> {
    rows().find(|(codes, _)| codes.split(' ').any(|known| known == code)).map(|(_, row)| row)
}

impl SignInError {
    /// What it means and what to do. The number explains best, whole and not by a neighbour's, then the `error` word.
    pub fn explain(&self, config: &Config) -> Explanation {
        let numbered = self.number.and_then(|number| row(&number.to_string()));
        let named = || row(&self.error);
        let found = numbered.or_else(named);
        let row = found.or_else(|| row("other")).unwrap_or(Row { title: "Sign-in failed", meaning: "", fix: "", help: "retry" });
        let helps = |word: &str| row.help.split(' ').any(|known| known == word);
        Explanation {
            title: row.title.into(),
            meaning: row.meaning.into(),
            fix: row.fix.into(),
            retry: helps("retry"),
            another_account: helps("account"),
            code_flow: helps("code") && config.flow == Flow::Implicit && config.dialect == Dialect::V2,
            admin_consent_url: helps("consent").then(|| config.admin_consent_url(self.details.tenant.as_deref())),
            more_url: self.number.map(|number| format!("{}/error?code={number}", config.authority.origin())),
        }
    }

    /// Whether the failure tells of an attack or a defect rather than of a decision: worth a closer look.
    pub fn is_suspicious(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::Untrusted(
                Fault::GarbledAnswer
                    | Fault::StateMismatch
                    | Fault::WrongChannel
                    | Fault::Algorithm
                    | Fault::Nonce
                    | Fault::Audience
                    | Fault::Issuer
                    | Fault::AccessTokenHash
            )
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn explained(error: &str, number: Option<u32>) -> Explanation {
        let json = r#"{"auth": {"clientId": "797f4846-ba00-4fd7-ba43-dac1f8f63013"}}"#;
        let config = Config::parse(json, "https://console.example").unwrap();
        let fault = SignInError::fault(Fault::StateNotFound);
        SignInError { kind: ErrorKind::Other, error: error.into(), number, ..fault }.explain(&config)
    }

    #[test]
    fn the_catalogue_is_well_formed() {
        let mut seen = std::collections::BTreeSet::new();
        let lines = CATALOGUE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(rows().count(), lines);
        for (codes, row) in rows() {
            for code in codes.split(' ') {
                assert!(seen.insert(code), "{code} stands twice");
            }
            assert!(row.meaning.ends_with('.') && row.fix.ends_with(['.', '?']) && !row.title.ends_with('.'), "{codes}");
            assert!(
                row.help.split(' ').all(|word| ["", "retry", "account", "consent", "code"].contains(&word)),
                "{codes}: {}",
                row.help
            );
        }
        assert!(seen.len() > 100);
    }

    /// What an administrator of a console like this one meets, by the error reference and by what others reported.
    const KNOWN: &str = "\
        16000 16003 28000 70011 700022 50001 500011 50011 50014 50020 50034 51004 500021 500212 500213 50053 50055 50057 50058 \
        50059 50072 50074 50076 50078 50079 50089 50132 50133 50173 50105 50126 50131 53000 53001 50140 50158 50194 50196 53003 \
        53004 530032 530035 54005 65001 65004 65005 650056 650057 70001 7000112 700016 70005 70007 70043 70044 700051 700054 \
        700084 90002 90008 90014 900144 90015 90027 500201 90038 90072 90094 90095 90099 901002 90100 900971 9002325 9002326 \
        9002327 70000 70008 500112 501481 700025 7000218 9002313";

    #[test]
    fn every_known_number_is_explained_and_no_other() {
        let listed: std::collections::BTreeSet<u32> = KNOWN.split_whitespace().map(|number| number.parse().unwrap()).collect();
        let in_rows = rows().flat_map(|(codes, _)| codes.split(' ')).filter_map(|code| code.parse().ok()).collect();
        assert_eq!(listed, in_rows);
        for number in listed {
            let told = explained("invalid_request", Some(number));
            assert!(told.fix.ends_with('.') && told.title != "Sign-in failed", "{number}");
            assert_eq!(told.more_url, Some(format!("https://login.microsoftonline.com/error?code={number}")));
        }
    }

    #[test]
    fn every_fault_has_a_row() {
        use Fault::*;
        let all = [
            GarbledAnswer,
            StateNotFound,
            StateMismatch,
            WrongChannel,
            Stale,
            NoAccessToken,
            NotBearer,
            IdToken,
            Algorithm,
            Nonce,
            Audience,
            Issuer,
            Tenant,
            Clock,
            AccessTokenHash,
            ClientInfo,
            FrameTimeout,
            Network,
            PopupBlocked,
            PopupClosed,
            NoStorage,
            OtherUser,
        ];
        for fault in all {
            assert!(row(fault.code()).is_some(), "{fault:?}");
        }
    }

    #[test]
    fn the_number_explains_before_the_word() {
        assert_eq!(explained("access_denied", Some(65004)).title, "You declined the permission");
        assert_eq!(explained("access_denied", Some(999_999_999)).title, "The sign-in wasn't completed");
        assert_eq!(explained("interaction_required", Some(530_035)).title, "Conditional Access blocks this sign-in");
        assert_eq!(explained("unheard_of", None).title, "Sign-in failed");
    }

    /// A number that nobody has listed is explained by its word: one that begins like it, or is next to it, has another cause.
    #[test]
    fn no_number_is_explained_by_a_neighbour() {
        let known: Vec<u32> = KNOWN.split_whitespace().map(|number| number.parse().unwrap()).collect();
        let neighbours = known.iter().flat_map(|&number| {
            let digits = (0..10).map(move |digit| number * 10 + digit);
            digits.chain([number / 10, number - 1, number + 1, number * 100])
        });
        for number in neighbours.filter(|number| !known.contains(number)) {
            for word in ["interaction_required", "invalid_request", "unheard_of"] {
                assert_eq!(explained(word, Some(number)).title, explained(word, None).title, "{number}");
            }
        }
    }

    #[test]
    fn the_code_flow_is_offered_where_the_implicit_grant_is_off() {
        let told = |flow: &str, dialect: &str, number| {
            let json = format!(
                r#"{{"auth": {{"clientId": "797f4846-ba00-4fd7-ba43-dac1f8f63013"}}, "entra": {{"flow": "{flow}", "dialect": "{dialect}"}}}}"#
            );
            let config = Config::parse(&json, "https://console.example").unwrap();
            SignInError { number, ..SignInError::fault(Fault::StateNotFound) }.explain(&config)
        };
        for number in [700_051, 700_054] {
            assert!(told("implicit", "v2", Some(number)).code_flow, "{number}");
            assert!(!told("code", "v2", Some(number)).code_flow, "{number}: it is in use");
            assert!(!told("implicit", "v1", Some(number)).code_flow, "{number}: v1 redeems no code");
            assert!(told("implicit", "v2", Some(number)).fix.contains("entra.flow"), "{number}");
        }
        assert!(!told("implicit", "v2", Some(50_105)).code_flow && !told("implicit", "v2", None).code_flow);
    }

    #[test]
    fn consent_links_stand_only_where_they_help() {
        assert!(explained("consent_required", Some(65001)).admin_consent_url.is_some());
        assert!(explained("access_denied", Some(50105)).admin_consent_url.is_none());
        assert!(explained("unheard_of", None).more_url.is_none());
    }
}
