//! Takes up what pages that are gone have left open: after a reload, a trip to the sign-in page, or a closed tab.

use std::collections::BTreeSet;

use avd::Entry;
use leptos::prelude::*;
use leptos::task::spawn_local;
use writes::{Page, left_open};

use super::page::lock_of;
use super::{Runner, WritesContext};
use crate::browser::lock;

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
        pages.remove(&Page::name(&self));
        for page in pages {
            spawn_local(self.inherit_from(page));
        }
    }

    /// Waits until a page is gone, and carries on with its writes.
    async fn inherit_from(self, page: String) {
        let held = lock::hold(&lock_of(&page)).await;
        // Another page may have been quicker: what counts is what is kept now.
        let all = self.activity.read().await;
        let (who, mut left) = (self.client.client().tokens().signed_in(), false);
        for entries in left_open(&all, &page) {
            match Runner::take_up(self, entries, who.as_ref().map(|(who, since)| (&**who, *since))) {
                Some(runner) => self.carry_on(runner).await,
                None => left = true,
            }
        }
        if !left {
            self.activity.set_open(&page, false);
        }
        drop(held);
    }

    async fn carry_on(self, runner: Runner) {
        self.hold_page().await;
        runner.keep().await;
        if self.runners.try_with_value(|runners| runners.contains_key(runner.name())) == Some(false) {
            self.add(runner.clone());
            spawn_local(async move { runner.run().await });
        }
    }
}
