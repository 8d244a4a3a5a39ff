//! Encodings and the few parts of a URL the protocol needs. No URL library: it would cost the browser module more than the whole
//! protocol.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Standard base64 with padding (RFC 4648 section 4): MSAL's state.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The alphabet for URLs, without padding (section 5): tokens and the PKCE verifier.
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads either alphabet, with or without padding: services send both.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD_NO_PAD.decode(text.trim_end_matches('=').replace('-', "+").replace('_', "/")).ok()
}

/// All but the unreserved characters of RFC 3986 section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes everything but the unreserved characters of RFC 3986 section 2.3.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Name and value pairs as `a=b&c=d`.
pub fn query(pairs: &[(&str, &str)]) -> String {
    let parts: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    parts.join("&")
}

/// Reads one `application/x-www-form-urlencoded` text: `+` is a space, `%` must be followed by two hex digits, the bytes
/// must be UTF-8.
pub fn form_decode(text: &str) -> Option<String> {
    let is_code = |code: &str| code.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    if !text.split('%').skip(1).all(is_code) {
        return None;
    }
    percent_decode_str(&text.replace('+', " ")).decode_utf8().ok().map(Cow::into_owned)
}

/// Compares without leaving early, so that the time taken tells nothing about where two secrets differ.
pub fn same(left: &str, right: &str) -> bool {
    left.len() == right.len() && left.bytes().zip(right.bytes()).fold(0, |seen, (a, b)| seen | (a ^ b)) == 0
}

/// An absolute http or https URL, cut into the parts that matter here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url<'a> {
    /// `https` or `http`.
    pub scheme: &'static str,
    /// Host and port, lower case.
    pub host: String,
    /// Path, query and fragment, as written; may be empty.
    pub rest: &'a str,
}

impl<'a> Url<'a> {
    /// Cuts a URL. User names, blanks, back slashes and control characters are refused.
    pub fn parse(text: &'a str) -> Option<Self> {
        if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            return None;
        }
        let (scheme, after) = match (strip(text, "https://"), strip(text, "http://")) {
            (Some(after), _) => ("https", after),
            (None, Some(after)) => ("http", after),
            (None, None) => return None,
        };
        let end = after.find(['/', '?', '#']).unwrap_or(after.len());
        let (authority, rest) = after.split_at(end);
        let (name, port) = authority.split_once(':').map_or((authority, None), |(name, port)| (name, Some(port)));
        let well_named = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
        let well_ported = port.is_none_or(|port| port.parse::<u16>().is_ok() && !port.starts_with('+'));
        if !well_named || !well_ported {
            return None;
        }
        let default_port = if scheme == "https" { "443" } else { "80" };
        let host = if port == Some(default_port) { name } else { authority };
        Some(Self { scheme, host: host.to_ascii_lowercase(), rest })
    }

    /// `scheme://host[:port]`.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.host)
    }

    /// This machine: the only place where http is acceptable.
    pub fn is_loopback(&self) -> bool {
        let name = self.host.split(':').next().unwrap_or_default();
        name == "localhost" || name == "127.0.0.1"
    }

    /// https anywhere, http on this machine.
    pub fn is_safe(&self) -> bool {
        self.scheme == "https" || self.is_loopback()
    }
}

fn strip<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn urls() {
        let cases = [
            ("https://login.microsoftonline.com/common", Some("https://login.microsoftonline.com")),
            ("HTTPS://Login.MicrosoftOnline.com:443", Some("https://login.microsoftonline.com")),
            ("http://localhost:8081?x", Some("http://localhost:8081")),
            ("https://user@host/", None),
            ("https://host:99999/", None),
            ("https://host:+443/", None),
            ("https:///path", None),
            ("https://a\\b/", None),
            ("ftp://host/", None),
            ("//host/", None),
        ];
        for (text, origin) in cases {
            assert_eq!(Url::parse(text).map(|url| url.origin()).as_deref(), origin, "{text}");
        }
    }

    #[test]
    fn form_text_is_read_strictly() {
        assert_eq!(form_decode("a+b%0d%0Ac").as_deref(), Some("a b\r\nc"));
        for broken in ["%", "%4", "%zz", "%ff", "%+1"] {
            assert_eq!(form_decode(broken), None, "{broken}");
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(text in ".*") {
            prop_assert_eq!(form_decode(&encode(&text)), Some(text));
        }

        #[test]
        fn nothing_panics(text in ".*") {
            let _ = (Url::parse(&text), form_decode(&text), from_base64(&text));
        }
    }
}
