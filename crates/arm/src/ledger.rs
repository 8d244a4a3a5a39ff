//! What a client noticed on its way: which headers may be read here, what the service's clock says, what failed last. It decides
//! nothing; somebody who looks for a fault reads it.

use host::{Instant, Response};

use crate::error::Error;
use crate::wait::http_date;

/// So many different failures are remembered.
const MOST: usize = 40;

/// The beginnings of header names, with the statuses (from, to) whose answers carry them.
///
/// Learn, *Request limits and throttling* and *Track asynchronous Azure operations*; RFC 9110, sections 6.6.1, 10.2.3, 11.6.1.
const HEADERS: [(&str, u16, u16); 7] = [
    ("x-ms-request-id", 200, 599),
    ("Date", 200, 599),
    ("x-ms-ratelimit-remaining-", 200, 299),
    ("Location", 202, 202),
    ("Azure-AsyncOperation", 202, 202),
    ("Retry-After", 429, 429),
    ("WWW-Authenticate", 401, 401),
];

/// Kept by the client while it works.
#[derive(Debug, Default)]
pub struct Ledger {
    sights: [(u32, u32); HEADERS.len()],
    date: Option<(String, Instant)>,
    failures: Vec<Failure>,
}

/// A response header, and how often it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderSight {
    /// Its name; one that ends with a dash is the beginning of several.
    pub name: &'static str,
    /// Answers that had it.
    pub readable: u32,
    /// Answers that had it or should have: a browser does not tell a hidden header from one that was not sent.
    pub expected: u32,
}

/// Something that went wrong, the last time it did.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// What.
    pub error: Error,
    /// When.
    pub at: Instant,
    /// How often the same operation failed the same way.
    pub times: u32,
}

impl Ledger {
    pub fn answered(&mut self, response: &Response, now: Instant) {
        for ((name, from, to), (readable, expected)) in HEADERS.iter().zip(&mut self.sights) {
            let begins = |known: &str| known.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
            let found = response.headers.iter().any(|(known, _)| begins(known));
            *readable += u32::from(found);
            *expected += u32::from(found || (*from..=*to).contains(&response.status));
        }
        self.date = response.header("Date").map(|date| (date.to_owned(), now)).or(self.date.take());
    }

    /// Remembers a failure in place of an earlier one of its kind.
    pub fn failed(&mut self, error: &Error, now: Instant) {
        let same = |known: &Failure| {
            let known = &known.error;
            known.operation() == error.operation() && known.status() == error.status() && known.code() == error.code()
        };
        let before = self.failures.iter().position(same).map(|at| self.failures.remove(at).times);
        if self.failures.len() >= MOST {
            self.failures.remove(0);
        }
        self.failures.push(Failure { error: error.clone(), at: now, times: before.unwrap_or(0).saturating_add(1) });
    }

    pub fn headers(&self) -> Vec<HeaderSight> {
        let all = HEADERS.iter().zip(&self.sights);
        all.map(|((name, ..), (readable, expected))| HeaderSight { name, readable: *readable, expected: *expected }).collect()
    }

    /// The service's clock and this one, at the last answer whose `Date` could be read.
    pub fn clocks(&self) -> Option<(Instant, Instant)> {
        self.date.as_ref().and_then(|(date, now)| Some((http_date(date)?, *now)))
    }

    /// Newest first.
    pub fn failures(&self) -> Vec<Failure> {
        self.failures.iter().rev().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use futures::executor::block_on;
    use serde_json::Value;

    use super::*;
    use crate::script::{client, json};
    use crate::{Call, ErrorKind};

    const PATH: &str = "/subscriptions/s/providers/Microsoft.DesktopVirtualization/hostPools";

    #[test]
    fn a_hidden_header_is_told_from_one_that_had_no_occasion() {
        let client = client(|_, index| {
            let plain = json(200, "{}").with_header("X-MS-Request-Id", "r").with_header("date", "Mon, 12 Jan 1970 13:46:30 GMT");
            Ok(if index == 0 { plain.with_header("x-ms-ratelimit-remaining-subscription-reads", "7") } else { json(202, "{}") })
        });
        block_on(client.read::<Value>(&Call::get("A", PATH, "v"))).unwrap();
        block_on(client.act(&Call::put("B", PATH, "v", serde_json::json!({})))).unwrap();
        let found = client.diagnosis();
        let sights: Vec<_> = found.headers.iter().map(|sight| (sight.name, sight.readable, sight.expected)).collect();
        let wanted = [
            ("x-ms-request-id", 1, 2),
            ("Date", 1, 2),
            ("x-ms-ratelimit-remaining-", 1, 2),
            ("Location", 0, 1),
            ("Azure-AsyncOperation", 0, 1),
            ("Retry-After", 0, 0),
            ("WWW-Authenticate", 0, 0),
        ];
        assert_eq!(sights, wanted);
        let (theirs, ours) = found.clocks.unwrap();
        assert_eq!(ours.since(theirs).as_secs(), 10);
        assert_eq!(found.failures, []);
        assert!(found.paces.iter().any(|pace| pace.left == 7 && pace.most == 235), "{:?}", found.paces);
    }

    #[test]
    fn the_same_failure_is_one_line_and_the_list_has_an_end() {
        let client = client(|_, index| Ok(json(404, &format!(r#"{{"error":{{"code":"C{}"}}}}"#, index / 2 % 60))));
        for _ in 0..90 {
            block_on(client.read::<Value>(&Call::get("A", PATH, "v"))).unwrap_err();
        }
        let failures = client.diagnosis().failures;
        assert_eq!((failures.len(), failures[0].error.code(), failures[0].times), (MOST, Some("C44"), 2));
    }

    #[test]
    fn a_link_that_leads_away_is_noted() {
        let client = client(|_, _| Ok(json(200, r#"{"value":[],"nextLink":"https://evil.example/"}"#)));
        block_on(client.list::<Value>(&Call::get("A", PATH, "v"))).unwrap_err();
        assert_eq!(client.host().0.sent.borrow().len(), 1);
        assert_eq!(client.diagnosis().failures[0].error.kind(), &ErrorKind::ForeignLink);
    }
}
