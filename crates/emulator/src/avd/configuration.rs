//! Session host configurations: what a host looks like, wanted and active.

use host::{Duration, Instant, Response};
use serde_json::{Map, Value, json};

use super::context::{Context, Outcome, not_found};
use super::pool::PendingConfiguration;
use super::pool_rules::merge;
use super::{Configuration, Pool, Stamps, listing, structure};
use crate::answer::{Refusal, json_of};
use crate::arm::schema;
use crate::lifecycle::{self, Operation};

const KIND: &str = "hostPools/sessionHostConfigurations";
/// How long the service validates a changed configuration.
const VALIDATION: Duration = Duration::from_secs(30);

/// The configuration; the id repeats the call's path, and what is unset is null.
fn view(context: &Context, pool: &Pool) -> Option<Value> {
    let properties = pool.configuration.as_ref()?.view();
    Some(shape(context, "sessionHostConfigurations", properties))
}

/// Both configurations look alike, down to the type (recorded: `active-configuration-get`).
fn shape(context: &Context, place: &str, mut properties: Map<String, Value>) -> Value {
    structure::fill(KIND, context.version, &mut properties);
    structure::show(KIND, context.version, &mut properties);
    json!({
        "id": format!("{}/{place}/default", context.asked_pool()),
        "name": "default",
        "type": "Microsoft.DesktopVirtualization/hostPools/sessionHostConfigurations",
        "properties": properties,
    })
}

/// The configuration for the result of an operation on the pool with this id.
pub(crate) fn shown(context: &Context, pool: &str) -> Option<Value> {
    context.estate.find(pool).and_then(|at| view(context, &context.estate.pools[at]))
}

/// `SessionHostConfigurations_Get`.
pub(crate) fn get(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    view(context, pool).map(|body| json_of(200, &body)).ok_or_else(|| missing(pool))
}

/// `SessionHostConfigurations_ListByHostPool`.
pub(crate) fn list(context: &mut Context) -> Outcome {
    Ok(listing::whole(&view(context, context.pool()?).into_iter().collect::<Vec<_>>()))
}

fn missing(pool: &Pool) -> Refusal {
    let mut refusal = not_found(KIND, "default", &pool.group);
    refusal.message = format!("SessionHostConfiguration does not exist. {}", refusal.message).into();
    refusal
}

/// `ActiveSessionHostConfigurations_Get`.
pub(crate) fn get_active(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    let body = active_view(context, pool)
        .ok_or_else(|| not_found("hostPools/activeSessionHostConfigurations", "default", &pool.group))?;
    Ok(json_of(200, &body))
}

/// `ActiveSessionHostConfigurations_ListByHostPool`.
pub(crate) fn list_active(context: &mut Context) -> Outcome {
    Ok(listing::whole(&active_view(context, context.pool()?).into_iter().collect::<Vec<_>>()))
}

fn active_view(context: &Context, pool: &Pool) -> Option<Value> {
    let mut properties = pool.active.clone()?;
    properties.insert("provisioningState".to_owned(), json!("Succeeded"));
    Some(shape(context, "activeSessionHostConfigurations", properties))
}

/// `SessionHostConfigurations_CreateOrUpdate`: long-running, with a status monitor.
pub(crate) fn put(context: &mut Context) -> Outcome {
    let given = context.properties();
    let created = context.pool()?.configuration.is_none();
    let (id, operation) = change(context, given)?;
    let monitor = operation.monitor(context.origin, &id, context.version.as_str());
    context.estate.operations.insert(id, operation);
    let body = view(context, context.pool()?).unwrap_or_default();
    let answer = json_of(if created { 201 } else { 200 }, &body);
    Ok(answer.with_header("Azure-AsyncOperation", monitor))
}

/// `SessionHostConfigurations_Update`: long-running, with a result URL.
pub(crate) fn patch(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    let mut properties = pool.configuration.as_ref().ok_or_else(|| missing(pool))?.properties.clone();
    let given = patchable(context.properties(), &properties)?;
    merge(&mut properties, given);
    schema::whole("SessionHostConfiguration", &json!({ "properties": properties }))?;
    let (id, operation) = change(context, properties)?;
    let operation = Operation { retry_after: Some(60), ..operation };
    let location = operation.location(context.origin, &id, context.version.as_str());
    let answer = operation.later(Response::new(202).with_header("Location", location));
    context.estate.operations.insert(id, operation);
    Ok(answer)
}

