//! Writes on their way: sent once, watched, read back, and taken up again after a reload.
//!
//! A write is recorded before it is sent. What a reload or a lost answer leaves open is looked up; nothing is sent again. Only
//! what was not taken because a sign-in was due goes out after it.

mod record;
mod stage;

use std::collections::BTreeMap;

use arm::{Call, Error, ErrorKind, Fate, ResourceId};
use avd::rule::confirm::{Confirmation, confirm};
use avd::{Change, ReadBack};
use host::{Duration, Host};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use self::record::{Record, is_any_kept, remember, stored};
pub use self::stage::{Stage, Write};
use super::activity::{ActivityContext, Entry, Outcome};
use super::bounded::bounded;
use super::debts::DebtsContext;
use crate::client::{Client, ClientContext};

/// The status of an update lags about 20 seconds behind an action (Learn, "Update session hosts using session host update").
const LOOKS_AT_STATUS: u32 = 30;
/// A resource reads back as it was written; a few looks are for a slow or lost answer.
const LOOKS_AT_RESOURCE: u32 = 5;
const NOT_SHOWN: &str = "The request before it does not show.";
/// How many writes of a job are under way at the same time.
const AT_ONCE: usize = 4;
const BETWEEN_LOOKS: Duration = Duration::from_secs(3);

/// The writes of this tab.
#[derive(Clone, Copy)]
pub struct WritesContext {
    writes: RwSignal<BTreeMap<String, Write>>,
    attended: RwSignal<Vec<String>>,
    jobs: RwSignal<BTreeMap<String, (String, Vec<String>)>>,
    left_over: RwSignal<bool>,
    client: ClientContext,
    activity: ActivityContext,
    debts: DebtsContext,
}

#[allow(dead_code)] // Until the first page sends many.
impl WritesContext {
    /// The writes of whoever is signed in. What was on its way when the page was left waits for [`Self::take_up`].
    pub fn provide(client: ClientContext, activity: ActivityContext, debts: DebtsContext) -> Self {
        let left_over = RwSignal::new(is_any_kept());
        let (writes, attended) = (RwSignal::new(BTreeMap::new()), RwSignal::new(Vec::new()));
        let jobs = RwSignal::new(BTreeMap::new());
        let context = Self { writes, attended, jobs, left_over, client, activity, debts };
        provide_context(context);
        context
    }

    /// Whether there is a write that no dialog shows, or one to take up. Tracked.
    pub fn is_any_open(self) -> bool {
        let attended = self.attended.get();
        self.writes.with(|writes| writes.keys().any(|id| !attended.contains(id))) || self.left_over.get()
    }

    /// Takes up, once, what was on its way when the page was left.
    pub fn take_up(self) {
        if self.left_over.get_untracked() {
            for (id, record) in stored() {
                if self.writes.with_untracked(|writes| !writes.contains_key(&id)) {
                    self.resume(id, record);
                }
            }
            self.left_over.set(false);
        }
    }

    /// Sends a change once. `before` is what the read that will confirm it gave before; `Value::Null` for nothing.
    /// The answer names the write.
    pub fn send(self, change: Change, before: Value) -> String {
        let (id, record) = self.record(change, before, None);
        self.go_out(id.clone(), record);
        id
    }

    /// Sends a change, and `then` once the first shows; if it does not, the second is not sent. The answer names both writes.
    pub fn send_in_turn(self, change: Change, then: Change, before: Value) -> (String, String) {
        let (first, record) = self.record(change, before.clone(), None);
        let (second, queued) = self.record(then, before, Some(first.clone()));
        remember(&second, Some(&queued));
        self.set(&second, Write::of(&queued, Stage::Queued));
        self.go_out(first.clone(), record);
        (first, second)
    }

    /// Sends many changes, a few at a time. The answer names the job; [`Self::items`] are its writes.
    pub fn send_many(self, title: &str, items: Vec<(Change, Value)>) -> String {
        let client = self.client.client();
        let job = client.host().guid();
        let writes: Vec<(String, Record)> = items.into_iter().map(|(change, before)| self.record(change, before, None)).collect();
        for (id, record) in &writes {
            self.set(id, Write::of(record, Stage::Queued));
        }
        let ids = writes.iter().map(|(id, _)| id.clone()).collect();
        self.jobs.update(|jobs| {
            jobs.insert(job.clone(), (title.to_owned(), ids));
        });
        let carry = move |(id, record): (String, Record)| {
            let client = client.clone();
            async move {
                self.begin(&id, &record);
                self.carry_out(&client, &id, record).await;
            }
        };
        spawn_local(async move { bounded(writes, AT_ONCE, carry).await });
        job
    }

    /// The writes of a job, in their order. Tracked.
    pub fn items(self, job: &str) -> Vec<String> {
        self.jobs.with(|jobs| jobs.get(job).map(|(_, ids)| ids.clone()).unwrap_or_default())
    }

    fn record(self, change: Change, before: Value, after: Option<String>) -> (String, Record) {
        let client = self.client.client();
        let sent_at = client.host().now().millis();
        let record = Record { change, before, sent_at, operation: None, accepted: false, waits_for: None, after };
        (client.host().guid(), record)
    }

