//! The review step of many changes at once, and what becomes of each.

use std::collections::BTreeSet;

use avd::Change;
use avd::script::codes;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use serde_json::Value;

use super::code::RequestPart;
use super::results::{JobActions, JobResults};
use crate::client::ClientContext;
use crate::components::{
    Banner, Button, CodeTab, CodeTabs, Dialog, DialogShape, Field, Look, TextInput, ToastAction, Toasts, Tone,
};
use crate::live::writes::use_writes;
use crate::pages::parts::Count;
use crate::pages::write::code_tab;

/// So many sentences of a kind are read; the rest are alike.
const SENTENCES: usize = 5;

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
    /// What was not looked at before.
    pub note: Option<&'static str>,
    /// What the changes mean together, beyond what each of them says.
    pub together: Vec<String>,
    /// The names of the targets on screen, one for each item; empty where the resources' own names say it.
    pub names: Vec<String>,
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
    /// What to offer once every change took effect; `None` for nothing.
    #[prop(into, optional)]
    next: Option<Callback<ManyProposal, Option<ToastAction>>>,
) -> impl IntoView {
    let writes = use_writes();
    let toasts = Toasts::expect();
    let job = RwSignal::new(None::<String>);
    let typed = RwSignal::new(String::new());
    let close = Callback::new(move |()| {
        let tally = untrack(|| job.get().and_then(|job| writes.job(&job))).map(|view| view.tally).unwrap_or_default();
        // What has not ended well stays on the page until it is put away there.
        let good = tally.all > 0 && tally.confirmed == tally.all;
        if let Some(job) = job.get_untracked().filter(|_| good) {
            writes.dismiss(&job);
        }
        job.set(None);
        typed.set(String::new());
        writes.attend(Vec::new());
        proposal.set(None);
        if let Some(on_done) = on_done.filter(|_| good) {
            on_done.run(());
        }
    });
    let good = Memo::new(move |_| {
        let tally = job.get().and_then(|job| writes.job(&job))?.tally;
        (tally.all > 0 && tally.confirmed == tally.all).then_some(tally.all)
    });
    // A result that needs nobody is a message at the edge; the dialog stays for what is unsure or failed.
    Effect::new(move |_| {
        let (Some(count), Some(reviewed)) = (good.get(), proposal.get_untracked()) else { return };
        let action = next.and_then(|next| next.run(reviewed.clone()));
        toasts.done(reviewed.title, format!("Saved and verified for {}.", Count(count)), action);
        // Not before the pages know that it has ended: a job that was dismissed tells nobody.
        spawn_local(async move {
            tick().await;
            let _ = close.try_run(());
        });
    });
    // The page may be left by the back button: then its job shows on the next one.
    on_cleanup(move || {
        if job.try_get_untracked().flatten().is_some() {
            writes.attend(Vec::new());
        }
    });
    let send = Callback::new(move |()| {
        if let Some(reviewed) = proposal.get_untracked().filter(|_| job.with_untracked(Option::is_none)) {
            let id = writes.send_many(&reviewed.title, reviewed.items);
            writes.attend(vec![id.clone()]);
            job.set(Some(id));
        }
    });
    let title = Signal::derive(move || proposal.with(|it| it.as_ref().map_or_else(String::new, |it| it.title.clone())));
    let missing = Signal::derive(move || {
        if proposal.with(|it| it.as_ref().is_some_and(|it| it.items.is_empty())) {
            return Some("There's nothing to send.".to_owned());
        }
        let wanted = proposal.with(|it| it.as_ref().and_then(|it| it.typed.clone()))?;
        typed.with(|typed| typed.trim() != wanted).then(|| format!("Type {wanted} first"))
    });
    let footer = move || {
        let (action, danger) = proposal.with(|it| it.as_ref().map_or_else(Default::default, |it| (it.action.clone(), it.danger)));
        if job.with(Option::is_some) {
            view! { <JobActions job on_close=close /> }.into_any()
        } else {
            view! {
                <Button on_press=close>"Cancel"</Button>
                <Button look=if danger { Look::Danger } else { Look::Primary } disabled_reason=missing on_press=send>
                    {action}
                </Button>
            }
            .into_any()
        }
    };
    view! {
        <Dialog open=Signal::derive(move || proposal.with(Option::is_some)) on_close=close title=title shape=DialogShape::Wide footer=footer>
            {move || match job.get() {
                Some(job) => Some(view! { <div class="review stack"><JobResults job /></div> }.into_any()),
                None => proposal.get().map(|proposal| view! { <Review proposal typed /> }.into_any()),
            }}
        </Dialog>
    }
}

