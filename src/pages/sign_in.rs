//! What stands on screen while nobody is signed in: the door, the way there, a refusal, or what the deployment still lacks.

use entra::{Prompt, SignInError, SignInRequest};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::account::Left;
use super::{refused, setup};
use crate::boot::Unusable;
use crate::browser::location;
use crate::components::{Banner, Button, Glyph, Icon, Look, Spinner, Tone};
use crate::session::{SessionContext, SignInStatus, SignedOutReason, here};

crate::lazy! {
    /// Why a sign-in did not end well.
    door refusal(session: SessionContext, error: SignInError) => view! { <refused::Refused session error /> };
    /// What a deployment lacks.
    door lacking(session: SessionContext, why: Unusable) => view! { <setup::Setup session why /> };
    /// Who has a session in this tab although nobody is signed in.
    door left(session: SessionContext) => view! { <Left session /> };
}

/// The page for each state of the sign-in but the last.
#[component]
pub fn SignInPage() -> impl IntoView {
    let session = expect_context::<SessionContext>();
    let page = move || match session.status() {
        SignInStatus::Starting => view! { <Waiting label="Starting" /> }.into_any(),
        SignInStatus::SigningIn => view! { <Waiting label="Taking you to Microsoft" /> }.into_any(),
        SignInStatus::SignedIn(_) => ().into_any(),
        SignInStatus::SignedOut { reason } => view! { <Door session reason /> }.into_any(),
        SignInStatus::Refused(error) => refusal(session, error),
        SignInStatus::NoDemo(why) => view! { <NoDemo session why /> }.into_any(),
        SignInStatus::NotSetUp(why) => lacking(session, why),
    };
    view! { <main class="door">{page}</main> }
}

#[component]
fn Waiting(label: &'static str) -> impl IntoView {
    view! {
        <div class="door-wait">
            <Spinner label />
        </div>
    }
}

/// The demo of this tab is not there. What is real stays away until the person asks for it.
#[component]
fn NoDemo(session: SessionContext, why: String) -> impl IntoView {
    view! {
        <section class="door-card" aria-labelledby="door-title">
            <Brand />
            <Banner tone=Tone::Danger title="Couldn't load the demo">{why}</Banner>
            <div class="door-actions">
                <Button look=Look::Primary on_press=move |()| location::reload()>"Try again"</Button>
                <Button on_press=move |()| session.give_up_demo()>"Leave demo"</Button>
            </div>
        </section>
    }
}

#[component]
fn Door(session: SessionContext, reason: SignedOutReason) -> impl IntoView {
    view! {
        <picture class="door-picture">
            <source media="(prefers-color-scheme: dark)" srcset="/picture-dark.svg" />
            <img
                // Not fetched where it is not shown.
                loading="lazy"
                src="/picture-light.svg"
                width="640"
                height="420"
                alt="The console: a table of host pools with the state of each, and the flight plan of an update"
            />
        </picture>
        <section class="door-card" aria-labelledby="door-title">
            <Brand />
            {remark(reason).map(|text| view! { <p class="door-reason" role="status">{text}</p> })}
            <p class="door-lead">"Manage host pools, session hosts, registration tokens and updates in Azure Virtual Desktop."</p>
            <div class="door-actions">
                <SignInButton session label="Sign in with Microsoft" />
                <DemoButton session />
            </div>
            {session.has_others().then(|| left(session))}
            <p class="door-foot">
                "You can see and change what your Azure roles allow. Your sign-in stays in this tab. This site has no server that could store it."
            </p>
        </section>
    }
}

/// Mark and name of the product.
#[component]
pub(super) fn Brand() -> impl IntoView {
    view! {
        <div class="door-brand">
            <span class="app-mark">
                <Icon glyph=Glyph::Pool />
            </span>
            <h1 id="door-title">"AVD console"</h1>
        </div>
    }
}

/// What to say about how it came to this; nothing on a first visit.
const fn remark(reason: SignedOutReason) -> Option<&'static str> {
    match reason {
        SignedOutReason::FirstVisit => None,
        SignedOutReason::ByUser => Some("You've signed out. On a shared computer, close the browser as well."),
        SignedOutReason::Elsewhere => Some(
            "You signed out of Microsoft Entra ID in another app, so you're signed out here, too. Drafts and changes in progress are kept: sign in with the same account to continue.",
        ),
        SignedOutReason::Expired => Some("Your session has expired. Sign in to continue where you left off."),
    }
}

/// Leaves for Microsoft and comes back to this place.
#[component]
pub(super) fn SignInButton(session: SessionContext, label: &'static str) -> impl IntoView {
    let press = move |()| session.sign_in(SignInRequest { return_path: here(), ..SignInRequest::default() });
    view! {
        <Button look=Look::Primary on_press=press>
            {label}
        </Button>
    }
}

/// The same with the account picker.
#[component]
pub(super) fn AnotherAccountButton(session: SessionContext) -> impl IntoView {
    let press = move |()| {
        session.sign_in(SignInRequest { return_path: here(), prompt: Some(Prompt::SelectAccount), ..SignInRequest::default() });
    };
    view! { <Button on_press=press>"Sign in with another account"</Button> }
}

/// Starts the demo, which needs no sign-in at all.
#[component]
pub(super) fn DemoButton(session: SessionContext) -> impl IntoView {
    if !session.may_try_demo() {
        return ().into_any();
    }
    let busy = RwSignal::new(false);
    let why = RwSignal::new(None::<String>);
    let start = move |()| {
        busy.set(true);
        spawn_local(async move {
            let outcome = session.start_demo().await;
            // The button is gone once the demo runs.
            let _ = busy.try_set(false);
            let _ = why.try_set(outcome.err());
        });
    };
    view! {
        <Button busy on_press=start>
            "Try the demo"
        </Button>
        {move || why.get().map(|why| view! { <Banner tone=Tone::Danger title="Couldn't load the demo">{why}</Banner> })}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_visit_needs_no_excuse() {
        assert_eq!(remark(SignedOutReason::FirstVisit), None);
        assert_ne!(remark(SignedOutReason::ByUser), remark(SignedOutReason::Expired));
    }
}
