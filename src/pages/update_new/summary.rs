//! Every value of the draft in words, step by step: what the review shows. Pure.

use avd::rule::drift::DriftSummary;
use host::Instant;

use super::draft::{Text, Times, Typed};
use super::facts::Facts;
use super::settings::Settings;
use super::step::Step;
use super::steps::drift_words;

/// Labels and values; `None` where there is none.
pub type Lines = Vec<(&'static str, Option<String>)>;

/// The values of a step. `write` writes an instant in the zone of the draft.
pub fn lines(step: Step, typed: &Typed, times: &Times, facts: &Facts, write: impl Fn(Instant) -> String) -> Lines {
    match step {
        Step::Basics => vec![
            ("Settings", Some(settings(typed.settings).to_owned())),
            ("Pool size", facts.host_count().map(|hosts| hosts.to_string())),
            ("Batch size", text(typed, Text::Batch)),
            ("Original VMs", Some(if typed.keep { "Kept, deallocated" } else { "Deleted" }.to_owned())),
        ],
        Step::Hosts => hosts(facts),
        Step::Schedule => schedule(typed, times, write),
        Step::Notifications => {
            vec![("Minutes before sign-out", text(typed, Text::Delay)), ("Sign-out message", text(typed, Text::Message))]
        }
        Step::Review => Vec::new(),
    }
}

const fn settings(settings: Settings) -> &'static str {
    match settings {
        Settings::Own => "For this update only",
        Settings::Save => "For this update, and saved to the policy",
        Settings::Policy => "From the policy when the update starts",
    }
}

fn text(typed: &Typed, field: Text) -> Option<String> {
    Some(typed.text(field).trim().to_owned()).filter(|text| !text.is_empty())
}

fn hosts(facts: &Facts) -> Lines {
    let wanted = facts.wanted.as_ref().ok().and_then(Option::as_ref);
    let drift: Option<DriftSummary> = facts.drift();
    vec![
        ("Image", wanted.and_then(|wanted| wanted.image_info.as_ref()?.label())),
        ("Size", wanted.and_then(|wanted| wanted.vm_size_id.clone())),
        ("Session hosts out of date", Some(drift_words(drift))),
    ]
}

fn schedule(typed: &Typed, times: &Times, write: impl Fn(Instant) -> String) -> Lines {
    let begin = match &times.begin {
        None => Some("Now".to_owned()),
        Some(begin) => begin.as_ref().ok().map(|at| write(*at)),
    };
    let zone = typed.zone().filter(|_| typed.needs_zone()).map(|zone| zone.id().to_owned());
    let window = times.window.as_ref().map(|window| {
        let words = window.as_ref().ok().map(|window| format!("{} to {}", write(window.from), write(window.until)));
        ("Maintenance window", words)
    });
    let zone = typed.needs_zone().then_some(("Time zone", zone));
    [Some(("Start", begin)), zone, window].into_iter().flatten().collect()
}
