//! Writes on their way: one or many, sent once, watched, read back, and taken up again after a reload.
//!
//! [`writes::Runner`] carries them out, one a batch; a single write is a batch of one. This room is the page it does so for: where
//! writes are kept, and where they show.

mod page;
mod take_up;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use arm::{RequestIds, ResourceId};
use avd::{Change, Entry, Record};
use host::Host;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use writes::{Outcome, Progress};

pub use self::view::Write;
use super::activity::ActivityContext;
use super::debts::DebtsContext;
use crate::browser::lock::Lock;
use crate::client::ClientContext;

/// What carries a batch of this page out.
type Runner = writes::Runner<WritesContext>;

/// The page that carries writes out, as others see it.
#[derive(Default)]
struct Page {
    /// Its name; empty before the first write.
    name: String,
    /// Held as long as the page is there: others take its writes up once it is free.
    lock: Option<Lock>,
    /// Whether its mark is set.
    open: bool,
}

/// The writes of this page.
#[derive(Clone, Copy)]
pub struct WritesContext {
    writes: RwSignal<BTreeMap<String, Write>>,
    jobs: RwSignal<BTreeMap<String, Progress>>,
    attended: RwSignal<Vec<String>>,
    begun: StoredValue<BTreeSet<String>>,
    left_over: RwSignal<bool>,
    runners: StoredValue<BTreeMap<String, Runner>, LocalStorage>,
    page: StoredValue<Page, LocalStorage>,
    who: StoredValue<String>,
    client: ClientContext,
    activity: ActivityContext,
    debts: DebtsContext,
}

impl WritesContext {
    /// The writes of whoever is signed in. What was on its way when a page was left waits for [`Self::take_up`].
    pub fn provide(who: String, client: ClientContext, activity: ActivityContext, debts: DebtsContext) -> Self {
        let context = Self {
            writes: RwSignal::new(BTreeMap::new()),
            jobs: RwSignal::new(BTreeMap::new()),
            attended: RwSignal::new(Vec::new()),
            begun: StoredValue::new(BTreeSet::new()),
            left_over: RwSignal::new(!activity.open_pages().is_empty()),
            runners: StoredValue::new_local(BTreeMap::new()),
            page: StoredValue::new_local(Page::default()),
            who: StoredValue::new(who),
            client,
            activity,
            debts,
        };
        provide_context(context);
        context
    }

    /// Whether there is a write that no dialog shows, or one to take up. Tracked.
    pub fn is_any_open(self) -> bool {
        let attended = self.attended.get();
        let open = |job: &String| !attended.contains(job);
        self.jobs.with(|jobs| jobs.keys().any(open)) || self.left_over.get()
    }

    /// Sends a change once. `before` is what the read that will confirm it gave before; `Value::Null` for nothing.
    /// The answer names the write.
    pub fn send(self, change: Change, before: Value) -> String {
        self.begin(None, vec![(change, before)], false).1.remove(0)
    }

    /// Sends a change, and a second one once the first shows; if it does not, the second is not sent. Each comes with what the read
    /// that will confirm it gave before. The answer names both writes.
    pub fn send_in_turn(self, first: (Change, Value), second: (Change, Value)) -> (String, String) {
        let mut ids = self.begin(None, vec![first, second], true).1;
        let second = ids.pop().unwrap_or_default();
        (ids.pop().unwrap_or_default(), second)
    }

    /// Sends many changes, a few at a time. The answer names the job; [`Self::job`] tells how far it is.
    pub fn send_many(self, title: &str, items: Vec<(Change, Value)>) -> String {
        self.begin(Some(title.to_owned()), items, false).0
    }

    /// Begins a job; gives its name and those of its writes.
    fn begin(self, title: Option<String>, items: Vec<(Change, Value)>, in_turn: bool) -> (String, Vec<String>) {
        let runner = Runner::begin(self, title, items, in_turn);
        self.begun.update_value(|begun| {
            begun.insert(runner.name().to_owned());
        });
        self.add(runner.clone());
        let begun = (runner.name().to_owned(), runner.progress().ids.to_vec());
        spawn_local(async move {
            self.hold_page().await;
            runner.run().await;
        });
        begun
    }

    /// Keeps a write that its page sends by itself, because the answer is a secret that nothing else may see.
    pub async fn note(self, change: Change) -> Entry {
        self.hold_page().await;
        let client = self.client.client();
        let id = client.host().guid();
        let entry = Entry {
            id: id.clone(),
            who: self.who.get_value(),
            write: Record::new(change, Value::Null, client.host().now(), None),
            state: Outcome::Sending,
            request: None,
            job: id,
            title: None,
            place: 0,
            owner: writes::Page::name(&self),
        };
        let _ = self.activity.keep(vec![entry.clone()]).await;
        entry
    }

    /// Keeps what came of such a write.
    pub async fn settle(self, mut entry: Entry, state: Outcome, request: RequestIds) {
        (entry.state, entry.request) = (state, Some(request.service.unwrap_or(request.client)));
        let _ = self.activity.keep(vec![entry]).await;
    }