    fn go_out(self, id: String, record: Record) {
        self.begin(&id, &record);
        let client = self.client.client();
        spawn_local(async move { self.carry_out(&client, &id, record).await });
    }

    fn begin(self, id: &str, record: &Record) {
        remember(id, Some(record));
        self.activity.add(Entry {
            id: id.to_owned(),
            title: record.change.title.clone(),
            target: record.change.target.as_str().to_owned(),
            at: record.sent_at,
            service_id: None,
            outcome: Outcome::Sent,
            change: Some(record.change.clone()),
        });
        self.set(id, Write::of(record, Stage::Sending));
    }

    /// The write that waits for this one goes out, or never will.
    fn call_next(self, id: &str, shown: bool) {
        for (next, mut record) in stored().into_iter().filter(|(_, record)| record.after.as_deref() == Some(id)) {
            let fresh = record.is_fresh(self.client.client().host().now());
            record.after = None;
            match (shown, fresh) {
                (true, true) => self.go_out(next, record),
                (true, false) => self.end(&next, None, Stage::NotSent("Its turn came too late after it was asked for.")),
                (false, _) => self.end(&next, None, Stage::NotSent(NOT_SHOWN)),
            }
        }
    }

    /// One write. Tracked.
    pub fn get(self, id: &str) -> Option<Write> {
        self.writes.with(|writes| writes.get(id).cloned())
    }

    /// A dialog shows these writes (none: no more), so that pages need not.
    pub fn attend(self, ids: Vec<String>) {
        // The page may be on its way out, and this context with it.
        let _ = self.attended.try_set(ids);
    }

    /// The writes that no dialog shows, until they are dismissed. Tracked.
    pub fn unattended(self) -> Vec<(String, Write)> {
        let attended = self.attended.get();
        let others = |(id, _): &(&String, &Write)| !attended.contains(id);
        self.writes.with(|writes| writes.iter().filter(others).map(|(id, write)| (id.clone(), write.clone())).collect())
    }

    /// Calls `then` whenever a write to `target`, or to what is in it, has ended: what was read of it is out of date.
    pub fn on_end(self, target: ResourceId, then: impl Fn() + 'static) {
        let inside = format!("{}/", target.key());
        self.on_end_of(move |change| change.target == target || change.target.key().starts_with(&inside), then);
    }

    /// Calls `then` whenever a write that `ours` picks has ended.
    pub fn on_end_of(self, ours: impl Fn(&Change) -> bool + 'static, then: impl Fn() + 'static) {
        let ended = move |write: &&Write| write.stage.is_over() && ours(&write.change);
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
        if let Some(first) = &record.after {
            let known = stored().contains_key(first);
            self.set(&id, Write::of(&record, if known { Stage::Queued } else { Stage::NotSent(NOT_SHOWN) }));
            if !known {
                remember(&id, None);
            }
            return;
        }
        let lost = !record.accepted;
        let fresh = record.may_go_out(client.tokens().signed_in());
        let waited = record.waits_for.take().is_some();
        let stage = if waited { Stage::Sending } else { Stage::Looking { lost } };
        self.set(&id, Write::of(&record, stage));
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
        let Some(read_back) = record.change.verify.call(&record.change.target, &self.client.versions()) else {
            return match self.watch(client, id, record).await {
                Some(over) => over,
                None if lost => Some(Stage::Unconfirmed("The answer was lost, and no read shows the effect.".to_owned())),
                None => Some(Stage::Confirmed("The service answered that it is done. No read shows it.".to_owned())),
            };
        };
        // An action on an update shows in the status long before its own operation ends.
        let status_tells =
            matches!(record.change.verify, ReadBack::UpdateStatus | ReadBack::UpdateEnd | ReadBack::ProvisioningStatus);
        if !status_tells && let Some(over) = self.watch(client, id, record).await {
            return over;
        }
        self.stage(id, Stage::Looking { lost });
        let mut last = String::new();
        // A configuration is validated first, a machine takes a minute to start, a user is signed out step by step.
        let slow = matches!(record.change.verify, ReadBack::Configuration | ReadBack::Machine | ReadBack::Gone);
        let patient = status_tells || slow;
        for look in 0..if patient { LOOKS_AT_STATUS } else { LOOKS_AT_RESOURCE } {
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
            Stage::Queued | Stage::Sending | Stage::Working | Stage::Looking { .. } => Outcome::Accepted,
        };
        let shown = matches!(stage, Stage::Confirmed(_));
        self.activity.settle(id, service, outcome);
        self.note_debts(id, &stage);
        self.stage(id, stage);
        remember(id, None);
        self.call_next(id, shown);
    }

    /// Autoscale that a write switched off is owed, also where nobody saw the effect.
    fn note_debts(self, id: &str, stage: &Stage) {
        let is_plan = |write: &Write| write.change.verify == ReadBack::ScalingPlan;
        let is_plan = self.writes.with_untracked(|writes| writes.get(id).is_some_and(is_plan));
        if is_plan
            && matches!(stage, Stage::Confirmed(_) | Stage::Unconfirmed(_))
            && let Some(record) = stored().get(id)
        {
            self.debts.written(&record.change, &record.before, self.client.client().host().now());
        }
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
