//! A thin bar of parts.

use leptos::prelude::*;

use super::Tone;

/// Draws parts side by side, each from 0 to 1. The words beside it say the same, so it is hidden from assistive technology.
#[component]
pub fn StackedBar(
    /// How long each part is, and its tone.
    parts: Vec<(f64, Tone)>,
) -> impl IntoView {
    let mut start = 0.0;
    let rects = parts.into_iter().map(move |(part, tone)| {
        let part = part.clamp(0.0, 1.0 - start);
        let x = percent(start);
        start += part;
        view! { <rect class=tone.class() x=x width=percent(part) height="100%" /> }
    });
    view! { <svg class="stacked-bar" aria-hidden="true" focusable="false">{rects.collect_view()}</svg> }
}

fn percent(part: f64) -> String {
    format!("{:.2}%", part * 100.0)
}
