//! A virtual machine and its power (`VirtualMachine` with its instance view, Microsoft.Compute 2024-07-01).

use std::collections::BTreeMap;

use super::Timestamp;
use crate::word::{record, resource, word};

resource! {
    /// A virtual machine.
    VirtualMachine : VirtualMachineProperties {
        /// The region.
        location: String,
        /// The availability zones, as text: `1`.
        zones: Vec<String>,
        /// The tags.
        tags: BTreeMap<String, String>,
    }
}

record! {
    /// What a virtual machine is.
    VirtualMachineProperties {
        /// The machine's own id.
        vm_id: String,
        /// How far the last change of it is.
        provisioning_state: String,
        /// What it runs on.
        hardware_profile: HardwareProfile,
        /// How it is at this moment; only where it was asked for.
        instance_view: InstanceView,
    } + other
}

record! {
    /// What a machine runs on.
    HardwareProfile {
        /// The size: `Standard_D4s_v5`.
        vm_size: String,
    } + other
}

record! {
    /// How a machine is at this moment.
    InstanceView {
        /// Its states: of its creation, of its power.
        statuses: Vec<InstanceStatus>,
    } + other
}

record! {
    /// One state of a machine.
    InstanceStatus {
        /// Which: `PowerState/running`.
        code: String,
        /// The same for people.
        display_status: String,
        /// Since when.
        time: Timestamp,
    } + other
}

word! {
    /// Whether a machine runs (Learn, "States and billing status of Azure Virtual Machines").
    PowerState {
        /// Being started.
        Starting = "starting",
        /// Runs, and costs.
        Running = "running",
        /// Being stopped.
        Stopping = "stopping",
        /// Switched off, but its host is kept: it costs as if it ran.
        Stopped = "stopped",
        /// Giving its host back.
        Deallocating = "deallocating",
        /// Off; only its disks cost.
        Deallocated = "deallocated",
    }
}

impl VirtualMachine {
    /// Whether it runs; `None` if the instance view was not read or does not tell.
    pub fn power_state(&self) -> Option<PowerState> {
        let statuses = self.properties.instance_view.as_ref()?.statuses.as_ref()?;
        let codes = statuses.iter().filter_map(|status| status.code.as_deref()?.split_once('/'));
        codes.filter(|(kind, _)| kind.eq_ignore_ascii_case("PowerState")).map(|(_, state)| PowerState::parse(state)).next()
    }
}
