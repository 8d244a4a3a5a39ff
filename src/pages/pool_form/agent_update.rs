//! When the agent components are updated: by the service, or in windows of two hours.

use avd::resource::{AgentUpdate, DayOfWeek, MaintenanceWindow};
use avd::rule::FieldProblem;
use avd::rule::agent_update::{MOST, Opening, by_service, first, is_scheduled, openings, problems, window};
use avd::rule::windows_zone::WindowsZone;
use leptos::prelude::*;

use crate::browser::intl::{self, Style};
use crate::components::{Banner, Button, Choice, Field, Glyph, IconButton, RadioGroup, Select, Tone};
use crate::live::use_clock;
use crate::pages::parts::zone_choices;

/// The setting and the way to change it.
#[derive(Clone, Copy)]
struct Setting {
    value: Signal<Option<AgentUpdate>>,
    on_change: Callback<Option<AgentUpdate>>,
}

impl Setting {
    fn edit(self, edit: impl FnOnce(&mut AgentUpdate)) {
        let mut update = self.value.get_untracked().unwrap_or_default();
        edit(&mut update);
        self.on_change.run(Some(update));
    }

    fn look<U>(self, look: impl FnOnce(&AgentUpdate) -> U) -> Option<U> {
        self.value.with(|update| update.as_ref().map(look))
    }

    fn window(self, at: usize) -> Option<MaintenanceWindow> {
        self.look(|update| update.maintenance_windows.as_ref().and_then(|windows| windows.get(at).cloned())).flatten()
    }

    fn edit_window(self, at: usize, edit: impl FnOnce(&mut MaintenanceWindow)) {
        self.edit(|update| {
            if let Some(window) = update.maintenance_windows.as_mut().and_then(|windows| windows.get_mut(at)) {
                edit(window);
            }
        });
    }

    /// Whether each session host's own clock counts.
    fn own_clocks(self) -> bool {
        self.look(|update| update.use_session_host_local_time == Some(true)).unwrap_or(false)
    }
}

/// The fields of `agentUpdate`.
#[component]
pub fn AgentUpdateFields(
    /// The setting; `None` leaves it to the service.
    #[prop(into)]
    value: Signal<Option<AgentUpdate>>,
    /// Called with the new setting at every change.
    #[prop(into)]
    on_change: Callback<Option<AgentUpdate>>,
) -> impl IntoView {
    let setting = Setting { value, on_change };
    let scheduled = Memo::new(move |_| value.with(|update| is_scheduled(update.as_ref())));
    // What was there before somebody looked at the other choice.
    let last = StoredValue::new(None::<AgentUpdate>);
    let choose = move |kind: String| {
        let before = value.get_untracked();
        on_change.run(Some(if kind == "windows" {
            last.get_value().unwrap_or_else(|| first(before.as_ref(), reader_zone()))
        } else {
            last.set_value(before.clone().filter(|update| is_scheduled(Some(update))));
            by_service(before.as_ref())
        }));
    };
    let kinds = vec![
        Choice::new("service", "Default").with_help("Azure updates the agents at any time, across a region within about a day."),
        Choice::new("windows", "In maintenance windows").with_help(
            "Only during a window, while the session host is on. After four missed windows the update is forced. Critical fixes don't wait.",
        ),
    ];
    let found = Memo::new(move |_| value.with(|update| problems(update.as_ref())));
    let error = Signal::derive(move || found.with(|found| sentence(found, false)));
    let warning = move || {
        found
            .with(|found| sentence(found, true))
            .map(|text| view! { <Banner tone=Tone::Warning title="Keep in mind">{text}</Banner> })
    };
    view! {
        <RadioGroup
            id="agentUpdate".to_owned()
            label="Agent updates"
            value=Signal::derive(move || if scheduled.get() { "windows" } else { "service" }.to_owned())
            on_change=choose
            choices=kinds
            error
        />
        <Show when=move || scheduled.get()>
            <Windows setting />
            <Clocks setting />
            {warning}
            <Preview setting />
        </Show>
    }
}

fn sentence(found: &[FieldProblem], warning: bool) -> Option<String> {
    found.iter().find(|problem| problem.warning == warning).map(|problem| problem.message.clone())
}

/// The zone of the browser, as Windows calls it.
fn reader_zone() -> &'static str {
    intl::zone().and_then(|name| WindowsZone::from_iana(&name)).map_or("UTC", WindowsZone::id)
}

/// One line a window.
#[component]
fn Windows(setting: Setting) -> impl IntoView {
    let count =
        Memo::new(move |_| setting.look(|update| update.maintenance_windows.as_ref().map_or(0, Vec::len)).unwrap_or_default());
    let full = Signal::derive(move || (count.get() >= MOST).then(|| "You can have up to two windows.".to_owned()));
    let add = move |()| {
        let one = setting.window(0).unwrap_or_else(|| window(DayOfWeek::Saturday, 21));
        // A day later: a second chance that does not overlap.
        let after = DayOfWeek::KNOWN.iter().skip_while(|day| one.day_of_week.as_ref() != Some(day)).nth(1);
        let second = window(after.cloned().unwrap_or(DayOfWeek::Monday), one.hour.unwrap_or(21));
        setting.edit(|update| update.maintenance_windows.get_or_insert_default().push(second));
    };
    view! {
        <div class="windows">
            {move || (0..count.get()).map(|at| view! { <Window setting at /> }).collect_view()}
            <Button glyph=Glyph::Plus small=true disabled_reason=full on_press=add>"Add window"</Button>
        </div>
    }
}

