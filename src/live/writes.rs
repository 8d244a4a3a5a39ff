//! Writes on their way: sent once, watched, read back, and taken up again after a reload.
//!
//! A write is recorded before it is sent. What a reload or a lost answer leaves open is looked up; nothing is sent again. Only
//! what was not taken because a sign-in was due goes out after it.

mod kept;

use std::collections::BTreeMap;

use arm::ResourceId;
pub use avd::rule::write::Stage;
use avd::rule::write::{Flight, Record, Step};
use avd::{Change, ReadBack};
use host::{Host, Instant};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use self::kept::{is_any_kept, remember, stored};
use super::activity::{ActivityContext, Entry, Outcome};
use super::bounded::bounded;
use super::debts::DebtsContext;
use crate::client::{Client, ClientContext};

const NOT_SHOWN: &str = "The request before it does not show.";
/// How many writes of a job are under way at the same time.
const AT_ONCE: usize = 4;

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

impl Write {
    fn of(record: &Record, stage: Stage) -> Self {
        Self { change: record.change.clone(), stage, sent_at: Instant::from_millis(record.sent_at) }
    }
}

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
                self.follow(&client, &id, Flight::new(record, &self.client.versions())).await;
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
        (client.host().guid(), Record::new(change, before, client.host().now(), after))
    }

    fn go_out(self, id: String, record: Record) {
        self.begin(&id, &record);
        let client = self.client.client();
        let flight = Flight::new(record, &self.client.versions());
        spawn_local(async move { self.follow(&client, &id, flight).await });
    }

    fn begin(self, id: &str, record: &Record) {
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

    /// The ended writes that `ours` picks, by name, with what each acted on. Tracked.
    pub fn ended(self, ours: impl Fn(&Change) -> bool) -> Vec<(String, ResourceId)> {
        let ended = |(_, write): &(&String, &Write)| write.stage.is_over() && ours(&write.change);
        self.writes
            .with(|writes| writes.iter().filter(ended).map(|(id, write)| (id.clone(), write.change.target.clone())).collect())
    }

    /// The person has seen how a write ended.
    pub fn dismiss(self, id: &str) {
        self.writes.update(|writes| {
            if writes.get(id).is_some_and(|write| write.stage.is_over()) {
                writes.remove(id);
            }
        });
    }

    fn resume(self, id: String, record: Record) {
        let client = self.client.client();
        if let Some(first) = &record.after {
            let known = stored().contains_key(first);
            self.set(&id, Write::of(&record, if known { Stage::Queued } else { Stage::NotSent(NOT_SHOWN) }));
            if !known {
                remember(&id, None);
            }
            return;
        }
        let signed_in = client.tokens().signed_in();
        let flight = Flight::take_up(record, signed_in.as_ref().map(|(who, since)| (&**who, *since)), &self.client.versions());
        self.set(&id, Write::of(flight.record(), flight.stage()));
        spawn_local(async move { self.follow(&client, &id, flight).await });
    }

    /// Does what the rule says, step by step, to the end.
    async fn follow(self, client: &Client, id: &str, mut flight: Flight) {
        loop {
            match flight.step() {
                Step::Keep => {
                    remember(id, Some(flight.record()));
                    flight.kept();
                }
                Step::Send => self.send_off(client, id, &mut flight).await,
                Step::Watch(operation) => flight.watched(client.watch(*operation, |_| ()).await.map(drop)),
                Step::Wait(duration) => {
                    client.host().sleep(duration).await;
                    flight.waited();
                }
                Step::Look(call) => flight.looked(client.read::<Value>(&call).await.map(|read| read.value)),
                Step::Rest => return,
                Step::Over(stage) => return self.end(id, flight.service_id().map(str::to_owned), stage),
            }
            self.stage(id, flight.stage());
        }
    }

    async fn send_off(self, client: &Client, id: &str, flight: &mut Flight) {
        let answer = client.act(&flight.record().change.call).await;
        let leaving = client.tokens().is_leaving().then(|| client.tokens().signed_in()).flatten();
        flight.answered(answer, leaving.map(|(who, _)| who));
        if flight.record().accepted {
            self.activity.settle(id, flight.service_id().map(str::to_owned), Outcome::Accepted);
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

/// The writes of the app.
pub fn use_writes() -> WritesContext {
    expect_context::<WritesContext>()
}
