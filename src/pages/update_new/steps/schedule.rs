//! When the update begins, and the maintenance window it should fit into.

use avd::rule::flight_plan::Fit;
use host::Instant;
use leptos::prelude::*;

use super::super::draft::Text;
use super::super::presets::{Preset, TIME, presets};
use super::super::wizard::Wizard;
use crate::browser::intl::{self, Style};
use crate::components::{
    Banner, Button, Checkbox, Choice, DateInput, DateTimeInput, Field, KeyValue, KeyValueList, RadioGroup, Select, TimeInput,
    Tone,
};
use crate::live::use_clock;
use crate::pages::parts::zone_choices;

/// The fields.
#[component]
pub fn Schedule(wizard: Wizard) -> impl IntoView {
    let starts = vec![
        Choice::new("now", "Now").with_help("Azure validates the configuration, then starts."),
        Choice::new("at", "At a time").with_help("Up to 14 days ahead. To change it later, it's cancelled and rescheduled."),
    ];
    let scheduled = Memo::new(move |_| wizard.form.with(super::super::draft::Typed::is_scheduled));
    let windowed = Memo::new(move |_| wizard.form.with(|form| form.windowed));
    view! {
        <Banner tone=Tone::Info title="Choose a quiet period">
            "Fewer session hosts take users during the update, and signed-in users are asked to sign out. Allow about 20 minutes per batch."
        </Banner>
        <RadioGroup label="Start" value=wizard.text(Text::When) on_change=wizard.put(Text::When) choices=starts />
        <Presets wizard />
        <Show when=move || scheduled.get()>
            <div class="form-row">
                <Field id="scheduledDateTime".to_owned() label="Date" error=wizard.error("scheduledDateTime") required=true>
                    <DateInput value=wizard.text(Text::Date) on_input=wizard.put(Text::Date) />
                </Field>
                <Field label="Time" required=true>
                    <TimeInput value=wizard.text(Text::Time) on_input=wizard.put(Text::Time) />
                </Field>
            </div>
            <Twice wizard />
        </Show>
        <Checkbox
            checked=windowed
            on_change=move |windowed| wizard.form.update(|form| form.windowed = windowed)
            label="Check against a maintenance window"
            help="For planning only. Azure doesn't stop the update when the window ends.".to_owned()
        />
        <Show when=move || windowed.get()>
            <div class="form-row">
                <Field id="window".to_owned() label="Window opens" error=wizard.error("window") required=true>
                    <DateTimeInput value=wizard.text(Text::From) on_input=wizard.put(Text::From) />
                </Field>
                <Field label="Window closes" required=true>
                    <DateTimeInput value=wizard.text(Text::Until) on_input=wizard.put(Text::Until) />
                </Field>
            </div>
            <WindowFit wizard />
        </Show>
        <Show when=move || scheduled.get() || windowed.get()>
            <Field label="Time zone" help="Filled in from the management policy.".to_owned() required=true>
                <Select value=wizard.text(Text::Zone) on_change=wizard.put(Text::Zone) choices=zone_choices("") />
            </Field>
        </Show>
        <Readings wizard />
    }
}

/// Times at a press, in the zone of the schedule.
#[component]
fn Presets(wizard: Wizard) -> impl IntoView {
    let clock = use_clock();
    let offered = Memo::new(move |_| {
        let zone = wizard.form.with(super::super::draft::Typed::zone)?;
        // To the minute: another second offers nothing else.
        let now = Instant::from_seconds(clock.now().seconds() / 60 * 60);
        Some(presets(now, intl::offset(zone.iana(), now)?))
    });
    let take = move |date: &str| {
        wizard.form.update(|form| {
            form.put(Text::When, "at".to_owned());
            form.put(Text::Date, date.to_owned());
            form.put(Text::Time, TIME.to_owned());
        });
    };
    let button = move |preset: Preset| {
        let date = preset.date;
        view! { <Button small=true on_press=move |()| take(&date)>{preset.label}</Button> }
    };
    move || {
        offered.get().map(|offered| {
            view! { <div class="btn-row" role="group" aria-label="Suggested times">{offered.map(button).into_iter().collect_view()}</div> }
        })
    }
}

/// Which of two instants is meant, asked only when clocks go back over the time.
#[component]
fn Twice(wizard: Wizard) -> impl IntoView {
    let both = Memo::new(move |_| wizard.times.with(|times| times.twice));
    move || {
        both.get().map(|(earlier, later)| {
            let words = |what: &str, at: Instant| format!("The {what}: {}", utc(at));
            let choices = vec![Choice::new("earlier", words("first", earlier)), Choice::new("later", words("second", later))];
            view! {
                <RadioGroup
                    label="Clocks go back, so this time occurs twice"
                    value=wizard.text(Text::Which)
                    on_change=wizard.put(Text::Which)
                    choices=choices
                />
            }
        })
    }
}

/// Whether the update fits into the window.
#[component]
fn WindowFit(wizard: Wizard) -> impl IntoView {
    let fit = Memo::new(move |_| wizard.expected.with(|expected| expected.as_ref().and_then(|expected| expected.plan.window)));
    move || {
        fit.get().map(|fit| {
            let (tone, title) = match fit {
                Fit::Fits { .. } => (Tone::Success, "It fits"),
                _ => (Tone::Warning, "It doesn't fit"),
            };
            view! { <Banner tone title>{fit.sentence()}</Banner> }
        })
    }
}

/// The begin in UTC, in the zone and where the reader is, together.
#[component]
fn Readings(wizard: Wizard) -> impl IntoView {
    let begin =
        Memo::new(move |_| wizard.times.with(|times| times.begin.as_ref().and_then(|begin| begin.as_ref().ok().copied())));
    move || {
        begin.get().map(|at| {
            let there = wizard.zone().and_then(|zone| intl::format(at, Some(zone), Style::Full));
            let here = intl::format(at, None, Style::Full);
            view! {
                <KeyValueList>
                    {there.map(|words| view! { <KeyValue label="Selected time zone">{words}</KeyValue> })}
                    <KeyValue label="UTC">{utc(at)}</KeyValue>
                    {here.map(|words| view! { <KeyValue label="Your local time">{words}</KeyValue> })}
                </KeyValueList>
            }
        })
    }
}

fn utc(at: Instant) -> String {
    intl::format(at, Some("UTC"), Style::Full).unwrap_or_else(|| at.to_rfc3339())
}
