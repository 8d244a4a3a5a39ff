//! The words people see: terms, enum words and JSON paths that no text on screen may hold. Text is what string literals say outside of
//! tests; a literal that is no prose (a name, a query, a script) is not looked at.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

/// The pages, and the crates whose sentences reach the screen.
const ROOTS: [&str; 5] = ["crates/arm/src", "crates/avd/src", "crates/entra/src", "crates/writes/src", "src"];

/// What is not written, each with what is written instead.
const TERMS: &[(&str, &str)] = &[
    ("nobody", "leave the person out"),
    ("somebody", "leave the person out"),
    ("whoever", "leave the person out"),
    ("is told", "reported"),
    ("none told", "not reported"),
    ("not told", "not reported"),
    ("is asked", "use the active voice"),
    ("asked for a pause", "throttled"),
    ("lives", "is valid for"),
    ("dies", "expires"),
    ("goes for good", "is permanently deleted"),
    ("for good", "permanently"),
    ("for the time of", "during"),
    ("goes on", "continues"),
    ("go on", "continue"),
    ("begins", "starts"),
    ("begin", "start"),
    ("begun", "started"),
    ("is made", "is created"),
    ("are made", "are created"),
    ("mend", "fix"),
    ("mended", "fixed"),
    ("read again", "refresh"),
    ("read back", "verified"),
    ("could not be read", "couldn't load"),
    ("cannot be said", "not available"),
    ("the answer", "the response"),
    ("an answer", "a response"),
    ("no answer", "no response"),
    ("close and keep watching", "run in background"),
    ("the service", "Azure, or the resource's name"),
    ("machine", "session host or VM"),
    ("machines", "session hosts or VMs"),
    ("virtual machines", "VMs"),
    ("wanted", "target, new"),
    ("active configuration", "current configuration"),
    ("hosts behind", "out of date"),
    ("are behind", "are out of date"),
    ("behind the configuration", "out of date"),
    ("chosen", "selected"),
    ("the choice", "the selection"),
    ("by force", "force"),
    ("by hand", "manually"),
    ("switch on", "turn on"),
    ("switch off", "turn off"),
    ("switched off", "turned off"),
    ("has it", "role … is required"),
    ("trouble", "needs attention"),
    ("does not", "doesn't"),
    ("do not", "don't"),
    ("is not", "isn't"),
    ("are not", "aren't"),
    ("cannot", "can't"),
    ("could not", "couldn't"),
    ("will not", "won't"),
    ("was not", "wasn't"),
    ("has not", "hasn't"),
    ("have not", "haven't"),
    ("did not", "didn't"),
    ("knows", "recognizes"),
    ("any more", "no longer"),
    ("resource id", "resource ID"),
];

/// Words with a capital inside that are names, not words of an API.
const NAMES: &[&str] = &[
    "FSLogix",
    "WebRTC",
    "RemoteApp",
    "ExpressRoute",
    "ShortPath",
    "PowerShell",
    "RDAgentBootLoader",
    "SecurityLayer",
    "VMs",
    "vCPU",
    "vCPUs",
    "vTPM",
    "IDs",
    "GiB",
    "URIs",
    "URLs",
    "CredSSP",
    "WebAuthn",
];

/// Literals that may hold what others may not: a part of the file's path, a part of the literal, and why.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("arm/src/error/denial.rs", "", "what Azure writes is looked for, not shown"),
    ("arm/src/error/body", "", "what Azure writes is taken apart, not shown"),
    ("avd/src/rule/absence.rs", "", "what Azure writes is looked for, not shown"),
    ("avd/src/rule/preflight/capacity.rs", "VnetLocationIncompatible", "the code of the failure, to search for"),
    ("avd/src/rule/update.rs", "HostpoolHasNoSessionHosts", "the code of the failure, to search for"),
    ("avd/src/rule/configuration_edit/words.rs", "Virtual machine", "the section is called as in the Azure portal"),
    ("avd/src/resource/common.rs", "SystemAssigned", "a word on the wire"),
    ("entra/src/config/read.rs", "AzurePublic", "what an administrator types into config.json"),
    ("avd/src/script/handoff.rs", "machine", "the agents are installed on a machine that is no session host yet"),
    ("", "add a machine", "a machine that is no session host yet"),
    ("src/pages/gallery/", "", "examples of the widgets, never on a page"),
    ("src/pages/pool/hosts/detail/facts.rs", "Virtual machine", "the field is called as in the Azure portal"),
    ("src/pages/configuration/fields.rs", "Virtual machine", "the section is called as in the Azure portal"),
    ("src/pages/configuration/fields.rs", "MicrosoftWindowsDesktop", "the publisher's name, to type"),
    ("src/pages/pool_form/sections.rs", "AuthContext", "an example to type"),
    ("src/pages/update_new/facts.rs", "HostpoolHasNoSessionHosts", "the code of the failure, to search for"),
    ("avd/src/rule/host_status.rs", "EXPIRED_MACHINE_TOKEN", "the agent's own words, to search for"),
    ("avd/src/rule/host_status.rs", "RDAgentBootLoader service", "a Windows service"),
    ("avd/src/rule/host_status.rs", "FSLogix service", "a Windows service"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

/// The sources below `folder` without those of tests.
fn sources(folder: &str) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![root().join(folder)]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.contains("tests") || name == "hostile.rs" {
            } else if path.is_dir() {
                open.push(path);
            } else if name.ends_with(".rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The string literals of a source with their lines, lines that a backslash joins as one; comments and tests left out.
fn literals(source: &str) -> Vec<(usize, String)> {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let (mut found, mut rest) = (Vec::new(), code);
    let line = |rest: &str| 1 + code[..code.len() - rest.len()].matches('\n').count();
    while let Some(at) = rest.find(['"', '\'', '/', 'r']) {
        let (before, here) = rest.split_at(at);
        rest = if here.starts_with("//") {
            here.split_once('\n').map_or("", |(_, after)| after)
        } else if here.starts_with("r\"") || here.starts_with("r#\"") {
            let close = if here.starts_with("r\"") { "\"" } else { "\"#" };
            let text = here.split_once('"').map_or("", |(_, text)| text);
            text.split_once(close).map_or("", |(_, after)| after)
        } else if let Some(text) = here.strip_prefix('"') {
            let end = closing(text);
            found.push((line(here), joined(&text[..end])));
            text.get(end + 1..).unwrap_or_default()
        } else if here.starts_with("'\"'") || here.starts_with("'\\\"'") || here.starts_with("'/'") {
            here.split_at(if here.starts_with("'\\") { 4 } else { 3 }).1
        } else {
            here.split_at(1).1
        };
        let _ = before;
    }
    found
}

/// Where a literal ends: the first quote that no backslash guards.
fn closing(text: &str) -> usize {
    let mut guarded = false;
    for (at, next) in text.char_indices() {
        match next {
            '"' if !guarded => return at,
            '\\' => guarded = !guarded,
            _ => guarded = false,
        }
    }
    text.len()
}

fn joined(text: &str) -> String {
    let mut parts = text.split("\\\n");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| whole + part.trim_start())
}

/// Whether a literal is text for people: words with gaps, no query, no command, no pattern.
fn is_prose(text: &str) -> bool {
    let words = text.split(' ').filter(|word| word.chars().all(|next| next.is_alphabetic() || "'’.,:;“”".contains(next)));
    let code = ["\\n", " | ", "==", "--", "=~", " eq '", "{:?}", "$"];
    words.filter(|word| word.len() > 1).count() > 1 && !code.iter().any(|mark| text.contains(mark))
}

/// The words of a literal: letters, digits and what holds a path together.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|next: char| !(next.is_alphanumeric() || "._'-".contains(next))).map(|word| word.trim_matches(['.', '\'', '-']))
}

