//! When each write of a batch may take its next step.

use arm::Call;
use host::{Duration, Instant};

use super::slot::{Phase, Slot};
use super::{AT_ONCE, Batch, NOT_SHOWN, Step, TOO_LATE};
use crate::change::Confirm;
use crate::outcome::Outcome;
use crate::record::is_meant;
use crate::write::{Write, WriteStep};

/// How many operations the service works on at the same time for one batch. They last minutes and are asked about rarely.
const WORKING: usize = 20;
/// How long a list is given to show more at once, and how long before it is asked again.
const GATHER: Duration = Duration::from_secs(3);

impl<R: Confirm> Batch<R> {
    /// What to do next. What it names counts as begun.
    pub fn next(&mut self, now: Instant) -> Step {
        for at in 0..self.slots.len() {
            if let Some(step) = self.advance(at, now) {
                return step;
            }
        }
        self.close_what_cannot_follow();
        self.hold_what_is_late(now);
        if let Some(step) = self.list(now).or_else(|| self.admit(now)) {
            return step;
        }
        let waits = self.slots.iter().filter_map(|slot| slot.due);
        let lists = (0..self.slots.len()).filter_map(|at| self.list_due(at).map(|(due, _)| due));
        let pause = self.paused(now).filter(|_| self.has_room());
        match waits.chain(lists).chain(pause).min() {
            Some(due) if due > now => Step::Wait(due),
            _ if self.slots.iter().any(|slot| slot.busy) => Step::Idle,
            _ => Step::Rest,
        }
    }

    /// The next step of one that is under way, if it is due and not a matter of a list.
    fn advance(&mut self, at: usize, now: Instant) -> Option<Step> {
        let room = self.has_room();
        let slot = self.slots.get_mut(at).filter(|slot| !slot.busy)?;
        let by_list = slot.list.is_some() && matches!(slot.phase, Phase::Going(_));
        loop {
            let write = slot.write_mut()?;
            let step = match write.step() {
                WriteStep::Over(end) => {
                    slot.land(end);
                    return None;
                }
                WriteStep::Wait(pause) => {
                    if *slot.due.get_or_insert(now + pause) > now {
                        return None;
                    }
                    slot.due = None;
                    slot.write_mut()?.waited();
                    continue;
                }
                WriteStep::Rest => return None,
                WriteStep::Look(_) if by_list && !write.is_last_look() => {
                    slot.ready.get_or_insert(now);
                    return None;
                }
                WriteStep::Look(_) if !room => return None,
                WriteStep::Look(call) => Step::Look(at, call),
                WriteStep::Keep => Step::Keep(at),
                WriteStep::Send if !is_meant(slot.pressed, now) => {
                    slot.turn(Phase::Held(TOO_LATE.to_owned()));
                    return None;
                }
                WriteStep::Send => Step::Send(at),
                WriteStep::Watch(operation) => Step::Watch(at, operation),
            };
            slot.busy = true;
            return Some(step);
        }
    }

    /// When a list should show one of its writes; `None` if none should, or it is being read.
    fn list_due(&self, at: usize) -> Option<(Instant, &Call)> {
        let slot = self.slots.get(at).filter(|slot| !slot.busy)?;
        let (ready, call) = (slot.ready?, slot.list.as_ref()?);
        if self.slots.iter().any(|slot| slot.busy && slot.ready.is_some() && slot.list.as_ref() == Some(call)) {
            return None;
        }
        // While more answers are to come, one read waits for them.
        let more = self.slots.iter().any(|slot| slot.is_waiting() || slot.is_sending());
        let gathered = if more { ready + GATHER } else { ready };
        Some((self.lists.get(&call.path).map_or(gathered, |last| gathered.max(*last + GATHER)), call))
    }

    /// One read for all that a list should show.
    fn list(&mut self, now: Instant) -> Option<Step> {
        let mut dues = (0..self.slots.len()).filter_map(|at| self.list_due(at));
        let call = dues.find(|(due, _)| *due <= now).map(|(_, call)| call.clone())?;
        let shows = |slot: &Slot<R>| !slot.busy && slot.ready.is_some() && slot.list.as_ref() == Some(&call);
        let ids: Vec<usize> = (0..self.slots.len()).filter(|at| shows(&self.slots[*at])).collect();
        for at in &ids {
            self.slots[*at].busy = true;
        }
        self.lists.insert(call.path.clone(), now);
        Some(Step::List(ids, call))
    }

    /// The next one goes on its way, if there is room.
    fn admit(&mut self, now: Instant) -> Option<Step> {
        let working = self.slots.iter().filter(|slot| slot.state() == Outcome::Working).count();
        if self.paused(now).is_some() || !self.has_room() || working >= WORKING {
            return None;
        }
        let free = |at: usize| self.slots[at].record().after.is_none() || (at > 0 && self.slots[at - 1].is_confirmed());
        let at = (0..self.slots.len()).find(|at| self.slots[*at].is_waiting() && free(*at))?;
        let write = Write::new(self.slots[at].record().clone(), &self.versions);
        self.slots[at].turn(Phase::Going(Box::new(write)));
        self.advance(at, now)
    }

    /// Whether another request may go out.
    fn has_room(&self) -> bool {
        let out = |slot: &&Slot<R>| slot.is_sending() || (slot.busy && slot.ready.is_none() && slot.is_looking());
        self.slots.iter().filter(out).count() < AT_ONCE
    }

    /// What was to follow another one, and never will.
    fn close_what_cannot_follow(&mut self) {
        for at in 1..self.slots.len() {
            let (slot, first) = (&self.slots[at], &self.slots[at - 1]);
            if !slot.is_waiting() || slot.record().after.is_none() || !first.is_over() {
                continue;
            }
            if !first.is_confirmed() {
                self.slots[at].turn(Phase::Over(Outcome::NotSent(NOT_SHOWN.to_owned())));
            }
        }
    }

    /// What was asked for so long ago that the person may no longer mean it: the machine slept, a pause was long, the one before it slow.
    fn hold_what_is_late(&mut self, now: Instant) {
        for at in 0..self.slots.len() {
            let follows = at > 0 && self.slots[at].record().after.is_some() && !self.slots[at - 1].is_over();
            if self.slots[at].is_waiting() && !follows && !is_meant(self.slots[at].pressed, now) {
                self.slots[at].turn(Phase::Held(TOO_LATE.to_owned()));
            }
        }
    }
}

impl<R: Confirm> Slot<R> {
    pub(super) fn is_sending(&self) -> bool {
        matches!(&self.phase, Phase::Going(write) if write.outcome() == Outcome::Sending)
    }

    fn is_looking(&self) -> bool {
        self.write().is_some_and(|write| matches!(write.outcome(), Outcome::Looking { .. }))
    }
}
