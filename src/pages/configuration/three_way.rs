//! Somebody else saved while the form was open: what was, what the form has, what they have. Nothing is overwritten unasked.

use avd::rule::configuration_edit::{FieldMerge, name, text};
use leptos::prelude::*;

use super::state::FormState;
use crate::browser::focus;
use crate::components::{Banner, Button, Choice, Look, MAIN_ID, RadioGroup, Tone};

/// The three states beside each other, with a choice where both changed a field.
#[component]
pub fn ThreeWay(state: FormState) -> impl IntoView {
    let kept = RwSignal::new(Vec::<String>::new());
    let body = move || {
        let meanwhile = state.meanwhile.get()?;
        let by = meanwhile.theirs.pointer("/systemData/lastModifiedBy").and_then(|by| by.as_str()).map(str::to_owned);
        let conflicts = meanwhile.merges.iter().filter(|merge| merge.conflict).count();
        let rows = meanwhile.merges.iter().map(|merge| row(merge, kept)).collect_view();
        let words = match conflicts {
            0 => "You and they changed different fields: both changes can stay.",
            _ => "Both of you changed the same field: choose which value stays.",
        };
        Some(view! {
            <section class="stack-plain" aria-labelledby="three-way">
                <Banner tone=Tone::Warning title="Somebody else changed the configuration since you opened the form">
                    {by.map(|by| format!("Last changed by {by}. "))}
                    {words}
                    " Nothing has been saved."
                </Banner>
                <h2 id="three-way" tabindex="-1">"Three versions"</h2>
                <div class="tbl-box">
                    <table class="tbl tbl-wrap">
                        <thead>
                            <tr>
                                <th scope="col">"Field"</th>
                                <th scope="col">"When you opened the form"</th>
                                <th scope="col">"Yours"</th>
                                <th scope="col">"Theirs, as it is now"</th>
                                <th scope="col">"Stays"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <div class="run-actions">
                    <Button
                        look=Look::Primary
                        on_press=move |()| {
                            state.take_over(&kept.get_untracked());
                            kept.set(Vec::new());
                            // The button goes away; the keyboard must not go with it.
                            request_animation_frame(|| focus::in_place(MAIN_ID));
                        }
                    >
                        "Go on with these values"
                    </Button>
                </div>
            </section>
        })
    };
    view! { {body} }
}

fn row(merge: &FieldMerge, kept: RwSignal<Vec<String>>) -> impl IntoView + use<> {
    let field = merge.field.clone();
    let stays = if merge.conflict {
        let label = format!("{} stays as", name(&field));
        let (mine, other) = (field.clone(), field.clone());
        let value = Signal::derive(move || if kept.with(|kept| kept.contains(&mine)) { "mine" } else { "theirs" }.to_owned());
        let pick = move |pick: String| {
            kept.update(|kept| {
                kept.retain(|one| *one != other);
                if pick == "mine" {
                    kept.push(other.clone());
                }
            });
        };
        let choices = vec![Choice::new("theirs", "Theirs"), Choice::new("mine", "Yours")];
        view! { <RadioGroup label=label value=value on_change=pick choices=choices /> }.into_any()
    } else if merge.is_mine() && merge.is_theirs() {
        "The same".into_any()
    } else if merge.is_mine() {
        "Yours".into_any()
    } else {
        "Theirs".into_any()
    };
    view! {
        <tr>
            <th scope="row">{name(&field)}</th>
            <td>{text(&merge.base)}</td>
            <td>{text(&merge.mine)}</td>
            <td>{text(&merge.theirs)}</td>
            <td>{stays}</td>
        </tr>
    }
}
