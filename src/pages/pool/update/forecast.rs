//! When a run is expected to end, and when a pause ends it.

use avd::rule::eta::{Eta, Input, eta};
use avd::rule::flight_plan::Basis;
use avd::rule::run::{is_terminal, paused_until};
use host::Instant;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::watch::Watch;
use crate::browser::intl::{self, Style};
use crate::components::{Banner, Tone};
use crate::live::use_clock;
use crate::pages::parts::{When, age};

/// The expected end as a range with its basis; nothing once the run has ended.
#[component]
pub fn Forecast(watch: Watch) -> impl IntoView {
    let measured = RwSignal::new(None::<Basis>);
    let (runs, pool) = (watch.runs.get_value(), watch.pool.get_value());
    spawn_local(async move {
        let basis = runs.measured_basis(&pool).await;
        let _ = measured.try_set(basis);
    });
    let clock = use_clock();
    // To half a minute: an estimate that changes every second is not read.
    let now = Memo::new(move |_| Instant::from_seconds(clock.now().seconds() / 30 * 30));
    let expected = Memo::new(move |_| {
        let run = watch.run.get().flatten().filter(|run| !is_terminal(&run.status))?;
        let (pace, now) = (watch.pace.get(), now.get());
        watch.picture.with(|picture| {
            let picture = picture.as_ref()?;
            Some(eta(&Input { run: &run, picture, pace, measured: measured.get(), now }))
        })
    });
    move || {
        expected.get().map(|eta| {
            let (headline, basis) = words(&eta, now.get(), &time);
            view! {
                <div class="forecast">
                    <span class="forecast-label">"Estimated finish"</span>
                    <span class="forecast-value">{headline}</span>
                    <span class="forecast-basis">{basis}</span>
                </div>
            }
        })
    }
}

fn time(at: Instant) -> String {
    intl::format(at, None, Style::Short).unwrap_or_else(|| at.to_rfc3339())
}

/// The range and what it rests on.
fn words(eta: &Eta, now: Instant, time: &dyn Fn(Instant) -> String) -> (String, String) {
    match eta {
        Eta::Unknown { why } => ("Not available".to_owned(), (*why).to_owned()),
        Eta::Range { earliest, latest, basis } => {
            let far = |at: Instant| age(now.until(at));
            let (early, late) = (far(*earliest), far(*latest));
            let distance = if early == late { format!("in about {late}") } else { format!("in {early} to {late}") };
            (format!("{}, {distance}", between(&time(*earliest), &time(*latest))), basis.clone())
        }
    }
}

/// "21 Nov, 10:29 to 10:37": the day once if it is the same.
fn between(early: &str, late: &str) -> String {
    if early == late {
        return early.to_owned();
    }
    let same = |(day, _): &(&str, &str)| early.split_once(", ").is_some_and(|(other, _)| other == *day);
    let late = late.split_once(", ").filter(same).map_or(late, |(_, time)| time);
    format!("{early} to {late}")
}

/// How long a paused run waits before the service cancels it.
#[component]
pub fn PauseCountdown(watch: Watch) -> impl IntoView {
    let seen =
        Memo::new(move |_| watch.memory.with(|memory| memory.as_ref().and_then(|record| record.paused_seen.as_ref()?.at())));
    move || {
        let status = watch.run.get().flatten()?.status;
        let seen = seen.get()?;
        let until = paused_until(&status, seen)?;
        Some(view! {
            <Banner tone=Tone::Warning title="Azure cancels a paused update after 14 days">
                <p>
                    "Azure cancels it 14 days after it was paused: on "
                    <When at=until />
                    " at the latest. This browser first saw it paused on "
                    <When at=seen />
                    ", but it may have been paused earlier. Microsoft documents Resume as the only option, so Cancel may be rejected. If it is, resume the update and cancel it while it runs."
                </p>
            </Banner>
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Instant {
        Instant::from_seconds(60 * minutes)
    }

    #[test]
    fn a_range_with_its_distance() {
        let time = |at: Instant| format!("T{}", at.seconds() / 60);
        let range = |earliest, latest| Eta::Range { earliest: at(earliest), latest: at(latest), basis: "Measured.".to_owned() };
        let said = |eta: &Eta| words(eta, at(0), &time).0;
        assert_eq!(said(&range(20, 95)), "T20 to T95, in 20 min to 1 h 35 min");
        assert_eq!(said(&range(20, 20)), "T20, in about 20 min");
        assert_eq!(between("21 Nov, 10:29", "21 Nov, 10:29"), "21 Nov, 10:29");
        assert_eq!(between("21 Nov, 10:29", "21 Nov, 10:37"), "21 Nov, 10:29 to 10:37");
        assert_eq!(between("21 Nov, 23:50", "22 Nov, 00:10"), "21 Nov, 23:50 to 22 Nov, 00:10");
        let unknown = Eta::Unknown { why: "Paused." };
        assert_eq!(words(&unknown, at(0), &time), ("Not available".to_owned(), "Paused.".to_owned()));
    }
}
