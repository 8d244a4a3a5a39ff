//! Percent-encoding for what this crate builds: path segments and query parts (RFC 3986). Not a URL parser.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but the unreserved characters and those that mean nothing in either part.
const BOTH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b':')
    .remove(b'@');
const SEGMENT: &AsciiSet = &BOTH.remove(b'&').remove(b'+').remove(b'=');
const QUERY: &AsciiSet = &BOTH.remove(b'/');

/// Encodes one path segment: everything but unreserved characters, sub-delimiters, `:` and `@` (RFC 3986, section 3.3).
pub fn encode_segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// Encodes a name or a value of a query. Spaces become `%20`; `$`, quotes and parentheses stay readable for OData.
pub fn encode_query(text: &str) -> String {
    utf8_percent_encode(text, QUERY).to_string()
}

/// Undoes [`encode_segment`]. `None` where a `%` is not followed by two hex digits, or the bytes are no UTF-8.
pub fn decode_segment(text: &str) -> Option<String> {
    let is_code = |code: &str| code.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    let codes = text.split('%').skip(1).all(is_code);
    percent_decode_str(text).decode_utf8().ok().filter(|_| codes).map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_what_must_be() {
        let segments = [
            ("pool 1", "pool%201"),
            ("a/b", "a%2Fb"),
            ("host.contoso.example", "host.contoso.example"),
            ("ü?#%", "%C3%BC%3F%23%25"),
        ];
        for (text, wanted) in segments {
            assert_eq!(encode_segment(text), wanted);
            assert_eq!(decode_segment(wanted).as_deref(), Some(text));
        }
        for broken in ["%", "a%4", "%zz", "%ff", "%+1"] {
            assert_eq!(decode_segment(broken), None, "{broken}");
        }
        assert_eq!(encode_query("location eq 'a b' & c=d+e"), "location%20eq%20'a%20b'%20%26%20c%3Dd%2Be");
    }
}
