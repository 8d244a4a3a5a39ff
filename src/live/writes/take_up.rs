//! Takes up what pages that are gone have left open: after a reload, a trip to the sign-in page, or a closed tab.

use std::collections::BTreeSet;

use avd::rule::job::Job;
use host::{Host, Instant};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::run::lock_of;
use super::{Entry, Work, WritesContext};
use crate::browser::lock;
use crate::live::activity::take_errand;

impl WritesContext {
    /// Takes up, once, what was on its way when a page was left. What another page still carries out is taken up when that page goes.
    pub fn take_up(self) {
        if self.left_over.get_untracked() {
            spawn_local(async move {
                self.inherit(&self.activity.read().await);
                self.left_over.try_set(false);
            });
        }
    }

    /// Takes up what is open in a list that was read.
    pub fn inherit(self, all: &[Entry]) {
        let open = all.iter().filter(|entry| !entry.state.is_over()).map(|entry| entry.owner.clone());
        let mut pages: BTreeSet<String> = self.activity.open_pages().into_iter().chain(open).collect();
        pages.remove(&self.name());
        for page in pages {
            spawn_local(self.inherit_from(page));
        }
    }

    /// Waits until a page is gone, and carries on with its writes.
    async fn inherit_from(self, page: String) {
        let held = lock::hold(&lock_of(&page)).await;
        // Another page may have been quicker: what counts is what is kept now.
        let all = self.activity.read().await;
        let jobs: BTreeSet<&String> = all.iter().filter(|it| it.owner == page && !it.state.is_over()).map(|it| &it.job).collect();
        let (client, mut left) = (self.client.client(), false);
        let (now, who) = (client.host().now(), client.tokens().signed_in());
        for job in jobs {
            let entries: Vec<Entry> = all.iter().filter(|entry| entry.job == *job).cloned().collect();
            let who = who.as_ref().map(|(who, since)| (&**who, *since));
            let errand = take_errand(job);
            if errand.is_none() && is_elsewhere(&entries, who, now) {
                left = true;
            } else {
                self.carry_on(job, entries, who, errand.as_deref()).await;
            }
        }
        if !left {
            self.activity.set_open(&page, false);
        }
        drop(held);
    }

    async fn carry_on(self, job: &str, mut entries: Vec<Entry>, who: Option<(&str, Instant)>, errand: Option<&str>) {
        let name = self.name();
        self.hold_page().await;
        entries.sort_by_key(|entry| entry.place);
        for entry in entries.iter_mut().filter(|entry| !entry.state.is_over()) {
            entry.owner.clone_from(&name);
        }
        let _ = self.activity.keep(entries.clone()).await;
        if self.works.try_with_value(|works| works.contains_key(job)) == Some(false) {
            let kept = entries.iter().map(|entry| (entry.write.clone(), entry.state.clone())).collect();
            let machine = Job::taken_up(kept, who, errand, &self.client.versions());
            let title = entries.first().and_then(|entry| entry.title.clone());
            self.add(job, Work::new(title, entries, machine));
            self.pump(job);
        }
    }
}

/// Whether a job waits for a sign-in that is under way in another tab.
fn is_elsewhere(entries: &[Entry], who: Option<(&str, Instant)>, now: Instant) -> bool {
    entries.iter().any(|Entry { write, .. }| write.waits_for.is_some() && write.is_fresh(now) && !write.may_go_out(who))
}
