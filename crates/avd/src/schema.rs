//! What each API version knows of the resources the console writes: names, words, what is read only.
//!
//! `schema/known.txt` is made from the published types of ten versions. Its first line names the versions; a version is a bit,
//! the oldest the lowest. A line `@resource` begins a resource and says which versions have it. Each line below is a property:
//! its path (`[]` stands for the items of a list, `*` for free names), the versions that know it where not all do, `r` where it
//! is read only, and after `=` its words, each with the versions that know it where they are fewer. `simulation` holds the file
//! against the types themselves.

use serde_json::{Map, Value};

use crate::rule::meaning;

const TABLE: &str = include_str!("schema/known.txt");

/// A resource the console writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// A host pool.
    HostPool,
    /// A session host configuration.
    Configuration,
    /// A management policy.
    Management,
}

impl Resource {
    const fn name(self) -> &'static str {
        match self {
            Self::HostPool => "hostPools",
            Self::Configuration => "sessionHostConfigurations",
            Self::Management => "sessionHostManagements",
        }
    }
}

/// What a version does not know of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The property: `properties.loadBalancerType`.
    pub path: String,
    /// The word it does not know; `None` if it does not know the property.
    pub word: Option<String>,
    /// The versions that know it, the newest first.
    pub versions: Vec<&'static str>,
}

/// A property in the table.
struct Line {
    path: &'static str,
    versions: u16,
    read_only: bool,
    words: Vec<(&'static str, u16)>,
}

/// Whether a version is in the table. Of another one nothing is known, so nothing is held against it.
pub fn is_known_version(version: &str) -> bool {
    bit(version).is_some()
}

/// What a version does not know of a body, by name and by word. Properties and words that no version knows are not in it: what
/// the service gives and this console does not know is kept.
pub fn lost(resource: Resource, version: &str, body: &Value) -> Vec<Lost> {
    let mut found = Vec::new();
    if let Some(bit) = bit(version) {
        look(&lines(resource), bit, "", body, &mut found);
    }
    found
}

/// The body without what a version does not know. A word it does not know takes its property along.
pub fn carried(resource: Resource, version: &str, body: &Value) -> Value {
    let mut body = body.clone();
    for lost in lost(resource, version, &body) {
        remove(&mut body, &lost.path);
    }
    body
}

/// Names as the API spells them, each property once: where two spellings of one name are there, the API's own counts, else the
/// first. Names the table does not have stay as they are. The paths of what was dropped go to `doubles`.
pub fn respelled(resource: Resource, value: &Value, doubles: &mut Vec<String>) -> Value {
    respell(&lines(resource), "", value, doubles)
}

/// The word of the property at this path that a version has for any of the words: the first that it knows.
pub fn word_of(resource: Resource, version: &str, path: &str, words: &[&'static str]) -> Option<&'static str> {
    let bit = bit(version)?;
    let lines = lines(resource);
    let line = line(&lines, path)?;
    words.iter().copied().find(|word| line.words.iter().any(|(known, versions)| known == word && versions & bit != 0))
}

/// Whether a property is one that only the service sets.
pub fn is_read_only(resource: Resource, path: &str) -> bool {
    line(&lines(resource), path).is_some_and(|line| line.read_only)
}

fn versions() -> impl DoubleEndedIterator<Item = (u16, &'static str)> {
    let names: Vec<&'static str> = TABLE.lines().next().unwrap_or_default().split(' ').collect();
    names.into_iter().enumerate().map(|(at, name)| (1 << at, name))
}

fn bit(version: &str) -> Option<u16> {
    versions().find(|(_, name)| *name == version).map(|(bit, _)| bit)
}

fn names(set: u16) -> Vec<&'static str> {
    versions().rev().filter(|(bit, _)| set & bit != 0).map(|(_, name)| name).collect()
}

fn set(text: &str) -> Option<u16> {
    u16::from_str_radix(text, 16).ok()
}

fn lines(resource: Resource) -> Vec<Line> {
    let mut all = 0;
    let mut found = Vec::new();
    for text in TABLE.lines().skip(1) {
        if let Some(head) = text.strip_prefix('@') {
            let (name, versions) = head.split_once(' ').unwrap_or((head, ""));
            all = if name == resource.name() { set(versions).unwrap_or(0) } else { 0 };
        } else if all != 0 {
            found.push(read(text, all));
        }
    }
    found
}

fn read(text: &'static str, all: u16) -> Line {
    let mut parts = text.split(' ');
    let mut line = Line { path: parts.next().unwrap_or_default(), versions: all, read_only: false, words: Vec::new() };
    let mut words = "";
    for part in parts {
        match part.strip_prefix('=') {
            Some(list) => words = list,
            None if part == "r" => line.read_only = true,
            None => line.versions = set(part).unwrap_or(all),
        }
    }
    for word in words.split('|').filter(|word| !word.is_empty()) {
        let (word, versions) = word.split_once(':').map_or((word, None), |(word, versions)| (word, set(versions)));
        line.words.push((word, versions.unwrap_or(line.versions)));
    }
    line
}

/// The line of a path as it stands in a body: places in lists and free names are found under their mark.
fn line<'a>(lines: &'a [Line], path: &str) -> Option<&'a Line> {
    lines.iter().find(|line| line.path.eq_ignore_ascii_case(path))
}

