//! The console's jobs that write, each made by the rule that makes it in the app, with a goal that is looked for without that rule.

use arm::{Call, ErrorKind, ResourceId};
use avd::operation::{host_pools, scaling_plans, session_hosts, user_sessions};
use avd::resource::{SessionHost, UpdateState, UserSession};
use avd::rule::action::UpdateAction;
use avd::rule::update::{UpdateDraft, When};
use avd::rule::windows_zone::WindowsZone;
use avd::rule::{autoscale, configuration_edit, host_pool_edit, policy_edit, provisioning, token, update, user_session};
use avd::{Change, ReadBack};
use host::Method;
use serde_json::{Map, Value, json};
use writes::Confirm;

use super::dice::Dice;
use super::hosts;
use crate::console::{Console, days, minutes};
use crate::deed::configuration;

/// A write of a job.
#[derive(Clone)]
pub struct Deed {
    pub pool: ResourceId,
    pub change: Change,
    /// What the read that will confirm it gives now.
    pub before: Value,
    pub read_back: Option<Call>,
    /// Whether what is read afterwards (null for 404) is what was asked for.
    pub goal: fn(&Change, &Value) -> bool,
}

/// A job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    EditPool,
    ReplacePool,
    MakeToken,
    RevokeToken,
    ScheduleUpdate,
    StartUpdate,
    StartScheduled,
    PauseUpdate,
    ResumeUpdate,
    CancelUpdate,
    CancelScheduled,
    RetryUpdate,
    CancelCreation,
    RetryCreation,
    EditConfiguration,
    RefusedConfiguration,
    EditPolicy,
    SwitchAutoscaleOff,
    SendMessage,
    SignOut,
    StartMachine,
    RestartMachine,
    DeallocateMachine,
    RestartMany,
    DrainHost,
    DrainMany,
    RemoveHost,
    AssignHost,
    EditManyPools,
}

impl Task {
    pub const ALL: [Self; 29] = [
        Self::EditPool,
        Self::ReplacePool,
        Self::MakeToken,
        Self::RevokeToken,
        Self::ScheduleUpdate,
        Self::StartUpdate,
        Self::StartScheduled,
        Self::PauseUpdate,
        Self::ResumeUpdate,
        Self::CancelUpdate,
        Self::CancelScheduled,
        Self::RetryUpdate,
        Self::CancelCreation,
        Self::RetryCreation,
        Self::EditConfiguration,
        Self::RefusedConfiguration,
        Self::EditPolicy,
        Self::SwitchAutoscaleOff,
        Self::SendMessage,
        Self::SignOut,
        Self::StartMachine,
        Self::RestartMachine,
        Self::DeallocateMachine,
        Self::RestartMany,
        Self::DrainHost,
        Self::DrainMany,
        Self::RemoveHost,
        Self::AssignHost,
        Self::EditManyPools,
    ];

