//! What the fields of a management policy are called on screen.

/// The label of a field, by its path in the properties.
pub fn label(field: &str) -> &'static str {
    match field {
        "scheduledDateTimeZone" => "Time zone",
        "update.maxVmsRemoved" => "Batch size",
        "update.logOffDelayMinutes" => "Minutes before sign-out",
        "update.logOffMessage" => "Sign-out message",
        "update.deleteOriginalVm" => "Delete original VMs",
        "provisioning.instanceCount" => "Number of session hosts",
        "provisioning.canaryPolicy" => "Create a test host first",
        "provisioning.setDrainMode" => "New hosts in drain mode",
        "failedSessionHostCleanupPolicy" => "Failed hosts",
        _ => "Other",
    }
}
