//! The checks on a page: the counts, then each finding, the worst first.

use avd::rule::preflight::{Check, Finding, Verdict};
use leptos::prelude::*;

use super::item::{item, tick};
use super::overrule::Overrule;
use super::shown::{Group, summary};
use super::state::PreflightState;
use crate::components::{Button, Glyph, LiveRegion, ProgressBar};

/// The id of the heading, to put the focus on when something was found.
pub const PREFLIGHT_TITLE: &str = "preflight-title";

/// All checks of a pool. Shows what `state` has; who made the state has it read.
#[component]
pub fn PreflightPanel(
    /// The checks.
    state: PreflightState,
) -> impl IntoView {
    let total = Check::all().count();
    let words = Memo::new(move |_| summary(&state.shown().findings));
    // Said once, at the end: thirty counts in a row would be noise.
    let said = Signal::derive(move || if state.is_running() { String::new() } else { words.get() });
    let done = move || total.saturating_sub(state.shown().open);
    #[allow(clippy::cast_precision_loss)] // Thirty.
    let part = Signal::derive(move || Some(done() as f64 / total as f64));
    view! {
        <section class="card stack preflight" aria-labelledby=PREFLIGHT_TITLE>
            <header class="preflight-head">
                <h2 id=PREFLIGHT_TITLE tabindex="-1">"Checks before the update"</h2>
                <Button small=true glyph=Glyph::Refresh busy=Signal::derive(move || state.is_running()) on_press=move |()| state.check_again()>
                    "Check again"
                </Button>
            </header>
            <p class="preflight-summary">{words}</p>
            <LiveRegion text=said />
            <Show when=move || state.is_running()>
                <ProgressBar label="Checking" value=part note=Signal::derive(move || format!("{} of {total}", done())) />
            </Show>
            <Overrule state=state />
            {Group::ALL.into_iter().map(|group| section(group, state)).collect_view()}
        </section>
    }
}

/// The findings of a group under its heading. What passed is folded away.
fn section(group: Group, state: PreflightState) -> AnyView {
    let picked = Memo::new(move |_| group.pick(&state.shown().findings));
    let heading = move || picked.with(|picked| group.heading(picked));
    let list = move || {
        view! {
            <ul class="checks">
                <For each=move || picked.get() key=key children=move |finding| if group == Group::Ticks { tick(&finding, state) } else { item(&finding) } />
            </ul>
        }
    };
    let body = move || {
        if group == Group::Of(Verdict::Pass) {
            view! {
                <details class="preflight-passed">
                    <summary>{heading}</summary>
                    {list()}
                </details>
            }
            .into_any()
        } else {
            view! {
                <h3>{heading}</h3>
                {list()}
            }
            .into_any()
        }
    };
    let some = Memo::new(move |_| picked.with(|picked| !picked.is_empty()));
    view! { <Show when=move || some.get()>{body()}</Show> }.into_any()
}

/// A finding that reads the same is the same: its block stays, with the focus in it. A tick is drawn by its own signal.
fn key(finding: &Finding) -> String {
    match finding.tick {
        Some(_) => finding.check.key.to_owned(),
        None => format!(
            "{} {:?} {} {:?} {:?}",
            finding.check.key, finding.verdict, finding.evidence, finding.command, finding.read_at
        ),
    }
}
