//! What all steps share: the draft, the facts, what is wrong and what is expected.

use arm::ResourceId;
use avd::resource::SessionHost;
use avd::rule::FieldProblem;
use avd::rule::flight_plan::{Basis, FlightPlan, Input, PlannedHost, plan};
use avd::rule::preflight;
use avd::rule::reschedule::scheduled_values;
use avd::rule::update::UpdateDraft;
use avd::rule::windows_zone::WindowsZone;
use host::{Duration, Instant};
use leptos::prelude::*;

use super::draft::{Base, Text, TimeProblem, Times, Typed, is_change, step_of};
use super::facts::Facts;
use super::settings::Settings;
use super::step::{Step, mark};
use crate::browser::intl;
use crate::components::StepMark;
use crate::live::use_clock;
use crate::pages::preflight::PreflightState;
use crate::route::{PoolRef, Query, Route};
use crate::router::use_router;

/// A session limit that stands for none (the service's own default).
const NO_LIMIT: i64 = 999_999;

/// The plan and whether its times are true.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// The plan.
    pub plan: FlightPlan,
    /// No begin is known yet: it is drawn as if it began now.
    pub supposed: bool,
}

/// The wizard.
#[derive(Clone, Copy)]
pub struct Wizard {
    /// The pool.
    pub pool: StoredValue<ResourceId>,
    /// Its address.
    pub place: StoredValue<PoolRef>,
    /// The draft.
    pub form: RwSignal<Typed>,
    /// What was read last.
    pub facts: RwSignal<Facts>,
    /// What the minutes of a host rest on.
    pub basis: RwSignal<Basis>,
    /// vCPUs of the wanted size; `None` while nobody could say.
    pub vcpus: RwSignal<Option<u64>>,
    /// The step in the address.
    pub step: Memo<Step>,
    /// The times of the draft.
    pub times: Memo<Times>,
    /// What is wrong with the draft.
    pub problems: Memo<Vec<FieldProblem>>,
    /// What is expected; `None` while hosts or settings are not known.
    pub expected: Memo<Option<Expected>>,
    /// The checks of the draft.
    pub preflight: PreflightState,
    reached: Memo<Step>,
}

impl Wizard {
    /// Begins with the address over what was read.
    pub fn begin(pool: ResourceId, place: PoolRef, query: &Query, facts: Facts) -> Self {
        let form = RwSignal::new(Typed::new(query, &base(&facts, is_change(query)), intl::offset));
        let router = use_router();
        let step = Memo::new(move |before: Option<&Step>| match router.route() {
            Route::UpdateNew(_, query) => step_of(&query),
            _ => before.copied().unwrap_or_default(),
        });
        let reached = Memo::new(move |before: Option<&Step>| before.copied().unwrap_or_default().max(step.get()));
        let facts = RwSignal::new(facts);
        let (vcpus, basis) = (RwSignal::new(None), RwSignal::new(Basis::Rough));
        // To the minute: nothing on screen is more exact, and a second would draw all of it anew.
        let clock = use_clock();
        let minute = Memo::new(move |_| Instant::from_seconds(clock.now().seconds() / 60 * 60));
        let times = Memo::new(move |_| form.with(|form| form.times(intl::offset)));
        let problems = Memo::new(move |_| {
            let hosts = facts.with(Facts::host_count);
            form.with(|form| times.with(|times| form.problems(times, hosts, minute.get())))
        });
        let hosts = Memo::new(move |_| facts.with(planned_hosts));
        let expected = Memo::new(move |_| {
            let limit = facts.with(session_limit);
            form.with(|form| {
                times.with(|times| {
                    hosts.with(|hosts| expect(form, times, hosts.as_ref()?, minute.get(), basis.get(), limit, vcpus.get()))
                })
            })
        });
        let checked = Memo::new(move |_| form.with(|form| times.with(|times| checked(form, times))));
        let preflight = PreflightState::new(pool.clone(), checked.into());
        // Settings left to the policy are those that the policy has now.
        let policy = Memo::new(move |_| facts.with(|facts| UpdateDraft::from_policy(facts.policy.as_ref())));
        Effect::new(move |_| {
            let policy = policy.get();
            if form.with_untracked(|form| form.settings == Settings::Policy) {
                form.update(|form| form.take(&policy));
            }
        });
        let (pool, place) = (StoredValue::new(pool), StoredValue::new(place));
        let wizard = Self { pool, place, form, facts, basis, vcpus, step, times, problems, expected, preflight, reached };
        // What is typed is in the address at once, so that no reload and no link loses it.
        Effect::new(move |_| {
            let route = wizard.route(step.get());
            if matches!(router.peek(), Route::UpdateNew(..)) && router.peek() != route {
                router.replace(route);
            }
        });
        wizard
    }

    /// Where a step of this draft is. Tracked.
    pub fn route(self, step: Step) -> Route {
        Route::UpdateNew(self.place.get_value(), self.form.with(|form| form.to_query(step)))
    }

    /// Whether the settings are left to the policy. Tracked.
    pub fn by_policy(self) -> bool {
        self.form.with(|form| form.settings == Settings::Policy)
    }

