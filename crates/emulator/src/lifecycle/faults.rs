//! Why a run failed, as the service says it: a JSON array in the error's message, its code only the kind of run (recorded:
//! `update-status`, `provisioning-status`).

use serde_json::{Value, json};

/// One fault: its name and its sentence, names of things between ≤ and ≥.
pub(crate) type Fault = (&'static str, String);

/// The `error` of a run or an operation.
pub(crate) fn error(code: &str, (name, text): &Fault) -> Value {
    let context = format!("{}Rule", name.trim_end_matches("Generic"));
    // Every name was recorded with this number behind it.
    let faults = json!([{ "faultCode": format!("{name}_1024"), "faultText": text, "faultContext": context, "faultType": 0 }]);
    json!({ "code": code, "message": faults.to_string() })
}
