//! When the update begins: now, or at a time in a zone.

use avd::rule::schedule::ScheduleProblem;
use avd::rule::windows_zone;
use host::Instant;
use leptos::prelude::*;

use super::draft::{Form, InstantProblem};
use crate::browser::intl::{self, Style};
use crate::components::{Choice, DateInput, Field, RadioGroup, Select, TimeInput};

/// The fields.
#[component]
pub fn ScheduleFields(form: Form, #[prop(into)] error: Signal<Option<String>>) -> impl IntoView {
    let starts = vec![
        Choice::new("now", "Now").with_help("The service validates the configuration and begins."),
        Choice::new("at", "At a time")
            .with_help("Up to 14 days ahead. A scheduled update can be started early or cancelled, not changed."),
    ];
    let scheduled = move || form.when.with(|when| when == "at");
    view! {
        <fieldset class="card stack">
            <legend>"Schedule"</legend>
            <RadioGroup label="The update begins" value=form.when on_change=move |value| form.when.set(value) choices=starts />
            <Show when=scheduled>
                <div class="form-row">
                    <Field id="scheduledDateTime".to_owned() label="Date" error=error required=true>
                        <DateInput value=form.date on_input=move |value| form.date.set(value) />
                    </Field>
                    <Field label="Time" required=true>
                        <TimeInput value=form.time on_input=move |value| form.time.set(value) />
                    </Field>
                </div>
                <Field label="Time zone" help="As the service takes it: the Windows name. Beside it a city of the zone.".to_owned() required=true>
                    <Select value=form.zone on_change=move |value| form.zone.set(value) choices=zones() />
                </Field>
                <Twice form=form />
                <Readings form=form />
            </Show>
        </fieldset>
    }
}

fn zones() -> Vec<Choice> {
    windows_zone::all().map(|zone| Choice::new(zone.id(), format!("{} — {}", zone.id(), zone.iana()))).collect()
}

/// Which of two instants is meant, asked only when clocks go back over the time.
#[component]
fn Twice(form: Form) -> impl IntoView {
    // Kept while one is chosen, so that the question does not vanish with the answer.
    let instants = Memo::new(move |_| {
        let chosen = form.which.get();
        let found = match form.instant() {
            Err(InstantProblem::Schedule(ScheduleProblem::Twice { earlier, later, .. })) => Some((earlier, later)),
            Ok(at) if !chosen.is_empty() => both(form, at),
            _ => None,
        };
        found.map(|(earlier, later)| (earlier.millis(), later.millis()))
    });
    move || {
        instants.get().map(|(earlier, later)| {
            let words = |what: &str, millis: i64| format!("The {what}: {} UTC", utc(Instant::from_millis(millis)));
            let choices = vec![Choice::new("earlier", words("first", earlier)), Choice::new("later", words("second", later))];
            view! {
                <RadioGroup
                    label="Clocks go back: this time comes twice"
                    value=form.which
                    on_change=move |value| form.which.set(value)
                    choices=choices
                />
            }
        })
    }
}

/// Both instants of a time that comes twice, when one of them is already chosen.
fn both(form: Form, chosen: Instant) -> Option<(Instant, Instant)> {
    let zone = windows_zone::WindowsZone::parse(&form.zone.get())?;
    let local = avd::rule::schedule::LocalTime::parse(&form.date.get(), &form.time.get())?;
    match avd::rule::schedule::resolve(local, zone.iana(), None, intl::offset) {
        Err(ScheduleProblem::Twice { earlier, later, .. }) if [earlier, later].contains(&chosen) => Some((earlier, later)),
        _ => None,
    }
}

/// The instant in UTC, in the zone and where the reader is, together.
#[component]
fn Readings(form: Form) -> impl IntoView {
    move || {
        form.instant().ok().map(|at| {
            let zone = windows_zone::WindowsZone::parse(&form.zone.get()).map(windows_zone::WindowsZone::iana);
            let there = zone.and_then(|zone| intl::format(at, Some(zone), Style::Full));
            let here = intl::format(at, None, Style::Full);
            view! {
                <ul class="form-note">
                    {there.map(|words| view! { <li>"In the zone: " {words}</li> })}
                    <li>"UTC: " {utc(at)}</li>
                    {here.map(|words| view! { <li>"Where you are: " {words}</li> })}
                </ul>
            }
        })
    }
}

fn utc(at: Instant) -> String {
    intl::format(at, Some("UTC"), Style::Full).unwrap_or_else(|| at.to_rfc3339())
}
