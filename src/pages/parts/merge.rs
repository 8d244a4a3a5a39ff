//! Somebody else saved while a form was open: what was, what the form has, what they have. Nothing is overwritten unasked.

use avd::rule::configuration_edit::{FieldMerge, text};
use leptos::prelude::*;
use serde_json::Value;

use crate::browser::focus;
use crate::components::{Banner, Button, Choice, Look, MAIN_ID, RadioGroup, Tone};

const HEADING: &str = "three-way";

/// The three states beside each other, with a choice where both changed a field. It takes the keyboard when it appears.
#[component]
pub fn ThreeWay(
    /// What was edited: "policy".
    what: &'static str,
    /// Who changed it, if the service says: [`last_changed_by`].
    by: Option<String>,
    /// The fields that differ.
    merges: Vec<FieldMerge>,
    /// How a field is called.
    name: fn(&str) -> String,
    /// Goes on from theirs; with the fields that both changed and that stay as they are in the form.
    #[prop(into)]
    on_go: Callback<Vec<String>>,
) -> impl IntoView {
    request_animation_frame(|| focus::by_id(HEADING));
    let kept = RwSignal::new(Vec::<String>::new());
    let by = by.map(|by| format!("Last changed by {by}. "));
    let advice = if merges.iter().any(|merge| merge.conflict) {
        "You both changed the same setting. Choose which value to keep."
    } else {
        "You changed different settings, so both changes can be kept."
    };
    let rows = merges.into_iter().map(|merge| row(merge, name, kept)).collect_view();
    let go = move |()| {
        on_go.run(kept.get_untracked());
        // The button goes away; the keyboard must not go with it.
        request_animation_frame(|| focus::in_place(MAIN_ID));
    };
    view! {
        <section class="stack-plain" aria-labelledby=HEADING>
            <Banner tone=Tone::Warning title=format!("Someone else changed the {what} after you opened the form")>
                {by}
                {advice}
                " Nothing has been saved."
            </Banner>
            <h2 id=HEADING tabindex="-1">"Compare versions"</h2>
            <div class="tbl-box">
                <table class="tbl tbl-wrap" aria-labelledby=HEADING>
                    <thead>
                        <tr>
                            <th scope="col">"Setting"</th>
                            <th scope="col">"When you opened the form"</th>
                            <th scope="col">"Yours"</th>
                            <th scope="col">"Current (theirs)"</th>
                            <th scope="col">"Keep"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <div class="run-actions">
                <Button look=Look::Primary on_press=go>"Continue with these values"</Button>
            </div>
        </section>
    }
}

/// Who changed a resource last, from its `systemData`.
pub fn last_changed_by(received: &Value) -> Option<String> {
    received.pointer("/systemData/lastModifiedBy").and_then(Value::as_str).map(str::to_owned)
}

fn row(merge: FieldMerge, name: fn(&str) -> String, kept: RwSignal<Vec<String>>) -> impl IntoView {
    let title = name(&merge.field);
    let (base, mine, theirs) = (text(&merge.base), text(&merge.mine), text(&merge.theirs));
    let stays = match (merge.is_mine(), merge.is_theirs()) {
        _ if merge.conflict => choice(format!("{title}: keep"), merge.field, kept).into_any(),
        (true, true) => "The same".into_any(),
        (true, false) => "Yours".into_any(),
        _ => "Theirs".into_any(),
    };
    view! {
        <tr>
            <th scope="row">{title}</th>
            <td>{base}</td>
            <td>{mine}</td>
            <td>{theirs}</td>
            <td>{stays}</td>
        </tr>
    }
}

fn choice(label: String, field: String, kept: RwSignal<Vec<String>>) -> impl IntoView {
    let named = field.clone();
    let value = Signal::derive(move || if kept.with(|kept| kept.contains(&named)) { "mine" } else { "theirs" }.to_owned());
    let pick = move |pick: String| {
        kept.update(|kept| {
            kept.retain(|one| *one != field);
            if pick == "mine" {
                kept.push(field.clone());
            }
        });
    };
    let choices = vec![Choice::new("theirs", "Theirs"), Choice::new("mine", "Yours")];
    view! { <RadioGroup label=label value=value on_change=pick choices=choices /> }
}
