//! The head of a page.

use leptos::children::ViewFnOnce;
use leptos::prelude::*;

use super::app_frame::TITLE_ID;

/// Title, what the page is for, when it was read, and its actions.
#[component]
pub fn PageHeader(
    /// The name of the thing or the list.
    #[prop(into)]
    title: Signal<String>,
    /// One line below it; its room is kept while there is none yet.
    #[prop(into, optional)]
    subtitle: Option<Signal<Option<String>>>,
    /// Beside the title: a badge.
    #[prop(into, optional)]
    badge: ViewFnOnce,
    /// When the page was read: a `ReadAt`.
    #[prop(into, optional)]
    read_at: ViewFnOnce,
    /// Buttons, the main one last.
    #[prop(into, optional)]
    actions: ViewFnOnce,
) -> impl IntoView {
    view! {
        <header class="page-head">
            <div class="page-head-text">
                <div class="page-title">
                    <h1 id=TITLE_ID>{title}</h1>
                    {badge.run()}
                </div>
                {subtitle.map(|subtitle| view! { <p class="page-sub">{move || subtitle.get()}</p> })}
            </div>
            <div class="page-head-end">{read_at.run()} <div class="btn-row">{actions.run()}</div></div>
        </header>
    }
}
