//! The registration token of a pool: its state without showing it, the token on request, create, renew and revoke, and what is run on
//! a machine to register it.

mod create;
mod handoff;
mod life;
mod one_host;
mod secret;

use arm::ResourceId;
use avd::operation::host_pools;
use avd::resource::RegistrationInfo;
use avd::rule::permission::Operation;
use avd::rule::token::{self, TokenState};
use host::Host as _;
use leptos::prelude::*;
use serde_json::Value;

use self::create::{CreateToken, copies};
use self::handoff::Handoff;
pub use self::life::{Life, LifeFields};
#[allow(unused_imports)] // For the page of a session host.
pub use self::one_host::HostToken;
use self::one_host::OneHost;
use self::secret::{Secret, copy_created, offer_copy};
use super::context::{PoolContext, management};
use crate::client::ClientContext;
use crate::components::{Badge, Banner, Button, EmptyState, Glyph, Look, Skeleton, Toasts, Tone};
use crate::estate::{read_token, use_tokens};
use crate::live::activity::ActivityContext;
use crate::live::rights::use_rights;
use crate::live::writes::use_writes;
use crate::live::{Many, RemoteHandle, use_clock, use_remote};
use crate::pages::parts::{ErrorBanner, RemoteReadAt, When};
use crate::pages::tokens::open::open_tokens;
use crate::pages::write::{Proposal, ReviewDialog};

/// The token tab.
#[component]
pub fn TokenTab(
    /// The pool, read: whether it can have a token at all.
    context: PoolContext,
) -> impl IntoView {
    if let Some(why) = management(context).as_ref().and_then(|kind| token::refusal(Some(kind))) {
        return view! { <EmptyState glyph=Glyph::Key title="No registration token in this pool" text=why /> }.into_any();
    }
    view! { <TokenPanel pool=context.id() /> }.into_any()
}

#[component]
fn TokenPanel(pool: ResourceId) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let board = use_tokens();
    let call = host_pools::retrieve_registration_token(&pool, &context.versions());
    let rights = use_rights(pool.clone());
    let id = StoredValue::new(pool);
    let remote: RemoteHandle<RegistrationInfo> = use_remote(move || {
        let (client, call) = (context.client(), host_pools::retrieve_registration_token(&id.get_value(), &context.versions()));
        async move {
            let info = read_token(&client, &call).await?;
            // What kind it is goes to the board of all pools as well; the token stays here.
            board.note(id.get_value(), token::state(&info, client.host().now()));
            Ok(info)
        }
    });
    use_writes().on_end(id.get_value(), move || remote.refresh());
    let proposal = RwSignal::new(None::<Proposal>);
    let clock = use_clock();
    // Ticks once a second with the clock, changes only when the state does.
    let state = Memo::new(move |_| {
        let now = clock.now();
        remote.with(|remote| remote.value().map(|info| token::state(info, now)))
    });
    let revoke = Callback::new(move |()| {
        let change = token::revoke(&id.get_value(), &context.versions());
        proposal.set(Some(Proposal { change, then: None, before: Value::Null, action: "Revoke token".to_owned(), danger: true }));
    });
    let off = rights.reason(Operation::WriteHostPool);
    let nothing_to_revoke = Signal::derive(move || {
        off.get().or_else(|| (state.get() == Some(TokenState::None)).then(|| "There's no token to revoke.".to_owned()))
    });
    let at_hand = Signal::derive(move || {
        let valid = state.get().is_some_and(TokenState::is_valid);
        remote.with(|remote| remote.value().and_then(|info| info.token.clone()).filter(|_| valid))
    });
    let (toasts, again) = (Toasts::expect(), call.clone());
    let next = move |done: Proposal| {
        // One that only revokes leaves nothing to copy.
        if done.danger {
            return None;
        }
        if copies(&done) {
            copy_created(context, again.clone(), toasts);
            return None;
        }
        Some(offer_copy(context, again.clone(), toasts))
    };
    view! {
        <section class="section">
            <header class="section-head">
                <h2>"Registration token"</h2>
                <RemoteReadAt remote=remote />
            </header>
            {move || {
                let error = remote.with(|remote| remote.error().cloned());
                error.map(|error| view! { <ErrorBanner title="Couldn't load the token" error=error /> })
            }}
            {move || match state.get() {
                Some(state) => view! { <State id state remote /> }.into_any(),
                None if remote.with(|remote| remote.error().is_some()) => ().into_any(),
                None => view! { <Skeleton lines=3 /> }.into_any(),
            }}
            <div class="halves">
                <CreateToken pool=id state proposal disabled_reason=off />
                <section class="card stack">
                    <h3>"Revoke"</h3>
                    <p>"After you revoke it, no new session host can register. Registered session hosts aren't affected."</p>
                    <Button look=Look::Danger disabled_reason=nothing_to_revoke on_press=revoke>"Revoke token…"</Button>
                </section>
            </div>
            <Handoff call token=at_hand />
            <OneHost pool=id disabled_reason=rights.reason(Operation::ReadHostToken) />
            <ReviewDialog proposal=proposal next=next />
        </section>
    }
}

#[component]
fn State(id: StoredValue<ResourceId>, state: TokenState, remote: RemoteHandle<RegistrationInfo>) -> impl IntoView {
    let clock = use_clock();
    let words = Signal::derive(move || capitalized(&state.words(clock.now())));
    let tone = match state {
        TokenState::Valid { .. } if state.ends_soon(clock.read()) => Tone::Warning,
        TokenState::Valid { .. } => Tone::Success,
        TokenState::None | TokenState::Expired { .. } => Tone::Neutral,
    };
    let value = move || remote.with(|remote| remote.value().and_then(|info| info.token.clone()));
    view! {
        <div class="card stack">
            <p class="state-line">
                <Badge tone=tone text=words />
                {state.end().map(|at| view! { <span>{if state.is_valid() { "until " } else { "since " }}<When at=at /></span> })}
            </p>
            {(!state.is_valid()).then(|| view! { <p>"Create a token to register session hosts."</p> })}
            {move || remote.with(|remote| remote.value().map(|info| view! { <p class="kv-none">{token::operation_words(info)}</p> }))}
            {move || state.is_valid().then(|| value().map(|token| view! { <Secret token=token /> }))}
            {state.is_valid().then(|| view! { <Care id /> })}
        </div>
    }
}

/// What a valid token is, and that it is to be revoked; more urgent for one that was made here.
#[component]
fn Care(id: StoredValue<ResourceId>) -> impl IntoView {
    let (activity, now) = (expect_context::<ActivityContext>(), use_clock().minute());
    let made = Memo::new(move |_| {
        let open = open_tokens(activity, &Many::default(), now.get());
        id.with_value(|id| open.into_iter().find(|token| token.pool == *id).map(|token| token.made))
    });
    let title = move || if made.get().is_some() { "Revoke it when you're done" } else { "Treat it like a password" };
    view! {
        <Banner tone=Tone::Info title=Signal::derive(move || title().to_owned())>
            {move || made.get().map(|at| view! { "Created in this browser " <When at /> ". " })}
            "Anyone with this token can add a machine to the pool and receive user sessions. Revoke it when you're done."
        </Banner>
    }
}

fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::capitalized;

    #[test]
    fn a_sentence_begins_with_a_capital() {
        assert_eq!(capitalized("valid for 2 h"), "Valid for 2 h");
        assert_eq!(capitalized(""), "");
    }
}
