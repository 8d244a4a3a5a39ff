//! Errors of the sign-in service: an OAuth error word, an AADSTS number, a text ("Microsoft Entra authentication and
//! authorization error codes").

use host::{Instant, Response};

use super::page;
use crate::random::Random;

/// One error of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Aadsts {
    /// OAuth's word, what programs branch on.
    pub(crate) error: String,
    /// The number people search for.
    pub(crate) code: u32,
    /// The sentence behind the number.
    pub(crate) text: String,
    /// A finer word, `cancel` for the button.
    pub(crate) subcode: Option<&'static str>,
    /// What the next request should ask for.
    pub(crate) claims: Option<String>,
}

impl Aadsts {
    pub(crate) fn new(error: &str, code: u32, text: impl Into<String>) -> Self {
        Self { error: error.to_owned(), code, text: text.into(), subcode: None, claims: None }
    }

    /// A required parameter is not there.
    pub(crate) fn missing(parameter: &str) -> Self {
        let text = format!("The request body must contain the following parameter: '{parameter}'.");
        Self::new("invalid_request", 900_144, text)
    }

    /// Number, text and the three lines support asks for.
    pub(crate) fn description(&self, trace: &str, correlation: &str, now: Instant) -> String {
        let stamp = Instant::from_seconds(now.seconds()).to_rfc3339().replace('T', " ");
        let Self { code, text, .. } = self;
        format!("AADSTS{code}: {text}\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {stamp}")
    }

    /// The error on the service's own page: what is wrong with the client itself is never sent back to it.
    pub(crate) fn on_page(&self, correlation: Option<&str>, random: &mut Random, now: Instant) -> Response {
        let correlation = correlation.map_or_else(|| random.guid(), str::to_owned);
        page::error(400, &self.description(&random.guid(), &correlation, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn describes_itself_as_the_service_does() {
        let text = Aadsts::missing("nonce").description("t", "c", Instant::from_millis(1_795_248_000_120));
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert!(lines[0].starts_with("AADSTS900144: "), "{text}");
        assert_eq!(lines[1..], ["Trace ID: t", "Correlation ID: c", "Timestamp: 2026-11-21 08:00:00Z"]);
    }
}
