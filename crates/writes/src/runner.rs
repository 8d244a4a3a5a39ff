//! Carries a batch out: asks it what is next, does that, and tells it what came of it. The console and its simulation run this.
//!
//! ```text
//!          ┌──────────────────────── report ◄───────────────────────┐
//!  press ──┴─► next ──► keep ─► send │ watch │ look │ list ─────────┘
//!               │ ▲
//!               ▼ │  nothing due: until an alarm, a report or a press
//!              wait
//! ```
//!
//! Everything is kept twice before it is sent: all of a batch when it is asked for, so that a reload knows of it, and each write
//! as *sending* right before it goes out, so that a reload looks for it.

use core::cell::{Cell, RefCell};
use core::pin::pin;
use core::task::{Poll, Waker};
use std::collections::BTreeSet;
use std::rc::Rc;

use arm::{Acted, Error, Read};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use host::{Host, Instant};
use serde_json::Value;

use crate::batch::{Batch, Step};
use crate::change::{Change, Confirm};
use crate::entry::Entry;
use crate::outcome::Outcome;
use crate::page::{Page, Progress};
use crate::record::Record;

/// Carries out one batch. Clones carry out the same one.
pub struct Runner<P: Page>(Rc<Inner<P>>);

struct Inner<P: Page> {
    page: P,
    name: String,
    title: Option<String>,
    work: RefCell<Work<P::ReadBack>>,
    /// Whether all of it was kept once.
    kept: Cell<bool>,
    running: Cell<bool>,
    pressed: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

/// A batch and its entries as they were kept last.
struct Work<R: Confirm> {
    entries: Vec<Entry<R>>,
    batch: Batch<R>,
    /// Whether it is at rest, and how often it came there.
    rest: (bool, u32),
}

/// What is to be done.
enum Task<R> {
    Step(Box<Step>),
    Store(Vec<Entry<R>>),
}

/// What came of it.
enum Report {
    Kept(usize, bool),
    Answered(usize, Box<Result<Acted, Error>>, Option<String>),
    Watched(usize, Result<(), Error>),
    Looked(usize, Result<Value, Error>),
    Listed(Vec<usize>, Result<Read<Vec<Value>>, Error>),
    Nothing,
}

impl<P: Page> Clone for Runner<P> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<P: Page> Runner<P> {
    /// Changes that somebody asks for now, each with what the read that will confirm it gave before (`Value::Null` for nothing).
    /// `in_turn`: each only once the one before it shows. [`Runner::run`] sends them.
    pub fn begin(page: P, title: Option<String>, items: Vec<(Change<P::ReadBack>, Value)>, in_turn: bool) -> Self {
        let client = page.client();
        let platform = client.host();
        let (name, now) = (platform.guid(), platform.now());
        let entries = items.into_iter().enumerate().map(|(place, (change, before))| Entry {
            // A write alone is called like its batch.
            id: if place == 0 { name.clone() } else { platform.guid() },
            who: page.who(),
            write: Record::new(change, before, now, (in_turn && place > 0).then(|| name.clone())),
            state: Outcome::Waiting,
            request: None,
            job: name.clone(),
            title: title.clone(),
            place,
            owner: page.name(),
        });
        let entries: Vec<_> = entries.collect();
        let batch = Batch::new(entries.iter().map(|entry| entry.write.clone()).collect(), &page.versions());
        Self::new(page, name, title, entries, batch)
    }

    /// The batch of a page that is gone, from what was kept of it: looked at, not sent again. `signed_in`: who, and since when.
    /// `None` if it waits for a sign-in that may be under way in another tab.
    pub fn take_up(page: P, mut entries: Vec<Entry<P::ReadBack>>, signed_in: Option<(&str, Instant)>) -> Option<Self> {
        let first = entries.first()?;
        let (name, title, now) = (first.job.clone(), first.title.clone(), page.client().host().now());
        let errand = page.take_note(&name);
        if errand.is_none() && entries.iter().any(|entry| entry.waits_elsewhere(signed_in, now)) {
            return None;
        }
        entries.sort_by_key(|entry| entry.place);
        entries.iter_mut().filter(|entry| !entry.state.is_over()).for_each(|entry| entry.owner = page.name());
        let kept = entries.iter().map(|entry| (entry.write.clone(), entry.state.clone())).collect();
        let batch = Batch::taken_up(kept, signed_in, errand.as_deref(), &page.versions());
        Some(Self::new(page, name, title, entries, batch))
    }

