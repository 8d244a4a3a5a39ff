//! Microsoft.PolicyInsights: what Azure Policy would say to a resource (`Policy Restrictions` of the Policy REST API).
//!
//! The assignments are the stored ones; a rule here is one field with the values it denies, not the policy language.

use serde_json::{Value, json};

use super::visit::{Outcome, Visit, shown};
use crate::answer::Refusal;

const ASSIGNMENTS: &str = "Microsoft.Authorization/policyAssignments";

/// `PolicyRestrictions_CheckAtResourceGroupScope`.
pub(super) fn check(visit: &mut Visit) -> Outcome {
    let details = &visit.body["resourceDetails"];
    if !details["resourceContent"].is_object() {
        let message = "The request body must have 'resourceDetails.resourceContent'.";
        return Err(Refusal::new(400, "InvalidCheckRestrictionsRequest", message).about("resourceDetails.resourceContent"));
    }
    let mut evaluations = Vec::new();
    let mut restrictions = Vec::new();
    for assignment in in_force(visit) {
        let rule = &assignment["emulatorRule"];
        let field = rule["field"].as_str().unwrap_or_default();
        let denied: Vec<&str> = rule["denied"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let info = policy(assignment);
        restrictions.push(json!({
            "field": field,
            "restrictions": [{ "result": "Deny", "values": denied, "policy": info, "policyEffect": "Deny", "reason": rule["reason"] }],
        }));
        let given = at(&details["resourceContent"], field);
        if given.as_str().is_some_and(|given| denied.iter().any(|word| word.eq_ignore_ascii_case(given))) {
            evaluations.push(json!({
                "policyInfo": info,
                "evaluationResult": "NonCompliant",
                "evaluationDetails": {
                    "evaluatedExpressions": [{
                        "result": "True", "expressionKind": "field", "expression": field, "path": field, "expressionValue": given,
                        "targetValue": denied, "operator": "In",
                    }],
                    "reason": rule["reason"],
                },
                "effectDetails": { "policyEffect": "Deny" },
            }));
        }
    }
    let pending: Vec<&str> =
        visit.body["pendingFields"].as_array().into_iter().flatten().filter_map(|field| field["field"].as_str()).collect();
    restrictions.retain(|restriction| {
        pending.iter().any(|field| restriction["field"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(field)))
    });
    shown(&json!({ "fieldRestrictions": restrictions, "contentEvaluationResult": { "policyEvaluations": evaluations } }))
}

/// The assignments of the scope and above whose rule the emulator knows.
fn in_force<'a>(visit: &'a Visit) -> Vec<&'a Value> {
    let root = format!("/subscriptions/{}", visit.subscription());
    let scope = format!("{}/", visit.scope.to_lowercase());
    let covers = |item: &&Value| {
        let at = item["properties"]["scope"].as_str().unwrap_or_default().to_lowercase();
        scope.starts_with(&format!("{at}/")) && item["emulatorRule"].is_object()
    };
    visit.world.around.store.below(&root, ASSIGNMENTS).filter(covers).collect()
}

fn policy(assignment: &Value) -> Value {
    json!({
        "policyDefinitionId": assignment["properties"]["policyDefinitionId"],
        "policyAssignmentId": assignment["id"],
    })
}

/// A field of a resource: `type`, `location`, `tags.x`, or an alias whose last part names a property.
fn at<'a>(content: &'a Value, field: &str) -> &'a Value {
    if !field.contains('/') {
        return field.split('.').fold(content, |value, name| &value[name]);
    }
    let path = field.rsplit('/').next().unwrap_or_default();
    path.split('.').fold(&content["properties"], |value, name| &value[name])
}
