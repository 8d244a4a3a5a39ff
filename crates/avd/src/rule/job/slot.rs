//! One write of a job: before, in and after its flight.

use std::collections::BTreeMap;

use arm::{Acted, Call, Error, Fate, ResourceId};
use host::Instant;
use serde_json::Value;

use super::State;
use super::write::{Flight, Record, Stage};
use crate::change::Change;
use crate::version::ApiVersions;

/// Where it stands.
#[derive(Clone, Debug)]
pub(super) enum Phase {
    /// Not sent; its turn comes.
    Waiting,
    /// Not sent; it waits for a person.
    Held(String),
    /// Sent, or about to be.
    Flying(Box<Flight>),
    /// Looked at once more, and sent again if it does not show.
    Testing(Box<Flight>),
    /// At its end.
    Over(State),
}

#[derive(Clone, Debug)]
pub(super) struct Slot {
    record: Record,
    /// When the person asked for it last.
    pub(super) pressed: Instant,
    pub(super) phase: Phase,
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

impl Slot {
    pub(super) fn new(record: Record, phase: Phase, versions: &ApiVersions) -> Self {
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

    pub(super) fn record(&self) -> &Record {
        match &self.phase {
            Phase::Flying(flight) => flight.record(),
            _ => &self.record,
        }
    }

    pub(super) fn flight(&self) -> Option<&Flight> {
        match &self.phase {
            Phase::Flying(flight) | Phase::Testing(flight) => Some(flight),
            _ => None,
        }
    }

    pub(super) fn flight_mut(&mut self) -> Option<&mut Flight> {
        match &mut self.phase {
            Phase::Flying(flight) | Phase::Testing(flight) => Some(flight),
            _ => None,
        }
    }

    pub(super) fn turn(&mut self, phase: Phase) {
        (self.phase, self.busy, self.due, self.ready) = (phase, false, None, None);
    }

    pub(super) const fn is_waiting(&self) -> bool {
        matches!(self.phase, Phase::Waiting)
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over(_))
    }

    pub(super) fn is_confirmed(&self) -> bool {
        matches!(self.phase, Phase::Over(State::Confirmed(_)))
    }

    /// Whether a person may try it again: what no read shows only if it was certainly not done.
    pub(super) fn is_retriable(&self) -> bool {
        let Phase::Over(state) = &self.phase else { return false };
        match state {
            State::Failed { ran, .. } => !ran || self.visible,
            State::Unconfirmed(_) => self.visible,
            State::NotSent(_) => self.error.is_some(),
            _ => false,
        }
    }

    pub(super) fn state(&self) -> State {
        match &self.phase {
            Phase::Waiting => State::Waiting,
            Phase::Held(why) => State::Held(why.clone()),
            Phase::Flying(flight) | Phase::Testing(flight) => match flight.stage() {
                Stage::Sending | Stage::Queued => State::Sending,
                Stage::Working => State::Working,
                Stage::Looking { lost } => State::Looking { lost },
                end => end_of(end, flight.record().accepted),
            },
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

    /// The end of its flight: the end of it all, or its turn again.
    pub(super) fn land(&mut self, end: Stage) {
        if let Stage::Failed(error) = &end {
            self.error = Some(error.clone());
        }
        if let Phase::Flying(flight) = &self.phase {
            self.record = flight.record().clone();
            (self.record.operation, self.record.waits_for) = (None, None);
        }
        let state = end_of(end, self.record.accepted);
        let again = matches!(&self.phase, Phase::Testing(flight) if flight.is_absent());
        self.record.accepted &= !again;
        self.turn(if again { Phase::Waiting } else { Phase::Over(state) });
    }
}

/// `accepted`: the service had taken it before it came to this end.
fn end_of(end: Stage, accepted: bool) -> State {
    match end {
        Stage::Confirmed(sentence) => State::Confirmed(sentence),
        Stage::Unconfirmed(sentence) => State::Unconfirmed(sentence),
        Stage::Failed(error) if error.fate() == Fate::NotSent => State::NotSent(error.to_string()),
        Stage::Failed(error) => State::Failed { why: error.to_string(), ran: accepted || error.fate() == Fate::Ran },
        Stage::NotSent(why) => State::NotSent(why.to_owned()),
        Stage::Queued | Stage::Sending => State::Sending,
        Stage::Working => State::Working,
        Stage::Looking { lost } => State::Looking { lost },
    }
}

/// The items of a list by their ids.
pub(super) fn by_id(list: &[Value]) -> BTreeMap<ResourceId, &Value> {
    list.iter().filter_map(|one| Some((ResourceId::parse(one.get("id")?.as_str()?).ok()?, one))).collect()
}
