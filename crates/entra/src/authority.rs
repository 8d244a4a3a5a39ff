//! Who issues tokens: a cloud's host and one directory, or any.

use crate::cloud::{Cloud, PUBLIC};
use crate::text::Url;

/// The directory of personal Microsoft accounts (*ID token claims reference*, `tid`,
/// learn.microsoft.com/entra/identity-platform/id-token-claims-reference).
const PERSONAL: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// The v1 or the v2 endpoint. They differ in how the API is named and in the issuer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// `/oauth2/authorize` with `resource=`.
    V1,
    /// `/oauth2/v2.0/authorize` with `scope=`: what MSAL speaks.
    #[default]
    V2,
}

/// An authority, `https://login.microsoftonline.com/organizations`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    origin: String,
    tenant: String,
}

impl Authority {
    /// Cuts an authority URL. `None` if it is no http(s) URL with exactly one path segment, or http off this machine.
    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text)?;
        let tenant = url.rest.trim_matches('/');
        let well_named = !tenant.is_empty() && tenant.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
        // Of a cloud's names for one host the first is used, as MSAL does: the policy of the site allows that one.
        let preferred = Cloud::of_host(&url.host).and_then(|cloud| cloud.hosts.first());
        let origin = preferred.map_or_else(|| url.origin(), |host| ["https://", host].concat());
        (url.is_safe() && well_named).then(|| Self { origin, tenant: tenant.to_ascii_lowercase() })
    }

    /// The same host, another directory: its id, or a verified domain.
    #[must_use]
    pub fn in_tenant(&self, tenant: &str) -> Option<Self> {
        Self::parse(&format!("{}/{tenant}", self.origin))
    }

    /// The whole of it.
    pub(crate) fn url(&self) -> String {
        [&self.origin, "/", &self.tenant].concat()
    }

    /// `https://login.microsoftonline.com`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The last path segment: a directory id, a domain, `common`, `organizations` or `consumers`.
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// Host and port: MSAL's `environment`.
    pub fn host(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, host)| host)
    }

    /// The cloud, if the host is one of Microsoft's.
    pub fn cloud(&self) -> Option<&'static Cloud> {
        Cloud::of_host(self.host())
    }

    /// An endpoint of this authority: `authorize`, `token` or `logout`.
    pub fn endpoint(&self, dialect: Dialect, name: &str) -> String {
        let version = if dialect == Dialect::V2 { "v2.0/" } else { "" };
        format!("{}/{}/oauth2/{version}{name}", self.origin, self.tenant)
    }

    /// Whether `issuer` is the issuer of directory `tid` for tokens of this authority.
    ///
    /// Public hosts have aliases but one issuer. An authority outside the table is its own issuer; in the v1 dialect it may
    /// also use the public one, as every cloud but China does.
    pub fn issues(&self, dialect: Dialect, issuer: &str, tid: &str) -> bool {
        match (self.cloud(), dialect) {
            (Some(cloud), Dialect::V1) => issuer == format!("{}/{tid}/", cloud.sts),
            (Some(cloud), Dialect::V2) => cloud.hosts.first().is_some_and(|host| issuer == format!("https://{host}/{tid}/v2.0")),
            (None, Dialect::V1) => [self.origin(), PUBLIC.sts].iter().any(|origin| issuer == format!("{origin}/{tid}/")),
            (None, Dialect::V2) => issuer == format!("{}/{tid}/v2.0", self.origin),
        }
    }

    /// Whether a user of directory `tid` may come back from this authority. A domain may be any directory: only Entra knows.
    pub fn admits(&self, tid: &str) -> bool {
        match self.tenant.as_str() {
            "organizations" => tid != PERSONAL,
            "consumers" => tid == PERSONAL,
            tenant if host::is_guid(tenant) => tenant.eq_ignore_ascii_case(tid),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    const TID: &str = "11111111-2222-4333-8444-555555555555";

    #[test]
    fn authorities() {
        let cases = [
            ("https://login.microsoftonline.com/common", true),
            ("https://login.microsoftonline.com/Contoso.Example/", true),
            ("http://localhost:8081/common", true),
            ("http://login.microsoftonline.com/common", false),
            ("https://login.microsoftonline.com", false),
            ("https://login.microsoftonline.com/a/b", false),
            ("https://login.microsoftonline.com/a?b", false),
            ("login.microsoftonline.com/common", false),
        ];
        for (text, good) in cases {
            assert_eq!(Authority::parse(text).is_some(), good, "{text}");
        }
    }

    #[test]
    fn issuers_belong_to_cloud_and_dialect() {
        let cases = [
            (
                "https://login.microsoftonline.com/common",
                Dialect::V2,
                format!("https://login.microsoftonline.com/{TID}/v2.0"),
                true,
            ),
            ("https://login.windows.net/common", Dialect::V2, format!("https://login.microsoftonline.com/{TID}/v2.0"), true),
            ("https://login.microsoftonline.com/common", Dialect::V1, format!("https://sts.windows.net/{TID}/"), true),
            ("https://login.microsoftonline.com/common", Dialect::V1, format!("https://sts.windows.net/{TID}"), false),
            (
                "https://login.microsoftonline.us/common",
                Dialect::V2,
                format!("https://login.microsoftonline.com/{TID}/v2.0"),
                false,
            ),
            (
                "https://login.partner.microsoftonline.cn/common",
                Dialect::V1,
                format!("https://sts.chinacloudapi.cn/{TID}/"),
                true,
            ),
            ("http://localhost:8081/common", Dialect::V2, format!("http://localhost:8081/{TID}/v2.0"), true),
            ("http://localhost:8081/common", Dialect::V2, format!("http://localhost:8082/{TID}/v2.0"), false),
        ];
        for (authority, dialect, issuer, good) in cases {
            assert_eq!(Authority::parse(authority).unwrap().issues(dialect, &issuer, TID), good, "{authority} {issuer}");
        }
    }

    #[test]
    fn a_named_directory_admits_only_itself() {
        let check = |tenant: &str, tid: &str| {
            Authority::parse(&format!("https://login.microsoftonline.com/{tenant}")).unwrap().admits(tid)
        };
        assert!(check(TID, TID));
        assert!(!check(TID, PERSONAL));
        assert!(check("common", PERSONAL));
        assert!(!check("organizations", PERSONAL));
        assert!(check("contoso.example", TID));
    }

    #[test]
    fn endpoints() {
        let authority = Authority::parse("https://login.microsoftonline.com/common").unwrap();
        assert_eq!(authority.endpoint(Dialect::V1, "authorize"), "https://login.microsoftonline.com/common/oauth2/authorize");
        assert_eq!(authority.endpoint(Dialect::V2, "logout"), "https://login.microsoftonline.com/common/oauth2/v2.0/logout");
        assert_eq!(authority.in_tenant(TID).unwrap().tenant(), TID);
        assert_eq!(authority.in_tenant("a/b"), None);
    }
}
