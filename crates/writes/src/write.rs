//! One write from the press of a button to what is known of it: a storable state machine.
//!
//! It sends nothing and stores nothing: it says what to do next, and is told what came of it. Its promises: a write goes out
//! once; what a reload or a lost answer leaves open is looked up, not sent again; and what it says at the end was seen.
//!
//! ```text
//! Send ──► answered ──► Watch ──► watched ──► Look ⇄ Wait ──► Over
//! ```

use arm::{Acted, Call, Error, ErrorKind, Fate, Lro};
use host::{Duration, Instant};
use serde_json::Value;

use crate::change::{Confirm, Confirmation};
use crate::outcome::Outcome;
use crate::record::Record;

/// How long one look is from the next.
pub const BETWEEN_LOOKS: Duration = Duration::from_secs(3);
const LOST: &str = "The response was lost.";
const DONE: &str = "Azure reports that the request is complete. Its effect can't be verified.";
const ACCEPTED: &str = "Azure accepted the request but doesn't report whether it's finished.";
const NOT_SIGNED_IN: &str = "You didn't sign in, so nothing was sent.";
pub(crate) const REFUSED: &str = "Azure asked for another sign-in before it would accept the request, and you didn't sign in.";
const NOT_CHECKED: &str = "Couldn't check whether the name is still available.";

/// A write on its way.
#[derive(Clone, Debug)]
pub struct Write<R: Confirm> {
    record: Record<R>,
    read_back: Option<Call>,
    phase: Phase,
    /// Whether the record has something that is not kept yet.
    news: bool,
    /// Nobody knows whether the service took it.
    lost: bool,
    /// Its operation was followed to its end, or there is none to follow.
    followed: bool,
    looks: u32,
    /// How many looks it is given.
    patience: u32,
    seen: String,
    /// What was answered instead of the operation's end.
    untold: Option<Error>,
    /// The last look was a good one, and did not show it.
    absent: bool,
    /// The service said that it is done, not only that it has taken it.
    done: bool,
    /// A look has shown it in the middle, where its effect passes.
    at_work: bool,
    /// How it failed, with all the service said.
    error: Option<Error>,
}

#[derive(Clone, Debug)]
enum Phase {
    /// Looks whether the name of what is to be created is still free.
    Checking,
    Sending,
    Working,
    Waiting,
    Looking,
    Resting,
    Over(Outcome),
}

/// What to do next for a write.
#[derive(Clone, Debug, PartialEq)]
pub enum WriteStep {
    /// Keep [`Write::record`] where a reload finds it, then say so to [`Write::kept`].
    Keep,
    /// Send the change's call, once, and hand the answer to [`Write::answered`].
    Send,
    /// Follow the operation and hand its end to [`Write::watched`].
    Watch(Box<Lro>),
    /// Wait so long, then say so to [`Write::waited`].
    Wait(Duration),
    /// Read this and hand what came to [`Write::looked`].
    Look(Call),
    /// Nothing: a sign-in is due. What is kept is taken up after it.
    Rest,
    /// It is over; what was kept can be forgotten.
    Over(Outcome),
}

impl<R: Confirm> Write<R> {
    /// A write that goes out for the first time.
    pub fn new(record: Record<R>, versions: &R::Versions) -> Self {
        let phase = if record.creates() { Phase::Checking } else { Phase::Sending };
        // What it waited for is behind it: from here on a reload looks.
        Self::begin(Record { waits_for: None, refused: false, ..record }, versions, phase)
    }

    /// A write found after a reload. It looks; only what a sign-in kept from going out goes out now, if `signed_in` (who, and
    /// since when) is the same person soon after.
    pub fn take_up(mut record: Record<R>, signed_in: Option<(&str, Instant)>, versions: &R::Versions) -> Self {
        let may_go_out = record.may_go_out(signed_in);
        let refused = core::mem::take(&mut record.refused);
        let phase = match record.waits_for.take() {
            None => Phase::Looking,
            Some(_) if may_go_out => Phase::Sending,
            Some(_) if refused => Phase::Over(Outcome::Failed { why: REFUSED.to_owned(), ran: false }),
            Some(_) => Phase::Over(Outcome::NotSent(NOT_SIGNED_IN.to_owned())),
        };
        let mut write = Self { news: matches!(phase, Phase::Sending), ..Self::begin(record, versions, phase) };
        if matches!(write.phase, Phase::Looking) {
            write.lost = !write.record.accepted;
            write.after_the_answer();
        }
        write
    }

    fn begin(record: Record<R>, versions: &R::Versions, phase: Phase) -> Self {
        let read_back = record.change.verify.call(&record.change.target, versions);
        let patience = record.change.verify.looks();
        Self {
            record,
            read_back,
            phase,
            news: true,
            lost: false,
            followed: false,
            looks: 0,
            patience,
            seen: String::new(),
            untold: None,
            absent: false,
            done: false,
            at_work: false,
            error: None,
        }
    }

