//! Rules about the repository itself: which room may know what, and what may be deployed.
#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files below `folder` whose names end so, with their paths as seen from the repository.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// Lines of code (no comments) that contain one of `words`, as `file:line: text`.
fn uses(files: impl IntoIterator<Item = PathBuf>, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (number, line) in read(&file).lines().enumerate() {
            let code = line.trim_start();
            if !code.starts_with("//") && words.iter().any(|word| code.contains(word)) {
                found.push(format!("{}:{}: {code}", file.display(), number + 1));
            }
        }
    }
    found
}

/// The dependencies in one section of a manifest, by the name before `.workspace` or `=`.
fn dependencies(manifest: &str, section: &str) -> Vec<String> {
    let lines = manifest.lines().skip_while(|line| *line != format!("[{section}]")).skip(1);
    let inside = lines.take_while(|line| !line.starts_with('['));
    let names = inside.filter(|line| line.starts_with(|c: char| c.is_ascii_alphanumeric()));
    names.filter_map(|line| line.split(['.', '=', ' ']).next()).map(str::to_owned).collect()
}

#[test]
fn arrows_run_down_only() {
    const OURS: [&str; 8] = ["arm", "avd", "entra", "host", "emulator", "simulation", "writes", "xtask"];
    let rooms: [(&str, &[&str]); 9] = [
        ("Cargo.toml", &["arm", "avd", "entra", "host", "writes"]),
        ("crates/avd/Cargo.toml", &["arm", "host", "writes"]),
        ("crates/writes/Cargo.toml", &["arm", "host"]),
        ("crates/arm/Cargo.toml", &["host"]),
        ("crates/entra/Cargo.toml", &["host"]),
        ("crates/host/Cargo.toml", &[]),
        // One that shared the client's types would share its mistakes.
        ("crates/emulator/Cargo.toml", &["host"]),
        ("crates/simulation/Cargo.toml", &[]),
        ("crates/xtask/Cargo.toml", &[]),
    ];
    for (manifest, allowed) in rooms {
        let text = read(manifest);
        let known = dependencies(&text, "dependencies");
        let wrong: Vec<_> =
            known.iter().filter(|name| OURS.contains(&name.as_str()) && !allowed.contains(&name.as_str())).collect();
        assert!(wrong.is_empty(), "{manifest} must not depend on {wrong:?}");
        assert!(!known.is_empty() || allowed.is_empty(), "{manifest}: no dependencies were read");
    }
}

#[test]
fn client_and_emulator_meet_in_one_place() {
    let met = files("crates", "Cargo.toml").into_iter().chain([PathBuf::from("Cargo.toml")]).filter(|file| {
        let text = read(file);
        let known: Vec<_> =
            ["dependencies", "dev-dependencies"].iter().flat_map(|section| dependencies(&text, section)).collect();
        let knows = |name: &str| known.iter().any(|known| known == name);
        let client = file.starts_with("crates/arm") || knows("arm") || knows("avd") || knows("entra");
        let emulator = file.starts_with("crates/emulator") || knows("emulator");
        client && emulator
    });
    assert_eq!(met.collect::<Vec<_>>(), [PathBuf::from("crates/simulation/Cargo.toml")], "tests only: it has no library");
    assert!(!root().join("crates/simulation/src").exists());
}

#[test]
fn crates_know_no_browser() {
    for name in ["arm", "avd", "entra", "host", "emulator", "writes"] {
        let known = dependencies(&read(format!("crates/{name}/Cargo.toml")), "dependencies");
        let wrong: Vec<_> = known
            .iter()
            .filter(|name| ["leptos", "web-sys", "js-sys", "gloo-net", "gloo-timers"].contains(&name.as_str()))
            .collect();
        assert!(wrong.is_empty(), "crates/{name} must not depend on {wrong:?}");
    }
}

#[test]
fn one_room_touches_the_browser() {
    let elsewhere = files("src", ".rs").into_iter().filter(|file| !file.starts_with("src/browser"));
    let found = uses(elsewhere, &["web_sys::", "js_sys::", "gloo_net::", "gloo_timers::"]);
    assert!(found.is_empty(), "only src/browser may touch the browser:\n{}", found.join("\n"));
}

#[test]
fn only_the_runner_sends_a_change() {
    let rooms = files("src", ".rs").into_iter().chain(files("crates/avd/src", ".rs")).chain(files("crates/writes/src", ".rs"));
    let rooms = rooms.filter(|file| !file.ends_with("write_tests.rs") && !file.ends_with("batch_tests.rs"));
    let found = uses(rooms, &[".act(", ".act_until("]);
    let homes: Vec<_> = found.iter().filter_map(|line| line.split(':').next()).collect();
    // The answer to a request for a token is a secret that only its page may see.
    assert_eq!(homes, ["src/pages/pool/token/one_host.rs", "crates/writes/src/runner.rs"], "{}", found.join("\n"));
}

