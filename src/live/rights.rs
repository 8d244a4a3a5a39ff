//! What the signed-in person may do at a host pool, a machine or a plan: asked once, kept for the sign-in, and never waited for.
//!
//! It explains why a button is off, and no more. While it is not known, or could not be read, every button is on and the service
//! has the last word.

use arm::ResourceId;
use avd::operation::permissions;
use avd::rule::permission::{Operation, Permission, missing};
use host::Duration;
use leptos::prelude::*;

use super::{Clock, ManyHandle, use_clock};
use crate::client::ClientContext;

const AT_ONCE: usize = 4;

/// A role assigned or activated meanwhile counts from the next page on.
const OLD: Duration = Duration::from_secs(300);

type Seen = ManyHandle<Vec<Permission>>;

/// What the person may do at one place.
#[derive(Clone, Copy)]
pub struct Rights {
    scope: StoredValue<ResourceId>,
    seen: Seen,
    clock: Clock,
}

/// The rights at a host pool, a virtual machine or a scaling plan. They are read now, unless that was done minutes ago.
///
/// For a machine ask at the machine itself: a role on it does not show at its resource group.
pub fn use_rights(scope: ResourceId) -> Rights {
    let (client, clock) = (expect_context::<ClientContext>(), use_clock());
    let seen: Seen = client.kept(|| {
        ManyHandle::reading(AT_ONCE, clock, move |scope| {
            let (arm, call) = (client.client(), permissions::list(&scope, &client.versions()));
            async move { arm.list::<Permission>(&call).await.map(|read| read.value) }
        })
    });
    let rights = Rights { scope: StoredValue::new(scope), seen, clock };
    rights.read_if_old();
    rights
}

impl Rights {
    fn read_if_old(self) {
        let now = self.clock.read();
        let scope = self.scope.get_value();
        let fresh = self.seen.with_untracked(|many| {
            many.get(&scope).and_then(|remote| remote.finished_at()).is_some_and(|at| at.until(now) < OLD)
        });
        if !fresh {
            self.seen.read(vec![scope]);
        }
    }

    /// What is missing for an operation: the action, and a built-in role that has it. `None` if nothing is, or if it is not known.
    pub fn reason(self, operation: Operation) -> Signal<Option<String>> {
        Signal::derive(move || self.missing(operation))
    }

    /// The missing right, else what else is in the way.
    pub fn reason_or(self, operation: Operation, other: impl Into<Signal<Option<String>>>) -> Signal<Option<String>> {
        let other = other.into();
        Signal::derive(move || self.missing(operation).or_else(|| other.get()))
    }

    /// What is missing for an operation. Tracked.
    pub fn missing(self, operation: Operation) -> Option<String> {
        let scope = self.scope.try_get_value()?;
        self.seen.with(|many| missing(many.get(&scope)?.value()?, operation))
    }
}
