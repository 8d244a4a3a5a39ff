//! The form of a GUID (RFC 9562, section 4).

/// `8-4-4-4-12` hex digits.
pub fn is_guid(text: &str) -> bool {
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_exact() {
        assert!(is_guid("797f4846-ba00-4fd7-ba43-dac1f8f63013"));
        for text in [
            "",
            "797f4846ba00-4fd7-ba43-dac1f8f63013-",
            "797f4846-ba00-4fd7-ba43-dac1f8f6301g",
            "797f4846-ba00-4fd7-ba43-dac1f8f6301é",
        ] {
            assert!(!is_guid(text), "{text}");
        }
    }
}
