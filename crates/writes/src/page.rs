//! What a runner needs of the place that it works in, and what it shows there.

use std::sync::Arc;

use arm::{Client, Error, TokenSource};
use host::{Host, Instant};

use crate::change::Confirm;
use crate::entry::Entry;
use crate::outcome::Tally;

/// The page that a runner works for: its store, its tab, its screen.
#[allow(async_fn_in_trait)] // Used inside this workspace only, on one thread.
pub trait Page {
    /// What its changes are confirmed by.
    type ReadBack: Confirm;
    /// Its world.
    type Platform: Host;
    /// Its sign-in.
    type Tokens: TokenSource;

    /// The client it sends with.
    fn client(&self) -> Client<Self::Platform, Self::Tokens>;

    /// The API versions it reads with.
    fn versions(&self) -> <Self::ReadBack as Confirm>::Versions;

    /// Who is signed in.
    fn who(&self) -> String;

    /// Its name as a place where writes are carried out.
    fn name(&self) -> String;

    /// Keeps entries where a page that comes later finds them, in place of what was known of them. Says whether anything keeps them.
    async fn keep(&self, entries: Vec<Entry<Self::ReadBack>>) -> bool;

    /// Notes what of a batch may go out by itself when this tab comes back ([`Batch::errand`](crate::Batch::errand)), or that nothing may. The store of
    /// [`Page::keep`] is shared with all that this origin has; this place is the tab's own.
    fn note(&self, batch: &str, errand: Option<&str>);

    /// What this tab has noted of a batch; asked once.
    fn take_note(&self, batch: &str) -> Option<String>;

    /// Whose sign-in page the window is about to go to, if it is.
    fn leaving(&self) -> Option<String>;

    /// Whether it is gone: then nothing more is begun.
    fn is_gone(&self) -> bool;

    /// Shows how far a batch is: the writes that have changed, with what the service said of a failure, and the whole.
    fn show(&self, changed: Vec<(Entry<Self::ReadBack>, Option<Error>)>, progress: Progress);
}

/// How far a batch is.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// Its name.
    pub name: String,
    /// What it is called; none for a write that is not one of many.
    pub title: Option<String>,
    /// Its writes, in their order.
    pub ids: Arc<[String]>,
    /// How many are how far.
    pub tally: Tally,
    /// Until when the service asked for a pause.
    pub paused: Option<Instant>,
    /// How many of them may be tried again.
    pub retriable: usize,
    /// Why some were held back.
    pub held: Option<String>,
    /// When it was asked for.
    pub asked_at: Instant,
    /// How often all of it has come to rest.
    pub rests: u32,
}
