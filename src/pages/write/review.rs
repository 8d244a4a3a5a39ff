//! The review step: what will happen, and the request exactly as it is sent.

use avd::Change;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use serde_json::Value;
use writes::Outcome;

use super::code::{ChangeCode, RequestPart};
use super::outcome::{KeptNote, Progress};
use crate::components::{Banner, Button, Dialog, DialogShape, Field, Look, TextInput, ToastAction, Toasts, Tone};
use crate::live::writes::{Write, WritesContext, use_writes};
use crate::pages::parts::{Sentence, in_own_time};

/// A change to be reviewed, and what is needed to see its effect afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The write.
    pub change: Change,
    /// A second write, sent once the first shows.
    pub then: Option<Then>,
    /// What the read that confirms it gives now; `Value::Null` for nothing.
    pub before: Value,
    /// The verb on the button: "Create token".
    pub action: String,
    /// Whether it ends or removes something.
    pub danger: bool,
}

/// The second of two writes that are one action.
#[derive(Clone, Debug, PartialEq)]
pub struct Then {
    /// The write.
    pub change: Change,
    /// What the read that confirms it gives now; `Value::Null` for nothing.
    pub before: Value,
    /// What stands if the first took effect and this one did not.
    pub otherwise: &'static str,
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
    /// Who it is about, where the title does not say: what is recorded names no person.
    #[prop(into, optional)]
    about: Signal<Option<String>>,
    /// A name to be typed before anything can be sent: for what shuts people out or cannot be undone.
    #[prop(into, optional)]
    typed: Signal<Option<String>>,
    /// What to offer once it took effect; `None` for nothing.
    #[prop(into, optional)]
    next: Option<Callback<Proposal, Option<ToastAction>>>,
) -> impl IntoView {
    let writes = use_writes();
    let toasts = Toasts::expect();
    let input = RwSignal::new(String::new());
    // A name typed for one proposal must not answer the next.
    Effect::new(move |_| {
        proposal.track();
        input.set(String::new());
    });
    let untyped = Signal::derive(move || {
        let name = typed.get().filter(|name| input.with(|input| input.trim() != name))?;
        Some(format!("Type {name} first"))
    });
    let typing = move || {
        typed.get().map(|name| {
            view! {
                <Field label=format!("Type {name} to confirm") required=true>
                    <TextInput value=input on_input=move |text| input.set(text) mono=true />
                </Field>
            }
        })
    };
    let sent = RwSignal::new(Vec::<String>::new());
    let stages = Memo::new(move |_| sent.get().iter().filter_map(|id| writes.get(id)).collect::<Vec<_>>());
    let close = Callback::new(move |()| {
        let confirmed = stages.with_untracked(|stages| !stages.is_empty() && stages.iter().all(is_confirmed));
        for id in sent.get_untracked() {
            writes.dismiss(&id);
        }
        sent.set(Vec::new());
        writes.attend(Vec::new());
        proposal.set(None);
        if let Some(on_done) = on_done.filter(|_| confirmed) {
            on_done.run(());
        }
    });
    // A result that needs nobody is a message at the edge; the dialog stays for what is unsure or failed.
    Effect::new(move |_| {
        let Some((title, text)) = stages.with(|stages| result(stages)) else { return };
        let action = proposal.get_untracked().zip(next).and_then(|(proposal, next)| next.run(proposal));
        toasts.done(title, text, action);
        // Not before the pages know that it has ended: a job that was dismissed tells nobody.
        spawn_local(async move {
            tick().await;
            let _ = close.try_run(());
        });
    });
    // The page may be left by the back button: then its write shows on the next one.
    on_cleanup(move || {
        if sent.try_get_untracked().is_some_and(|sent| !sent.is_empty()) {
            writes.attend(Vec::new());
        }
    });
    let send = Callback::new(move |()| {
        let reviewed = proposal.get_untracked().filter(|_| sent.with_untracked(Vec::is_empty));
        if let Some(Proposal { change, then, before, .. }) = reviewed {
            let ids = match then {
                None => vec![writes.send(change, before)],
                Some(then) => <[String; 2]>::from(writes.send_in_turn((change, before), (then.change, then.before))).to_vec(),
            };
            writes.attend(ids.clone());
            sent.set(ids);
        }
    });
    let title = Signal::derive(move || {
        proposal.with(|proposal| proposal.as_ref().map_or_else(String::new, |it| in_own_time(&it.change.title)))
    });
    let footer = move || {
        let (action, danger) = proposal
            .with_untracked(|proposal| proposal.as_ref().map_or_else(Default::default, |it| (it.action.clone(), it.danger)));
        let action = StoredValue::new(action);
        move || match stages.with(|stages| (stages.is_empty(), stages.iter().all(|write| write.state.is_over()))) {
            (true, _) => view! {
                <Button on_press=close>"Cancel"</Button>
                <Button look=if danger { Look::Danger } else { Look::Primary } disabled_reason=untyped on_press=send>
                    {action.get_value()}
                </Button>
            }
            .into_any(),
            (false, true) => {
                // Of two only the first can be: the second waits for it.
                let again = stages.with(|stages| stages.first().is_some_and(Write::may_go_again));
                let send_again = move |()| sent.with_untracked(|sent| sent.iter().take(1).for_each(|id| writes.go_on(id)));
                view! {
                    <Button look=if again { Look::Secondary } else { Look::Primary } on_press=close>"Close"</Button>
                    {again.then(|| view! { <Button look=Look::Primary on_press=send_again>"Send again"</Button> })}
                }
                .into_any()
            }
            (false, false) => {
                let (held, waiting) = stages.with(|stages| {
                    let is = |wanted: fn(&Outcome) -> bool| stages.iter().any(|write| wanted(&write.state));
                    (is(|state| matches!(state, Outcome::Held(_))), is(|state| *state == Outcome::Waiting))
                });
                let tell = move |what: fn(WritesContext, &str)| {
                    move |()| sent.with_untracked(|sent| sent.iter().take(1).for_each(|id| what(writes, id)))
                };
                view! {
                    {held.then(|| view! { <Button on_press=tell(WritesContext::go_on)>"Send now"</Button> })}
                    {held.then(|| view! { <Button on_press=tell(WritesContext::stop)>"Discard"</Button> })}
                    {(waiting && !held).then(|| view! { <Button on_press=tell(WritesContext::stop)>"Stop"</Button> })}
                    <Button on_press=close>"Run in background"</Button>
                }
                .into_any()
            }
        }
    };
    view! {
        <Dialog open=Signal::derive(move || proposal.with(Option::is_some)) on_close=close title=title shape=DialogShape::Wide footer=footer>
            {move || {
                let proposal = proposal.get()?;
                let stages = stages.get();
                if stages.is_empty() {
                    let then = proposal.then.map(|then| part("Second request", view! { <Review change=then.change /> }));
                    let review = view! { <Review change=proposal.change /> };
                    let review = if then.is_some() { (part("First request", review), then).into_any() } else { review.into_any() };
                    let about = move || about.get().map(|about| view! { <p class="review-about">{about}</p> });
                    return Some(view! { {about}{review}{typing} }.into_any());
                }
                Some(view! { <KeptNote /><Stages stages then=proposal.then /> }.into_any())
            }}
        </Dialog>
    }
}

