//! A virtual machine and its power (`VirtualMachine` with its instance view, Microsoft.Compute 2024-07-01).

use std::collections::BTreeMap;

use super::{DiffDiskSettings, Timestamp};
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
        /// Its disks.
        storage_profile: StorageProfile,
        /// How it is at this moment; only where it was asked for.
        instance_view: InstanceView,
    } + other
}

record! {
    /// The disks of a machine.
    StorageProfile {
        /// The disk with the operating system.
        os_disk: OsDisk,
    } + other
}

record! {
    /// The disk with the operating system.
    OsDisk {
        /// Set for an ephemeral one: what is on it is lost when the machine leaves its host.
        diff_disk_settings: DiffDiskSettings,
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
    /// Whether its operating system is on an ephemeral disk.
    pub fn is_ephemeral(&self) -> bool {
        let disk = self.properties.storage_profile.as_ref().and_then(|storage| storage.os_disk.as_ref());
        let settings = disk.and_then(|disk| disk.diff_disk_settings.as_ref());
        settings.is_some_and(|settings| settings.option.is_some())
    }

    /// Whether it runs; `None` if the instance view was not read or does not tell.
    pub fn power_state(&self) -> Option<PowerState> {
        let statuses = self.properties.instance_view.as_ref()?.statuses.as_ref()?;
        let codes = statuses.iter().filter_map(|status| status.code.as_deref()?.split_once('/'));
        codes.filter(|(kind, _)| kind.eq_ignore_ascii_case("PowerState")).map(|(_, state)| PowerState::parse(state)).next()
    }

    /// Whether Azure works on it: the instance view's `ProvisioningState/updating`.
    pub fn is_updating(&self) -> bool {
        let statuses = self.properties.instance_view.as_ref().and_then(|view| view.statuses.as_ref());
        let mut codes = statuses.into_iter().flatten().filter_map(|status| status.code.as_deref());
        codes.any(|code| code.eq_ignore_ascii_case("ProvisioningState/updating"))
    }
}
