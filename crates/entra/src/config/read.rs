//! From JSON to [`Config`]: field by field, so that each problem names its field, the reason and the way out.

use std::collections::BTreeMap;

use host::Duration;
use serde_json::Value;

use super::names::BLOCKS;
use super::reader::{Problems, Reader};
use super::{ArmConfig, CacheLocation, Config, Flow};
use crate::authority::{Authority, Dialect};
use crate::cloud::{CLOUDS, Cloud, PUBLIC};
use crate::text::Url;

/// MSAL's names for [`CLOUDS`].
const MSAL_CLOUDS: [&str; 3] = ["AzurePublic", "AzureUsGovernment", "AzureChina"];

/// A problem of the file as a whole.
const FILE: &str = "config.json";

const DEFAULT_AUTHORITY: &str = "https://login.microsoftonline.com/common";

pub(super) fn config<P: Problems>(json: &str, app_origin: &str) -> Result<Config, P> {
    let mut problems = P::default();
    // Some editors for Windows begin every UTF-8 file with a byte order mark.
    let read = serde_json::from_slice(json.trim_start_matches('\u{feff}').as_bytes());
    let value: Value = read.unwrap_or_else(|error| {
        problems.note(FILE, format_args!("The file isn't valid JSON: {error}."), "Correct the file, or start from the sample.");
        Value::Null
    });
    let Some(root) = value.as_object() else {
        if !problems.any() {
            problems.note(FILE, "The file isn't a JSON object.", "Start from the sample.");
        }
        return Err(problems);
    };
    let mut reader = Reader { root, json, app_origin, problems };
    let config = reader.config();
    match config {
        Some(config) if !reader.problems.any() => Ok(config),
        _ => Err(reader.problems),
    }
}

