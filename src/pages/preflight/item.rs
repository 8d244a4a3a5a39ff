//! One finding.

use avd::rule::preflight::{Finding, Help, Verdict};
use leptos::prelude::*;

use super::state::PreflightState;
use crate::components::{Checkbox, CodeBlock, Glyph, Icon, Tone};
use crate::pages::parts::{JoinAccountHelp, clock_time};

/// The colour of a verdict; its icon is not the tone's own where nothing is known.
const fn look(verdict: Verdict) -> (Tone, Glyph) {
    match verdict {
        Verdict::Blocker => (Tone::Danger, Glyph::Error),
        Verdict::Risk => (Tone::Warning, Glyph::Warning),
        Verdict::CouldNotCheck => (Tone::Neutral, Glyph::Unknown),
        Verdict::Pass => (Tone::Success, Glyph::Success),
    }
}

/// A finding: what was checked, what it rests on, what to do.
pub fn item(finding: &Finding) -> AnyView {
    let (tone, glyph) = look(finding.verdict);
    view! {
        <li class=format!("check {}", tone.class())>
            <Icon glyph />
            <div class="check-body">
                <h4>{finding.check.title}</h4>
                <p>{finding.evidence.clone()}</p>
                {finding.fix.clone().map(|fix| view! { <p class="check-fix">{fix}</p> })}
                {finding.missing_right.clone().map(|right| view! { <p>"Missing permission: " <code>{right}</code></p> })}
                {finding.command.clone().map(|command| view! { <CodeBlock label="Azure CLI" text=command /> })}
                <p class="check-source">{source(finding)}</p>
            </div>
        </li>
    }
    .into_any()
}

/// A statement no API can check, to be confirmed by hand.
pub fn tick(finding: &Finding, state: PreflightState) -> AnyView {
    let key = finding.check.key;
    view! {
        <li class="check">
            <div class="check-body">
                <h4>{finding.check.title}</h4>
                <Checkbox
                    checked=Signal::derive(move || state.is_ticked(key))
                    on_change=move |on| state.tick(key, on)
                    label=finding.tick.unwrap_or_default()
                />
                {finding.help.map(|Help::JoinAccount| view! { <JoinAccountHelp /> })}
                <p class="check-source">{source(finding)}</p>
            </div>
        </li>
    }
    .into_any()
}

fn source(finding: &Finding) -> String {
    let read = finding.read_at.map(|at| format!("· checked {}", clock_time(at))).unwrap_or_default();
    format!("Microsoft Learn: {}{read}", finding.check.source)
}