    /// One look at a write that ended in doubt: before a person may want it again.
    pub fn test(record: Record<R>, versions: &R::Versions) -> Self {
        let lost = !record.accepted;
        Self { news: false, lost, followed: true, patience: 1, ..Self::begin(record, versions, Phase::Looking) }
    }

    /// Whether the next look is the last.
    pub const fn is_last_look(&self) -> bool {
        self.looks + 1 >= self.patience
    }

    /// Whether the last look was a good one, and did not show it.
    pub const fn is_absent(&self) -> bool {
        self.absent
    }

    /// What a reload needs to take it up.
    pub fn record(&self) -> &Record<R> {
        &self.record
    }

    /// How it failed, with all the service said.
    pub const fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// How far it is, for the person who waits.
    pub fn outcome(&self) -> Outcome {
        match &self.phase {
            Phase::Checking | Phase::Sending => Outcome::Sending,
            Phase::Working => Outcome::Working,
            Phase::Waiting | Phase::Looking | Phase::Resting => Outcome::Looking { lost: self.lost },
            Phase::Over(end) => end.clone(),
        }
    }

    /// What to do next.
    pub fn step(&self) -> WriteStep {
        if self.news && !matches!(self.phase, Phase::Over(_)) {
            return WriteStep::Keep;
        }
        match &self.phase {
            Phase::Sending => WriteStep::Send,
            Phase::Working => match &self.record.operation {
                Some(operation) => WriteStep::Watch(Box::new(operation.clone())),
                None => self.look(),
            },
            Phase::Waiting => WriteStep::Wait(BETWEEN_LOOKS),
            Phase::Checking | Phase::Looking => self.look(),
            Phase::Resting => WriteStep::Rest,
            Phase::Over(end) => WriteStep::Over(end.clone()),
        }
    }

    fn look(&self) -> WriteStep {
        match (&self.read_back, self.lost) {
            (Some(call), _) => WriteStep::Look(call.clone()),
            (None, true) => WriteStep::Over(Outcome::Unconfirmed(format!(
                "{LOST} There's no way to check whether Azure received the request."
            ))),
            (None, false) if self.untold.is_some() => {
                WriteStep::Over(Outcome::Unconfirmed(self.unconfirmed("There's no way to check the result.")))
            }
            (None, false) if self.done => WriteStep::Over(Outcome::Confirmed(DONE.to_owned())),
            (None, false) => WriteStep::Over(Outcome::Unconfirmed(ACCEPTED.to_owned())),
        }
    }

    /// The record is kept, or nothing will keep it: that costs the taking up after a reload, not the write.
    pub fn kept(&mut self) {
        self.news = false;
    }

    /// The answer to [`WriteStep::Send`]. `leaving`: whose sign-in page the window is about to go to, if it is.
    pub fn answered(&mut self, answer: Result<Acted, Error>, leaving: Option<String>) {
        match answer {
            Ok(acted) if acted.already => {
                self.record.accepted = true;
                self.phase = Phase::Over(Outcome::Confirmed(R::already_gone(&self.record.change).to_owned()));
            }
            Ok(acted) => {
                // 202 is a promise. And who answers with a page or a word of its own is not the service: such a write has no body in return.
                self.done = acted.operation.is_none() && acted.blank && matches!(acted.status, 200 | 204);
                (self.record.accepted, self.record.operation, self.news) = (true, acted.operation, true);
                // 201 is a new resource; 200 to a PUT is one that was there (RFC 9110, section 9.3.4).
                if self.record.creates() && acted.status == 200 {
                    self.record.replaced = Some(acted.body.as_ref().map(R::origin).unwrap_or_default());
                }
                self.after_the_answer();
            }
            Err(error) if error.fate() == Fate::Unknown => {
                self.lost = true;
                self.after_the_answer();
            }
            // It never left, or was refused for its token: nothing was done, and a sign-in is on its way.
            Err(error) if leaving.is_some() && (error.fate() == Fate::NotSent || error.lacks_token()) => {
                self.record.refused = error.fate() != Fate::NotSent;
                (self.record.waits_for, self.news, self.phase) = (leaving, true, Phase::Resting);
            }
            Err(error) => self.phase = self.failed(error),
        }
    }

    /// The end of [`WriteStep::Watch`].
    pub fn watched(&mut self, end: Result<(), Error>) {
        self.followed = true;
        self.phase = match end {
            Err(error) if error.lacks_token() => Phase::Resting,
            // What became of it, only a look can tell.
            Err(error) if error.fate() == Fate::Unknown => {
                self.untold = Some(error);
                Phase::Looking
            }
            // Azure takes no token of this person, new ones included: a sign-in is not what is missing, so nothing is to be waited for.
            Err(error) if matches!(error.kind(), ErrorKind::SignedOut { .. }) => Phase::Looking,
            Err(error) => self.failed(error),
            Ok(()) if self.passes() => Phase::Over(Outcome::Confirmed(DONE.to_owned())),
            Ok(()) => {
                self.done = true;
                Phase::Looking
            }
        };
    }

