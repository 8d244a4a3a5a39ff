//! The pools whose hosts were written to, from any page, until somebody who shows hosts of many pools has asked them again.

use std::collections::BTreeSet;

use arm::ResourceId;
use leptos::prelude::*;

use crate::client::ClientContext;

/// Which pools. Cheap to copy; lasts as long as the sign-in.
#[derive(Clone, Copy)]
pub struct Touched(RwSignal<BTreeSet<ResourceId>>);

impl Touched {
    /// That of the sign-in.
    pub fn of(client: ClientContext) -> Self {
        client.context(|| Self(RwSignal::default()))
    }

    /// Hosts of these pools are not what was read of them.
    pub fn add(self, pools: impl Iterator<Item = ResourceId>) {
        let pools: Vec<ResourceId> = pools.collect();
        if !pools.is_empty() {
            self.0.update(|touched| touched.extend(pools));
        }
    }

    /// Whether there are any. Tracked.
    pub fn is_any(self) -> bool {
        self.0.with(|touched| !touched.is_empty())
    }

    /// All of them; from now on there are none.
    pub fn take(self) -> Vec<ResourceId> {
        let pools = self.0.get_untracked();
        self.0.set(BTreeSet::new());
        pools.into_iter().collect()
    }
}
