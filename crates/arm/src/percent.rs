//! Percent-encoding for what this crate builds: path segments and query parts (RFC 3986). Not a URL parser.

/// Encodes one path segment: everything but unreserved characters, sub-delimiters, `:` and `@` (RFC 3986, section 3.3).
pub fn encode_segment(text: &str) -> String {
    encode(text, b"-._~!$&'()*+,;=:@")
}

/// Encodes a name or a value of a query. Spaces become `%20`; `$`, quotes and parentheses stay readable for OData.
pub fn encode_query(text: &str) -> String {
    encode(text, b"-._~!$'()*,;:@/")
}

fn encode(text: &str, keep: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || keep.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 0x0f] {
                out.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    out
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
        }
        assert_eq!(encode_query("location eq 'a b' & c=d+e"), "location%20eq%20'a%20b'%20%26%20c%3Dd%2Be");
    }
}
