//! What the console knows of the API versions, held against the published types that the emulator judges requests by: the same
//! properties in the same versions, the same words, the same read-only flags.

use std::collections::BTreeMap;

use serde_json::Value;

const KNOWN: &str = include_str!("../../../avd/src/schema/known.txt");
const TYPES: &str = include_str!("../../../emulator/data/versions.json");

/// Where the two may differ, and why: resource, property, reason.
const ALLOWED: [(&str, &str, &str); 3] = [
    (
        "hostPools",
        "identity.type",
        "The types of the oldest version list no words; Microsoft's document of it names SystemAssigned.",
    ),
    ("sessionHostConfigurations", "name", "The only name there can be stands in the path; the condensed types leave it out."),
    ("sessionHostManagements", "name", "The only name there can be stands in the path; the condensed types leave it out."),
];

/// A property: the versions that know it, whether it is read only, its words with the versions that know them.
#[derive(Debug, Default, PartialEq)]
struct Property {
    versions: u64,
    read_only: bool,
    words: BTreeMap<String, u64>,
}

type Properties = BTreeMap<String, Property>;

/// The properties of a node of the types and below. Below what is read only there is nothing to send.
fn walk(node: &Value, path: &str, versions: u64, into: &mut Properties) {
    for (name, child) in node["has"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let here = child["in"].as_u64().unwrap_or(versions);
        let words = match &child["words"] {
            Value::Array(words) => words.iter().filter_map(|word| Some((word.as_str()?.to_owned(), here))).collect(),
            Value::Object(words) => words.iter().filter_map(|(word, known)| Some((word.clone(), known.as_u64()?))).collect(),
            _ => BTreeMap::new(),
        };
        let read_only = child["readOnly"] == true;
        into.insert(path.clone(), Property { versions: here, read_only, words });
        if read_only {
            continue;
        }
        walk(child, &path, here, into);
        if child["each"]["has"].is_object() {
            let free = name == "userAssignedIdentities";
            let item = if free { format!("{path}.*") } else { format!("{path}[]") };
            if free {
                into.insert(item.clone(), Property { versions: here, ..Property::default() });
            }
            walk(&child["each"], &item, here, into);
        }
    }
}

fn set(text: &str) -> u64 {
    u64::from_str_radix(text, 16).expect("a set of versions")
}

/// The table of the console, resource by resource, each with the versions that have it.
fn known() -> BTreeMap<&'static str, (u64, Properties)> {
    let mut found: BTreeMap<&str, (u64, Properties)> = BTreeMap::new();
    let mut resource = "";
    for line in KNOWN.lines().skip(1) {
        if let Some((name, versions)) = line.strip_prefix('@').and_then(|head| head.split_once(' ')) {
            resource = name;
            found.insert(name, (set(versions), Properties::new()));
            continue;
        }
        let (all, properties) = found.get_mut(resource).expect("a resource before its properties");
        let mut parts = line.split(' ');
        let path = parts.next().expect("a path").to_owned();
        let (mut property, mut words) = (Property { versions: *all, ..Property::default() }, "");
        for part in parts {
            match part.strip_prefix('=') {
                Some(list) => words = list,
                None if part == "r" => property.read_only = true,
                None => property.versions = set(part),
            }
        }
        for word in words.split('|').filter(|word| !word.is_empty()) {
            let (word, versions) = word.split_once(':').map_or((word, property.versions), |(word, known)| (word, set(known)));
            property.words.insert(word.to_owned(), versions);
        }
        properties.insert(path, property);
    }
    found
}

#[test]
fn the_table_of_versions_is_that_of_the_published_types() {
    let types: Value = serde_json::from_str(TYPES).expect("JSON");
    let versions: Vec<&str> = KNOWN.lines().next().expect("a first line").split(' ').collect();
    assert_eq!(types["versions"], Value::from(versions));
    let (mut compared, mut allowed) = (0, Vec::<&(&str, &str, &str)>::new());
    for (resource, (here, table)) in known() {
        let name = if resource == "hostPools" { resource.to_owned() } else { format!("hostPools/{resource}") };
        let node = &types["resources"][&name];
        assert_eq!(node["in"], here, "{name}");
        let mut published = Properties::new();
        walk(node, "", here, &mut published);
        let paths: std::collections::BTreeSet<&String> = published.keys().chain(table.keys()).collect();
        for path in paths {
            compared += 1;
            if published.get(path) == table.get(path) {
                continue;
            }
            let reason = ALLOWED.iter().find(|(kind, property, _)| (*kind, *property) == (resource, path.as_str()));
            assert!(reason.is_some(), "{name} {path}: types {:?}, table {:?}", published.get(path), table.get(path));
            allowed.extend(reason);
        }
    }
    assert_eq!(allowed.len(), ALLOWED.len(), "what is allowed occurs: {allowed:?}");
    assert!(compared > 120, "{compared}");
}
