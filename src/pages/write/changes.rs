//! What a draft changes, before it is sent.

use avd::rule::FieldProblem;
use avd::rule::diff::{FieldChange, words};
use leptos::prelude::*;
use serde_json::Value;

use crate::components::{Banner, Tone};

/// Field by field, what will be different; and what to think of.
#[component]
pub fn Changes(
    /// The fields that change.
    #[prop(into)]
    changes: Signal<Vec<FieldChange>>,
    /// What is wrong or to be thought of; only the latter is shown.
    #[prop(into)]
    problems: Signal<Vec<FieldProblem>>,
    /// The name of a field on screen.
    label: fn(&str) -> String,
) -> impl IntoView {
    let text = |value: Option<Value>| match value {
        None | Some(Value::Null) => Err("Not set"),
        Some(Value::String(text)) if text.is_empty() => Err("Empty"),
        // Whole, where the review has only its name: two resources may share that.
        Some(Value::String(id)) if id.starts_with("/subscriptions/") => Ok(id),
        Some(value) => Ok(words(&value)),
    };
    // Only a value is struck out: nothing is lost where there was none.
    let was = move |value| match text(value) {
        Ok(text) => view! { <del>{text}</del> }.into_any(),
        Err(none) => view! { <span class="tbl-quiet">{none}</span> }.into_any(),
    };
    let is = move |value| match text(value) {
        Ok(text) => view! { <ins>{text}</ins> }.into_any(),
        Err(none) => view! { <span class="tbl-quiet">{none}</span> }.into_any(),
    };
    let warnings =
        move || problems.get().into_iter().filter(|problem| problem.warning).map(|problem| problem.message).collect::<Vec<_>>();
    view! {
        {move || {
            let changes = changes.get();
            (!changes.is_empty())
                .then(|| {
                    let rows = changes
                        .into_iter()
                        .map(|change| {
                            view! {
                                <tr>
                                    <th scope="row">{label(&change.path)}</th>
                                    <td>{was(change.before)}</td>
                                    <td>{is(change.after)}</td>
                                </tr>
                            }
                        })
                        .collect_view();
                    view! {
                        <section class="card stack">
                            <h2>"Changes"</h2>
                            <table class="tbl diff">
                                <thead><tr><th scope="col">"Field"</th><th scope="col">"Current"</th><th scope="col">"New"</th></tr></thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </section>
                    }
                })
        }}
        {move || {
            let warnings = warnings();
            (!warnings.is_empty()).then(|| view! { <Banner tone=Tone::Warning title="Keep in mind">{warnings.join(" ")}</Banner> })
        }}
    }
}
