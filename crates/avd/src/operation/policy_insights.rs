//! What Azure Policy would say to a resource that does not exist yet (Microsoft.PolicyInsights).

use arm::{Call, ResourceId};
use serde_json::{Value, json};

use crate::version::{ApiVersions, Family};

/// `PolicyRestrictions_CheckAtResourceGroupScope`: the policies a resource of that content would meet. It changes nothing.
pub fn check_restrictions(group: &ResourceId, content: &Value, content_version: &str, versions: &ApiVersions) -> Call {
    let path = format!("{}/providers/Microsoft.PolicyInsights/checkPolicyRestrictions", group.path());
    let body = json!({ "resourceDetails": { "resourceContent": content, "apiVersion": content_version } });
    let version = versions.preferred(Family::PolicyInsights);
    Call::query("PolicyRestrictions_CheckAtResourceGroupScope", path, version, Some(body))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::sample::check;
    use super::*;

    #[test]
    fn address_and_body() {
        let group = ResourceId::parse("/subscriptions/s/resourceGroups/g").unwrap();
        let call = check_restrictions(
            &group,
            &json!({"type": "Microsoft.Compute/virtualMachines"}),
            "2024-07-01",
            &ApiVersions::default(),
        );
        let line = "POST https://management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.PolicyInsights/checkPolicyRestrictions?api-version=2023-03-01";
        let body = "{\n  \"resourceDetails\": {\n    \"resourceContent\": {\n      \"type\": \"Microsoft.Compute/virtualMachines\"\n    },\n    \"apiVersion\": \"2024-07-01\"\n  }\n}";
        check(&call, line, body);
        assert!(call.is_repeatable());
    }
}