#[test]
fn components_know_no_azure() {
    let is_widget = |file: &PathBuf| ["src/components", "src/table"].iter().any(|room| file.starts_with(room));
    let found = uses(files("src", ".rs").into_iter().filter(is_widget), &["avd::", "arm::", "entra::"]);
    assert!(found.is_empty(), "src/components and src/table must not know Azure:\n{}", found.join("\n"));
}

#[test]
fn nothing_in_the_page_needs_a_weaker_policy() {
    // `style=` as an attribute and injected markup are what `style-src 'self'` and a careful reader refuse.
    let found = uses(files("src", ".rs"), &[" style=", "attr:style", "inner_html", "innerHTML", "set_css_text", "eval("]);
    assert!(found.is_empty(), "{}", found.join("\n"));
    let pages = [PathBuf::from("index.html")].into_iter().chain(files("public", ".html"));
    let found = uses(pages, &[" style=", "<style", "onclick=", "onload=", "javascript:", "<script>"]);
    assert!(found.is_empty(), "{}", found.join("\n"));
    // Scripts are under the same policy as the app.
    let words = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        ".style.",
        "cssText",
        "setAttribute(\"style",
        "setAttribute(\"on",
        "srcdoc",
    ];
    let scripts = files("public", ".js").into_iter().chain(files("src", ".js"));
    let found = uses(scripts, &words);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_stylesheet_is_served() {
    let index = read("index.html");
    for sheet in files("style", ".css") {
        let href = format!("href=\"{}\"", sheet.to_string_lossy().replace('\\', "/"));
        assert!(index.contains(&href), "index.html lacks <link data-trunk rel=\"css\" {href}>");
    }
}

#[test]
fn lock_files_name_no_machine() {
    for lock in ["tests/browser/package-lock.json", "tests/hosting/package-lock.json", "crates/xtask/npm/package-lock.json"] {
        let text = read(lock);
        assert!(!text.contains("://") || !text.contains("\"resolved\""), "{lock} holds addresses: .npmrc keeps them out");
    }
    let text = read("Cargo.lock");
    let sources = text.lines().filter(|line| line.starts_with("source = "));
    let wrong: Vec<_> = sources.filter(|line| !line.contains("registry+https://github.com/rust-lang/crates.io-index")).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn no_install_script_of_npm_runs() {
    for folder in ["tests/browser", "tests/hosting", "crates/xtask/npm"] {
        assert!(read(format!("{folder}/.npmrc")).lines().any(|line| line == "ignore-scripts=true"), "{folder}/.npmrc");
    }
}

#[test]
fn workflows_build_with_the_toolchain_the_workspace_names() {
    let manifest = read("Cargo.toml");
    let oldest = manifest.split("rust-version = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    for file in files(".github/workflows", ".yml") {
        let text = read(&file);
        assert!(text.contains(&format!("RUSTUP_TOOLCHAIN: \"{oldest}.0\"")), "{}", file.display());
        let installs = text.lines().filter(|line| line.contains("rustup toolchain install"));
        installs.for_each(|line| assert!(line.contains("${{ env.RUSTUP_TOOLCHAIN }}"), "{}: {line}", file.display()));
    }
}

#[test]
fn workflows_name_actions_by_commit() {
    let mut seen = 0;
    for file in files(".github/workflows", ".yml") {
        for line in read(&file).lines() {
            let Some((_, action)) = line.split_once("uses: ") else { continue };
            let commit = action.split(['@', ' ']).nth(1).unwrap_or_default();
            let pinned = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(pinned && action.contains(" # v"), "{}: {action}", file.display());
            seen += 1;
        }
    }
    assert!(seen > 5, "only {seen} actions were read");
}

#[test]
fn documents_name_what_is_there() {
    const OURS: [&str; 6] = ["crates/", "src/", "tests/", "public/", "docs/", ".github/"];
    let mut seen = 0;
    let documents =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "tests/browser/README.md"].map(String::from);
    let more = files("docs", ".md").into_iter().map(|file| file.display().to_string());
    for document in documents.into_iter().chain(more) {
        let (text, folder) = (read(&document), root().join(&document).parent().unwrap().to_owned());
        let links =
            text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()).filter(|link| !link.contains("://"));
        let paths = text.split('`').skip(1).step_by(2).filter(|code| OURS.iter().any(|room| code.starts_with(room)));
        // What an installation makes is not in the repository.
        let paths = paths.filter(|path| !path.contains("node_modules") && !path.contains(['*', ' ']));
        let named = links.map(|link| folder.join(link)).chain(paths.map(|path| root().join(path)));
        for path in named {
            assert!(path.exists(), "{document} names {}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} paths were read");
}

#[test]
fn every_case_and_every_recording_is_in_a_test() {
    let tests: Vec<String> = files("crates", ".rs").into_iter().chain(files("tests/browser/paths", ".ts")).map(read).collect();
    let data = files("tests/cases", "").into_iter().chain(files("tests/recordings", ""));
    let named =
        data.filter(|path| !path.ends_with("README.md")).map(|path| path.file_stem().unwrap().to_string_lossy().into_owned());
    let names: Vec<String> = named.collect();
    assert!(names.len() > 40, "{names:?}");
    let unread: Vec<&String> = names.iter().filter(|name| !tests.iter().any(|text| text.contains(name.as_str()))).collect();
    assert!(unread.is_empty(), "no test names {unread:?}");
}

#[test]
fn every_control_has_its_test() {
    let sources = [files("crates", ".rs"), files("src", ".rs"), files("tests/browser/paths", ".ts")].concat();
    let sources: String = sources.iter().map(read).collect();
    let table = read("SECURITY.md");
    let rows =
        table.lines().skip_while(|line| *line != "| threat | control | test |").skip(2).take_while(|line| line.starts_with('|'));
    let mut seen = 0;
    for row in rows {
        let tests = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap();
        let names: Vec<_> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "no test is named: {row}");
        for name in names {
            let written = ["fn {}(", "test(\"{}\"", "test(`{}`", "implicit(\"{}\"", "code(\"{}\""]
                .map(|pattern| pattern.replace("{}", name));
            assert!(
                written.iter().any(|pattern| sources.contains(pattern)),
                "SECURITY.md names a test that is not there: {name}"
            );
            seen += 1;
        }
    }
    assert!(seen > 40, "only {seen} tests were read");
}

