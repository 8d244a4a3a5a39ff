//! What is known of a run: its status, its hosts, and the picture both make.

use arm::ResourceId;
use avd::operation::{session_host_configurations, session_host_managements, session_hosts};
use avd::resource::{SessionHost, SessionHostConfiguration, SessionHostConfigurationProperties, UpdateStatus};
use avd::rule::eta::Pace;
use avd::rule::run::{Run, is_active, next_look};
use avd::rule::run_hosts::{Look, Picture, picture, sentences};
use avd::rule::run_record::{RunRecord, observe};
use host::{Duration, Host, Instant};
use leptos::ev::Custom;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::{Latest, latest};
use crate::browser::Browser;
use crate::client::ClientContext;
use crate::live::runs::{Runs, use_runs};
use crate::live::writes::use_writes;
use crate::live::{Poll, Remote, RemoteHandle, poll_hidden, use_clock, use_poll, use_remote};

/// The host list of a pool beyond this size is read more seldom: it comes in several pages.
const LARGE: usize = 100;
/// Nobody acts on a host every few seconds, and the list is the dearest read of the page.
const HOSTS_EVERY: Duration = Duration::from_secs(30);
const MANY_HOSTS_EVERY: Duration = Duration::from_secs(120);
/// After a read that failed with nothing read before.
const AFTER_FAILURE: Duration = Duration::from_secs(60);

/// The hosts as last read, and what they should be.
#[derive(Clone, Debug, PartialEq)]
pub struct Hosts {
    /// The hosts.
    pub list: Vec<SessionHost>,
    /// The wanted configuration; `None` if it could not be read.
    pub wanted: Option<SessionHostConfigurationProperties>,
}

/// The run of a pool, followed as long as its page stands. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Watch {
    /// The pool.
    pub pool: StoredValue<ResourceId>,
    /// The latest update as the service tells it.
    pub status: RemoteHandle<Latest<UpdateStatus>>,
    /// When that is read again.
    pub status_poll: Poll,
    /// The hosts.
    pub hosts: RemoteHandle<Hosts>,
    /// When these are read again.
    pub hosts_poll: Poll,
    /// The outer `None` while nothing was read, the inner one if there never was an update.
    pub run: Memo<Option<Option<Run>>>,
    /// The settings of the run.
    pub pace: Memo<Pace>,
    /// The status as received.
    pub raw: Memo<Value>,
    /// Every host in the run; `None` while the hosts or the run are not known.
    pub picture: RwSignal<Option<Picture>>,
    /// What this browser remembers of the run.
    pub memory: RwSignal<Option<RunRecord>>,
    /// What has changed, for those who hear the page.
    pub said: RwSignal<String>,
    /// Where it is remembered.
    pub runs: StoredValue<Runs>,
}

impl Watch {
    /// Begins to follow the latest update of a pool.
    pub fn begin(pool: ResourceId, context: ClientContext) -> Self {
        let pool = StoredValue::new(pool);
        let status = use_remote(move || {
            let (client, call) =
                (context.client(), session_host_managements::update_status(&pool.get_value(), &context.versions()));
            async move { latest(&client, &call).await }
        });
        let acted = RwSignal::new(None::<Instant>);
        let clock = use_clock();
        let status_poll = use_poll(status, move |remote| status_pace(remote, acted.get(), clock.read()));
        let run = Memo::new(move |_| known(status, |latest| latest.and_then(Run::of)));
        let hosts = use_remote(move || read_hosts(context, pool.get_value()));
        let active = Memo::new(move |_| matches!(run.get(), Some(Some(run)) if is_active(&run.status)));
        let hosts_poll = use_poll(hosts, move |remote| if active.get() { Some(hosts_pace(remote)) } else { None });
        let watch = Self {
            pool,
            status,
            status_poll,
            hosts,
            hosts_poll,
            run,
            pace: Memo::new(move |_| known(status, |latest| latest.map(Pace::of).unwrap_or_default()).unwrap_or_default()),
            raw: Memo::new(move |_| raw(status)),
            picture: RwSignal::new(None),
            memory: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            runs: StoredValue::new(use_runs()),
        };
        watch.remember();
        watch.keep_picture();
        watch.keep_fresh(acted);
        watch
    }

    /// Takes up what is remembered of the run; another name is another run.
    fn remember(self) {
        let name = Memo::new(move |_| self.run.get().flatten().map(|run| run.name));
        Effect::new(move || {
            if name.get().is_none() {
                return;
            }
            let Some(run) = self.run.get_untracked().flatten() else { return };
            let (runs, pool) = (self.runs.get_value(), self.pool.get_value());
            spawn_local(async move {
                let record = runs.of_run(&pool, &run).await;
                // The page may be gone, or the run another by now.
                if self.run.try_get_untracked().flatten().flatten().is_some_and(|now| now.name == run.name) {
                    let _ = self.picture.try_set(None);
                    let _ = self.memory.try_set(Some(RunRecord { run: run.name.unwrap_or_default(), ..record }));
                }
            });
        });
    }