    fn new(page: P, name: String, title: Option<String>, entries: Vec<Entry<P::ReadBack>>, batch: Batch<P::ReadBack>) -> Self {
        page.note(&name, batch.errand().as_deref());
        Self(Rc::new(Inner {
            page,
            name,
            title,
            work: RefCell::new(Work { entries, batch, rest: (false, 0) }),
            kept: Cell::new(false),
            running: Cell::new(false),
            pressed: Cell::new(false),
            waker: RefCell::new(None),
        }))
    }

    /// The name of the batch.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Its writes as they were kept last.
    pub fn entries(&self) -> Vec<Entry<P::ReadBack>> {
        self.0.work.borrow().entries.clone()
    }

    /// Looks at the batch.
    pub fn with<O>(&self, look: impl FnOnce(&Batch<P::ReadBack>) -> O) -> O {
        look(&self.0.work.borrow().batch)
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let (work, now) = (self.0.work.borrow(), self.now());
        Progress {
            name: self.0.name.clone(),
            title: self.0.title.clone(),
            ids: work.entries.iter().map(|entry| entry.id.clone()).collect(),
            tally: work.batch.tally(),
            paused: work.batch.paused(now),
            retriable: work.batch.retriable(),
            held: work.batch.states().find_map(|state| if let Outcome::Held(why) = state { Some(why) } else { None }),
            asked_at: work.entries.first().map_or(now, Entry::asked_at),
            rests: work.rest.1,
        }
    }

    /// Sends nothing more; what is under way goes on to its end.
    pub fn stop(&self) {
        self.press(|batch, _| batch.stop());
    }

    /// Goes on with what was never sent.
    pub fn go_on(&self) {
        self.press(Batch::go_on);
    }

    /// Tries again what has failed, and what nobody knows after a look.
    pub fn retry_failed(&self) {
        self.press(Batch::retry_failed);
    }

    /// What a person wants is done by [`Runner::run`]: by the one that runs, or by the next.
    fn press(&self, what: impl FnOnce(&mut Batch<P::ReadBack>, Instant)) {
        what(&mut self.0.work.borrow_mut().batch, self.now());
        self.0.pressed.set(true);
        if let Some(waker) = self.0.waker.take() {
            waker.wake();
        }
    }

    /// Keeps all of the batch, once. [`Runner::run`] begins with it; who has to know that it is done waits for this.
    pub async fn keep(&self) {
        if !self.0.kept.replace(true) {
            let _ = self.0.page.keep(self.entries()).await;
        }
    }

    /// Carries the batch out until nothing more happens by itself. Ends at once if that is being done.
    pub async fn run(&self) {
        if self.0.running.replace(true) {
            return;
        }
        self.keep().await;
        let mut under_way = FuturesUnordered::new();
        loop {
            self.0.pressed.set(false);
            let (tasks, last) = self.due();
            tasks.into_iter().for_each(|task| under_way.push(self.carry_out(task)));
            let alarm = match last {
                Step::Wait(until) => Some(until),
                _ if under_way.is_empty() => break,
                _ => None,
            };
            if let Some(report) = self.next(&mut under_way, alarm).await {
                self.tell(report);
            }
        }
        self.0.running.set(false);
    }

    /// Waits for the next report; `None` at an alarm or a press.
    async fn next(
        &self,
        under_way: &mut FuturesUnordered<impl Future<Output = Report>>,
        alarm: Option<Instant>,
    ) -> Option<Report> {
        let client = self.0.page.client();
        let mut alarm = pin!(async {
            match alarm {
                Some(until) => client.host().sleep(client.host().now().until(until)).await,
                None => core::future::pending().await,
            }
        });
        core::future::poll_fn(|context| {
            if let Poll::Ready(Some(report)) = under_way.poll_next_unpin(context) {
                return Poll::Ready(Some(report));
            }
            if self.0.pressed.get() {
                return Poll::Ready(None);
            }
            self.0.waker.replace(Some(context.waker().clone()));
            alarm.as_mut().poll(context).map(|()| None)
        })
        .await
    }

