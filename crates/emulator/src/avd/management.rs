//! Session host managements: the update policy, the calls that start and control an update, and the two statuses.

use host::{Duration, Instant, Response};
use serde_json::{Map, Value, json};

use super::context::{Context, Outcome, not_found};
use super::pool_rules::merge;
use super::{Management, Pool, Stamps, configuration, listing};
use crate::answer::{Refusal, json_of};
use crate::arm::schema;
use crate::lifecycle::action::Action;
use crate::lifecycle::provisioning::ProvisioningRun;
use crate::lifecycle::update::{Settings, UpdateRun, nothing_to_do};
use crate::lifecycle::{self, Operation, provisioning, update};

const KIND: &str = "hostPools/sessionHostManagements";
/// How far ahead an update may be scheduled.
const FARTHEST: Duration = Duration::from_secs(14 * 24 * 3600);
/// How long a control action takes to be carried out.
const CONTROL: Duration = Duration::from_secs(20);

/// The policy; the id repeats the call's path.
fn view(pool: &Pool, asked: &str) -> Option<Value> {
    let mut properties = pool.management.as_ref()?.properties.clone();
    properties.entry("failedSessionHostCleanupPolicy").or_insert(json!("KeepAll"));
    // The state of creating hosts, not of the policy.
    properties.insert("provisioningState".to_owned(), json!(pool.provisioning.as_ref().map(ProvisioningRun::state)));
    Some(json!({
        "id": format!("{asked}/sessionHostManagements/default"),
        "name": "default",
        "type": "Microsoft.DesktopVirtualization/hostPools/sessionHostManagements",
        "properties": properties,
    }))
}

/// The policy as a run shows what it was begun with: the properties, without the state of creating hosts.
fn settled(pool: &Pool) -> Option<Value> {
    let mut view = view(pool, "")?;
    let mut properties = view["properties"].take();
    if let Some(properties) = properties.as_object_mut() {
        properties.remove("provisioningState");
    }
    Some(json!({ "properties": properties }))
}

/// `SessionHostManagements_Get`.
pub(crate) fn get(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    view(pool, &context.asked_pool()).map(|body| json_of(200, &body)).ok_or_else(|| not_found(KIND, "default", &pool.group))
}

/// `SessionHostManagements_ListByHostPool`.
pub(crate) fn list(context: &mut Context) -> Outcome {
    Ok(listing::whole(&view(context.pool()?, &context.asked_pool()).into_iter().collect::<Vec<_>>()))
}

/// `SessionHostManagements_CreateOrUpdate`.
pub(crate) fn put(context: &mut Context) -> Outcome {
    let mut given = context.properties();
    let created = context.pool()?.management.is_none();
    // A policy sent without `provisioning` keeps what it had (recorded: `management-put`).
    let had = context.pool()?.management.as_ref().and_then(|had| had.properties.get("provisioning").cloned());
    if let Some(had) = had.filter(|_| given.get("provisioning").is_none_or(Value::is_null)) {
        given.insert("provisioning".to_owned(), had);
    }
    given.retain(|_, value| !value.is_null());
    let wanted = instance_count(&context.properties());
    write(context, given, wanted)?;
    let body = view(context.pool()?, &context.asked_pool()).unwrap_or_default();
    Ok(json_of(if created { 201 } else { 200 }, &body))
}

/// `SessionHostManagements_Update`.
pub(crate) fn patch(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    let management = pool.management.as_ref().ok_or_else(|| not_found(KIND, "default", &pool.group))?;
    let mut properties = management.properties.clone();
    merge(&mut properties, context.properties());
    schema::whole("SessionHostManagement", &json!({ "properties": properties }))?;
    let wanted = instance_count(&context.properties());
    write(context, properties, wanted)?;
    get(context)
}

/// How many hosts a request asks for; one that does not say so creates none.
fn instance_count(given: &Map<String, Value>) -> Option<usize> {
    given.get("provisioning")?["instanceCount"].as_u64().and_then(|count| usize::try_from(count).ok())
}

fn write(context: &mut Context, properties: Map<String, Value>, wanted: Option<usize>) -> Result<(), Refusal> {
    automated(context.pool()?)?;
    check_zone(properties.get("scheduledDateTimeZone"), "properties.scheduledDateTimeZone")?;
    check_delay(properties.get("update"), "properties.update")?;
    let grows = wanted.filter(|count| *count > context.pool().map_or(0, |pool| pool.hosts.len()));
    if grows.is_some() {
        may_grow(context.pool()?)?;
    }
    let (now, by) = (context.now, context.caller.name.clone());
    let pool = context.pool_mut()?;
    let stamps = pool.management.take().map_or_else(|| Stamps::new(now, &by), |management| management.stamps);
    let management = pool.management.insert(Management { properties, stamps });
    management.stamps.touch(now, &by);
    if let Some(target) = grows {
        grow(context, target)?;
    }
    Ok(())
}

