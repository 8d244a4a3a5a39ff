//! Takes out of the app's module and script what nobody uses.
//!
//! Crates that Leptos brings export streams for JavaScript (`wasm-streams`). Nobody here asks for them, but an export keeps all the
//! code behind it. And once wasm-opt has removed more code, the script still holds what only that code imported.

use super::module::{EXPORTS, IMPORTS, number, put_number, put_text, text, with_section};
use crate::run::{Outcome, fail};
use std::collections::BTreeSet;

/// In the names of exports that nobody asks for.
const UNWANTED: &str = "intounderlying";
/// How a line of wasm-bindgen's import object begins.
const ENTRY: &str = "        __wb";

/// The module as the linker left it, without the unwanted exports.
pub fn exports(module: &[u8]) -> Outcome<Vec<u8>> {
    with_section(module, EXPORTS, wanted_exports).ok_or_else(|| fail("the exports of the app's module could not be read"))
}

/// After wasm-opt: the script without what the module no longer imports.
pub fn imports(script: &str, module: &[u8]) -> Outcome<String> {
    let wanted = imported(module).ok_or_else(|| fail("the imports of the app's module could not be read"))?;
    let mut kept = true;
    let lines = script.lines().filter(|line| {
        if line.starts_with(ENTRY) {
            kept = line.trim_start().split_once(':').is_none_or(|(name, _)| wanted.contains(name));
        } else if line.starts_with("    }") {
            kept = true;
        }
        kept
    });
    Ok(without_unused(&joined(lines)))
}

/// Functions and constants of the script that nothing else in it names, and then those that only they named.
fn without_unused(script: &str) -> String {
    let mut items = items(script);
    loop {
        let before = items.len();
        let unused = |at: usize| {
            declared(&items[at])
                .is_some_and(|name| !items.iter().enumerate().any(|(other, item)| other != at && names(item, name)))
        };
        let used: Vec<bool> = (0..before).map(|at| !unused(at)).collect();
        let mut used = used.into_iter();
        items.retain(|_| used.next() == Some(true));
        if items.len() == before {
            return joined(items.iter().map(String::as_str));
        }
    }
}

/// The statements of the script, each with the lines that are indented under it.
fn items(script: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in script.lines() {
        match items.last_mut() {
            Some(item) if line.starts_with([' ', '}']) => item.extend(["\n", line]),
            _ => items.push(line.to_owned()),
        }
    }
    items
}

/// The name an item can be left out by.
fn declared(item: &str) -> Option<&str> {
    let start = ["function ", "const "].iter().find_map(|start| item.strip_prefix(start))?;
    start.split([' ', '(']).next()
}

fn names(item: &str, name: &str) -> bool {
    let part_of_a_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    item.match_indices(name)
        .any(|(at, _)| !item[..at].ends_with(part_of_a_name) && !item[at + name.len()..].starts_with(part_of_a_name))
}

fn wanted_exports(content: &[u8]) -> Option<Vec<u8>> {
    let (count, mut rest) = number(content)?;
    let mut kept = Vec::new();
    for _ in 0..count {
        let (name, after) = text(rest)?;
        let (&kind, after) = after.split_first()?;
        let (of, after) = number(after)?;
        if !name.contains(UNWANTED) {
            kept.push((name, kind, of));
        }
        rest = after;
    }
    let mut out = Vec::new();
    put_number(&mut out, kept.len());
    for (name, kind, of) in kept {
        put_text(&mut out, name);
        out.push(kind);
        put_number(&mut out, of);
    }
    rest.is_empty().then_some(out)
}

/// The names of the functions a module imports.
fn imported(module: &[u8]) -> Option<BTreeSet<String>> {
    let found = std::cell::RefCell::new(BTreeSet::new());
    with_section(module, IMPORTS, |content| {
        let (count, mut rest) = number(content)?;
        for _ in 0..count {
            let (_, after) = text(rest)?;
            let (name, after) = text(after)?;
            found.borrow_mut().insert(name.to_owned());
            // Only functions, whose type is one number, can be told from what follows without knowing more.
            let (&kind, after) = after.split_first()?;
            (_, rest) = if kind == 0 { number(after)? } else { return None };
        }
        Some(content.to_vec())
    })?;
    Some(found.into_inner())
}

fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SCRIPT: &str = "function __wbg_get_imports() {\n    const import0 = {\n\
        \x20       __wbg_a_1: function(a) {\n            return used(a);\n        },\n\
        \x20       __wbg_b_2: function() { return handleError(function (a) {\n            spare(a);\n        }, arguments); },\n    };\n}\n\
        function used(a) {\n}\nfunction spare(a) {\n    SPARE.add(a);\n}\nconst SPARE = (typeof X)\n    ? {}\n    : new X();\n\
        export { __wbg_get_imports };\n";

    fn module(section: u8, from: &[&str], names: &[&str]) -> Vec<u8> {
        let mut content = vec![];
        put_number(&mut content, names.len());
        for name in names {
            from.iter().chain([name]).for_each(|text| put_text(&mut content, text));
            content.extend([0, 3]);
        }
        let mut out = b"\0asm\x01\0\0\0".to_vec();
        out.push(section);
        put_number(&mut out, content.len());
        out.extend(content);
        out
    }

    #[test]
    fn exports_that_nobody_asks_for_go() {
        let whole = module(EXPORTS, &[], &["intounderlyingsink_close", "__wbindgen_malloc", "__wbg_intounderlyingsink_free"]);
        assert_eq!(exports(&whole).unwrap(), module(EXPORTS, &[], &["__wbindgen_malloc"]));
        assert!(exports(&whole[..whole.len() - 1]).is_err());
    }

    #[test]
    fn what_the_module_no_longer_imports_goes_with_its_helpers() {
        let script = imports(SCRIPT, &module(IMPORTS, &["./app_bg.js"], &["__wbg_a_1"])).unwrap();
        assert!(script.contains("__wbg_a_1") && script.contains("function used") && script.contains("    };\n}\n"), "{script}");
        assert!(!script.contains("__wbg_b_2") && !script.contains("spare") && !script.contains("SPARE"), "{script}");
    }
}
