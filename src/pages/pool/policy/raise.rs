//! Making the pool larger: the service creates hosts until it has as many as the policy says.

use arm::ResourceId;
use avd::resource::SessionHost;
use avd::rule::permission::Operation;
use avd::rule::policy_edit::{Draft, raise_instance_count};
use leptos::prelude::*;
use serde_json::Value;

use super::count;
use crate::client::ClientContext;
use crate::components::{Button, Field, Glyph, KeyValue, KeyValueList, NoValue, NumberInput};
use crate::live::RemoteHandle;
use crate::live::rights::use_rights;
use crate::pages::write::{Proposal, QuestionDialog};

/// How many hosts there are, how many there should be, and the way to more.
#[component]
pub fn RaiseCount(
    pool: StoredValue<ResourceId>,
    policy: RemoteHandle<Value>,
    hosts: RemoteHandle<Vec<SessionHost>>,
    proposal: RwSignal<Option<Proposal>>,
) -> impl IntoView {
    let asking = RwSignal::new(false);
    let has = Memo::new(move |_| count(hosts));
    let known = Memo::new(move |_| policy.with(|policy| policy.value().cloned()));
    let wanted = Memo::new(move |_| known.get().and_then(|received| Draft::from(&received).instance_count));
    let number = |number: Option<String>| match number {
        Some(number) => number.into_any(),
        None => view! { <NoValue text="Not known" /> }.into_any(),
    };
    let reason = Signal::derive(move || match known.get() {
        None => Some("The policy hasn't loaded.".to_owned()),
        Some(Value::Null) => Some("Create a management policy first.".to_owned()),
        Some(_) => None,
    });
    let reason = use_rights(pool.get_value()).reason_or(Operation::WriteManagement, reason);
    view! {
        <section class="section">
            <header class="section-head"><h2>"Pool size"</h2></header>
            <div class="card stack">
                <KeyValueList>
                    <KeyValue label="Current">{move || number(has.get().map(|has| has.to_string()))}</KeyValue>
                    <KeyValue label="Target">
                        {move || match wanted.get() {
                            Some(wanted) => wanted.to_string().into_any(),
                            None => view! { <NoValue /> }.into_any(),
                        }}
                    </KeyValue>
                </KeyValueList>
                <div class="run-actions">
                    <Button glyph=Glyph::Plus disabled_reason=reason on_press=move |()| asking.set(true)>"Add session hosts…"</Button>
                </div>
            </div>
            <RaiseDialog pool=pool asking=asking known=known has=has proposal=proposal />
        </section>
    }
}

#[component]
fn RaiseDialog(
    pool: StoredValue<ResourceId>,
    asking: RwSignal<bool>,
    known: Memo<Option<Value>>,
    has: Memo<Option<u64>>,
    proposal: RwSignal<Option<Proposal>>,
) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let typed = RwSignal::new(String::new());
    let least = move || {
        let wanted = known.get().and_then(|received| Draft::from(&received).instance_count).unwrap_or(0);
        wanted.max(has.get().and_then(|has| i64::try_from(has).ok()).unwrap_or(0))
    };
    Effect::new(move |_| {
        if asking.get() {
            typed.set((untrack(least) + 1).to_string());
        }
    });
    let made = move || {
        let count = typed.get().trim().parse::<i64>().map_err(|_| "Enter a whole number.".to_owned())?;
        let received = known.get().ok_or_else(|| "The policy hasn't loaded.".to_owned())?;
        let change = raise_instance_count(&pool.get_value(), &received, count, has.get(), &context.versions());
        Ok::<_, String>((change.map_err(|problem| problem.message)?, received))
    };
    let error = Signal::derive(move || if asking.get() { made().err() } else { None });
    let more = move || {
        let count = typed.get().trim().parse::<i64>().ok()?;
        let has = i64::try_from(has.get()?).ok()?;
        (count > has).then(|| match count - has {
            1 => "Azure creates 1 session host.".to_owned(),
            more => format!("Azure creates {more} session hosts."),
        })
    };
    let review = Callback::new(move |()| {
        if let Ok((change, before)) = untrack(made) {
            asking.set(false);
            proposal.set(Some(Proposal { change, then: None, before, action: "Add session hosts".to_owned(), danger: false }));
        }
    });
    view! {
        <QuestionDialog open=asking title="Add session hosts" on_close=move |()| asking.set(false) on_next=review>
            <Field label="Total session hosts" required=true error=error>
                <NumberInput value=typed on_input=move |value| typed.set(value) min=1 unit="session hosts".to_owned() />
            </Field>
            <p>{more} " They're created immediately from the target configuration. Each needs a VM, a disk, an IP address and vCPU quota."</p>
            <p class="form-note">"You can only raise this number. To make the pool smaller, remove session hosts."</p>
        </QuestionDialog>
    }
}