mod hosting {
    use super::*;

    const FILE: &str = "public/staticwebapp.config.json";

    fn config() -> Value {
        serde_json::from_str(&read(FILE)).unwrap()
    }

    fn policies() -> Vec<String> {
        let config = config();
        let routes = config["routes"].as_array().unwrap().iter().map(|route| route["headers"].clone());
        let all = routes.chain([config["globalHeaders"].clone()]);
        all.filter_map(|headers| headers["Content-Security-Policy"].as_str().map(str::to_owned)).collect()
    }

    #[test]
    fn the_file_fits() {
        // Azure Static Web Apps, "Configure Azure Static Web Apps": at most 20 KB.
        assert!(read(FILE).len() < 20_000);
    }

    #[test]
    fn policies_allow_no_inline_code_and_no_unknown_host() {
        let policies = policies();
        assert_eq!(policies.len(), 3, "one for the app, one for the redirect page, one for the sign-out page");
        for policy in policies {
            assert!(policy.starts_with("default-src 'none';"), "{policy}");
            let mut words = policy.split([';', ' ']).filter(|word| !word.is_empty());
            assert!(!words.clone().any(|word| matches!(word, "'unsafe-inline'" | "'unsafe-eval'" | "*" | "https:")), "{policy}");
            let microsoft = |host: &str| {
                [
                    ".azure.com",
                    ".microsoftonline.com",
                    ".usgovcloudapi.net",
                    ".microsoftonline.us",
                    ".chinacloudapi.cn",
                    ".microsoftonline.cn",
                ]
                .iter()
                .any(|end| host.ends_with(end))
            };
            assert!(words.all(|word| !word.contains("://") || (word.starts_with("https://") && microsoft(word))), "{policy}");
        }
    }

    #[test]
    fn what_is_cached_for_ever_carries_its_content_in_its_name() {
        let config = config();
        let kept = config["routes"].as_array().unwrap().iter();
        let kept =
            kept.filter(|route| route["headers"]["Cache-Control"].as_str().is_some_and(|value| value.contains("immutable")));
        let routes: Vec<_> = kept.map(|route| route["route"].as_str().unwrap().to_owned()).collect();
        assert_eq!(routes, ["/assets/*"]);
        assert_eq!(config["globalHeaders"]["Cache-Control"], "no-cache");
    }

    #[test]
    fn a_missing_file_is_not_answered_with_the_app() {
        let excluded = config()["navigationFallback"]["exclude"].to_string();
        for ending in ["js", "wasm", "css", "json"] {
            assert!(excluded.contains(&format!("{ending},")), "{ending} in {excluded}");
        }
    }

    #[test]
    fn the_shipped_configuration_asks_to_be_filled_in() {
        let config: Value = serde_json::from_str(&read("public/config.json")).unwrap();
        assert_eq!(config["auth"]["clientId"], "<application (client) id>");
        assert_eq!(config["auth"]["redirectUri"], "/auth/redirect.html");
        assert!(root().join("public/auth/redirect.html").is_file());
    }
}
