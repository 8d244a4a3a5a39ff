//! A preflight of one pool: what was read, what is ticked, what is overruled. It outlives the steps of a form that show it.

use std::collections::BTreeSet;

use arm::ResourceId;
use avd::rule::preflight::{Evidence, Finding, Gather, Plan, Verdict};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::ask::gather;
use super::shown::{Shown, blockers, shown};
use crate::client::ClientContext;

/// How the checks came out, once all of them did.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What stands in the way and is not overruled.
    pub standing: Vec<Finding>,
    /// The page was left, or another run took over: nothing follows from this one.
    pub outdated: bool,
}

impl Outcome {
    /// Whether the update may be sent.
    pub fn is_clear(&self) -> bool {
        self.standing.is_empty() && !self.outdated
    }
}

/// The evidence of this run and of the one before.
#[derive(Clone, Debug, Default, PartialEq)]
struct Seen {
    run: u64,
    running: bool,
    now: Evidence,
    before: Option<Evidence>,
}

/// The state. Cheap to copy.
#[derive(Clone, Copy)]
pub struct PreflightState {
    pool: StoredValue<ResourceId>,
    plan: Signal<Plan>,
    seen: RwSignal<Seen>,
    ticks: RwSignal<BTreeSet<String>>,
    overruled: RwSignal<BTreeSet<String>>,
    shown: Memo<Shown>,
    context: ClientContext,
}

impl PreflightState {
    /// For a pool and a plan; nothing is read yet. Ticks of the plan are set here.
    pub fn new(pool: ResourceId, plan: Signal<Plan>) -> Self {
        let (seen, ticks) = (RwSignal::new(Seen::default()), RwSignal::new(BTreeSet::new()));
        let judged = Memo::new(move |_| {
            let plan = Plan { ticks: ticks.get(), ..plan.get() };
            seen.with(|seen| shown(&seen.now, seen.before.as_ref(), &plan))
        });
        Self {
            pool: StoredValue::new(pool),
            plan,
            seen,
            ticks,
            overruled: RwSignal::new(BTreeSet::new()),
            shown: judged,
            context: expect_context(),
        }
    }

    /// Reads everything again and answers how it came out. Meant for the moment before something is sent.
    pub async fn rerun(self) -> Outcome {
        let gone = Outcome { standing: Vec::new(), outdated: true };
        let Some(run) = self.begin() else { return gone };
        let gathering = Gather::new(self.pool.get_value(), self.context.versions());
        let take = move |evidence: &Evidence, running: bool| {
            let update = |seen: &mut Seen| {
                let wanted = seen.run == run;
                if wanted {
                    (seen.now, seen.running) = (evidence.clone(), running);
                }
                wanted
            };
            self.seen.try_update(update).unwrap_or(false)
        };
        let evidence = gather(&self.context.client(), gathering, |gathering| take(gathering.evidence(), true)).await;
        if !take(&evidence, false) {
            return gone;
        }
        let plan = Plan { ticks: self.ticks.get_untracked(), ..self.plan.get_untracked() };
        Outcome { standing: self.not_overruled(shown(&evidence, None, &plan).findings), outdated: false }
    }

    fn begin(self) -> Option<u64> {
        self.seen.try_update(|seen| {
            let now = core::mem::take(&mut seen.now);
            // A run that was cut short leaves the findings of the last whole one.
            if !seen.running && seen.run > 0 {
                seen.before = Some(now);
            }
            (seen.run, seen.running) = (seen.run + 1, true);
            seen.run
        })
    }

    /// Reads everything, unless that was done or is under way.
    pub fn begin_once(self) {
        if self.seen.with_untracked(|seen| seen.run == 0) {
            self.check_again();
        }
    }

    /// Reads everything again.
    pub fn check_again(self) {
        spawn_local(async move {
            self.rerun().await;
        });
    }

    /// The pool's name.
    pub fn pool_name(self) -> String {
        self.pool.with_value(|pool| pool.name().to_owned())
    }

    /// What was found so far. Tracked.
    pub fn shown(self) -> Shown {
        self.shown.get()
    }

    /// Whether checks are under way. Tracked.
    pub fn is_running(self) -> bool {
        self.seen.with(|seen| seen.running)
    }

    /// Whether a box is ticked. Tracked.
    pub fn is_ticked(self, key: &str) -> bool {
        self.ticks.with(|ticks| ticks.contains(key))
    }

    /// Ticks a box, or takes the tick away.
    pub fn tick(self, key: &str, on: bool) {
        self.ticks.update(|ticks| {
            if on {
                ticks.insert(key.to_owned());
            } else {
                ticks.remove(key);
            }
        });
    }

    /// Takes what was typed to overrule the blockers: the pool's name overrules those that are there now, and no later one.
    pub fn overrule(self, typed: &str) {
        let named = typed.trim() == avd::rule::plain::visible(&self.pool_name());
        let now = self.shown.with_untracked(|shown| blockers(&shown.findings));
        self.overruled.set(if named { now } else { BTreeSet::new() });
    }

    /// What stands in the way and is not overruled. Tracked.
    pub fn standing(self) -> Vec<Finding> {
        self.overruled.track();
        self.not_overruled(self.shown().findings)
    }

    /// Why nothing may be sent now. Tracked.
    pub fn reason(self) -> Option<String> {
        if self.is_running() {
            return Some("The checks are still running.".to_owned());
        }
        let standing = self.standing().len();
        (standing > 0).then(|| {
            let them = if standing == 1 { "it" } else { "them" };
            format!("{} found. Fix {them}, or type the pool's name to continue anyway.", Verdict::Blocker.counted(standing))
        })
    }

    fn not_overruled(self, findings: Vec<Finding>) -> Vec<Finding> {
        let overruled = self.overruled.get_untracked();
        let stands = |finding: &Finding| finding.verdict == Verdict::Blocker && !overruled.contains(finding.check.key);
        findings.into_iter().filter(stands).collect()
    }
}
