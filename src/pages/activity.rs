//! What this browser session wrote, and what came of it.

use avd::Change;
use leptos::prelude::*;

use super::parts::When;
use super::write::CodeDialog;
use crate::components::{Badge, Button, ButtonLink, ColumnHeader, DataTable, EmptyState, Glyph, Look, PageHeader, Tone};
use crate::live::activity::{ActivityContext, Entry, Outcome};
use crate::live::debts::{Debt, DebtsContext};
use crate::route::{PoolRef, PoolTab, Route};

/// The list of writes, newest first.
#[component]
pub fn ActivityPage() -> impl IntoView {
    let activity = expect_context::<ActivityContext>();
    let empty = Memo::new(move |_| activity.entries().is_empty());
    view! {
        <div class="page">
            <PageHeader
                title="Activity"
                subtitle="What this tab changed in Azure. The list ends with the tab; Azure's own activity log keeps every change for 90 days."
            />
            <Debts />
            {move || if empty.get() { view! { <Nothing /> }.into_any() } else { view! { <Entries activity /> }.into_any() }}
        </div>
    }
}

/// Autoscale that this person switched off: what is to be switched on again, and what stays off for a reason.
#[component]
fn Debts() -> impl IntoView {
    let debts = expect_context::<DebtsContext>();
    let row = move |debt: Debt| {
        let title = format!("Autoscale of {} is off in {}", debt.pool.name(), debt.plan.name());
        let place = PoolRef::of(debt.pool.as_str()).map(|pool| Route::Pool(pool, PoolTab::Policy).href());
        let end = match debt.dismissed.clone() {
            None => place.map(|href| view! { <ButtonLink href=href>"Open the pool"</ButtonLink> }.into_any()),
            Some(_) => {
                let owed = debt.clone();
                let forget = move |()| debts.forget(&owed);
                Some(view! { <Button look=Look::Subtle small=true on_press=forget>"Forget"</Button> }.into_any())
            }
        };
        let words = debt.dismissed.map_or_else(|| "To be switched on again.".to_owned(), |why| format!("Stays off: {why}"));
        view! {
            <li class="plan-row">
                <div>
                    <p><strong>{title}</strong></p>
                    <p class="form-note">"Since " <When at=debt.since /> ". " {words}</p>
                </div>
                {end}
            </li>
        }
    };
    move || {
        let all = debts.all();
        (!all.is_empty()).then(|| {
            view! {
                <section class="section">
                    <h2>"Autoscale switched off"</h2>
                    <ul class="plan-list card">{all.into_iter().map(row).collect_view()}</ul>
                </section>
            }
        })
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <EmptyState
            glyph=Glyph::Activity
            title="Nothing was changed yet"
            text="Tokens made or revoked, updates scheduled, pools created or edited: each appears here with what came of it."
        />
    }
}

#[component]
fn Entries(activity: ActivityContext) -> impl IntoView {
    let head = || {
        view! {
            <ColumnHeader label="What" />
            <ColumnHeader label="On" />
            <ColumnHeader label="When" />
            <ColumnHeader label="Outcome" />
            <ColumnHeader label="Request id" />
            <ColumnHeader label="As code" />
        }
    };
    let code = RwSignal::new(None::<Change>);
    view! {
        <DataTable caption="Changes" head=head>
            // The outcome is part of the key: a settled entry is drawn again.
            <For each=move || activity.entries() key=|entry| (entry.id.clone(), entry.outcome.word()) let(entry)>
                <Row entry code />
            </For>
        </DataTable>
        <CodeDialog change=code />
    }
}

#[component]
fn Row(entry: Entry, code: RwSignal<Option<Change>>) -> impl IntoView {
    let name = arm::ResourceId::parse(&entry.target).map_or_else(|_| entry.target.clone(), |id| id.name().to_owned());
    let target = match PoolRef::of(&entry.target) {
        Some(pool) => view! { <a href=Route::Pool(pool, PoolTab::Overview).href()>{name}</a> }.into_any(),
        None => view! { <span>{name}</span> }.into_any(),
    };
    let why = entry.outcome.why().map(str::to_owned);
    view! {
        <tr>
            <th scope="row">{entry.title.clone()}</th>
            <td>{target}</td>
            <td><When at=entry.sent_at() /></td>
            <td>
                <Badge plain=true tone=tone(&entry.outcome) text=entry.outcome.word().to_owned() />
                {why.map(|why| view! { <p class="tbl-quiet">{why}</p> })}
            </td>
            <td class="tbl-quiet">{entry.service_id.clone().unwrap_or_else(|| entry.id.clone())}</td>
            <td>
                {entry
                    .change
                    .map(|change| {
                        let show = move |()| code.set(Some(change.clone()));
                        view! { <Button look=Look::Subtle small=true glyph=Glyph::Copy on_press=show>"Copy as code"</Button> }
                    })}
            </td>
        </tr>
    }
}

const fn tone(outcome: &Outcome) -> Tone {
    match outcome {
        Outcome::Sent | Outcome::Accepted => Tone::Info,
        Outcome::Done => Tone::Success,
        Outcome::Failed(_) => Tone::Danger,
        Outcome::Unknown(_) => Tone::Warning,
    }
}
