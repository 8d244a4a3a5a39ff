//! The geometry of the flight plan: time to the right, session hosts upwards. Pure: numbers in, paths out.

use core::fmt::Write;

use avd::rule::flight_plan::{FlightPlan, Kind, Window};
use host::Instant;

/// The width of the grid.
pub const WIDTH: f64 = 360.0;
/// The height of the grid.
pub const HEIGHT: f64 = 100.0;
/// The room between two steps that have room for it.
const GAP: f64 = 2.0;
/// The room a clock time needs.
const WORD: f64 = 40.0;
/// A window that reaches farther beyond the plan than this many lengths of it is not drawn to its end.
const REACH: u32 = 1;

/// What to draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// Hosts that take users, a column a step.
    pub serving: String,
    /// The host that is replaced alone.
    pub initial: String,
    /// Hosts that are replaced in batches.
    pub batches: String,
    /// The maintenance window, from and to.
    pub window: Option<(f64, f64)>,
    /// Clock times below, from left to right: as many as have room.
    pub labels: Vec<(f64, Instant)>,
}

impl Drawing {
    /// How a label at this place stands on it.
    pub fn anchor(x: f64) -> &'static str {
        match x {
            x if x < WORD / 2.0 => "start",
            x if x > WIDTH - WORD / 2.0 => "end",
            _ => "middle",
        }
    }
}

/// Draws a plan. A plan without steps is empty.
pub fn draw(plan: &FlightPlan, window: Option<Window>) -> Drawing {
    let hosts = plan.replaced + plan.left_alone;
    if plan.steps.is_empty() || hosts == 0 {
        return Drawing::default();
    }
    let (from, until) = span(plan, window);
    let x = |at: Instant| scale(at.millis() - from.millis(), until.millis() - from.millis(), WIDTH);
    let y = |count: u64| HEIGHT * share(count, hosts);
    let room = x(plan.end) - x(plan.start);
    let gap = if room / count(plan.steps.len()) > 4.0 * GAP { GAP } else { 0.0 };
    let mut drawing = Drawing::default();
    for step in &plan.steps {
        let (left, width) = (x(step.from), x(step.until) - x(step.from) - gap);
        let (serving, replaced) = (y(step.in_service), y(step.hosts.len() as u64));
        column(&mut drawing.serving, left, HEIGHT - serving, width, serving);
        let part = if step.kind == Kind::Initial { &mut drawing.initial } else { &mut drawing.batches };
        column(part, left, HEIGHT - serving - replaced, width, replaced);
    }
    drawing.window = window.map(|window| (x(window.from).max(0.0), x(window.until).min(WIDTH)));
    let ends = window.into_iter().flat_map(|window| [window.until, window.from]);
    let times = [plan.start, plan.end].into_iter().chain(ends).chain(plan.steps.iter().map(|step| step.from));
    drawing.labels = labels(times.map(|at| (x(at), at)));
    drawing
}

/// Of these, the first ones that do not stand in each other's way.
fn labels(wanted: impl Iterator<Item = (f64, Instant)>) -> Vec<(f64, Instant)> {
    let mut placed: Vec<(f64, Instant)> = Vec::new();
    for (x, at) in wanted.filter(|(x, _)| (0.0..=WIDTH).contains(x)) {
        let place = |x: f64| x.clamp(WORD / 2.0, WIDTH - WORD / 2.0);
        if placed.iter().all(|(other, _)| (place(*other) - place(x)).abs() >= WORD) {
            placed.push((x, at));
        }
    }
    placed.sort_by(|a, b| a.0.total_cmp(&b.0));
    placed
}

/// From when until when is drawn: the plan, and of the window what is near.
fn span(plan: &FlightPlan, window: Option<Window>) -> (Instant, Instant) {
    let Some(window) = window else { return (plan.start, plan.end) };
    let reach = plan.length() * REACH;
    let from = plan.start.min(window.from.max(plan.start - reach));
    (from, plan.end.max(window.until.min(plan.end + reach)))
}

fn column(path: &mut String, left: f64, top: f64, width: f64, height: f64) {
    if height > 0.0 && width > 0.0 {
        // Writing to a String has no way to fail.
        let _ = write!(path, "M{left:.1} {top:.1}h{width:.1}v{height:.1}h-{width:.1}z");
    }
}

fn share(part: u64, whole: u64) -> f64 {
    scale(i64::try_from(part).unwrap_or(i64::MAX), i64::try_from(whole).unwrap_or(i64::MAX), 1.0)
}

#[allow(clippy::cast_precision_loss)] // Hosts of a pool, and milliseconds of some days.
fn scale(part: i64, whole: i64, room: f64) -> f64 {
    if whole == 0 { 0.0 } else { room * part as f64 / whole as f64 }
}

#[allow(clippy::cast_precision_loss)] // Steps of a plan.
fn count(steps: usize) -> f64 {
    steps as f64
}

#[cfg(test)]
mod tests {
    use avd::rule::flight_plan::{Basis, Input, PlannedHost, plan};
    use host::Duration;

    use super::*;

    fn planned(hosts: usize, batch: u64) -> FlightPlan {
        let host =
            |number: usize| PlannedHost { name: format!("avd-{number}"), sessions: None, behind: Some(true), in_service: true };
        plan(&Input {
            hosts: (0..hosts).map(host).collect(),
            batch,
            sign_out_delay: Duration::ZERO,
            start: Instant::from_seconds(0),
            minutes: Basis::Rough,
            session_limit: None,
            vcpus_per_host: None,
            keep_originals: false,
            window: None,
        })
    }

    fn columns(path: &str) -> usize {
        path.matches('M').count()
    }

    #[test]
    fn each_step_is_a_column_and_the_initial_host_stands_apart() {
        let drawing = draw(&planned(10, 3), None);
        assert_eq!((columns(&drawing.serving), columns(&drawing.initial), columns(&drawing.batches)), (4, 1, 3));
        assert!(drawing.serving.starts_with("M0.0 10.0h88.0v90.0"), "{}", drawing.serving);
        assert!(drawing.initial.starts_with("M0.0 0.0h88.0v10.0"), "{}", drawing.initial);
        let labels: Vec<(i64, i64)> = drawing.labels.iter().map(|(x, at)| (*x as i64, at.seconds() / 60)).collect();
        assert_eq!(labels, [(0, 0), (90, 20), (180, 40), (270, 60), (360, 80)]);
    }

    #[test]
    fn many_steps_leave_no_gap_and_none_draw_nothing() {
        let many = draw(&planned(401, 1), None);
        assert_eq!(columns(&many.batches), 400);
        assert!(many.batches.contains("h0.9v"), "{}", many.batches);
        assert!(many.labels.windows(2).all(|pair| pair[1].0 - pair[0].0 >= WORD / 2.0), "{:?}", many.labels);
        assert_eq!(draw(&planned(0, 1), None), Drawing::default());
    }

    #[test]
    fn a_window_is_drawn_as_far_as_it_is_near() {
        let plan = planned(10, 3);
        let at = |minutes: i64| Instant::from_seconds(60 * minutes);
        let window = |from: i64, until: i64| draw(&plan, Some(Window { from: at(from), until: at(until) })).window;
        assert_eq!(window(0, 40), Some((0.0, WIDTH / 2.0)), "it closes half-way");
        assert_eq!(window(-80, 80), Some((0.0, WIDTH)));
        assert_eq!(window(-10_000, 10_000), Some((0.0, WIDTH)));
        assert_eq!(window(40, 80), Some((WIDTH / 2.0, WIDTH)));
    }
}
