//! What the signed-in person may do at a host pool, a machine or a plan: asked once, kept for the sign-in, and never waited for.
//!
//! It explains why a button is off, or why one of many is left out, and no more. While it is not known, or could not be read, every
//! button is on and the service has the last word.

use core::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use arm::ResourceId;
use avd::operation::permissions;
use avd::rule::permission::{Operation, Permission, missing};
use host::Duration;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::bounded::bounded;
use super::{Clock, Many, ManyHandle, use_clock};
use crate::client::ClientContext;

const AT_ONCE: usize = 4;

/// The rights at more places are not looked at one by one.
pub const ONE_BY_ONE: usize = 50;

/// A role assigned or activated meanwhile counts from the next page on.
const OLD: Duration = Duration::from_secs(300);

type Seen = ManyHandle<Vec<Permission>>;

/// What the person may do at one place.
#[derive(Clone, Copy)]
pub struct Rights {
    /// Where to ask, the widest place first.
    scopes: StoredValue<Vec<ResourceId>>,
    seen: Seen,
    clock: Clock,
}

/// The rights at a host pool, a resource group, a virtual machine or a scaling plan. They are read now, unless that was done minutes
/// ago.
///
/// What is allowed at a resource group is allowed at its machines, so a machine is asked about only where its group is not enough:
/// a list of machines costs one request a group for most people.
pub fn use_rights(scope: ResourceId) -> Rights {
    let (client, clock) = (expect_context::<ClientContext>(), use_clock());
    let seen: Seen = client.context(|| {
        ManyHandle::reading(AT_ONCE, clock, move |scope| {
            let (arm, call) = (client.client(), permissions::list(&scope, &client.versions()));
            async move { arm.list::<Permission>(&call).await.map(|read| read.value) }
        })
    });
    let scopes: Vec<ResourceId> = around(&scope).into_iter().chain([scope]).collect();
    let rights = Rights { scopes: StoredValue::new(scopes.clone()), seen, clock };
    rights.ask(&scopes[0]);
    rights
}

/// The resource group of a machine.
fn around(scope: &ResourceId) -> Option<ResourceId> {
    scope.kind().eq_ignore_ascii_case("Microsoft.Compute/virtualMachines").then(|| group(scope)).flatten()
}

/// The resource group of whatever is in one.
fn group(scope: &ResourceId) -> Option<ResourceId> {
    let (group, _) = scope.as_str().split_once("/providers/")?;
    ResourceId::parse(group).ok()
}

/// What is missing at many places: `None` behind a place where nothing is. Those of which that is not known are not among them.
pub type Missing = BTreeMap<ResourceId, Option<String>>;

/// What is missing for an operation at many places. Nothing more is asked once `is_wanted` says no; `on_step` hears how many of how
/// many questions are answered.
///
/// Their resource groups are asked first, and the places themselves only where that is not enough and they are few: whoever has a role
/// at hundreds of single places is not told, and the service has the last word there too.
pub async fn missing_at(
    context: ClientContext,
    places: impl IntoIterator<Item = ResourceId>,
    operation: Operation,
    is_wanted: impl Fn() -> bool,
    on_step: impl Fn(usize, usize),
) -> Missing {
    let mut groups = BTreeMap::<ResourceId, Vec<ResourceId>>::new();
    for place in places {
        groups.entry(group(&place).unwrap_or_else(|| place.clone())).or_default().push(place);
    }
    let (all, asked) = (Cell::new(groups.len()), Cell::new(0));
    let ask = async |place: &ResourceId| {
        if !is_wanted() {
            return None;
        }
        let read = context.client().list::<Permission>(&permissions::list(place, &context.versions())).await;
        asked.set(asked.get() + 1);
        if is_wanted() {
            on_step(asked.get(), all.get());
        }
        read.ok().map(|read| missing(&read.value, operation))
    };
    let (known, open) = (RefCell::new(Missing::new()), RefCell::new(Vec::new()));
    bounded(groups, AT_ONCE, async |(group, places)| match ask(&group).await {
        Some(None) => known.borrow_mut().extend(places.into_iter().map(|place| (place, None))),
        _ => open.borrow_mut().extend(places),
    })
    .await;
    let few = Some(open.into_inner()).filter(|open| open.len() <= ONE_BY_ONE).unwrap_or_default();
    all.set(all.get() + few.len());
    bounded(few, AT_ONCE, async |place| {
        if let Some(lacking) = ask(&place).await {
            known.borrow_mut().insert(place, lacking);
        }
    })
    .await;
    known.into_inner()
}

impl Rights {
    /// Reads the rights at a place, unless they are known, on their way or were refused a moment ago.
    fn ask(self, scope: &ResourceId) {
        let scope = scope.clone();
        let wanted = move |many: &Many<Vec<Permission>>, scope: &ResourceId| match many.get(scope) {
            Some(known) if known.is_loading() || many.is_queued(scope) => false,
            Some(known) => known.finished_at().is_none_or(|at| at.until(self.clock.read()) >= OLD),
            None => true,
        };
        if self.seen.with_untracked(|many| wanted(many, &scope)) {
            // Not in this turn: whoever looks may be in the middle of a computation that depends on it.
            spawn_local(async move {
                if self.seen.with_untracked(|many| wanted(many, &scope)) {
                    self.seen.read(vec![scope]);
                }
            });
        }
    }

    /// What is missing for an operation: the action, and a built-in role that has it. `None` if nothing is, or if it is not known.
    /// Decided once, however many buttons share it.
    pub fn reason(self, operation: Operation) -> Signal<Option<String>> {
        Memo::new(move |_| self.missing(operation)).into()
    }

    /// The missing right, else what else is in the way.
    pub fn reason_or(self, operation: Operation, other: impl Into<Signal<Option<String>>>) -> Signal<Option<String>> {
        let (own, other) = (self.reason(operation), other.into());
        Signal::derive(move || own.get().or_else(|| other.get()))
    }

    /// What is missing for an operation. Tracked, and decided anew at each look: for a table whose rows share one answer, keep
    /// [`Rights::reason`].
    pub fn missing(self, operation: Operation) -> Option<String> {
        let scopes = self.scopes.try_get_value()?;
        let mut lacking = None;
        for scope in &scopes {
            self.ask(scope);
            let known = |many: &Many<Vec<Permission>>| Some(missing(many.get(scope)?.value()?, operation));
            lacking = Some(self.seen.with(known)??);
        }
        lacking
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_machine_is_asked_about_after_its_group() {
        let group = "/subscriptions/s/resourceGroups/g";
        let around = |rest: &str| around(&ResourceId::parse(&format!("{group}/providers/{rest}")).unwrap());
        assert_eq!(around("Microsoft.Compute/virtualMachines/vm").unwrap().as_str(), group);
        assert_eq!(around("Microsoft.DesktopVirtualization/hostPools/hp"), None);
    }
}
