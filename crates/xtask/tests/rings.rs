//! Files of the app that need each other in a ring are one file in the eyes of whoever changes one of them.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A page and its own parts need each other; more than that is a room without walls.
const LARGEST: usize = 14;

type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_large_ring_of_files_need_each_other() {
    let graph = graph(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src"));
    assert!(graph.values().map(BTreeSet::len).sum::<usize>() > 500, "imports are found");
    let large: Vec<_> = rings(&graph).into_iter().filter(|ring| ring.len() > LARGEST).collect();
    assert!(large.is_empty(), "{large:#?}");
}

#[test]
fn imports_are_read_as_the_compiler_reads_them() {
    let text = "use super::{a::B, c};\nuse crate::x::{self, y::{Z, w}};\n// crate::no::Comment\nfn f() { crate::m::n() }\n";
    let found = paths(text);
    for path in ["super::a::B", "super::c", "crate::x", "crate::x::y::Z", "crate::x::y::w", "crate::m::n"] {
        assert!(found.contains(path), "{path} in {found:?}");
    }
    assert_eq!(found.len(), 6, "{found:?}");
    let graph: Graph =
        [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")].into_iter().fold(Graph::new(), |mut graph, (from, to)| {
            graph.entry(from.to_owned()).or_default().insert(to.to_owned());
            graph
        });
    assert_eq!(rings(&graph), [BTreeSet::from(["a", "b", "c"].map(str::to_owned))]);
}

/// Module by module, which others it names. Tests are not looked at.
fn graph(src: &Path) -> Graph {
    let files: BTreeMap<String, PathBuf> = files(src).into_iter().map(|file| (module(src, &file), file)).collect();
    let mut graph = Graph::new();
    for (module, file) in &files {
        let text = std::fs::read_to_string(file).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let needed = paths(text).into_iter().filter_map(|path| resolved(&path, module, &files)).filter(|other| other != module);
        graph.insert(module.clone(), needed.collect());
    }
    graph
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let is_code = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs");
    files.into_iter().filter(is_code).chain(folders.iter().flat_map(|folder| self::files(folder))).collect()
}

/// `crate::pages::pool` for `pages/pool.rs` and `pages/pool/mod.rs`.
fn module(src: &Path, file: &Path) -> String {
    let name = file.strip_prefix(src).unwrap().with_extension("");
    let mut parts: Vec<_> = name.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    parts.pop_if(|last| last == "mod" || last == "main");
    [vec!["crate".to_owned()], parts].concat().join("::")
}

/// The paths within the crate that a text names.
fn paths(text: &str) -> BTreeSet<String> {
    let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let code = code.join("\n");
    let mut found = BTreeSet::new();
    for root in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back().unwrap_or(' ');
            if !(before.is_alphanumeric() || before == ':' || before == '_') {
                expand("", &code[at..], &mut found);
            }
        }
    }
    found
}

/// Reads one path with its braces; gives what follows it.
fn expand<'a>(prefix: &str, text: &'a str, found: &mut BTreeSet<String>) -> &'a str {
    let text = text.trim_start();
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(text.len());
    let (name, mut rest) = text.split_at(end);
    if !(name.ends_with("::") && rest.starts_with('{')) {
        let path = [prefix, name].concat();
        let path = path.trim_end_matches("::").trim_end_matches("::self");
        found.insert(path.to_owned());
        return rest;
    }
    rest = &rest[1..];
    loop {
        rest = rest.trim_start().trim_start_matches(',').trim_start();
        if rest.is_empty() || rest.starts_with('}') {
            return rest.get(1..).unwrap_or_default();
        }
        let before = rest.len();
        rest = expand(&[prefix, name].concat(), rest, found);
        if rest.len() == before {
            // Something else than a path: a star.
            rest = rest.get(1..).unwrap_or_default();
        }
    }
}

/// The file a path leads to, seen from a module.
fn resolved(path: &str, from: &str, files: &BTreeMap<String, PathBuf>) -> Option<String> {
    let mut here = from.to_owned();
    let mut rest = path;
    if let Some(after) = rest.strip_prefix("crate") {
        (here, rest) = ("crate".to_owned(), after.trim_start_matches("::"));
    }
    rest = rest.strip_prefix("self::").unwrap_or(rest);
    while let Some(after) = rest.strip_prefix("super") {
        here = here.rsplit_once("::")?.0.to_owned();
        rest = after.trim_start_matches("::");
    }
    let mut whole = if rest.is_empty() { here } else { [&here, "::", rest].concat() };
    loop {
        if files.contains_key(&whole) {
            return Some(whole);
        }
        whole = whole.rsplit_once("::")?.0.to_owned();
    }
}

/// The sets of files each of which leads to every other, the largest first.
fn rings(graph: &Graph) -> Vec<BTreeSet<String>> {
    let reach: BTreeMap<&String, BTreeSet<&String>> = graph.keys().map(|from| (from, reached(graph, from))).collect();
    let mut rings: Vec<BTreeSet<String>> = Vec::new();
    for from in graph.keys() {
        let back = |to: &&&String| reach.get(**to).is_some_and(|reach| reach.contains(from));
        let ring: BTreeSet<String> = reach[from].iter().filter(back).map(|to| (*to).clone()).collect();
        if ring.len() > 1 && !rings.contains(&ring) {
            rings.push(ring);
        }
    }
    rings.sort_by_key(|ring| std::cmp::Reverse(ring.len()));
    rings
}

fn reached<'a>(graph: &'a Graph, from: &'a String) -> BTreeSet<&'a String> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(next) = open.pop() {
        for to in graph.get(next).into_iter().flatten() {
            if seen.insert(to) {
                open.push(to);
            }
        }
    }
    seen
}
