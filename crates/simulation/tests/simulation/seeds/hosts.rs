//! The jobs at session hosts and their machines.

use arm::ResourceId;
use avd::Change;
use avd::resource::{HostPool, HostPoolType, SessionHost};
use avd::rule::machine::{self, Power};
use avd::rule::session_host_edit::{self, Edit, Situation};
use serde_json::Value;

use super::dice::Dice;
use super::task::{Goal, Task, has_what_was_sent};
use crate::console::{Console, minutes};

/// So many of many.
const MANY: usize = 7;

/// One host and what is done to it.
pub async fn change(task: Task, console: &Console, pool: &ResourceId, dice: &mut Dice) -> (Change, Goal) {
    let hosts = running(console, pool).await;
    let host = dice.pick(&hosts);
    made(task, console, pool, &host).await
}

/// The same for many.
pub async fn many(task: Task, console: &Console, pool: &ResourceId) -> Vec<(ResourceId, (Change, Goal))> {
    let mut all = Vec::new();
    for host in running(console, pool).await.iter().take(MANY) {
        all.push((pool.clone(), made(task, console, pool, host).await));
    }
    all
}

async fn running(console: &Console, pool: &ResourceId) -> Vec<SessionHost> {
    let hosts = console.hosts(pool).await;
    hosts.into_iter().filter(|host| machine::of(host).is_ok()).collect()
}

async fn made(task: Task, console: &Console, pool: &ResourceId, host: &SessionHost) -> (Change, Goal) {
    let versions = &console.versions;
    let read = console.client.read::<HostPool>(&avd::operation::host_pools::get(pool, versions)).await.expect("the pool").value;
    let kind: Option<HostPoolType> = read.properties.host_pool_type.clone();
    let around = Situation { kind, ..Situation::default() };
    let power = |power| machine::change(host, power, None, &around, versions).unwrap_or_else(|why| panic!("{why}"));
    let edit = |edit| session_host_edit::change(host, &edit, &around, versions).unwrap_or_else(|why| panic!("{why}"));
    match task {
        Task::StartMachine => {
            console.carry(&power(Power::Deallocate)).await;
            console.wait(minutes(5));
            (power(Power::Start), is_running)
        }
        Task::RestartMachine | Task::RestartMany => {
            console.carry(&power(Power::Start)).await;
            console.wait(minutes(5));
            (power(Power::Restart), is_running)
        }
        Task::DeallocateMachine => (power(Power::Deallocate), |_, read| has_state(read, "PowerState/deallocated")),
        Task::RemoveHost => (edit(Edit::Remove { force: true }), |_, read| read.is_null()),
        Task::AssignHost => (edit(Edit::Assign("rita.reader@contoso.example".to_owned())), has_what_was_sent),
        _ => (edit(Edit::Drain), has_what_was_sent),
    }
}

/// It runs, and Azure is through with it.
fn is_running(_: &Change, read: &Value) -> bool {
    has_state(read, "PowerState/running") && !has_state(read, "ProvisioningState/updating")
}

fn has_state(read: &Value, code: &str) -> bool {
    let statuses = read["properties"]["instanceView"]["statuses"].as_array();
    statuses.is_some_and(|statuses| statuses.iter().any(|status| status["code"] == code))
}
