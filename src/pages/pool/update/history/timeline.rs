//! Planned and actual over each other: a line a step, the planned time as an outline, the actual one as a bar.

use avd::rule::run_hosts::HostState;
use avd::rule::run_record::{RunRecord, StepActual, plan_over_actual};
use host::{Duration, Instant};
use leptos::prelude::*;

use crate::browser::intl::{self, Style};
use crate::components::DataTable;
use crate::pages::parts::age;
use crate::table::ColumnHeader;

/// The drawing is this wide in its own units.
const WIDE: f64 = 1000.0;

/// The table with its drawing; nothing for a run without hosts.
#[component]
pub fn PlanOverActual(record: RunRecord) -> impl IntoView {
    let steps = plan_over_actual(&record);
    let RunRecord { plan, plan_basis: basis, .. } = record;
    if steps.is_empty() {
        return ().into_any();
    }
    let scale = Scale::over(&steps);
    let planned = !plan.is_empty();
    let head = || {
        ["Step", "Session hosts", "Planned", "Actual", "Difference", "Time"]
            .map(|label| view! { <ColumnHeader label /> })
            .collect_view()
    };
    let rows = steps.iter().map(|step| line(step, scale.as_ref())).collect_view();
    view! {
        <DataTable caption="Planned and actual" compact=true head=head>{rows}</DataTable>
        <p class="tbl-quiet">
            {if planned { "Outline: planned. Bar: actual. " } else { "This update wasn't planned in this browser. " }}
            {basis}
        </p>
    }
    .into_any()
}

fn line(step: &StepActual, scale: Option<&Scale>) -> impl IntoView + use<> {
    let label = step.kind.map_or_else(|| "Actual".to_owned(), avd::rule::flight_plan::Kind::label);
    let bars = scale.map(|scale| bars(step, scale));
    view! {
        <tr>
            <th scope="row">{label}</th>
            <td class="past-hosts">{hosts(step)}</td>
            <td>{span(step.planned.map(|planned| planned.0), step.planned.map(|planned| planned.1))}</td>
            <td>{span(step.from, step.until)}</td>
            <td>{difference(step)}</td>
            <td class="past-bars">{bars}</td>
        </tr>
    }
}

fn bars(step: &StepActual, scale: &Scale) -> impl IntoView + use<> {
    let bar = |from: Instant, until: Instant, class: &'static str, y: &'static str, height: &'static str| {
        let (x, width) = scale.bar(from, until);
        view! { <rect class=class x=format!("{x:.1}") y=y width=format!("{width:.1}") height=height rx="2" /> }
    };
    let failed = step.hosts.iter().any(|host| matches!(host.state, Some(HostState::Failed | HostState::RolledBack)));
    let class = if failed { "bar-actual bar-failed" } else { "bar-actual" };
    // The words are in the cells beside it.
    view! {
        <svg viewBox=format!("0 0 {WIDE} 20") preserveAspectRatio="none" aria-hidden="true">
            {step.planned.map(|(from, until)| bar(from, until, "bar-planned", "2", "16"))}
            {step.from.map(|from| bar(from, step.until.unwrap_or(scale.until), class, "6", "8"))}
        </svg>
    }
}

/// A cell is no list: beyond these the export has all.
const SHOWN: usize = 12;

/// "vm-1, vm-2 (rolled back) and 88 more".
fn hosts(step: &StepActual) -> String {
    let words = step.hosts.iter().map(|host| match host.state {
        Some(HostState::Healthy) => host.name.clone(),
        Some(state) => format!("{} ({})", host.name, state.label().to_lowercase()),
        None => format!("{} (not seen)", host.name),
    });
    let shown = words.take(SHOWN).collect::<Vec<_>>().join(", ");
    match step.hosts.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn span(from: Option<Instant>, until: Option<Instant>) -> String {
    let time = |at: Instant| intl::format(at, None, Style::Short).unwrap_or_else(|| at.to_rfc3339());
    match (from, until) {
        (Some(from), Some(until)) => format!("{} to {}", time(from), time(until)),
        (Some(from), None) => format!("since {}", time(from)),
        _ => "—".to_owned(),
    }
}

/// How much later or earlier it ended than planned.
fn difference(step: &StepActual) -> String {
    match step.planned.zip(step.until) {
        Some(((_, planned), until)) if until.since(planned) >= MINUTE => format!("{} later", age(until.since(planned))),
        Some(((_, planned), until)) if planned.since(until) >= MINUTE => format!("{} earlier", age(planned.since(until))),
        Some(_) => "As planned".to_owned(),
        None => "—".to_owned(),
    }
}

const MINUTE: Duration = Duration::from_secs(60);

/// From the first to the last time there is.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scale {
    from: Instant,
    until: Instant,
}

impl Scale {
    fn over(steps: &[StepActual]) -> Option<Self> {
        let times = || {
            steps.iter().flat_map(|step| {
                let (begin, end) = step.planned.unzip();
                [begin, end, step.from, step.until].into_iter().flatten()
            })
        };
        let (from, until) = (times().min()?, times().max()?);
        (from < until).then_some(Self { from, until })
    }

    /// Where a bar begins and how wide it is; never so thin that it is not seen.
    fn bar(&self, from: Instant, until: Instant) -> (f64, f64) {
        let whole = self.until.since(self.from).as_secs_f64();
        let place = |at: Instant| at.since(self.from).as_secs_f64() / whole * WIDE;
        let x = place(from).min(WIDE - 4.0);
        (x, (place(until) - x).max(4.0))
    }
}

#[cfg(test)]
mod tests {
    use avd::rule::run_record::HostActual;

    use super::*;

    fn at(minutes: i64) -> Instant {
        Instant::from_seconds(60 * minutes)
    }

    fn step(planned: (i64, i64), actual: (Option<i64>, Option<i64>)) -> StepActual {
        StepActual {
            kind: None,
            planned: Some((at(planned.0), at(planned.1))),
            from: actual.0.map(at),
            until: actual.1.map(at),
            hosts: Vec::new(),
        }
    }

    #[test]
    fn the_difference_is_in_words() {
        assert_eq!(difference(&step((0, 20), (Some(0), Some(25)))), "5 min later");
        assert_eq!(difference(&step((0, 20), (Some(0), Some(12)))), "8 min earlier");
        assert_eq!(difference(&step((0, 20), (Some(0), Some(20)))), "As planned");
        assert_eq!(difference(&step((0, 20), (Some(0), None))), "—");
    }

    #[test]
    fn a_large_batch_is_not_listed_to_its_end() {
        let host =
            |number: usize| HostActual { name: format!("vm-{number}"), from: None, until: None, state: Some(HostState::Healthy) };
        let batch = |count| StepActual { hosts: (1..=count).map(host).collect(), ..step((0, 20), (None, None)) };
        assert_eq!(hosts(&batch(2)), "vm-1, vm-2");
        assert!(hosts(&batch(100)).ends_with("vm-12 and 88 more"));
    }

    #[test]
    fn bars_lie_within_the_drawing() {
        let steps = [step((0, 20), (Some(5), Some(30))), step((20, 40), (None, None))];
        let Some(scale) = Scale::over(&steps) else { panic!("there are times") };
        assert_eq!(scale, Scale { from: at(0), until: at(40) });
        assert_eq!(scale.bar(at(0), at(20)), (0.0, 500.0));
        assert_eq!(scale.bar(at(40), at(40)), (996.0, 4.0));
        assert_eq!(Scale::over(&[]), None);
    }
}