    const fn pool(self) -> &'static str {
        match self {
            Self::EditPool | Self::MakeToken | Self::SendMessage | Self::SignOut => "hp-support-us",
            Self::ReplacePool | Self::RevokeToken | Self::EditManyPools => "hp-sales",
            Self::PauseUpdate | Self::ResumeUpdate | Self::CancelUpdate | Self::SwitchAutoscaleOff => "hp-callcenter",
            Self::RetryUpdate => "hp-engineering",
            Self::StartMachine | Self::RestartMachine | Self::DeallocateMachine | Self::RestartMany => "hp-sales",
            Self::DrainHost | Self::DrainMany | Self::RemoveHost => "hp-sales",
            Self::AssignHost => "hp-executives",
            Self::CancelCreation => "hp-warehouse",
            Self::RetryCreation | Self::EditPolicy => "hp-pilot",
            _ => "hp-finance",
        }
    }

    /// The writes of this job, after what must be there before.
    pub async fn prepare(self, console: &Console, dice: &mut Dice) -> Vec<Deed> {
        let pool = console.pool(self.pool()).await;
        let changes = match self {
            Self::EditManyPools => many(console, dice).await,
            Self::RestartMany | Self::DrainMany => hosts::many(self, console, &pool).await,
            _ => vec![(pool.clone(), self.change(console, &pool, dice).await)],
        };
        let mut deeds = Vec::new();
        for (pool, (change, goal)) in changes {
            let read_back = change.verify.call(&change.target, &console.versions);
            let before = match &read_back {
                Some(call) => console.read_or_null(call).await,
                None => Value::Null,
            };
            deeds.push(Deed { pool, change, before, read_back, goal });
        }
        deeds
    }

    async fn change(self, console: &Console, pool: &ResourceId, dice: &mut Dice) -> (Change, Goal) {
        let versions = &console.versions;
        let plan = UpdateDraft::from_policy(None);
        match self {
            Self::EditPool | Self::ReplacePool | Self::EditManyPools => {
                (edited(console, pool, self == Self::ReplacePool, dice).await, has_what_was_sent)
            }
            Self::MakeToken => (token::create(pool, console.now() + days(1 + dice.below(20)), versions), has_token),
            Self::RevokeToken => (token::revoke(pool, versions), |_, read| read["token"].as_str().is_none_or(str::is_empty)),
            Self::StartUpdate => (update::initiate(pool, &plan, None, &update::in_utc, versions), is_new_update),
            Self::ScheduleUpdate => (scheduled(console, pool, dice), is_new_update),
            Self::StartScheduled => {
                console.carry(&scheduled(console, pool, dice)).await;
                (controlled(console, pool, UpdateAction::Start).await, |_, read| {
                    is_any(read, &["ValidatingSessionHostUpdate", "UpdatingSessionHosts", "Succeeded", "Failed", "Error"])
                })
            }
            Self::CancelScheduled => {
                console.carry(&scheduled(console, pool, dice)).await;
                (controlled(console, pool, UpdateAction::Cancel).await, |_, read| is_any(read, &["Cancelling", "Cancelled"]))
            }
            Self::PauseUpdate => {
                (controlled(console, pool, UpdateAction::Pause).await, |_, read| is_any(read, &["Pausing", "Paused"]))
            }
            Self::CancelUpdate => {
                (controlled(console, pool, UpdateAction::Cancel).await, |_, read| is_any(read, &["Cancelling", "Cancelled"]))
            }
            Self::ResumeUpdate => {
                console.act(pool, UpdateAction::Pause, None).await;
                console.until(pool, &UpdateState::Paused, async |_| {}).await;
                (controlled(console, pool, UpdateAction::Resume).await, is_going_on)
            }
            Self::RetryUpdate => (controlled(console, pool, UpdateAction::Retry).await, is_going_on),
            Self::CancelCreation => {
                let status = avd::resource::ProvisioningStatusWord::ProvisioningSessionHosts;
                let change = update::cancel_provisioning(pool, Some("Stop"), Some(&status), versions).expect("legal");
                (change, |_, read| is_any(read, &["Cancelling", "Canceled"]))
            }
            Self::RetryCreation => (retried(console, pool).await, |_, read| read["properties"]["updateState"] != "Failed"),
            Self::EditConfiguration => (configured(console, pool, "Standard_D8as_v6").await, has_what_was_sent),
            Self::RefusedConfiguration => (configured(console, pool, "Basic_A1").await, has_what_was_sent),
            Self::EditPolicy => (policy(console, pool, dice).await, has_what_was_sent),
            Self::SwitchAutoscaleOff => (autoscale_off(console, pool).await, autoscale_is_off),
            Self::SendMessage => {
                let message = user_session::Message { title: "Soon".to_owned(), body: "A restart at six.".to_owned() };
                (user_session::send_message(&session(console, pool).await, &message, versions), |_, _| false)
            }
            Self::StartMachine
            | Self::RestartMachine
            | Self::DeallocateMachine
            | Self::RestartMany
            | Self::DrainHost
            | Self::DrainMany
            | Self::RemoveHost
            | Self::AssignHost => hosts::change(self, console, pool, dice).await,
            Self::SignOut => (user_session::sign_out(&session(console, pool).await, true, versions), |_, read| read.is_null()),
        }
    }
}

