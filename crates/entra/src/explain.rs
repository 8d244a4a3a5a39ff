//! Sentences for a sign-in that failed: one pure function from facts to advice.

use crate::config::Config;
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
    /// What it means and what to do. The number explains best, then the `error` word.
    pub fn explain(&self, config: &Config) -> Explanation {
        let numbered = self.number.and_then(|number| row(&number.to_string()));
        // Codes of the newer kind put two digits behind an older one: 530035 is a case of 53003.
        let nearby = || self.number.filter(|number| *number >= 100_000).and_then(|number| row(&(number / 10).to_string()));
        let named = || row(&self.error);
        let found = numbered.or_else(nearby).or_else(named);
        let row = found.or_else(|| row("other")).unwrap_or(Row { title: "Sign-in failed", meaning: "", fix: "", help: "retry" });
        let helps = |word: &str| row.help.split(' ').any(|known| known == word);
        Explanation {
            title: row.title.into(),
            meaning: row.meaning.into(),
            fix: row.fix.into(),
            retry: helps("retry"),
            another_account: helps("account"),
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
