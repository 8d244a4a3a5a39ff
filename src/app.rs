//! The app: its contexts in their order, and the page of the route.

use leptos::prelude::*;

use crate::live::Clock;
use crate::router::Router;
use crate::session::SessionContext;
use crate::settings::SettingsContext;

/// Everything in the page.
///
/// The contexts, each of which may use those before it: settings, clock, router, session.
pub fn app(fragment: Option<String>) -> impl IntoView {
    SettingsContext::provide();
    Clock::provide();
    let router = Router::provide();
    SessionContext::provide(fragment);
    view! { <main>{move || router.route().title()}</main> }
}
