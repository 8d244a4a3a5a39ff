//! The built console, served as Azure Static Web Apps serves it ("Configure Azure Static Web Apps").
//!
//! What `staticwebapp.config.json` says decides headers, fallback and media types. Two things differ from the real place:
//! the policy also allows the emulator's address, and `/config.json` points to it.

mod config;

use std::fs;
use std::path::{Component, Path, PathBuf};

use host::{Method, Request, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::url::{self, Url};
use config::SiteConfig;

/// The application id the emulated directory knows the console by.
const CLIENT_ID: &str = "3f6a8b52-0c4d-4e1a-9b7e-5d2c81f0a964";

/// A folder and where the emulator answers.
#[derive(Clone, Debug)]
pub struct Site {
    folder: PathBuf,
    emulator: String,
    config: Option<PathBuf>,
}

impl Site {
    /// The site in `folder`, signing in at the emulator at that origin. The folder is read with every request, so that a rebuild
    /// shows at once.
    pub fn new(folder: PathBuf, emulator: String) -> Self {
        Self { folder, emulator, config: None }
    }

    /// The same site with a configuration of its own in the place of the one that points to the emulator.
    #[must_use]
    pub fn configured(self, config: Option<PathBuf>) -> Self {
        Self { config, ..self }
    }

    /// Answers one request.
    pub fn answer(&self, request: &Request) -> Response {
        if !matches!(request.method, Method::Get | Method::Head) {
            return Response::new(405);
        }
        let config = SiteConfig::read(&self.folder, &self.allowed());
        let path = url::decode(&Url::parse(&request.url).path);
        let route = config.route(&path);
        let headers = config.headers(route);
        if let Some((status, location)) = route.and_then(config::Route::ends) {
            let response = dressed(Response::new(status), &headers);
            return location.into_iter().fold(response, |response, location| response.with_header("Location", location));
        }
        if path == "/config.json" {
            return self.sent(request, self.config_json().into_bytes(), "application/json", &headers, false);
        }
        let wanted = route.and_then(|route| route.rewrite.as_deref()).unwrap_or(&path);
        if let Some(response) = self.file(request, wanted, &config, &headers) {
            return response;
        }
        // What the fallback serves carries the global headers only.
        let fallback = config.fallback(&path).and_then(|rewrite| self.file(request, rewrite, &config, &config.headers(None)));
        fallback.unwrap_or_else(|| dressed(Response::new(404), &headers).with_body("text/plain", b"404: Not Found".to_vec()))
    }

    fn file(&self, request: &Request, path: &str, config: &SiteConfig, headers: &[(String, String)]) -> Option<Response> {
        let file = self.find(path)?;
        let kind = config.media_type(&file);
        let packed = PathBuf::from(format!("{}.br", file.display()));
        if takes_brotli(request) && packed.is_file() {
            return Some(self.sent(request, fs::read(packed).ok()?, &kind, headers, true));
        }
        Some(self.sent(request, fs::read(file).ok()?, &kind, headers, false))
    }

    /// The file of a path; never one outside the folder, nor the configuration itself.
    fn find(&self, path: &str) -> Option<PathBuf> {
        let relative = Path::new(path.strip_prefix('/')?);
        let inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
        if !inside || path.contains(['\\', '\0']) || path == "/staticwebapp.config.json" {
            return None;
        }
        let file = self.folder.join(relative);
        let file = if file.is_dir() { file.join("index.html") } else { file };
        file.is_file().then_some(file)
    }

    fn sent(&self, request: &Request, body: Vec<u8>, kind: &str, headers: &[(String, String)], packed: bool) -> Response {
        let hash: String = Sha256::digest(&body).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        let etag = format!("\"{hash}\"");
        let known = request.header("if-none-match").is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == etag));
        let mut response = dressed(Response::new(if known { 304 } else { 200 }), headers).with_header("ETag", etag);
        response = response.with_header("Vary", "Accept-Encoding");
        if known {
            return response;
        }
        if packed {
            response = response.with_header("Content-Encoding", "br");
        }
        if request.method == Method::Head {
            return response.with_header("Content-Type", kind).with_header("Content-Length", body.len().to_string());
        }
        response.with_body(kind, body)
    }

    /// Origins on this machine that the policy of a deployment does not know: the emulator's, or those of its own configuration.
    fn allowed(&self) -> Vec<String> {
        let Some(own) = self.own_config() else { return vec![self.emulator.clone()] };
        let own: Value = serde_json::from_str(&own).unwrap_or_default();
        let named = [&own["auth"]["authority"], &own["arm"]["endpoint"]];
        let origins = named.into_iter().filter_map(Value::as_str).filter_map(|address| {
            let (scheme, rest) = address.split_once("://")?;
            rest.starts_with("localhost:").then(|| format!("{scheme}://{}", rest.split('/').next().unwrap_or_default()))
        });
        origins.collect()
    }

    /// As it is: what is wrong with it the console says.
    fn own_config(&self) -> Option<String> {
        Some(fs::read_to_string(self.config.as_ref()?).unwrap_or_default())
    }

    /// The console's configuration: its own, or the one that was built, pointing to the emulator.
    fn config_json(&self) -> String {
        if let Some(own) = self.own_config() {
            return own;
        }
        let built = fs::read(self.folder.join("config.json")).ok();
        let mut config =
            built.and_then(|bytes| serde_json::from_slice(&bytes).ok()).filter(Value::is_object).unwrap_or(json!({}));
        let host = self.emulator.split("://").nth(1).unwrap_or_default();
        config["auth"]["clientId"] = json!(CLIENT_ID);
        config["auth"]["authority"] = json!(format!("{}/common", self.emulator));
        config["auth"]["knownAuthorities"] = json!([host]);
        config["arm"]["endpoint"] = json!(self.emulator);
        config["arm"]["audience"] = json!(self.emulator);
        format!("{config:#}")
    }
}

/// Whether the one who asks takes brotli (RFC 9110, *Accept-Encoding*).
fn takes_brotli(request: &Request) -> bool {
    let accepted = request.header("accept-encoding").unwrap_or_default();
    accepted.split(',').any(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        name.trim() == "br" && weight.trim().trim_start_matches("q=").parse::<f32>().unwrap_or(1.0) > 0.0
    })
}

fn dressed(response: Response, headers: &[(String, String)]) -> Response {
    headers.iter().fold(response, |response, (name, value)| response.with_header(name, value.clone()))
}

#[cfg(test)]
mod tests;
