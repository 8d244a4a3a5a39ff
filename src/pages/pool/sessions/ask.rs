//! The question before the review: to whom, and what exactly.

use avd::resource::SessionState;
use avd::rule::FieldProblem;
use avd::rule::user_session::{Act, BODY_FITS, DISCONNECTED, FORCED, Message, PRESETS, SIGNED_OUT, UNSAVED};
use leptos::prelude::*;

use super::acts::{Acts, Asked, silent_hosts, who};
use super::rows::Row;
use crate::components::{Banner, Button, Checkbox, Field, TextArea, TextInput, Tone};
use crate::pages::write::QuestionDialog;

/// So many names are written out.
const NAMED: usize = 6;

/// The dialog; open while something is asked.
#[component]
pub fn AskDialog(acts: Acts) -> impl IntoView {
    let asked = acts.asked;
    // What is missing is only said once somebody wanted to go on.
    let tried = RwSignal::new(false);
    let close = Callback::new(move |()| {
        tried.set(false);
        asked.set(None);
    });
    let problems = Memo::new(move |_| {
        let message = asked.with(|asked| asked.as_ref().is_some_and(|asked| asked.act == Act::Message));
        if message { acts.message.with(Message::problems) } else { Vec::new() }
    });
    let review = Callback::new(move |()| {
        tried.set(true);
        if !problems.with_untracked(|problems| FieldProblem::any_error(problems)) {
            tried.set(false);
            acts.review();
        }
    });
    let title = Signal::derive(move || asked.with(|asked| asked.as_ref().map_or_else(String::new, title)));
    view! {
        <QuestionDialog open=Signal::derive(move || asked.with(Option::is_some)) title on_close=close on_next=review>
            {move || {
                let asked = asked.get()?;
                let inside = match asked.act {
                    Act::Message => view! { <MessageForm acts problems tried /> }.into_any(),
                    Act::Disconnect => view! { <ul class="review-effects">{DISCONNECTED.map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }.into_any(),
                    Act::SignOut => view! { <SignOut acts to=asked.to.clone() /> }.into_any(),
                };
                Some(view! { <div class="stack"><Recipients asked />{inside}</div> })
            }}
        </QuestionDialog>
    }
}

fn title(asked: &Asked) -> String {
    match (asked.act, asked.to.as_slice()) {
        (Act::Message, [one]) => format!("Send a message to {}", one.user),
        (Act::Message, many) => format!("Send a message to {} users", many.len()),
        (Act::Disconnect, [one]) => format!("Disconnect {}", one.user),
        (Act::Disconnect, many) => format!("Disconnect {} sessions", many.len()),
        (Act::SignOut, [one]) => format!("Sign out {}", one.user),
        (Act::SignOut, many) => format!("Sign out {} sessions", many.len()),
    }
}

/// To whom, and who is left out and why.
#[component]
fn Recipients(asked: Asked) -> impl IntoView {
    let more = asked.to.len().saturating_sub(NAMED);
    let names: Vec<String> = asked.to.iter().take(NAMED).map(who).collect();
    let left = asked.left_out;
    view! {
        <ul class="who" aria-label="Sessions">
            {names.into_iter().map(|name| view! { <li>{name}</li> }).collect_view()}
            {(more > 0).then(|| view! { <li class="tbl-quiet">{format!("and {more} more")}</li> })}
        </ul>
        {(!left.is_empty())
            .then(|| {
                let line = |(row, why): &(Row, &'static str)| view! { <li>{format!("{}: {why}", row.user)}</li> };
                let rest = left.len().saturating_sub(NAMED);
                view! {
                    <Banner tone=Tone::Info title=if left.len() == 1 { "1 is skipped".to_owned() } else { format!("{} are skipped", left.len()) }>
                        <ul>
                            {left.iter().take(NAMED).map(line).collect_view()}
                            {(rest > 0).then(|| view! { <li>{format!("and {rest} more")}</li> })}
                        </ul>
                    </Banner>
                }
            })}
    }
}

#[component]
fn MessageForm(acts: Acts, problems: Memo<Vec<FieldProblem>>, tried: RwSignal<bool>) -> impl IntoView {
    let message = acts.message;
    let problem = move |field: &'static str| {
        Signal::derive(move || {
            let own = problems.with(|problems| problems.iter().find(|problem| problem.field == field).cloned())?;
            (own.warning || tried.get()).then_some(own.message)
        })
    };
    let presets = PRESETS.map(|preset| {
        let fill = move |()| message.set(Message { title: preset.title.to_owned(), body: preset.body.to_owned() });
        view! { <Button small=true on_press=fill>{preset.label}</Button> }
    });
    view! {
        <div class="presets" role="group" aria-label="Template">
            <span class="tbl-quiet">"Template"</span>
            {presets.collect_view()}
        </div>
        <Field label="Title" required=true error=problem("messageTitle")>
            <TextInput
                value=Signal::derive(move || message.with(|message| message.title.clone()))
                on_input=move |text| message.update(|message| message.title = text)
            />
        </Field>
        <Field
            label="Message"
            required=true
            error=problem("messageBody")
            help="Appears immediately on each user's screen.".to_owned()
        >
            <TextArea
                value=Signal::derive(move || message.with(|message| message.body.clone()))
                on_input=move |text| message.update(|message| message.body = text)
                max=BODY_FITS
                rows=4
            />
        </Field>
    }
}

#[component]
fn SignOut(acts: Acts, to: Vec<Row>) -> impl IntoView {
    let active = to.iter().filter(|row| row.state == Some(SessionState::Active)).count();
    let silent = silent_hosts(acts, &to);
    let unsaved = match (active, to.len()) {
        (_, 1) => UNSAVED.to_owned(),
        (0, _) => format!("{UNSAVED} These sessions are disconnected, but their apps may be open."),
        (1, _) => format!("{UNSAVED} 1 of these users is active now."),
        (active, _) => format!("{UNSAVED} {active} of these users are active now."),
    };
    view! {
        <ul class="review-effects">{SIGNED_OUT.map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        <Banner tone=Tone::Warning title=unsaved />
        {(!silent.is_empty())
            .then(|| {
                let hosts: Vec<String> = silent.iter().map(|(host, status)| format!("{host} ({status})")).collect();
                view! {
                    <Banner tone=Tone::Info title="A session host isn't responding">
                        {format!("{}: force the sign-out, or start the session host first.", hosts.join(", "))}
                    </Banner>
                }
            })}
        <Checkbox checked=acts.force on_change=move |on| acts.force.set(on) label="Force sign-out" help=FORCED.to_owned() />
    }
}
