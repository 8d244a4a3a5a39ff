//! The ends of a form: its actions below, and above them all that is wrong with it.

use leptos::prelude::*;

use super::id::unique;
use super::{Glyph, Icon};
use crate::browser::focus;

/// The row of buttons under a form, the main one first.
#[component]
pub fn FormActions(
    /// At the end of the row: what happens next.
    #[prop(into, optional)]
    note: Signal<Option<String>>,
    /// The buttons.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="form-actions">
            {children()} {move || note.get().map(|note| view! { <span class="form-note">{note}</span> })}
        </div>
    }
}

/// A form: what is wrong with it above its fields. Sent with errors, it shows and focuses them; a button may be far below.
#[component]
pub fn Form(
    /// What is wrong, in the order of the fields; empty until the form was sent once.
    #[prop(into)]
    problems: Signal<Vec<Problem>>,
    /// The form is sent.
    #[prop(into)]
    on_submit: Callback<()>,
    /// The fields and [`FormActions`].
    children: Children,
) -> impl IntoView {
    let id = unique("problems");
    let place = id.clone();
    // Some problems are found by a request, after the form is sent. Typing ends the wait: the focus must not leave a field.
    let sent = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        on_submit.run(());
        sent.set(true);
    };
    Effect::new(move |_| {
        if sent.get() && problems.with(|problems| !problems.is_empty()) {
            sent.set(false);
            let place = place.clone();
            // In the next frame the summary stands.
            request_animation_frame(move || focus::at_top(&place));
        }
    });
    view! {
        <form class="form" novalidate=true on:submit=submit on:input=move |_| sent.set(false)>
            <ProblemSummary problems id />
            {children()}
        </form>
    }
}

/// One thing that is wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The id of the control it is about; `None` when it is about the whole.
    pub field: Option<String>,
    /// What is wrong, and how to fix it.
    pub message: String,
}

/// All that is wrong with a form, each line leading to its field. Nothing at all when nothing is wrong.
#[component]
pub fn ProblemSummary(
    /// In the order of the fields.
    #[prop(into)]
    problems: Signal<Vec<Problem>>,
    /// Its id, to lead there.
    #[prop(into, optional)]
    id: Option<String>,
) -> impl IntoView {
    let line = |problem: Problem| {
        let words = match problem.field {
            // A button, not a link: the address of the page must not change for it.
            Some(id) => view! {
                <button type="button" class="link" on:click=move |_| focus::by_id(&id)>
                    {problem.message}
                </button>
            }
            .into_any(),
            None => problem.message.into_any(),
        };
        view! { <li>{words}</li> }
    };
    move || {
        let problems = problems.get();
        let count = problems.len();
        let id = id.clone();
        (count > 0).then(|| {
            view! {
                <section class="problems" role="alert" id=id tabindex="-1">
                    <h2>
                        <Icon glyph=Glyph::Error />
                        {headline(count)}
                    </h2>
                    <ul>{problems.into_iter().map(line).collect_view()}</ul>
                </section>
            }
        })
    }
}

fn headline(count: usize) -> String {
    match count {
        1 => "1 problem to fix".to_owned(),
        count => format!("{count} problems to fix"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_headline_counts() {
        assert_eq!(super::headline(1), "1 problem to fix");
        assert_eq!(super::headline(3), "3 problems to fix");
    }
}
