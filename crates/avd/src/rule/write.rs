//! One write from the press of a button to what is known of it: a storable state machine.
//!
//! It sends nothing and stores nothing: it says what to do next, and is told what came of it. Its promises: a write goes out
//! once; what a reload or a lost answer leaves open is looked up, not sent again; and what it says at the end was seen.
//!
//! ```text
//! Send ──► answered ──► Watch ──► watched ──► Look ⇄ Wait ──► Over
//! ```

mod record;
mod stage;
#[cfg(test)]
mod tests;

use arm::{Acted, Call, Error, ErrorKind, Fate, Lro};
use host::{Duration, Instant};
use serde_json::Value;

pub use self::record::Record;
pub(in crate::rule) use self::record::{is_meant, meant_until};
pub use self::stage::Stage;
use super::confirm::{Confirmation, confirm};
use super::{machine, meaning};
use crate::change::ReadBack;
use crate::version::ApiVersions;

/// The status of an update lags about 20 seconds behind an action (Learn, "Update session hosts using session host update").
const LOOKS_AT_STATUS: u32 = 30;
/// A resource reads back as it was written; a few looks are for a slow or lost answer.
const LOOKS_AT_RESOURCE: u32 = 5;
const BETWEEN_LOOKS: Duration = Duration::from_secs(3);
const LOST: &str = "The response was lost.";
const DONE: &str = "Sent. Azure accepted the request but doesn't report the result.";
const ACCEPTED: &str = "Azure accepted the request but doesn't report whether it's finished.";
const NOT_SIGNED_IN: &str = "You didn't sign in, so nothing was sent.";
/// A PUT replaces what has the name already, and no header a browser may send keeps it from that.
const TAKEN: &str =
    "A host pool with this name was created in the meantime. Nothing was sent, because the request would have replaced it.";
const NOT_CHECKED: &str = "Couldn't check whether the name is still available, so nothing was sent.";

/// A write on its way.
#[derive(Clone, Debug)]
pub struct Flight {
    record: Record,
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
    /// A look has shown its machine at work.
    at_work: bool,
    service: Option<String>,
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
    Over(Stage),
}

/// What to do next for a write.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Keep [`Flight::record`] where a reload finds it, then say so to [`Flight::kept`].
    Keep,
    /// Send the change's call, once, and hand the answer to [`Flight::answered`].
    Send,
    /// Follow the operation and hand its end to [`Flight::watched`].
    Watch(Box<Lro>),
    /// Wait so long, then say so to [`Flight::waited`].
    Wait(Duration),
    /// Read this and hand what came to [`Flight::looked`].
    Look(Call),
    /// Nothing: a sign-in is due. What is kept is taken up after it.
    Rest,
    /// It is over; what was kept can be forgotten.
    Over(Stage),
}

impl Flight {
    /// A write that goes out for the first time.
    pub fn new(record: Record, versions: &ApiVersions) -> Self {
        let phase = if record.creates() { Phase::Checking } else { Phase::Sending };
        // What it waited for is behind it: from here on a reload looks.
        Self::begin(Record { waits_for: None, ..record }, versions, phase)
    }

    /// A write found after a reload. It looks; only what a sign-in kept from going out goes out now, if `signed_in` (who, and
    /// since when) is the same person soon after.
    pub fn take_up(mut record: Record, signed_in: Option<(&str, Instant)>, versions: &ApiVersions) -> Self {
        let may_go_out = record.may_go_out(signed_in);
        let phase = match record.waits_for.take() {
            None => Phase::Looking,
            Some(_) if may_go_out => Phase::Sending,
            Some(_) => Phase::Over(Stage::NotSent(NOT_SIGNED_IN)),
        };
        let mut flight = Self { news: matches!(phase, Phase::Sending), ..Self::begin(record, versions, phase) };
        if matches!(flight.phase, Phase::Looking) {
            flight.lost = !flight.record.accepted;
            flight.after_the_answer();
        }
        flight
    }

