//! What could not be read of the session hosts.

use std::collections::{BTreeMap, BTreeSet};

use arm::{Error, ErrorKind, ResourceId};

/// What stands in the way of all of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trouble {
    /// Why Resource Graph gave nothing, or not all.
    pub graph: Option<Error>,
    /// Resource Graph cut its answer off.
    pub cut_off: bool,
    /// The pools whose own list could not be read.
    pub lists: BTreeMap<ResourceId, Error>,
}

impl Trouble {
    /// The refused and failed lists, a line for each kind of error: how many pools, and the error of one of them.
    pub fn groups(&self) -> Vec<(usize, Error)> {
        let mut kinds = BTreeSet::new();
        let all = self.lists.values();
        let first = all.clone().filter(|error| kinds.insert(word(error))).cloned();
        first.map(|error| (all.clone().filter(|other| word(other) == word(&error)).count(), error)).collect()
    }
}

fn word(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Forbidden { .. } => "forbidden".to_owned(),
        kind => error.code().map_or_else(|| format!("{kind:?}"), str::to_owned),
    }
}
