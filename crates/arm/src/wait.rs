//! How long the service wants to be left alone: headers first, then its words. Each source may be missing.
//!
//! Sources: RFC 9110, section 10.2.3 (`Retry-After`); the headers in milliseconds are those the Azure SDKs obey (`azure_core`).

use core::time::Duration;

use host::{Instant, Response};

/// The wait a response asks for: `x-ms-retry-after-ms`, `retry-after-ms`, `Retry-After` (seconds or HTTP date, RFC 9110).
pub fn header_hint(response: &Response, now: Instant) -> Option<Duration> {
    for name in ["x-ms-retry-after-ms", "retry-after-ms"] {
        if let Some(millis) = response.header(name).and_then(|value| value.trim().parse().ok()) {
            return Some(Duration::from_millis(millis));
        }
    }
    let value = response.header("Retry-After")?.trim();
    value.parse().map(Duration::from_secs).ok().or_else(|| http_date(value).map(|at| now.until(at)))
}

/// The wait a message names: “try again after '17' seconds”, “retry in 5 minutes”.
pub fn message_hint(message: &str) -> Option<Duration> {
    let words: Vec<String> = message
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_ascii_lowercase())
        .collect();
    words.iter().enumerate().skip(1).find_map(|(index, word)| {
        let amount: u32 = word.parse().ok()?;
        let unit = words.get(index + 1).map_or("", String::as_str);
        let seconds = if unit.starts_with("minute") {
            60
        } else if unit.starts_with("second") || words[index - 1] == "after" {
            1
        } else {
            return None;
        };
        let lead = words[index - 1].as_str();
        matches!(lead, "after" | "in" | "for" | "wait").then(|| Duration::from_secs(u64::from(amount) * seconds))
    })
}

/// Reads an HTTP date in its one current form, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
pub fn http_date(text: &str) -> Option<Instant> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (_, rest) = text.split_once(", ")?;
    let mut parts = rest.strip_suffix(" GMT")?.split(' ');
    let (day, month, year, clock) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|known| *known == month)? + 1;
    Instant::parse(&format!("{year:0>4}-{month:02}-{day:0>2}T{clock}Z")).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_hints_in_order() {
        let now = http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(now, Instant::from_seconds(784_111_777));
        type Headers = &'static [(&'static str, &'static str)];
        let cases: [(Headers, Option<u64>); 7] = [
            (&[], None),
            (&[("retry-after", "17")], Some(17_000)),
            (&[("Retry-After", "Sun, 06 Nov 1994 08:50:07 GMT")], Some(30_000)),
            (&[("Retry-After", "Sun, 06 Nov 1994 08:00:00 GMT")], Some(0)),
            (&[("Retry-After", "soon")], None),
            (&[("Retry-After", "9"), ("retry-after-ms", "1500")], Some(1500)),
            (&[("retry-after-ms", "1500"), ("x-ms-retry-after-ms", "250")], Some(250)),
        ];
        for (headers, wanted) in cases {
            let response = headers.iter().fold(Response::new(429), |response, (name, value)| response.with_header(name, *value));
            assert_eq!(header_hint(&response, now), wanted.map(Duration::from_millis), "{headers:?}");
        }
    }

    #[test]
    fn reads_hints_from_words() {
        for (message, wanted) in [
            ("Too many requests. Please try again after '17' seconds.", Some(17)),
            ("The limit was hit, please retry after 5 minutes.", Some(300)),
            ("Retry in 30 seconds", Some(30)),
            ("try again after 8", Some(8)),
            ("in 2026 there were 429 errors", None),
            ("", None),
        ] {
            assert_eq!(message_hint(message), wanted.map(Duration::from_secs), "{message}");
        }
    }

    proptest! {
        /// A date is read by its own value or not at all; nothing panics.
        #[test]
        fn any_text_is_read(text in "\\PC{0,40}", day in 0u32..40, month in "(Feb|Oct|feb|)", year in 0u32..12_000, clock in "[0-9]{1,3}:[0-9]{2}(:[0-9]{2})?") {
            let _ = (http_date(&text), message_hint(&text), message_hint(&format!("after {text} minutes")));
            let date = format!("Sun, {day:02} {month} {year:04} {clock} GMT");
            if let Some(at) = http_date(&date) {
                prop_assert!(at.to_rfc3339().starts_with(&format!("{year:04}-")), "{date} {at}");
            }
        }
    }
}
