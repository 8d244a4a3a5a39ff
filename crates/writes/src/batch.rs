//! A batch of many writes as a storable machine: which goes out next, which is looked at, what each has become.
//!
//! Every write is a [`Write`]; the batch decides when each may take its next step, and asks one list about many of them. It sends
//! nothing and reads no clock. A write goes out once; again only after an answer that says it was not done, or when a person asks
//! for it and a fresh look does not show it. One write is a batch of one.

mod pace;
mod slot;

use std::collections::BTreeMap;

use arm::{Acted, Call, Error, ErrorKind, Fate, Lro, Read};
use host::{Duration, Instant};
use serde_json::Value;

use self::slot::{Phase, Slot};
use crate::change::Confirm;
use crate::outcome::{Outcome, Tally};
use crate::record::{Record, is_meant, meant_until};
use crate::write::{REFUSED, Write};

/// How many writes of a batch are under way at the same time: gentle to a limit that Resource Manager counts for each person and
/// subscription (Learn, *Understand how Azure Resource Manager throttles requests*).
pub const AT_ONCE: usize = 4;
/// How often one write of a batch is throttled before it counts as refused.
pub const MOST_THROTTLED: u32 = 5;
/// The pause after a refusal that names none.
const PAUSE: Duration = Duration::from_secs(60);
/// So many answers lost in a row are no accident: the rest waits for the person.
pub const LOST_IN_A_ROW: usize = 8;

const STOPPED: &str = "Stopped before it was sent.";
const NOT_SHOWN: &str = "The previous change isn't confirmed.";
const TOO_LATE: &str = "More than 15 minutes have passed since you started it.";
const TOO_LONG: &str = "Azure has been throttling requests for more than 15 minutes.";
const NOT_SIGNED_IN: &str = "You didn't sign in in this tab in time.";
const UNKEPT: &str = "This browser can't store a record of the change, so its outcome would be lost after a reload.";
const LEFT: &str = "You left the page before it was sent.";
const UNTESTED: &str = "Stopped before it was verified. The outcome is unknown.";

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Keep [`Batch::record`] where a reload finds it, then say so to [`Batch::kept`].
    Keep(usize),
    /// Send the change's call, once, and hand the answer to [`Batch::answered`].
    Send(usize),
    /// Follow the operation and hand its end to [`Batch::watched`].
    Watch(usize, Box<Lro>),
    /// Read this and hand what came to [`Batch::looked`].
    Look(usize, Call),
    /// Read this list, which shows many of them, and hand what came to [`Batch::listed`].
    List(Vec<usize>, Call),
    /// Nothing before that time, unless something is reported.
    Wait(Instant),
    /// Nothing until something is reported.
    Idle,
    /// Nothing more will happen by itself.
    Rest,
}

/// Many writes and how far each is.
#[derive(Clone, Debug)]
pub struct Batch<R: Confirm> {
    slots: Vec<Slot<R>>,
    versions: R::Versions,
    pause: Option<Instant>,
    lost: usize,
    /// When each list was last asked for.
    lists: BTreeMap<String, Instant>,
}

impl<R: Confirm> Batch<R> {
    /// A batch that begins. A record with [`Record::after`] follows the one before it, once that one shows.
    pub fn new(records: Vec<Record<R>>, versions: &R::Versions) -> Self {
        Self::of(records.into_iter().map(|record| Slot::new(record, Phase::Waiting, versions)).collect(), versions)
    }

    fn of(slots: Vec<Slot<R>>, versions: &R::Versions) -> Self {
        Self { slots, versions: versions.clone(), pause: None, lost: 0, lists: BTreeMap::new() }
    }

    /// What the tab itself notes of a batch, in a place that is only its own: each change that may still go out by itself, and whose sign-in
    /// it waits for. A record in a store that others can reach sends nothing without it.
    pub fn errand(&self) -> Option<String> {
        let records = || self.slots.iter().filter(|slot| !slot.is_over()).map(Slot::record);
        let wanted = records().any(|record| record.waits_for.is_some() || record.after.is_some());
        let noted: Vec<_> = records().map(|record| (&record.change, &record.waits_for, record.refused)).collect();
        wanted.then(|| serde_json::to_string(&noted).ok()).flatten()
    }

