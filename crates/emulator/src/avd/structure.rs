//! What each api-version knows: properties and words, resource by resource.
//!
//! Data: `data/versions.json`, condensed from the generated types of Azure/bicep-types-az (August 2026). A node has its properties in
//! `has`, that of every item or free name in `each`, its words in `words`; a set of versions (`in`, or beside a word) is written
//! only where it is not that of what is around it. [`RECORDED`] adds what the real service was recorded to answer and no
//! description has.
//!
//! What the real service does with a property its version does not know is *not known*: ARM refuses unknown members beside
//! `properties` (its error names the `ResourceDefinition`), of those inside no record was found. The emulator refuses both, so
//! that no client gets used to sending them; the control plane has the other possibilities. A wrong word is
//! refused by the provider in its own form (Azure/azure-rest-api-specs#29220).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::version::{ApiVersion, Versions};

const TEXT: &str = include_str!("../../data/versions.json");

/// Properties of answers that were recorded and are in no description: resource, name, where.
const RECORDED: [(&str, &str, Versions); 8] = [
    ("hostPools", "managedPrivateUDP", Versions::SINCE_2025_10.or(Versions::AUTOMATED)),
    ("hostPools", "directUDP", Versions::SINCE_2025_10.or(Versions::AUTOMATED)),
    ("hostPools", "publicUDP", Versions::SINCE_2025_10.or(Versions::AUTOMATED)),
    ("hostPools", "relayUDP", Versions::SINCE_2025_10.or(Versions::AUTOMATED)),
    ("hostPools/sessionHosts", "customRdpProperty", Versions::SINCE_2026),
    ("hostPools/sessionHostManagements", "provisioningState", Versions::AUTOMATED),
    ("hostPools/activeSessionHostConfigurations", "provisioningState", Versions::AUTOMATED),
    // Null in every version; only the first takes it.
    ("hostPools", "migrationRequest", Versions::ALL),
];

/// What is done with a property that the version of a request does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// 400 `InvalidRequestContent`.
    #[default]
    Refused,
    /// Nothing is said, and nothing is done.
    Ignored,
    /// What no version knows is kept: the service knows more than its descriptions.
    Kept,
}

/// What a version does not know of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stranger {
    /// A property, by its path.
    Property(String),
    /// A word: the property's path and the words there are.
    Word(String, Vec<String>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Node {
    r#in: Option<Versions>,
    has: Option<BTreeMap<String, Node>>,
    each: Option<Box<Node>>,
    words: Option<Words>,
    read_only: bool,
    any: bool,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Words {
    Always(Vec<String>),
    By(BTreeMap<String, Versions>),
}

#[derive(Debug, Default, Deserialize)]
struct Structure {
    resources: BTreeMap<String, Node>,
}

impl Node {
    fn is_in(&self, version: ApiVersion) -> bool {
        self.r#in.is_none_or(|versions| versions.has(version))
    }

    /// The property of that name, compared without case as the services read JSON, with its spelling.
    fn property(&self, name: &str, version: ApiVersion) -> Option<(&str, &Self)> {
        let has = self.has.as_ref()?;
        let found = has.get_key_value(name).or_else(|| has.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)));
        found.filter(|(_, node)| node.is_in(version)).map(|(name, node)| (name.as_str(), node))
    }

    fn words(&self, version: ApiVersion) -> Option<Vec<&str>> {
        let words: Vec<&str> = match self.words.as_ref()? {
            Words::Always(words) => words.iter().map(String::as_str).collect(),
            Words::By(words) => words.iter().filter(|(_, known)| known.has(version)).map(|(word, _)| word.as_str()).collect(),
        };
        // In a version that lists none, any text will do.
        (!words.is_empty()).then_some(words)
    }

    /// Whether some version has a property of that name.
    fn is_anywhere(&self, name: &str) -> bool {
        self.has.iter().flatten().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }
}

fn structure() -> &'static Structure {
    static PARSED: OnceLock<Structure> = OnceLock::new();
    PARSED.get_or_init(|| {
        let mut parsed: Structure = serde_json::from_str(TEXT).unwrap_or_default();
        for (kind, name, versions) in RECORDED {
            let has = parsed.resources.get_mut(kind).and_then(|node| node.has.as_mut());
            let has = has.and_then(|has| has.get_mut("properties")).and_then(|node| node.has.as_mut());
            if let Some(has) = has {
                let node = has.entry(name.to_owned()).or_insert_with(|| Node { read_only: true, ..Node::default() });
                node.r#in = Some(versions);
            }
        }
        parsed
    })
}

