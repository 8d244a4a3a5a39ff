//! The way of an update, from its schedule to its end, and how far along it is.

use avd::resource::UpdateState as S;
use avd::rule::eta::Pace;
use avd::rule::run::Run;
use leptos::prelude::*;

use crate::components::{Glyph, Icon};

/// How a stop stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Past,
    Here,
    Ahead,
    /// Here, and scheduled.
    Waiting,
    /// Here, and not going on by itself.
    Held,
    /// Here, and over before the end.
    Stopped,
}

impl Stand {
    const fn word(self) -> &'static str {
        match self {
            Self::Past => "done",
            Self::Here => "now",
            Self::Ahead => "not started",
            Self::Waiting => "scheduled",
            Self::Held => "held",
            Self::Stopped => "stopped",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Past => "phase phase-past",
            Self::Here | Self::Waiting => "phase phase-here",
            Self::Ahead => "phase",
            Self::Held => "phase phase-held",
            Self::Stopped => "phase phase-stopped",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::Past => Glyph::Success,
            Self::Here => Glyph::Running,
            Self::Ahead => Glyph::Neutral,
            Self::Waiting => Glyph::Clock,
            Self::Held => Glyph::Pause,
            Self::Stopped => Glyph::Error,
        }
    }
}

/// A stop on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stop {
    label: &'static str,
    note: String,
    stand: Stand,
}

const LABELS: [&str; 5] = ["Scheduled", "Validating", "Initial host", "Batches", "Done"];

/// The strip.
pub fn phases(run: &Run, pace: Pace) -> impl IntoView + use<> {
    let stop = |stop: Stop| {
        view! {
            <li class=stop.stand.class() aria-current=(!matches!(stop.stand, Stand::Past | Stand::Ahead)).then_some("step")>
                <Icon glyph=stop.stand.glyph() />
                <span class="phase-label">{stop.label}</span>
                <span class="sr-only">{format!(" ({})", stop.stand.word())}</span>
                <span class="phase-note">{stop.note}</span>
            </li>
        }
    };
    view! { <ol class="phases" aria-label="Update phases">{stops(run, pace).into_iter().map(stop).collect_view()}</ol> }
}

fn stops(run: &Run, pace: Pace) -> Vec<Stop> {
    let (here, stand) = (place(run), stand(&run.status));
    let stop = |(at, label): (usize, &'static str)| {
        let stand = match at.cmp(&here) {
            core::cmp::Ordering::Less => Stand::Past,
            core::cmp::Ordering::Equal => stand,
            core::cmp::Ordering::Greater => Stand::Ahead,
        };
        let note = if at == here && stand != Stand::Past { note(run, at, stand, pace) } else { String::new() };
        Stop { label, note, stand }
    };
    LABELS.into_iter().enumerate().map(stop).collect()
}

/// Which of the stops the update is at.
fn place(run: &Run) -> usize {
    let touched = run.total.unwrap_or(0) > 0;
    match run.status {
        S::Scheduled => 0,
        S::ValidatingSessionHostUpdate => 1,
        S::Succeeded => 4,
        // What fails its validation counts the hosts it would have replaced (recorded of the real service).
        S::Failed if run.completed.unwrap_or(0) == 0 => 1,
        S::Cancelled | S::Cancelling if !touched => 0,
        _ if !touched => 1,
        _ if run.completed.unwrap_or(0) == 0 => 2,
        _ => 3,
    }
}

const fn stand(status: &S) -> Stand {
    match status {
        S::Succeeded => Stand::Past,
        S::Scheduled => Stand::Waiting,
        S::Paused => Stand::Held,
        S::Error | S::Failed | S::Cancelled => Stand::Stopped,
        _ => Stand::Here,
    }
}

fn note(run: &Run, at: usize, stand: Stand, pace: Pace) -> String {
    let mut parts = Vec::new();
    if stand == Stand::Stopped || matches!(run.status, S::Paused | S::Pausing | S::Cancelling) {
        parts.push(run.phase.label.clone());
    }
    if at == 3
        && stand != Stand::Stopped
        && let Some((batch, batches)) = batch(run, pace)
    {
        parts.push(format!("{batch} of {batches}"));
    }
    parts.join(" · ")
}

/// Which batch runs, of how many: from the counts and the batch size.
fn batch(run: &Run, pace: Pace) -> Option<(u64, u64)> {
    let (total, size) = (run.total?, pace.batch?);
    let done = run.completed? + run.rollback_failed.unwrap_or(0);
    let batches = total.saturating_sub(1).div_ceil(size);
    Some(((done.saturating_sub(1) / size + 1).min(batches), batches)).filter(|(_, batches)| *batches > 0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::{Value, json};

    use super::*;

    fn run(status: &str, progress: &Value) -> Run {
        Run::of(&serde_json::from_value(json!({"status": status, "properties": {"progress": progress}})).unwrap()).unwrap()
    }

    fn pace() -> Pace {
        Pace { batch: Some(3), delay: None }
    }

    /// The stands as letters and the note of the stop it is at.
    fn seen(status: &str, progress: &Value) -> (String, String) {
        let stops = stops(&run(status, progress), pace());
        let letter = |stop: &Stop| match stop.stand {
            Stand::Past => 'd',
            Stand::Here => 'n',
            Stand::Ahead => 't',
            Stand::Waiting => 'w',
            Stand::Held => 'h',
            Stand::Stopped => 's',
        };
        (stops.iter().map(letter).collect(), stops.iter().map(|stop| stop.note.clone()).collect())
    }

    #[test]
    fn each_status_has_its_place() {
        let nothing = json!({});
        let some = |completed: i64| json!({"totalSessionHosts": 10, "sessionHostsCompleted": completed});
        let cases = [
            ("Scheduled", nothing.clone(), "wtttt", ""),
            ("ValidatingSessionHostUpdate", nothing.clone(), "dnttt", ""),
            ("UpdatingSessionHosts", some(0), "ddntt", ""),
            ("UpdatingSessionHosts", some(1), "dddnt", "1 of 3"),
            ("UpdatingSessionHosts", some(4), "dddnt", "2 of 3"),
            ("Pausing", some(4), "dddnt", "Pausing · 2 of 3"),
            ("Paused", some(4), "dddht", "Paused · 2 of 3"),
            ("Error", some(0), "ddstt", "Stopped with an error"),
            ("Error", some(4), "dddst", "Stopped with an error"),
            ("Failed", nothing.clone(), "dsttt", "Failed"),
            ("Failed", some(0), "dsttt", "Failed"),
            ("Cancelled", nothing, "stttt", "Cancelled"),
            ("Cancelled", some(4), "dddst", "Cancelled"),
            ("Succeeded", some(10), "ddddd", ""),
        ];
        for (status, progress, stands, note) in cases {
            assert_eq!(seen(status, &progress), (stands.to_owned(), note.to_owned()), "{status} {progress}");
        }
    }
}
