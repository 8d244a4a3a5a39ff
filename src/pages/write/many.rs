//! The review step of many changes at once, and what comes of each.

#![allow(dead_code)] // Until the first page sends many.

use avd::Change;
use leptos::prelude::*;
use serde_json::Value;

use super::code::ChangeCode;
use super::outcome::Progress;
use crate::components::{Banner, Button, Dialog, DialogShape, Field, Look, TextInput, Tone};
use crate::live::writes::{Stage, use_writes};

/// Many changes of one kind, to be reviewed together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ManyProposal {
    /// What it does, as a heading: "Put 12 session hosts into drain mode".
    pub title: String,
    /// The verb on the button: "Drain 12 hosts".
    pub action: String,
    /// Whether it ends or removes something.
    pub danger: bool,
    /// The writes, each with what the read that will confirm it gives now; `Value::Null` for nothing.
    pub items: Vec<(Change, Value)>,
    /// Who was chosen and is left out: a name, and why.
    pub left_out: Vec<(String, String)>,
    /// What must be typed before the button works; `None` for nothing.
    pub typed: Option<String>,
}

/// Reviews many changes, sends them on request and shows the result of each. Closing it loses nothing: the job goes on and shows on the
/// page ([`super::PendingWrites`]).
#[component]
pub fn ManyDialog(
    /// What is proposed; the dialog is open while there is something.
    proposal: RwSignal<Option<ManyProposal>>,
    /// Called when the dialog is closed after every change has ended well.
    #[prop(into, optional)]
    on_done: Option<Callback<()>>,
) -> impl IntoView {
    let writes = use_writes();
    let job = RwSignal::new(None::<String>);
    let typed = RwSignal::new(String::new());
    let ids = move || job.get().map(|job| writes.items(&job)).unwrap_or_default();
    let stages = Memo::new(move |_| {
        let one = |id: String| writes.get(&id).map(|write| (write.change.target.name().to_owned(), write.stage));
        ids().into_iter().filter_map(one).collect::<Vec<_>>()
    });
    let close = Callback::new(move |()| {
        let good =
            stages.with_untracked(|all| !all.is_empty() && all.iter().all(|(_, stage)| matches!(stage, Stage::Confirmed(_))));
        for id in untrack(ids) {
            writes.dismiss(&id);
        }
        job.set(None);
        typed.set(String::new());
        writes.attend(Vec::new());
        proposal.set(None);
        if let Some(on_done) = on_done.filter(|_| good) {
            on_done.run(());
        }
    });
    let send = Callback::new(move |()| {
        if let Some(reviewed) = proposal.get_untracked().filter(|_| job.with_untracked(Option::is_none)) {
            let id = writes.send_many(&reviewed.title, reviewed.items);
            writes.attend(untrack(|| writes.items(&id)));
            job.set(Some(id));
        }
    });
    let title = Signal::derive(move || proposal.with(|it| it.as_ref().map_or_else(String::new, |it| it.title.clone())));
    let missing = Signal::derive(move || {
        let wanted = proposal.with(|it| it.as_ref().and_then(|it| it.typed.clone()))?;
        (typed.with(|typed| typed.trim() != wanted)).then(|| format!("Type \u{201c}{wanted}\u{201d} first."))
    });
    let footer = move || {
        let (action, danger) = proposal.with(|it| it.as_ref().map_or_else(Default::default, |it| (it.action.clone(), it.danger)));
        match job.with(Option::is_some) {
            false => view! {
                <Button on_press=close>"Back"</Button>
                <Button look=if danger { Look::Danger } else { Look::Primary } disabled_reason=missing on_press=send>{action}</Button>
            }
            .into_any(),
            true => view! { <Button on_press=close>"Close"</Button> }.into_any(),
        }
    };
    view! {
        <Dialog open=Signal::derive(move || proposal.with(Option::is_some)) on_close=close title=title shape=DialogShape::Wide footer=footer>
            {move || {
                if job.with(Option::is_some) {
                    let row = |(name, stage): (String, Stage)| view! { <li><strong>{name}</strong><Progress stage=stage /></li> };
                    return Some(view! { <ul class="pending-writes">{stages.get().into_iter().map(row).collect_view()}</ul> }.into_any());
                }
                let proposal = proposal.get()?;
                let first = proposal.items.first().map(|(change, _)| change.clone());
                let names = proposal.items.iter().map(|(change, _)| view! { <li>{change.target.name().to_owned()}</li> }).collect_view();
                let left_out = (!proposal.left_out.is_empty()).then(|| {
                    let line = |(name, why): &(String, String)| format!("{name}: {why}");
                    let rows = proposal.left_out.iter().map(line).map(|line| view! { <li>{line}</li> }).collect_view();
                    view! { <Banner tone=Tone::Info title="Left out"><ul>{rows}</ul></Banner> }
                });
                let typing = proposal.typed.map(|wanted| view! {
                    <Field label=format!("Type {wanted} to confirm")>
                        <TextInput value=typed on_input=move |value| typed.set(value) />
                    </Field>
                });
                Some(view! {
                    <div class="review stack">
                        <ul class="review-effects">{names}</ul>
                        {left_out}
                        {first.map(|change| view! { <ChangeCode change /> })}
                        {typing}
                    </div>
                }
                .into_any())
            }}
        </Dialog>
    }
}
