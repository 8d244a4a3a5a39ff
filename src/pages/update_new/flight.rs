//! The flight plan beside the steps: what the update is expected to do, drawn, in numbers and as a table. It redraws with the draft.

mod drawing;

use crate::pages::parts::count_words;
use avd::rule::flight_plan::{Fit, FlightPlan, Step, Window};
use avd::rule::token::span;
use host::Instant;
use leptos::html;
use leptos::prelude::*;

use self::drawing::{Drawing, HEIGHT, WIDTH, draw};
use super::wizard::{Expected, Wizard};
use crate::browser::intl::{self, Style};
use crate::components::{Badge, DataTable, Glyph, Icon, KeyValue, KeyValueList, NoValue, Tone};
use crate::table::ColumnHeader;

/// The zone of the draft; `None` is the browser's.
type Zone = Option<&'static str>;

/// The panel: a column beside the steps, and where there is no room for one a bar at the bottom that opens.
#[component]
pub fn FlightPanel(wizard: Wizard) -> impl IntoView {
    let open = RwSignal::new(false);
    // Here, because the plan below is drawn anew with every change.
    let table = RwSignal::new(false);
    let bar = move || {
        wizard.expected.with(|expected| expected.as_ref().map_or_else(unknown, |expected| headline(wizard.zone(), expected)))
    };
    view! {
        <aside class="flight" class:flight-open=open aria-label="Flight plan">
            <button
                type="button"
                class="flight-bar"
                aria-expanded=move || open.get().to_string()
                aria-controls="flight-plan"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <strong>"Flight plan"</strong>
                <span>{bar}</span>
                <Icon glyph=Glyph::Down />
            </button>
            <div class="flight-body card stack" id="flight-plan">
                <h2>"Flight plan"</h2>
                {move || match wizard.expected.get() {
                    None => view! { <p class="section-sub">{unknown()}</p> }.into_any(),
                    Some(Expected { plan, .. }) if plan.steps.is_empty() => {
                        view! { <p class="section-sub">{nothing()}</p> }.into_any()
                    }
                    Some(expected) => {
                        let window = wizard.times.with(|times| times.window.as_ref().and_then(|window| window.as_ref().ok().copied()));
                        view! { <Plan zone=wizard.zone() window expected table /> }.into_any()
                    }
                }}
            </div>
        </aside>
    }
}

fn unknown() -> String {
    "Needs the session hosts, a batch size and the minutes before sign-out.".to_owned()
}

fn nothing() -> String {
    "All session hosts are up to date, so nothing is replaced.".to_owned()
}

/// "ends 22 Nov, 03:40 · at least 7 of 10 hosts in service".
fn headline(zone: Zone, expected: &Expected) -> String {
    let plan = &expected.plan;
    if plan.steps.is_empty() {
        return nothing();
    }
    let hosts = plan.replaced + plan.left_alone;
    format!("Finishes about {} · at least {} of {hosts} in service", time(zone, plan.end), plan.lowest_hosts)
}

/// An instant in the zone of the draft.
fn time(zone: Zone, at: Instant) -> String {
    intl::format(at, zone, Style::Short).unwrap_or_else(|| at.to_rfc3339())
}

#[component]
fn Plan(zone: Zone, window: Option<Window>, expected: Expected, table: RwSignal<bool>) -> impl IntoView {
    let Expected { plan, supposed } = expected;
    let basis = plan.basis.sentence();
    let (start, end) = (time(zone, plan.start), time(zone, plan.end));
    let crowded = plan.holds_everybody() == Some(false);
    view! {
        {supposed.then(|| view! { <p class="form-note">"Assumes the update starts now. No time is set yet."</p> })}
        <Chart zone window plan=plan.clone() />
        <ul class="flight-legend" aria-hidden="true">
            <li class="flight-key-serving">"In service"</li>
            <li class="flight-key-initial">"Initial host"</li>
            <li class="flight-key-batch">"Batch"</li>
            {plan.window.map(|_| view! { <li class="flight-key-window">"Outside the window"</li> })}
        </ul>
        <Numbers plan=plan.clone() start end />
        {crowded
            .then(|| {
                view! {
                    <p class="flight-note"><Badge tone=Tone::Warning text="Crowded" />" The remaining session hosts can't hold the current sessions."</p>
                }
            })}
        <Steps zone steps=plan.steps open=table />
        <p class="form-note">{basis}" Session hosts in a batch are replaced in parallel."</p>
    }
}

