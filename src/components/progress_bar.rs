//! How far something is.

use leptos::prelude::*;

use super::{Tone, id::unique};

/// A native progress bar with its label and a note such as "12 of 40".
#[component]
pub fn ProgressBar(
    /// What is under way.
    #[prop(into)]
    label: Signal<String>,
    /// From 0 to 1; `None` while it is not known.
    #[prop(into)]
    value: Signal<Option<f64>>,
    /// At the end of the label's line.
    #[prop(into, optional)]
    note: Signal<String>,
    /// The colour; the accent unless told.
    #[prop(into, optional)]
    tone: Signal<Tone>,
) -> impl IntoView {
    let id = unique("progress");
    // Without a `value` attribute the bar is indeterminate; an empty one would be zero.
    let attribute = move || value.get().map(|part| format!("{:.4}", part.clamp(0.0, 1.0)));
    view! {
        <div class=move || format!("progress {}", tone.get().class())>
            <label class="progress-label" for=id.clone()>
                {label}
            </label>
            <span class="progress-note">{note}</span>
            <progress id=id max="1" value=attribute></progress>
        </div>
    }
}