fn may_grow(pool: &Pool) -> Result<(), Refusal> {
    if pool.provisioning.as_ref().is_some_and(provisioning::ProvisioningRun::moves) {
        return Err(Refusal::new(
            409,
            "HostPoolProvisioningInProgress",
            "Session hosts are already being created for this host pool.",
        ));
    }
    if pool.update.as_ref().is_some_and(|run| !run.status.has_ended()) {
        return Err(Refusal::new(409, "HostPoolUpdateInProgress", "The host pool has a session host update."));
    }
    if pool.configuration.is_none() {
        return Err(Refusal::new(400, "SessionHostConfigurationNotFound", "SessionHostConfiguration does not exist."));
    }
    Ok(())
}

fn grow(context: &mut Context, target: usize) -> Result<(), Refusal> {
    let correlation = context.estate.random.guid();
    let seed = context.estate.random.next();
    let (work, stamp) = (context.work, crate::lifecycle::Stamp { clock: context.clock, now: context.now });
    let pool = context.pool_mut()?;
    let management = settled(pool).unwrap_or_default();
    provisioning::begin(pool, correlation, seed, target, management, work, &stamp);
    context.watch_pool();
    Ok(())
}

/// `InitiateSessionHostUpdate_Post`: 204, at once or scheduled.
pub(crate) fn initiate(context: &mut Context) -> Outcome {
    let body = context.body.clone();
    let pool = context.pool()?;
    ready(pool)?;
    check_zone(body.get("scheduledDateTimeZone"), "scheduledDateTimeZone")?;
    check_delay(body.get("update"), "update")?;
    let scheduled = schedule(&body, context.now)?;
    let at_once = body.get("scheduledDateTime").is_none_or(Value::is_null);
    let settings = settings(pool, &body)?;
    let correlation = context.estate.random.guid();
    let starts = context.work + context.now.until(scheduled);
    let (now, work, clock) = (context.now, context.work, context.clock);
    let pool = context.pool_mut()?;
    pool.update = Some(UpdateRun::new(correlation, settings, now, (!at_once).then_some(scheduled), starts));
    update::advance(pool, work, &lifecycle::Stamp { clock, now });
    context.watch_pool();
    Ok(Response::new(204))
}

/// What the service checks before it takes an update.
fn ready(pool: &Pool) -> Result<(), Refusal> {
    automated(pool)?;
    let Some(configuration) = &pool.configuration else {
        return Err(Refusal::new(400, "SessionHostConfigurationNotFound", "SessionHostConfiguration does not exist."));
    };
    if pool.management.is_none() {
        return Err(Refusal::new(400, "SessionHostManagementNotFound", "SessionHostManagement does not exist."));
    }
    if let Some(run) = pool.update.as_ref().filter(|run| !run.status.has_ended()) {
        let message = format!("The host pool already has a session host update with the status '{}'.", run.status.as_str());
        return Err(Refusal::new(409, "HostPoolUpdateInProgress", message));
    }
    if pool.provisioning.as_ref().is_some_and(provisioning::ProvisioningRun::moves) {
        return Err(Refusal::new(409, "HostPoolProvisioningInProgress", "Session hosts are being created for this host pool."));
    }
    if configuration.state != "Succeeded" {
        let message = format!("The session host configuration is in the provisioning state '{}'.", configuration.state);
        return Err(Refusal::new(409, "SessionHostConfigurationNotReady", message));
    }
    let wanted = configuration::version(pool);
    if pool.hosts.all().iter().all(|host| host.version == wanted) {
        let (code, message) = nothing_to_do();
        return Err(Refusal::new(400, code, message));
    }
    Ok(())
}

fn automated(pool: &Pool) -> Result<(), Refusal> {
    if pool.is_automated() {
        return Ok(());
    }
    let message = "The operation is available for host pools whose management type is Automated only.";
    Err(Refusal::new(400, "HostPoolManagementTypeNotSupported", message))
}

fn schedule(body: &Map<String, Value>, now: Instant) -> Result<Instant, Refusal> {
    let Some(text) = body.get("scheduledDateTime").and_then(Value::as_str) else { return Ok(now) };
    let bad = |message: String| Refusal::new(400, "InvalidScheduledDateTime", message).about("scheduledDateTime");
    let at = Instant::parse(text).map_err(|error| bad(error.to_string()))?;
    if at < now {
        return Err(bad("The scheduled time is in the past.".to_owned()));
    }
    if at > now + FARTHEST {
        return Err(bad("An update can be scheduled at most 14 days ahead.".to_owned()));
    }
    Ok(at)
}

/// The policy with what this request overrides; the policy itself stays as it is.
fn settings(pool: &Pool, body: &Map<String, Value>) -> Result<Settings, Refusal> {
    let mut management = settled(pool).unwrap_or_default();
    let Some(properties) = management["properties"].as_object_mut() else {
        return Err(not_found(KIND, "default", &pool.group));
    };
    let mut given = body.clone();
    given.remove("scheduledDateTime");
    // Null says nothing here: the policy stays as it is.
    pruned(&mut given);
    merge(properties, given);
    let update = properties.get("update").unwrap_or(&Value::Null);
    let batch = update["maxVmsRemoved"].as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or(1);
    let delay = Duration::from_secs(60 * update["logOffDelayMinutes"].as_u64().unwrap_or(0));
    Ok(Settings { batch, delay, management })
}

