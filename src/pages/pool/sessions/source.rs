//! Reads the sessions of a pool or of one host, page by page, and shows each page as it comes.

use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll as Turn;
use std::collections::BTreeMap;

use arm::{Call, Error, ErrorKind, ResourceId};
use avd::operation::{session_hosts, user_sessions};
use avd::resource::{SessionHost, UserSession};
use avd::rule::user_session::leaves_sessions_behind;
use host::{Duration, Host};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::context::PoolContext;
use super::rows::{Ask, HELD, Row, ask, row};
use crate::browser::timer;
use crate::live::writes::use_writes;
use crate::live::{Poll, Remote, RemoteHandle, use_poll, use_remote};
use crate::route::SessionsView;

/// Sessions come and go by themselves. A minute is fresh enough and a small part of the read budget.
const EVERY: Duration = Duration::from_secs(60);
/// What is typed is not asked for letter by letter.
const TYPING: Duration = Duration::from_millis(350);
/// Many writes end one after the other; the list is read once after them.
const AFTER_WRITES: Duration = Duration::from_millis(700);

/// A list that was read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    /// How many sessions it has.
    pub count: usize,
    /// False if the service cut it off.
    pub complete: bool,
}

/// The sessions of a page, as they come.
#[derive(Clone, Copy)]
pub struct Source {
    /// How the reading stands.
    pub remote: RemoteHandle<Listing>,
    /// When it is read again by itself.
    pub poll: Poll,
    /// What has come so far.
    pub rows: RwSignal<Vec<Row>>,
    /// What was asked for.
    pub asked: RwSignal<Ask>,
    /// The service has refused the filter: all is read, and filtered here.
    pub unfiltered: RwSignal<bool>,
    /// Hosts that do not answer, with their status, by name in lower case; what is left over on them is only ended by force.
    pub silent: RemoteHandle<BTreeMap<String, String>>,
}

/// What one reading needs.
#[derive(Clone, Copy)]
struct Reading {
    context: PoolContext,
    rows: RwSignal<Vec<Row>>,
    asked: RwSignal<Ask>,
    held: RwSignal<bool>,
    unfiltered: RwSignal<bool>,
    /// Numbers the readings: one that is not the latest any more stops.
    latest: StoredValue<u32>,
    /// Nothing was read to its end yet of what is asked for: pages are shown as they come.
    first: StoredValue<bool>,
}

/// The sessions that a view shows; those of `host` alone, if there is one.
pub fn use_source(context: PoolContext, host: Option<ResourceId>, view: Signal<SessionsView>) -> Source {
    let (held, unfiltered) = (RwSignal::new(false), RwSignal::new(false));
    let one = host.as_ref().map(|host| host.name().to_owned());
    let wanted = Memo::new(move |_| match (&one, view.with(|view| ask(view, held.get()))) {
        (Some(host), _) => Ask::Host(host.clone()),
        (None, Ask::Filtered(_)) if unfiltered.get() => Ask::All,
        (None, ask) => ask,
    });
    let asked = RwSignal::new(wanted.get_untracked());
    let (latest, first) = (StoredValue::new(0), StoredValue::new(true));
    let reading = Reading { context, rows: RwSignal::new(Vec::new()), asked, held, unfiltered, latest, first };
    let remote = use_remote(move || reading.read());
    let poll = use_poll(remote, |state: &Remote<Listing>| state.value().is_none_or(|list| list.count <= HELD).then_some(EVERY));
    ask_anew(context, wanted, asked, move || {
        first.set_value(true);
        remote.restart();
    });
    let silent = use_remote(move || read_silent(context, host.clone()));
    let soon = StoredValue::new_local(None);
    use_writes().on_end(context.id(), move || soon.set_value(Some(timer::after(AFTER_WRITES, move || remote.refresh()))));
    Source { remote, poll, rows: reading.rows, asked, unfiltered, silent }
}

/// Reads anew when something else is wanted, once it has stood for a moment.
fn ask_anew(context: PoolContext, wanted: Memo<Ask>, asked: RwSignal<Ask>, restart: impl Fn() + Copy + 'static) {
    Effect::new(move |_| {
        let now = wanted.get();
        if asked.with_untracked(|asked| *asked == now) {
            return;
        }
        let client = context.client().client();
        spawn_local(async move {
            client.host().sleep(TYPING).await;
            let still = wanted.try_get_untracked().as_ref() == Some(&now) && asked.with_untracked(|asked| *asked != now);
            if still {
                asked.set(now);
                restart();
            }
        });
    });
}

impl Reading {
    async fn read(self) -> Result<Listing, Error> {
        let number = self.latest.try_update_value(|latest| {
            *latest += 1;
            *latest
        });
        let (ask, first) = (self.asked.get_untracked(), self.first.get_value());
        if first {
            self.rows.update(Vec::clear);
        }
        let mut all = Vec::new();
        let client = self.context.client().client();
        let call = self.call(&ask);
        let mine = || self.latest.try_get_value() == number;
        let page = |sessions: Vec<UserSession>| {
            let page = sessions.iter().map(row);
            if first && mine() {
                self.rows.try_update(|rows| rows.extend(page));
            } else {
                all.extend(page);
            }
        };
        let answer = {
            let mut pages = pin!(client.pages(&call, page));
            poll_fn(|turn| if mine() { pages.as_mut().poll(turn).map(Some) } else { Turn::Ready(None) }).await
        };
        let complete = match answer {
            // Nobody waits for it any more.
            None => return Ok(Listing { count: 0, complete: false }),
            Some(Err(error)) => {
                let filtered = matches!(ask, Ask::Filtered(_)) && matches!(error.kind(), ErrorKind::Rejected);
                if filtered {
                    self.unfiltered.set(true);
                }
                return Err(error);
            }
            Some(Ok(read)) => read.complete,
        };
        if !first {
            self.rows.set(all);
        }
        let count = self.rows.with_untracked(Vec::len);
        self.first.set_value(false);
        if ask == Ask::All {
            self.held.set(complete && count <= HELD);
        }
        Ok(Listing { count, complete })
    }

    fn call(self, ask: &Ask) -> Call {
        let (pool, versions) = (self.context.id(), self.context.client().versions());
        match ask {
            Ask::All => user_sessions::list_by_host_pool(&pool, &versions),
            Ask::Filtered(filter) => user_sessions::list_filtered(&pool, filter, &versions),
            Ask::Host(name) => user_sessions::list(&pool.child("sessionHosts", name), &versions),
        }
    }
}

async fn read_silent(context: PoolContext, host: Option<ResourceId>) -> Result<BTreeMap<String, String>, Error> {
    let (client, versions) = (context.client().client(), context.client().versions());
    let hosts = match host {
        Some(host) => vec![client.read::<SessionHost>(&session_hosts::get(&host, &versions)).await?.value],
        None => client.list::<SessionHost>(&session_hosts::list(&context.id(), &versions)).await?.value,
    };
    let silent = |host: &SessionHost| {
        let status = host.properties.status.as_ref().filter(|status| leaves_sessions_behind(status))?;
        Some((host.machine_name()?.to_lowercase(), status.to_string()))
    };
    Ok(hosts.iter().filter_map(silent).collect())
}
