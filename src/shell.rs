//! The frame around the pages: navigation, account, and the page of the route.

use arm::Endpoint;
use avd::ApiVersions;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::quiet::quiet;
use crate::browser::{dialog, focus, online, worker};
use crate::client::ClientContext;
use crate::components::{AppFrame, Banner, Breadcrumbs, Crumb, Glyph, Icon, MAIN_ID, NavItem, Toasts, Tone};
use crate::estate::EstateContext;
use crate::lazy::prefetch;
use crate::live::Nudge;
use crate::live::activity::ActivityContext;
use crate::live::debts::DebtsContext;
use crate::live::dismissals::DismissalsContext;
use crate::live::writes::{WritesContext, use_writes};
use crate::pages::background::Background;
use crate::pages::{
    account, activity, configuration, demo, diagnostics, hosts, not_found, overview, pool, pool_form, pools, renew, settings,
    tokens, update_new, updates, write,
};
use crate::route::{BoardView, HostsView, PoolRef, PoolsView, Query, Route};
use crate::router::use_router;
use crate::session::{SessionContext, SignInStatus};

crate::lazy! {
    /// One host pool; its other tabs are declared there.
    pool pool_page(pool: PoolRef) => view! { <pool::PoolPage pool /> };
    /// What needs attention in all pools.
    overview overview_page() => overview::OverviewPage();
    /// Session hosts of all pools.
    boards hosts_page() => hosts::FleetHostsPage();
    /// Session host updates of all pools.
    boards updates_page() => updates::UpdatesPage();
    /// Registration tokens of all pools.
    boards tokens_page() => tokens::TokensPage();
    /// What was written with this browser.
    boards activity_page() => activity::ActivityPage();
    /// The settings.
    boards settings_page() => settings::SettingsPage();
    /// What helps to find a fault.
    boards diagnostics_page() => diagnostics::DiagnosticsPage();
    /// The form for a new pool.
    forms pool_new_page() => pool_form::PoolNewPage();
    /// The form for a pool that exists.
    forms pool_edit_page(place: PoolRef) => view! { <pool_form::PoolEditPage place /> };
    /// The form for a session host configuration.
    forms configuration_edit_page(place: PoolRef, draft: Query) => view! { <configuration::ConfigurationEditPage place draft /> };
    /// The form for a session host update.
    forms update_new_page(place: PoolRef, query: Query) => view! { <update_new::UpdateNewPage place query /> };
    /// Changes on their way, those included that a reload left open.
    pool pending_writes() => write::PendingWrites();
    /// Who is signed in, and what can be done about that.
    door account_panel(session: SessionContext) => view! { <account::AccountPanel session /> };
    /// What a visitor of the demo can do to it.
    door demo_bar(session: SessionContext) => view! { <demo::DemoBar session /> };
    /// The session ends while something is being typed.
    door renewal(session: SessionContext) => view! { <renew::Renew session /> };
}

/// The app as a signed-in person sees it.
#[component]
pub fn Shell() -> impl IntoView {
    let session = expect_context::<SessionContext>();
    match provide_client(session) {
        Ok(()) => view! { <Frame session /> }.into_any(),
        Err(why) => view! { <Banner tone=Tone::Danger title="The configuration can't be used">{why}</Banner> }.into_any(),
    }
}

/// The client first, then what reads through it.
fn provide_client(session: SessionContext) -> Result<(), String> {
    let config = untrack(|| session.config()).ok_or("It hasn't been loaded yet. Reload the page.")?;
    let endpoint = Endpoint::parse(&config.arm.endpoint).map_err(|error| error.to_string())?;
    let versions = ApiVersions::default().with_overrides(&config.arm.api_versions);
    let client = ClientContext::provide(untrack(|| session.world()), session.tokens(), endpoint, versions);
    let estate = EstateContext::provide(client);
    Nudge::provide();
    // While the code of these pages is on its way.
    if matches!(use_router().peek(), Route::Overview | Route::Hosts(_) | Route::Updates(_) | Route::Tokens(_)) {
        estate.ensure();
    }
    let (person, who) = untrack(|| match session.status() {
        SignInStatus::SignedIn(account) => (account.key(), account.username),
        _ => (String::new(), String::new()),
    });
    let demo = untrack(|| session.world()).is_demo();
    let debts = DebtsContext::provide(&person, demo);
    DismissalsContext::provide(&person, demo);
    let activity = expect_context::<ActivityContext>();
    activity.open(&person, demo);
    WritesContext::provide(who, client, activity, debts);
    Ok(())
}

