//! Autoscale and a session host update do not go together: it may start or stop the very machines that are being replaced. So a
//! pool's reference in its scaling plans is switched off before an update and on again after it
//! (Learn, "Create and assign an autoscale scaling plan"; `ScalingHostPoolReference` of the API description).

use core::fmt;

use arm::ResourceId;
use serde_json::{Value, json};

use crate::change::{Change, ReadBack};
use crate::operation::scaling_plans;
use crate::version::ApiVersions;

/// A pool in a scaling plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// The plan.
    pub plan: ResourceId,
    /// The plan as received.
    pub received: Value,
    /// Whether autoscale looks after the pool; `None` if the plan does not say.
    pub enabled: Option<bool>,
}

/// Why a pool's reference cannot be switched. `Display` is the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// What was received is no scaling plan.
    NoPlan,
    /// The plan does not name the pool.
    NotAssigned,
    /// It is as it was asked for.
    Already {
        /// Whether it is on.
        enabled: bool,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::NoPlan => "Azure didn't return a scaling plan.",
            Self::NotAssigned => "The scaling plan is no longer assigned to this pool.",
            Self::Already { enabled: true } => "Autoscale is already on for this pool.",
            Self::Already { enabled: false } => "Autoscale is already off for this pool.",
        })
    }
}

/// Where the pool stands in the plans that were read. A plan that does not name it is left out.
pub fn assignments(plans: &[Value], pool: &ResourceId) -> Vec<Assignment> {
    let assigned = plans.iter().filter_map(|plan| {
        let own = references(plan).iter().find(|reference| names(reference, pool))?;
        let enabled = own.get("scalingPlanEnabled").and_then(Value::as_bool);
        Some(Assignment { plan: id(plan)?, received: plan.clone(), enabled })
    });
    assigned.collect()
}

/// Switches autoscale off for the pool, and for no other pool of the plan.
pub fn switch_off(plan: &Value, pool: &ResourceId, versions: &ApiVersions) -> Result<Change, Refusal> {
    switch(plan, pool, false, versions)
}

/// Switches autoscale on for the pool, and for no other pool of the plan.
pub fn switch_on(plan: &Value, pool: &ResourceId, versions: &ApiVersions) -> Result<Change, Refusal> {
    switch(plan, pool, true, versions)
}

fn switch(plan: &Value, pool: &ResourceId, enabled: bool, versions: &ApiVersions) -> Result<Change, Refusal> {
    let target = id(plan).ok_or(Refusal::NoPlan)?;
    let mut wanted = references(plan).to_vec();
    let all = wanted.len();
    let mut own: Vec<&mut Value> = wanted.iter_mut().filter(|reference| names(reference, pool)).collect();
    if own.is_empty() {
        return Err(Refusal::NotAssigned);
    }
    if own.iter().all(|reference| reference.get("scalingPlanEnabled").and_then(Value::as_bool) == Some(enabled)) {
        return Err(Refusal::Already { enabled });
    }
    for reference in own.iter_mut().filter_map(|reference| reference.as_object_mut()) {
        reference.insert("scalingPlanEnabled".to_owned(), enabled.into());
    }
    let others = all - own.len();
    let call = scaling_plans::update(&target, json!({"properties": {"hostPoolReferences": wanted}}), versions);
    let word = if enabled { "on" } else { "off" };
    Ok(Change {
        title: format!("Turn {word} autoscale for {}", pool.name()),
        effects: effects(pool, &target, enabled, others),
        warnings: warnings(enabled, others),
        target,
        call,
        verify: ReadBack::ScalingPlan,
    })
}

fn effects(pool: &ResourceId, plan: &ResourceId, enabled: bool, others: usize) -> Vec<String> {
    let mut effects = vec![if enabled {
        format!("The scaling plan {} starts and stops the VMs of {} on its schedule again.", plan.name(), pool.name())
    } else {
        format!("The scaling plan {} no longer starts or stops the VMs of {}.", plan.name(), pool.name())
    }];
    match others {
        0 => {}
        1 => effects.push("The plan's other host pool doesn't change.".to_owned()),
        others => effects.push(format!("The plan's other {others} host pools don't change.")),
    }
    if !enabled {
        effects.push("The console reminds you to turn it on again.".to_owned());
    }
    effects
}

fn warnings(enabled: bool, others: usize) -> Vec<String> {
    let mut warnings = Vec::new();
    if !enabled {
        warnings.push(
            "Until you turn it on again, running VMs keep running and you're billed for them, even outside working \
            hours."
                .to_owned(),
        );
    }
    if others > 0 {
        warnings.push(
            "The request replaces the plan's list of host pools as it was just loaded. A change made to the list in the \
                meantime would be lost."
                .to_owned(),
        );
    }
    warnings
}

/// What a write to a plan switches: the pools whose flag differs, each with its flag as it is sent. `before` is the plan that the
/// write was made from.
pub fn switched(before: &Value, body: &Value) -> Vec<(ResourceId, bool)> {
    let flag = |reference: &Value| reference.get("scalingPlanEnabled").and_then(Value::as_bool);
    let differing = references(before).iter().zip(references(body)).filter(|(old, new)| flag(old) != flag(new));
    differing.filter_map(|(_, new)| Some((ResourceId::parse(path(new)?).ok()?, flag(new)?))).collect()
}

/// The references that do not read back as they were sent. Order and case of the ids do not count, nor do pools that came anew.
pub(super) fn differing(sent: &Value, read: &Value) -> Vec<String> {
    let flag = |reference: &Value| reference.get("scalingPlanEnabled").cloned().unwrap_or_default();
    let lost = references(sent).iter().filter_map(|reference| {
        let pool = ResourceId::parse(path(reference)?).ok()?;
        let there = references(read).iter().find(|there| names(there, &pool)).map(flag);
        (there != Some(flag(reference))).then(|| pool.name().to_owned())
    });
    lost.collect()
}

fn references(plan: &Value) -> &[Value] {
    plan.pointer("/properties/hostPoolReferences").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn path(reference: &Value) -> Option<&str> {
    reference.get("hostPoolArmPath").and_then(Value::as_str)
}

/// ARM ids are compared without regard to case.
fn names(reference: &Value, pool: &ResourceId) -> bool {
    path(reference).and_then(|path| ResourceId::parse(path).ok()).is_some_and(|id| id == *pool)
}

fn id(plan: &Value) -> Option<ResourceId> {
    plan.get("id").and_then(Value::as_str).and_then(|id| ResourceId::parse(id).ok())
}

#[cfg(test)]
#[path = "autoscale_tests.rs"]
mod tests;
