//! Writes on their way: sent once, watched, read back, and taken up again after a reload.
//!
//! A write is recorded before it is sent. What a reload or a lost answer leaves open is looked up; nothing is sent again. Only
//! what was not taken because a sign-in was due goes out after it.

mod record;

use std::collections::BTreeMap;

use arm::{Call, Error, ErrorKind, Fate, ResourceId};
use avd::rule::confirm::{Confirmation, confirm};
use avd::{Change, ReadBack};
use host::{Duration, Host, Instant};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use self::record::{Record, remember, stored};
use super::activity::{ActivityContext, Entry, Outcome};
use crate::client::{Client, ClientContext};

/// The status of an update lags about 20 seconds behind an action (Learn, "Update session hosts using session host update").
const LOOKS_AT_STATUS: u32 = 30;
/// A resource reads back as it was written; a few looks are for a slow or lost answer.
const LOOKS_AT_RESOURCE: u32 = 5;
const BETWEEN_LOOKS: Duration = Duration::from_secs(3);

/// How far a write is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// On its way; no answer yet.
    Sending,
    /// The service took it and works on it.
    Working,
    /// The service is asked what it shows. `lost`: because the answer was lost.
    Looking {
        /// Whether the answer was lost.
        lost: bool,
    },
    /// The service shows it. The sentence says what was seen.
    Confirmed(String),
    /// It was taken, or nobody knows, and the service does not show it. The sentence says so.
    Unconfirmed(String),
    /// It was refused, or it failed.
    Failed(Error),
    /// It never went out. The sentence says why.
    NotSent(&'static str),
}

impl Stage {
    /// Whether nothing more will happen by itself.
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Confirmed(_) | Self::Unconfirmed(_) | Self::Failed(_) | Self::NotSent(_))
    }
}

/// A write and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// What was sent.
    pub change: Change,
    /// How far it is.
    pub stage: Stage,
    /// When it was sent.
    pub sent_at: Instant,
}

/// The writes of this tab.
#[derive(Clone, Copy)]
pub struct WritesContext {
    writes: RwSignal<BTreeMap<String, Write>>,
    attended: RwSignal<Option<String>>,
    client: ClientContext,
    activity: ActivityContext,
}

impl WritesContext {
    /// Takes up what was on its way when the page was left. Needs the client: somebody is signed in.
    pub fn provide(client: ClientContext, activity: ActivityContext) -> Self {
        let context = Self { writes: RwSignal::new(BTreeMap::new()), attended: RwSignal::new(None), client, activity };
        for (id, record) in stored() {
            context.resume(id, record);
        }
        provide_context(context);
        context
    }

    /// Sends a change once. `before` is what the read that will confirm it gave before; `Value::Null` for nothing.
    /// The answer names the write.
    pub fn send(self, change: Change, before: Value) -> String {
        let client = self.client.client();
        let id = client.host().guid();
        let sent_at = client.host().now();
        let record = Record {
            change: change.clone(),
            before,
            sent_at: sent_at.millis(),
            operation: None,
            accepted: false,
            waits_for: None,
        };
        remember(&id, Some(&record));
        self.activity.add(Entry {
            id: id.clone(),
            title: change.title.clone(),
            target: change.target.as_str().to_owned(),
            at: sent_at.millis(),
            service_id: None,
            outcome: Outcome::Sent,
        });
        self.set(&id, Write { change, stage: Stage::Sending, sent_at });
        let named = id.clone();
        spawn_local(async move { self.carry_out(&client, &named, record).await });
        id
    }

    /// One write. Tracked.
    pub fn get(self, id: &str) -> Option<Write> {
        self.writes.with(|writes| writes.get(id).cloned())
    }

    /// A dialog shows this write (`None`: no more), so that pages need not.
    pub fn attend(self, id: Option<String>) {
        // The page may be on its way out, and this context with it.
        let _ = self.attended.try_set(id);
    }

    /// The writes that no dialog shows, until they are dismissed. Tracked.
    pub fn unattended(self) -> Vec<(String, Write)> {
        let attended = self.attended.get();
        let others = |(id, _): &(&String, &Write)| Some(*id) != attended.as_ref();
        self.writes.with(|writes| writes.iter().filter(others).map(|(id, write)| (id.clone(), write.clone())).collect())
    }

    /// Calls `then` whenever a write to `target` has ended: what was read of it is out of date.
    pub fn on_end(self, target: ResourceId, then: impl Fn() + 'static) {
        let ended = move |write: &&Write| write.stage.is_over() && write.change.target == target;
        Effect::new(move |before: Option<usize>| {
            let count = self.writes.with(|writes| writes.values().filter(&ended).count());
            if before.is_some_and(|before| count > before) {
                then();
            }
            count
        });
    }

    /// The person has seen how a write ended.
    pub fn dismiss(self, id: &str) {
        self.writes.update(|writes| {
            if writes.get(id).is_some_and(|write| write.stage.is_over()) {
                writes.remove(id);
            }
        });
    }

