//! The power of the virtual machine behind a session host (Microsoft.Compute; Learn, "States and billing status of Azure Virtual
//! Machines").

use core::fmt;

use arm::{Json, ResourceId};
use serde_json::Value;

use super::busy::{self, Act};
use super::confirm::Confirmation;
use super::session_host_edit::{Situation, sessions};
use crate::change::{Change, ReadBack};
use crate::operation::compute;
use crate::resource::{PowerState, SessionHost, VirtualMachine};
use crate::version::ApiVersions;

const MACHINES: &str = "Microsoft.Compute/virtualMachines";

/// What is to be done to a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// On.
    Start,
    /// Off and on.
    Restart,
    /// Off, and its host given back.
    Deallocate,
}

/// Why the power of a machine cannot be switched. `Display` is the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The service names no machine.
    NoMachine,
    /// The machine is none of Azure's; its kind as the id has it.
    Elsewhere(String),
    /// It is in the way: the state of the machine.
    State(&'static str),
    /// An update holds the pool.
    Busy(busy::Refusal),
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMachine => out.write_str("Azure doesn't report a VM for this session host."),
            Self::Elsewhere(kind) => {
                write!(out, "This isn't an Azure VM ({kind}). Start or stop it where it runs.")
            }
            Self::State(why) => out.write_str(why),
            Self::Busy(refusal) => refusal.fmt(out),
        }
    }
}

/// The virtual machine of a host; or why there is none whose power Azure switches.
pub fn of(host: &SessionHost) -> Result<ResourceId, Refusal> {
    let id = host.properties.resource_id.as_deref().and_then(|id| ResourceId::parse(id).ok()).ok_or(Refusal::NoMachine)?;
    let kind = id.kind();
    if kind.eq_ignore_ascii_case(MACHINES) { Ok(id) } else { Err(Refusal::Elsewhere(kind)) }
}

/// The switch as a change; or why it cannot be. `state` is the power state if it was read.
pub fn change(
    host: &SessionHost,
    power: Power,
    state: Option<&PowerState>,
    pool: &Situation,
    versions: &ApiVersions,
) -> Result<Change, Refusal> {
    let target = of(host)?;
    pool.may(Act::Power).map_err(Refusal::Busy)?;
    possible(power, state).map_err(Refusal::State)?;
    if power == Power::Deallocate && pool.disks.are_ephemeral(host) {
        return Err(Refusal::State(NOT_DEALLOCATED));
    }
    let name = target.name();
    let (title, call, verify) = match power {
        Power::Start => (format!("Start {name}"), compute::start(&target, versions), ReadBack::Machine),
        Power::Restart => (format!("Restart {name}"), compute::restart(&target, versions), ReadBack::Machine),
        Power::Deallocate => (format!("Deallocate {name}"), compute::deallocate(&target, versions), ReadBack::Machine),
    };
    let warnings = pool.unknown().into_iter().chain(warnings(host, power)).collect();
    Ok(Change { title, target, call, effects: effects(power), warnings, verify })
}

/// Why a machine with an ephemeral OS disk stays on (Learn, "Ephemeral OS disks for Azure VMs").
pub const NOT_DEALLOCATED: &str = "A VM with an ephemeral OS disk can't be stopped (deallocated): its disk exists only on its host. Restart it, or remove the session host.";

fn possible(power: Power, state: Option<&PowerState>) -> Result<(), &'static str> {
    use PowerState as S;
    match (power, state) {
        (Power::Start, Some(S::Running)) => Err("The VM is already running."),
        (Power::Start, Some(S::Starting)) => Err("The VM is already starting."),
        (Power::Restart, Some(S::Stopped | S::Deallocated)) => Err("The VM is off. Start it instead."),
        (Power::Deallocate, Some(S::Deallocated)) => Err("The VM is already deallocated."),
        (Power::Deallocate, Some(S::Deallocating)) => Err("The VM is already being deallocated."),
        _ => Ok(()),
    }
}

fn effects(power: Power) -> Vec<String> {
    let sentences: &[&str] = match power {
        Power::Start => &[
            "Starts the VM. You're billed for it while it's running.",
            "The session host becomes available when its agent reports, usually within a minute or two.",
        ],
        Power::Restart => &["Windows restarts. The session host is unavailable for a few minutes."],
        Power::Deallocate => &[
            "Windows shuts down and the VM is deallocated. After that, you're billed only for its disks.",
            "Data on the temporary disk is lost. The session host stays in the pool.",
        ],
    };
    sentences.iter().map(|sentence| (*sentence).to_owned()).collect()
}