/// What will happen, to whom, and what is sent.
#[component]
fn Review(proposal: ManyProposal, typed: RwSignal<String>) -> impl IntoView {
    let changes: Vec<&Change> = proposal.items.iter().map(|(change, _)| change).collect();
    let count = changes.len();
    let names = if proposal.names.len() == count { proposal.names } else { target_names(&changes) };
    let effects = sentences(changes.iter().flat_map(|change| &change.effects));
    let warnings = sentences(proposal.together.iter().chain(changes.iter().flat_map(|change| &change.warnings)));
    let warnings = (!warnings.is_empty()).then(|| {
        view! { <Banner tone=Tone::Warning title="Before you continue"><ul>{items(warnings)}</ul></Banner> }
    });
    let left_out = (!proposal.left_out.is_empty()).then(|| {
        let title = format!("{} skipped", Count(proposal.left_out.len()));
        let part = |(why, names): (String, Vec<String>)| {
            view! {
                <p>{why.clone()}</p>
                <ul class="many-names" tabindex="0" aria-label=why>{items(names)}</ul>
            }
        };
        let parts = by_reason(proposal.left_out).into_iter().map(part).collect_view();
        view! { <Banner tone=Tone::Info title=title>{parts}</Banner> }
    });
    let typing = proposal.typed.map(|wanted| {
        view! {
            <Field label=format!("Type {wanted} to confirm") required=true>
                <TextInput value=typed on_input=move |text| typed.set(text) mono=true />
            </Field>
        }
    });
    let changes: Vec<Change> = proposal.items.into_iter().map(|(change, _)| change).collect();
    let targets = (count > 0).then(|| {
        view! {
            <section class="review-part">
                <h3>{format!("Applies to {}", Count(count))}</h3>
                <ul class="many-names" tabindex="0" aria-label="Targets">{items(names)}</ul>
            </section>
        }
    });
    view! {
        <div class="review stack">
            {(!effects.is_empty()).then(|| view! { <ul class="review-effects">{items(effects)}</ul> })}
            {warnings}
            {targets}
            {left_out}
            {proposal.note.map(|note| view! { <p class="tbl-quiet">{note}</p> })}
            {typing}
            {(count > 0).then(|| { let changes = StoredValue::new(changes); view! { <RequestPart><ManyCode changes=changes.get_value() /></RequestPart> } })}
        </div>
    }
}

/// The first request as code, and all of them at a press.
#[component]
fn ManyCode(changes: Vec<Change>) -> impl IntoView {
    let endpoint = expect_context::<ClientContext>().client().endpoint().clone();
    let count = changes.len();
    let changes = StoredValue::new(changes);
    let whole = RwSignal::new(false);
    let tabs = move || {
        let taken = if whole.get() { count } else { 1 };
        let mut tabs: Vec<CodeTab> = Vec::new();
        changes.with_value(|changes| {
            for code in changes.iter().take(taken).flat_map(|change| codes(change, &endpoint)) {
                match tabs.iter_mut().find(|tab| tab.label == code.label) {
                    Some(tab) => tab.text.extend(["\n\n", &code.text]),
                    None => tabs.push(code_tab(code)),
                }
            }
        });
        view! { <CodeTabs label="Copy as code" tabs /> }
    };
    view! {
        <section class="review-part">
            <h3>{move || if whole.get() { format!("All {count} requests") } else { "The first request".to_owned() }}</h3>
            {tabs}
            {move || {
                let more = count > 1 && !whole.get();
                more.then(|| {
                    view! { <Button look=Look::Subtle small=true on_press=move |()| whole.set(true)>{format!("Show all {count} requests")}</Button> }
                })
            }}
        </section>
    }
}

/// What a person knows each change by: the name of its target; what is done, where that tells them apart and the name does not.
pub(super) fn target_names(changes: &[&Change]) -> Vec<String> {
    let names: Vec<String> = changes.iter().map(|change| avd::target_name(change)).collect();
    let apart = names.iter().collect::<BTreeSet<_>>().len();
    let titles: BTreeSet<&str> = changes.iter().map(|change| &*change.title).collect();
    if apart == changes.len() {
        return names;
    }
    if titles.len() > apart {
        return changes.iter().map(|change| change.title.clone()).collect();
    }
    // Hosts of one name in several pools.
    let around = |change: &Change| change.target.parent().map_or_else(String::new, |parent| parent.name().to_owned());
    names.into_iter().zip(changes).map(|(name, change)| [name, around(change)].join(" in ")).collect()
}

/// Every sentence once, and not so many that nobody reads them.
fn sentences<'a>(all: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for sentence in all {
        if !once.contains(sentence) {
            once.push(sentence.clone());
        }
    }
    let more = once.len().saturating_sub(SENTENCES);
    once.truncate(SENTENCES);
    if more > 0 {
        once.push(format!("and {more} more"));
    }
    once
}

/// Those left out, by why; the first reason first.
fn by_reason(left_out: Vec<(String, String)>) -> Vec<(String, Vec<String>)> {
    let mut parts = Vec::<(String, Vec<String>)>::new();
    for (name, why) in left_out {
        match parts.iter_mut().find(|(known, _)| *known == why) {
            Some((_, names)) => names.push(name),
            None => parts.push((why, vec![name])),
        }
    }
    parts
}

fn items(lines: Vec<String>) -> impl IntoView {
    lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()
}