fn below(lines: &[Line], path: &str, name: &str) -> String {
    let free = [path, ".*"].concat();
    let name = if line(lines, &free).is_some() { "*" } else { name };
    if path.is_empty() { name.to_owned() } else { [path, ".", name].concat() }
}

fn look(lines: &[Line], bit: u16, path: &str, value: &Value, found: &mut Vec<Lost>) {
    if let Some(line) = line(lines, path) {
        if line.versions & bit == 0 {
            if !meaning::is_nothing(path, value) {
                found.push(Lost { path: line.path.to_owned(), word: None, versions: names(line.versions) });
            }
            return;
        }
        if let Value::String(text) = value
            && let Some((_, versions)) = line.words.iter().find(|(word, _)| meaning::same(line.path, &(*word).into(), value))
            && versions & bit == 0
        {
            found.push(Lost { path: line.path.to_owned(), word: Some(text.clone()), versions: names(*versions) });
        }
    }
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                look(lines, bit, &below(lines, path, name), value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| look(lines, bit, &[path, "[]"].concat(), item, found)),
        _ => {}
    }
}

/// Takes the property at a path out, below every item of a list and every free name on the way.
fn remove(value: &mut Value, path: &str) {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let (name, in_list) = name.strip_suffix("[]").map_or((name, false), |name| (name, true));
    let Value::Object(fields) = value else { return };
    let Some(rest) = rest else {
        fields.retain(|known, _| name != "*" && !known.eq_ignore_ascii_case(name));
        return;
    };
    for (_, value) in fields.iter_mut().filter(|(known, _)| name == "*" || known.eq_ignore_ascii_case(name)) {
        match value {
            Value::Array(items) if in_list => items.iter_mut().for_each(|item| remove(item, rest)),
            value => remove(value, rest),
        }
    }
}

fn respell(lines: &[Line], path: &str, value: &Value, doubles: &mut Vec<String>) -> Value {
    match value {
        Value::Object(fields) => {
            let mut spelled: Map<String, Value> = Map::new();
            for (name, value) in fields {
                let here = below(lines, path, name);
                let known = line(lines, &here).map(|line| line.path.rsplit('.').next().unwrap_or_default());
                let own = known.filter(|known| *known != "*").unwrap_or(name);
                let value = respell(lines, &here, value, doubles);
                if own != name && (fields.contains_key(own) || spelled.contains_key(own)) {
                    doubles.push(if path.is_empty() { name.clone() } else { [path, ".", name].concat() });
                } else {
                    spelled.insert(own.to_owned(), value);
                }
            }
            Value::Object(spelled)
        }
        Value::Array(items) => {
            let here = [path, "[]"].concat();
            items.iter().map(|item| respell(lines, &here, item, doubles)).collect()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
#[path = "schema/tests.rs"]
mod tests;
