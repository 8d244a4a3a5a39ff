//! Rules between the properties of a host pool, and the merge a PATCH does.

use serde_json::{Map, Value};

use crate::answer::Refusal;

/// Refuses another value for a property that is fixed when the pool is made.
pub(super) fn unchanged(had: &Map<String, Value>, given: &Map<String, Value>, name: &str) -> Result<(), Refusal> {
    if had.get(name).is_none_or(|value| *value == given[name]) {
        return Ok(());
    }
    let message = format!("The property '{name}' cannot be changed after the host pool was created.");
    Err(Refusal::new(400, "PropertyChangeNotAllowed", message).about(format!("properties.{name}")))
}

/// JSON merge (RFC 7396), one level of objects deep as the PATCH form needs it.
pub(crate) fn merge(into: &mut Map<String, Value>, given: Map<String, Value>) {
    for (name, value) in given {
        match (into.get_mut(&name), value) {
            (_, Value::Null) => {
                into.remove(&name);
            }
            (Some(Value::Object(had)), Value::Object(value)) => merge(had, value),
            (_, value) => {
                into.insert(name, value);
            }
        }
    }
}

/// The rules between properties.
pub(super) fn consistent(properties: &Map<String, Value>) -> Result<(), Refusal> {
    let text = |name: &str| properties.get(name).and_then(Value::as_str).unwrap_or_default();
    let bad = |name: &str, message: String| {
        Err(Refusal::new(400, "InvalidHostPoolProperty", message).about(format!("properties.{name}")))
    };
    let (kind, balance) = (text("hostPoolType"), text("loadBalancerType"));
    let fits = match kind {
        "Pooled" => matches!(balance, "BreadthFirst" | "DepthFirst"),
        "Personal" | "BYODesktop" => matches!(balance, "Persistent" | "MultiplePersistent"),
        other => return bad("hostPoolType", format!("'{other}' is not one of Personal, Pooled, BYODesktop.")),
    };
    if !fits {
        return bad("loadBalancerType", format!("The load balancer type '{balance}' does not fit the host pool type '{kind}'."));
    }
    if text("managementType") == "Automated" && kind != "Pooled" {
        return bad("managementType", "Only pooled host pools can have the management type Automated.".to_owned());
    }
    if properties.get("maxSessionLimit").and_then(Value::as_i64).is_some_and(|limit| limit < 1) {
        return bad("maxSessionLimit", "The maximum session limit must be at least 1.".to_owned());
    }
    // Reported: hashicorp/terraform-provider-azurerm#23881 (`tests/cases/pool-agent-update-zone-and-local`); the words are not known.
    let update = properties.get("agentUpdate").unwrap_or(&Value::Null);
    let zone = update["maintenanceWindowTimeZone"].as_str().is_some_and(|zone| !zone.is_empty());
    if zone && update["useSessionHostLocalTime"] == true {
        let message = "The property 'maintenanceWindowTimeZone' cannot be set when 'useSessionHostLocalTime' is true.";
        return bad("agentUpdate.maintenanceWindowTimeZone", message.to_owned());
    }
    let windows = properties.get("agentUpdate").and_then(|update| update["maintenanceWindows"].as_array());
    if windows
        .is_some_and(|windows| windows.len() > 2 || windows.iter().any(|w| !(0..24).contains(&w["hour"].as_i64().unwrap_or(0))))
    {
        return bad(
            "agentUpdate.maintenanceWindows",
            "There may be at most two maintenance windows, each at an hour from 0 to 23.".to_owned(),
        );
    }
    Ok(())
}