fn warnings(host: &SessionHost, power: Power) -> Vec<String> {
    let mut warnings = Vec::new();
    if power != Power::Start {
        match sessions(host) {
            0 => {}
            1 => warnings.push("The session on it ends, and unsaved work is lost.".to_owned()),
            many => warnings.push(format!("The {many} sessions on it end, and unsaved work is lost.")),
        }
        if sessions(host) > 0 && host.properties.allow_new_session != Some(false) {
            warnings.push("Drain mode is off. Turn it on first, and let users sign out.".to_owned());
        }
    }
    match power {
        Power::Start => warnings.push(
            "If the pool has a scaling plan, autoscale may stop it again unless it has the plan's exclusion tag.".to_owned(),
        ),
        Power::Restart => {}
        Power::Deallocate => warnings.push("Start VM on Connect and autoscale may start it again.".to_owned()),
    }
    warnings
}

/// Whether the machine has the power state a change asked for.
pub(super) fn confirmed(change: &Change, read: Option<&Value>) -> Confirmation {
    let machine = read.and_then(|read| VirtualMachine::from_json(read.clone()).ok());
    let Some(state) = machine.as_ref().and_then(VirtualMachine::power_state) else {
        return Confirmation::NotShown("Couldn't check the VM's power state.".to_owned());
    };
    let wanted =
        if change.call.operation == "VirtualMachines_Deallocate" { PowerState::Deallocated } else { PowerState::Running };
    if state == wanted {
        Confirmation::Shown(format!("Verified: the VM is {state}."))
    } else {
        Confirmation::NotShown(format!("The VM is {state}."))
    }
}

/// Whether a machine was seen to restart: at work in one look (`at_work`, which is noted), settled and running in a later one.
pub(crate) fn restarted(read: Option<&Value>, at_work: &mut bool) -> Confirmation {
    let machine = read.and_then(|read| VirtualMachine::from_json(read.clone()).ok());
    let state = machine.as_ref().and_then(VirtualMachine::power_state);
    let Some((machine, state)) = machine.as_ref().zip(state) else {
        return Confirmation::NotShown("Couldn't check the VM's power state.".to_owned());
    };
    if machine.is_updating() || state != PowerState::Running {
        *at_work = true;
        return Confirmation::NotShown(format!("The VM is {state}, and Azure is still working on it."));
    }
    if *at_work {
        return Confirmation::Shown("Verified: the VM has restarted and is running.".to_owned());
    }
    Confirmation::NotShown(format!("The VM is {state}. Azure doesn't show whether it has restarted."))
}

