//! Where a finding leads: to what it is about, and to what can be done.

use avd::rule::attention::{Kind, Urgency};

use crate::components::Tone;
use crate::route::{BoardView, HostsView, PoolRef, PoolTab, Query, Route};

/// The page that shows what is wrong in a pool.
pub fn place(kind: Kind, pool: &PoolRef) -> Route {
    let tab = match kind {
        Kind::UpdateFailed | Kind::UpdatePaused => PoolTab::Update,
        Kind::ProvisioningFailed | Kind::AutoscaleOff => PoolTab::Policy,
        Kind::TokenExpires | Kind::TokenLingers => PoolTab::Token,
        Kind::OutOfDate => PoolTab::Hosts(HostsView { version: Some("behind".to_owned()), ..HostsView::default() }),
        Kind::HostsUnavailable | Kind::NoHostAccepts => {
            PoolTab::Hosts(HostsView { sort: "status".to_owned(), ..HostsView::default() })
        }
        Kind::NoCapacity | Kind::HostsSilent | Kind::AgentUpgrade | Kind::NeedsAssistance | Kind::AllShutDown => {
            PoolTab::Hosts(HostsView::default())
        }
    };
    Route::Pool(pool.clone(), tab)
}

/// What can be done about it in a pool, and where.
pub fn action(kind: Kind, pool: &PoolRef) -> (&'static str, Route) {
    let label = match kind {
        Kind::UpdateFailed => "Retry or cancel",
        Kind::UpdatePaused => "Resume or cancel",
        Kind::ProvisioningFailed => "Retry",
        Kind::AutoscaleOff => "Turn on",
        Kind::TokenExpires => "Renew",
        Kind::TokenLingers => "Revoke",
        Kind::OutOfDate => return ("Schedule update", Route::UpdateNew(pool.clone(), Query::default())),
        Kind::NoHostAccepts => "Allow sessions",
        Kind::NoCapacity => return ("Add session hosts", Route::Pool(pool.clone(), PoolTab::Policy)),
        Kind::AllShutDown => "Start",
        Kind::HostsUnavailable | Kind::HostsSilent | Kind::AgentUpgrade | Kind::NeedsAssistance => "Open session hosts",
    };
    (label, place(kind, pool))
}

/// The list of all that is of this kind, where there is one.
pub fn all(kind: Kind) -> Option<Route> {
    let board = |show: &str| BoardView { show: Some(show.to_owned()), ..BoardView::default() };
    match kind {
        Kind::UpdateFailed | Kind::UpdatePaused => Some(Route::Updates(board("attention"))),
        Kind::TokenExpires => Some(Route::Tokens(board("soon"))),
        Kind::TokenLingers => Some(Route::Tokens(board("valid"))),
        Kind::HostsUnavailable | Kind::NoHostAccepts => {
            Some(Route::Hosts(HostsView { sort: "status".to_owned(), ..HostsView::default() }))
        }
        _ => None,
    }
}

/// The tone of an urgency.
pub const fn tone(urgency: Urgency) -> Tone {
    match urgency {
        Urgency::High => Tone::Danger,
        Urgency::Medium => Tone::Warning,
        Urgency::Low => Tone::Info,
    }
}
