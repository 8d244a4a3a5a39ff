//! What is typed before a review: the user of a personal desktop, or the name users see. And the reviews themselves.

use avd::rule::session_host_edit::user;
use leptos::prelude::*;

use super::acts::{Act, Acts, Asked};
use crate::components::{Field, TextInput};
use crate::pages::write::{ManyDialog, ManyProposal, Proposal, QuestionDialog, ReviewDialog};

/// The question and the two reviews. `on_done`: every write has ended well and its window is closed.
#[component]
pub fn ActDialogs(acts: Acts, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    view! {
        <AskDialog acts />
        <ReviewDialog proposal=acts.one on_done next=move |done: Proposal| acts.undo(&[(done.change, done.before)]) />
        <ManyDialog proposal=acts.many on_done next=move |done: ManyProposal| acts.undo(&done.items) />
    }
}

#[component]
fn AskDialog(acts: Acts) -> impl IntoView {
    let asked = acts.asked;
    let text = RwSignal::new(String::new());
    // What is wrong is only said once somebody wanted to go on.
    let tried = RwSignal::new(false);
    Effect::new(move |_| {
        tried.set(false);
        text.set(asked.with(|asked| asked.as_ref().map(begin).unwrap_or_default()));
    });
    let close = Callback::new(move |()| asked.set(None));
    let problem = Memo::new(move |_| {
        let (asked, text) = (asked.get()?, text.get());
        match (asked.act, text.trim().is_empty()) {
            (Act::Assign, true) => Some("Enter a user principal name, such as ann@contoso.com.".to_owned()),
            // A name that is taken away is a change too, unless there was none.
            (Act::Rename, true) if begin(&asked).is_empty() => Some("It has no friendly name to remove.".to_owned()),
            (Act::Rename, true) => None,
            _ => acts.made(asked.act, &asked.host, None, &text).err(),
        }
    });
    let review = Callback::new(move |()| {
        tried.set(true);
        if let Some(Asked { act, host }) = asked.get_untracked().filter(|_| problem.with_untracked(Option::is_none)) {
            asked.set(None);
            acts.review_typed(act, &host, &text.get_untracked());
        }
    });
    let shown = Signal::derive(move || problem.get().filter(|_| tried.get()));
    let title = Signal::derive(move || asked.with(|asked| asked.as_ref().map_or_else(String::new, title)));
    view! {
        <QuestionDialog open=Signal::derive(move || asked.with(Option::is_some)) title on_close=close on_next=review>
            {move || {
                let asked = asked.get()?;
                let (label, help) = words(&asked);
                let kind = if asked.act == Act::Assign { "email" } else { "text" };
                Some(view! {
                    <form
                        class="stack"
                        on:submit=move |event| {
                            event.prevent_default();
                            review.run(());
                        }
                    >
                        <Field label help required=asked.act == Act::Assign error=shown>
                            <TextInput kind value=text on_input=move |typed| text.set(typed) />
                        </Field>
                    </form>
                })
            }}
        </QuestionDialog>
    }
}

fn begin(asked: &Asked) -> String {
    let name = (asked.act == Act::Rename).then(|| asked.host.properties.friendly_name.clone());
    name.flatten().unwrap_or_default()
}

fn title(asked: &Asked) -> String {
    let host = asked.host.machine_name().unwrap_or("session host");
    match asked.act {
        Act::Assign => format!("Assign {host}"),
        _ => format!("Name {host}"),
    }
}

fn words(asked: &Asked) -> (&'static str, String) {
    match (asked.act, user(&asked.host)) {
        (Act::Assign, Some(user)) => {
            ("User principal name", format!("Currently assigned to {user}. Assigning it to someone else sends force=true."))
        }
        (Act::Assign, None) => ("User principal name", "This user gets the session host as their personal desktop.".to_owned()),
        _ => ("Display name", "Shown to the user in their feed. Leave it empty to remove the name.".to_owned()),
    }
}
