//! Where a sign-in may lead back to: a path of this app, nothing else.

use crate::text::form_decode;

/// The path, if a browser would resolve it inside this origin; `None` for anything that could lead elsewhere.
///
/// Refused: schemes, `//host`, `/\host`, back slashes and control characters anywhere (browsers drop tabs and newlines
/// before they resolve, WHATWG URL), their percent-encoded forms at the start, and the sign-in pages themselves.
pub fn safe_return_path(path: &str) -> Option<String> {
    let plain = |text: &str| !text.chars().any(|c| c.is_control() || c == '\\');
    let rooted = path.starts_with('/') && !path.starts_with("//");
    if !rooted || !plain(path) || path.len() > 4096 {
        return None;
    }
    let head = path.split(['?', '#']).next().unwrap_or_default();
    let decoded = form_decode(head)?;
    let climbs = decoded.split('/').any(|segment| segment == "." || segment == "..");
    if decoded.starts_with("//") || !plain(&decoded) || climbs || decoded.starts_with("/auth/") {
        return None;
    }
    Some(path.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::text::Url;
    use proptest::prelude::*;

    #[test]
    fn paths() {
        for good in ["/", "/pools", "/pools?q=a%20b&sort=name", "/pool/subscriptions%2Fx%2Fy?tab=update#x", "/pools/%E2%82%AC"] {
            assert_eq!(safe_return_path(good).as_deref(), Some(good));
        }
        let hostile = [
            "",
            "pools",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/\n//evil.example",
            "/%2Fevil.example",
            "/%5cevil.example",
            "/%09/evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/.//evil.example",
            "/a/..//evil.example",
            "/%2e%2e//evil.example",
            "/%zz",
            "/auth/redirect.html",
            " /pools",
        ];
        for path in hostile {
            assert_eq!(safe_return_path(path), None, "{path}");
        }
    }

    proptest! {
        /// What is let through starts with one slash and holds nothing that a browser would drop or turn into a slash.
        #[test]
        fn what_passes_stays_here(path in "[/\\\\:.%2Ff5Ce\t\na-c@?#]{0,24}") {
            if let Some(path) = safe_return_path(&path) {
                let absolute = format!("https://console.example{path}");
                let origin = Url::parse(&absolute).map(|url| url.origin());
                prop_assert_eq!(origin.as_deref(), Some("https://console.example"));
                prop_assert!(!path[1..].starts_with(['/', '\\']) && !path.contains(['\\', '\t', '\n']));
            }
        }

        #[test]
        fn any_text_is_answered(path in ".*") {
            let _ = safe_return_path(&path);
        }
    }
}