fn is_confirmed(write: &Write) -> bool {
    matches!(write.state, Outcome::Confirmed(_) | Outcome::Replaced(_))
}

/// What a message says of writes that all took effect as they should: the last one's title, and what each is now.
pub(super) fn result(stages: &[Write]) -> Option<(String, String)> {
    let title = in_own_time(&stages.last()?.change.title);
    let sentence = |write: &Write| match &write.state {
        Outcome::Confirmed(sentence) => Some(in_own_time(sentence)),
        _ => None,
    };
    let mut sentences = stages.iter().map(sentence).collect::<Option<Vec<_>>>()?;
    sentences.dedup();
    Some((title, sentences.join(" ")))
}

/// One of two requests, under a heading of its own.
fn part(title: &'static str, inside: impl IntoView + 'static) -> AnyView {
    view! {
        <section class="review-part">
            <h3>{title}</h3>
            {inside}
        </section>
    }
    .into_any()
}

/// How far the writes are; of two, which is which, and what stands in the end.
#[component]
fn Stages(stages: Vec<Write>, then: Option<Then>) -> impl IntoView {
    let Some(Then { otherwise, .. }) = then else {
        return stages.into_iter().map(|write| view! { <Progress write /> }).collect_view().into_any();
    };
    let half = matches!(stages.as_slice(), [one, two] if is_confirmed(one) && two.state.is_over() && !is_confirmed(two));
    let titles = ["First request", "Second request"];
    let parts = titles.into_iter().zip(stages).map(|(title, write)| part(title, view! { <Progress write /> }));
    view! {
        {half.then(|| view! { <Banner tone=Tone::Danger title="Only the first request is done">{otherwise}</Banner> })}
        {parts.collect_view()}
    }
    .into_any()
}

/// What a change will do and what is sent.
#[component]
#[allow(clippy::needless_pass_by_value)] // A component owns its props.
pub fn Review(
    change: Change,
    /// The request is what it is about: it shows from the beginning.
    #[prop(optional)]
    whole: bool,
) -> impl IntoView {
    let (sent, target) = (StoredValue::new(change.clone()), change.target.as_str().to_owned());
    view! {
        <div class="review stack">
        {(!change.effects.is_empty()).then(|| view! { <ul class="review-effects">{items(&change.effects)}</ul> })}
        {(!change.warnings.is_empty())
            .then(|| {
                view! {
                    <Banner tone=Tone::Warning title="Before you continue">
                        <ul>{items(&change.warnings)}</ul>
                    </Banner>
                }
            })}
        {if whole {
            view! { <ChangeCode change=sent.get_value() /> }.into_any()
        } else {
            view! {
                <RequestPart>
                    <p class="review-target">{target.clone()}</p>
                    <ChangeCode change=sent.get_value() />
                </RequestPart>
            }
            .into_any()
        }}
        </div>
    }
}

fn items(sentences: &[String]) -> impl IntoView + use<> {
    sentences.iter().map(|sentence| view! { <li><Sentence text=sentence.clone() /></li> }).collect_view()
}