    /// Each picture is made with the one before it, the first with what is remembered: a host that has left the list keeps its
    /// row, and what happened while nobody looked is told.
    fn keep_picture(self) {
        let remembered = Memo::new(move |_| self.memory.with(|memory| memory.as_ref().map(|record| record.run.clone())));
        Effect::new(move || {
            let Some(Some(run)) = self.run.get() else { return };
            if remembered.get() != Some(run.name.clone().unwrap_or_default()) {
                return;
            }
            let before = self.picture.get_untracked();
            let before = before.or_else(|| self.memory.with_untracked(|memory| memory.as_ref().and_then(RunRecord::picture)));
            if before.as_ref().is_some_and(|before| self.is_outrun(&run, before)) {
                // A list from before the step would make hosts look left behind: the picture waits for the next.
                return self.reread_hosts();
            }
            let Some(next) = self.look(&run, before.as_ref()) else { return };
            let news = self.memory.try_update(|memory| memory.as_mut().is_some_and(|record| observe(record, &run, &next)));
            if news == Some(true) {
                self.keep();
            }
            let said = sentences(before.as_ref(), &next).join(" ");
            if !said.is_empty() {
                self.said.set(said);
            }
            if self.hosts.with_untracked(|hosts| hosts.value().is_some()) {
                self.picture.set(Some(next));
            }
        });
    }

    /// Whether the status has taken a step that the hosts, read earlier, cannot show yet. Tracked.
    fn is_outrun(self, run: &Run, before: &Picture) -> bool {
        let status_read = self.status.with_untracked(Remote::read_at);
        self.hosts.with(|hosts| before.status != run.status && hosts.error().is_none() && hosts.read_at() < status_read)
    }

    fn reread_hosts(self) {
        if !self.hosts.with_untracked(Remote::is_loading) {
            self.hosts.refresh();
        }
    }

    /// The picture now; without hosts as long as nobody knows whether they can be read. Tracked.
    fn look(self, run: &Run, before: Option<&Picture>) -> Option<Picture> {
        let status_read = self.status.with_untracked(Remote::read_at);
        self.hosts.with(|remote| {
            let known = remote.value().zip(remote.read_at());
            let (hosts, wanted, at) = match known {
                Some((hosts, at)) => (hosts.list.as_slice(), hosts.wanted.as_ref(), at),
                None if remote.error().is_some() => (&[][..], None, status_read?),
                None => return None,
            };
            Some(picture(&Look { hosts, at, wanted, run, before }))
        })
    }

    fn keep(self) {
        if let Some(record) = self.memory.get_untracked() {
            let (runs, pool) = (self.runs.get_value(), self.pool.get_value());
            spawn_local(async move { runs.keep(&pool, &record).await });
        }
    }

    /// Notes what was done to the run from here.
    pub fn note(self, what: &'static str) {
        let who = self.runs.with_value(|runs| runs.who().to_owned());
        self.memory.update(|memory| {
            if let Some(record) = memory {
                record.note(Browser.now(), Some(who), what);
            }
        });
        self.keep();
    }

    /// What ends a wait early: a write, a step of the run, the return of the network.
    fn keep_fresh(self, acted: RwSignal<Option<Instant>>) {
        let clock = use_clock();
        use_writes().on_end(self.pool.get_value(), move || {
            acted.set(Some(clock.read()));
            self.refresh();
        });
        let step = Memo::new(move |_| self.run.get().map(|run| run.map(|run| (run.name, run.status, run.completed))));
        Effect::new(move |before: Option<bool>| {
            let known = step.with(Option::is_some);
            // The first status comes with the first host list.
            if before == Some(true) {
                // A list that is on its way may be from before the step: it is asked for again.
                self.hosts.refresh();
            }
            known
        });
        let back = window_event_listener(Custom::<leptos::ev::Event>::new("online"), move |_| self.refresh());
        on_cleanup(move || back.remove());
        poll_hidden(self.status, self.status_poll);
    }

    /// Reads all of it again.
    pub fn refresh(self) {
        self.status.refresh();
        self.hosts.refresh();
    }
}

/// Looks at what was read; `None` before the first answer.
fn known<T>(status: RemoteHandle<Latest<UpdateStatus>>, look: impl FnOnce(Option<&UpdateStatus>) -> T) -> Option<T> {
    status.with(|remote| remote.value().map(|latest| look(latest.as_ref().map(|(status, _)| status))))
}

fn raw(status: RemoteHandle<Latest<UpdateStatus>>) -> Value {
    status.with(|remote| remote.value().and_then(|latest| latest.as_ref().map(|(_, raw)| raw.clone()))).unwrap_or(Value::Null)
}

async fn read_hosts(context: ClientContext, pool: ResourceId) -> Result<Hosts, arm::Error> {
    let (client, versions) = (context.client(), context.versions());
    let list = client.list::<SessionHost>(&session_hosts::list(&pool, &versions)).await?.value;
    // Not everybody who may see hosts may see the configuration: then the rows say what cannot be told.
    let wanted = client.read::<SessionHostConfiguration>(&session_host_configurations::get(&pool, &versions)).await;
    Ok(Hosts { list, wanted: wanted.ok().map(|read| read.value.properties) })
}

fn status_pace(remote: &Remote<Latest<UpdateStatus>>, acted: Option<Instant>, now: Instant) -> Option<Duration> {
    match remote.value() {
        Some(latest) => next_look(latest.as_ref()?.0.status.as_ref()?, acted, now),
        // Without a right it will not change by itself; without a network it will.
        None => remote.error().filter(|error| passes(error)).map(|_| AFTER_FAILURE),
    }
}

fn passes(error: &arm::Error) -> bool {
    use arm::ErrorKind as K;
    matches!(error.kind(), K::Offline | K::TimedOut | K::Throttled { .. } | K::Service | K::Unreadable)
}

fn hosts_pace(remote: &Remote<Hosts>) -> Duration {
    let large = remote.value().is_some_and(|hosts| hosts.list.len() > LARGE);
    if large { MANY_HOSTS_EVERY } else { HOSTS_EVERY }
}
