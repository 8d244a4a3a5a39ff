//! What goes on behind the pages: says when the network is gone or Azure asks for a pause, recalls what was last seen, reads again what
//! was written to.

use std::collections::{BTreeMap, BTreeSet};

use arm::{Error, ErrorKind, Fate, ResourceId};
use avd::resource::Subscription;
use avd::{Change, ReadBack};
use host::{Duration, Host, Instant};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::parts::clock_time;
use crate::browser::{Browser, online, quiet};
use crate::client::ClientContext;
use crate::components::{Banner, Tone};
use crate::estate::kept::{self, Whose};
use crate::estate::{EstateContext, Touched, display_name, use_estate};
use crate::live::use_clock;
use crate::live::writes::use_writes;
use crate::route::Route;
use crate::router::use_router;
use crate::session::{SessionContext, SignInStatus};

/// A shorter pause is over before anybody has read of it.
const A_MOMENT: Duration = Duration::from_secs(2);

/// The line that says so while there is no network.
#[component]
pub fn Background() -> impl IntoView {
    let (estate, session) = (use_estate(), expect_context::<SessionContext>());
    let online = RwSignal::new(online::online());
    // The app may have gone to another person by then.
    online::on_change(move |now| _ = online.try_set(now));
    read_again(estate, online);
    follow_writes(estate, expect_context::<ClientContext>());
    ask_for_versions(estate, expect_context::<ClientContext>());
    let demo = untrack(|| session.world()).is_demo();
    if let SignInStatus::SignedIn(account) = untrack(|| session.status())
        && !demo
    {
        remember(estate, Whose { person: account.person(), directory: account.tenant_id });
    }
    let offline = move || {
        (!online.get() && !demo).then(|| {
            view! {
                <div class="offline">
                    <Banner tone=Tone::Warning title="You're offline">
                        "You're seeing the last loaded data. Refreshes and changes are paused until you reconnect."
                    </Banner>
                </div>
            }
        })
    };
    view! {
        {offline}
        <Pauses estate />
    }
}

/// The subscription of the pool that a page is about.
fn of_route(route: &Route) -> Option<String> {
    match route {
        Route::Pool(pool, _) | Route::PoolEdit(pool) | Route::ConfigurationEdit(pool, _) | Route::UpdateNew(pool, _) => {
            Some(pool.subscription.clone())
        }
        _ => None,
    }
}

/// Asks once in each directory which API versions Azure offers, after the page has what it shows. Any subscription will do.
fn ask_for_versions(estate: EstateContext, client: ClientContext) {
    let router = use_router();
    let asked = StoredValue::new(false);
    Effect::new(move |_| {
        let of_page = of_route(&router.route());
        let first = || estate.with(|estate| estate.readable().find_map(|subscription| subscription.subscription_id.clone()));
        let Some(subscription) = of_page.or_else(first).filter(|_| !asked.get_value()) else { return };
        asked.set_value(true);
        spawn_local(async move {
            quiet::quiet().await;
            client.read_offer(&subscription).await;
        });
    });
}

/// Reads again what failed, once there is a network again; and what found none although there is one by now.
fn read_again(estate: EstateContext, online: RwSignal<bool>) {
    Effect::new(move |before: Option<(bool, bool)>| {
        let (was, due) = before.unwrap_or((true, false));
        let now = online.get();
        let due = now && (due || !was);
        let (is_loading, lacks) = estate.with(|estate| {
            let counts = |error: &Error| due || (*error.kind() == ErrorKind::Offline && error.fate() == Fate::NotSent);
            let whole = || estate.error().into_iter().chain(estate.graph_error()).any(counts);
            let part = || estate.failures().iter().any(|failure| counts(&failure.error));
            (estate.is_loading(), !estate.is_loading() && (whole() || part()))
        });
        if now && lacks {
            estate.refresh();
        }
        (now, due && is_loading)
    });
}

