//! The review step: what will happen, and the request exactly as it is sent.

use avd::Change;
use leptos::prelude::*;
use serde_json::Value;

use super::outcome::Progress;
use crate::client::ClientContext;
use crate::components::{Banner, Button, CodeBlock, Dialog, DialogShape, Look, Tone};
use crate::live::writes::{Stage, use_writes};

/// A change to be reviewed, and what is needed to see its effect afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The write.
    pub change: Change,
    /// What the read that confirms it gives now; `Value::Null` for nothing.
    pub before: Value,
    /// The verb on the button: "Create token".
    pub action: String,
    /// Whether it ends or removes something.
    pub danger: bool,
}

/// Reviews a proposal, sends it on request and stays until its result is known. Closing it while the write is under way loses
/// nothing: the write goes on and shows on the page ([`super::PendingWrites`]).
#[component]
pub fn ReviewDialog(
    /// What is proposed; the dialog is open while there is something.
    proposal: RwSignal<Option<Proposal>>,
    /// Called when a write has ended well and the dialog is closed.
    #[prop(into, optional)]
    on_done: Option<Callback<()>>,
) -> impl IntoView {
    let writes = use_writes();
    let sent = RwSignal::new(None::<String>);
    let stage = Memo::new(move |_| sent.get().and_then(|id| writes.get(&id)).map(|write| write.stage));
    let close = Callback::new(move |()| {
        let confirmed = matches!(stage.get_untracked(), Some(Stage::Confirmed(_)));
        if let Some(id) = sent.get_untracked() {
            writes.dismiss(&id);
        }
        sent.set(None);
        writes.attend(None);
        proposal.set(None);
        if let Some(on_done) = on_done.filter(|_| confirmed) {
            on_done.run(());
        }
    });
    // The page may be left by the back button: then its write shows on the next one.
    on_cleanup(move || {
        if sent.try_get_untracked().flatten().is_some() {
            writes.attend(None);
        }
    });
    let send = Callback::new(move |()| {
        let reviewed = proposal.get_untracked().filter(|_| sent.get_untracked().is_none());
        if let Some(Proposal { change, before, .. }) = reviewed {
            let id = writes.send(change, before);
            writes.attend(Some(id.clone()));
            sent.set(Some(id));
        }
    });
    let title = Signal::derive(move || {
        proposal.with(|proposal| proposal.as_ref().map_or_else(String::new, |it| it.change.title.clone()))
    });
    let footer = move || {
        let (action, danger) = proposal
            .with_untracked(|proposal| proposal.as_ref().map_or_else(Default::default, |it| (it.action.clone(), it.danger)));
        let action = StoredValue::new(action);
        move || match stage.get() {
            None => view! {
                <Button on_press=close>"Back"</Button>
                <Button look=if danger { Look::Danger } else { Look::Primary } on_press=send>{action.get_value()}</Button>
            }
            .into_any(),
            Some(stage) if stage.is_over() => view! { <Button look=Look::Primary on_press=close>"Close"</Button> }.into_any(),
            Some(_) => view! { <Button on_press=close>"Close and keep watching"</Button> }.into_any(),
        }
    };
    view! {
        <Dialog open=Signal::derive(move || proposal.with(Option::is_some)) on_close=close title=title shape=DialogShape::Wide footer=footer>
            {move || match stage.get() {
                None => proposal.get().map(|proposal| view! { <Review change=proposal.change /> }.into_any()),
                Some(stage) => Some(view! { <Progress stage=stage /> }.into_any()),
            }}
        </Dialog>
    }
}

/// What a change will do and what is sent.
#[component]
fn Review(change: Change) -> impl IntoView {
    let client = expect_context::<ClientContext>().client();
    let request = change.http(client.endpoint());
    let command = avd::script::az_rest(&change, client.endpoint());
    view! {
        <div class="review stack">
        <p class="review-target">{change.target.as_str().to_owned()}</p>
        {(!change.effects.is_empty()).then(|| view! { <ul class="review-effects">{items(&change.effects)}</ul> })}
        {(!change.warnings.is_empty())
            .then(|| {
                view! {
                    <Banner tone=Tone::Warning title="Before you send it">
                        <ul>{items(&change.warnings)}</ul>
                    </Banner>
                }
            })}
        <CodeBlock label="Request" text=request />
        <details class="review-script">
            <summary>"The same as an Azure CLI command"</summary>
            <CodeBlock label="Azure CLI" text=command />
        </details>
        </div>
    }
}

fn items(sentences: &[String]) -> impl IntoView + use<> {
    sentences.iter().map(|sentence| view! { <li>{sentence.clone()}</li> }).collect_view()
}