    /// One write. Tracked.
    pub fn get(self, id: &str) -> Option<Write> {
        self.writes.with(|writes| writes.get(id).cloned())
    }

    /// How far one write is. Tracked.
    pub fn state(self, id: &str) -> Option<Outcome> {
        self.writes.with(|writes| writes.get(id).map(|write| write.state.clone()))
    }

    /// One job. Tracked.
    pub fn job(self, job: &str) -> Option<Progress> {
        self.jobs.with(|jobs| jobs.get(job).cloned())
    }

    /// Sends nothing more of a job, or of the job of a write; what is under way goes on to its end.
    pub fn stop(self, name: &str) {
        self.press(name, Runner::stop);
    }

    /// Goes on with what was never sent of a job, or of the job of a write.
    pub fn go_on(self, name: &str) {
        self.press(name, Runner::go_on);
    }

    /// Tries again what has failed, and what nobody knows after a look.
    pub fn retry_failed(self, name: &str) {
        self.press(name, Runner::retry_failed);
    }

    /// A person wants something of a job, or of the job of a write.
    fn press(self, name: &str, what: fn(&Runner)) {
        let is_meant = |runner: &&Runner| runner.name() == name || runner.progress().ids.iter().any(|id| id == name);
        let found = self.runners.try_with_value(|runners| runners.values().find(is_meant).cloned());
        if let Some(runner) = found.flatten() {
            what(&runner);
            spawn_local(async move { runner.run().await });
        }
    }

    /// A dialog shows these writes or jobs (none: no more), so that pages need not.
    pub fn attend(self, ids: Vec<String>) {
        // The page may be on its way out, and this context with it.
        let _ = self.attended.try_set(ids);
    }

    /// The jobs that no dialog shows, until they are dismissed. Tracked.
    pub fn unattended(self) -> Vec<(String, Progress)> {
        let attended = self.attended.get();
        let shown = |name: &String, job: &Progress| attended.contains(name) || job.ids.iter().any(|id| attended.contains(id));
        self.jobs.with(|jobs| {
            let others = jobs.iter().filter(|(name, job)| !shown(name, job));
            others.map(|(name, job)| (name.clone(), job.clone())).collect()
        })
    }

    /// The writes of each job that this page has begun, that no dialog shows and that has ended well. Tracked.
    pub fn done_unattended(self) -> Vec<(String, Option<String>, Vec<Write>)> {
        let done = |(name, job): &(String, Progress)| {
            let began = self.begun.with_value(|begun| begun.contains(name));
            began && job.tally.all > 0 && job.tally.confirmed == job.tally.all
        };
        let jobs = self.unattended().into_iter().filter(done);
        jobs.map(|(name, job)| (name, job.title, job.ids.iter().filter_map(|id| self.get(id)).collect())).collect()
    }

    /// Calls `then` whenever a write to `target`, or to what is in it, has ended: what was read of it is out of date.
    pub fn on_end(self, target: ResourceId, then: impl Fn() + 'static) {
        let inside = format!("{}/", target.key());
        self.on_end_of(move |change| change.target == target || change.target.key().starts_with(&inside), then);
    }

    /// Calls `then` whenever a write that `ours` picks has ended; of many, when all have.
    pub fn on_end_of(self, ours: impl Fn(&Change) -> bool + 'static, then: impl Fn() + 'static) {
        let is_ours = move |id: &String| self.writes.with_untracked(|writes| writes.get(id).is_some_and(|it| ours(&it.change)));
        Effect::new(move |before: Option<u32>| {
            let ended = |job: &&Progress| job.rests > 0 && job.ids.iter().any(&is_ours);
            let count = self.jobs.with(|jobs| jobs.values().filter(ended).map(|job| job.rests).sum());
            if before.is_some_and(|before| count > before) {
                then();
            }
            count
        });
    }

    /// The ended writes that `ours` picks, by name, with what each acted on. Tracked.
    pub fn ended(self, ours: impl Fn(&Change) -> bool) -> Vec<(String, ResourceId)> {
        let ended = |(_, write): &(&String, &Write)| write.state.is_over() && ours(&write.change);
        self.writes
            .with(|writes| writes.iter().filter(ended).map(|(id, write)| (id.clone(), write.change.target.clone())).collect())
    }

    /// The person has seen how a job, or the job of a write, ended.
    pub fn dismiss(self, name: &str) {
        let found = self.jobs.with_untracked(|jobs| {
            let mut all = jobs.iter();
            let found = all.find(|(job, view)| *job == name || view.ids.iter().any(|id| id == name));
            found.filter(|(_, view)| view.tally.is_over()).map(|(job, view)| (job.clone(), view.ids.clone()))
        });
        if let Some((job, ids)) = found {
            self.runners.update_value(|runners| drop(runners.remove(&job)));
            self.jobs.update(|jobs| drop(jobs.remove(&job)));
            self.writes.update(|writes| writes.retain(|id, _| !ids.contains(id)));
        }
    }
}

/// The writes of the app.
pub fn use_writes() -> WritesContext {
    expect_context::<WritesContext>()
}
