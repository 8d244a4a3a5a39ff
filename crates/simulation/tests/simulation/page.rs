//! A page of the console without a browser: to `writes::Runner` what `src/live/writes` is, with its store in memory. What is kept
//! and noted outlives it; it may go away at every wait, send and answer, and before and after everything it keeps.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use arm::{Client, Error, Json};
use avd::{ApiVersions, Entry, ReadBack};
use host::Host;
use writes::{Progress, left_open};

use crate::signed_in::SignedIn;
use crate::wire::Wire;

/// What carries a batch out.
pub type Runner = writes::Runner<Page>;

/// What outlives a page.
#[derive(Clone, Default)]
pub struct Kept {
    /// The entries as texts, by their keys.
    entries: Rc<RefCell<BTreeMap<String, String>>>,
    /// What the tab noted for itself.
    notes: Rc<RefCell<BTreeMap<String, String>>>,
    /// What the last page showed last.
    shown: Rc<RefCell<Option<Progress>>>,
    /// Whether the window is gone, once it leaves, before anything more is kept.
    slow: Rc<Cell<bool>>,
}

impl Kept {
    /// A store that is too slow for a window that leaves, or is not.
    pub fn slow(slow: bool) -> Self {
        Self { slow: Rc::new(Cell::new(slow)), ..Self::default() }
    }

    /// Whether nothing was begun yet.
    pub fn is_empty(&self) -> bool {
        self.entries.borrow().is_empty()
    }

    fn all(&self) -> Vec<Entry> {
        let read = |text: &String| Entry::from_json(serde_json::from_str(text).expect("JSON")).expect("an entry");
        self.entries.borrow().values().map(read).collect()
    }

    /// Whether what was shown and kept last is how far the batch is.
    pub fn is_true_of(&self, runner: &Runner) -> bool {
        let states: Vec<_> = runner.with(|batch| batch.states().collect());
        let kept: Vec<_> = self.all().into_iter().map(|entry| entry.state).collect();
        let shown = self.shown.borrow().as_ref().map(|progress| progress.tally);
        kept == states && shown == Some(runner.progress().tally)
    }
}

/// A page, and who is at it.
pub struct Page {
    client: Client<Wire, SignedIn>,
    name: String,
    kept: Kept,
}

impl Page {
    pub fn new(client: &Client<Wire, SignedIn>, kept: &Kept) -> Self {
        Self { client: client.clone(), name: client.host().guid(), kept: kept.clone() }
    }

    /// Carries on with what the page before this one kept. `None` while it waits for a sign-in that may be under way elsewhere.
    pub fn take_up(self) -> Option<Runner> {
        let (all, session) = (self.kept.all(), self.client.tokens().session());
        let owner = all.iter().find(|entry| !entry.state.is_over()).map(|entry| entry.owner.clone());
        let open = owner.and_then(|owner| left_open(&all, &owner).pop());
        let who = session.account.key();
        Runner::take_up(self, open.unwrap_or(all), Some((&who, session.obtained_on())))
    }
}

impl writes::Page for Page {
    type ReadBack = ReadBack;
    type Platform = Wire;
    type Tokens = SignedIn;

    fn client(&self) -> Client<Wire, SignedIn> {
        self.client.clone()
    }

    fn versions(&self) -> ApiVersions {
        ApiVersions::default()
    }

    fn who(&self) -> String {
        self.client.tokens().session().account.username
    }

    fn name(&self) -> String {
        self.name.clone()
    }

    async fn keep(&self, entries: Vec<Entry>) -> bool {
        self.client.host().breathe().await;
        if self.kept.slow.get() && self.client.tokens().is_leaving() {
            std::future::pending::<()>().await;
        }
        let texts = entries.iter().map(|entry| (entry.key(), entry.to_json().to_string()));
        self.kept.entries.borrow_mut().extend(texts);
        self.client.host().breathe().await;
        true
    }

    fn note(&self, batch: &str, errand: Option<&str>) {
        let mut notes = self.kept.notes.borrow_mut();
        match errand {
            Some(errand) => drop(notes.insert(batch.to_owned(), errand.to_owned())),
            None => drop(notes.remove(batch)),
        }
    }

    fn take_note(&self, batch: &str) -> Option<String> {
        self.kept.notes.borrow_mut().remove(batch)
    }

    fn leaving(&self) -> Option<String> {
        let tokens = self.client.tokens();
        tokens.is_leaving().then(|| tokens.session().account.key())
    }

    fn is_gone(&self) -> bool {
        false
    }

    fn show(&self, _: Vec<(Entry, Option<Error>)>, progress: Progress) {
        self.kept.shown.replace(Some(progress));
    }
}

/// Waits take no time here: what is not ready at once never will be, because its page is gone.
pub fn poll_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}
