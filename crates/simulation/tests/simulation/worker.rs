//! A page that carries a job out as `src/live/writes` does: it keeps what is to be kept, begins everything that is due, and reports
//! what came of it. What is to happen is decided by `avd::rule::job`, here as there.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use arm::{Acted, Client, Error, Json, Read};
use avd::ApiVersions;
use avd::rule::job::{Job, State, Step};
use avd::rule::write::Record;
use futures::future::join_all;
use host::{Host, Instant};
use serde_json::Value;

use crate::signed_in::SignedIn;
use crate::wire::Wire;

/// What outlives the page: of each write its record and how far it is, as texts.
#[derive(Clone, Default)]
pub struct Kept {
    records: Rc<RefCell<BTreeMap<usize, (String, String)>>>,
    /// What the tab noted for itself.
    errand: Rc<RefCell<Option<String>>>,
}

impl Kept {
    /// Whether nothing was begun yet.
    pub fn is_empty(&self) -> bool {
        self.records.borrow().is_empty()
    }
}

/// A page at work.
pub struct Worker {
    pub job: Job,
    kept: Kept,
}

/// What a step came to.
enum Report {
    Answered(usize, Box<Result<Acted, Error>>, Option<String>),
    Watched(usize, Result<(), Error>),
    Looked(usize, Result<Value, Error>),
    Listed(Vec<usize>, Result<Read<Vec<Value>>, Error>),
}

impl Worker {
    /// A job that begins. What was asked for is kept before anything else.
    pub fn begin(records: Vec<Record>, versions: &ApiVersions, kept: &Kept) -> Self {
        let worker = Self { job: Job::new(records, versions), kept: kept.clone() };
        kept.errand.replace(worker.job.errand());
        worker.keep_all();
        worker
    }

    /// A job whose page went away, from what was kept. `signed_in`: who, and since when.
    pub fn take_up(signed_in: Option<(&str, Instant)>, versions: &ApiVersions, kept: &Kept) -> Self {
        let read = |(record, state): &(String, String)| {
            let state = State::from_json(serde_json::from_str(state).expect("JSON")).expect("a state");
            (serde_json::from_str::<Record>(record).expect("a record"), state)
        };
        let all = kept.records.borrow().values().map(read).collect();
        // Good for one page: what is sent now is not sent by the next.
        let errand = kept.errand.take();
        let worker = Self { job: Job::taken_up(all, signed_in, errand.as_deref(), versions), kept: kept.clone() };
        kept.errand.replace(worker.job.errand());
        worker
    }

    /// Goes on until nothing more happens by itself, or so many rounds have passed. Says whether it came to rest.
    pub async fn run(&mut self, client: &Client<Wire, SignedIn>, rounds: usize) -> bool {
        for _ in 0..rounds {
            let now = client.host().now();
            let (steps, last) = self.due(now);
            if steps.is_empty() {
                match last {
                    Step::Wait(until) => client.host().sleep(now.until(until)).await,
                    _ => return true,
                }
            }
            let reports = join_all(steps.into_iter().map(|step| self.carry_out(client, step))).await;
            self.report(reports, client.host().now());
        }
        false
    }

    /// The page is closed while requests are on their way, some of which arrive.
    pub async fn close(mut self, client: &Client<Wire, SignedIn>) {
        for step in self.due(client.host().now()).0.into_iter().step_by(2) {
            drop(self.carry_out(client, step).await);
        }
    }

    /// Everything that may begin now, and what to do after it.
    fn due(&mut self, now: Instant) -> (Vec<Step>, Step) {
        let mut steps = Vec::new();
        let last = loop {
            match self.job.next(now) {
                Step::Keep(at) => {
                    self.keep(at);
                    self.job.kept(at);
                }
                last @ (Step::Wait(_) | Step::Idle | Step::Rest) => break last,
                step => steps.push(step),
            }
        };
        self.keep_all();
        (steps, last)
    }

    async fn carry_out(&self, client: &Client<Wire, SignedIn>, step: Step) -> Option<Report> {
        Some(match step {
            Step::Send(at) => {
                let answer = client.act_until(&self.job.record(at).expect("a record").change.call, self.job.until(at)).await;
                let tokens = client.tokens();
                let leaving = tokens.is_leaving().then(|| tokens.session().account.key());
                Report::Answered(at, Box::new(answer), leaving)
            }
            Step::Watch(at, operation) => Report::Watched(at, client.watch(*operation, |_| ()).await.map(drop)),
            Step::Look(at, call) => Report::Looked(at, client.read::<Value>(&call).await.map(|read| read.value)),
            Step::List(ids, call) => Report::Listed(ids, client.list::<Value>(&call).await),
            Step::Keep(_) | Step::Wait(_) | Step::Idle | Step::Rest => return None,
        })
    }

    fn report(&mut self, reports: Vec<Option<Report>>, now: Instant) {
        for report in reports.into_iter().flatten() {
            match report {
                Report::Answered(at, answer, leaving) => {
                    self.job.answered(at, *answer, leaving, now);
                    self.kept.errand.replace(self.job.errand());
                }
                Report::Watched(at, end) => self.job.watched(at, end),
                Report::Looked(at, read) => self.job.looked(at, read),
                Report::Listed(ids, read) => self.job.listed(&ids, &read),
            }
        }
        self.keep_all();
    }

    fn keep(&self, at: usize) {
        let state = self.job.states().nth(at).expect("a state").to_json().to_string();
        let record = serde_json::to_string(self.job.record(at).expect("a record")).expect("JSON");
        self.kept.records.borrow_mut().insert(at, (record, state));
    }

    /// The app keeps of its own accord what has changed, but what is about to go out only in its turn.
    fn keep_all(&self) {
        let states: Vec<State> = self.job.states().collect();
        for (at, _) in states.iter().enumerate().filter(|(_, state)| **state != State::Sending) {
            self.keep(at);
        }
    }
}
