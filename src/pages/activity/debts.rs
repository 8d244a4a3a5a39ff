//! What the person owes: autoscale that they switched off.

use leptos::prelude::*;

use crate::components::{Button, ButtonLink, Look};
use crate::live::debts::{Debt, DebtsContext};
use crate::pages::parts::When;
use crate::route::{PoolRef, PoolTab, Route};

/// Autoscale that this person switched off: what is to be switched on again, and what stays off for a reason.
#[component]
pub fn Debts() -> impl IntoView {
    let debts = expect_context::<DebtsContext>();
    let row = move |debt: Debt| {
        let title = format!("Autoscale is off for {} in {}", debt.pool.name(), debt.plan.name());
        let place = PoolRef::of(debt.pool.as_str()).map(|pool| Route::Pool(pool, PoolTab::Policy).href());
        let end = match debt.dismissed.clone() {
            None => place.map(|href| view! { <ButtonLink href=href>"Open host pool"</ButtonLink> }.into_any()),
            Some(_) => {
                let owed = debt.clone();
                let forget = move |()| debts.forget(&owed);
                Some(view! { <Button look=Look::Subtle small=true on_press=forget>"Forget"</Button> }.into_any())
            }
        };
        let words = debt.dismissed.map_or_else(|| "Turn it back on.".to_owned(), |why| format!("Stays off: {why}"));
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
                    <h2>"Autoscale turned off"</h2>
                    <ul class="plan-list card">{all.into_iter().map(row).collect_view()}</ul>
                </section>
            }
        })
    }
}
