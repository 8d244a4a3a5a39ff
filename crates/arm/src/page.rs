//! Lists in pages: `{value, nextLink}`, or a bare array from some providers (Resource Provider Contract, *Pagination*).

use std::collections::HashSet;

use serde::Deserialize;

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
#[derive(Debug, PartialEq, Eq)]
pub struct Seen {
    /// For each item: is it seen for the first time?
    pub fresh: Vec<bool>,
    /// The page to read next.
    pub next: Option<String>,
}

#[derive(Deserialize)]
struct Outline {
    #[serde(default)]
    value: Option<Vec<Item>>,
    #[serde(default, rename = "nextLink")]
    next: Option<String>,
}

#[derive(Deserialize)]
struct Item {
    #[serde(default)]
    id: Option<String>,
}

impl Walk {
    /// Notes where the walk begins, so that a link back to it is a loop.
    pub fn from(first: &str) -> Self {
        Self { links: HashSet::from([first.to_owned()]), ..Self::default() }
    }

    /// Reads a page's outline only; its items are decoded once, by the caller, into their own type.
    pub fn page(&mut self, body: &[u8]) -> Result<Seen, serde_json::Error> {
        self.pages += 1;
        let outline = if is_array(body) {
            Outline { value: Some(serde_json::from_slice(body)?), next: None }
        } else {
            serde_json::from_slice(body)?
        };
        let first_time = |item: Item| item.id.is_none_or(|id| self.ids.insert(id.to_lowercase()));
        let fresh = outline.value.unwrap_or_default().into_iter().map(first_time).collect();
        let link = outline.next.filter(|link| !link.trim().is_empty());
        self.complete = link.is_none();
        let next = link.filter(|link| self.pages < MOST && self.links.insert(link.clone()));
        Ok(Seen { fresh, next })
    }
}

/// Whether the body is an array and not an object.
pub fn is_array(body: &[u8]) -> bool {
    body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn outlines_pages() {
        let mut walk = Walk::from("/first");
        let seen = walk.page(br#"{"value":[{"id":"/A","x":1},{"id":"/a"},{"name":"n"},{"name":"n"}],"nextLink":"/2"}"#).unwrap();
        assert_eq!(seen, Seen { fresh: vec![true, false, true, true], next: Some("/2".into()) });
        assert!(!walk.complete);
        assert_eq!(walk.page(br#"{"value":[],"nextLink":"/3"}"#).unwrap().next.as_deref(), Some("/3"));
        assert_eq!(walk.page(br#"{"value":null,"nextLink":"/2"}"#).unwrap().next, None);
        assert!(!walk.complete);
    }

    #[test]
    fn knows_the_end() {
        for body in [r#"{"value":[]}"#, r#"{"value":[],"nextLink":null}"#, r#"{"nextLink":""}"#, " [ {\"name\":1} ]"] {
            let mut walk = Walk::default();
            assert_eq!(walk.page(body.as_bytes()).unwrap().next, None, "{body}");
            assert!(walk.complete, "{body}");
        }
        assert!(Walk::default().page(b"<html>").is_err());
    }

    #[test]
    fn stops_after_too_many_pages() {
        let mut walk = Walk::default();
        let read = (1..).find(|page| walk.page(format!(r#"{{"nextLink":"/{page}"}}"#).as_bytes()).unwrap().next.is_none());
        assert_eq!(read, Some(MOST));
        assert!(!walk.complete);
    }
}
