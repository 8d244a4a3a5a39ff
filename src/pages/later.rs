//! The pages and tabs that a first visit does not show: their code is fetched when it is needed, or when there is time.
//!
//! A new one is a line here and its function at the place where it is shown.

use super::pool::PoolContext;
use super::pools::counting::{Columns, Counting, GroupHead};
use super::pools::rows::Line;
use super::{
    account, activity, background, configuration, diagnostics, hosts, parts, pool, pool_form, refused, renew, settings, setup,
    tokens, update_new, updates, write,
};
use crate::boot::Unusable;
use crate::estate::{EstateContext, kept};
use crate::lazy;
use crate::route::{PoolRef, PoolsView, Query, Route};
use crate::session::SessionContext;
use arm::{Error, ResourceId};
use core::ops::Range;
use entra::SignInError;
use host::Duration;
use leptos::prelude::*;
use std::rc::Rc;

/// By then the first page has asked for what it shows.
const SETTLED: Duration = Duration::from_secs(2);

crate::later! {
    /// The hosts of the pools in the table.
    counts counting(estate: EstateContext, lines: Memo<Vec<Line>>, in_sight: RwSignal<Range<usize>>) or nothing => {
        view! { <Counting estate lines in_sight /> }
    };
    /// The head of a group of pools.
    counts pool_group(name: String, count: usize, open: bool, view: Memo<PoolsView>) or nothing => {
        view! { <GroupHead name count open view /> }
    };
    /// Which columns of the table of pools are shown.
    counts pool_columns(view: Memo<PoolsView>) or nothing => {
        view! { <Columns view /> }
    };
    /// One host pool.
    pool pool(pool: PoolRef) => view! { <pool::PoolPage pool /> };
    /// Session hosts of all pools.
    boards fleet_hosts() => hosts::FleetHostsPage();
    /// Session host updates of all pools.
    boards updates() => updates::UpdatesPage();
    /// Registration tokens of all pools.
    boards tokens() => tokens::TokensPage();
    /// What was written with this browser.
    boards activity() => activity::ActivityPage();
    /// The settings.
    boards settings() => settings::SettingsPage();
    /// What helps to find a fault.
    diagnostics diagnostics() => diagnostics::DiagnosticsPage();
    /// The form for a new pool.
    forms pool_new() => pool_form::PoolNewPage();
    /// The form for a pool that exists.
    forms pool_edit(place: PoolRef) => view! { <pool_form::PoolEditPage place /> };
    /// The form for a session host configuration.
    forms configuration_edit(place: PoolRef) => view! { <configuration::ConfigurationEditPage place /> };
    /// The form for a session host update.
    update update_new(place: PoolRef, query: Query) => view! { <update_new::UpdateNewPage place query /> };
    /// Tab: the update of a pool.
    update pool_update(context: PoolContext, place: PoolRef) => view! { <pool::UpdateTab context place /> };
    /// Tab: the session host configuration of a pool.
    forms pool_configuration(pool: ResourceId, place: PoolRef, standard: bool) => {
        view! { <configuration::ConfigurationTab pool place standard /> }
    };
    /// Tab: the management policy of a pool.
    forms pool_policy(context: PoolContext) => view! { <pool::PolicyTab context /> };
    /// Tab: the users of a pool.
    pool pool_sessions(context: PoolContext, place: PoolRef) => view! { <pool::SessionsTab context place /> };
    /// The users of one session host, in its detail.
    pool host_sessions(context: PoolContext, place: PoolRef, host: ResourceId) => {
        view! { <pool::SessionList context place host /> }
    };
    /// The end of the properties of a pool: its deletion.
    forms pool_delete(context: PoolContext, place: PoolRef) => view! { <pool::delete::DeleteSection context place /> };
    /// Changes on their way, those included that a reload left open.
    pool pending_writes() => write::PendingWrites();
    /// What can be done about an error, who has a right that was missing, what support will ask for.
    door error_more(error: Error) or nothing => parts::error_more(&error);
    /// Who is signed in, and what can be done about that.
    door account(session: SessionContext) => view! { <account::AccountPanel session /> };
    /// Who else has a session in this tab.
    door left(session: SessionContext) => view! { <account::Left session /> };
    /// What goes on behind the pages.
    #[allow(dead_code, reason = "`in_background` shows it")]
    background background() => background::Background();
    /// Why a sign-in did not end well.
    door refused(session: SessionContext, error: SignInError) => view! { <refused::Refused session error /> };
    /// The session ends while something is being typed.
    door renew(session: SessionContext) => view! { <renew::Renew session /> };
    /// What a deployment lacks.
    door setup(session: SessionContext, why: Unusable) => view! { <setup::Setup session problems=why.problems() /> };
}

/// What goes on behind the pages: once the first of them stands, or at once where this browser has something to recall.
pub fn in_background() -> AnyView {
    let wait = if kept::is_any() { Duration::ZERO } else { SETTLED };
    lazy::after(wait, Rc::new(|| Box::pin(fetch::background::background())))
}

/// Begins to fetch the code of the page at this place, if it is not there from the start.
pub fn begin(route: &Route) {
    // One part of a file is enough.
    let fetch: lazy::Ahead = match route {
        Route::Pools(_) | Route::NotFound(_) => return,
        Route::Pool(..) => || Box::pin(fetch::pool::preload()),
        Route::PoolNew | Route::PoolEdit(_) | Route::ConfigurationEdit(_) => || Box::pin(fetch::pool_new::preload()),
        Route::UpdateNew(..) => || Box::pin(fetch::update_new::preload()),
        _ => || Box::pin(fetch::fleet_hosts::preload()),
    };
    lazy::begin_early(fetch);
}
