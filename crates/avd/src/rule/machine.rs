//! The power of the virtual machine behind a session host (Microsoft.Compute).

use arm::Json;
use serde_json::Value;

use super::confirm::Confirmation;
use crate::change::Change;
use crate::resource::{PowerState, VirtualMachine};

/// Whether the machine has the power state a change asked for.
pub(super) fn confirmed(change: &Change, read: Option<&Value>) -> Confirmation {
    let machine = read.and_then(|read| VirtualMachine::from_json(read.clone()).ok());
    let Some(state) = machine.as_ref().and_then(VirtualMachine::power_state) else {
        return Confirmation::NotShown("The power state of the machine could not be read.".to_owned());
    };
    let wanted =
        if change.call.operation == "VirtualMachines_Deallocate" { PowerState::Deallocated } else { PowerState::Running };
    if state == wanted {
        Confirmation::Shown(format!("Read back: the machine is {state}."))
    } else {
        Confirmation::NotShown(format!("The machine is {state}."))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use arm::{Call, ResourceId};
    use serde_json::json;

    use super::*;
    use crate::change::ReadBack;
    use crate::rule::confirm::confirm;

    #[test]
    fn a_power_state_shows() {
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm";
        let change = |operation: &'static str| Change {
            title: String::new(),
            target: ResourceId::parse(id).unwrap(),
            call: Call::post(operation, id.to_owned(), "2024-07-01", None),
            effects: vec![],
            warnings: vec![],
            verify: ReadBack::Machine,
        };
        let read = |state: &str| {
            let statuses = json!([{"code": "ProvisioningState/succeeded"}, {"code": format!("PowerState/{state}")}]);
            json!({"id": id, "properties": {"instanceView": {"statuses": statuses}}})
        };
        let shown = |operation, read: Option<Value>| {
            matches!(confirm(&change(operation), &Value::Null, read.as_ref()), Confirmation::Shown(_))
        };
        let cases =
            [("running", true, false), ("deallocated", false, true), ("stopped", false, false), ("starting", false, false)];
        for (state, started, deallocated) in cases {
            assert_eq!(shown("VirtualMachines_Start", Some(read(state))), started, "{state}");
            assert_eq!(shown("VirtualMachines_Deallocate", Some(read(state))), deallocated, "{state}");
        }
        assert!(!shown("VirtualMachines_Start", Some(json!({"id": id, "properties": {}}))));
        assert!(!shown("VirtualMachines_Start", None));
    }
}