#[component]
fn Frame(session: SessionContext) -> impl IntoView {
    let router = use_router();
    let writes = use_writes();
    let open = Memo::new(move |_| writes.is_any_open());
    let offered = Memo::new(move |_| session.ending().is_some());
    let demo = Signal::derive(move || session.world().is_demo());
    prepare_for_offline();
    // What messages offer is for this person in this directory.
    let toasts = Toasts::expect();
    on_cleanup(move || toasts.withdraw());
    view! {
        <AppFrame
            brand="AVD console"
            mark=Glyph::Pool
            home="/overview"
            nav=move || view! { <Navigation /> }
            nav_foot=move || view! { <span>{concat!("Version ", env!("CARGO_PKG_VERSION"))}</span> }
            bar=move || view! { <Breadcrumbs crumbs=Signal::derive(move || crumbs(&router.route())) /> }
            bar_end=move || {
                view! {
                    {move || demo.get().then(|| view! { <span class="badge tone-info">"Demo: none of this data is real"</span> })}
                    <AccountMenu session />
                }
            }
        >
            // Its room is kept while its code is on its way.
            {move || demo.get().then(|| view! { <div class="demo-bar">{demo_bar(session)}</div> })}
            <Background />
            {move || open.get().then(pending_writes)}
            {move || offered.get().then(|| renewal(session))}
            <Page />
        </AppFrame>
    }
}

/// Once the first page stands and asks for nothing more: has the browser keep what the console needs to start without a network, and
/// fetches the code of the other pages.
fn prepare_for_offline() {
    spawn_local(async {
        quiet().await;
        // A build without names by content has nothing that could be kept.
        if cfg!(feature = "split") {
            worker::register().await;
        }
        if !online::saves_data() {
            prefetch(&prefetches()).await;
        }
    });
}

#[component]
fn Navigation() -> impl IntoView {
    let router = use_router();
    let debts = expect_context::<DebtsContext>();
    let item = move |route: Route, glyph: Glyph, label: &'static str| {
        let href = route.href();
        let is_activity = route == Route::Activity;
        let count = Signal::derive(move || if is_activity { debts.count() } else { 0 });
        let current = Signal::derive(move || section(&router.route()) == section(&route));
        view! { <NavItem href glyph label current count /> }
    };
    view! {
        {item(Route::Overview, Glyph::Overview, "Overview")}
        {item(Route::Pools(PoolsView::default()), Glyph::Pool, "Host pools")}
        {item(Route::Hosts(HostsView::default()), Glyph::Host, "Session hosts")}
        {item(Route::Updates(BoardView::default()), Glyph::Update, "Updates")}
        {item(Route::Tokens(BoardView::default()), Glyph::Key, "Registration tokens")}
        {item(Route::Activity, Glyph::Activity, "Activity")}
        {item(Route::Settings, Glyph::Settings, "Settings")}
    }
}

/// Who is signed in and where; behind it what can be done about that.
#[component]
fn AccountMenu(session: SessionContext) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    let toggled = move |_| open.set(node.get_untracked().is_some_and(|node| dialog::is_open(&node)));
    // Another directory builds the shell anew.
    let (name, directory) = untrack(|| match session.status() {
        SignInStatus::SignedIn(account) => (account.username, session.name_of(&account.tenant_id)),
        _ => (String::new(), None),
    });
    view! {
        <button
            type="button"
            class="btn btn-subtle account"
            popovertarget="account"
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
        >
            <Icon glyph=Glyph::User />
            <span class="account-name">{name}{directory.map(|directory| view! { <small>{directory}</small> })}</span>
            <span class="sr-only">"Account and directory"</span>
        </button>
        <div node_ref=node id="account" class="menu account-menu" popover="auto" role="dialog" aria-label="Account and directory" on:toggle=toggled>
            {move || open.get().then(|| account_panel(session))}
        </div>
    }
}