pub type Goal = fn(&Change, &Value) -> bool;

impl Console {
    /// What a read gives; null for 404.
    pub async fn read_or_null(&self, call: &Call) -> Value {
        match self.client.read::<Value>(call).await {
            Ok(read) => read.value,
            Err(error) if *error.kind() == ErrorKind::NotFound => Value::Null,
            Err(error) => panic!("{}: {error}", call.path),
        }
    }

    pub async fn carry(&self, change: &Change) {
        self.client.act(&change.call).await.unwrap_or_else(|error| panic!("{}: {error}", change.title));
    }
}

async fn edited(console: &Console, pool: &ResourceId, whole: bool, dice: &mut Dice) -> Change {
    let version = if whole { host_pools::get_at(pool, "2022-02-10-preview") } else { host_pools::get(pool, &console.versions) };
    let received = console.read_or_null(&version).await;
    let mut draft = host_pool_edit::Draft::from(&received);
    draft.friendly_name = format!("Seeded {}", dice.below(1000));
    draft.max_session_limit = Some(2 + dice.below(40) as i64);
    let edit = if whole { host_pool_edit::by_put } else { host_pool_edit::by_patch };
    edit(pool, &received, &draft, &console.versions)
}

async fn many(console: &Console, dice: &mut Dice) -> Vec<(ResourceId, (Change, Goal))> {
    let mut changes: Vec<(ResourceId, (Change, Goal))> = Vec::new();
    for name in ["hp-sales", "hp-partners", "hp-support-us", "hp-executives", "hp-developers"] {
        let pool = console.pool(name).await;
        let change = edited(console, &pool, false, dice).await;
        changes.push((pool, (change, has_what_was_sent)));
    }
    changes
}

fn scheduled(console: &Console, pool: &ResourceId, dice: &mut Dice) -> Change {
    let zone = WindowsZone::parse("UTC").expect("a zone");
    let when = When::At { at: console.now() + minutes(24 * 60 + dice.below(9_000)), zone };
    update::initiate(pool, &UpdateDraft { when, ..UpdateDraft::from_policy(None) }, None, &update::in_utc, &console.versions)
}

async fn controlled(console: &Console, pool: &ResourceId, action: UpdateAction) -> Change {
    let status = console.status(pool).await;
    update::control(pool, action, None, status.as_ref(), &console.versions).unwrap_or_else(|why| panic!("{why}"))
}

/// A host whose creation failed, and the request that tries it again.
async fn retried(console: &Console, pool: &ResourceId) -> Change {
    let failed = console.hosts(pool).await;
    let host = failed.iter().find(|host| provisioning::failed(host));
    let host = match host {
        Some(host) => host.clone(),
        None => stillborn(console, pool).await,
    };
    provisioning::retry(&host, None, &console.versions).unwrap_or_else(|why| panic!("{why}"))
}

async fn stillborn(console: &Console, pool: &ResourceId) -> SessionHost {
    console.control(Method::Post, "stillborn", &json!({ "pool": pool.as_str(), "count": 1 }));
    let received = console.read_or_null(&ReadBack::Management.call(pool, &console.versions).expect("a read")).await;
    let grow = policy_edit::raise_instance_count(pool, &received, 5, Some(3), &console.versions).expect("more hosts");
    console.carry(&grow).await;
    for _ in 0..200 {
        console.wait(minutes(2));
        if let Some(host) = console.hosts(pool).await.into_iter().find(provisioning::failed) {
            console.wait(minutes(120));
            return console.read_host(&host).await;
        }
    }
    panic!("no creation failed");
}

