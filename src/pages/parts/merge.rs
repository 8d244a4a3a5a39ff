//! Three states of one thing, field by field: as a form began, as the form has it, as the service has it now.

use std::collections::BTreeSet;

use avd::rule::policy_edit::FieldMerge;
use leptos::prelude::*;
use serde_json::Value;

use crate::components::{Banner, Choice, RadioGroup, Tone};

/// What somebody else changed since the form was opened. Where both changed a field, one value has to be chosen.
#[component]
pub fn ThreeWay(
    /// The fields that differ.
    merges: Vec<FieldMerge>,
    /// The fields whose conflict goes to the form.
    mine: RwSignal<BTreeSet<String>>,
    /// How a field is called.
    #[prop(into)]
    name: Callback<String, String>,
) -> impl IntoView {
    let conflicts = merges.iter().filter(|merge| merge.conflict).count();
    let rows = merges.iter().map(|merge| {
        let word = match (merge.is_mine(), merge.is_theirs()) {
            _ if merge.conflict => "Both, differently",
            (true, true) => "Both, alike",
            (true, false) => "You",
            _ => "Somebody else",
        };
        view! {
            <tr>
                <th scope="row">{name.run(merge.field.clone())}</th>
                <td>{text(&merge.base)}</td>
                <td>{text(&merge.mine)}</td>
                <td>{text(&merge.theirs)}</td>
                <td>{word}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let choices = merges.into_iter().filter(|merge| merge.conflict).map(|merge| {
        let field = merge.field.clone();
        let value = {
            let field = field.clone();
            Signal::derive(move || if mine.with(|mine| mine.contains(&field)) { "mine" } else { "theirs" }.to_owned())
        };
        let pick = move |picked: String| {
            mine.update(|mine| {
                if picked == "mine" { mine.insert(field.clone()) } else { mine.remove(&field) };
            });
        };
        let options = vec![
            Choice::new("theirs", format!("The value of now: {}", text(&merge.theirs))),
            Choice::new("mine", format!("Yours: {}", text(&merge.mine))),
        ];
        view! { <RadioGroup label=format!("{}: which value stays?", name.run(merge.field)) value=value on_change=pick choices=options /> }
    });
    let advice = if conflicts == 0 {
        "Your changes and theirs are in different fields. Take theirs over, then review again: nothing of theirs is overwritten."
    } else {
        "Choose where both of you changed the same field, take the rest over, then review again."
    };
    view! {
        <Banner tone=Tone::Warning title="Somebody else changed this since you opened the form">{advice}</Banner>
        <div class="tbl-box">
            <table class="tbl diff">
                <caption class="sr-only">"What changed since the form was opened"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Field"</th>
                        <th scope="col">"When you began"</th>
                        <th scope="col">"Yours"</th>
                        <th scope="col">"Now"</th>
                        <th scope="col">"Changed by"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {choices.collect_view()}
    }
}

/// A value in a table of differences.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => "not set".to_owned(),
        Value::String(text) if text.is_empty() => "empty".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(on) => if *on { "yes" } else { "no" }.to_owned(),
        value => value.to_string(),
    }
}
