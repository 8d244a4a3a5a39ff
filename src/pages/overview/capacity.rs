//! Sessions and capacity: the fullest pools, and the sum by region.

use std::collections::BTreeMap;

use avd::rule::attention::Capacity;
use avd::rule::region::region_name;
use leptos::prelude::*;

use crate::components::{StackedBar, Tone};
use crate::estate::{PoolState, PoolStates};
use crate::pages::parts::Count;
use crate::route::{HostsView, PoolTab, Route};

/// So many pools are shown.
const SHOWN: usize = 8;

/// The fullest pools first; those of equal use by name.
fn fullest(states: &[PoolState]) -> Vec<(&PoolState, Capacity)> {
    let mut pools: Vec<_> = states.iter().filter_map(|state| Some((state, state.capacity?))).collect();
    pools.sort_by(|(one, a), (two, b)| b.used().total_cmp(&a.used()).then_with(|| host::natural(&one.pool.name, &two.pool.name)));
    pools.truncate(SHOWN);
    pools
}

/// The sum of each region that has any, the fullest first.
fn regions(states: &[PoolState]) -> Vec<(String, Capacity)> {
    let mut sums = BTreeMap::<&str, Capacity>::new();
    for (region, capacity) in states.iter().filter_map(|state| Some((state.region.as_str(), state.capacity?))) {
        let sum = sums.entry(region).or_default();
        *sum = sum.and(capacity);
    }
    let mut sums: Vec<_> = sums.into_iter().map(|(region, sum)| (region.to_owned(), sum)).collect();
    sums.sort_by(|(_, one), (_, two)| two.used().total_cmp(&one.used()));
    sums
}

/// The section.
#[component]
pub fn CapacitySection(states: PoolStates) -> impl IntoView {
    let pools = Memo::new(move |_| {
        states.with(|states| {
            let line = |(state, capacity): (&PoolState, Capacity)| (state.pool.clone(), capacity);
            fullest(states).into_iter().map(line).collect::<Vec<_>>()
        })
    });
    let regions = Memo::new(move |_| states.with(regions));
    let rows = move || {
        let href = |pool| Route::Pool(pool, PoolTab::Hosts(HostsView::default())).href();
        let row = |(pool, capacity): (crate::route::PoolRef, Capacity)| {
            let name = pool.name.clone();
            view! { <li><a class="capacity-name" href=href(pool)>{name}</a><Used capacity /></li> }
        };
        pools.get().into_iter().map(row).collect_view()
    };
    let by_region = move || {
        let row = |(region, capacity): (String, Capacity)| {
            let name = region_name(&region).to_owned();
            view! { <li><span class="capacity-name" title=region>{name}</span><Used capacity /></li> }
        };
        regions.get().into_iter().map(row).collect_view()
    };
    let any = Memo::new(move |_| pools.with(|pools| !pools.is_empty()));
    view! {
        <section class="section card" aria-labelledby="capacity">
            <h2 id="capacity">"Sessions and capacity"</h2>
            {move || if any.get() {
                view! {
                    <p class="section-sub">"Sessions on session hosts that take new ones, of the session limit. Fullest pools first."</p>
                    <ul class="capacity">{rows}</ul>
                    <h3>"By region"</h3>
                    <ul class="capacity">{by_region}</ul>
                }
                    .into_any()
            } else {
                view! { <p class="section-sub">"No pool with a session limit has session hosts that take new sessions, or they haven't loaded."</p> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Used(capacity: Capacity) -> impl IntoView {
    let count = |number: i64| Count(usize::try_from(number).unwrap_or_default());
    let tone = match capacity.used() {
        used if used >= 1.0 => Tone::Danger,
        used if used >= 0.85 => Tone::Warning,
        _ => Tone::Info,
    };
    view! {
        <StackedBar parts=vec![(capacity.used(), tone)] />
        <span class="capacity-count">{format!("{} of {}", count(capacity.sessions), count(capacity.limit))}</span>
    }
}