    fn begin(record: Record, versions: &ApiVersions, phase: Phase) -> Self {
        let read_back = record.change.verify.call(&record.change.target, versions);
        let patience = patience(record.change.verify);
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
            service: None,
        }
    }

    /// One look at a write that ended in doubt: before a person may want it again.
    pub fn test(record: Record, versions: &ApiVersions) -> Self {
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
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The id the service gave the request, if it is known.
    pub fn service_id(&self) -> Option<&str> {
        self.service.as_deref()
    }

    /// How far it is, for the person who waits.
    pub fn stage(&self) -> Stage {
        match &self.phase {
            Phase::Checking | Phase::Sending => Stage::Sending,
            Phase::Working => Stage::Working,
            Phase::Waiting | Phase::Looking | Phase::Resting => Stage::Looking { lost: self.lost },
            Phase::Over(stage) => stage.clone(),
        }
    }

    /// What to do next.
    pub fn step(&self) -> Step {
        if self.news && !matches!(self.phase, Phase::Over(_)) {
            return Step::Keep;
        }
        match &self.phase {
            Phase::Sending => Step::Send,
            Phase::Working => match &self.record.operation {
                Some(operation) => Step::Watch(Box::new(operation.clone())),
                None => self.look(),
            },
            Phase::Waiting => Step::Wait(BETWEEN_LOOKS),
            Phase::Checking | Phase::Looking => self.look(),
            Phase::Resting => Step::Rest,
            Phase::Over(stage) => Step::Over(stage.clone()),
        }
    }

    fn look(&self) -> Step {
        match (&self.read_back, self.lost) {
            (Some(call), _) => Step::Look(call.clone()),
            (None, true) => {
                Step::Over(Stage::Unconfirmed("The response was lost, and Azure doesn't show the change.".to_owned()))
            }
            (None, false) if self.untold.is_some() => {
                Step::Over(Stage::Unconfirmed(self.unconfirmed("Azure doesn't show the change.")))
            }
            (None, false) if self.done => Step::Over(Stage::Confirmed(DONE.to_owned())),
            (None, false) => Step::Over(Stage::Unconfirmed(ACCEPTED.to_owned())),
        }
    }

    /// The record is kept, or nothing will keep it: that costs the taking up after a reload, not the write.
    pub fn kept(&mut self) {
        self.news = false;
    }

    /// The answer to [`Step::Send`]. `leaving`: whose sign-in page the window is about to go to, if it is.
    pub fn answered(&mut self, answer: Result<Acted, Error>, leaving: Option<String>) {
        match answer {
            Ok(acted) if acted.already => {
                (self.record.accepted, self.service) = (true, acted.request.service);
                let sentence = if self.record.change.target.kind().to_ascii_lowercase().ends_with("/usersessions") {
                    "Already signed out: this session no longer exists."
                } else {
                    "Already deleted: it no longer exists."
                };
                self.phase = Phase::Over(Stage::Confirmed(sentence.to_owned()));
            }
            Ok(acted) => {
                // 202 is a promise. And who answers with a page or a word of its own is not the service: such a write has no body in return.
                self.done = acted.operation.is_none() && acted.blank && matches!(acted.status, 200 | 204);
                (self.record.accepted, self.record.operation, self.news) = (true, acted.operation, true);
                self.service = acted.request.service;
                // 201 is a new resource; 200 to a PUT is one that was there (RFC 9110, section 9.3.4).
                if self.record.creates() && acted.status == 200 {
                    self.record.replaced = Some(acted.body.as_ref().map(origin).unwrap_or_default());
                }
                self.after_the_answer();
            }
            Err(error) if error.fate() == Fate::Unknown => {
                self.lost = true;
                self.service = error.request().service.clone();
                self.after_the_answer();
            }
            // It never left, or was refused for its token: nothing was done, and a sign-in is on its way.
            Err(error) if leaving.is_some() && (error.fate() == Fate::NotSent || error.lacks_token()) => {
                (self.record.waits_for, self.news, self.phase) = (leaving, true, Phase::Resting);
            }
            Err(error) => {
                self.service = error.request().service.clone();
                self.phase = Phase::Over(Stage::Failed(error));
            }
        }
    }

    /// The end of [`Step::Watch`].
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
            Err(error) => Phase::Over(Stage::Failed(error)),
            Ok(()) if self.is_restart() => Phase::Over(Stage::Confirmed(DONE.to_owned())),
            Ok(()) => {
                self.done = true;
                Phase::Looking
            }
        };
    }

    /// [`Step::Wait`] is over.
    pub fn waited(&mut self) {
        self.phase = Phase::Looking;
    }

    /// What came of [`Step::Look`].
    pub fn looked(&mut self, read: Result<Value, Error>) {
        if matches!(self.phase, Phase::Checking) {
            return self.checked(read);
        }
        match read {
            Ok(value) => self.saw(Some(&value)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound) => self.saw(None),
            Err(error) if matches!(error.kind(), ErrorKind::Forbidden { .. }) => {
                self.phase = Phase::Over(Stage::Unconfirmed(not_read(&error)));
            }
            Err(error) => self.unread(&error),
        }
    }

    /// The last look before something is created: what is there by now must not be replaced.
    fn checked(&mut self, read: Result<Value, Error>) {
        self.phase = match read {
            Ok(_) => Phase::Over(Stage::NotSent(TAKEN)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound) => Phase::Sending,
            Err(_) => Phase::Over(Stage::NotSent(NOT_CHECKED)),
        };
    }

    /// What a look has shown, its own or that of a list; `None`: there is no such thing.
    pub fn saw(&mut self, read: Option<&Value>) {
        if self.is_restart() {
            let seen = machine::restarted(read, &mut self.at_work);
            return match seen {
                Confirmation::Shown(sentence) => self.phase = Phase::Over(Stage::Confirmed(sentence)),
                Confirmation::NotShown(sentence) | Confirmation::Ended(sentence) => self.look_again(sentence),
            };
        }
        match confirm(&self.record.change, &self.record.before, read) {
            Confirmation::Shown(sentence) => {
                let sentence = match &self.record.replaced {
                    None => sentence,
                    Some(origin) => format!("{REPLACED}{origin} {sentence}"),
                };
                self.phase = Phase::Over(Stage::Confirmed(sentence));
            }
            Confirmation::Ended(sentence) => {
                let end = if self.lost { Stage::Unconfirmed(format!("{LOST} {sentence}")) } else { Stage::Confirmed(sentence) };
                self.phase = Phase::Over(end);
            }
            Confirmation::NotShown(sentence) => {
                self.absent = true;
                match self.untold.as_ref().filter(|_| self.shows_failure(read)) {
                    Some(error) => self.phase = Phase::Over(Stage::Failed(error.ended_so())),
                    None => self.look_again(sentence),
                }
            }
        }
    }

    /// Whether what was read says by itself that the write failed.
    fn shows_failure(&self, read: Option<&Value>) -> bool {
        let state = read.and_then(|read| read.pointer("/properties/provisioningState")?.as_str());
        let failed = |word: &str| ["Failed", "Canceled"].iter().any(|known| word.eq_ignore_ascii_case(known));
        matches!(self.record.change.verify, ReadBack::Configuration) && state.is_some_and(failed)
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
            Phase::Over(Stage::Unconfirmed(self.unconfirmed(&self.seen)))
        };
    }

    /// What is known of a write that no look shows.
    fn unconfirmed(&self, seen: &str) -> String {
        let fate = if self.lost { "The response was lost." } else { "Azure accepted it." };
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

    /// A machine that runs shows nothing of a restart, unless it is looked at meanwhile.
    fn is_restart(&self) -> bool {
        self.record.change.call.operation == "VirtualMachines_Restart"
    }

    fn status_tells(&self) -> bool {
        self.record.change.verify.is_status()
    }
}

/// What became of a PUT that was meant to create and was answered 200.
const REPLACED: &str = "This replaced a host pool that was created with the same name in the meantime. Settings of that pool \
    that weren't in the request may be lost.";

/// Who created what was replaced, and when, as far as the answer tells.
fn origin(answer: &Value) -> String {
    let told = |name: &str| meaning::at(answer, &["systemData.", name].concat()).as_str().filter(|text| !text.is_empty());
    let who = told("createdBy").map(|who| format!(" by {who}")).unwrap_or_default();
    told("createdAt").map(|at| format!(" It was created{who} at {at}.")).unwrap_or_default()
}

/// How often an effect is looked for.
fn patience(verify: ReadBack) -> u32 {
    // A configuration is validated first, a machine takes a minute to start, a user is signed out step by step.
    use ReadBack as R;
    let slow = matches!(verify, R::Configuration | R::Machine | R::Gone | R::UserSession);
    if slow || verify.is_status() { LOOKS_AT_STATUS } else { LOOKS_AT_RESOURCE }
}

fn not_read(error: &Error) -> String {
    format!("Couldn't check the result: {}", error.message())
}
