//! Carries out what the machine of a job asks for, keeps what came of it, and shows it.

use avd::ReadBack;
use avd::rule::job::{State, Step};
use host::{Host, Instant};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::{Entry, JobView, Work, Write, WritesContext};
use crate::browser::lock;
use crate::live::activity::{Kept, note_errand};

impl WritesContext {
    /// The name of this page as a place where writes are carried out.
    pub(super) fn name(self) -> String {
        let guid = self.client.client().host().guid();
        let named = self.page.try_update_value(|page| {
            if page.name.is_empty() {
                page.name = guid;
            }
            page.name.clone()
        });
        named.unwrap_or_default()
    }

    /// Lets other pages know that this one is there, from the first write on.
    pub(super) async fn hold_page(self) {
        let name = self.name();
        if self.page.try_with_value(|page| page.lock.is_none()) == Some(true) {
            let lock = lock::hold_at_once(&lock_of(&name)).await;
            self.page.try_update_value(|page| page.lock = page.lock.take().or(lock));
        }
    }

    pub(super) fn add(self, name: &str, work: Work) {
        self.writes.update(|writes| {
            writes.extend(work.entries.iter().map(|entry| {
                let change = entry.write.change.clone();
                let (state, request) = (entry.state.clone(), entry.request.clone());
                let (asked_at, follows) = (entry.asked_at(), entry.write.after.is_some());
                (entry.id.clone(), Write { change, state, error: None, request, asked_at, follows, retry_at: None })
            }));
        });
        note_errand(name, work.job.errand().as_deref());
        self.works.update_value(|works| drop(works.insert(name.to_owned(), work)));
        self.show(name);
        self.mark();
    }

    /// Does with a job what a person wants, or tells it what came.
    pub(super) fn tell(self, name: &str, what: impl FnOnce(&mut Work)) {
        self.with_work(name, what);
        self.pump(name);
    }

    /// `None` if the page, or the job, is gone.
    fn with_work<R>(self, name: &str, what: impl FnOnce(&mut Work) -> R) -> Option<R> {
        self.works.try_update_value(|works| works.get_mut(name).map(what)).flatten()
    }

    /// Begins everything that is due.
    pub(super) fn pump(self, name: &str) {
        loop {
            let now = self.client.client().host().now();
            let Some(step) = self.with_work(name, |work| work.job.next(now)) else { return };
            match step {
                Step::Wait(until) => break self.set_alarm(name, until, now),
                Step::Idle | Step::Rest => break,
                step => self.begin_step(name.to_owned(), step),
            }
        }
        self.sync(name);
    }

    fn begin_step(self, name: String, step: Step) {
        let (client, now) = (self.client.client(), move || self.client.client().host().now());
        spawn_local(async move {
            match step {
                Step::Keep(at) => {
                    let entry = self.with_work(&name, |work| work.entry(at)).flatten();
                    let kept = match entry {
                        Some(entry) => self.activity.keep(vec![entry]).await,
                        None => Kept::Nowhere,
                    };
                    self.tell(&name, |work| match kept {
                        Kept::Nowhere => work.job.unkept(at),
                        Kept::Tab | Kept::Browser => work.job.kept(at),
                    });
                }
                Step::Send(at) => {
                    let call = self.with_work(&name, |work| {
                        work.entries.get(at).map(|entry| (entry.write.change.call.clone(), work.job.until(at)))
                    });
                    let Some((call, until)) = call.flatten() else { return };
                    let answer = client.act_until(&call, until).await;
                    let leaving = client.tokens().is_leaving().then(|| client.tokens().signed_in()).flatten();
                    self.answered(&name, at, answer, leaving.map(|(who, _)| who), now());
                }
                Step::Watch(at, operation) => {
                    let end = client.watch(*operation, |_| ()).await.map(drop);
                    self.tell(&name, |work| work.job.watched(at, end));
                }
                Step::Look(at, call) => {
                    let read = client.read::<Value>(&call).await.map(|read| read.value);
                    self.tell(&name, |work| work.job.looked(at, read));
                }
                Step::List(ids, call) => {
                    let read = client.list::<Value>(&call).await;
                    self.tell(&name, |work| work.job.listed(&ids, &read));
                }
                Step::Wait(_) | Step::Idle | Step::Rest => {}
            }
        });
    }

    fn answered(self, name: &str, at: usize, answer: Result<arm::Acted, arm::Error>, leaving: Option<String>, now: Instant) {
        self.tell(name, |work| {
            work.job.answered(at, answer, leaving, now);
            // Before the window leaves: a database may be too slow for that.
            note_errand(name, work.job.errand().as_deref());
        });
    }