    /// What a text field holds.
    pub fn text(self, field: Text) -> Signal<String> {
        Signal::derive(move || self.form.with(|form| form.text(field).to_owned()))
    }

    /// Takes whose settings the update has; those of the policy come with it.
    pub fn choose_settings(self, settings: Settings) {
        let policy = self.facts.with_untracked(|facts| UpdateDraft::from_policy(facts.policy.as_ref()));
        self.form.update(|form| {
            form.settings = settings;
            if settings == Settings::Policy {
                form.take(&policy);
            }
        });
    }

    /// Takes what is typed into a text field.
    pub fn put(self, field: Text) -> Callback<String> {
        Callback::new(move |text| self.form.update(|form| form.put(field, text)))
    }

    /// What is wrong with a field. What is only missing is told once its step was left.
    pub fn error(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let told = self.reached.get() > Step::of_field(field) || !self.times.with(|times| is_missing(field, times));
            self.problems.with(|problems| {
                let mut wrong = problems.iter().filter(|problem| problem.field == field && !problem.warning);
                wrong.next().filter(|_| told).map(|problem| problem.message.clone())
            })
        })
    }

    /// How far a step is. Tracked.
    pub fn mark(self, step: Step) -> StepMark {
        if step == Step::Review && !self.preflight.is_running() && !self.preflight.standing().is_empty() {
            return StepMark::Wrong;
        }
        self.problems.with(|problems| mark(step, self.step.get(), self.reached.get(), problems))
    }

    /// The zone in which times are shown: that of the schedule, or the browser's. Tracked.
    pub fn zone(self) -> Option<&'static str> {
        self.form.with(|form| form.zone().filter(|_| form.needs_zone()).map(WindowsZone::iana))
    }
}

/// The draft as far as checks care; what cannot be read of it is left at its least.
fn checked(form: &Typed, times: &Times) -> preflight::Plan {
    preflight::Plan {
        batch: form.number(Text::Batch).and_then(|batch| u64::try_from(batch).ok()).unwrap_or_default().max(1),
        keep_originals: form.keep,
        delay_minutes: form.number(Text::Delay).unwrap_or_default(),
        start: times.begin.as_ref().and_then(|begin| begin.as_ref().ok()).copied(),
        replaces_scheduled: form.changing,
        ..preflight::Plan::default()
    }
}

fn is_missing(field: &str, times: &Times) -> bool {
    match field {
        "scheduledDateTime" => matches!(times.begin, Some(Err(TimeProblem::Missing(_)))),
        "window" => matches!(times.window, Some(Err(TimeProblem::Missing(_)))),
        _ => false,
    }
}

/// The values of the policy, or of the scheduled update that is changed; the zone of the policy, else the browser's.
fn base(facts: &Facts, change: bool) -> Base {
    let id = |zone: Option<WindowsZone>| zone.map_or("UTC", WindowsZone::id).to_owned();
    let known = |zone: Option<&str>| zone.and_then(WindowsZone::parse);
    let policy = UpdateDraft::from_policy(facts.policy.as_ref());
    if change && let Some((draft, at, zone)) = facts.update().as_ref().and_then(scheduled_values) {
        return Base { draft, policy, at, zone: id(known(zone.as_deref())) };
    }
    let own = intl::zone().and_then(|name| WindowsZone::from_iana(&name));
    let zone = known(facts.policy.as_ref().and_then(|policy| policy.scheduled_date_time_zone.as_deref())).or(own);
    Base { draft: policy.clone(), policy, at: None, zone: id(zone) }
}

/// The hosts as the plan sees them; `None` if they could not be read.
fn planned_hosts(facts: &Facts) -> Option<Vec<PlannedHost>> {
    let wanted = facts.wanted.as_ref().ok().and_then(Option::as_ref);
    let hosts: &Vec<SessionHost> = facts.hosts.as_ref().ok()?;
    Some(hosts.iter().filter_map(|host| PlannedHost::of(host, wanted)).collect())
}

fn session_limit(facts: &Facts) -> Option<u64> {
    let limit = facts.pool.as_ref()?.max_session_limit.filter(|limit| *limit < NO_LIMIT)?;
    u64::try_from(limit).ok()
}

fn expect(
    form: &Typed,
    times: &Times,
    hosts: &[PlannedHost],
    now: Instant,
    basis: Basis,
    session_limit: Option<u64>,
    vcpus_per_host: Option<u64>,
) -> Option<Expected> {
    let batch = form.number(Text::Batch).and_then(|batch| u64::try_from(batch).ok()).filter(|batch| *batch >= 1)?;
    let delay = form.number(Text::Delay).and_then(|delay| u64::try_from(delay).ok()).filter(|delay| *delay <= 60)?;
    let start = times.start(now);
    let input = Input {
        hosts: hosts.to_vec(),
        batch,
        sign_out_delay: Duration::from_secs(60 * delay),
        start: start.unwrap_or(now),
        minutes: basis,
        session_limit,
        vcpus_per_host,
        keep_originals: form.keep,
        window: times.window.as_ref().and_then(|window| window.as_ref().ok()).copied().filter(|_| start.is_some()),
    };
    Some(Expected { plan: plan(&input), supposed: start.is_none() })
}
