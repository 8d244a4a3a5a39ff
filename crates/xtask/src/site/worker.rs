//! Tells the service worker which files make this version of the site (`public/sw.js`).

use super::hash::Hash;
use crate::run::{Outcome, fail};

/// It keeps its name: browsers look for its next version there.
pub const WORKER: &str = "sw.js";

/// The script with its version and what there is to keep: the files the page names, and those that come later. Not the demo's module.
pub fn filled<'a>(script: &str, index: &str, names: impl Iterator<Item = &'a str>) -> Outcome<String> {
    let (mut first, mut later, mut version) = (Vec::new(), Vec::new(), Hash::default());
    version.add(index.as_bytes());
    for name in names.filter(|name| !name.contains("emulator_module")) {
        let named = format!("\"/{name}\"");
        version.add(named.as_bytes());
        // The page names the later sheet too, for the app to ask for.
        let comes_later = name.contains("/later-") || !index.contains(&named);
        if comes_later { later.push(named) } else { first.push(named) }
    }
    let places = [
        ("VERSION = \"\"", format!("VERSION = \"{version}\"")),
        ("FIRST = []", format!("FIRST = [{}]", first.join(","))),
        ("LATER = []", format!("LATER = [{}]", later.join(","))),
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

    const SCRIPT: &str = "const VERSION = \"\";\nconst FIRST = [];\nconst LATER = [];\n";
    const INDEX: &str =
        "<link href=\"/assets/style-1.css\"><meta content=\"/assets/later-1.css\"><script src=\"/assets/boot-1.js\">";
    const NAMES: [&str; 6] = [
        "assets/style-1.css",
        "assets/later-1.css",
        "assets/boot-1.js",
        "assets/split_forms-1.wasm",
        "emulator_module.js",
        "assets/emulator_module_bg-1.wasm",
    ];

    #[test]
    fn keeps_the_site_without_the_demo() {
        let script = filled(SCRIPT, INDEX, NAMES.into_iter()).unwrap();
        let lines: Vec<_> = script.lines().collect();
        assert_eq!(lines[1], "const FIRST = [\"/assets/style-1.css\",\"/assets/boot-1.js\"];");
        assert_eq!(lines[2], "const LATER = [\"/assets/later-1.css\",\"/assets/split_forms-1.wasm\"];");
        let other = filled(SCRIPT, &format!("{INDEX}<p>"), NAMES.into_iter()).unwrap();
        assert_ne!(lines[0], other.lines().next().unwrap(), "another page is another version");
    }

    #[test]
    fn a_script_without_the_places_is_refused() {
        assert!(filled("const FIRST = [];", INDEX, NAMES.into_iter()).is_err());
    }

    #[test]
    fn the_script_of_the_site_has_the_places() {
        let script = include_str!("../../../../public/sw.js");
        assert!(filled(script, INDEX, NAMES.into_iter()).unwrap().contains("boot-1.js"));
    }
}
