//! The properties of a pool in labelled groups.

use leptos::prelude::*;

use super::context::PoolContext;
use super::groups::{Group, Shown, overview, rest};
use crate::components::{KeyValue, KeyValueList, NoValue};
use crate::pages::parts::When;

/// Which properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Those one looks for first.
    Overview,
    /// All others.
    Rest,
}

/// Groups side by side where there is room.
#[component]
pub fn Facts(context: PoolContext, part: Part) -> impl IntoView {
    let remote = context.remote();
    let groups = Memo::new(move |_| {
        let of = |read: &super::PoolRead| match part {
            Part::Overview => overview(&read.pool),
            Part::Rest => rest(&read.pool),
        };
        remote.with(|state| state.value().map(of).unwrap_or_default())
    });
    view! { <div class="columns">{move || groups.get().into_iter().map(|group| view! { <GroupSection group /> }).collect_view()}</div> }
}

#[component]
fn GroupSection(group: Group) -> impl IntoView {
    let lines = group.lines.into_iter().map(|(label, shown)| view! { <KeyValue label><Value shown /></KeyValue> });
    view! {
        <section class="section">
            <h2>{group.title}</h2>
            <KeyValueList>{lines.collect_view()}</KeyValueList>
        </section>
    }
}

/// A value of a group.
#[component]
pub(super) fn Value(shown: Shown) -> impl IntoView {
    match shown {
        Shown::Text(text) => text.into_any(),
        Shown::NotSet => view! { <NoValue /> }.into_any(),
        Shown::Said(text) => view! { <NoValue text /> }.into_any(),
        Shown::List(lines) => lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view().into_any(),
        Shown::At(at, by) => view! {
            <p>
                {match at.at() {
                    Some(at) => view! { <When at=at /> }.into_any(),
                    None => at.to_string().into_any(),
                }}
            </p>
            {by.map(|by| view! { <p>{by}</p> })}
        }
        .into_any(),
        Shown::Noted(text, note) => view! { <p>{text}</p><p class="kv-none">{note}</p> }.into_any(),
    }
}
