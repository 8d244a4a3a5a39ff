//! The app: its contexts in their order, and what stands on screen for each state of the sign-in.

use leptos::prelude::*;

use crate::components::{ToastStack, Toasts};
use crate::live::Clock;
use crate::live::activity::ActivityContext;
use crate::pages::sign_in::SignInPage;
use crate::router::Router;
use crate::session::{SessionContext, SignInStatus};
use crate::settings::SettingsContext;
use crate::shell::Shell;

/// Everything in the page.
///
/// The contexts, each of which may use those before it: settings, clock, toasts, activity, router, session. The client, the estate and
/// the writes follow in [`Shell`], once somebody is signed in.
#[component]
pub fn App(
    /// What stood behind the `#` when the page was opened.
    fragment: Option<String>,
) -> impl IntoView {
    SettingsContext::provide();
    Clock::provide();
    Toasts::provide();
    ActivityContext::provide();
    Router::provide();
    let session = SessionContext::provide(fragment);
    // A renewed session of the same person must not build the pages anew; that of another directory must.
    let signed_in = Memo::new(move |_| match session.status() {
        SignInStatus::SignedIn(account) => Some(account.key()),
        _ => None,
    });
    let page = move || match signed_in.get() {
        Some(_) => view! { <Shell /> }.into_any(),
        None => view! { <SignInPage /> }.into_any(),
    };
    view! {
        {page}
        <ToastStack />
    }
}
