//! The rules of the site, over a small folder.
#![allow(clippy::unwrap_used)]

use super::*;

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("avd-emulator-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("assets")).unwrap();
        fs::create_dir_all(folder.join("auth")).unwrap();
        let config = json!({
            "navigationFallback": { "rewrite": "/index.html", "exclude": ["/assets/*", "/*.{js,json}"] },
            "routes": [
                { "route": "/auth/*", "headers": { "Cache-Control": "no-store", "Cross-Origin-Opener-Policy": "" } },
                { "route": "/assets/*", "headers": { "cache-control": "immutable" } },
                { "route": "/gone/*", "statusCode": 404 },
                { "route": "/old", "redirect": "/pools", "statusCode": 301 },
            ],
            "globalHeaders": {
                "Cache-Control": "no-cache", "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
                "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
            },
        });
        let files: [(&str, &[u8]); 7] = [
            ("staticwebapp.config.json", config.to_string().as_bytes()),
            ("index.html", b"<!doctype html>"),
            ("auth/redirect.html", b"<!doctype html><script src=r.js></script>"),
            ("assets/app.wasm", b"plain"),
            ("assets/app.wasm.br", b"packed"),
            ("config.json", br#"{"entra":{"dialect":"v1"},"auth":{"redirectUri":"/auth/redirect.html"}}"#),
            ("secret.txt", b"within"),
        ]
        .map(|(name, bytes): (&str, &[u8])| (name, Box::leak(bytes.to_vec().into_boxed_slice()) as &[u8]));
        for (name, bytes) in files {
            fs::write(folder.join(name), bytes).unwrap();
        }
        Self(folder)
    }

    fn get(&self, path: &str) -> Response {
        self.ask(&Request::new(Method::Get, path))
    }

    fn ask(&self, request: &Request) -> Response {
        Site::new(self.0.clone(), "http://localhost:8081".to_owned()).answer(request)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0); // The system's own clean-up takes what stays.
    }
}

#[test]
fn routes_and_headers_as_configured() {
    let folder = Folder::new("routes");
    let cases = [
        ("/", 200, Some("no-cache"), Some("same-origin-allow-popups")),
        ("/pools/a?tab=1", 200, Some("no-cache"), Some("same-origin-allow-popups")),
        ("/auth/redirect.html", 200, Some("no-store"), None),
        ("/assets/app.wasm", 200, Some("immutable"), Some("same-origin-allow-popups")),
        ("/assets/missing.js", 404, Some("immutable"), Some("same-origin-allow-popups")),
        ("/missing.js", 404, Some("no-cache"), Some("same-origin-allow-popups")),
        ("/gone/x", 404, Some("no-cache"), Some("same-origin-allow-popups")),
        ("/staticwebapp.config.json", 404, Some("no-cache"), Some("same-origin-allow-popups")),
        ("/old", 301, Some("no-cache"), Some("same-origin-allow-popups")),
    ];
    for (path, status, cache, opener) in cases {
        let answer = folder.get(path);
        let seen = (answer.status, answer.header("cache-control"), answer.header("cross-origin-opener-policy"));
        assert_eq!(seen, (status, cache, opener), "{path}");
    }
    let policy = folder.get("/pools");
    assert_eq!(policy.header("content-security-policy"), Some("default-src 'none'; connect-src 'self' http://localhost:8081"));
}

#[test]
fn a_configuration_of_its_own_is_served_as_it_is_and_its_hosts_on_this_machine_are_allowed() {
    let folder = Folder::new("own");
    let own = r#"{"auth":{"authority":"http://localhost:9/t"},"arm":{"endpoint":"https://management.azure.com"}}"#;
    fs::write(folder.0.join("own"), own).unwrap();
    let site = Site::new(folder.0.clone(), "http://localhost:8081".to_owned()).configured(Some(folder.0.join("own")));
    assert_eq!(site.answer(&Request::new(Method::Get, "/config.json")).body, own.as_bytes());
    let policy = site.answer(&Request::new(Method::Get, "/"));
    assert_eq!(policy.header("content-security-policy"), Some("default-src 'none'; connect-src 'self' http://localhost:9"));
}

#[test]
fn packed_files_and_etags() {
    let folder = Folder::new("packed");
    let plain = folder.get("/assets/app.wasm");
    assert_eq!((plain.body.as_slice(), plain.header("content-type")), (b"plain".as_slice(), Some("application/wasm")));
    let request = Request::new(Method::Get, "/assets/app.wasm").with_header("Accept-Encoding", "gzip, br;q=1.0");
    let packed = folder.ask(&request);
    assert_eq!((packed.body.as_slice(), packed.header("content-encoding")), (b"packed".as_slice(), Some("br")));
    assert_eq!(packed.header("content-type"), Some("application/wasm"));
    assert_ne!(plain.header("etag"), packed.header("etag"));
    let again = folder.ask(&request.with_header("If-None-Match", packed.header("etag").unwrap()));
    assert_eq!((again.status, again.body.len()), (304, 0));
}

#[test]
fn stays_in_its_folder() {
    let folder = Folder::new("inside");
    assert_eq!(folder.get("/secret.txt").body, b"within");
    let outside = format!("/assets/../../{}/secret.txt", folder.0.file_name().unwrap().to_string_lossy());
    for path in [outside.as_str(), "/%2e%2e/secret.txt", "//secret.txt", "/assets/..%5c..%5csecret.txt"] {
        assert_ne!(folder.get(path).body, b"within", "{path}");
    }
    assert_eq!(folder.ask(&Request::new(Method::Post, "/")).status, 405);
}

#[test]
fn points_the_console_to_the_emulator() {
    let folder = Folder::new("config");
    let config: Value = serde_json::from_slice(&folder.get("/config.json").body).unwrap();
    assert_eq!(config["auth"]["authority"], "http://localhost:8081/common");
    assert_eq!(config["auth"]["redirectUri"], "/auth/redirect.html");
    assert_eq!(config["auth"]["knownAuthorities"], json!(["localhost:8081"]));
    assert_eq!((&config["arm"]["endpoint"], &config["entra"]["dialect"]), (&json!("http://localhost:8081"), &json!("v1")));
}
