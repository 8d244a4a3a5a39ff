//! A text for machines, to be read and copied.

use leptos::prelude::*;

use super::CopyButton;

/// A block of code with its name and a copy button.
#[component]
pub fn CodeBlock(
    /// What it is: "HTTP request", "JSON".
    #[prop(into)]
    label: Signal<String>,
    /// The text, shown and copied as it is.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let copy = Callback::new(move |()| text.get_untracked());
    view! {
        <figure class="code">
            <figcaption class="code-head">
                {label} <span class="btn-row"><CopyButton text=copy label=Signal::derive(move || format!("Copy {}", label.get())) /></span>
            </figcaption>
            // It may scroll, so the keyboard must reach it.
            <pre tabindex="0">
                <code>{text}</code>
            </pre>
        </figure>
    }
}