#[component]
fn Window(setting: Setting, at: usize) -> impl IntoView {
    let day = Signal::derive(move || {
        setting.window(at).and_then(|window| window.day_of_week).map(|day| day.to_string()).unwrap_or_default()
    });
    let hour = Signal::derive(move || {
        setting.window(at).and_then(|window| window.hour).map(|hour| hour.to_string()).unwrap_or_default()
    });
    let days =
        Signal::derive(move || with_own(DayOfWeek::KNOWN.iter().map(|day| Choice::new(day.as_str(), day.as_str())), &day.get()));
    let hours = Signal::derive(move || {
        let span = |hour: u8| Choice::new(hour.to_string(), format!("{hour:02}:00 to {:02}:00", (hour + 2) % 24));
        with_own((0..24).map(span), &hour.get())
    });
    let remove = move |()| {
        setting.edit(|update| {
            if let Some(windows) = update.maintenance_windows.as_mut().filter(|windows| at < windows.len()) {
                windows.remove(at);
            }
        });
    };
    let number = ["First", "Second"].get(at).copied().unwrap_or("Further");
    view! {
        <div class="window">
            <Field label=format!("{number} window: day") required=true>
                <Select
                    value=day
                    on_change=move |day: String| setting.edit_window(at, |window| window.day_of_week = Some(DayOfWeek::parse(&day)))
                    choices=days
                />
            </Field>
            <Field label="Time" required=true>
                <Select
                    value=hour
                    on_change=move |hour: String| setting.edit_window(at, |window| window.hour = hour.parse().ok())
                    choices=hours
                />
            </Field>
            {(at > 0).then(|| view! { <IconButton glyph=Glyph::Close label=format!("Remove window {}", at + 1) on_press=remove /> })}
        </div>
    }
}

/// The choices, and in front the value that is none of them.
fn with_own(known: impl Iterator<Item = Choice>, own: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = known.collect();
    if choices.iter().all(|choice| choice.value != own) {
        choices.insert(0, Choice::new(own, if own.is_empty() { "Select" } else { own }));
    }
    choices
}

/// Time zone used: of one zone, or each session host's own; never both.
#[component]
fn Clocks(setting: Setting) -> impl IntoView {
    let own = Memo::new(move |_| setting.own_clocks());
    let choose = move |whose: String| {
        setting.edit(|update| {
            let host = whose == "host";
            update.use_session_host_local_time = Some(host);
            update.maintenance_window_time_zone = (!host).then(|| reader_zone().to_owned());
        });
    };
    let zone =
        Signal::derive(move || setting.look(|update| update.maintenance_window_time_zone.clone()).flatten().unwrap_or_default());
    let zones = zone_choices(&zone.get_untracked());
    let zones = Signal::derive(move || match zone.with(String::is_empty) {
        true => [Choice::new("", "Select")].into_iter().chain(zones.clone()).collect(),
        false => zones.clone(),
    });
    let choices = vec![
        Choice::new("zone", "One time zone for all"),
        Choice::new("host", "Each session host's local time zone")
            .with_help("VMs created in the Azure portal use UTC unless you change it."),
    ];
    view! {
        <RadioGroup
            label="Time zone used"
            value=Signal::derive(move || if own.get() { "host" } else { "zone" }.to_owned())
            on_change=choose
            choices
        />
        <Show when=move || !own.get()>
            <Field label="Time zone" help="".to_owned() required=true>
                <Select
                    value=zone
                    on_change=move |zone: String| setting.edit(|update| update.maintenance_window_time_zone = Some(zone))
                    choices=zones
                />
            </Field>
        </Show>
    }
}

/// Next windows as dates, where they count and where the reader is.
#[component]
fn Preview(setting: Setting) -> impl IntoView {
    // Untracked: what is being filled in must not be redrawn every second.
    let now = use_clock().read();
    let own = Memo::new(move |_| setting.own_clocks());
    let zone = Memo::new(move |_| {
        let id = setting.look(|update| update.maintenance_window_time_zone.clone()).flatten();
        if own.get() { Some("Etc/UTC") } else { id.and_then(|id| WindowsZone::parse(&id)).map(WindowsZone::iana) }
    });
    let next = Memo::new(move |_| {
        let windows = setting.look(|update| update.maintenance_windows.clone()).flatten().unwrap_or_default();
        zone.get().map(|zone| openings(&windows, zone, now, 4, intl::offset)).unwrap_or_default()
    });
    let row = move |opening: Opening| {
        let there = span(&opening, zone.get_untracked());
        let here = span(&opening, None);
        view! {
            <tr>
                <td>{there.clone()}{opening.note.map(|note| view! { <p class="form-note">{note}</p> })}</td>
                <td>{if here == there { "The same".to_owned() } else { here }}</td>
            </tr>
        }
    };
    move || {
        let next = next.get();
        let title = if own.get() { "On a session host in UTC" } else { "Selected time zone" };
        (!next.is_empty()).then(|| {
            view! {
                <table class="windows-next">
                    <caption>"Next windows"</caption>
                    <thead><tr><th scope="col">{title}</th><th scope="col">"Your local time"</th></tr></thead>
                    <tbody>{next.into_iter().map(row).collect_view()}</tbody>
                </table>
            }
        })
    }
}

fn span(opening: &Opening, zone: Option<&str>) -> String {
    let from = intl::format(opening.from, zone, Style::Weekday).unwrap_or_else(|| opening.from.to_rfc3339());
    let until = intl::format(opening.until, zone, Style::Minute).unwrap_or_default();
    format!("{from} to {until}")
}
