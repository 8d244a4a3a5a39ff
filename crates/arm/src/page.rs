//! Lists in pages: `{value, nextLink}`, or a bare array from some providers (Resource Provider Contract, *Pagination*).

use std::collections::HashSet;

use serde_json::Value;

use crate::json::Misread;

/// More pages than this are not read: no list an admin looks at is that long.
pub const MOST: usize = 2_000;

/// Where a walk over pages stands.
#[derive(Debug, Default)]
pub struct Walk {
    links: HashSet<String>,
    ids: HashSet<String>,
    pages: usize,
    /// The end was reached; false if the walk was cut off by a repeated link or by [`MOST`].
    pub complete: bool,
}

/// What of one page counts.
#[derive(Debug, PartialEq)]
pub struct Page {
    /// The items that no earlier page had.
    pub items: Vec<Value>,
    /// The page to read next.
    pub next: Option<String>,
}

impl Walk {
    /// Notes where the walk begins, so that a link back to it is a loop.
    pub fn from(first: &str) -> Self {
        Self { links: HashSet::from([first.to_owned()]), ..Self::default() }
    }

    /// Takes a page apart.
    pub fn page(&mut self, mut body: Value) -> Result<Page, Misread> {
        self.pages += 1;
        let link = match body.get_mut("nextLink").map(Value::take) {
            Some(Value::String(link)) => Some(link).filter(|link| !link.trim().is_empty()),
            Some(Value::Null) | None => None,
            Some(_) => return Err(Misread::new("a text").within("nextLink")),
        };
        let items = match body {
            Value::Object(mut fields) => fields.get_mut("value").map(Value::take).unwrap_or_default(),
            Value::Null => return Err(Misread::new("a list")),
            body => body,
        };
        let mut items = match items {
            Value::Array(items) => items,
            Value::Null => Vec::new(),
            _ => return Err(Misread::new("a list")),
        };
        items.retain(|item| {
            let id = item.get("id").and_then(Value::as_str);
            id.is_none_or(|id| self.ids.insert(id.to_lowercase()))
        });
        self.complete = link.is_none();
        let next = link.filter(|link| self.pages < MOST && self.links.insert(link.clone()));
        Ok(Page { items, next })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn json(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn takes_pages_apart() {
        let mut walk = Walk::from("/first");
        let page =
            walk.page(json(r#"{"value":[{"id":"/A","x":1},{"id":"/a"},{"name":"n"},{"name":"n"}],"nextLink":"/2"}"#)).unwrap();
        assert_eq!(Value::Array(page.items), json(r#"[{"id":"/A","x":1},{"name":"n"},{"name":"n"}]"#));
        assert_eq!(page.next.as_deref(), Some("/2"));
        assert!(!walk.complete);
        assert_eq!(
            walk.page(json(r#"{"value":[{"id":"/a"}],"nextLink":"/3"}"#)).unwrap(),
            Page { items: Vec::new(), next: Some("/3".into()) }
        );
        assert_eq!(walk.page(json(r#"{"value":null,"nextLink":"/2"}"#)).unwrap().next, None);
        assert!(!walk.complete);
    }

    #[test]
    fn knows_the_end() {
        for body in [r#"{"value":[]}"#, r#"{"value":[],"nextLink":null}"#, r#"{"nextLink":""}"#, " [ {\"name\":1} ]"] {
            let mut walk = Walk::default();
            assert_eq!(walk.page(json(body)).unwrap().next, None, "{body}");
            assert!(walk.complete, "{body}");
        }
        for wrong in ["null", "\"text\"", r#"{"value":1}"#, r#"{"value":[],"nextLink":2}"#] {
            assert!(Walk::default().page(json(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn stops_after_too_many_pages() {
        let mut walk = Walk::default();
        let read = (1..).find(|page| walk.page(json(&format!(r#"{{"nextLink":"/{page}"}}"#))).unwrap().next.is_none());
        assert_eq!(read, Some(MOST));
        assert!(!walk.complete);
    }
}
