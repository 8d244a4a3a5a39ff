//! Asks for the message that users see when something is cancelled.

use avd::rule::update::MESSAGE_LIMIT;
use leptos::prelude::*;

use crate::components::{Field, TextArea};
use crate::pages::write::QuestionDialog;

/// The question before the review. The message may stay empty.
#[component]
pub fn CancelDialog(
    open: RwSignal<bool>,
    #[prop(into)] title: String,
    /// What is wrong with the message.
    #[prop(into)]
    problem: Signal<Option<String>>,
    /// The message, ready for review.
    #[prop(into)]
    on_review: Callback<String>,
) -> impl IntoView {
    let message = RwSignal::new(String::new());
    let too_long = move || {
        let length = message.with(|message| message.trim().chars().count());
        (length > MESSAGE_LIMIT).then(|| format!("The message has {length} characters. The limit is {MESSAGE_LIMIT}."))
    };
    let error = Signal::derive(move || too_long().or_else(|| problem.get()));
    let review = Callback::new(move |()| {
        if untrack(too_long).is_none() {
            on_review.run(message.get_untracked());
        }
    });
    view! {
        <QuestionDialog open title on_close=move |()| open.set(false) on_next=review>
            <Field
                label="Message to users"
                help="Optional. Shown to users who are signed in to the session hosts.".to_owned()
                error=error
            >
                <TextArea value=message on_input=move |value| message.set(value) max=MESSAGE_LIMIT rows=3 />
            </Field>
        </QuestionDialog>
    }
}
