//! The reminder that autoscale of a pool was switched off and is owed.

use arm::ResourceId;
use avd::operation::session_host_managements;
use avd::resource::UpdateStatus;
use avd::rule::run::is_active;
use leptos::prelude::*;

use super::autoscale::{Trouble, TroubleBanner, may_not_switch, propose, use_plans};
use super::update::{Latest, latest};
use crate::client::ClientContext;
use crate::components::{Banner, Button, Field, Look, TextInput, Tone};
use crate::live::debts::{Debt, DebtsContext};
use crate::live::{RemoteHandle, use_remote};
use crate::pages::parts::When;
use crate::pages::write::{Proposal, QuestionDialog, ReviewDialog};

/// Nothing while nothing is owed; then nothing is read either.
#[component]
pub fn DebtBanner(pool: ResourceId) -> impl IntoView {
    let debts = expect_context::<DebtsContext>();
    debts.look();
    let pool = StoredValue::new(pool);
    let owed = Memo::new(move |_| pool.with_value(|pool| debts.of(pool)));
    let any = Memo::new(move |_| owed.with(|owed| !owed.is_empty()));
    // The review outlives the debt that it settles.
    let proposal = RwSignal::new(None::<Proposal>);
    view! {
        {move || any.get().then(|| view! { <Owed pool=pool owed=owed proposal=proposal /> })}
        <ReviewDialog proposal=proposal />
    }
}

#[component]
fn Owed(pool: StoredValue<ResourceId>, owed: Memo<Vec<Debt>>, proposal: RwSignal<Option<Proposal>>) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let trouble = RwSignal::new(None::<Trouble>);
    let leaving = RwSignal::new(None::<Debt>);
    // What they show as on settles the debt.
    use_plans(pool);
    let update: RemoteHandle<Latest<UpdateStatus>> = use_remote(move || {
        let (client, call) = (context.client(), session_host_managements::update_status(&pool.get_value(), &context.versions()));
        async move { latest(&client, &call).await }
    });
    // `None`: not known.
    let running = Memo::new(move |_| {
        update.with(|update| {
            let latest = update.value()?;
            Some(latest.as_ref().and_then(|(status, _)| status.status.as_ref()).is_some_and(is_active))
        })
    });
    let advice = move || match running.get() {
        Some(true) => "An update is in progress. Turn autoscale back on when it's finished.",
        Some(false) => "No update is running. Turn autoscale back on, or idle VMs keep running.",
        None => "Turn autoscale back on when the update is finished.",
    };
    let banner = move |debt: Debt| {
        let (plan, asked) = (debt.plan.clone(), debt.clone());
        let on = move |()| propose(context, pool.get_value(), plan.clone(), true, proposal, trouble);
        let may_not = may_not_switch(&debt.plan);
        let leave = move |()| leaving.set(Some(asked.clone()));
        let actions = move || {
            view! {
                <Button small=true disabled_reason=may_not on_press=on>"Turn back on…"</Button>
                <Button small=true look=Look::Subtle on_press=leave>"Leave it off…"</Button>
            }
        };
        let title = format!("Autoscale is off for this pool in {}", debt.plan.name());
        view! {
            <Banner tone=Tone::Warning title=title actions=actions>
                "Since " <When at=debt.since /> ". " {advice}
            </Banner>
        }
    };
    view! {
        {move || owed.get().into_iter().map(banner).collect_view()}
        <TroubleBanner trouble=trouble />
        <LeaveDialog leaving=leaving />
    }
}

/// Asks why autoscale is to stay off: the reminder ends, the reason stays in the list of activity.
#[component]
fn LeaveDialog(leaving: RwSignal<Option<Debt>>) -> impl IntoView {
    let debts = expect_context::<DebtsContext>();
    let reason = RwSignal::new(String::new());
    let close = Callback::new(move |()| {
        reason.set(String::new());
        leaving.set(None);
    });
    let missing = Signal::derive(move || reason.with(|reason| reason.trim().is_empty()).then(|| "Enter a reason.".to_owned()));
    let leave = Callback::new(move |()| {
        if let Some(debt) = leaving.get_untracked() {
            debts.dismiss(&debt, reason.get_untracked().trim());
        }
        close.run(());
    });
    view! {
        <QuestionDialog
            open=Signal::derive(move || leaving.with(Option::is_some))
            title="Leave autoscale off"
            on_close=close
            on_next=leave
            next="Leave it off"
            disabled_reason=missing
        >
            <p>"Removes the reminder. Nothing is sent to Azure. The reason is kept on the Activity page in this browser."</p>
            <Field label="Reason" required=true>
                <TextInput value=reason on_input=move |value| reason.set(value) />
            </Field>
        </QuestionDialog>
    }
}