impl Console {
    async fn read_host(&self, host: &SessionHost) -> SessionHost {
        let id = host.resource_id().expect("an id");
        self.client.read::<SessionHost>(&session_hosts::get(&id, &self.versions)).await.expect("the host").value
    }
}

async fn configured(console: &Console, pool: &ResourceId, size: &str) -> Change {
    let call = ReadBack::Configuration.call(pool, &console.versions).expect("a read");
    let received = console.read_or_null(&call).await;
    let draft = configuration_edit::Draft::from(&received);
    let change =
        configuration_edit::change(pool, &received, &draft, &configuration_edit::Situation::default(), &console.versions);
    Change { call: configuration(pool, None, size), ..change }
}

async fn policy(console: &Console, pool: &ResourceId, dice: &mut Dice) -> Change {
    let received = console.read_or_null(&ReadBack::Management.call(pool, &console.versions).expect("a read")).await;
    let draft = policy_edit::Draft {
        log_off_delay_minutes: Some(5 + dice.below(50) as i64),
        log_off_message: "Save your work".to_owned(),
        ..policy_edit::Draft::from(&received)
    };
    policy_edit::change(pool, &received, &draft, &console.versions)
}

async fn autoscale_off(console: &Console, pool: &ResourceId) -> Change {
    let call = scaling_plans::list_by_host_pool(pool, &console.versions);
    let plans = console.client.list::<Value>(&call).await.expect("plans").value;
    autoscale::switch_off(&plans[0], pool, &console.versions).unwrap_or_else(|why| panic!("{why}"))
}

async fn session(console: &Console, pool: &ResourceId) -> ResourceId {
    let call = user_sessions::list_by_host_pool(pool, &console.versions);
    let sessions = console.client.list::<UserSession>(&call).await.expect("sessions").value;
    ResourceId::parse(sessions[0].id.as_deref().expect("an id")).expect("a good id")
}

fn is_any(read: &Value, words: &[&str]) -> bool {
    read["status"].as_str().is_some_and(|word| words.contains(&word))
}

fn is_going_on(_: &Change, read: &Value) -> bool {
    is_any(read, &["UpdatingSessionHosts", "ValidatingSessionHostUpdate", "Succeeded"])
}

/// The update that the request describes, whole; the demo's pool had none before.
fn is_new_update(change: &Change, read: &Value) -> bool {
    let body = change.call.body.as_ref().expect("a body");
    let shown = &read["properties"];
    let settings = &shown["sessionHostManagement"]["properties"]["update"];
    let as_sent = |sent: &Map<String, Value>| sent.iter().all(|(name, value)| settings[name] == *value);
    let same_time = body.get("scheduledDateTime").unwrap_or(&Value::Null) == &shown["scheduledDateTime"];
    read["correlationId"].is_string() && same_time && body["update"].as_object().is_none_or(as_sent)
}

fn has_token(change: &Change, read: &Value) -> bool {
    let body = change.call.body.as_ref().expect("a body");
    let second = |value: &Value| value.as_str().map(|text| text[..19].to_owned());
    read["token"].is_string()
        && second(&read["expirationTime"]) == second(&body["properties"]["registrationInfo"]["expirationTime"])
}

fn autoscale_is_off(change: &Change, read: &Value) -> bool {
    read["properties"]["hostPoolReferences"] == change.call.body.as_ref().expect("a body")["properties"]["hostPoolReferences"]
}

/// Every simple value under `properties` is there.
pub fn has_what_was_sent(change: &Change, read: &Value) -> bool {
    fn within(sent: &Value, read: &Value) -> bool {
        match sent {
            Value::Object(fields) => fields.iter().all(|(name, value)| within(value, &read[name])),
            Value::Null => read.is_null() || read == "",
            sent => sent == read || (sent == "" && read.is_null()),
        }
    }
    within(&change.call.body.as_ref().expect("a body")["properties"], &read["properties"])
}
