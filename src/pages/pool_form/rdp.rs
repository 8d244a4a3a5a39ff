//! RDP properties: as a form and as text, always the same string.

use leptos::prelude::*;

use crate::components::{Field, TextArea};

/// The editor. What is not touched stays as it is, to the letter.
#[component]
pub fn RdpEditor(
    /// The text, `customRdpProperty`.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the new text at every change.
    #[prop(into)]
    on_change: Callback<String>,
) -> impl IntoView {
    view! {
        <Field id="customRdpProperty".to_owned() label="As text">
            <TextArea value on_input=on_change rows=3 />
        </Field>
    }
}
