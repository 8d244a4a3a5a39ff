//! Resources as ARM shows them, by id. It knows no type.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// Resources by lower-cased id.
#[derive(Debug, Default)]
pub(crate) struct Store {
    items: BTreeMap<String, Value>,
}

impl Store {
    /// Puts a resource where its `id` says; `name` and `type` follow from it.
    pub(crate) fn put(&mut self, mut item: Value) {
        let id = item["id"].as_str().unwrap_or_default().to_owned();
        let (kind, name) = kind_and_name(&id);
        if item["name"].is_null() {
            item["name"] = json!(name);
        }
        if item["type"].is_null() {
            item["type"] = json!(kind);
        }
        self.items.insert(id.to_lowercase(), item);
    }

    /// The resource of that id, compared without case.
    pub(crate) fn get(&self, id: &str) -> Option<&Value> {
        self.items.get(&id.to_lowercase())
    }

    /// Takes a resource away.
    pub(crate) fn remove(&mut self, id: &str) -> Option<Value> {
        self.items.remove(&id.to_lowercase())
    }

    /// The resources of a type below a scope, in the order of their ids.
    pub(crate) fn below<'a>(&'a self, scope: &str, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        let prefix = format!("{}/", scope.trim_end_matches('/').to_lowercase());
        let inside = self.items.range(prefix.clone()..).take_while(move |(id, _)| id.starts_with(&prefix));
        inside
            .map(|(_, item)| item)
            .filter(move |item| item["type"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(kind)))
    }
}

/// What an extension resource hangs on: its id up to the last `/providers/`.
pub(crate) fn scope_of(id: &str) -> &str {
    id.to_lowercase().rfind("/providers/").map_or(id, |at| &id[..at])
}

/// Type and name in an id.
fn kind_and_name(id: &str) -> (String, &str) {
    let tail = &id[scope_of(id).len()..];
    let parts: Vec<&str> = tail.split('/').filter(|part| !part.is_empty()).skip(1).collect();
    let types: Vec<&str> = parts.iter().skip(1).step_by(2).copied().collect();
    let namespace = parts.first().copied().unwrap_or_default();
    (format!("{namespace}/{}", types.join("/")), parts.last().copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_by_type_below_a_scope() {
        let mut store = Store::default();
        let gallery = "/subscriptions/s/resourceGroups/RG/providers/Microsoft.Compute/galleries/g";
        store.put(json!({ "id": gallery }));
        store.put(json!({ "id": format!("{gallery}/images/i") }));
        store.put(json!({ "id": format!("{gallery}/providers/Microsoft.Authorization/locks/l") }));
        let kinds = |scope: &str, kind: &str| store.below(scope, kind).map(|item| item["name"].clone()).collect::<Vec<_>>();
        assert_eq!(kinds("/subscriptions/S", "Microsoft.Compute/galleries"), ["g"]);
        assert_eq!(kinds(gallery, "microsoft.compute/galleries/images"), ["i"]);
        assert_eq!(kinds("/subscriptions/s/resourcegroups/r", "Microsoft.Compute/galleries"), [""; 0]);
        assert_eq!(kinds("/subscriptions/s", "Microsoft.Authorization/locks"), ["l"]);
        assert_eq!(scope_of(&format!("{gallery}/providers/Microsoft.Authorization/locks/l")), gallery);
    }
}
