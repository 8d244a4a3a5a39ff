//! One write of a batch: before, in and after its write.

use std::collections::BTreeMap;

use arm::{Acted, Call, Error, Fate, ResourceId};
use host::Instant;
use serde_json::Value;

use crate::change::{Change, Confirm};
use crate::outcome::Outcome;
use crate::record::Record;
use crate::write::Write;

/// Where it stands.
#[derive(Clone, Debug)]
pub(super) enum Phase<R: Confirm> {
    /// Not sent; its turn comes.
    Waiting,
    /// Not sent; it waits for a person.
    Held(String),
    /// Sent, or about to be.
    Going(Box<Write<R>>),
    /// Looked at once more, and sent again if it does not show.
    Testing(Box<Write<R>>),
    /// At its end.
    Over(Outcome),
}

#[derive(Clone, Debug)]
pub(super) struct Slot<R: Confirm> {
    record: Record<R>,
    /// When the person asked for it last.
    pub(super) pressed: Instant,
    pub(super) phase: Phase<R>,
    /// The list whose one read shows it together with others.
    pub(super) list: Option<Call>,
    /// Whether any read shows it.
    visible: bool,
    /// A step was given out and nothing is reported yet.
    pub(super) busy: bool,
    /// When a wait between two looks ends.
    pub(super) due: Option<Instant>,
    /// Since when a list could show it.
    pub(super) ready: Option<Instant>,
    /// How often it was refused for its pace.
    pub(super) paced: u32,
    /// Whether the person was told that nothing keeps its record.
    pub(super) unkept: bool,
    pub(super) error: Option<Error>,
    pub(super) request: Option<String>,
}

impl<R: Confirm> Slot<R> {
    pub(super) fn new(record: Record<R>, phase: Phase<R>, versions: &R::Versions) -> Self {
        let Change { verify, target, .. } = &record.change;
        let (list, visible) = (verify.list(target, versions), verify.call(target, versions).is_some());
        let pressed = Instant::from_millis(record.sent_at);
        Self {
            record,
            pressed,
            phase,
            list,
            visible,
            busy: false,
            due: None,
            ready: None,
            paced: 0,
            unkept: false,
            error: None,
            request: None,
        }
    }

    pub(super) fn record(&self) -> &Record<R> {
        match &self.phase {
            Phase::Going(write) => write.record(),
            _ => &self.record,
        }
    }

    pub(super) fn write(&self) -> Option<&Write<R>> {
        match &self.phase {
            Phase::Going(write) | Phase::Testing(write) => Some(write),
            _ => None,
        }
    }

    pub(super) fn write_mut(&mut self) -> Option<&mut Write<R>> {
        match &mut self.phase {
            Phase::Going(write) | Phase::Testing(write) => Some(write),
            _ => None,
        }
    }

    pub(super) fn turn(&mut self, phase: Phase<R>) {
        (self.phase, self.busy, self.due, self.ready) = (phase, false, None, None);
    }

    pub(super) const fn is_waiting(&self) -> bool {
        matches!(self.phase, Phase::Waiting)
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over(_))
    }

    pub(super) fn is_confirmed(&self) -> bool {
        matches!(self.phase, Phase::Over(Outcome::Confirmed(_) | Outcome::Replaced(_)))
    }

    /// Whether a person may try it again: what no read shows only if it was certainly not done.
    pub(super) fn is_retriable(&self) -> bool {
        let Phase::Over(state) = &self.phase else { return false };
        match state {
            Outcome::Failed { ran, .. } => !ran || self.visible,
            Outcome::Unconfirmed(_) => self.visible,
            Outcome::NotSent(_) => self.error.is_some(),
            _ => false,
        }
    }

    pub(super) fn state(&self) -> Outcome {
        match &self.phase {
            Phase::Waiting => Outcome::Waiting,
            Phase::Held(why) => Outcome::Held(why.clone()),
            Phase::Going(write) | Phase::Testing(write) => write.outcome(),
            Phase::Over(state) => state.clone(),
        }
    }

    /// What an answer tells beside the fate of the write.
    pub(super) fn note(&mut self, answer: Result<&Acted, &Error>) {
        let ids = match answer {
            Ok(acted) => Some(&acted.request),
            Err(error) => (error.fate() != Fate::NotSent).then(|| error.request()),
        };
        self.error = None;
        self.request = ids.map(|ids| ids.service.as_ref().unwrap_or(&ids.client).clone()).or(self.request.take());
    }

    /// The end of its write: the end of it all, or its turn again.
    pub(super) fn land(&mut self, end: Outcome) {
        self.error = self.write().and_then(Write::error).cloned().or(self.error.take());
        if let Phase::Going(write) = &self.phase {
            self.record = write.record().clone();
            (self.record.operation, self.record.waits_for, self.record.refused) = (None, None, false);
        }
        let again = matches!(&self.phase, Phase::Testing(write) if write.is_absent());
        self.record.accepted &= !again;
        self.turn(if again { Phase::Waiting } else { Phase::Over(end) });
    }
}

/// The items of a list by their ids.
pub(super) fn by_id(list: &[Value]) -> BTreeMap<ResourceId, &Value> {
    list.iter().filter_map(|one| Some((ResourceId::parse(one.get("id")?.as_str()?).ok()?, one))).collect()
}
