//! What the signed-in person may do at a host pool, a machine or a plan: asked once, kept for the sign-in, and never waited for.
//!
//! It explains why a button is off, and no more. While it is not known, or could not be read, every button is on and the service
//! has the last word.

use arm::ResourceId;
use avd::operation::permissions;
use avd::rule::permission::{Operation, Permission, missing};
use host::Duration;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Clock, Many, ManyHandle, use_clock};
use crate::client::ClientContext;

const AT_ONCE: usize = 4;

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
    let seen: Seen = client.kept(|| {
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
    let machine = scope.kind().eq_ignore_ascii_case("Microsoft.Compute/virtualMachines");
    let (group, _) = scope.as_str().split_once("/providers/")?;
    machine.then(|| ResourceId::parse(group).ok()).flatten()
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