/// The page of the route. It is built anew only when the page changes, not when a filter or a tab does.
#[component]
fn Page() -> impl IntoView {
    let router = use_router();
    let page = Memo::new_with_compare(
        move |_| router.route(),
        |before, after| match (before, after) {
            (Some(before), Some(after)) => !before.same_page(after),
            _ => true,
        },
    );
    // Whoever works by keyboard or ear goes on from the top of the new page, not from where a link once was.
    Effect::new(move |seen: Option<()>| {
        page.track();
        if seen.is_some() {
            // In the next frame a drawer that covered the page is gone; before, the page cannot take the focus.
            request_animation_frame(|| focus::in_place(MAIN_ID));
        }
    });
    move || match page.get() {
        Route::Overview => overview_page(),
        Route::Pools(_) => pools::PoolsPage().into_any(),
        Route::Pool(pool, _) => pool_page(pool),
        Route::Activity => activity_page(),
        Route::Settings => settings_page(),
        Route::Diagnostics => diagnostics_page(),
        Route::PoolNew => pool_new_page(),
        Route::PoolEdit(place) => pool_edit_page(place),
        Route::ConfigurationEdit(place, draft) => configuration_edit_page(place, draft),
        Route::UpdateNew(place, query) => update_new_page(place, query),
        Route::Hosts(_) => hosts_page(),
        Route::Updates(_) => updates_page(),
        Route::Tokens(_) => tokens_page(),
        Route::NotFound(_) => not_found::NotFoundPage().into_any(),
    }
}

/// The entry of the navigation a place belongs to.
fn section(route: &Route) -> &'static str {
    match route {
        Route::Overview => "overview",
        Route::Pools(_)
        | Route::Pool(..)
        | Route::PoolNew
        | Route::PoolEdit(_)
        | Route::ConfigurationEdit(..)
        | Route::UpdateNew(..) => "pools",
        Route::Hosts(_) => "hosts",
        Route::Updates(_) => "updates",
        Route::Tokens(_) => "tokens",
        Route::Activity => "activity",
        Route::Settings | Route::Diagnostics => "settings",
        Route::NotFound(_) => "",
    }
}

/// The way to a place.
fn crumbs(route: &Route) -> Vec<Crumb> {
    let pools = || Crumb::link("Host pools", Route::Pools(PoolsView::default()).href());
    let of = |pool: &PoolRef| Crumb::link(pool.name.clone(), Route::Pool(pool.clone(), crate::route::PoolTab::Overview).href());
    match route {
        Route::Pool(pool, _) => vec![pools(), Crumb::here(pool.name.clone())],
        Route::PoolNew => vec![pools(), Crumb::here("New host pool")],
        Route::PoolEdit(pool) => vec![pools(), of(pool), Crumb::here("Edit")],
        Route::ConfigurationEdit(pool, _) => vec![pools(), of(pool), Crumb::here("Configuration")],
        Route::UpdateNew(pool, _) => vec![pools(), of(pool), Crumb::here("New update")],
        Route::Overview => vec![Crumb::here("Overview")],
        Route::Pools(_) => vec![Crumb::here("Host pools")],
        Route::Hosts(_) => vec![Crumb::here("Session hosts")],
        Route::Updates(_) => vec![Crumb::here("Updates")],
        Route::Tokens(_) => vec![Crumb::here("Registration tokens")],
        Route::Activity => vec![Crumb::here("Activity")],
        Route::Settings => vec![Crumb::here("Settings")],
        Route::Diagnostics => vec![Crumb::link("Settings", Route::Settings.href()), Crumb::here("Diagnostics")],
        Route::NotFound(_) => vec![Crumb::link("Overview", Route::Overview.href()), Crumb::here("Not found")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::{PoolTab, Query};

    #[test]
    fn the_way_ends_at_the_place_and_its_steps_lead_somewhere() {
        let pool = PoolRef::new("s", "g", "hp 1");
        let routes = [
            Route::Overview,
            Route::Pools(PoolsView::default()),
            Route::Pool(pool.clone(), PoolTab::Json),
            Route::PoolEdit(pool.clone()),
            Route::ConfigurationEdit(pool.clone(), Query::default()),
            Route::UpdateNew(pool, Query::default()),
        ];
        for route in routes {
            let crumbs = crumbs(&route);
            let (here, way) = crumbs.split_last().map_or((None, &[][..]), |(here, way)| (Some(here), way));
            assert!(here.is_some_and(|here| here.href.is_none()), "{route:?}");
            assert!(
                way.iter()
                    .all(|step| step.href.as_deref().is_some_and(|href| !matches!(Route::from_href(href), Route::NotFound(_))))
            );
        }
    }
}
