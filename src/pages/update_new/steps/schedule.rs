//! When the update begins, and the maintenance window it should fit into.

use avd::rule::flight_plan::Fit;
use host::Instant;
use leptos::prelude::*;

use super::super::draft::Text;
use super::super::wizard::Wizard;
use crate::browser::intl::{self, Style};
use crate::components::{
    Banner, Checkbox, Choice, DateInput, DateTimeInput, Field, KeyValue, KeyValueList, RadioGroup, Select, TimeInput, Tone,
};
use crate::pages::parts::zone_choices;

/// The fields.
#[component]
pub fn Schedule(wizard: Wizard) -> impl IntoView {
    let starts = vec![
        Choice::new("now", "Now").with_help("Azure validates the configuration and starts."),
        Choice::new("at", "At a time")
            .with_help("Up to 14 days ahead. A scheduled update cannot be edited; this console can cancel it and schedule anew."),
    ];
    let scheduled = Memo::new(move |_| wizard.form.with(super::super::draft::Typed::is_scheduled));
    let windowed = Memo::new(move |_| wizard.form.with(|form| form.windowed));
    view! {
        <Banner tone=Tone::Info title="Choose a quiet period">
            "During the update fewer session hosts take users, and signed-in users are asked to sign out. Schedule it for less busy hours, and allow about 20 minutes for each batch."
        </Banner>
        <RadioGroup label="The update begins" value=wizard.text(Text::When) on_change=wizard.put(Text::When) choices=starts />
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
            label="There is a maintenance window"
            help="The flight plan tells whether the update fits into it. The service knows nothing of it and does not stop at its end.".to_owned()
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
            <Field label="Time zone" help="Filled in from the management policy. The Windows id, with the name and a city of the zone.".to_owned() required=true>
                <Select value=wizard.text(Text::Zone) on_change=wizard.put(Text::Zone) choices=zone_choices("") />
            </Field>
        </Show>
        <Readings wizard />
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
                    label="Clocks go back: this time comes twice"
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
                _ => (Tone::Warning, "It does not fit"),
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
                    {there.map(|words| view! { <KeyValue label="In the zone">{words}</KeyValue> })}
                    <KeyValue label="In UTC">{utc(at)}</KeyValue>
                    {here.map(|words| view! { <KeyValue label="Where you are">{words}</KeyValue> })}
                </KeyValueList>
            }
        })
    }
}

fn utc(at: Instant) -> String {
    intl::format(at, Some("UTC"), Style::Full).unwrap_or_else(|| at.to_rfc3339())
}
