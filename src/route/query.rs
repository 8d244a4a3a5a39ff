//! A query string as pairs, and percent-encoding (RFC 3986 section 2).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The pairs of a query, in order. Empty values are not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads `a=1&b=2`; a plus sign is a space, as forms write it.
    pub fn parse(text: &str) -> Self {
        text.split('&').filter_map(|pair| pair.split_once('=')).fold(Self::default(), |query, (key, value)| {
            query.with(&decode(&key.replace('+', " ")), &decode(&value.replace('+', " ")))
        })
    }

    /// Adds a pair, unless the value is empty. The last of a key wins.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.0.retain(|(known, _)| known != key);
        if !value.is_empty() {
            self.0.push((key.to_owned(), value.to_owned()));
        }
        self
    }

    /// Whether it has no pair.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// The value of a key, empty when it is not there.
    pub fn text(&self, key: &str) -> String {
        self.get(key).unwrap_or_default().to_owned()
    }

    /// The value of a key, owned.
    pub fn word(&self, key: &str) -> Option<String> {
        self.get(key).map(str::to_owned)
    }

    /// The path with this query behind it.
    pub fn after(&self, path: &str) -> String {
        let pairs: Vec<String> = self.0.iter().map(|(key, value)| format!("{}={}", encode(key), encode(value))).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }
}

/// What some part of a URL gives a meaning to.
const SPECIAL: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

/// Percent-encodes everything but the characters no part of a URL gives a meaning to.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, SPECIAL).to_string()
}

/// Undoes [`encode`]; a percent sign that begins no code stays as it is.
pub fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
