//! All values, the checks, and the way to the request.

use avd::rule::FieldProblem;
use avd::rule::policy_edit::{self, edits, with_update};
use avd::rule::reschedule::{NOTHING_STANDS, reschedule};
use avd::rule::update::{PREVIEW_TERMS, initiate};
use avd::rule::windows_zone::WindowsZone;
use host::Duration;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::draft::Text;
use super::super::facts::{Facts, Readings};
use super::super::settings::Settings;
use super::super::step::Step;
use super::super::summary::lines;
use super::super::wizard::{Expected, Wizard};
use super::super::{STEP_TITLE, refusal};
use super::{Before, WouldDoNothing};
use crate::browser::focus;
use crate::browser::intl::{self, Style};
use crate::client::ClientContext;
use crate::components::{
    Banner, Button, ExternalLink, FormActions, KeyValue, KeyValueList, Look, NoValue, Problem, ProblemSummary, StepMark, Tone,
};
use crate::live::runs::{Runs, use_runs};
use crate::live::use_clock;
use crate::pages::pool::autoscale::AutoscaleGuard;
use crate::pages::preflight::{PREFLIGHT_TITLE, PreflightPanel};
use crate::pages::write::{Proposal, ReviewDialog, Then};
use crate::route::{PoolTab, Route};
use crate::router::use_router;

/// The last step.
#[component]
pub fn ReviewStep(wizard: Wizard, readings: Readings) -> impl IntoView {
    let router = use_router();
    let proposal = RwSignal::new(None::<Proposal>);
    let busy = RwSignal::new(false);
    let preflight = wizard.preflight;
    let reason = Signal::derive(move || refusal(wizard).or_else(|| to_fix(wizard)).or_else(|| preflight.reason()));
    let context = expect_context::<ClientContext>();
    let clock = use_clock();
    // What was read when the wizard was opened may be old: everything is read again before anything is proposed.
    let clear = RwSignal::new(None::<bool>);
    let press = Callback::new(move |()| {
        busy.set(true);
        clear.set(None);
        readings.refresh();
        spawn_local(async move {
            let outcome = preflight.rerun().await;
            let _ = clear.try_set(Some(outcome.is_clear()));
        });
    });
    Effect::new(move |_| match clear.get() {
        Some(clear) if busy.get() && !readings.is_loading() => {
            busy.set(false);
            // In the next frame the new facts have arrived everywhere.
            request_animation_frame(move || {
                if clear {
                    proposal.set(propose(wizard, context, clock.read()));
                } else {
                    focus::by_id(PREFLIGHT_TITLE);
                }
            });
        }
        _ => {}
    });
    let changing = wizard.form.with_untracked(|form| form.changing);
    let words = move || match (changing, wizard.form.with(super::super::draft::Typed::is_scheduled)) {
        (true, _) => "Cancel and reschedule…",
        (false, true) => "Schedule update…",
        (false, false) => "Start update…",
    };
    let runs = StoredValue::new(use_runs());
    let done = move |()| {
        remember(wizard, &runs.get_value());
        router.go(Route::Pool(wizard.place.get_value(), PoolTab::Update));
    };
    view! {
        <div class="form">
            <section class="stack" aria-labelledby=STEP_TITLE>
                <h2 id=STEP_TITLE tabindex="-1">"Review"</h2>
                <ProblemSummary problems=Signal::derive(move || listed(wizard)) />
                <WouldDoNothing wizard />
                <Preview />
                <AutoscaleGuard pool=wizard.pool.get_value() />
                <div class="review-values">
                    {Step::ALL.into_iter().filter(|step| *step != Step::Review).map(|step| view! { <Values wizard step /> }).collect_view()}
                </div>
            </section>
            <PreflightPanel state=preflight />
            <FormActions>
                <Button look=Look::Primary disabled_reason=reason busy=busy on_press=press>{words}</Button>
                <Before wizard step=Step::Review />
            </FormActions>
        </div>
        <ReviewDialog proposal=proposal on_done=done />
    }
}

/// On which terms Microsoft offers this.
#[component]
fn Preview() -> impl IntoView {
    view! {
        <Banner tone=Tone::Info title="Session host update is in preview">
            "Microsoft announced general availability in June 2026, but the documentation and every API version are still previews. The "
            <ExternalLink href=PREVIEW_TERMS words="Supplemental Terms of Use for Microsoft Azure Previews" /> " apply to those."
        </Banner>
    }
}