/// Of `domainInfo` the PATCH form has the credentials only; another domain or unit needs the PUT (description of
/// `DomainInfoPatchProperties`). What is repeated as it stands does no harm.
fn patchable(mut given: Map<String, Value>, had: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    let Some(domain) = given.get_mut("domainInfo") else { return Ok(given) };
    let had = had.get("domainInfo").unwrap_or(&Value::Null);
    for path in ["/joinType", "/activeDirectoryInfo/domainName", "/activeDirectoryInfo/ouPath", "/azureActiveDirectoryInfo"] {
        let known = had.pointer(path).unwrap_or(&Value::Null);
        if domain.pointer(path).is_some_and(|value| known != value) {
            let name = path[1..].replace('/', ".");
            let message =
                format!("The property 'domainInfo.{name}' cannot be changed by PATCH. Send the whole configuration by PUT.");
            return Err(Refusal::new(400, "PropertyChangeNotAllowed", message).about(format!("properties.domainInfo.{name}")));
        }
    }
    let credentials = domain["activeDirectoryInfo"]["domainCredentials"].clone();
    *domain = json!({ "activeDirectoryInfo": { "domainCredentials": credentials } });
    if domain["activeDirectoryInfo"]["domainCredentials"].is_null() {
        given.remove("domainInfo");
    }
    Ok(given)
}

/// Takes the new properties and begins their validation.
fn change(context: &mut Context, mut properties: Map<String, Value>) -> Result<(String, Operation), Refusal> {
    for name in ["version", "provisioningState"] {
        properties.remove(name);
    }
    let (now, work, by) = (context.now, context.work, context.caller.name.clone());
    let pool = context.pool_mut()?;
    may_change(pool)?;
    let problem = problem(&properties);
    let id = pool.id();
    let before = pool.configuration.as_ref().map_or_else(Map::new, |configuration| configuration.properties.clone());
    let configuration = pool.configuration.get_or_insert_with(|| Configuration {
        properties: Map::new(),
        version: now,
        stamps: Stamps::new(now, &by),
        state: "Validating",
        pending: None,
    });
    configuration.properties = properties;
    configuration.stamps.touch(now, &by);
    configuration.state = "Validating";
    let ends = work + VALIDATION;
    configuration.pending = Some(PendingConfiguration { until: ends, before, problem: problem.clone() });
    context.watch_pool();
    let outcome = match problem {
        Some((code, message)) => lifecycle::Outcome::Failed(code, message),
        None => lifecycle::Outcome::Configuration(id),
    };
    let resource = format!("{}/sessionHostConfigurations/default", context.asked_pool());
    Ok((context.estate.random.guid(), Operation { resource, started: work, ends, retry_after: None, outcome }))
}

fn may_change(pool: &Pool) -> Result<(), Refusal> {
    if !pool.is_automated() {
        let message = "Session host configurations are available for host pools whose management type is Automated only.";
        return Err(Refusal::new(400, "HostPoolManagementTypeNotSupported", message));
    }
    if pool.update.as_ref().is_some_and(|run| !run.status.has_ended()) {
        let message = "The session host configuration cannot be changed while the host pool has a session host update.";
        return Err(Refusal::new(409, "HostPoolUpdateInProgress", message));
    }
    if pool.provisioning.as_ref().is_some_and(crate::lifecycle::provisioning::ProvisioningRun::moves) {
        let message = "The session host configuration cannot be changed while session hosts are being created.";
        return Err(Refusal::new(409, "HostPoolProvisioningInProgress", message));
    }
    if pool.configuration.as_ref().is_some_and(|configuration| configuration.pending.is_some()) {
        return Err(Refusal::new(409, "AnotherOperationInProgress", "The session host configuration is being validated."));
    }
    Ok(())
}

/// What the service would find out while it validates. A size that is no `Standard_…` is sold nowhere.
fn problem(properties: &Map<String, Value>) -> Option<(&'static str, String)> {
    let size = properties.get("vmSizeId").and_then(Value::as_str).unwrap_or_default();
    if !size.starts_with("Standard_") {
        return Some(("VmSkuNotAvailableInRegion", format!("The VM size '{size}' is not available in the region.")));
    }
    None
}

/// The wanted version, once there is one.
pub(crate) fn version(pool: &Pool) -> Option<Instant> {
    pool.configuration.as_ref().map(|configuration| configuration.version)
}