    /// A batch whose page went away, from what was kept of it. What was sent is looked at, not sent again; what was never sent waits for
    /// the person, unless this tab has noted it ([`Batch::errand`]): to follow another one soon, or a sign-in that has taken place.
    pub fn taken_up(
        kept: Vec<(Record<R>, Outcome)>,
        signed_in: Option<(&str, Instant)>,
        errand: Option<&str>,
        versions: &R::Versions,
    ) -> Self {
        let mut noted: Vec<(Value, Option<String>, bool)> =
            errand.and_then(|text| serde_json::from_slice(text.as_bytes()).ok()).unwrap_or_default();
        let kept: Vec<_> = kept
            .into_iter()
            .map(|(mut record, state)| {
                let change = serde_json::to_value(&record.change).unwrap_or_default();
                let known = noted.iter().position(|(noted, ..)| *noted == change).map(|at| noted.swap_remove(at));
                let ours = known.is_some();
                let (who, refused) = known.map(|(_, who, refused)| (who, refused)).unwrap_or_default();
                // The tab notes it before the window leaves; a store that is slower may still have it as sent.
                let waited = record.waits_for.is_some() || who.is_some();
                (record.waits_for, record.refused) = (who, record.refused || refused);
                (record, state, ours, waited)
            })
            .collect();
        let back = kept.iter().any(|(record, ..)| record.may_go_out(signed_in));
        let slots = kept.into_iter().map(|(mut record, state, ours, waited)| {
            let may = record.may_go_out(signed_in);
            if !may {
                record.waits_for = None;
            }
            let phase = match state {
                Outcome::Sending | Outcome::Working | Outcome::Looking { .. } if waited && !may => {
                    Phase::Held(if record.refused { REFUSED } else { NOT_SIGNED_IN }.to_owned())
                }
                Outcome::Sending | Outcome::Working | Outcome::Looking { .. } => {
                    Phase::Going(Box::new(Write::take_up(record.clone(), signed_in, versions)))
                }
                Outcome::Waiting if ours && (back || record.after.is_some()) => Phase::Waiting,
                Outcome::Waiting => Phase::Held(LEFT.to_owned()),
                Outcome::Held(_) if ours && back => Phase::Waiting,
                Outcome::Held(why) => Phase::Held(why),
                over => Phase::Over(over),
            };
            Slot::new(record, phase, versions)
        });
        Self::of(slots.collect(), versions)
    }