    fn set_alarm(self, name: &str, until: Instant, now: Instant) {
        let sooner = self.with_work(name, |work| {
            let sooner = work.alarm.is_none_or(|alarm| until < alarm);
            if sooner {
                work.alarm = Some(until);
            }
            sooner
        });
        if sooner == Some(true) {
            let (name, client) = (name.to_owned(), self.client.client());
            spawn_local(async move {
                client.host().sleep(now.until(until)).await;
                self.tell(&name, |work| work.alarm = work.alarm.filter(|alarm| *alarm != until));
            });
        }
    }

    /// Keeps and shows what has changed.
    fn sync(self, name: &str) {
        let changed = self.with_work(name, Work::sync).unwrap_or_default();
        changed.iter().for_each(|(entry, _)| self.note_debts(entry));
        self.writes.try_update(|writes| {
            for (entry, error) in &changed {
                if let Some(write) = writes.get_mut(&entry.id) {
                    (write.state, write.error, write.request) = (entry.state.clone(), error.clone(), entry.request.clone());
                }
            }
        });
        self.show(name);
        // What is about to go out is kept before that, in its turn.
        let kept: Vec<Entry> = changed.into_iter().map(|(entry, _)| entry).filter(|it| it.state != State::Sending).collect();
        if !kept.is_empty() {
            spawn_local(async move {
                let _ = self.activity.keep(kept).await;
            });
            self.mark();
        }
    }

    fn show(self, name: &str) {
        let now = self.client.client().host().now();
        if let Some(view) = self.with_work(name, |work| view_of(work, now)) {
            self.writes.try_update(|writes| {
                for id in &*view.ids {
                    if let Some(write) = writes.get_mut(id) {
                        write.retry_at = view.paused.filter(|_| write.state == State::Waiting);
                    }
                }
            });
            self.jobs.try_update(|jobs| drop(jobs.insert(name.to_owned(), view)));
        }
    }

    /// Autoscale that a write switched off is owed, also where nobody saw the effect.
    fn note_debts(self, entry: &Entry) {
        let write = &entry.write;
        if write.change.verify == ReadBack::ScalingPlan && matches!(entry.state, State::Confirmed(_) | State::Unconfirmed(_)) {
            self.debts.written(&write.change, &write.before, self.client.client().host().now());
        }
    }

    /// Marks this page as long as something is open.
    pub(super) fn mark(self) {
        let open = self.works.try_with_value(|works| works.values().any(|work| !work.job.tally().is_over()));
        let changed = self.page.try_update_value(|page| {
            let changed = open.is_some_and(|open| open != page.open);
            page.open = open.unwrap_or(page.open);
            changed.then(|| (page.name.clone(), page.open))
        });
        if let Some((name, open)) = changed.flatten() {
            self.activity.set_open(&name, open);
        }
    }
}

impl Work {
    /// One as it stands, to be kept.
    fn entry(&mut self, at: usize) -> Option<Entry> {
        let (state, write) = (self.job.states().nth(at)?, self.job.record(at)?.clone());
        let entry = self.entries.get_mut(at)?;
        (entry.state, entry.write) = (state, write);
        entry.request = self.job.request_id(at).map(str::to_owned).or(entry.request.take());
        Some(entry.clone())
    }

    /// Those whose state has changed, with what the service said.
    fn sync(&mut self) -> Vec<(Entry, Option<arm::Error>)> {
        let states = self.job.states().collect::<Vec<_>>();
        let known = self.entries.iter().map(|entry| &entry.state);
        let changed: Vec<usize> =
            states.iter().zip(known).enumerate().filter(|(_, (now, then))| now != then).map(|(at, _)| at).collect();
        let rests = self.job.tally().is_at_rest();
        self.rest = (rests, self.rest.1 + u32::from(rests && !self.rest.0));
        changed.into_iter().filter_map(|at| Some((self.entry(at)?, self.job.error(at).cloned()))).collect()
    }
}

/// The lock that stands for a page.
pub(super) fn lock_of(page: &str) -> String {
    ["avd.page.", page].concat()
}

fn view_of(work: &Work, now: Instant) -> JobView {
    JobView {
        title: work.title.clone(),
        ids: work.entries.iter().map(|entry| entry.id.clone()).collect(),
        tally: work.job.tally(),
        paused: work.job.paused(now),
        retriable: work.job.retriable(),
        held: work.job.states().find_map(|state| if let State::Held(why) = state { Some(why) } else { None }),
        asked_at: work.entries.first().map_or(now, Entry::asked_at),
        rests: work.rest.1,
    }
}