    /// [`WriteStep::Wait`] is over.
    pub fn waited(&mut self) {
        self.phase = Phase::Looking;
    }

    /// What came of [`WriteStep::Look`].
    pub fn looked(&mut self, read: Result<Value, Error>) {
        if matches!(self.phase, Phase::Checking) {
            return self.checked(read);
        }
        match read {
            Ok(value) => self.saw(Some(&value)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound) => self.saw(None),
            Err(error) if matches!(error.kind(), ErrorKind::Forbidden { .. }) => {
                self.phase = Phase::Over(Outcome::Unconfirmed(not_read(&error)));
            }
            Err(error) => self.unread(&error),
        }
    }

    /// The last look before something is created: what is there by now must not be replaced.
    fn checked(&mut self, read: Result<Value, Error>) {
        self.phase = match read {
            Ok(_) => Phase::Over(Outcome::NotSent(R::TAKEN.to_owned())),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound) => Phase::Sending,
            Err(_) => Phase::Over(Outcome::NotSent(NOT_CHECKED.to_owned())),
        };
    }

    /// What a look has shown, its own or that of a list; `None`: there is no such thing.
    pub fn saw(&mut self, read: Option<&Value>) {
        if self.passes() {
            return match R::passing(read, &mut self.at_work) {
                Confirmation::Shown(sentence) => self.phase = Phase::Over(Outcome::Confirmed(sentence)),
                Confirmation::NotShown(sentence) | Confirmation::Ambiguous(sentence) => self.look_again(sentence),
            };
        }
        match R::confirm(&self.record.change, &self.record.before, read) {
            Confirmation::Shown(sentence) => {
                self.phase = Phase::Over(match &self.record.replaced {
                    None => Outcome::Confirmed(sentence),
                    Some(origin) => Outcome::Replaced(format!("{}{origin} {sentence}", R::REPLACED)),
                });
            }
            Confirmation::Ambiguous(sentence) => {
                let end = if self.lost {
                    Outcome::Unconfirmed(format!("{LOST} {sentence} Whether your request caused this can't be told."))
                } else {
                    Outcome::Confirmed(sentence)
                };
                self.phase = Phase::Over(end);
            }
            Confirmation::NotShown(sentence) => {
                self.absent = true;
                match self.untold.clone().filter(|_| read.is_some_and(|read| self.record.change.verify.has_failed(read))) {
                    Some(error) => self.phase = self.failed(error.ended_so()),
                    None => self.look_again(sentence),
                }
            }
        }
    }

    /// A look has failed.
    pub fn unread(&mut self, error: &Error) {
        if error.lacks_token() {
            self.phase = Phase::Resting;
        } else {
            self.unseen(not_read(error));
        }
    }

    /// A look has shown nothing. The sentence says why.
    pub fn unseen(&mut self, why: String) {
        self.absent = false;
        self.look_again(why);
    }

    fn look_again(&mut self, seen: String) {
        (self.looks, self.seen) = (self.looks + 1, seen);
        self.phase = if self.looks < self.patience {
            Phase::Waiting
        } else if self.record.operation.is_some() && !self.followed {
            Phase::Working
        } else {
            Phase::Over(Outcome::Unconfirmed(self.unconfirmed(&self.seen)))
        };
    }

    /// What is known of a write that no look shows.
    fn unconfirmed(&self, seen: &str) -> String {
        let fate = if self.lost { LOST } else { "Azure accepted it." };
        match &self.untold {
            None => format!("{fate} {seen}"),
            Some(error) => {
                let words = error.message().trim_end_matches('.');
                format!("{fate} Reported result: {words}. {seen}")
            }
        }
    }

    /// An action on an update shows in the status long before its own operation ends: that is only followed if it does not.
    fn after_the_answer(&mut self) {
        let follow = self.record.operation.is_some() && !self.status_tells();
        self.phase = if follow { Phase::Working } else { Phase::Looking };
    }

    /// What shows nothing of itself afterwards, unless it is looked at meanwhile.
    fn passes(&self) -> bool {
        R::passes(&self.record.change)
    }

    /// The end of a write that was refused, or that failed.
    fn failed(&mut self, error: Error) -> Phase {
        let why = error.to_string();
        let end = match error.fate() {
            Fate::NotSent => Outcome::NotSent(why),
            fate => Outcome::Failed { why, ran: self.record.accepted || fate == Fate::Ran },
        };
        self.error = Some(error);
        Phase::Over(end)
    }

    fn status_tells(&self) -> bool {
        self.record.change.verify.is_status()
    }
}

fn not_read(error: &Error) -> String {
    format!("Couldn't check the result: {}", error.message())
}
