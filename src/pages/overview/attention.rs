//! What needs attention, by kind, the worst first.

use avd::rule::attention::{Finding, Kind};
use leptos::prelude::*;

use super::dismiss::{DismissDialog, DismissedList};
use crate::components::{Badge, Button, ButtonLink, EmptyState, Glyph, Icon, Look};
use crate::estate::{PoolState, PoolStates, use_estate};
use crate::live::dismissals::DismissalsContext;
use crate::live::use_clock;
use crate::pages::parts::{Ago, HOSTS, POOLS, count_words, finding_action, finding_place, findings_like, urgency_tone};
use crate::route::PoolRef;

/// So many pools of a kind are shown before somebody asks for all.
const SHOWN: usize = 5;

/// A pool in which something needs attention.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The pool.
    pub pool: PoolRef,
    /// What it is.
    pub finding: Finding,
}

/// All of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The kind.
    pub kind: Kind,
    /// The pools, most hosts first.
    pub lines: Vec<Line>,
}

/// Groups findings by kind. The worst kind comes first, in it the pool with most hosts, then by name.
pub fn groups(lines: &[Line]) -> Vec<Group> {
    let of = |kind: Kind| {
        let mut lines: Vec<Line> = lines.iter().filter(|line| line.finding.kind == kind).cloned().collect();
        lines.sort_by(|one, two| {
            let hosts = |line: &Line| line.finding.hosts.unwrap_or_default();
            hosts(two).cmp(&hosts(one)).then_with(|| host::natural(&one.pool.name, &two.pool.name))
        });
        Group { kind, lines }
    };
    Kind::ALL.into_iter().map(of).filter(|group| !group.lines.is_empty()).collect()
}

/// The section.
#[component]
pub fn Attention(states: PoolStates) -> impl IntoView {
    let dismissals = expect_context::<DismissalsContext>();
    let minute = use_clock().minute();
    let dismissing = RwSignal::new(None::<Finding>);
    let open = Memo::new(move |_| {
        let now = minute.get();
        let put_aside = dismissals.open(now);
        states.with(|states| {
            let is_open = |finding: &&Finding| !put_aside.iter().any(|one| one.covers(finding, now));
            let of = |state: &PoolState| {
                let line = |finding: &Finding| Line { pool: state.pool.clone(), finding: finding.clone() };
                state.findings.iter().filter(is_open).map(line).collect::<Vec<_>>()
            };
            groups(&states.iter().flat_map(of).collect::<Vec<_>>())
        })
    });
    let kinds = Memo::new(move |_| open.with(|groups| groups.iter().map(|group| group.kind).collect::<Vec<_>>()));
    let of = move |kind: Kind| {
        Memo::new(move |_| {
            open.with(|groups| {
                groups.iter().find(|group| group.kind == kind).map(|group| group.lines.clone()).unwrap_or_default()
            })
        })
    };
    view! {
        <section class="section" aria-labelledby="attention">
            <h2 id="attention">"Needs attention"</h2>
            {move || {
                if kinds.with(Vec::is_empty) {
                    view! { <Quiet states /> }.into_any()
                } else {
                    view! {
                        <ul class="attention">
                            <For each=move || kinds.get() key=|kind| *kind let(kind)>
                                <GroupCard kind lines=of(kind) dismissing />
                            </For>
                        </ul>
                    }
                        .into_any()
                }
            }}
            <DismissedList />
            <DismissDialog dismissing />
        </section>
    }
}

/// Nothing was found: quiet, or not known yet.
#[component]
fn Quiet(states: PoolStates) -> impl IntoView {
    let estate = use_estate();
    let reading =
        Memo::new(move |_| states.reads().is_busy() || estate.counts().with(|counts| counts.graph.finished_at().is_none()));
    move || {
        if reading.get() {
            view! { <p class="card section-sub">"Checking session hosts and updates…"</p> }.into_any()
        } else {
            let text = "No problems were found in what could be checked. See Sources for what wasn't.";
            view! { <EmptyState glyph=Glyph::Success title="Nothing needs attention" text /> }.into_any()
        }
    }
}

