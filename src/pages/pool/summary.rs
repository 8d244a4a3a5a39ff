//! A pool at a glance: what needs attention, and its state in cards that lead on.

use avd::rule::attention::Finding;
use leptos::prelude::*;

use crate::components::{ButtonLink, Icon, StackedBar, Tone};
use crate::estate::{PoolState, use_estate, use_pool_states};
use crate::pages::parts::{Ago, Count, Health, finding_action, urgency_tone};
use crate::pages::pool::update::status::tone;
use crate::route::{HostsView, PoolRef, PoolTab, Route, SessionsView};

/// What is known of the state of a pool, above its settings.
#[component]
pub fn Summary(place: PoolRef) -> impl IntoView {
    let (estate, states) = (use_estate(), use_pool_states());
    estate.ensure();
    let id = StoredValue::new(place.id());
    let state = Memo::new(move |_| {
        states.with(|states| states.iter().find(|state| id.with_value(|id| id.as_ref() == Some(&state.id))).cloned())
    });
    // The pool itself knows better than Resource Graph, which may be minutes behind.
    let known = Memo::new(move |_| state.with(Option::is_some));
    Effect::new(move || {
        if let Some(id) = id.get_value().filter(|_| known.get()) {
            states.read_one(&id);
        }
    });
    move || {
        state.get().map(|state| {
            view! {
                <Findings findings=state.findings.clone() place=place.clone() />
                <Cards state />
            }
        })
    }
}

#[component]
fn Findings(findings: Vec<Finding>, place: PoolRef) -> impl IntoView {
    let line = |finding: Finding| {
        let (label, route) = finding_action(finding.kind, &place);
        let tone = urgency_tone(finding.kind.urgency());
        view! {
            <li class=["finding ", tone.class()].concat()>
                <Icon glyph=tone.glyph() />
                <span class="finding-words">
                    <strong>{finding.kind.title()}</strong>
                    " "
                    {finding.detail}
                    {finding.since.map(|at| view! { " "<Ago at /> })}
                </span>
                <ButtonLink small=true href=route.href()>{label}</ButtonLink>
            </li>
        }
    };
    (!findings.is_empty()).then(|| {
        view! {
            <section aria-label="Needs attention">
                <ul class="card findings">{findings.into_iter().map(line).collect_view()}</ul>
            </section>
        }
    })
}

/// A number or a word, what it is of, and where it leads.
struct Card {
    label: &'static str,
    value: String,
    note: String,
    bar: Vec<(f64, Tone)>,
    tab: PoolTab,
}

#[component]
fn Cards(state: PoolState) -> impl IntoView {
    let card = |card: Card| {
        let href = Route::Pool(state.pool.clone(), card.tab).href();
        view! {
            <li class="card state-card">
                <a href=href>{card.label}</a>
                <strong>{card.value}</strong>
                {(!card.bar.is_empty()).then(|| view! { <StackedBar parts=card.bar /> })}
                <span class="tbl-quiet">{card.note}</span>
            </li>
        }
    };
    view! { <ul class="state-cards">{cards(&state).into_iter().map(card).collect_view()}</ul> }
}

fn cards(state: &PoolState) -> Vec<Card> {
    let mut cards = vec![hosts(state), sessions(state)];
    if state.is_automated == Some(true) {
        cards.extend([update(state), configuration(state)]);
    }
    cards
}

fn hosts(state: &PoolState) -> Card {
    let health = state.hosts.as_ref().map(|(counts, _)| Health::of(counts));
    Card {
        label: "Session hosts",
        value: health.map_or_else(|| "Not loaded".to_owned(), Health::words),
        note: health.map(Health::exceptions).unwrap_or_default(),
        bar: health.map(Health::bar).unwrap_or_default(),
        tab: PoolTab::Hosts(HostsView::default()),
    }
}

fn sessions(state: &PoolState) -> Card {
    let count = |number: i64| Count(usize::try_from(number).unwrap_or_default());
    let (value, note, bar) = match (&state.hosts, state.capacity) {
        (None, _) => ("Not loaded".to_owned(), String::new(), Vec::new()),
        (Some((counts, _)), None) => (count(counts.sessions()).to_string(), String::new(), Vec::new()),
        (Some((counts, _)), Some(capacity)) => {
            let note = format!("{} of {} sessions used", count(capacity.sessions), count(capacity.limit));
            (count(counts.sessions()).to_string(), note, vec![(capacity.used(), Tone::Info)])
        }
    };
    Card { label: "User sessions", value, note, bar, tab: PoolTab::Sessions(SessionsView::default()) }
}

fn update(state: &PoolState) -> Card {
    let run = state.update.as_ref();
    let counts = run.and_then(|run| Some(format!("{} of {} session hosts", run.completed?, run.total?)));
    let bar = run.filter(|_| state.running().is_some()).and_then(|run| Some(vec![(run.percent? / 100.0, tone(run.phase.tone))]));
    Card {
        label: "Update",
        value: run.map_or_else(|| "None".to_owned(), |run| run.phase.label.clone()),
        note: counts.unwrap_or_default(),
        bar: bar.unwrap_or_default(),
        tab: PoolTab::Update,
    }
}

fn configuration(state: &PoolState) -> Card {
    let value = match state.drift {
        None => "Not known".to_owned(),
        Some(drift) if drift.behind > 0 => format!("{} of {} out of date", Count(drift.behind), Count(drift.total())),
        Some(drift) if drift.unknown > 0 => format!("{} of {} not known", Count(drift.unknown), Count(drift.total())),
        Some(_) => "Up to date".to_owned(),
    };
    Card { label: "Configuration", value, note: String::new(), bar: Vec::new(), tab: PoolTab::Configuration }
}
