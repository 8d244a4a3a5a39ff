//! Updates under way, and those of the next two weeks, day by day.

use avd::rule::run::Run;
use host::Instant;
use leptos::prelude::*;

use crate::browser::intl::{self, Style};
use crate::components::{Badge, ProgressBar, Tone};
use crate::estate::{PoolState, PoolStates};
use crate::live::use_clock;
use crate::pages::pool::update::status::tone;
use crate::route::{BoardView, PoolRef, PoolTab, Route};

const DAY: i64 = 86_400;
/// Azure schedules an update up to 14 days ahead (Learn, *Update session hosts using session host update*).
const DAYS: i64 = 14;

/// The updates that run, are paused or have stopped.
#[component]
pub fn Running(states: PoolStates) -> impl IntoView {
    let running = Memo::new(move |_| {
        states.with(|states| {
            let running = states.iter().filter_map(|state| Some((state.pool.clone(), state.running()?.clone())));
            running.collect::<Vec<(PoolRef, Run)>>()
        })
    });
    let rows = move || {
        let all = running.get();
        if all.is_empty() {
            return view! { <p class="section-sub">"No update is running."</p> }.into_any();
        }
        view! { <ul class="overview-list">{all.into_iter().map(|(pool, run)| view! { <RunningRow pool run /> }).collect_view()}</ul> }
            .into_any()
    };
    view! {
        <section class="section card" aria-labelledby="running">
            <div class="section-head">
                <h2 id="running">"Running updates"</h2>
                <a href=Route::Updates(BoardView { show: Some("active".to_owned()), ..BoardView::default() }).href()>"All updates"</a>
            </div>
            {rows}
        </section>
    }
}

#[component]
fn RunningRow(pool: PoolRef, run: Run) -> impl IntoView {
    let counts = run.completed.zip(run.total).map(|(done, all)| format!("{done} of {all} session hosts")).unwrap_or_default();
    let href = Route::Pool(pool.clone(), PoolTab::Update).href();
    let tone = tone(run.phase.tone);
    view! {
        <li>
            <div class="overview-line">
                <a href=href>{pool.name}</a>
                <Badge plain=true tone text=run.phase.label.clone() />
            </div>
            <ProgressBar label=counts value=run.percent.map(|percent| percent / 100.0) tone=if tone == Tone::Info { Tone::Neutral } else { tone } />
        </li>
    }
}

/// An update that waits for its time.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    pool: PoolRef,
    at: Instant,
    zone: Option<String>,
}

/// A day of the strip: its number since 1970 and what is scheduled.
pub type Day = (i64, Vec<Planned>);

/// The next two weeks. A day is one of the browser's zone, whose offset from UTC at an instant is `offset`, in seconds.
pub fn days(planned: Vec<Planned>, now: Instant, offset: impl Fn(Instant) -> i64) -> Vec<Day> {
    let number = |at: Instant| (at.seconds() + offset(at)).div_euclid(DAY);
    let today = number(now);
    let mut days: Vec<Day> = (today..today + DAYS + 1).map(|day| (day, Vec::new())).collect();
    for one in planned {
        // What is overdue starts any moment.
        let day = number(one.at).max(today);
        if let Some((_, list)) = days.iter_mut().find(|(known, _)| *known == day) {
            list.push(one);
        }
    }
    for (_, list) in &mut days {
        list.sort_by_key(|one| one.at);
    }
    days
}

fn planned(state: &PoolState) -> Option<Planned> {
    let (run, at) = state.scheduled()?;
    Some(Planned { pool: state.pool.clone(), at, zone: run.zone.clone() })
}

/// The updates of the next two weeks.
#[component]
pub fn Upcoming(states: PoolStates) -> impl IntoView {
    let minute = use_clock().minute();
    let zone = intl::zone();
    let days = Memo::new(move |_| {
        let planned = states.with(|states| states.iter().filter_map(planned).collect());
        let offset = |at| zone.as_deref().and_then(|zone| intl::offset(zone, at)).map_or(0, i64::from);
        days(planned, minute.get(), offset)
    });
    let any = Memo::new(move |_| days.with(|days| days.iter().any(|(_, list)| !list.is_empty())));
    let strip = move || {
        let cells = days.get().into_iter().map(|(day, list)| {
            let name = intl::format(Instant::from_seconds(day * DAY + DAY / 2), Some("UTC"), Style::Day).unwrap_or_default();
            view! { <DayCell name list /> }
        });
        view! { <ol class="days">{cells.collect_view()}</ol> }
    };
    view! {
        <section class="section card" aria-labelledby="upcoming">
            <h2 id="upcoming">"Next 14 days"</h2>
            {move || if any.get() { strip().into_any() } else { view! { <p class="section-sub">"No update is scheduled."</p> }.into_any() }}
        </section>
    }
}

#[component]
fn DayCell(name: String, list: Vec<Planned>) -> impl IntoView {
    let item = |one: Planned| {
        let time = intl::format(one.at, None, Style::Minute).unwrap_or_default();
        let title = intl::format(one.at, None, Style::Full).unwrap_or_default();
        let scheduled_in = one.zone.map(|zone| format!(" (scheduled in {zone})")).unwrap_or_default();
        let href = Route::Pool(one.pool.clone(), PoolTab::Update).href();
        view! {
            <li>
                <time datetime=one.at.to_rfc3339() title=[title, scheduled_in].concat()>{time}</time>
                " "
                <a href=href>{one.pool.name}</a>
            </li>
        }
    };
    let free = list.is_empty();
    view! {
        <li class="day" class:day-free=free>
            <span class="day-name">{name}</span>
            <ul>{list.into_iter().map(item).collect_view()}</ul>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Instant {
        Instant::from_seconds(1_800_000_000 / DAY * DAY + hours * 3600)
    }

    fn one(name: &str, hours: i64) -> Planned {
        Planned { pool: PoolRef::new("s", "g", name), at: at(hours), zone: None }
    }

    #[test]
    fn every_update_has_its_day_in_the_zone_of_the_browser() {
        let planned = vec![one("late", 23), one("early", 9), one("overdue", 1), one("last", 14 * 24 + 9), one("beyond", 20 * 24)];
        let names = |offset: i64| {
            days(planned.clone(), at(10), |_| offset)
                .into_iter()
                .enumerate()
                .filter(|(_, (_, list))| !list.is_empty())
                .map(|(place, (_, list))| (place, list.into_iter().map(|one| one.pool.name).collect::<Vec<_>>()))
                .collect::<Vec<_>>()
        };
        let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(names(0), [(0, of(&["overdue", "early", "late"])), (14, of(&["last"]))]);
        assert_eq!(names(2 * 3600), [(0, of(&["overdue", "early"])), (1, of(&["late"])), (14, of(&["last"]))], "east of UTC");
        assert_eq!(days(Vec::new(), at(10), |_| 0).len(), 15);
    }
}