fn pruned(given: &mut Map<String, Value>) {
    given.retain(|_, value| !value.is_null());
    given.values_mut().filter_map(Value::as_object_mut).for_each(pruned);
}

/// Time zones are Windows ids (.NET `TimeZoneInfo.FindSystemTimeZoneById`), not IANA names.
fn check_zone(zone: Option<&Value>, target: &str) -> Result<(), Refusal> {
    let Some(zone) = zone.and_then(Value::as_str) else { return Ok(()) };
    if zone == "UTC" || zone.starts_with("UTC-") || zone.starts_with("UTC+") || zone.contains(" Standard Time") {
        return Ok(());
    }
    let message =
        format!("The time zone '{zone}' was not found. Use the id of a Windows time zone, such as 'W. Europe Standard Time'.");
    Err(Refusal::new(400, "InvalidTimeZone", message).about(target))
}

fn check_delay(update: Option<&Value>, target: &str) -> Result<(), Refusal> {
    let delay = update.and_then(|update| update["logOffDelayMinutes"].as_i64());
    if delay.is_none_or(|minutes| (0..=60).contains(&minutes)) {
        return Ok(());
    }
    let message = "The sign-out delay must be between 0 and 60 minutes.";
    Err(Refusal::new(400, "InvalidLogOffDelay", message).about(format!("{target}.logOffDelayMinutes")))
}

/// `ControlSessionHostUpdate_Post`: 202 and a result URL.
pub(crate) fn control_update(context: &mut Context) -> Outcome {
    let word = context.body.get("action").and_then(Value::as_str).unwrap_or_default().to_owned();
    let action = Action::parse(&word).ok_or_else(|| {
        Refusal::new(400, "InvalidRequestContent", format!("'{word}' is not one of Start, Pause, Resume, Retry, Cancel."))
            .about("action")
    })?;
    let (work, clock, now) = (context.work, context.clock, context.now);
    update::control(context.pool_mut()?, action, work, &lifecycle::Stamp { clock, now })?;
    accepted(context)
}

/// `ControlSessionHostProvisioning_Post`: 202 and a result URL.
pub(crate) fn control_provisioning(context: &mut Context) -> Outcome {
    if !context.body.get("action").and_then(Value::as_str).is_some_and(|word| word.eq_ignore_ascii_case("Cancel")) {
        return Err(Refusal::new(400, "InvalidRequestContent", "The only action is 'Cancel'.").about("action"));
    }
    let (work, clock, now) = (context.work, context.clock, context.now);
    provisioning::cancel(context.pool_mut()?, work, &lifecycle::Stamp { clock, now })?;
    accepted(context)
}

fn accepted(context: &mut Context) -> Outcome {
    context.watch_pool();
    let resource = format!("{}/sessionHostManagements/default", context.asked_pool());
    let work = context.work;
    let operation =
        Operation { resource, started: work, ends: work + CONTROL, retry_after: Some(15), outcome: lifecycle::Outcome::Done };
    let id = context.estate.random.guid();
    let location = operation.location(context.origin, &id, context.version.as_str());
    context.estate.operations.insert(id, operation);
    Ok(Response::new(202).with_header("Location", location).with_header("Retry-After", "15"))
}

/// `SessionHostManagementsUpdateStatus_Get`.
pub(crate) fn update_status(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    let run =
        pool.update.as_ref().ok_or_else(|| not_found(&format!("{KIND}/sessionHostUpdateStatuses"), "default", &pool.group))?;
    Ok(json_of(200, &run.view(&context.asked_pool())))
}

/// `SessionHostProvisioningStatuses_Get`.
pub(crate) fn provisioning_status(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    let missing = || not_found(&format!("{KIND}/sessionHostProvisioningStatuses"), "default", &pool.group);
    Ok(json_of(200, &pool.provisioning.as_ref().ok_or_else(missing)?.view(&context.asked_pool())))
}

/// The result URL of an operation.
pub(crate) fn operation_result(context: &mut Context) -> Outcome {
    let id = context.name("operation").to_owned();
    let operation = operation(context, &id)?;
    let location = operation.location(context.origin, &id, context.version.as_str());
    let shown = match &operation.outcome {
        lifecycle::Outcome::Configuration(pool) => configuration::shown(context, pool),
        _ => None,
    };
    operation.result(context.work, &location, shown)
}

/// The status monitor of an operation.
pub(crate) fn operation_status(context: &mut Context) -> Outcome {
    let id = context.name("operation").to_owned();
    let operation = operation(context, &id)?;
    Ok(operation.status(&id, context.work, &context.stamp()))
}

fn operation<'a>(context: &'a Context, id: &str) -> Result<&'a Operation, Refusal> {
    let missing = || not_found(&format!("{KIND}/operationResults"), id, context.name("group"));
    context.estate.operations.get(&id.to_lowercase()).ok_or_else(missing)
}
