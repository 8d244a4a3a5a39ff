//! Session hosts: list, get, drain and assign, remove.

use host::{Instant, Response};
use serde::Serialize;
use serde_json::Value;

use super::context::{Context, Outcome, not_found};
use super::listing::{self, Page};
use super::{Pool, SessionHost};
use crate::answer::{Refusal, json_of};
use crate::lifecycle::provisioning;
use crate::random::guid_of;

const KIND: &str = "hostPools/sessionHosts";

/// The resource on the wire. Written by serde directly: lists hold thousands.
#[derive(Serialize)]
pub(crate) struct View<'a> {
    id: String,
    name: String,
    r#type: &'static str,
    properties: Properties<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    object_id: String,
    last_heart_beat: String,
    sessions: usize,
    active_sessions: usize,
    disconnected_sessions: usize,
    pending_sessions: usize,
    agent_version: &'a str,
    allow_new_session: bool,
    assigned_user: Option<&'a str>,
    friendly_name: Option<&'a str>,
    status: &'a str,
    status_timestamp: String,
    os_version: &'a str,
    #[serde(rename = "sxSStackVersion")]
    sxs_stack_version: &'static str,
    update_state: &'static str,
    last_update_time: String,
    update_error_message: &'a str,
    virtual_machine_id: String,
    resource_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_session_host_update_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_host_configuration: Option<String>,
    session_host_health_check_results: Vec<Check>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Check {
    health_check_name: &'static str,
    health_check_result: &'static str,
    additional_failure_details: Details,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    message: &'static str,
    error_code: i32,
    last_health_check_date_time: String,
}

/// The host as the API shows it at `now`.
pub(crate) fn view<'a>(pool: &Pool, base: &str, host: &'a SessionHost, now: Instant) -> View<'a> {
    let heartbeat = host.heartbeat_at(now);
    let count = |state: &str| host.sessions.iter().filter(|session| session.state() == state).count();
    let status_timestamp = host.status_since.to_rfc3339();
    View {
        id: format!("{base}/sessionHosts/{}", host.name),
        name: format!("{}/{}", pool.name, host.name),
        r#type: "Microsoft.DesktopVirtualization/hostPools/sessionHosts",
        properties: Properties {
            object_id: guid_of(host.seed, 1),
            last_heart_beat: heartbeat.to_rfc3339(),
            sessions: host.sessions.len(),
            active_sessions: count("Active"),
            disconnected_sessions: count("Disconnected"),
            pending_sessions: count("Pending"),
            agent_version: host.agent,
            allow_new_session: host.allow_new,
            assigned_user: host.assigned.as_deref(),
            friendly_name: host.friendly.as_deref(),
            status: host.status,
            os_version: host.os,
            sxs_stack_version: "rdp-sxs250500420",
            update_state: host.update_state.as_str(),
            last_update_time: host.last_update.map_or_else(|| status_timestamp.clone(), Instant::to_rfc3339),
            update_error_message: host.update_error.as_deref().unwrap_or_default(),
            virtual_machine_id: guid_of(host.seed, 2 + u64::from(host.generation)),
            resource_id: pool.vm_id(&host.vm),
            last_session_host_update_time: host.last_update.map(Instant::to_rfc3339),
            session_host_configuration: host.version.map(Instant::to_rfc3339),
            session_host_health_check_results: checks(host, heartbeat),
            status_timestamp,
        },
    }
}

/// The health checks the agent runs today, with what the status says about them.
fn checks(host: &SessionHost, heartbeat: Instant) -> Vec<Check> {
    let failing = match host.status {
        "NotJoinedToDomain" => "DomainJoinedCheck",
        "DomainTrustRelationshipLost" => "DomainTrustCheck",
        "SxSStackListenerNotReady" => "SxSStackListenerCheck",
        "NeedsAssistance" => "MonitoringAgentCheck",
        _ => "",
    };
    let shut = host.status == "Shutdown";
    let check = |name: &'static str| Check {
        health_check_name: name,
        health_check_result: match name {
            _ if shut => "SessionHostShutdown",
            _ if name == failing => "HealthCheckFailed",
            _ => "HealthCheckSucceeded",
        },
        additional_failure_details: Details {
            message: match name {
                _ if shut => "SessionHost is shut down.",
                _ if name == failing => "SessionHost unhealthy: the check failed.",
                _ => "SessionHost healthy.",
            },
            error_code: if name == failing { -2_147_467_259 } else { 0 },
            last_health_check_date_time: heartbeat.to_rfc3339(),
        },
    };
    ["DomainJoinedCheck", "DomainTrustCheck", "SxSStackListenerCheck", "MonitoringAgentCheck"].into_iter().map(check).collect()
}

