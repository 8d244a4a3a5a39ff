//! `staticwebapp.config.json`: which rule meets a path, which headers it gets.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

/// Media types of what a built console holds; the configuration may add some.
const MEDIA_TYPES: [(&str, &str); 14] = [
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("json", "application/json"),
    ("wasm", "application/wasm"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("ico", "image/x-icon"),
    ("txt", "text/plain; charset=utf-8"),
    ("map", "application/json"),
    ("webmanifest", "application/manifest+json"),
    ("woff2", "font/woff2"),
    ("webp", "image/webp"),
];

/// The rules of a site; a site without a configuration has none.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct SiteConfig {
    routes: Vec<Route>,
    navigation_fallback: Option<Fallback>,
    global_headers: BTreeMap<String, String>,
    mime_types: BTreeMap<String, String>,
}

/// What happens to the paths of one pattern.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Route {
    route: String,
    headers: BTreeMap<String, String>,
    pub(super) rewrite: Option<String>,
    redirect: Option<String>,
    status_code: Option<u16>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fallback {
    rewrite: String,
    exclude: Vec<String>,
}

impl Route {
    /// Status and target, if the rule answers by itself.
    pub(super) fn ends(&self) -> Option<(u16, Option<String>)> {
        match (&self.redirect, self.status_code) {
            (Some(target), status) => Some((status.unwrap_or(302), Some(target.clone()))),
            (None, Some(status)) if self.rewrite.is_none() => Some((status, None)),
            _ => None,
        }
    }
}

impl SiteConfig {
    /// Reads the folder's configuration and lets its policies allow these origins.
    pub(super) fn read(folder: &Path, origins: &[String]) -> Self {
        let bytes = fs::read(folder.join("staticwebapp.config.json")).unwrap_or_default();
        let mut config: Self = serde_json::from_slice(&bytes).unwrap_or_default();
        let routes = config.routes.iter_mut().map(|route| &mut route.headers);
        for headers in routes.chain([&mut config.global_headers]) {
            for (name, value) in headers {
                if name.eq_ignore_ascii_case("content-security-policy") {
                    *value = allowing(value, origins);
                }
            }
        }
        config
    }

    /// The first rule that meets the path.
    pub(super) fn route(&self, path: &str) -> Option<&Route> {
        self.routes.iter().find(|route| matches(&route.route, path))
    }

    /// Global headers, replaced by the rule's of the same name; an empty value removes one.
    pub(super) fn headers(&self, route: Option<&Route>) -> Vec<(String, String)> {
        let own = route.map(|route| &route.headers);
        let replaced = |name: &str| own.is_some_and(|own| own.keys().any(|known| known.eq_ignore_ascii_case(name)));
        let global = self.global_headers.iter().filter(|(name, _)| !replaced(name));
        let all = global.chain(own.into_iter().flatten()).filter(|(_, value)| !value.is_empty());
        all.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// What is served for a path that has no file, unless it is excluded.
    pub(super) fn fallback(&self, path: &str) -> Option<&str> {
        let fallback = self.navigation_fallback.as_ref()?;
        (!fallback.exclude.iter().any(|pattern| matches(pattern, path))).then_some(fallback.rewrite.as_str())
    }

    /// The media type of a file.
    pub(super) fn media_type(&self, file: &Path) -> String {
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
        let built_in = || MEDIA_TYPES.iter().find(|(known, _)| *known == extension).map(|(_, kind)| (*kind).to_owned());
        let own = self.mime_types.get(&format!(".{extension}")).cloned();
        own.or_else(built_in).unwrap_or_else(|| "application/octet-stream".to_owned())
    }
}

/// A pattern is a path, or ends in `*`, or in `*.{js,css}`.
fn matches(pattern: &str, path: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == path };
    let Some(rest) = path.strip_prefix(before) else { return false };
    if after.is_empty() {
        return true;
    }
    let Some(extension) = rest.rsplit_once('.').map(|(_, extension)| extension) else { return false };
    let wanted = after.trim_start_matches('.').trim_start_matches('{').trim_end_matches('}');
    wanted.split(',').any(|known| known.trim() == extension)
}

/// The policy with these origins added where the console meets them: its calls and its sign-in frame.
fn allowing(policy: &str, origins: &[String]) -> String {
    let directives = policy.split(';').map(str::trim).filter(|directive| !directive.is_empty());
    let widened = directives.map(|directive| match directive.split_whitespace().next() {
        Some("connect-src" | "frame-src") => format!("{directive} {}", origins.join(" ")),
        // Where the sign-in service may frame a page, these may.
        Some("frame-ancestors") if directive.contains("://") => format!("{directive} {}", origins.join(" ")),
        _ => directive.to_owned(),
    });
    widened.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_meet_what_the_service_says_they_meet() {
        let cases = [
            ("/config.json", "/config.json", true),
            ("/config.json", "/config.json.br", false),
            ("/assets/*", "/assets/a/b.js", true),
            ("/assets/*", "/assets", false),
            ("/*.{js,wasm}", "/a/b.wasm", true),
            ("/*.{js,wasm}", "/pools", false),
            ("/*.{js,wasm}", "/pools.example", false),
            ("/*", "/", true),
        ];
        for (pattern, path, met) in cases {
            assert_eq!(matches(pattern, path), met, "{pattern} {path}");
        }
    }

    #[test]
    fn widens_two_directives_only() {
        let policy = allowing(
            "default-src 'none'; connect-src 'self' https://a; frame-ancestors 'none'; frame-src 'self'",
            &["http://e:1".to_owned()],
        );
        assert_eq!(
            policy,
            "default-src 'none'; connect-src 'self' https://a http://e:1; frame-ancestors 'none'; frame-src 'self' http://e:1"
        );
    }
}
