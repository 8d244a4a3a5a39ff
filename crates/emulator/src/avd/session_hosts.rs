//! Session hosts: list, get, drain and assign, remove.

use host::{Instant, Response};
use serde::Serialize;
use serde_json::Value;

use super::context::{Context, Outcome, not_found};
use super::listing::{self, Page};
use super::version::{ApiVersion, Versions};
use super::{Pool, SessionHost};
use crate::answer::{Refusal, json_of};
use crate::lifecycle::power::Machine;
use crate::lifecycle::provisioning;
use crate::random::guid_of;

const KIND: &str = "hostPools/sessionHosts";

/// The resource on the wire. Written by serde directly: lists hold thousands.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct View<'a> {
    id: String,
    name: String,
    r#type: &'static str,
    properties: Properties<'a>,
    system_data: Stamped<'a>,
}

/// Who last changed it is known once somebody has; who made it never is (recorded: `session-host-get`).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Stamped<'a> {
    created_by: (),
    created_by_type: (),
    created_at: String,
    last_modified_by: Option<&'a str>,
    last_modified_by_type: Option<&'static str>,
    last_modified_at: Option<String>,
}

/// What no agent has reported is null; what the version does not have is absent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    object_id: String,
    last_heart_beat: String,
    sessions: usize,
    #[serde(flatten)]
    automated: Option<Automated>,
    #[serde(flatten)]
    rdp: Option<CustomRdp>,
    agent_version: Option<&'a str>,
    allow_new_session: bool,
    assigned_user: Option<&'a str>,
    friendly_name: Option<&'a str>,
    status: &'a str,
    /// Never told (recorded).
    status_timestamp: (),
    os_version: Option<&'a str>,
    #[serde(rename = "sxSStackVersion")]
    sxs_stack_version: Option<&'static str>,
    update_state: &'static str,
    last_update_time: Option<String>,
    update_error_message: Option<&'a str>,
    virtual_machine_id: Option<String>,
    resource_id: Option<String>,
    session_host_health_check_results: Vec<Check>,
}

/// What came with the versions that have configurations.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Automated {
    active_sessions: usize,
    disconnected_sessions: usize,
    pending_sessions: usize,
    session_host_configuration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_session_host_update_time: Option<String>,
}

/// What was recorded at `2026-01-01-preview` and is in no description.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CustomRdp {
    custom_rdp_property: (),
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
pub(crate) fn view<'a>(pool: &Pool, base: &str, host: &'a SessionHost, version: ApiVersion, now: Instant) -> View<'a> {
    let heartbeat = host.heartbeat_at(now);
    let count = |state: &str| host.sessions.iter().filter(|session| session.state() == state).count();
    let registered = host.is_registered();
    let automated = Automated {
        active_sessions: count("Active"),
        disconnected_sessions: count("Disconnected"),
        pending_sessions: count("Pending"),
        session_host_configuration: host.version.map(Instant::to_rfc3339),
        last_session_host_update_time: host.last_update.map(Instant::to_rfc3339),
    };
    let modified = host.modified.as_deref();
    View {
        id: format!("{base}/sessionhosts/{}", host.name),
        name: format!("{}/{}", pool.name, host.name),
        r#type: "Microsoft.DesktopVirtualization/hostpools/sessionhosts",
        properties: Properties {
            object_id: guid_of(host.seed, 1),
            last_heart_beat: heartbeat.to_rfc3339(),
            sessions: host.sessions.len(),
            automated: Versions::AUTOMATED.has(version).then_some(automated),
            rdp: Versions::SINCE_2026.has(version).then_some(CustomRdp { custom_rdp_property: () }),
            agent_version: registered.then_some(host.agent),
            allow_new_session: host.allow_new,
            assigned_user: host.assigned.as_deref(),
            friendly_name: host.friendly.as_deref(),
            status: host.status,
            status_timestamp: (),
            os_version: registered.then_some(host.os),
            sxs_stack_version: registered.then_some("rdp-sxs250500420"),
            update_state: host.update_state.as_str(),
            last_update_time: registered.then(|| host.last_update.unwrap_or(host.status_since).to_rfc3339()),
            update_error_message: host.update_error.as_deref().or(registered.then_some("")),
            virtual_machine_id: registered.then(|| guid_of(host.seed, 2 + u64::from(host.generation))),
            resource_id: registered.then(|| pool.vm_id(&host.vm)),
            session_host_health_check_results: if registered { checks(host, heartbeat) } else { Vec::new() },
        },
        system_data: Stamped {
            created_by: (),
            created_by_type: (),
            created_at: pool.stamps.created.min(host.status_since).to_rfc3339(),
            last_modified_by: modified.map(|(_, by)| by.as_str()),
            last_modified_by_type: modified.map(|_| "User"),
            last_modified_at: modified.map(|(at, _)| at.to_rfc3339()),
        },
    }
}

