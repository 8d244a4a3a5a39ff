//! What is asked before a review: the way back, and the way on.

use leptos::prelude::*;

use crate::components::{Button, Dialog, DialogShape, Look};

/// A dialog with a question. Whether what is typed allows to go on is decided by `on_next`.
#[component]
pub fn QuestionDialog(
    /// Whether it is asked.
    #[prop(into)]
    open: Signal<bool>,
    /// What it is about.
    #[prop(into)]
    title: Signal<String>,
    /// It is asked no more.
    #[prop(into)]
    on_close: Callback<()>,
    /// The person wants to go on.
    #[prop(into)]
    on_next: Callback<()>,
    /// What that is called.
    #[prop(default = "Review…")]
    next: &'static str,
    /// Why nobody can go on yet.
    #[prop(into, optional)]
    disabled_reason: Signal<Option<String>>,
    /// How wide it is.
    #[prop(optional)]
    shape: DialogShape,
    /// The question.
    children: ChildrenFn,
) -> impl IntoView {
    let footer = move || {
        view! {
            <Button on_press=on_close>"Cancel"</Button>
            <Button look=Look::Primary disabled_reason on_press=on_next>{next}</Button>
        }
    };
    view! { <Dialog open on_close title shape footer>{children()}</Dialog> }
}
