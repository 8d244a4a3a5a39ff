//! The one origin that may see a token.

use core::fmt;

/// The configured Resource Manager origin, such as `https://management.azure.com`.
///
/// Paging, polling and result URLs come from the service; [`Endpoint::owns`] decides whether a token may go there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    origin: String,
}

/// The text is no usable origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointError {
    /// What is wrong with it.
    pub why: &'static str,
}

impl fmt::Display for EndpointError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the Resource Manager endpoint {}", self.why)
    }
}

impl core::error::Error for EndpointError {}

impl Endpoint {
    /// Reads an origin; one trailing slash is forgiven. Plain http only for the own machine.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let refuse = |why| Err(EndpointError { why });
        let lower = text.trim().to_ascii_lowercase();
        let Some((scheme @ ("https" | "http"), rest)) = lower.split_once("://") else {
            return refuse("must start with https://");
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        if host.is_empty() || !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte)) {
            return refuse("must be a host name without path, query or user name");
        }
        if port.is_some_and(|port| port.parse::<u16>().is_err() || port.starts_with('+')) {
            return refuse("has an invalid port");
        }
        if scheme == "http" && !matches!(host, "localhost" | "127.0.0.1") {
            return refuse("must use https (http is allowed only for localhost)");
        }
        let default = if scheme == "https" { "443" } else { "80" };
        let origin = match port {
            Some(port) if port != default => format!("{scheme}://{host}:{port}"),
            _ => format!("{scheme}://{host}"),
        };
        Ok(Self { origin })
    }

    /// The origin: scheme, host and port if it is not the default, without a slash at the end.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether this absolute URL has the same scheme, host and port.
    ///
    /// Deliberately narrower than the URL standard: anything a browser would first repair (leading blanks, tabs,
    /// backslashes, a user name) is refused.
    pub fn owns(&self, url: &str) -> bool {
        let Some((start, rest)) = url.split_at_checked(self.origin.len()) else { return false };
        if !start.eq_ignore_ascii_case(&self.origin) || url.bytes().any(|byte| byte <= b' ' || byte == b'\\' || byte == 0x7f) {
            return false;
        }
        let default = if self.origin.starts_with("https:") { ":443" } else { ":80" };
        let has_port = self.origin.bytes().filter(|byte| *byte == b':').count() > 1;
        let rest = if has_port { rest } else { rest.strip_prefix(default).unwrap_or(rest) };
        rest.is_empty() || rest.starts_with(['/', '?', '#'])
    }

    /// Makes a link of the service absolute; `None` if it leads to another origin.
    pub fn resolve(&self, link: &str) -> Option<String> {
        let absolute =
            if link.starts_with('/') && !link.starts_with("//") { format!("{}{link}", self.origin) } else { link.to_owned() };
        self.owns(&absolute).then_some(absolute)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn parses_origins_only() {
        let good = [
            ("https://management.azure.com", "https://management.azure.com"),
            ("HTTPS://Management.Azure.com:443/", "https://management.azure.com"),
            ("http://localhost:8081", "http://localhost:8081"),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
        ];
        for (text, origin) in good {
            assert_eq!(Endpoint::parse(text).unwrap().origin(), origin);
        }
        for text in [
            "",
            "management.azure.com",
            "http://management.azure.com",
            "ftp://x",
            "https://",
            "https://a/b",
            "https://u@a",
            "https://a:b",
            "https://a:99999",
            "https://a:+1",
            "https://a?b",
        ] {
            assert!(Endpoint::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn owns_its_origin_only() {
        let cloud = Endpoint::parse("https://management.azure.com").unwrap();
        let local = Endpoint::parse("http://localhost:8081").unwrap();
        for (url, owned) in [
            ("https://management.azure.com", true),
            ("https://management.azure.com/subscriptions?x", true),
            ("https://MANAGEMENT.azure.com:443/a", true),
            ("https://management.azure.com?x=1", true),
            ("https://management.azure.com:8443/a", false),
            ("https://management.azure.com.evil.example/a", false),
            ("https://management.azure.com@evil.example/a", false),
            ("https://management.azure.com:443@evil.example/a", false),
            ("https://management.azure.com\\@evil.example/", false),
            ("https://management.azure.com/\\a", false),
            ("https://management.azure.com\t.evil.example/", false),
            (" https://management.azure.com/", false),
            ("http://management.azure.com/", false),
            ("//management.azure.com/", false),
            ("/subscriptions", false),
            ("", false),
        ] {
            assert_eq!(cloud.owns(url), owned, "{url}");
        }
        assert!(local.owns("http://localhost:8081/subscriptions"));
        assert!(!local.owns("http://localhost:80811/subscriptions"));
        assert!(!local.owns("http://localhost/subscriptions"));
    }

    #[test]
    fn resolves_relative_links_on_itself() {
        let cloud = Endpoint::parse("https://management.azure.com").unwrap();
        assert_eq!(cloud.resolve("/a?b=c").as_deref(), Some("https://management.azure.com/a?b=c"));
        assert_eq!(cloud.resolve("https://management.azure.com/a").as_deref(), Some("https://management.azure.com/a"));
        for link in ["//evil.example/a", "https://evil.example/a", "a/b", "javascript:alert(1)"] {
            assert_eq!(cloud.resolve(link), None, "{link}");
        }
    }
}
