//! One host pool: header, tabs, and the tab of the URL.

pub mod autoscale;
mod context;
mod debt;
pub mod delete;
mod endpoints;
mod export;
mod groups;
pub mod hosts;
mod json;
mod policy;
mod properties;
mod sessions;
mod summary;
pub mod token;
pub mod update;

use arm::ResourceId;
use avd::resource::ManagementType;
use avd::rule::permission::Operation;
use avd::rule::wording::wording;
use leptos::prelude::*;

use self::context::management;
use self::context::{PoolContext, PoolRead};
use self::debt::DebtBanner;
use self::delete::DeleteSection;
use self::endpoints::Endpoints;
use self::hosts::HostsTab;
use self::json::JsonTab;
use self::policy::PolicyTab;
use self::properties::{Facts, Part};
use self::sessions::SessionsTab;
use self::summary::Summary;
use self::token::TokenTab;
use self::update::UpdateTab;
use super::configuration::ConfigurationTab;
use super::parts::{ErrorBanner, RemoteReadAt};
use super::pool_form::leave_copy;
use crate::client::ClientContext;
use crate::components::{Badge, Button, EmptyState, Glyph, GuardedLink, PageHeader, Skeleton, Tab, Tabs, Tone};
use crate::live::rights::use_rights;
use crate::route::{PoolRef, PoolTab, Route};
use crate::router::use_router;

crate::lazy! {
    /// The update of a pool.
    forms update_tab(context: PoolContext, place: PoolRef) => view! { <UpdateTab context place /> };
    /// The session host configuration of a pool.
    forms configuration_tab(pool: ResourceId, place: PoolRef, standard: bool) => view! { <ConfigurationTab pool place standard /> };
    /// The management policy of a pool.
    forms policy_tab(context: PoolContext) => view! { <PolicyTab context /> };
}

/// The page of a pool; it stays while its tabs change.
#[component]
pub fn PoolPage(
    /// Which pool.
    pool: PoolRef,
) -> impl IntoView {
    let Some(context) = PoolContext::provide(&pool, expect_context::<ClientContext>()) else {
        let text = "The address needs a subscription, a resource group and a host pool name.";
        return view! { <div class="page"><EmptyState glyph=Glyph::Unknown title="Host pool not found" text /></div> }.into_any();
    };
    view! {
        <div class="page">
            <Header context pool=pool.clone() />
            <TabBar pool=pool.clone() />
            <Problem context />
            <DebtBanner pool=context.id() />
            <TabBody context pool />
        </div>
    }
    .into_any()
}

#[component]
fn Header(context: PoolContext, pool: PoolRef) -> impl IntoView {
    let remote = context.remote();
    let friendly = Signal::derive(move || {
        remote.with(|state| {
            state.value().and_then(|read| read.pool.properties.friendly_name.clone()).filter(|name| !name.is_empty())
        })
    });
    let badges = move || {
        let words = remote.with(|state| state.value().map(badges).unwrap_or_default());
        words.into_iter().map(|(tone, text)| view! { <Badge tone text /> }).collect_view()
    };
    let edit = Route::PoolEdit(pool.clone()).href();
    let may_not = use_rights(context.id()).reason(Operation::WriteHostPool);
    let router = use_router();
    let unread = Signal::derive(move || {
        remote.with(|state| state.value().is_none()).then(|| "The host pool hasn't loaded yet.".to_owned())
    });
    let clone = move |()| {
        if let Some(raw) = remote.with_untracked(|state| state.value().map(|read| read.raw.clone())) {
            leave_copy(&context.id(), &raw);
            router.go(Route::PoolNew);
        }
    };
    view! {
        <PageHeader
            title=pool.name
            subtitle=friendly
            badge=move || badges
            read_at=move || view! { <RemoteReadAt remote /> }
            actions=move || view! {
                <Button glyph=Glyph::Copy on_press=clone disabled_reason=unread>"Clone"</Button>
                <GuardedLink glyph=Glyph::Edit href=edit disabled_reason=may_not words="Edit" />
            }
        />
    }
}

/// What to know of a pool before reading on.
fn badges(read: &PoolRead) -> Vec<(Tone, String)> {
    let properties = &read.pool.properties;
    let words = [
        properties.host_pool_type.as_ref().map(|kind| wording(kind.as_str()).to_owned()),
        properties.management_type.as_ref().map(ToString::to_string),
    ];
    let mut badges: Vec<(Tone, String)> = words.into_iter().flatten().map(|word| (Tone::Neutral, word)).collect();
    if properties.validation_environment == Some(true) {
        badges.push((Tone::Info, "Validation environment".to_owned()));
    }
    if properties.cloud_pc_resource == Some(true) {
        badges.push((Tone::Warning, "Managed by Windows 365".to_owned()));
    }
    badges
}

#[component]
fn TabBar(pool: PoolRef) -> impl IntoView {
    let router = use_router();
    let tabs = Signal::derive(move || {
        let current = match router.route() {
            Route::Pool(_, tab) => tab.title(),
            _ => "",
        };
        let tab = |tab: PoolTab| Tab::new(tab.title(), Route::Pool(pool.clone(), tab.clone()).href(), tab.title() == current);
        PoolTab::all().map(tab).to_vec()
    });
    view! { <Tabs tabs label="Host pool views" /> }
}

#[component]
fn Problem(context: PoolContext) -> impl IntoView {
    let remote = context.remote();
    let error = Memo::new(move |_| remote.with(|state| state.error().cloned()));
    move || {
        let title = if remote.with(|state| state.value().is_some()) {
            "Couldn't refresh the host pool. You're seeing older data."
        } else {
            "Couldn't load the host pool"
        };
        error.get().map(|error| view! { <ErrorBanner title error on_retry=move |()| remote.refresh() /> })
    }
}

#[component]
fn TabBody(context: PoolContext, pool: PoolRef) -> impl IntoView {
    let router = use_router();
    // By title: a filter within a tab must not build the tab anew.
    let tab = Memo::new_with_compare(
        move |before: Option<&PoolTab>| match router.route() {
            Route::Pool(_, tab) => tab,
            _ => before.cloned().unwrap_or_default(),
        },
        |before, after| before.map(PoolTab::title) != after.map(PoolTab::title),
    );
    let remote = context.remote();
    let known = Memo::new(move |_| remote.with(|state| state.value().is_some()));
    let waiting = move || {
        remote.with(crate::live::Remote::is_loading).then(|| view! { <Skeleton lines=8 label="Loading the host pool" /> })
    };
    move || match tab.get() {
        PoolTab::Hosts(_) | PoolTab::Host(_) => view! { <HostsTab context pool=pool.clone() /> }.into_any(),
        PoolTab::Sessions(_) => view! { <SessionsTab context place=pool.clone() /> }.into_any(),
        _ if !known.get() => waiting.into_any(),
        PoolTab::Token => view! { <TokenTab context /> }.into_any(),
        PoolTab::Configuration => {
            configuration_tab(context.id(), pool.clone(), management(context) == Some(ManagementType::Standard))
        }
        PoolTab::Update => update_tab(context, pool.clone()),
        PoolTab::Policy => policy_tab(context),
        PoolTab::Overview => view! {
            <Summary place=pool.clone() />
            <Facts context part=Part::Overview />
        }
        .into_any(),
        PoolTab::Properties => view! {
            <Facts context part=Part::Rest />
            <Endpoints context />
            <DeleteSection context place=pool.clone() />
        }
        .into_any(),
        PoolTab::Json => view! { <JsonTab context /> }.into_any(),
    }
}