/// The resource types there are, with the versions that have each.
pub(crate) fn kinds() -> impl Iterator<Item = (&'static str, Versions)> {
    structure().resources.iter().map(|(kind, node)| (kind.as_str(), node.r#in.unwrap_or(Versions::ALL)))
}

fn node(kind: &str) -> Option<&'static Node> {
    structure().resources.get(kind)
}

/// The names of a resource's properties in a version, in order.
pub(crate) fn properties(kind: &str, version: ApiVersion) -> impl Iterator<Item = &'static str> {
    let has =
        node(kind).and_then(|node| node.has.as_ref()).and_then(|has| has.get("properties")).and_then(|node| node.has.as_ref());
    has.into_iter().flatten().filter(move |(_, node)| node.is_in(version)).map(|(name, _)| name.as_str())
}

/// The names of those a request can set.
pub(crate) fn writable(kind: &str, version: ApiVersion) -> impl Iterator<Item = &'static str> {
    let has =
        node(kind).and_then(|node| node.has.as_ref()).and_then(|has| has.get("properties")).and_then(|node| node.has.as_ref());
    let takes = move |name: &str, node: &Node| {
        node.is_in(version) && !node.read_only && (name != "migrationRequest" || version == ApiVersion::OLDEST)
    };
    has.into_iter().flatten().filter(move |(name, node)| takes(name, node)).map(|(name, _)| name.as_str())
}

/// Spells the names and words of a request as the version does, takes read-only properties out, and says what it does not know;
/// that is taken out as well. What no version knows and the resource `held` before, the service knows.
pub(crate) fn accept(kind: &str, version: ApiVersion, held: &Value, body: &mut Map<String, Value>) -> Vec<Stranger> {
    let mut strangers = Vec::new();
    if let Some(node) = node(kind) {
        settle(node, version, "", held, body, &mut strangers);
    }
    strangers
}

fn settle(
    node: &Node,
    version: ApiVersion,
    path: &str,
    held: &Value,
    body: &mut Map<String, Value>,
    strangers: &mut Vec<Stranger>,
) {
    for (given, mut value) in std::mem::take(body) {
        let below = if path.is_empty() { given.clone() } else { format!("{path}.{given}") };
        let (name, node) = match (node.property(&given, version), &node.each) {
            // What only ever stands in answers is read and forgotten.
            (Some((_, node)), _) if node.read_only => continue,
            (Some(("migrationRequest", _)), _) if version != ApiVersion::OLDEST => {
                strangers.extend((!value.is_null()).then_some(Stranger::Property(below)));
                continue;
            }
            (Some((name, node)), _) => (name.to_owned(), node),
            (None, Some(each)) => (given, each.as_ref()),
            (None, None) if held.get(&given).is_some() && !node.is_anywhere(&given) => {
                body.insert(given, value);
                continue;
            }
            (None, None) => {
                strangers.push(Stranger::Property(below));
                continue;
            }
        };
        descend(node, version, &below, &held[&name], &mut value, strangers);
        body.insert(name, value);
    }
}

fn descend(node: &Node, version: ApiVersion, path: &str, held: &Value, value: &mut Value, strangers: &mut Vec<Stranger>) {
    match value {
        _ if node.any => {}
        Value::Object(inner) if node.has.is_some() || node.each.is_some() => settle(node, version, path, held, inner, strangers),
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                if let Some(each) = &node.each {
                    descend(each, version, &format!("{path}[{at}]"), &held[at], item, strangers);
                }
            }
        }
        Value::String(word) => {
            let Some(words) = node.words(version) else { return };
            match words.iter().find(|known| known.eq_ignore_ascii_case(word)) {
                Some(known) => (*known).clone_into(word),
                None => strangers.push(Stranger::Word(path.to_owned(), words.into_iter().map(str::to_owned).collect())),
            }
        }
        _ => {}
    }
}

/// Puts null where an answer names what is unset: every property of the resource, and every one of what is set inside.
pub(crate) fn fill(kind: &str, version: ApiVersion, properties: &mut Map<String, Value>) {
    let node = node(kind).and_then(|node| node.has.as_ref()).and_then(|has| has.get("properties"));
    if let Some(node) = node {
        complete(node, version, properties);
    }
}

fn complete(node: &Node, version: ApiVersion, shown: &mut Map<String, Value>) {
    for (name, node) in node.has.iter().flatten().filter(|(_, node)| node.is_in(version)) {
        match shown.entry(name.as_str()).or_insert(Value::Null) {
            Value::Object(inner) if node.has.is_some() => complete(node, version, inner),
            _ => {}
        }
    }
}

/// Takes out of an answer what the version does not have. A word it does not have stays: words are open in answers. So does what no
/// version has: the service knows more than its descriptions.
pub(crate) fn show(kind: &str, version: ApiVersion, properties: &mut Map<String, Value>) {
    let node = node(kind).and_then(|node| node.has.as_ref()).and_then(|has| has.get("properties"));
    if let Some(node) = node {
        reduce(node, version, properties);
    }
}

