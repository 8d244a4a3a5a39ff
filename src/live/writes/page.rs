//! This page as the runner of its writes sees it: where they are kept, and where their progress shows.

use arm::Error;
use avd::{ApiVersions, Entry, ReadBack};
use host::Host;
use leptos::prelude::*;
use writes::{Outcome, Progress};

use super::{Write, WritesContext};
use crate::browser::lock;
use crate::client::Client;
use crate::live::activity::{Kept, note_errand, take_errand};
use crate::session::Tokens;
use crate::world::World;

impl writes::Page for WritesContext {
    type ReadBack = ReadBack;
    type Platform = World;
    type Tokens = Tokens;

    fn client(&self) -> Client {
        self.client.client()
    }

    fn versions(&self) -> ApiVersions {
        self.client.versions()
    }

    fn who(&self) -> String {
        self.who.try_get_value().unwrap_or_default()
    }

    fn name(&self) -> String {
        let guid = self.client().host().guid();
        let named = self.page.try_update_value(|page| {
            if page.name.is_empty() {
                page.name = guid;
            }
            page.name.clone()
        });
        named.unwrap_or_default()
    }

    async fn keep(&self, entries: Vec<Entry>) -> bool {
        self.activity.keep(entries).await != Kept::Nowhere
    }

    fn note(&self, batch: &str, errand: Option<&str>) {
        note_errand(batch, errand);
    }

    fn take_note(&self, batch: &str) -> Option<String> {
        take_errand(batch)
    }

    fn leaving(&self) -> Option<String> {
        let client = self.client();
        let tokens = client.tokens();
        tokens.is_leaving().then(|| tokens.signed_in()).flatten().map(|(who, _)| who)
    }

    fn is_gone(&self) -> bool {
        self.runners.try_with_value(|_| ()).is_none()
    }

    fn show(&self, changed: Vec<(Entry, Option<Error>)>, progress: Progress) {
        // One that was dismissed is not shown again.
        if self.runners.try_with_value(|runners| runners.contains_key(&progress.name)) != Some(true) {
            return;
        }
        changed.iter().for_each(|(entry, _)| self.note_debts(entry));
        self.writes.try_update(|writes| {
            for (entry, error) in changed {
                if let Some(write) = writes.get_mut(&entry.id) {
                    (write.state, write.error, write.request) = (entry.state, error, entry.request);
                }
            }
            for id in &*progress.ids {
                if let Some(write) = writes.get_mut(id) {
                    write.retry_at = progress.paused.filter(|_| write.state == Outcome::Waiting);
                }
            }
        });
        self.jobs.try_update(|jobs| drop(jobs.insert(progress.name.clone(), progress)));
        self.mark();
    }
}

impl WritesContext {
    /// Lets other pages know that this one is there, from the first write on.
    pub(super) async fn hold_page(self) {
        let name = writes::Page::name(&self);
        if self.page.try_with_value(|page| page.lock.is_none()) == Some(true) {
            let lock = lock::hold_at_once(&lock_of(&name)).await;
            self.page.try_update_value(|page| page.lock = page.lock.take().or(lock));
        }
    }

    /// Shows a batch that this page is to carry out.
    pub(super) fn add(self, runner: super::Runner) {
        self.writes.update(|writes| {
            writes.extend(runner.entries().into_iter().map(|entry| {
                let (asked_at, follows) = (entry.asked_at(), entry.write.after.is_some());
                let Entry { id, write, state, request, .. } = entry;
                (id, Write { change: write.change, state, error: None, request, asked_at, follows, retry_at: None })
            }));
        });
        let progress = runner.progress();
        self.runners.update_value(|runners| drop(runners.insert(progress.name.clone(), runner)));
        writes::Page::show(&self, Vec::new(), progress);
    }

    /// Autoscale that a write switched off is owed, also where nobody saw the effect.
    fn note_debts(self, entry: &Entry) {
        let write = &entry.write;
        let may_be_done = matches!(entry.state, Outcome::Confirmed(_) | Outcome::Unconfirmed(_));
        if write.change.verify == ReadBack::ScalingPlan && may_be_done {
            self.debts.written(&write.change, &write.before, self.client.client().host().now());
        }
    }

    /// Marks this page as long as something is open.
    fn mark(self) {
        let open = self.jobs.try_with_untracked(|jobs| jobs.values().any(|job| !job.tally.is_over()));
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

/// The lock that stands for a page.
pub(super) fn lock_of(page: &str) -> String {
    ["avd.page.", page].concat()
}
