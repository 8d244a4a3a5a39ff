//! Tells the service worker which files make this version of the site (`public/sw.js`).

use super::hash;
use crate::run::{Outcome, fail};

/// It keeps its name: browsers look for its next version there.
pub const WORKER: &str = "sw.js";

/// The script with its version and what there is to keep: the files the page names, and those that come later. Not the demo's module.
///
/// Each file comes with its SHA-256, by which the worker tells it from what a proxy answers in its place.
pub fn filled<'a>(script: &str, index: &str, files: impl Iterator<Item = (&'a str, String)>) -> Outcome<String> {
    let kept = files.filter(|(name, _)| !name.contains("emulator_module"));
    let kept = kept.map(|(name, hash)| (format!("\"/{name}\""), format!("\"{hash}\"")));
    let (first, later): (Vec<_>, Vec<_>) = kept.partition(|(name, _)| index.contains(name));
    let (first, mut hashes): (Vec<_>, Vec<_>) = first.into_iter().unzip();
    let (later, more): (Vec<_>, Vec<_>) = later.into_iter().unzip();
    hashes.extend(more);
    // The page names the folder, and the folder is named by all that is in it.
    let version = hash([index]);
    let places = [
        ("VERSION = \"\"", format!("VERSION = \"{version}\"")),
        ("FIRST = []", format!("FIRST = [{}]", first.join(","))),
        ("LATER = []", format!("LATER = [{}]", later.join(","))),
        ("HASHES = []", format!("HASHES = [{}]", hashes.join(","))),
    ];
    places.into_iter().try_fold(script.to_owned(), |script, (place, text)| match script.matches(place).count() {
        1 => Ok(script.replace(place, &text)),
        _ => Err(fail(format!("sw.js must have one `{place}`"))),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SCRIPT: &str = "const VERSION = \"\";\nconst FIRST = [];\nconst LATER = [];\nconst HASHES = [];\n";
    const INDEX: &str = "<link href=\"/assets/1/style.css\"><script src=\"/assets/1/boot.js\">";
    const NAMES: [&str; 5] = [
        "assets/1/style.css",
        "assets/1/boot.js",
        "assets/1/split_forms.wasm",
        "assets/1/emulator_module.js",
        "assets/1/emulator_module_bg.wasm",
    ];

    fn hashed() -> impl Iterator<Item = (&'static str, String)> {
        NAMES.into_iter().map(|name| (name, name.len().to_string()))
    }

    #[test]
    fn keeps_the_site_without_the_demo() {
        let script = filled(SCRIPT, INDEX, hashed()).unwrap();
        let lines: Vec<_> = script.lines().collect();
        assert_eq!(lines[1], "const FIRST = [\"/assets/1/style.css\",\"/assets/1/boot.js\"];");
        assert_eq!(lines[2], "const LATER = [\"/assets/1/split_forms.wasm\"];");
        assert_eq!(lines[3], "const HASHES = [\"18\",\"16\",\"25\"];", "in the order of the files");
        let other = filled(SCRIPT, &format!("{INDEX}<p>"), hashed()).unwrap();
        assert_ne!(lines[0], other.lines().next().unwrap(), "another page is another version");
    }

    #[test]
    fn a_script_without_the_places_is_refused() {
        assert!(filled("const FIRST = [];", INDEX, hashed()).is_err());
    }

    #[test]
    fn the_script_of_the_site_has_the_places() {
        let script = include_str!("../../../../public/sw.js");
        assert!(filled(script, INDEX, hashed()).unwrap().contains("1/boot.js"));
    }
}
