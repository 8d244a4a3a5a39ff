//! Splitting and escaping URLs (RFC 3986), as little as the emulator needs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// A request URL in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Url {
    /// Scheme and authority, `http://localhost:8081`; empty when the URL is only a path.
    pub(crate) origin: String,
    /// The path as sent.
    pub(crate) path: String,
    /// Query parameters, decoded, in order.
    pub(crate) query: Vec<(String, String)>,
}

impl Url {
    /// Splits an absolute URL or a path.
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.split('#').next().unwrap_or_default();
        let (origin, rest) = match text.find("://") {
            Some(scheme) => {
                let end = text[scheme + 3..].find(['/', '?']).map_or(text.len(), |at| scheme + 3 + at);
                text.split_at(end)
            }
            None => ("", text),
        };
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        Self { origin: origin.to_owned(), path: path.to_owned(), query: pairs(query) }
    }

    /// The first parameter of that name, compared without case as ARM does.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The path's segments, decoded; empty ones are dropped.
    pub(crate) fn segments(&self) -> Vec<String> {
        self.path.split('/').filter(|part| !part.is_empty()).map(decode).collect()
    }
}

/// Reads `application/x-www-form-urlencoded` text.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

/// Decodes the percent escapes of a path; bytes that make no UTF-8 become the replacement character.
pub(crate) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// All but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Escapes all but RFC 3986's unreserved characters.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_and_decodes() {
        let url = Url::parse("http://localhost:8081/subscriptions/a%20b/x?api-version=2024-04-03&q=a+b%3D1#f");
        assert_eq!(url.origin, "http://localhost:8081");
        assert_eq!(url.segments(), ["subscriptions", "a b", "x"]);
        assert_eq!((url.param("API-Version"), url.param("q")), (Some("2024-04-03"), Some("a b=1")));
        assert_eq!(Url::parse("http://localhost").path, "");
        assert_eq!(Url::parse("/a?b=%").param("b"), Some("%"));
    }

    #[test]
    fn decodes_what_it_encodes() {
        for text in ["a b/c", "Zürich ☕", "100%", "a+b&c=d"] {
            assert_eq!(decode(&encode(text)), text);
        }
    }
}