    /// Everything that may begin now, and what to do after it. What has changed is shown and kept.
    fn due(&self) -> (Vec<Task<P::ReadBack>>, Step) {
        let (now, mut tasks) = (self.now(), Vec::new());
        if self.0.page.is_gone() {
            return (tasks, Step::Rest);
        }
        let last = loop {
            let step = self.0.work.borrow_mut().batch.next(now);
            match step {
                last @ (Step::Wait(_) | Step::Idle | Step::Rest) => break last,
                step => tasks.push(Task::Step(Box::new(step))),
            }
        };
        let changed = self.0.work.borrow_mut().changed();
        // What is about to go out is kept before that, in its turn.
        let settled: Vec<_> =
            changed.iter().map(|(entry, _)| entry).filter(|entry| entry.state != Outcome::Sending).cloned().collect();
        if !settled.is_empty() {
            tasks.push(Task::Store(settled));
        }
        self.0.page.show(changed, self.progress());
        (tasks, last)
    }

    async fn carry_out(&self, task: Task<P::ReadBack>) -> Report {
        let (page, client) = (&self.0.page, self.0.page.client());
        let step = match task {
            Task::Store(entries) => {
                let _ = page.keep(entries).await;
                return Report::Nothing;
            }
            Task::Step(step) => *step,
        };
        match step {
            Step::Keep(at) => {
                let entry = self.0.work.borrow_mut().entry(at);
                let kept = match entry {
                    Some(entry) => page.keep(vec![entry]).await,
                    None => false,
                };
                Report::Kept(at, kept)
            }
            Step::Send(at) => {
                let sent = self.with(|batch| batch.record(at).map(|record| (record.change.call.clone(), batch.until(at))));
                let Some((call, until)) = sent else { return Report::Nothing };
                let answer = client.act_until(&call, until).await;
                Report::Answered(at, Box::new(answer), page.leaving())
            }
            Step::Watch(at, operation) => Report::Watched(at, client.watch(*operation, |_| ()).await.map(drop)),
            Step::Look(at, call) => Report::Looked(at, client.read::<Value>(&call).await.map(|read| read.value)),
            Step::List(ids, call) => Report::Listed(ids, client.list::<Value>(&call).await),
            Step::Wait(_) | Step::Idle | Step::Rest => Report::Nothing,
        }
    }

    fn tell(&self, report: Report) {
        let now = self.now();
        let mut work = self.0.work.borrow_mut();
        let batch = &mut work.batch;
        match report {
            Report::Kept(at, true) => batch.kept(at),
            Report::Kept(at, false) => batch.unkept(at),
            Report::Answered(at, answer, leaving) => {
                batch.answered(at, *answer, leaving, now);
                // Before the window leaves: a database may be too slow for that.
                self.0.page.note(&self.0.name, batch.errand().as_deref());
            }
            Report::Watched(at, end) => batch.watched(at, end),
            Report::Looked(at, read) => batch.looked(at, read),
            Report::Listed(ids, read) => batch.listed(&ids, &read),
            Report::Nothing => {}
        }
    }

    fn now(&self) -> Instant {
        self.0.page.client().host().now()
    }
}

impl<R: Confirm> Work<R> {
    /// One as it stands, to be kept.
    fn entry(&mut self, at: usize) -> Option<Entry<R>> {
        let (state, write) = (self.batch.states().nth(at)?, self.batch.record(at)?.clone());
        let entry = self.entries.get_mut(at)?;
        (entry.state, entry.write) = (state, write);
        entry.request = self.batch.request_id(at).map(str::to_owned).or(entry.request.take());
        Some(entry.clone())
    }

    /// Those whose state has changed, with what the service said of a failure.
    fn changed(&mut self) -> Vec<(Entry<R>, Option<Error>)> {
        let states = self.batch.states().collect::<Vec<_>>();
        let known = self.entries.iter().map(|entry| &entry.state);
        let changed: Vec<usize> =
            states.iter().zip(known).enumerate().filter(|(_, (now, then))| now != then).map(|(at, _)| at).collect();
        let rests = self.batch.tally().is_at_rest();
        self.rest = (rests, self.rest.1 + u32::from(rests && !self.rest.0));
        changed.into_iter().filter_map(|at| Some((self.entry(at)?, self.batch.error(at).cloned()))).collect()
    }
}

/// The batches in a list that was read that a page which is gone has left open: the entries of each.
pub fn left_open<R: Confirm>(all: &[Entry<R>], owner: &str) -> Vec<Vec<Entry<R>>> {
    let open = all.iter().filter(|entry| entry.owner == owner && !entry.state.is_over());
    let batches: BTreeSet<&String> = open.map(|entry| &entry.job).collect();
    batches.into_iter().map(|batch| all.iter().filter(|entry| entry.job == *batch).cloned().collect()).collect()
}
