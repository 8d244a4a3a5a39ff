//! Keeps out of `dist` what must not be served: whatever is not of a kind the site is made of.

use crate::files::files;
use crate::run::{Outcome, fail};
use std::path::Path;

/// The kinds of file a deployed site has. A source map, a manifest, a key or a note is none of them.
const SERVED: [&str; 9] = ["html", "js", "css", "wasm", "json", "svg", "png", "ico", "txt"];

/// Fails with the names of everything that has no business in `dist`.
pub fn nothing_else(dist: &Path) -> Outcome {
    let files = files(dist)?;
    let wrong: Vec<_> = files.iter().filter(|file| !served(file)).map(|file| file.display().to_string()).collect();
    if wrong.is_empty() { Ok(()) } else { Err(fail(format!("these must not be served: {}", wrong.join(", ")))) }
}

fn served(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    !name.starts_with('.')
        && ending.is_some_and(|ending| SERVED.contains(&ending))
        && !matches!(name.as_ref(), "package.json" | "package-lock.json" | "tsconfig.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_browser_asks_for_is_served() {
        for name in ["index.html", "assets/app-1.js", "config.json", "icon.svg", "app_bg.wasm"] {
            assert!(served(Path::new(name)), "{name}");
        }
        for name in [
            "Cargo.toml",
            "app.js.map",
            ".env",
            ".stamp",
            "key.pem",
            "README.md",
            "main.rs",
            "package.json",
            "LICENSE",
            "app.d.ts",
        ] {
            assert!(!served(Path::new(name)), "{name}");
        }
    }
}