#[component]
fn Chart(zone: Zone, window: Option<Window>, plan: FlightPlan) -> impl IntoView {
    let drawing = draw(&plan, window.filter(|_| plan.window.is_some()));
    let outside = drawing.window.map(|(from, until)| {
        let part = |left: f64, right: f64| {
            (right > left).then(|| view! { <rect class="flight-outside" x=left y="0" width=right - left height=HEIGHT /> })
        };
        (part(0.0, from), part(until, WIDTH))
    });
    let label = |(x, at): (f64, Instant)| {
        let words = intl::format(at, zone, Style::Minute).unwrap_or_default();
        view! { <text class="flight-time" x=x y=HEIGHT + 14.0 text-anchor=Drawing::anchor(x)>{words}</text> }
    };
    let name = format!(
        "{} of {} session hosts replaced in {}; at least {} in service.",
        plan.replaced,
        plan.replaced + plan.left_alone,
        count_words(plan.steps.len(), ["step", "steps"]),
        plan.lowest_hosts
    );
    view! {
        <svg class="flight-chart" viewBox=format!("0 0 {WIDTH} {}", HEIGHT + 18.0) role="img" aria-label=name>
            <path class="flight-serving" d=drawing.serving />
            <path class="flight-initial" d=drawing.initial />
            <path class="flight-batch" d=drawing.batches />
            {outside}
            <path class="flight-ground" d=format!("M0 {HEIGHT}h{WIDTH}") />
            {drawing.labels.into_iter().map(label).collect_view()}
        </svg>
    }
}

#[component]
fn Numbers(plan: FlightPlan, start: String, end: String) -> impl IntoView {
    let hosts = plan.replaced + plan.left_alone;
    let sessions = match (plan.lowest_sessions, plan.sessions_now) {
        (Some(room), Some(now)) => format!(", room for {room} sessions ({now} now)"),
        (Some(room), None) => format!(", room for {room} sessions"),
        (None, Some(now)) => format!(" ({now} sessions now, no session limit)"),
        (None, None) => String::new(),
    };
    let FlightPlan { extra_vcpus: vcpus, replaced, lowest_hosts, extra_addresses, kept_machines, window, .. } = plan;
    let (length, sign_outs) = (span(plan.length()), times(plan.sign_outs_at_most));
    let left_alone = (plan.left_alone > 0).then(|| format!(", {} up to date already", plan.left_alone));
    view! {
        <KeyValueList>
            <KeyValue label="Start">{start}</KeyValue>
            <KeyValue label="Estimated finish">{end}</KeyValue>
            <KeyValue label="Duration">{length}</KeyValue>
            <KeyValue label="Replaced">{format!("{replaced} of {hosts}")}{left_alone}</KeyValue>
            <KeyValue label="Lowest capacity">{format!("{lowest_hosts} of {hosts} session hosts")}{sessions}</KeyValue>
            <KeyValue label="Sign-outs per user">{sign_outs}</KeyValue>
            <KeyValue label="Extra vCPUs">
                {match vcpus {
                    Some(vcpus) => vcpus.into_any(),
                    None => view! { <NoValue text="Couldn't check" /> }.into_any(),
                }}
            </KeyValue>
            <KeyValue label="Extra IP addresses">{extra_addresses}</KeyValue>
            {(kept_machines > 0).then(|| view! { <KeyValue label="VMs kept">{kept_machines}</KeyValue> })}
            {window.map(|fit| view! { <KeyValue label="Window"><Badge tone=tone(fit) text=word(fit) />" "{fit.sentence()}</KeyValue> })}
        </KeyValueList>
    }
}

fn times(most: u64) -> String {
    match most {
        0 => "None".to_owned(),
        most => format!("Up to {most}"),
    }
}

const fn tone(fit: Fit) -> Tone {
    match fit {
        Fit::Fits { .. } => Tone::Success,
        Fit::Early { .. } | Fit::Late { .. } | Fit::Wider { .. } => Tone::Warning,
    }
}

const fn word(fit: Fit) -> &'static str {
    match fit {
        Fit::Fits { .. } => "Fits",
        Fit::Early { .. } => "Too early",
        Fit::Late { .. } | Fit::Wider { .. } => "Too short",
    }
}

/// The drawing as a table, for those who do not see it. Its rows are made when it is opened: there may be hundreds.
#[component]
fn Steps(zone: Zone, steps: Vec<Step>, open: RwSignal<bool>) -> impl IntoView {
    let steps = StoredValue::new(steps);
    let row = move |step: &Step| {
        let (from, until) = (time(zone, step.from), time(zone, step.until));
        view! {
            <tr>
                <th scope="row">{step.kind.label()}</th>
                <td>{from}" – "{until}</td>
                <td title=step.hosts.join(", ")>{step.hosts.len()}</td>
                <td>{step.in_service}</td>
            </tr>
        }
    };
    let head = || {
        view! {
            <ColumnHeader label="Step" />
            <ColumnHeader label="Time" />
            <ColumnHeader label="Hosts" />
            <ColumnHeader label="In service" />
        }
    };
    let details = NodeRef::<html::Details>::new();
    let toggled = move |_| open.set(details.get_untracked().is_some_and(|details| details.has_attribute("open")));
    view! {
        <details class="run-raw" node_ref=details prop:open=open on:toggle=toggled>
            <summary>"Show all steps"</summary>
            <Show when=move || open.get()>
                <DataTable caption="Flight plan steps" compact=true head=head>
                    {steps.with_value(|steps| steps.iter().map(row).collect_view())}
                </DataTable>
            </Show>
        </details>
    }
}