impl<P: Problems> Reader<'_, P> {
    fn config(&mut self) -> Option<Config> {
        for block in BLOCKS {
            if self.root.get(block).is_some_and(|value| !value.is_object()) {
                self.problem(block, "It isn't an object.", "Put its settings in braces, as in the sample.");
            }
        }
        let client_id = self.client_id();
        let authority = self.authority();
        let redirect_uri = self.redirect_uri();
        let post_logout_redirect_uri = self.post_logout_redirect_uri();
        let navigate = self.flag("auth.navigateToLoginRequestUrl", true);
        let client_capabilities = self.words("auth.clientCapabilities");
        let cache_location = self.cache_location();
        let offset = self.number("system.tokenRenewalOffsetSeconds", 0..=3000).unwrap_or(300);
        let iframe_timeout = self.iframe_timeout();
        let arm = self.arm(authority.as_ref());
        let dialect = self.dialect();
        let flow = self.flow(dialect);
        Some(Config {
            client_id: client_id?,
            authority: authority?,
            redirect_uri: redirect_uri?,
            post_logout_redirect_uri,
            navigate_to_login_request_url: navigate,
            client_capabilities,
            cache_location,
            token_renewal_offset: Duration::from_secs(offset),
            iframe_timeout: Duration::from_millis(iframe_timeout),
            arm: arm?,
            dialect,
            flow,
            text: self.json.into(),
        })
    }

    fn client_id(&mut self) -> Option<String> {
        const FIELD: &str = "auth.clientId";
        const FIX: &str = "Copy the Application (client) ID from the app registration's overview page.";
        let is_there = self.value(FIELD).is_some();
        let Some(id) = self.text(FIELD) else {
            if !is_there {
                self.problem(FIELD, "It's missing. Microsoft Entra needs it to identify the app.", FIX);
            }
            return None;
        };
        let placeholder = id.is_empty() || id.contains('<') || id.bytes().all(|b| matches!(b, b'0' | b'-'));
        if placeholder || id.to_ascii_lowercase().contains("your") {
            self.problem(FIELD, "It's still the placeholder.", FIX);
            return None;
        }
        if !host::is_guid(id) {
            self.problem(FIELD, format_args!("“{id}” isn't a GUID."), FIX);
            return None;
        }
        Some(id.to_ascii_lowercase())
    }

    fn authority(&mut self) -> Option<Authority> {
        const FIELD: &str = "auth.authority";
        let named = self.cloud_authority();
        let text = named.as_deref().or_else(|| self.text(FIELD)).unwrap_or(DEFAULT_AUTHORITY);
        let known = self.words("auth.knownAuthorities");
        if Url::parse(text).is_some_and(|url| !url.is_safe()) {
            self.problem(
                FIELD,
                "It uses http, so tokens could be intercepted.",
                "Use https. http is allowed only for localhost.",
            );
            return None;
        }
        let Some(authority) = Authority::parse(text) else {
            self.problem(
                FIELD,
                format_args!("“{text}” isn't an authority."),
                "Use https://login.microsoftonline.com/ followed by a directory ID, a verified domain, or organizations.",
            );
            return None;
        };
        let listed = known
            .iter()
            .any(|entry| Url::parse(entry).map_or_else(|| entry.to_ascii_lowercase(), |url| url.host) == authority.host());
        let loopback = Url::parse(authority.origin()).is_some_and(|url| url.is_loopback());
        if authority.cloud().is_none() && !listed && !loopback {
            let hosts: Vec<&str> = CLOUDS.iter().filter_map(|cloud| cloud.hosts.first().copied()).collect();
            self.problem(
                FIELD,
                format_args!("“{}” isn't an authority host of any Azure cloud.", authority.host()),
                format_args!(
                    "Use one of {}. If you trust that host with your sign-in, you can add it to auth.knownAuthorities instead.",
                    hosts.join(", ")
                ),
            );
            return None;
        }
        Some(authority)
    }

    /// `auth.azureCloudOptions`: a cloud by its name in MSAL or by its address, and a directory. As in MSAL it goes before
    /// `auth.authority`.
    fn cloud_authority(&mut self) -> Option<String> {
        const FIELD: &str = "auth.azureCloudOptions";
        let options = self.value(FIELD)?;
        let instance = options["azureCloudInstance"].as_str().filter(|name| *name != "none")?;
        let by_name = MSAL_CLOUDS.iter().position(|name| *name == instance).and_then(|at| CLOUDS[at].hosts.first());
        let by_address = instance.strip_prefix("https://").filter(|host| Cloud::of_host(host.trim_end_matches('/')).is_some());
        let Some(host) = by_name.copied().or(by_address) else {
            self.problem(
                FIELD,
                format_args!("“{instance}” isn't an Azure cloud."),
                "Use AzurePublic, AzureUsGovernment or AzureChina.",
            );
            return None;
        };
        let tenant = options["tenant"].as_str().filter(|tenant| !tenant.is_empty()).unwrap_or("common");
        Some(["https://", host.trim_end_matches('/'), "/", tenant].concat())
    }

    /// An absolute URL of this app, from an absolute URL or a path.
    fn own_url(&mut self, field: &str, text: &str) -> Option<String> {
        let app_origin = self.app_origin;
        let absolute =
            if text.starts_with('/') && !text.starts_with("//") { format!("{app_origin}{text}") } else { text.to_owned() };
        let Some(url) = Url::parse(&absolute) else {
            self.problem(
                field,
                format_args!("“{text}” isn't a URL or a path of this app."),
                "Use a path such as /auth/redirect.html, or the full URL.",
            );
            return None;
        };
        if url.origin() != app_origin {
            self.problem(
                field,
                format_args!("It points to {}, but this app is served from {}.", url.origin(), app_origin),
                format_args!("Use a page on {app_origin}, or a path such as /auth/redirect.html."),
            );
            return None;
        }
        if !url.is_safe() {
            self.problem(
                field,
                "It uses http, so tokens could be intercepted.",
                "Serve the app over https. http is allowed only for localhost.",
            );
            return None;
        }
        if absolute.contains(['#', '*']) {
            self.problem(field, "Microsoft Entra doesn't accept fragments or wildcards.", "Use the exact URL of the page.");
            return None;
        }
        Some(absolute)
    }

    fn redirect_uri(&mut self) -> Option<String> {
        let text = self.text("auth.redirectUri").unwrap_or("/auth/redirect.html");
        self.own_url("auth.redirectUri", text)
    }

    /// Absent: the app's start page; null: stay at Entra, as in MSAL.
    fn post_logout_redirect_uri(&mut self) -> Option<String> {
        const FIELD: &str = "auth.postLogoutRedirectUri";
        if self.root.get("auth").and_then(|auth| auth.get("postLogoutRedirectUri")).is_some_and(Value::is_null) {
            return None;
        }
        let text = self.text(FIELD).unwrap_or("/");
        self.own_url(FIELD, text)
    }

    fn cache_location(&mut self) -> CacheLocation {
        const FIELD: &str = "cache.cacheLocation";
        match self.text(FIELD) {
            None | Some("sessionStorage") => CacheLocation::SessionStorage,
            Some("memoryStorage") => CacheLocation::MemoryStorage,
            Some("localStorage") => {
                self.problem(
                    FIELD,
                    "localStorage is shared by all tabs and kept after they close, so the next person to use this browser could \
                        use the access token.",
                    "Use sessionStorage (you stay signed in after a reload) or memoryStorage.",
                );
                CacheLocation::default()
            }
            Some(other) => {
                self.problem(FIELD, format_args!("“{other}” isn't a known value."), "Use sessionStorage or memoryStorage.");
                CacheLocation::default()
            }
        }
    }

    /// MSAL 1–4's `loadFrameTimeout` wins over the newer names, as it does there; 0 is left to the default, also as there.
    fn iframe_timeout(&mut self) -> u64 {
        let fields = ["system.loadFrameTimeout", "system.iframeBridgeTimeout", "system.iframeHashTimeout"];
        let read = fields.map(|field| match self.value(field).and_then(Value::as_u64) {
            Some(0) => None,
            _ => self.number(field, 1_000..=60_000),
        });
        read.into_iter().flatten().next().unwrap_or(10_000)
    }

    fn arm(&mut self, authority: Option<&Authority>) -> Option<ArmConfig> {
        const FIELD: &str = "arm.endpoint";
        let cloud = authority.and_then(Authority::cloud).unwrap_or(PUBLIC);
        let text = self.text(FIELD).unwrap_or(cloud.arm);
        let endpoint = Url::parse(text).filter(|url| matches!(url.rest, "" | "/"));
        let Some(url) = endpoint else {
            self.problem(FIELD, format_args!("“{text}” isn't a service origin."), format_args!("Use {}.", cloud.arm));
            return None;
        };
        if !url.is_safe() {
            self.problem(
                FIELD,
                "It uses http, so tokens could be intercepted.",
                "Use https. http is allowed only for localhost.",
            );
            return None;
        }
        let endpoint = url.origin();
        // Every token goes there.
        if Cloud::of_arm(&endpoint).is_none() && !url.is_loopback() && !self.words("arm.knownEndpoints").contains(&endpoint) {
            self.problem(
                FIELD,
                format_args!("“{endpoint}” isn't the Azure Resource Manager endpoint of any cloud."),
                format_args!(
                    "Use {}. If you trust that endpoint with your tokens, you can add its origin to arm.knownEndpoints instead.",
                    cloud.arm
                ),
            );
        }
        if let (Some(home), Some(theirs)) = (authority.and_then(Authority::cloud), Cloud::of_arm(&endpoint))
            && home != theirs
        {
            self.problem(
                FIELD,
                format_args!("It belongs to {}, but auth.authority belongs to {}.", theirs.name, home.name),
                format_args!("Use {}.", home.arm),
            );
        }
        let audience = self.text("arm.audience").unwrap_or(cloud.audience).to_owned();
        if Url::parse(&audience).is_none() {
            self.problem(
                "arm.audience",
                format_args!("“{audience}” isn't a resource URI."),
                format_args!("Use {}.", cloud.audience),
            );
        }
        Some(ArmConfig { endpoint, audience, api_versions: self.api_versions() })
    }

    fn api_versions(&mut self) -> BTreeMap<String, String> {
        const FIELD: &str = "arm.apiVersions";
        let Some(value) = self.value(FIELD) else { return BTreeMap::new() };
        let Some(map) = value.as_object() else {
            self.problem(FIELD, "It isn't an object.", "Use the form {\"hostPools\": \"2024-04-03\"}.");
            return BTreeMap::new();
        };
        let mut versions = BTreeMap::new();
        for (family, version) in map {
            match version.as_str().filter(|version| is_api_version(version)) {
                Some(version) => drop(versions.insert(family.clone(), version.to_owned())),
                None => self.problem(
                    &[FIELD, ".", family].concat(),
                    format_args!("{version} isn't an API version."),
                    "Use the form \"2024-04-03\".",
                ),
            }
        }
        versions
    }

    fn dialect(&mut self) -> Dialect {
        const FIELD: &str = "entra.dialect";
        match self.text(FIELD) {
            None | Some("v2") => Dialect::V2,
            Some("v1") => Dialect::V1,
            Some(other) => {
                self.problem(FIELD, format_args!("“{other}” isn't a known value."), "Use v2, or v1 for the older endpoint.");
                Dialect::V2
            }
        }
    }

    fn flow(&mut self, dialect: Dialect) -> Flow {
        const FIELD: &str = "entra.flow";
        match (self.text(FIELD), dialect) {
            (None | Some("implicit"), _) => Flow::Implicit,
            (Some("code"), Dialect::V2) => Flow::Code,
            (Some("code"), Dialect::V1) => {
                self.problem(FIELD, "The v1 endpoint doesn't redeem codes for browser apps.", "Remove entra.dialect.");
                Flow::Code
            }
            (Some(other), _) => {
                self.problem(FIELD, format_args!("“{other}” isn't a known value."), "Use implicit or code.");
                Flow::Implicit
            }
        }
    }
}

/// `2024-04-03` or `2026-01-01-preview`.
fn is_api_version(text: &str) -> bool {
    let date = text.strip_suffix("-preview").unwrap_or(text);
    date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}
