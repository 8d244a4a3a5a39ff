//! Finding programs and reading their versions.

use crate::run::output;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The file a shell would start for `name`. On Windows npm and npx are `.cmd` files, which `Command` does not look for.
pub fn find(name: &str, path: &OsStr) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ".bat"] } else { &[""] };
    std::env::split_paths(path)
        .flat_map(|folder| endings.iter().map(move |ending| folder.join(format!("{name}{ending}"))))
        .find(|file| file.is_file())
}

/// What `<program> --version` says, reduced to the first word that begins with a digit.
pub fn version(program: &Path) -> Option<String> {
    let text = output(Command::new(program).arg("--version"))?;
    version_in(&text)
}

fn version_in(text: &str) -> Option<String> {
    text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned)
}

/// The version of a package in the text of a `Cargo.lock`.
pub fn locked_version(lock: &str, package: &str) -> Option<String> {
    let (_, after) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    after.split('"').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_the_tools_print() {
        for (text, expected) in [
            ("trunk 0.21.14", Some("0.21.14")),
            ("wasm-bindgen 0.2.126", Some("0.2.126")),
            ("wasm-opt version 132 (version_132)", Some("132")),
            ("no number", None),
        ] {
            assert_eq!(version_in(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn the_lock_file_names_one_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.126\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.126"));
        assert_eq!(locked_version(lock, "absent"), None);
    }
}
