//! The words on screen: terms that an Azure engineer would not write stand in no text of the pages.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

/// What must not be in a text that people see, and what to write instead.
const TERMS: &[(&str, &str)] = &[
    ("the service", "Azure"),
    ("could not", "couldn't"),
    ("cannot", "can't"),
    ("does not", "doesn't"),
    ("do not", "don't"),
    ("is not", "isn't"),
    ("are not", "aren't"),
    ("was not", "wasn't"),
    ("has not ", "hasn't"),
    ("have not ", "haven't"),
    ("did not", "didn't"),
    ("nobody", "no one, or leave the person out"),
    ("somebody", "someone else"),
    ("whoever", "anyone who"),
    ("read again", "refresh"),
    ("by hand", "Standard, custom"),
    ("for good", "permanently"),
    ("goes on", "continues"),
    ("go on ", "continue"),
    ("not told", "not reported"),
    ("none told", "not reported"),
    ("is told", "is reported"),
    ("wanted configuration", "target configuration"),
    ("active configuration", "current configuration"),
    ("the machine", "the session host, the VM"),
    ("an answer", "a response"),
    ("no answer", "no response"),
    ("close and keep watching", "run in background"),
    ("chosen", "selected"),
];

/// Text of the console that no person sees on a page: its own tests, the gallery of widgets, messages between its parts.
const UNSEEN: [&str; 3] = ["src/pages/gallery/", "src/components/palette.rs", "tests.rs"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

fn sources() -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![root().join("src")]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The string literals of a source with their lines, as far as its tests.
fn texts(source: &str) -> Vec<(usize, String)> {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let (mut found, mut line, mut chars) = (Vec::new(), 1, source.chars().peekable());
    while let Some(next) = chars.next() {
        match next {
            '\n' => line += 1,
            '/' if chars.peek() == Some(&'/') => {
                chars.by_ref().find(|next| *next == '\n');
                line += 1;
            }
            // A letter between quotes, not the name of a lifetime.
            '\'' if chars.clone().nth(1) == Some('\'') => drop((chars.next(), chars.next())),
            '\'' if chars.peek() == Some(&'\\') => drop((chars.next(), chars.next(), chars.next())),
            '"' => {
                let (begun, mut text) = (line, String::new());
                while let Some(next) = chars.next().filter(|next| *next != '"') {
                    let escaped = if next == '\\' { chars.next() } else { None };
                    line += usize::from(next == '\n' || escaped == Some('\n'));
                    match escaped {
                        Some('\n') => while chars.next_if(|next| next.is_whitespace()).is_some() {},
                        Some(escaped) => text.push(escaped),
                        None => text.push(next),
                    }
                }
                found.push((begun, text));
            }
            _ => {}
        }
    }
    found
}

#[test]
fn no_page_uses_a_term_that_an_engineer_would_not_write() {
    let mut found = Vec::new();
    for path in sources() {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        if UNSEEN.iter().any(|unseen| name.contains(unseen)) {
            continue;
        }
        for (line, text) in texts(&std::fs::read_to_string(&path).unwrap()) {
            let small = text.to_lowercase();
            // One word is a name in code.
            let bad = TERMS.iter().filter(|(term, _)| small.contains(' ') && small.contains(term));
            found.extend(bad.map(|(term, better)| format!("{name}:{line}: “{text}”: {better} in place of {term}")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn texts_are_found_and_comments_are_not() {
    let source = "// \"no\"\nlet a = \"one\"; let b = '\"'; f::<'a>(\"two \\\n      lines\", \"\\\"three\\\"\");\n#[cfg(test)]\nmod tests { \"no\" }";
    let texts: Vec<(usize, String)> = texts(source);
    let expected = [(2, "one"), (2, "two lines"), (3, "\"three\"")].map(|(line, text)| (line, text.to_owned()));
    assert_eq!(texts, expected);
}