/// What is shown of a literal: the placeholders of `format!` are names of the code, and a role is called as Azure calls it.
fn shown(text: &str) -> String {
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    let text = parts.fold(first, |whole, part| whole + " " + part.split_once('}').map_or("", |(_, rest)| rest));
    text.replace("Virtual Machine Contributor", "")
}

/// What is wrong with a text, if anything is.
fn complaint(text: &str) -> Option<String> {
    let text = &shown(text);
    let spaced = format!(" {} ", words(text).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").to_lowercase());
    if let Some((term, instead)) = TERMS.iter().find(|(term, _)| spaced.contains(&format!(" {} ", term.to_lowercase()))) {
        let same = *term == "resource id" && text.contains("esource ID");
        if !same {
            return Some(format!("“{term}”: {instead}"));
        }
    }
    let inner = |word: &&str| {
        let mut letters = word.chars();
        let first = letters.next().is_some_and(char::is_uppercase);
        let capital = word.chars().skip(1).zip(word.chars()).any(|(next, before)| next.is_uppercase() && before.is_lowercase());
        first && capital && !word.contains(['_', '.', '-']) && !NAMES.contains(word)
    };
    if let Some(word) = words(text).find(inner) {
        return Some(format!("“{word}” is a word of an API: use its label"));
    }
    let is_path = |word: &&str| {
        let mut parts = word.split('.');
        let camel = |part: &str| {
            part.starts_with(char::is_lowercase)
                && part.chars().all(char::is_alphanumeric)
                && part.chars().any(char::is_uppercase)
        };
        // Settings of config.json are what an administrator types.
        let setting = ["auth.", "arm.", "cache.", "entra.", "system."].iter().any(|block| word.starts_with(block));
        word.contains('.') && !setting && parts.any(camel)
    };
    words(text).find(is_path).map(|word| format!("“{word}” is a JSON path: use the field's label"))
}

#[test]
fn what_people_see_is_in_the_words_of_the_glossary() {
    let mut wrong = Vec::new();
    for file in ROOTS.iter().flat_map(|root| sources(root)) {
        let path = file.strip_prefix(root()).unwrap().display().to_string();
        for (line, text) in literals(&std::fs::read_to_string(&file).unwrap()) {
            let allowed = || ALLOWED.iter().any(|(end, part, _)| path.contains(end) && text.contains(part));
            if let Some(why) = complaint(&text).filter(|_| is_prose(&text) && !allowed()) {
                wrong.push(format!("{path}:{line}: {why}\n    {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} texts:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_check_finds_what_it_is_for() {
    for (text, found) in [
        ("The machine is off.", true),
        ("Whether it works, nobody knows.", true),
        ("2 hosts behind the configuration", true),
        ("Pool state: NeedsAssistance now", true),
        ("Change imageInfo.type to save it.", true),
        ("The VM is off.", false),
        ("Set auth.clientId in config.json.", false),
        ("FSLogix isn't healthy on the VM.", false),
        ("Enter the full resource ID: /subscriptions/…", false),
        ("The value {wanted} differs.", false),
    ] {
        assert_eq!(complaint(text).is_some(), found, "{text}: {:?}", complaint(text));
    }
    let source =
        "// \"a comment\"\nlet a = \"one \\\n    two\"; let q = '\"'; let b = \"three\";\n#[cfg(test)]\nmod tests {\n \"four\" }";
    assert_eq!(literals(source), [(2, "one two".to_owned()), (3, "three".to_owned())]);
}
