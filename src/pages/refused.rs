//! A sign-in that did not end well: what it means, what to do, and what a support request needs.

use entra::{ErrorKind, Fault, SignInError, SignInRequest};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::sign_in::{AnotherAccountButton, Brand, DemoButton};
use crate::components::{Banner, Button, ButtonLink, CopyButton, Glyph, KeyValue, KeyValueList, Look, Tone};
use crate::session::{SessionContext, here};

/// The page of a [`SignInError`].
#[component]
pub(super) fn Refused(session: SessionContext, error: SignInError) -> impl IntoView {
    // Nobody can be refused before the configuration was read.
    let Some(config) = untrack(|| session.config()) else { return ().into_any() };
    let explained = error.explain(&config);
    let asked = asked(&error, session);
    let tenant = error.details.tenant.clone().filter(|_| asked.is_some());
    let resume = session.resumable().map(|account| {
        let words = match session.name_of(&account.tenant_id).filter(|_| asked.is_some()) {
            Some(name) => ["Back to ", &name].concat(),
            None if asked.is_some() => ["Continue as ", &account.username].concat(),
            None => "Continue without".to_owned(),
        };
        // Where another try is of no use this is the way on.
        let look = if explained.retry { Look::Secondary } else { Look::Primary };
        view! { <Button look on_press=move |()| session.resume()>{words}</Button> }
    });
    // The same question gets the same answer until the registration is changed.
    let again = if explained.code_flow { Look::Secondary } else { Look::Primary };
    // What waits for the answer is this page itself, so nothing need be stored; a reload signs out.
    let in_popup = (error.kind == ErrorKind::Untrusted(Fault::NoStorage)).then(|| {
        view! { <Button look=Look::Primary on_press=move |()| spawn_local(session.sign_in_in_popup())>"Sign in using a pop-up window"</Button> }
    });
    view! {
        <section class="door-card door-card-wide" aria-labelledby="door-title">
            <Brand />
            <Banner tone=Tone::Danger title=explained.title>
                {asked.map(|name| view! { <p>"Directory: " <strong>{name}</strong></p> })}
                <p>{explained.meaning}</p>
                <p>{explained.fix}</p>
            </Banner>
            <div class="door-actions">
                {in_popup}
                {explained.code_flow.then(|| view! { <CodeFlowButton session tenant=tenant.clone() /> })}
                {(explained.retry || !explained.another_account).then(|| view! { <AgainButton session tenant=tenant.clone() look=again /> })}
                {explained.another_account.then(|| view! { <AnotherAccountButton session /> })}
                {resume}
                {explained.admin_consent_url.map(|href| view! { <ButtonLink href glyph=Glyph::External>"Grant admin consent"</ButtonLink> })}
                <DemoButton session />
            </div>
            <Evidence error more_url=explained.more_url />
        </section>
    }
    .into_any()
}

/// The directory that was asked, by name or id, if it is another than the one the person came to by themselves.
fn asked(error: &SignInError, session: SessionContext) -> Option<String> {
    let tenant = error.details.tenant.clone()?;
    let here = session.resumable().map(|account| account.tenant_id);
    let another = here.is_some_and(|here| here != tenant) && !matches!(tenant.as_str(), "common" | "organizations" | "consumers");
    another.then(|| session.name_of(&tenant).unwrap_or(tenant))
}

/// Asks the same directory again.
#[component]
fn AgainButton(session: SessionContext, tenant: Option<String>, look: Look) -> impl IntoView {
    let press =
        move |()| session.sign_in(SignInRequest { tenant: tenant.clone(), return_path: here(), ..SignInRequest::default() });
    view! {
        <Button look on_press=press>
            "Try again"
        </Button>
    }
}

/// Asks the same directory again, for a code.
#[component]
fn CodeFlowButton(session: SessionContext, tenant: Option<String>) -> impl IntoView {
    let press = move |()| {
        session.sign_in_by_code(SignInRequest { tenant: tenant.clone(), return_path: here(), ..SignInRequest::default() });
    };
    view! {
        <Button look=Look::Primary on_press=press>
            "Use the authorization code flow"
        </Button>
    }
}

/// What finds the attempt in the sign-in logs.
#[component]
fn Evidence(error: SignInError, more_url: Option<String>) -> impl IntoView {
    let lines = lines(&error);
    let all = lines.iter().map(|(label, value)| format!("{label}: {value}\n")).collect::<String>();
    let rows = lines
        .into_iter()
        .map(|(label, value)| {
            view! {
                <KeyValue label>
                    <span class="door-value">{value}</span>
                </KeyValue>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="evidence">
            <div class="section-head">
                <h2 id="evidence">"For your administrator"</h2>
                <span class="btn-row">
                    {more_url.map(|href| view! { <ButtonLink href look=Look::Subtle small=true glyph=Glyph::External>"About this code"</ButtonLink> })}
                    <CopyButton text=move |()| all.clone() label="Copy error details" />
                </span>
            </div>
            <KeyValueList>{rows}</KeyValueList>
        </section>
    }
}

/// The facts there are, by their names in Entra's logs.
fn lines(error: &SignInError) -> Vec<(&'static str, String)> {
    let details = &error.details;
    let told = [
        ("Code", Some(error.code())),
        ("Error", error.number.map(|_| error.error.clone())),
        ("Directory", details.tenant.clone()),
        ("Message from Microsoft", Some(error.message.clone()).filter(|message| !message.is_empty())),
        ("Correlation ID", details.correlation_id.clone()),
        ("Trace ID", details.trace_id.clone()),
        ("Timestamp", details.timestamp.clone()),
    ];
    told.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use entra::Fault;

    #[test]
    fn only_what_is_known_is_listed() {
        let mut error = SignInError::fault(Fault::StateNotFound);
        assert_eq!(lines(&error), [("Code", "state_not_found".to_owned())]);
        error.number = Some(50_105);
        error.details.correlation_id = Some("c".to_owned());
        let labels: Vec<&str> = lines(&error).into_iter().map(|(label, _)| label).collect();
        assert_eq!(labels, ["Code", "Error", "Correlation ID"]);
    }
}