fn reduce(node: &Node, version: ApiVersion, shown: &mut Map<String, Value>) {
    if node.each.is_some() {
        return;
    }
    shown.retain(|name, value| {
        let Some((_, node)) = node.property(name, version) else { return !node.is_anywhere(name) };
        match value {
            Value::Object(inner) if node.has.is_some() => reduce(node, version, inner),
            Value::Array(items) => {
                let Some(each) = node.each.as_deref().filter(|each| each.has.is_some()) else { return true };
                for inner in items.iter_mut().filter_map(Value::as_object_mut) {
                    reduce(each, version, inner);
                }
            }
            _ => {}
        }
        true
    });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn version(name: &str) -> ApiVersion {
        ApiVersion::parse(name).unwrap()
    }

    #[test]
    fn each_version_has_its_own_properties() {
        let cases = [
            ("migrationRequest", "YYYYYYYYYY"),
            ("managementType", "....YY.YYY"),
            ("relayUDP", "....YYYYYY"),
            ("conditionalRdpProperty", "........YY"),
            ("friendlyName", "YYYYYYYYYY"),
        ];
        for (property, expected) in cases {
            let row: String = Versions::ALL
                .names()
                .iter()
                .rev()
                .map(|name| if properties("hostPools", version(name)).any(|known| known == property) { 'Y' } else { '.' })
                .collect();
            assert_eq!(row, expected, "{property}");
        }
    }

    #[test]
    fn strangers_are_named_by_property_and_by_word() {
        let disk = |placement: &str| json!({ "properties": { "diskInfo": { "diffDiskSettings": { "placement": placement } } } });
        let cases = [
            ("hostPools/sessionHostConfigurations", "2026-04-01-preview", disk("tempdisk"), None),
            (
                "hostPools/sessionHostConfigurations",
                "2026-04-01-preview",
                disk("ResourceDisk"),
                Some("properties.diskInfo.diffDiskSettings.placement"),
            ),
            (
                "hostPools/sessionHostConfigurations",
                "2026-01-01-preview",
                disk("TempDisk"),
                Some("properties.diskInfo.diffDiskSettings.placement"),
            ),
            ("hostPools/sessionHostConfigurations", "2026-01-01-preview", disk("ResourceDisk"), None),
            (
                "hostPools",
                "2026-01-01-preview",
                json!({ "properties": { "conditionalRdpProperty": "x" } }),
                Some("properties.conditionalRdpProperty"),
            ),
            ("hostPools", "2026-03-01-preview", json!({ "properties": { "conditionalRdpProperty": "x" } }), None),
            (
                "hostPools",
                "2025-10-10",
                json!({ "properties": { "managementType": "Standard" } }),
                Some("properties.managementType"),
            ),
            (
                "hostPools",
                "2025-10-10",
                json!({ "properties": { "migrationRequest": { "operation": "Start" } } }),
                Some("properties.migrationRequest"),
            ),
            ("hostPools", "2025-10-10", json!({ "id": "/x", "properties": { "migrationRequest": null, "objectId": "y" } }), None),
            ("hostPools", "2022-02-10-preview", json!({ "properties": { "migrationRequest": { "operation": "Start" } } }), None),
            ("hostPools", "2026-04-01-preview", json!({ "colour": 1 }), Some("colour")),
            ("hostPools", "2026-04-01-preview", json!({ "tags": { "colour": "red" } }), None),
        ];
        for (kind, name, body, stranger) in cases {
            let mut given = body.as_object().unwrap().clone();
            let found = accept(kind, version(name), &Value::Null, &mut given);
            let found: Vec<_> = found
                .iter()
                .map(|stranger| match stranger {
                    Stranger::Property(path) | Stranger::Word(path, _) => path.as_str(),
                })
                .collect();
            assert_eq!(found, stranger.into_iter().collect::<Vec<_>>(), "{name} {body}");
        }
    }

    #[test]
    fn names_and_words_are_spelled_as_the_version_does() {
        let mut body = json!({ "Properties": { "hostpoolType": "pooled", "startVmOnConnect": true, "objectId": "mine" } });
        let body = body.as_object_mut().unwrap();
        assert_eq!(accept("hostPools", version("2026-04-01-preview"), &Value::Null, body), []);
        assert_eq!(json!(body), json!({ "properties": { "hostPoolType": "Pooled", "startVMOnConnect": true } }));
    }

    #[test]
    fn the_data_names_the_versions_this_program_knows() {
        let data: Value = serde_json::from_str(TEXT).unwrap();
        let mut names: Vec<&str> = data["versions"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        names.reverse();
        assert_eq!(names, Versions::ALL.names());
        let automated = kinds().find(|(kind, _)| *kind == "hostPools/sessionHostManagements").unwrap().1;
        assert_eq!(automated, Versions::AUTOMATED);
    }
}
