//! What went wrong with a request: the service's words, what can be done, and what support will ask for.

use arm::{Detail, Error, ErrorKind};
use avd::rule::permission::named;
use entra::SignInError;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Banner, Button, Tone};
use crate::session::{Goal, SessionContext};

/// An error on the page, beside what was read before.
#[component]
pub fn ErrorBanner(
    /// What could not be done: “The pools of Contoso Test could not be read”.
    #[prop(into)]
    title: String,
    /// Why.
    error: Error,
    /// Tries again.
    #[prop(into, optional)]
    on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let retry = move || on_retry.map(|on_retry| view! { <Button small=true on_press=on_retry>"Try again"</Button> });
    view! {
        <Banner tone=tone(error.kind()) title actions=retry>
            {error_facts(&error)}
        </Banner>
    }
}

/// The facts of an error: the innermost sentence, the next step, who has a right that was missing, the way to another directory; then
/// every level of what Azure said, and what support asks for.
pub fn error_facts(error: &Error) -> impl IntoView + use<> {
    view! {
        <p>{error.message().to_owned()}</p>
        <p>{error.next_step()}</p>
        {missing(error).and_then(|action| named(&action)).map(|role| view! { <p>{role}</p> })}
        {error.tenant().map(|tenant| change_directory(tenant.to_owned()))}
        <details>
            <summary>"Details"</summary>
            {levels(error)}
            <ul>{facts(error).into_iter().map(|fact| view! { <li>{fact}</li> }).collect_view()}</ul>
            <a href="/diagnostics">"Diagnostics"</a>
        </details>
    }
}

/// What Azure said, each level under the one it was nested in.
fn levels(error: &Error) -> impl IntoView + use<> {
    let body = error.body();
    let cut = body.is_cut().then(|| view! { <p>"Azure's response is longer than what's shown here."</p> });
    let rows = body.levels().iter().map(level).collect_view();
    (!body.levels().is_empty()).then(|| view! { <ul class="error-levels">{rows}</ul> {cut} })
}

/// One level; the style indents it by its depth.
fn level(level: &Detail) -> impl IntoView + use<> {
    let parts =
        [("Code", level.code.clone()), ("Message", level.message.clone()), ("Target", level.target.clone().unwrap_or_default())];
    let own = parts.into_iter().map(|(name, value)| (name.to_owned(), value));
    let more = level.facts.iter().map(|fact| (fact.name.clone(), fact.value.clone()));
    let lines = own.chain(more).filter(|(_, value)| !value.is_empty());
    let lines = lines.map(|(name, value)| view! { <span class="error-fact"><b>{name} ": "</b>{value}</span> }).collect_view();
    view! { <li data-depth=level.depth.min(4).to_string()>{lines}</li> }
}

/// The way to the directory that the subscription belongs to.
fn change_directory(tenant: String) -> impl IntoView {
    let session = use_context::<SessionContext>()?;
    let account = untrack(|| session.account())?;
    let name = session.name_of(&tenant).unwrap_or_else(|| tenant.clone());
    let label = format!("Change to {name}");
    let goal = Goal { account, tenant, name };
    let (busy, refused) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let press = move |()| {
        let goal = goal.clone();
        busy.set(true);
        spawn_local(async move {
            let failed = session.go_to(goal).await.err();
            // The page may be gone by then.
            let _ = busy.try_set(false);
            let _ = refused.try_set(failed.map(|error| refusal(&error)));
        });
    };
    Some(view! {
        <p><Button small=true busy=busy on_press=press>{label}</Button></p>
        {move || refused.get().map(|why| view! { <p role="alert">{why}</p> })}
    })
}

/// Why a directory takes nobody, in Entra's own words: the account panel, which is fetched with what it has to say, knows more of them.
fn refusal(error: &SignInError) -> String {
    let words = if error.message.is_empty() { String::new() } else { [": ", &error.message].concat() };
    ["You're still in the current directory. ", &error.code(), &words].concat()
}

/// The action that was missing.
fn missing(error: &Error) -> Option<String> {
    match error.kind() {
        ErrorKind::Forbidden { action, .. } => action.clone(),
        _ => None,
    }
}

/// A missing right is a matter of fact; everything else is out of order.
const fn tone(kind: &ErrorKind) -> Tone {
    match kind {
        ErrorKind::Forbidden { .. } | ErrorKind::Throttled { .. } | ErrorKind::Offline => Tone::Warning,
        _ => Tone::Danger,
    }
}

fn facts(error: &Error) -> Vec<String> {
    let ids = error.request();
    let known = [
        ("Operation", Some(error.operation().to_owned())),
        ("Status", error.status().map(|status| status.to_string())),
        ("Client request ID", Some(ids.client.clone())),
        ("Service request ID", ids.service.clone()),
        ("Correlation ID", ids.correlation.clone()),
        ("Activity ID", error.body().activity().map(str::to_owned)),
    ];
    known.into_iter().filter_map(|(name, value)| value.map(|value| format!("{name}: {value}"))).collect()
}