/// A power state in words: what it means for people and for the bill.
pub const fn meaning(state: &PowerState) -> &'static str {
    match state {
        PowerState::Starting => "Starting.",
        PowerState::Running => "Running (billed).",
        PowerState::Stopping => "Shutting down.",
        PowerState::Stopped => "Stopped, but still billed because it's still allocated. Deallocate it to stop the charges.",
        PowerState::Deallocating => "Shutting down and deallocating.",
        PowerState::Deallocated => "Off. Only its disks are billed.",
        PowerState::Other(_) => "The console doesn't recognize this state. It's shown as Azure reports it.",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;
    use crate::operation::sample::POOL;
    use crate::resource::{ManagementType, SessionHostConfigurationProperties, Timestamp, UpdateState};
    use crate::rule::confirm::confirm;
    use crate::rule::session_host_edit::Disks;

    const VM: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm";

    fn host(machine: &str, sessions: i64) -> SessionHost {
        let properties = json!({"resourceId": machine, "sessions": sessions, "allowNewSession": true});
        SessionHost::from_json(json!({"id": format!("{POOL}/sessionHosts/sh-1"), "properties": properties})).unwrap()
    }

    fn calm() -> Situation {
        Situation { kind: None, management: Some(ManagementType::Standard), update: Some(None), disks: Disks::Unknown }
    }

    fn made(host: &SessionHost, power: Power, state: Option<&PowerState>, pool: &Situation) -> Result<Change, Refusal> {
        change(host, power, state, pool, &ApiVersions::default())
    }

    #[test]
    fn the_machine_is_the_target() {
        let cases = [
            (Power::Start, "start", ReadBack::Machine),
            (Power::Restart, "restart", ReadBack::Machine),
            (Power::Deallocate, "deallocate", ReadBack::Machine),
        ];
        for (power, verb, verify) in cases {
            let change = made(&host(VM, 0), power, None, &calm()).unwrap();
            assert_eq!((change.target.as_str(), change.call.path, change.verify), (VM, format!("{VM}/{verb}"), verify));
        }
    }

    #[test]
    fn what_azure_cannot_switch() {
        let arc = "/subscriptions/s/resourceGroups/g/providers/Microsoft.HybridCompute/machines/m";
        let why = made(&host(arc, 0), Power::Start, None, &calm()).unwrap_err().to_string();
        assert!(why.contains("Microsoft.HybridCompute/machines"), "{why}");
        assert_eq!(made(&host("", 0), Power::Start, None, &calm()), Err(Refusal::NoMachine));
        let held = Situation { update: Some(Some(UpdateState::UpdatingSessionHosts)), ..calm() };
        assert!(matches!(made(&host(VM, 0), Power::Restart, None, &held), Err(Refusal::Busy(_))));
    }

    #[test]
    fn an_ephemeral_disk_is_not_deallocated() {
        let configuration = |option: Value, version: &str| {
            let disk = json!({"diffDiskSettings": {"option": option}});
            SessionHostConfigurationProperties::from_json(json!({"version": version, "diskInfo": disk})).unwrap()
        };
        let local = configuration(json!("Local"), "2026-11-21T10:00:00Z");
        let managed = configuration(Value::Null, "2026-11-21T10:00:00Z");
        let mut of_version = host(VM, 0);
        let cases = [
            (Disks::Unknown, None, true),
            (Disks::Read(true), None, false),
            (Disks::Read(false), Some("2026-11-21T10:00:00Z"), true),
            (Disks::of(None), Some("2026-11-21T10:00:00Z"), true),
            (Disks::of(Some(&managed)), Some("2026-11-21T10:00:00Z"), true),
            (Disks::of(Some(&local)), Some("2026-11-21T10:00:00Z"), false),
            (Disks::of(Some(&local)), Some("2026-11-21T10:00:00.000Z"), false),
            (Disks::of(Some(&local)), Some("2026-11-20T10:00:00Z"), true),
            (Disks::of(Some(&local)), None, true),
        ];
        for (disks, version, may) in cases {
            of_version.properties.session_host_configuration = version.map(Timestamp::new);
            let pool = Situation { disks: disks.clone(), ..calm() };
            for power in [Power::Start, Power::Restart, Power::Deallocate] {
                let made = made(&of_version, power, None, &pool);
                assert_eq!(made.is_ok(), may || power != Power::Deallocate, "{disks:?} {version:?} {power:?}");
            }
        }
    }

    #[test]
    fn a_switch_must_change_something() {
        for state in PowerState::KNOWN {
            let possible: Vec<Power> = [Power::Start, Power::Restart, Power::Deallocate]
                .into_iter()
                .filter(|power| made(&host(VM, 0), *power, Some(state), &calm()).is_ok())
                .collect();
            let wanted: &[Power] = match state {
                PowerState::Running => &[Power::Restart, Power::Deallocate],
                PowerState::Starting => &[Power::Restart, Power::Deallocate],
                PowerState::Stopped => &[Power::Start, Power::Deallocate],
                PowerState::Deallocated => &[Power::Start],
                PowerState::Deallocating => &[Power::Start, Power::Restart],
                _ => &[Power::Start, Power::Restart, Power::Deallocate],
            };
            assert_eq!(possible, wanted, "{state}");
        }
    }

    #[test]
    fn sessions_that_end_are_counted() {
        let warned = |power| made(&host(VM, 2), power, None, &calm()).unwrap().warnings.join(" ");
        assert!(warned(Power::Restart).starts_with("The 2 sessions on it end, and unsaved work is lost. Drain mode is off"));
        assert!(warned(Power::Deallocate).contains("The 2 sessions on it end"));
        assert!(!warned(Power::Start).contains("sessions on it end"));
    }

    #[test]
    fn a_power_state_shows() {
        let read = |state: &str| {
            let statuses = json!([{"code": "ProvisioningState/succeeded"}, {"code": format!("PowerState/{state}")}]);
            json!({"id": VM, "properties": {"instanceView": {"statuses": statuses}}})
        };
        let shown = |power, read: Option<Value>| {
            let change = made(&host(VM, 0), power, None, &calm()).unwrap();
            matches!(confirm(&change, &Value::Null, read.as_ref()), Confirmation::Shown(_))
        };
        let cases =
            [("running", true, false), ("deallocated", false, true), ("stopped", false, false), ("starting", false, false)];
        for (state, started, deallocated) in cases {
            assert_eq!(shown(Power::Start, Some(read(state))), started, "{state}");
            assert_eq!(shown(Power::Deallocate, Some(read(state))), deallocated, "{state}");
        }
        assert!(!shown(Power::Start, Some(json!({"id": VM, "properties": {}}))));
        assert!(!shown(Power::Start, None));
    }
}
