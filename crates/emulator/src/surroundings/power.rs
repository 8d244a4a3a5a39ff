//! Power of virtual machines as Compute's REST reference shows it: `VirtualMachines_Start`, `_Restart`, `_PowerOff`,
//! `_Deallocate` (202 with a status monitor and a result URL), `VirtualMachines_InstanceView`, and the two URLs.

use host::{Method, Response};
use serde_json::{Value, json};

use super::visit::{Outcome, Visit};
use super::{locks, machines};
use crate::answer::{Refusal, json_of};
use crate::avd::{Pool, SessionHost, SubscriptionState};
use crate::lifecycle::power::{self, Machine, Power};
use crate::lifecycle::{self, Operation, Stamp};

/// Seconds between two looks at an operation, as Compute asks for.
const RETRY_AFTER: u32 = 10;

pub(super) fn start(visit: &mut Visit) -> Outcome {
    turn(visit, Power::Start)
}

pub(super) fn restart(visit: &mut Visit) -> Outcome {
    turn(visit, Power::Restart)
}

pub(super) fn off(visit: &mut Visit) -> Outcome {
    turn(visit, Power::Off)
}

pub(super) fn deallocate(visit: &mut Visit) -> Outcome {
    turn(visit, Power::Deallocate)
}

fn turn(visit: &mut Visit, power: Power) -> Outcome {
    let (pool, host) = machines::find(visit).ok_or_else(|| visit.missing())?;
    let (id, vm, machine) = (pool.vm_id(&host.vm), host.vm.clone(), host.machine);
    let (pool_id, location) = (pool.id(), machines::location(pool).to_owned());
    let work = visit.world.clock.at(visit.now);
    refuse(visit, &id)?;
    if power::turning(pool, &vm, work) {
        let message = "The request failed due to conflict with a concurrent request. To resolve it, please refer to \
                       https://aka.ms/activitylog to get more details on the conflicting requests.";
        return Err(Refusal::new(409, "Conflict", message));
    }
    if power == Power::Restart && machine != Machine::Running {
        let message = format!("Operation 'restart' is not allowed on VM '{vm}' since the VM is not running.");
        return Err(Refusal::new(409, "OperationNotAllowed", message));
    }
    let now = visit.now;
    let world = &mut *visit.world;
    let Some(at) = world.estate.find(&pool_id) else { return Err(visit.missing()) };
    let ends = power::begin(&mut world.estate.pools[at], &vm, power, work, &Stamp { clock: &world.clock, now });
    world.estate.watch(at);
    let outcome = lifecycle::Outcome::Done;
    let operation = Operation { resource: id, started: work, ends, retry_after: Some(RETRY_AFTER), outcome };
    let id = world.estate.random.guid();
    world.estate.operations.insert(id.to_lowercase(), operation);
    let monitor = monitor(visit, &location, &id);
    let answer = Response::new(202).with_header("Azure-AsyncOperation", monitor.clone());
    Ok(answer.with_header("Location", format!("{monitor}&monitor=true")).with_header("Retry-After", RETRY_AFTER.to_string()))
}

/// What keeps any action away from a machine, whoever asks.
fn refuse(visit: &Visit, id: &str) -> Result<(), Refusal> {
    locks::check(&visit.world.around, Method::Post, id)?;
    let known = visit.world.estate.subscription(visit.subscription());
    match known.filter(|known| known.state == SubscriptionState::Disabled) {
        None => Ok(()),
        Some(known) => {
            let message = format!("The subscription '{}' is disabled and therefore marked as read only.", known.id);
            Err(Refusal::gateway(409, "ReadOnlyDisabledSubscription", message))
        }
    }
}

fn monitor(visit: &Visit, location: &str, id: &str) -> String {
    let version = visit.url.param("api-version").unwrap_or_default();
    let (origin, subscription) = (&visit.world.options.origin, visit.subscription());
    format!(
        "{origin}/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/operations/{id}?api-version={version}"
    )
}

/// The status monitor and, with `monitor=true`, the result URL of an operation.
pub(super) fn operation(visit: &mut Visit) -> Outcome {
    let id = visit.part(3).to_owned();
    let Some(known) = visit.world.estate.operations.get(&id.to_lowercase()) else {
        return Err(Refusal::gateway(404, "NotFound", format!("The entity was not found: operation '{id}'.")));
    };
    let work = visit.world.clock.at(visit.now);
    let running = work < known.ends;
    if visit.url.param("monitor").is_some() {
        if !running {
            return Ok(Response::new(200));
        }
        let again = format!("{}&monitor=true", monitor(visit, visit.part(1), &id));
        return Ok(Response::new(202).with_header("Location", again).with_header("Retry-After", RETRY_AFTER.to_string()));
    }
    let stamp = Stamp { clock: &visit.world.clock, now: visit.now };
    let mut body = json!({ "startTime": stamp.wall(known.started).to_rfc3339(), "status": "InProgress", "name": id });
    if running {
        return Ok(json_of(200, &body).with_header("Retry-After", RETRY_AFTER.to_string()));
    }
    body["endTime"] = json!(stamp.wall(known.ends).to_rfc3339());
    body["status"] = json!("Succeeded");
    Ok(json_of(200, &body))
}

/// `VirtualMachines_InstanceView`.
pub(super) fn instance_view(visit: &mut Visit) -> Outcome {
    let (pool, host) = machines::find(visit).ok_or_else(|| visit.missing())?;
    Ok(json_of(200, &instance(pool, host, visit.world.clock.at(visit.now))))
}

/// The instance view of a machine.
pub(super) fn instance(pool: &Pool, host: &SessionHost, work: host::Instant) -> Value {
    let (code, title) = power::state(pool, host, work);
    let turning = power::turning(pool, &host.vm, work);
    let (provisioning, words) = if turning { ("updating", "Updating") } else { ("succeeded", "Provisioning succeeded") };
    json!({ "statuses": [
        { "code": format!("ProvisioningState/{provisioning}"), "level": "Info", "displayStatus": words },
        { "code": format!("PowerState/{code}"), "level": "Info", "displayStatus": title },
    ] })
}