#[component]
fn GroupCard(kind: Kind, lines: Memo<Vec<Line>>, dismissing: RwSignal<Option<Finding>>) -> impl IntoView {
    let whole = RwSignal::new(false);
    let tone = urgency_tone(kind.urgency());
    let count = Signal::derive(move || count_words(lines.with(Vec::len), POOLS));
    let shown = Memo::new(move |_| {
        let most = if whole.get() { usize::MAX } else { SHOWN };
        lines.with(|lines| lines.iter().take(most).cloned().collect::<Vec<_>>())
    });
    let rest = Memo::new(move |_| lines.with(Vec::len).saturating_sub(SHOWN));
    let more = move || {
        (rest.get() > 0).then(|| {
            let label = Signal::derive(move || if whole.get() { "Show fewer".to_owned() } else { format!("Show {} more", rest.get()) });
            view! { <Button look=Look::Subtle small=true on_press=move |()| whole.update(|whole| *whole = !*whole)>{label}</Button> }
        })
    };
    view! {
        <li class=["card attention-group ", tone.class()].concat()>
            <div class="attention-head">
                <Icon glyph=tone.glyph() />
                <h3>{kind.title()}</h3>
                <Badge plain=true text=count />
                {findings_like(kind).map(|route| view! { <a class="attention-all" href=route.href()>"View all"<span class="sr-only">": " {kind.title()}</span></a> })}
            </div>
            <p class="attention-meaning">{kind.meaning()}</p>
            <ul class="attention-lines">
                <For each=move || shown.get() key=|line| (line.finding.pool.clone(), line.finding.clone().detail, line.finding.case.clone()) let(line)>
                    <LineRow kind line dismissing />
                </For>
            </ul>
            {more}
        </li>
    }
}

#[component]
fn LineRow(kind: Kind, line: Line, dismissing: RwSignal<Option<Finding>>) -> impl IntoView {
    let (label, route) = finding_action(kind, &line.pool);
    let [of_action, of_dismiss] = [": ", " "].map(|before| [before, &line.pool.name].concat());
    let finding = line.finding.clone();
    let detail = match (line.finding.hosts, line.finding.detail.is_empty()) {
        (Some(hosts), true) => count_words(usize::try_from(hosts).unwrap_or_default(), HOSTS),
        _ => line.finding.detail.clone(),
    };
    view! {
        <li class="attention-line">
            <a class="attention-pool" href=finding_place(kind, &line.pool).href()>{line.pool.name.clone()}</a>
            <span class="attention-detail">
                {detail}
                {line.finding.since.map(|at| view! { " "<Ago at /> })}
            </span>
            <span class="attention-acts">
                <ButtonLink small=true href=route.href()>{label}<span class="sr-only">{of_action}</span></ButtonLink>
                <Button look=Look::Subtle small=true on_press=move |()| dismissing.set(Some(finding.clone()))>
                    "Dismiss…"<span class="sr-only">" " {kind.title()} {of_dismiss}</span>
                </Button>
            </span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_worst_kind_first_and_in_it_the_pool_with_most_hosts() {
        let line = |kind, name: &str, hosts| {
            let pool = PoolRef::new("s", "g", name);
            let finding =
                Finding { kind, pool: pool.id().unwrap(), hosts, detail: String::new(), since: None, case: String::new() };
            Line { pool, finding }
        };
        let groups = groups(&[
            line(Kind::OutOfDate, "hp-10", Some(2)),
            line(Kind::OutOfDate, "hp-2", Some(2)),
            line(Kind::OutOfDate, "hp-9", Some(7)),
            line(Kind::UpdateFailed, "hp-1", None),
        ]);
        let told: Vec<(Kind, Vec<&str>)> =
            groups.iter().map(|group| (group.kind, group.lines.iter().map(|line| line.pool.name.as_str()).collect())).collect();
        assert_eq!(told, [(Kind::UpdateFailed, vec!["hp-1"]), (Kind::OutOfDate, vec!["hp-9", "hp-2", "hp-10"])]);
    }
}
