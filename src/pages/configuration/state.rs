//! The form as a value: what it began with, what is in it, and what of it is kept over a reload.

use avd::rule::FieldProblem;
use avd::rule::configuration_edit::{Draft, FieldMerge};
use leptos::prelude::*;
use serde_json::Value;

use crate::pages::parts::{tag_lines, tags_of};
use crate::pages::pool_form::kept::{keep, kept};

/// What the form works on. Tags are held as typed: what is no tag is told, not lost.
#[derive(Clone, Copy)]
pub struct FormState {
    /// The configuration as received when the form was opened, or taken over since; null if there is none.
    pub base: RwSignal<Value>,
    /// The fields.
    pub draft: RwSignal<Draft>,
    /// The tags as typed, one a line.
    pub tags: RwSignal<String>,
    /// Whether a review was asked for: from then on, what is missing is named.
    pub asked: RwSignal<bool>,
    /// What somebody else changed meanwhile; to be looked at before anything is saved.
    pub meanwhile: RwSignal<Option<Meanwhile>>,
}

/// What differs between three states of the configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Meanwhile {
    /// The configuration as it is now.
    pub theirs: Value,
    /// The fields that the form or somebody else changed.
    pub merges: Vec<FieldMerge>,
}

impl FormState {
    /// Begins with what was read, or with what a reload left.
    pub fn new(received: Value, name: String) -> Self {
        let fresh = fresh(&received);
        let (base, mine) = kept::<(Draft, Draft)>(&name).unwrap_or_else(|| (Draft::from(&received), fresh));
        let state = Self {
            tags: RwSignal::new(tag_lines(&mine.vm_tags)),
            meanwhile: RwSignal::new(None),
            asked: RwSignal::new(false),
            draft: RwSignal::new(mine.clone()),
            base: RwSignal::new(received.clone()),
        };
        state.compare(&base, &mine, received);
        keep(name, move || (state.base.with(|base| Draft::from(base)), state.read().0.to_keep()));
        state
    }

    /// The draft with the tags read, and what is wrong with the tags as text. Tracked.
    pub fn read(self) -> (Draft, Option<FieldProblem>) {
        let mut draft = self.draft.get();
        let (tags, wrong) = tags_of(&self.tags.get());
        draft.vm_tags = tags;
        (draft, wrong.map(|why| FieldProblem::error("vmTags", why)))
    }

    /// Puts another draft into the form.
    pub fn put(self, draft: Draft) {
        self.tags.set(tag_lines(&draft.vm_tags));
        self.draft.set(draft);
    }

    /// Compares the form with the configuration as it is now. Says whether nobody else changed a field; if somebody did, the form
    /// asks what to do.
    pub fn is_current(self, theirs: Value) -> bool {
        let (base, mine) = (self.base.with_untracked(|base| Draft::from(base)), untrack(|| self.read().0));
        self.compare(&base, &mine, theirs)
    }

    fn compare(self, base: &Draft, mine: &Draft, theirs: Value) -> bool {
        let now = Draft::from(&theirs);
        let merges = Draft::three_way(base, mine, &now);
        let current = !merges.iter().any(FieldMerge::is_theirs);
        if current {
            // Only what is no field has changed, such as the version.
            self.base.set(theirs);
        } else {
            self.meanwhile.set(Some(Meanwhile { theirs, merges }));
        }
        current
    }

    /// Goes on from the configuration as it is now, with the form's own changes on top. `keep_mine` names the fields that both
    /// changed and that stay as they are in the form.
    pub fn take_over(self, keep_mine: &[String]) {
        let Some(Meanwhile { theirs, merges }) = self.meanwhile.get_untracked() else { return };
        let draft = Draft::rebased(&Draft::from(&theirs), &merges, |field| keep_mine.iter().any(|kept| kept == field));
        self.base.set(theirs);
        self.put(draft);
        self.meanwhile.set(None);
    }
}

/// The fields to begin with: those there are, or the presets.
pub fn fresh(received: &Value) -> Draft {
    if received.is_null() { Draft::of_new() } else { Draft::from(received) }
}
