//! Checks 23–25 and 30: what goes on around the pool.

use arm::Call;
use serde_json::{Value, json};

use super::Check;
use super::case::{Case, Outcome, list, shell, text};
use super::evidence::Piece;
use crate::rule::autoscale::{Assignment, assignments, switch_off};
use crate::rule::count::{count, names};
use crate::version::ApiVersions;

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: 23,
        key: "autoscale",
        title: "Autoscale",
        source: "Create and assign an autoscale scaling plan",
        needs: &[Piece::Pool, Piece::ScalingPlans],
        judge: autoscale,
    },
    Check {
        id: 24,
        key: "sessions",
        title: "Signed-in users",
        source: "Update session hosts using session host update",
        needs: &[Piece::Sessions],
        judge: sessions,
    },
    Check {
        id: 25,
        key: "diagnostics",
        title: "Logs for troubleshooting",
        source: "Session host update diagnostics",
        needs: &[Piece::Pool, Piece::Diagnostics],
        judge: diagnostics,
    },
    Check {
        id: 30,
        key: "monitoring",
        title: "Monitoring agent",
        source: "Update session hosts using session host update",
        needs: &[Piece::Extensions, Piece::Assignments],
        judge: monitoring,
    },
];

fn autoscale(case: &Case<'_>) -> Outcome {
    let Some(pool) = case.pool_id() else {
        return Outcome::unsure("Couldn't find the host pool.", "Check that it still exists.");
    };
    let plans: Vec<Value> = case.items(Piece::ScalingPlans).cloned().collect();
    let assigned = assignments(&plans, &pool);
    let on: Vec<&Assignment> = assigned.iter().filter(|one| one.enabled == Some(true)).collect();
    let Some(first) = on.first() else {
        return Outcome::pass(match plans.len() {
            0 => "No scaling plan is assigned.",
            _ => "The scaling plan is assigned but turned off for this pool.",
        });
    };
    let risk = Outcome::risk(
        format!("Turned on by {}.", names(&on.iter().map(|one| one.plan.name()).collect::<Vec<_>>())),
        "Turn off autoscale for this pool until the update is finished, then turn it on again. The command sends the plan's \
            whole list of pools.",
    );
    let command = switch_off(&first.received, &pool, &ApiVersions::default()).ok().map(|change| {
        let Call { path, api_version, body, .. } = change.call;
        let url = format!("{path}?api-version={api_version}");
        format!("az rest --method patch --url {} --body {}", shell(&url), shell(&body.unwrap_or_default().to_string()))
    });
    match command {
        Some(command) => risk.with_command(command),
        None => risk,
    }
    .even_so()
}

fn sessions(case: &Case<'_>) -> Outcome {
    let in_state = |state: &str| {
        let states = case.items(Piece::Sessions).filter_map(|session| text(session, "/properties/sessionState"));
        states.filter(|word| word.eq_ignore_ascii_case(state)).count()
    };
    let all = case.items(Piece::Sessions).count();
    if all == 0 {
        return Outcome::pass("No user sessions.");
    }
    let minutes = u64::try_from(case.plan.delay_minutes).unwrap_or_default();
    Outcome::risk(
        format!("{}, {} of them active.", count(all as u64, "user session", "user sessions"), in_state("Active")),
        format!(
            "{} after the message, users are signed out and lose unsaved work, possibly twice. Update at a quiet time, or \
                notify users beforehand.",
            count(minutes, "minute", "minutes")
        ),
    )
}

/// The categories, as the API and as people name them.
const CATEGORIES: [&str; 3] = ["Checkpoint", "Error", "SessionHostManagement"];

fn diagnostics(case: &Case<'_>) -> Outcome {
    let Some(pool) = case.pool_id() else {
        return Outcome::unsure("Couldn't find the host pool.", "Check that it still exists.");
    };
    let to_workspace =
        || case.items(Piece::Diagnostics).filter(|one| text(one, "/properties/workspaceId").is_some_and(|id| !id.is_empty()));
    let sent = |category: &str| {
        to_workspace().flat_map(|one| list(one.pointer("/properties/logs"))).any(|log| {
            let is_on = log.get("enabled").and_then(Value::as_bool) == Some(true);
            let group = text(log, "/categoryGroup").is_some_and(|group| group.eq_ignore_ascii_case("allLogs"));
            is_on && (group || text(log, "/category").is_some_and(|name| name.eq_ignore_ascii_case(category)))
        })
    };
    let lacking: Vec<&str> = CATEGORIES.into_iter().filter(|category| !sent(category)).collect();
    if lacking.is_empty() {
        return Outcome::pass(format!("Sent to Log Analytics: {}.", CATEGORIES.join(", ")));
    }
    let logs: Vec<Value> = CATEGORIES.iter().map(|category| json!({ "category": category, "enabled": true })).collect();
    Outcome::risk(
        format!("Not sent to Log Analytics: {}.", lacking.join(", ")),
        "Add a diagnostic setting for the pool that sends these logs to a workspace. Without it, you can't troubleshoot a \
            failed update.",
    )
    .with_command(format!(
        "az monitor diagnostic-settings create --name avd-update --resource {} --workspace '<workspace id>' --logs {}",
        shell(pool.as_str()),
        shell(&Value::from(logs).to_string())
    ))
}

/// The agents that a machine may have (Learn, "Azure Monitor Agent overview").
const AGENTS: [&str; 2] = ["AzureMonitorWindowsAgent", "MicrosoftMonitoringAgent"];

fn monitoring(case: &Case<'_>) -> Outcome {
    if case.parts(Piece::Extensions).is_empty() {
        return Outcome::unsure("Couldn't find a session host with a VM.", "Check the session hosts in the Azure portal.");
    }
    let mut kinds = case.items(Piece::Extensions).filter_map(|extension| text(extension, "/properties/type"));
    let Some(agent) = kinds.find(|kind| AGENTS.iter().any(|agent| agent.eq_ignore_ascii_case(kind))) else {
        return Outcome::pass("The checked VM has no monitoring agent, so nothing is lost.");
    };
    let installs = |assignment: &&Value| {
        let words = ["/properties/displayName", "/properties/policyDefinitionId", "/properties/description"];
        let words = words.into_iter().filter_map(|pointer| text(assignment, pointer));
        words.map(str::to_ascii_lowercase).any(|words| words.contains("monitor") && words.contains("agent"))
    };
    match case.items(Piece::Assignments).find(installs) {
        Some(policy) => Outcome::pass(format!(
            "{agent} is installed, and a policy assignment appears to install it: {}.",
            text(policy, "/properties/displayName").or_else(|| text(policy, "/name")).unwrap_or("unnamed")
        )),
        None => Outcome::risk(
            format!("{agent} is installed, but no policy assignment that installs it was found."),
            "Azure doesn't install it on the new VMs. Use Azure Policy, the configuration script or the image.",
        ),
    }
}
