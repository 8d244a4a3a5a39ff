//! The ends of a form: its actions below, and above them all that is wrong with it.

use leptos::prelude::*;

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
        (count > 0).then(|| {
            view! {
                <section class="problems" role="alert">
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
        1 => "One problem to fix".to_owned(),
        count => format!("{count} problems to fix"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_headline_counts() {
        assert_eq!(super::headline(1), "One problem to fix");
        assert_eq!(super::headline(3), "3 problems to fix");
    }
}
