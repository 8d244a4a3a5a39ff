//! The wizard for a session host update: five steps with the flight plan beside them. Its draft lives in the address, so that a
//! colleague opens the link, signs in, and sees the same draft with the checks run anew.

mod compare;
mod draft;
mod facts;
mod flight;
mod presets;
mod settings;
mod step;
mod steps;
mod summary;
mod wizard;

use avd::rule::action::{UpdateAction, may};
use avd::rule::reschedule::may_change;
use leptos::prelude::*;
use leptos::task::spawn_local;

pub use self::draft::change_query;
use self::draft::is_change;
use self::facts::{Facts, Readings, vcpus};
use self::flight::FlightPanel;
use self::step::Step;
use self::steps::StepBody;
use self::wizard::Wizard;
use crate::browser::{focus, location};
use crate::client::ClientContext;
use crate::components::{Banner, CopyButton, PageHeader, ReadAt, Skeleton, StepLink, StepList, Tone};
use crate::live::runs::use_runs;
use crate::pages::parts::{ErrorBanner, clock_time};
use crate::route::{PoolRef, Query};
use crate::router::use_router;

/// The heading of a step, which takes the focus when the step does.
const STEP_TITLE: &str = "step-title";

/// The page.
#[component]
pub fn UpdateNewPage(
    /// The pool.
    place: PoolRef,
    /// The draft.
    query: Query,
) -> impl IntoView {
    let Some(pool) = place.id() else {
        return view! { <div class="page"><Banner tone=Tone::Danger title="This address doesn't name a host pool" /></div> }
            .into_any();
    };
    let readings = Readings::begin(expect_context::<ClientContext>(), &pool);
    let known = Memo::new(move |_| readings.facts());
    let ready = Memo::new(move |_| known.with(Option::is_some));
    let title = match is_change(&query) {
        true => format!("Change the scheduled update of {}", place.name),
        false => format!("Update the session hosts of {}", place.name),
    };
    let router = use_router();
    let link = Callback::new(move |()| format!("{}{}", location::origin(), router.peek().href()));
    let begin = StoredValue::new((pool, place, query));
    view! {
        <div class="page">
            <PageHeader
                title=title
                subtitle=Some("Replaces VMs from the pool's configuration: 1 initial host, then batches.".to_owned())
                read_at=move || view! { <Age readings /> }
                actions=move || view! { <CopyButton words="Copy link" label="Copy link to this draft" text=link /> }
            />
            {move || {
                let error = readings.error();
                error
                    .map(|error| {
                        let retry = Callback::new(move |()| readings.refresh());
                        view! { <ErrorBanner title="Couldn't load the host pool" error on_retry=retry /> }
                    })
            }}
            {move || match if ready.get() { known.get_untracked() } else { None } {
                Some(facts) => {
                    let (pool, place, query) = begin.get_value();
                    let wizard = Wizard::begin(pool, place, &query, facts);
                    view! { <Body wizard readings known /> }.into_any()
                }
                None if readings.error().is_some() => ().into_any(),
                None => view! { <Skeleton lines=8 label="Loading the host pool" /> }.into_any(),
            }}
        </div>
    }
    .into_any()
}

#[component]
fn Age(readings: Readings) -> impl IntoView {
    let at = Signal::derive(move || readings.read_at().map(clock_time));
    let busy = Signal::derive(move || readings.is_loading());
    let stale = Signal::derive(move || readings.error().is_some());
    view! { <ReadAt at busy stale on_refresh=move |()| readings.refresh() /> }
}

#[component]
fn Body(wizard: Wizard, readings: Readings, known: Memo<Option<Facts>>) -> impl IntoView {
    Effect::new(move |_| {
        if let Some(facts) = known.get() {
            wizard.facts.set(facts);
        }
    });
    // The checks take a while: they are done by the time the last step is reached.
    wizard.preflight.begin_once();
    let (runs, pool) = (use_runs(), wizard.pool.get_value());
    spawn_local(async move {
        if let Some(measured) = runs.measured_basis(&pool).await {
            // The page may be gone by then.
            let _ = wizard.basis.try_set(measured);
        }
    });
    let context = expect_context::<ClientContext>();
    let size = Memo::new(move |_| wizard.facts.with(Facts::size));
    Effect::new(move |_| {
        wizard.vcpus.set(None);
        let Some(place) = size.get() else { return };
        let pool = wizard.pool.get_value();
        spawn_local(async move {
            let found = vcpus(context, pool, place.clone()).await;
            // The page may be gone by then, or the configuration another one.
            if size.try_get_untracked().flatten().is_some_and(|now| now == place) {
                let _ = wizard.vcpus.try_set(found);
            }
        });
    });
    Effect::new(move |before: Option<Step>| {
        let step = wizard.step.get();
        if before.is_some_and(|before| before != step) {
            // In the next frame the heading is that of the new step.
            request_animation_frame(|| focus::by_id(STEP_TITLE));
        }
        step
    });
    let steps = Signal::derive(move || {
        let link = |step: Step| StepLink {
            label: step.title(),
            href: wizard.route(step).href(),
            mark: wizard.mark(step),
            current: wizard.step.get() == step,
        };
        Step::ALL.map(link).to_vec()
    });
    view! {
        <StepList steps label="Update steps" />
        <Obstacles wizard />
        <div class="beside beside-plan">
            <StepBody wizard readings />
            <FlightPanel wizard />
        </div>
    }
}

/// Why nothing can be sent now. Tracked.
fn refusal(wizard: Wizard) -> Option<String> {
    let state = wizard.facts.with(Facts::state);
    if wizard.form.with(|form| form.changing) {
        return may_change(state.as_ref()).err().map(|refusal| refusal.to_string());
    }
    may(UpdateAction::NewUpdate, state.as_ref()).err().map(|refusal| refusal.to_string())
}

/// What stands in the way on every step.
#[component]
fn Obstacles(wizard: Wizard) -> impl IntoView {
    let refused = Memo::new(move |_| refusal(wizard));
    let unread =
        Memo::new(move |_| wizard.facts.with(|facts| facts.hosts.as_ref().err().map(|error| error.message().to_owned())));
    view! {
        {move || refused.get().map(|why| view! { <Banner tone=Tone::Danger title="You can't start an update now">{why}</Banner> })}
        {move || {
            unread.get().map(|why| view! { <Banner tone=Tone::Warning title="Couldn't load the session hosts">{why}</Banner> })
        }}
    }
}