/// `SessionHosts_List`.
pub(crate) fn list(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    let base = pool.id();
    if let Some(path) = context.url.param("vmPath") {
        let found: Vec<View> = pool
            .hosts
            .all()
            .iter()
            .filter(|host| pool.vm_id(&host.vm).eq_ignore_ascii_case(path))
            .map(|host| view(pool, &base, host, context.now))
            .collect();
        return Ok(listing::whole(&found));
    }
    let page = Page::of(context, pool.hosts.len())?;
    let views: Vec<View> = page.pick(pool.hosts.all()).map(|host| view(pool, &base, host, context.now)).collect();
    Ok(listing::answer(context, &page, &views))
}

/// `SessionHosts_Get`.
pub(crate) fn get(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    let host = pool.hosts.named(context.name("host")).ok_or_else(|| missing(context))?;
    Ok(json_of(200, &view(pool, &pool.id(), host, context.now)))
}

/// `SessionHosts_Update`: drain mode, the assigned user, the name shown to users.
pub(crate) fn patch(context: &mut Context) -> Outcome {
    let (given, force, gone) = (context.properties(), context.force(), missing(context));
    let name = context.name("host").to_owned();
    let pool = context.pool_mut()?;
    let personal = pool.is_personal();
    let host = pool.hosts.named_mut(&name).ok_or(gone)?;
    if let Some(user) = given.get("assignedUser").and_then(Value::as_str) {
        assign(host, user, personal, force)?;
    }
    if let Some(allow) = given.get("allowNewSession").and_then(Value::as_bool) {
        host.allow_new = allow;
    }
    if let Some(friendly) = given.get("friendlyName") {
        host.friendly = friendly.as_str().map(Into::into);
    }
    get(context)
}

fn assign(host: &mut SessionHost, user: &str, personal: bool, force: bool) -> Result<(), Refusal> {
    let refuse = |message: &str| Err(Refusal::new(400, "InvalidUserAssignment", message).about("properties.assignedUser"));
    if !personal {
        return refuse("Users can be assigned to session hosts of personal host pools only.");
    }
    if host.assigned.as_deref().is_some_and(|assigned| assigned != user) && !force {
        return refuse("The session host is assigned to another user. Use force=true to change the assignment.");
    }
    host.assigned = (!user.is_empty()).then(|| user.into());
    Ok(())
}

/// `SessionHosts_Delete`: the machine stays.
pub(crate) fn delete(context: &mut Context) -> Outcome {
    let (name, force) = (context.name("host").to_owned(), context.force());
    let pool = context.pool_mut()?;
    let Some(host) = pool.hosts.named(&name) else { return Ok(Response::new(204)) };
    if !host.sessions.is_empty() && !force {
        return Err(Refusal::new(
            409,
            "SessionHostHasSessions",
            "The session host has user sessions. Use force=true to remove it.",
        ));
    }
    if pool.update.as_ref().is_some_and(|run| !run.status.has_ended()) {
        return Err(Refusal::new(
            409,
            "HostPoolUpdateInProgress",
            "Session hosts cannot be removed while the pool is being updated.",
        ));
    }
    pool.hosts.all_mut().retain(|host| !host.name.eq_ignore_ascii_case(&name));
    Ok(Response::new(200))
}

/// `SessionHosts_RetryProvisioning`.
pub(crate) fn retry(context: &mut Context) -> Outcome {
    let (name, now, gone) = (context.name("host").to_owned(), context.now, missing(context));
    let host = context.pool_mut()?.hosts.named_mut(&name).ok_or(gone)?;
    provisioning::retry(host, now)?;
    Ok(Response::new(200))
}

fn missing(context: &Context) -> Refusal {
    not_found(KIND, context.name("host"), context.name("group"))
}