    /// How far each is.
    pub fn states(&self) -> impl Iterator<Item = Outcome> + '_ {
        self.slots.iter().map(Slot::state)
    }

    /// What a reload needs to take one up.
    pub fn record(&self, at: usize) -> Option<&Record<R>> {
        self.slots.get(at).map(Slot::record)
    }

    /// How one failed, with all the service said; not for what was taken up as failed.
    pub fn error(&self, at: usize) -> Option<&Error> {
        self.slots.get(at)?.error.as_ref()
    }

    /// The request id of one, if it is known.
    pub fn request_id(&self, at: usize) -> Option<&str> {
        self.slots.get(at)?.request.as_deref()
    }

    /// How many are how far.
    pub fn tally(&self) -> Tally {
        Tally::of(self.states())
    }

    /// Until when one may go out, and go out again.
    pub fn until(&self, at: usize) -> Option<Instant> {
        self.slots.get(at).map(|slot| meant_until(slot.pressed))
    }

    /// Until when the service asked for a pause, if anything waits for it.
    pub fn paused(&self, now: Instant) -> Option<Instant> {
        self.pause.filter(|until| *until > now && self.slots.iter().any(Slot::is_waiting))
    }

    /// The record is kept.
    pub fn kept(&mut self, at: usize) {
        if let Some(write) = self.report(at) {
            write.kept();
        }
    }

    /// Nothing keeps the record, so a reload would lose the write: the person decides, once, before it is sent. What was sent goes on.
    pub fn unkept(&mut self, at: usize) {
        let Some(slot) = self.slots.get(at).filter(|slot| slot.busy) else { return };
        if slot.is_sending() && !slot.unkept {
            self.slots.iter_mut().for_each(|slot| slot.unkept = true);
            self.slots[at].turn(Phase::Held(UNKEPT.to_owned()));
            self.hold(UNKEPT);
        } else {
            self.kept(at);
        }
    }

    /// The answer to [`Step::Send`]. `leaving`: whose sign-in page the window is about to go to, if it is.
    pub fn answered(&mut self, at: usize, answer: Result<Acted, Error>, leaving: Option<String>, now: Instant) {
        // Of two that are one action the first is like a write alone: the person who waits for it sends it again.
        let many = self.slots.len() > 1 && self.slots.iter().all(|slot| slot.record().after.is_none());
        let Some(slot) = self.slots.get_mut(at).filter(|slot| slot.busy) else { return };
        slot.note(answer.as_ref());
        let error = answer.as_ref().err();
        let lost = error.is_some_and(|error| error.fate() == Fate::Unknown);
        match error.map(|error| (error.fate(), error.kind())) {
            _ if lost || leaving.is_some() => {}
            Some((Fate::NotSent, ErrorKind::Late)) => return slot.turn(Phase::Held(TOO_LATE.to_owned())),
            Some((_, ErrorKind::Throttled { retry_at })) if slot.paced < MOST_THROTTLED => {
                let until = retry_at.unwrap_or(now + PAUSE);
                self.pause = self.pause.max(Some(until));
                slot.paced += 1;
                let meant = is_meant(slot.pressed, until);
                return slot.turn(if meant { Phase::Waiting } else { Phase::Held(TOO_LONG.to_owned()) });
            }
            _ if !many => {}
            Some((fate, kind))
                if (fate, kind) == (Fate::NotSent, &ErrorKind::Offline) || error.is_some_and(Error::lacks_token) =>
            {
                let why = error.map(Error::to_string).unwrap_or_default();
                slot.turn(Phase::Held(why.clone()));
                return self.hold(&why);
            }
            _ => {}
        }
        if let Some(write) = self.report(at) {
            write.answered(answer, leaving);
        }
        self.lost = if lost { self.lost + 1 } else { 0 };
        if self.lost >= LOST_IN_A_ROW {
            self.hold(&format!("The last {} requests got no response.", self.lost));
            self.lost = 0;
        }
    }

    /// The end of [`Step::Watch`].
    pub fn watched(&mut self, at: usize, end: Result<(), Error>) {
        if let Some(write) = self.report(at) {
            write.watched(end);
        }
    }

    /// What came of [`Step::Look`].
    pub fn looked(&mut self, at: usize, read: Result<Value, Error>) {
        if let Some(write) = self.report(at) {
            write.looked(read);
        }
    }

    /// What came of [`Step::List`]. What is missing in a list that was cut off may still be there.
    pub fn listed(&mut self, ids: &[usize], read: &Result<Read<Vec<Value>>, Error>) {
        let known = slot::by_id(read.as_ref().map_or(&[], |read| &read.value));
        for at in ids {
            let Some(write) = self.report(*at) else { continue };
            match (read, known.get(&write.record().change.target)) {
                (Err(error), _) => write.unread(error),
                (Ok(read), None) if !read.complete => write.unseen("Azure returned an incomplete list.".to_owned()),
                (Ok(_), found) => write.saw(found.copied()),
            }
        }
    }

    /// Sends nothing more. What is under way goes on to its end.
    pub fn stop(&mut self) {
        for slot in &mut self.slots {
            match &slot.phase {
                Phase::Waiting | Phase::Held(_) => slot.turn(Phase::Over(Outcome::NotSent(STOPPED.to_owned()))),
                Phase::Testing(_) => slot.turn(Phase::Over(Outcome::Unconfirmed(UNTESTED.to_owned()))),
                _ => {}
            }
        }
    }

    /// Goes on with what was never sent. What is to follow another one does so if that one shows; the person means it from now on.
    pub fn go_on(&mut self, now: Instant) {
        for slot in self.slots.iter_mut().filter(|slot| slot.state().is_left()) {
            slot.turn(Phase::Waiting);
            (slot.paced, slot.pressed) = (0, now);
        }
    }

    /// Tries again what has failed: at once what was certainly not done; what nobody knows, and what ended half way, only if a fresh look
    /// does not show it.
    pub fn retry_failed(&mut self, now: Instant) {
        for slot in self.slots.iter_mut().filter(|slot| slot.is_retriable()) {
            let certain = matches!(slot.phase, Phase::Over(Outcome::Failed { ran: false, .. } | Outcome::NotSent(_)));
            let record = slot.record().clone();
            let test = |record| Phase::Testing(Box::new(Write::test(record, &self.versions)));
            slot.turn(if certain { Phase::Waiting } else { test(record) });
            (slot.paced, slot.pressed) = (0, now);
        }
    }

    /// How many [`Batch::retry_failed`] would try.
    pub fn retriable(&self) -> usize {
        self.slots.iter().filter(|slot| slot.is_retriable()).count()
    }

    fn hold(&mut self, why: &str) {
        for slot in self.slots.iter_mut().filter(|slot| slot.is_waiting()) {
            slot.turn(Phase::Held(why.to_owned()));
        }
    }

    /// The write that something is reported about; a report from before something else was decided tells nothing any more.
    fn report(&mut self, at: usize) -> Option<&mut Write<R>> {
        let slot = self.slots.get_mut(at).filter(|slot| slot.busy)?;
        (slot.busy, slot.ready) = (false, None);
        slot.write_mut()
    }
}
