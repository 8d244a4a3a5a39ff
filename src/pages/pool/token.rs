//! The registration token of a pool: its state without showing it, the token on request, create and revoke.

mod create;
mod secret;

use arm::{Error, ErrorKind, ResourceId};
use avd::operation::host_pools;
use avd::resource::RegistrationInfo;
use avd::rule::token::{self, TokenState};
use leptos::prelude::*;
use serde_json::Value;

use self::create::CreateToken;
use self::secret::Secret;
use super::context::{PoolContext, management};
use crate::client::ClientContext;
use crate::components::{Badge, Banner, Button, EmptyState, Glyph, Look, Skeleton, Tone};
use crate::live::writes::use_writes;
use crate::live::{RemoteHandle, use_clock, use_remote};
use crate::pages::parts::{ErrorBanner, RemoteReadAt, When};
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
    let id = StoredValue::new(pool);
    let remote: RemoteHandle<RegistrationInfo> = use_remote(move || {
        let (client, call) = (context.client(), host_pools::retrieve_registration_token(&id.get_value(), &context.versions()));
        async move { read(&client, &call).await }
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
    let nothing_to_revoke = Signal::derive(move || {
        matches!(state.get(), Some(TokenState::None)).then(|| "The pool has no token to revoke.".to_owned())
    });
    view! {
        <section class="section">
            <header class="section-head">
                <h2>"Registration token"</h2>
                <RemoteReadAt remote=remote />
            </header>
            {move || {
                let error = remote.with(|remote| remote.error().cloned());
                error.map(|error| view! { <ErrorBanner title="The token could not be read" error=error /> })
            }}
            {move || match state.get() {
                Some(state) => view! { <State state=state remote=remote /> }.into_any(),
                None if remote.with(|remote| remote.error().is_some()) => ().into_any(),
                None => view! { <Skeleton lines=3 /> }.into_any(),
            }}
            <CreateToken pool=id proposal=proposal />
            <section class="card stack">
                <h3>"Revoke"</h3>
                <p>"A revoked token lets no machine join. Session hosts that are already registered stay registered."</p>
                <Button look=Look::Danger disabled_reason=nothing_to_revoke on_press=revoke>"Revoke token…"</Button>
            </section>
            <ReviewDialog proposal=proposal />
        </section>
    }
}

/// Reads the token of a pool. Some services answer 404 where there is none.
pub async fn read(client: &crate::client::Client, call: &arm::Call) -> Result<RegistrationInfo, Error> {
    match client.read::<RegistrationInfo>(call).await {
        Ok(read) => Ok(read.value),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound) && error.code() != Some("ResourceNotFound") => {
            Ok(RegistrationInfo::default())
        }
        Err(error) => Err(error),
    }
}

#[component]
fn State(state: TokenState, remote: RemoteHandle<RegistrationInfo>) -> impl IntoView {
    let clock = use_clock();
    let words = Signal::derive(move || capitalized(&state.words(clock.now())));
    let (tone, at) = match state {
        TokenState::None => (Tone::Neutral, None),
        TokenState::Valid { until } => (Tone::Success, Some(until)),
        TokenState::Expired { since } => (Tone::Warning, Some(since)),
    };
    let value = move || remote.with(|remote| remote.value().and_then(|info| info.token.clone()));
    view! {
        <div class="card stack">
            <p class="state-line">
                <Badge tone=tone text=words />
                {at.map(|at| view! { <span>{if state.is_valid() { "until " } else { "since " }}<When at=at /></span> })}
            </p>
            {(state == TokenState::None)
                .then(|| view! { <p>"No machine can be added to this pool until a token is created."</p> })}
            {move || state.is_valid().then(|| value().map(|token| view! { <Secret token=token /> }))}
            {state
                .is_valid()
                .then(|| {
                    view! {
                        <Banner tone=Tone::Info title="Treat it as a password">
                            "Anyone with this token can add a machine to the pool and so receive its users. Revoke it after use."
                        </Banner>
                    }
                })}
        </div>
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
