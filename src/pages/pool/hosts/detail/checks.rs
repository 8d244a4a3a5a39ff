//! The health checks of a session host, the failed ones first, each with what it means and how to mend it.

use avd::resource::{HealthCheck, HealthCheckResult};
use avd::rule::host_status::{Severity, explain_check, outweighed, severity};
use leptos::prelude::*;

use super::Seen;
use crate::components::{Badge, DataTable, Tone};
use crate::live::use_clock;
use crate::pages::parts::age;
use crate::table::ColumnHeader;

/// The section; without a table where the agent told of no check.
#[component]
pub(super) fn Checks(seen: Seen) -> impl IntoView {
    let rows = Memo::new(move |_| {
        seen.host.with(|state| {
            let host = state.value();
            host.and_then(|host| host.properties.session_host_health_check_results.clone()).map(ordered).unwrap_or_default()
        })
    });
    let head = || {
        ["Check", "Result", "If it fails", "Details", "What to do"].map(|label| view! { <ColumnHeader label /> }).collect_view()
    };
    view! {
        <section class="section">
            <h2>"Health checks"</h2>
            {move || {
                let rows = rows.get();
                if rows.is_empty() {
                    return view! { <p class="section-sub">"The agent hasn't reported any health checks."</p> }.into_any();
                }
                let outweighed = |check: &HealthCheck| check.health_check_name.as_ref().and_then(|name| outweighed(name, &rows));
                let rows = rows.iter().map(|check| (check.clone(), outweighed(check)));
                let rows = rows.map(|(check, outweighed)| view! { <Line check outweighed /> }).collect_view();
                view! { <div class="host-checks"><DataTable caption="Health checks" head>{rows}</DataTable></div> }.into_any()
            }}
        </section>
    }
}

/// The failed ones first, those that stop connections before the others.
fn ordered(mut checks: Vec<HealthCheck>) -> Vec<HealthCheck> {
    checks.sort_by_key(|check| {
        let weight = check.health_check_name.as_ref().map_or(Severity::Unknown, severity);
        (check.health_check_result != Some(HealthCheckResult::Failed), weight)
    });
    checks
}

#[component]
fn Line(check: HealthCheck, outweighed: Option<&'static str>) -> impl IntoView {
    let clock = use_clock();
    let name = check.health_check_name;
    let (looks_at, fix) = name.as_ref().map_or(("", ""), explain_check);
    let weight = name.as_ref().map_or(Severity::Unknown, severity);
    let is_failed = check.health_check_result == Some(HealthCheckResult::Failed);
    // Another check says why this one fails, and that it is no fault.
    let outweighed = outweighed.filter(|_| is_failed);
    let (tone, result) = match outweighed {
        Some(_) => (Tone::Neutral, "Doesn't apply".to_owned()),
        None => verdict(check.health_check_result.as_ref(), weight),
    };
    let details = check.additional_failure_details;
    let found = details.as_ref().and_then(|details| details.message.clone()).filter(|message| !message.is_empty());
    let code = details.as_ref().and_then(|details| details.error_code).filter(|code| *code != 0);
    let at = details.and_then(|details| details.last_health_check_date_time).and_then(|at| at.at());
    let when = move || at.map(|at| format!("{} ago", age(clock.now().since(at))));
    view! {
        <tr>
            <th scope="row">
                {name.map_or_else(|| "Not reported".to_owned(), |name| name.to_string())}
                <span class="host-note">{looks_at}</span>
            </th>
            <td><Badge plain=true tone text=result /></td>
            <td>{outweighed.unwrap_or_else(|| consequence(weight))}</td>
            <td>
                {found.unwrap_or_else(|| "Not reported".to_owned())}
                <span class="host-note">{code.map(|code| format!("Code {code}. "))} {when}</span>
            </td>
            <td>{if is_failed && outweighed.is_none() { fix } else { "—" }}</td>
        </tr>
    }
}

fn verdict(result: Option<&HealthCheckResult>, weight: Severity) -> (Tone, String) {
    match result {
        Some(HealthCheckResult::Succeeded) => (Tone::Success, "Passed".to_owned()),
        Some(HealthCheckResult::Failed) if weight == Severity::NotFatal => (Tone::Warning, "Failed".to_owned()),
        Some(HealthCheckResult::Failed) => (Tone::Danger, "Failed".to_owned()),
        Some(HealthCheckResult::SessionHostShutdown) => (Tone::Neutral, "Shut down".to_owned()),
        Some(HealthCheckResult::Unknown) | None => (Tone::Neutral, "Not known".to_owned()),
        Some(HealthCheckResult::Other(word)) => (Tone::Neutral, word.clone()),
    }
}

const fn consequence(weight: Severity) -> &'static str {
    match weight {
        Severity::Fatal => "No new sessions",
        Severity::Partly => "May block new sessions",
        Severity::NotFatal => "Users can connect",
        Severity::Unknown => "Not documented",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn what_stops_users_comes_first() {
        let check = |name: &str, result: &str| json!({"healthCheckName": name, "healthCheckResult": result});
        let checks: Vec<HealthCheck> = serde_json::from_value(json!([
            check("DomainJoinedCheck", "HealthCheckSucceeded"),
            check("MonitoringAgentCheck", "HealthCheckFailed"),
            check("SxSStackListenerCheck", "HealthCheckFailed"),
        ]))
        .unwrap();
        let names: Vec<String> = ordered(checks).into_iter().map(|check| check.health_check_name.unwrap().to_string()).collect();
        assert_eq!(names, ["SxSStackListenerCheck", "MonitoringAgentCheck", "DomainJoinedCheck"]);
        assert_eq!(verdict(Some(&HealthCheckResult::Failed), Severity::NotFatal).0, Tone::Warning);
        assert_eq!(verdict(Some(&HealthCheckResult::Failed), Severity::Unknown).0, Tone::Danger);
        assert_eq!(verdict(None, Severity::Fatal), (Tone::Neutral, "Not known".to_owned()));
    }
}