    fn resume(self, id: String, mut record: Record) {
        let client = self.client.client();
        let sent_at = Instant::from_millis(record.sent_at);
        let lost = !record.accepted;
        let fresh = record.may_go_out(client.tokens().signed_in());
        let waited = record.waits_for.take().is_some();
        let stage = if waited { Stage::Sending } else { Stage::Looking { lost } };
        self.set(&id, Write { change: record.change.clone(), stage, sent_at });
        spawn_local(async move {
            match (waited, fresh) {
                (false, _) => self.look_after(&client, &id, &record, None, lost).await,
                (true, true) => {
                    remember(&id, Some(&record));
                    self.carry_out(&client, &id, record).await;
                }
                (true, false) => self.end(&id, None, Stage::NotSent("The sign-in that it needed did not take place.")),
            }
        });
    }

    async fn carry_out(self, client: &Client, id: &str, mut record: Record) {
        match client.act(&record.change.call).await {
            Ok(acted) => {
                (record.accepted, record.operation) = (true, acted.operation);
                remember(id, Some(&record));
                self.activity.settle(id, acted.request.service.clone(), Outcome::Accepted);
                self.look_after(client, id, &record, acted.request.service, false).await;
            }
            Err(error) if error.fate() == Fate::Unknown => {
                self.look_after(client, id, &record, error.request().service.clone(), true).await;
            }
            Err(error) if error.fate() == Fate::NotSent && client.tokens().is_leaving() => {
                record.waits_for = client.tokens().signed_in().map(|(who, _)| who);
                remember(id, Some(&record));
            }
            Err(error) => self.end(id, error.request().service.clone(), Stage::Failed(error)),
        }
    }

    async fn look_after(self, client: &Client, id: &str, record: &Record, service: Option<String>, lost: bool) {
        // Without a session any more, the record stays, and the next sign-in takes it up.
        if let Some(stage) = self.see(client, id, record, lost).await {
            self.end(id, service, stage);
        }
    }

    /// Looks what became of a write: watches its operation where that is the quickest word, then reads back.
    /// `None` if the session ended before.
    async fn see(self, client: &Client, id: &str, record: &Record, lost: bool) -> Option<Stage> {
        let read_back = record.change.verify.call(&record.change.target, &self.client.versions());
        // An action on an update shows in the status long before its own operation ends.
        let status_tells = matches!(record.change.verify, ReadBack::UpdateStatus | ReadBack::ProvisioningStatus);
        if !status_tells && let Some(over) = self.watch(client, id, record).await {
            return over;
        }
        self.stage(id, Stage::Looking { lost });
        let mut last = String::new();
        for look in 0..if status_tells { LOOKS_AT_STATUS } else { LOOKS_AT_RESOURCE } {
            if look > 0 {
                client.host().sleep(BETWEEN_LOOKS).await;
            }
            last = match look_at(client, &read_back, record).await {
                Ok(Confirmation::Shown(sentence)) => return Some(Stage::Confirmed(sentence)),
                Ok(Confirmation::NotShown(sentence)) => sentence,
                Err(error) => match error.kind() {
                    ErrorKind::SignedOut { .. } => return None,
                    ErrorKind::Forbidden { .. } => return Some(Stage::Unconfirmed(not_read(&error))),
                    _ => not_read(&error),
                },
            };
        }
        if status_tells && let Some(over) = self.watch(client, id, record).await {
            return over;
        }
        let fate = if lost { "The answer was lost." } else { "The service accepted it." };
        Some(Stage::Unconfirmed(format!("{fate} {last}")))
    }

    /// Follows the operation to its end, if there is one. `Some` if there is nothing to look for then.
    async fn watch(self, client: &Client, id: &str, record: &Record) -> Option<Option<Stage>> {
        let operation = record.operation.clone()?;
        self.stage(id, Stage::Working);
        match client.watch(operation, |_| ()).await {
            Ok(_) => None,
            Err(error) if matches!(error.kind(), ErrorKind::SignedOut { .. }) => Some(None),
            Err(error) => Some(Some(Stage::Failed(error))),
        }
    }

    fn end(self, id: &str, service: Option<String>, stage: Stage) {
        let outcome = match &stage {
            Stage::Confirmed(_) => Outcome::Done,
            Stage::Failed(error) => Outcome::Failed(error.to_string()),
            Stage::Unconfirmed(why) => Outcome::Unknown(why.clone()),
            Stage::NotSent(why) => Outcome::Failed((*why).to_owned()),
            Stage::Sending | Stage::Working | Stage::Looking { .. } => Outcome::Accepted,
        };
        self.activity.settle(id, service, outcome);
        self.stage(id, stage);
        remember(id, None);
    }

    fn set(self, id: &str, write: Write) {
        self.writes.update(|writes| {
            writes.insert(id.to_owned(), write);
        });
    }

    fn stage(self, id: &str, stage: Stage) {
        self.writes.try_update(|writes| {
            if let Some(write) = writes.get_mut(id) {
                write.stage = stage;
            }
        });
    }
}

async fn look_at(client: &Client, read_back: &Call, record: &Record) -> Result<Confirmation, Error> {
    let read = match client.read::<Value>(read_back).await {
        Ok(read) => Some(read.value),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound) => None,
        Err(error) => return Err(error),
    };
    Ok(confirm(&record.change, &record.before, read.as_ref()))
}

fn not_read(error: &Error) -> String {
    format!("The result could not be read back: {}", error.message())
}

/// The writes of the app.
pub fn use_writes() -> WritesContext {
    expect_context::<WritesContext>()
}