/// The checks of an agent of today, and what each says while all is well (recorded: `session-host-get`).
const CHECKS: [(&str, &str); 10] = [
    ("DomainJoinedCheck", ""),
    ("DomainTrustCheck", ""),
    ("SxSStackListenerCheck", "SessionHost healthy: SessionHost healthy: SxS stack listener is ready"),
    (
        "UrlsAccessibleCheck",
        "{\"AccessibleUrls\":[\"x.rdbroker.wvd.microsoft.com\"],\"NotAccessibleUrls\":null,\"Context\":null}",
    ),
    (
        "MonitoringAgentCheck",
        "Located running process at C:\\Program Files\\Microsoft RDInfra\\RDMonitoringAgent_46.24.3\\Agent\\MonAgentLauncher.exe",
    ),
    ("DomainReachable", ""),
    ("MetaDataServiceCheck", "{\r\n  \"Details\": \"IMDS pressumed available\"\r\n}"),
    ("AppAttachHealthCheck", "SessionHost healthy: MSIX packages have been properly staged"),
    ("TURNRelayAccessHealthCheck", "TURN relay health check for server [turn:51.5.255.240:3478?Udp] succeeded\n"),
    ("AADJoinedHealthCheck", "SessionHost healthy: Microsoft Entra ID Join check succeeded."),
];

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
    let check = |(name, well): (&'static str, &'static str)| Check {
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
                _ => well,
            },
            error_code: if name == failing { -2_147_467_259 } else { 0 },
            last_health_check_date_time: heartbeat.to_rfc3339(),
        },
    };
    CHECKS.into_iter().map(check).collect()
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
            .map(|host| view(pool, &base, host, context.version, context.now))
            .collect();
        return Ok(listing::whole(&found));
    }
    let page = Page::of(context, pool.hosts.len())?;
    let views: Vec<View> =
        page.pick(pool.hosts.all()).map(|host| view(pool, &base, host, context.version, context.now)).collect();
    Ok(listing::answer(context, &page, &views))
}

/// `SessionHosts_Get`.
pub(crate) fn get(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    let host = pool.hosts.named(context.name("host")).ok_or_else(|| missing(context))?;
    Ok(json_of(200, &view(pool, &pool.id(), host, context.version, context.now)))
}

/// `SessionHosts_Update`: drain mode, the assigned user, the name shown to users.
pub(crate) fn patch(context: &mut Context) -> Outcome {
    let (given, force, gone) = (context.properties(), context.force(), missing(context));
    let (name, now, by) = (context.name("host").to_owned(), context.now, context.caller.name.clone());
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
    host.modified = Some(Box::new((now, by)));
    get(context)
}

/// `SessionHosts_Create`: a place for a host that has yet to register (recorded: `session-host-put-placeholder`). One that is there
/// is changed as by a PATCH.
pub(crate) fn put(context: &mut Context) -> Outcome {
    let (name, now, seed) = (context.name("host").to_owned(), context.now, context.estate.random.next());
    if context.pool()?.hosts.named(&name).is_some() {
        return patch(context);
    }
    let short = name.split('.').next().unwrap_or_default().to_owned();
    let mut host = SessionHost::new(&name, &short, seed, now);
    host.turn("NotRegistered", now);
    host.machine = Machine::Deallocated;
    host.allow_new = context.properties().get("allowNewSession").and_then(Value::as_bool).unwrap_or(false);
    context.pool_mut()?.hosts.all_mut().push(host);
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

/// `SessionHosts_Delete`: the machine stays. The answer is the host as it was.
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
    let answer = get(context)?;
    context.pool_mut()?.hosts.all_mut().retain(|host| !host.name.eq_ignore_ascii_case(&name));
    Ok(answer)
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
