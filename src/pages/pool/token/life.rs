//! How long a token is to live: one of a few lives, or until a date and a time of the browser's zone.

use avd::rule::schedule::{LocalTime, ScheduleProblem, Which, resolve};
use avd::rule::token::{ExpiryProblem, check_expiry, presets};
use host::Instant;
use leptos::prelude::*;

use crate::browser::intl::{self, Style};
use crate::components::{Choice, DateInput, Field, RadioGroup, TimeInput};
use crate::live::use_clock;

const OWN: &str = "own";

/// What the form holds. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Life {
    life: RwSignal<String>,
    date: RwSignal<String>,
    time: RwSignal<String>,
    which: RwSignal<String>,
    asked: RwSignal<bool>,
}

impl Life {
    /// A form that proposes the life at this place among the presets.
    pub fn new(place: usize) -> Self {
        let life = presets().get(place).map_or(OWN, |preset| preset.label).to_owned();
        let text = || RwSignal::new(String::new());
        Self { life: RwSignal::new(life), date: text(), time: text(), which: text(), asked: RwSignal::new(false) }
    }

    /// A form that holds an expiration time, as the browser's zone shows it.
    pub fn until(at: Instant) -> Self {
        let life = Self::new(usize::MAX);
        if let Some(local) = intl::offset(&zone(), at).and_then(|offset| LocalTime::at(at, offset)) {
            life.date.set(local.date());
            life.time.set(local.time());
        }
        life
    }

    /// What is chosen, to see whether it changed. Tracked.
    pub fn picked(self) -> [String; 4] {
        [self.life.get(), self.date.get(), self.time.get(), self.which.get()]
    }

    /// When a token made now would end, in whole seconds, or why it cannot. Tracked.
    pub fn expiry(self, now: Instant) -> Result<Instant, String> {
        let preset = self.life.with(|life| presets().into_iter().find(|preset| preset.label == life));
        let at = preset.map_or_else(|| self.own().map_err(|problem| problem.to_string()), |preset| Ok(preset.expiry(now)))?;
        let at = Instant::from_seconds(at.seconds());
        check_expiry(at, now).map_err(|problem| match problem {
            ExpiryProblem::TooSoon { earliest } => {
                format!("A token must be valid for at least 1 hour. The earliest expiration is {}.", written(earliest))
            }
            ExpiryProblem::TooLate { latest } => {
                format!("A token can be valid for at most 27 days. The latest expiration is {}.", written(latest))
            }
        })?;
        Ok(at)
    }

    /// When a token made now would end, for the review; from now on the form shows what is wrong with it.
    pub fn asked(self) -> Option<Instant> {
        self.asked.set(true);
        let now = use_clock().read();
        untrack(|| self.expiry(now)).ok()
    }

    fn own(self) -> Result<Instant, Own> {
        let local = LocalTime::parse(&self.date.get(), &self.time.get()).ok_or(Own::Empty)?;
        let which = match self.which.get().as_str() {
            "earlier" => Some(Which::Earlier),
            "later" => Some(Which::Later),
            _ => None,
        };
        resolve(local, &zone(), which, intl::offset).map_err(Own::Problem)
    }

    fn is_own(self) -> bool {
        self.life.with(|life| life == OWN)
    }

    /// Whether the clocks show this time twice.
    fn twice(self) -> bool {
        let local = LocalTime::parse(&self.date.get(), &self.time.get());
        local.is_some_and(|local| matches!(resolve(local, &zone(), None, intl::offset), Err(ScheduleProblem::Twice { .. })))
    }
}

/// Why a date and a time make no end.
enum Own {
    Empty,
    Problem(ScheduleProblem),
}

impl core::fmt::Display for Own {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Empty => out.write_str("Enter a date and a time."),
            Self::Problem(problem) => problem.fmt(out),
        }
    }
}

fn zone() -> String {
    intl::zone().unwrap_or_else(|| "UTC".to_owned())
}

fn written(at: Instant) -> String {
    intl::format(at, None, Style::Full).unwrap_or_else(|| at.to_rfc3339())
}

/// The fields, and when the token would end.
#[component]
pub fn LifeFields(life: Life) -> impl IntoView {
    let clock = use_clock();
    let problem = Signal::derive(move || {
        let begun = life.asked.get() || !(life.date.with(String::is_empty) && life.time.with(String::is_empty));
        (life.is_own() && begun).then(|| life.expiry(clock.now()).err()).flatten()
    });
    let own = Memo::new(move |_| life.is_own());
    let twice = Memo::new(move |_| life.is_own() && life.twice());
    let choices = presets()
        .map(|preset| Choice::new(preset.label, preset.label))
        .into_iter()
        .chain([Choice::new(OWN, "Custom…")])
        .collect();
    let which = || vec![Choice::new("earlier", "First"), Choice::new("later", "Second")];
    view! {
        <div class="life">
            <RadioGroup label="Valid for" value=life.life on_change=move |value| life.life.set(value) choices=choices />
        </div>
        <Show when=move || own.get()>
            <div class="form-row">
                <Field label="Date" error=problem required=true>
                    <DateInput value=life.date on_input=move |value| life.date.set(value) />
                </Field>
                <Field label="Time" help=zone_words() required=true>
                    <TimeInput value=life.time on_input=move |value| life.time.set(value) />
                </Field>
            </div>
        </Show>
        <Show when=move || twice.get()>
            <RadioGroup
                label="Clocks go back, so this time occurs twice"
                value=life.which
                on_change=move |value| life.which.set(value)
                choices=which()
            />
        </Show>
        <p class="form-note life-ends">{move || life.expiry(clock.now()).ok().map(|at| view! { <Ends at /> })}</p>
    }
}

/// "Expires 22 Nov 2026, 11:00 CET · 22 Nov 2026, 10:00 UTC".
#[component]
fn Ends(at: Instant) -> impl IntoView {
    let utc = at.to_rfc3339();
    let elsewhere = intl::offset(&zone(), at) != Some(0);
    let in_utc = elsewhere.then(|| intl::format(at, Some("UTC"), Style::Full)).flatten().map(|utc| format!(" · {utc}"));
    view! {
        "Expires "
        <time datetime=utc>{written(at)}</time>
        <span class="tbl-quiet">{in_utc}</span>
    }
}

/// "Europe/Berlin, Central European Time".
fn zone_words() -> String {
    let zone = zone();
    intl::zone_name(&zone)
        .filter(|name| *name != zone && zone != "UTC")
        .map_or_else(|| zone.clone(), |name| format!("{zone}, {name}"))
}