/// Keeps the plan, so that the run can be laid over it.
fn remember(wizard: Wizard, runs: &Runs) {
    let number = |field| wizard.form.with_untracked(|form| form.number(field).and_then(|number| u64::try_from(number).ok()));
    let (Some(batch), Some(delay)) = (number(Text::Batch), number(Text::Delay)) else { return };
    if let Some(Expected { plan, .. }) = wizard.expected.get_untracked() {
        runs.remember_plan(&wizard.pool.get_value(), &plan, batch, Duration::from_secs(60 * delay));
    }
}

/// The values of one step, and the way to change them.
#[component]
fn Values(wizard: Wizard, step: Step) -> impl IntoView {
    let href = Signal::derive(move || wizard.route(step).href());
    let wrong = move || wizard.mark(step) == StepMark::Wrong;
    let values = Memo::new(move |_| {
        let zone = wizard.zone();
        let write = |at| intl::format(at, zone, Style::Full).unwrap_or_else(|| at.to_rfc3339());
        wizard.form.with(|form| wizard.times.with(|times| wizard.facts.with(|facts| lines(step, form, times, facts, write))))
    });
    let line = |(label, value): (&'static str, Option<String>)| {
        let value = value.map_or_else(|| view! { <NoValue /> }.into_any(), IntoAny::into_any);
        view! { <KeyValue label=label>{value}</KeyValue> }
    };
    view! {
        <section class="card" class:card-wrong=wrong>
            <header class="section-head">
                <h3>{step.title()}</h3>
                <a href=href aria-label=format!("Change: {}", step.title())>"Change"</a>
            </header>
            {move || {
                let values = values.get();
                view! { <KeyValueList>{values.into_iter().map(line).collect_view()}</KeyValueList> }
            }}
        </section>
    }
}

/// Problems of the draft, each with the step it is on. Tracked.
fn listed(wizard: Wizard) -> Vec<Problem> {
    let words = |problem: &FieldProblem| Problem {
        field: None,
        message: format!("{}: {}", Step::of_field(problem.field).title(), problem.message),
    };
    wizard.problems.with(|problems| problems.iter().filter(|problem| !problem.warning).map(words).collect())
}

/// Why the draft cannot be sent. Tracked.
fn to_fix(wizard: Wizard) -> Option<String> {
    wizard.problems.with(|problems| {
        let problem = problems.iter().find(|problem| !problem.warning)?;
        Some(format!("Fix the problems in {} first.", Step::of_field(problem.field).title()))
    })
}

/// The write, or the two writes of a change, from what was read just now.
fn propose(wizard: Wizard, context: ClientContext, now: host::Instant) -> Option<Proposal> {
    if untrack(|| refusal(wizard)).is_some() {
        return None;
    }
    let facts = wizard.facts.get_untracked();
    let hosts = Facts::host_count(&facts);
    let form = wizard.form.get_untracked();
    let draft = wizard.times.with_untracked(|times| form.draft(times, hosts, now))?;
    // As if it began now, the times of the plan are no promise: it goes along only with a begin.
    let plan = wizard.expected.get_untracked().filter(|expected| !expected.supposed).map(|expected| expected.plan);
    let (pool, versions) = (wizard.pool.get_value(), context.versions());
    let before = facts.status.clone();
    if form.changing {
        let (cancel, schedule) = reschedule(&pool, &draft, plan.as_ref(), facts.state().as_ref(), &in_zone, &versions).ok()?;
        let then = Then { change: schedule, before: before.clone(), otherwise: NOTHING_STANDS };
        let action = "Cancel and reschedule".to_owned();
        return Some(Proposal { change: cancel, then: Some(then), before, action, danger: false });
    }
    let action = if form.is_scheduled() { "Schedule update" } else { "Start update" }.to_owned();
    let change = initiate(&pool, &draft, plan.as_ref(), &in_zone, &versions);
    let policy = with_update(&facts.policy_received, &draft);
    if form.settings == Settings::Save && !edits(&facts.policy_received, &policy).is_empty() {
        let save = policy_edit::change(&pool, &facts.policy_received, &policy, &versions);
        let then = Then { change, before, otherwise: POLICY_ONLY };
        let action = format!("Save policy and {}", action.to_lowercase());
        return Some(Proposal { change: save, then: Some(then), before: facts.policy_received, action, danger: false });
    }
    Some(Proposal { change, then: None, before, action, danger: false })
}

/// What stands when the update did not come to be after the policy was saved.
const POLICY_ONLY: &str =
    "The management policy was saved, but no update was scheduled or started. Start the update again. It uses the saved policy.";

/// A time in the zone it is scheduled in.
fn in_zone(at: host::Instant, zone: WindowsZone) -> String {
    intl::format(at, Some(zone.iana()), Style::Full).unwrap_or_else(|| at.to_rfc3339())
}