/// Says so while Azure has asked for a pause: what is read there comes late, and is not lost. Of Resource Graph the pages say it
/// themselves; most do without.
#[component]
fn Pauses(estate: EstateContext) -> impl IntoView {
    let (clock, client) = (use_clock(), expect_context::<ClientContext>());
    let pauses = Memo::new(move |_| {
        let now = clock.now();
        let worth_it = |(scope, until): &(String, Instant)| scope != arm::GRAPH && now.until(*until) > A_MOMENT;
        client.client().pauses().into_iter().filter(worth_it).collect::<Vec<_>>()
    });
    move || {
        let pauses = pauses.get();
        let until = pauses.iter().map(|(_, until)| *until).max()?;
        let name = |scope: &String| {
            estate.with(|estate| {
                let known = estate.subscriptions().iter();
                let is = |known: &&Subscription| known.subscription_id.as_ref().is_some_and(|id| id.eq_ignore_ascii_case(scope));
                known.filter(is).map(display_name).next().unwrap_or("the directory").to_owned()
            })
        };
        let mut names = BTreeSet::new();
        names.extend(pauses.iter().map(|(scope, _)| name(scope)));
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        let title = ["Azure is throttling requests. Retrying at ", &clock_time(until)].concat();
        Some(view! {
            <div class="offline">
                <Banner tone=Tone::Info title>
                    {["Too many requests to ", &names, ". Data may be stale until then."].concat()}
                </Banner>
            </div>
        })
    }
}

/// What was written to is not what was read of it, whichever page has sent the write: the subscription of a pool is read again, the pool
/// of a host as soon as its hosts are looked at.
fn follow_writes(estate: EstateContext, client: ClientContext) {
    let (writes, touched) = (use_writes(), Touched::of(client));
    let is = |target: &ResourceId, kind: &str| target.kind().eq_ignore_ascii_case(kind);
    let shows = |change: &Change| {
        matches!(change.verify, ReadBack::HostPool | ReadBack::Gone | ReadBack::SessionHost | ReadBack::SessionHostFields)
    };
    Effect::new(move |before: Option<BTreeSet<String>>| {
        let mut ended = BTreeMap::new();
        ended.extend(writes.ended(shows));
        let news = || {
            let new = |(id, _): &(&String, &ResourceId)| before.as_ref().is_none_or(|before| !before.contains(*id));
            ended.iter().filter(new).map(|(_, target)| target)
        };
        let pools = news().filter(|target| is(target, "Microsoft.DesktopVirtualization/hostPools"));
        let mut subscriptions = BTreeSet::new();
        subscriptions.extend(pools.filter_map(ResourceId::subscription));
        subscriptions.into_iter().for_each(|subscription| estate.changed(subscription));
        let hosts = news().filter(|target| is(target, "Microsoft.DesktopVirtualization/hostPools/sessionHosts"));
        touched.add(hosts.filter_map(ResourceId::parent));
        let mut names = BTreeSet::new();
        names.extend(ended.into_keys());
        names
    });
}

/// Shows what this person last saw here, and keeps what is read from now on.
fn remember(estate: EstateContext, whose: Whose) {
    let keeper = whose.clone();
    spawn_local(async move {
        if let Some((at, subscriptions, pools)) = whose.recall(Browser.now()).await {
            estate.recall(at, subscriptions, pools);
        }
    });
    // Rows are confirmed one screen after the other: one record for all that comes before it is quiet.
    let waiting = StoredValue::new(false);
    Effect::new(move || {
        if estate.with(kept::is_whole) && !waiting.get_value() {
            waiting.set_value(true);
            let keeper = keeper.clone();
            spawn_local(async move {
                quiet::quiet().await;
                // Who has signed out meanwhile leaves nothing behind.
                let still_here = waiting.try_set_value(false).is_none();
                if let Some(record) = still_here.then(|| untrack(|| estate.with(kept::record))).flatten() {
                    keeper.keep(record).await;
                }
            });
        }
    });
}
