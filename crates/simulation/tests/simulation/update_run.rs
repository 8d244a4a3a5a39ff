//! Session host updates from plan to end, with what the rules say of each step.

use std::collections::BTreeMap;

use arm::{ErrorKind, Fate, ResourceId};
use avd::operation::session_host_managements;
use avd::resource::{HostUpdateState, SessionHost, SessionHostManagement, UpdateState};
use avd::rule::FieldProblem;
use avd::rule::action::UpdateAction;
use avd::rule::drift::DriftSummary;
use avd::rule::run::{Run, is_active, paused_until};
use avd::rule::schedule;
use avd::rule::update::{self, UpdateDraft, When};
use avd::rule::windows_zone::WindowsZone;
use futures::executor::block_on;
use host::Duration;

use crate::console::{Console, days, minutes};

impl Console {
    /// A plan with the values of the pool's policy.
    pub async fn plan(&self, pool: &ResourceId) -> UpdateDraft {
        let call = session_host_managements::get(pool, &self.versions);
        let policy = self.client.read::<SessionHostManagement>(&call).await.expect("a policy").value;
        UpdateDraft::from_policy(Some(&policy.properties))
    }

    /// Starts or schedules an update.
    pub async fn initiate(&self, pool: &ResourceId, draft: &UpdateDraft) -> Result<(), arm::Error> {
        let hosts = self.hosts(pool).await.len() as u64;
        assert!(!FieldProblem::any_error(&draft.problems(Some(hosts), self.now())), "{:?}", draft.problems(None, self.now()));
        let change = update::initiate(pool, draft, None, &update::in_utc, &self.versions);
        self.client.act(&change.call).await.map(drop)
    }
}

fn zone() -> WindowsZone {
    WindowsZone::parse("W. Europe Standard Time").expect("a zone")
}

/// What was seen of an update: its phases, which machine serves each host and how often that has changed.
#[derive(Default)]
struct Seen {
    phases: Vec<String>,
    machines: BTreeMap<String, String>,
    replaced: BTreeMap<String, u32>,
    percent: f64,
}

impl Seen {
    fn look(&mut self, hosts: &[SessionHost], run: &Run) {
        for host in hosts {
            let (name, machine) = (host.name.clone().unwrap(), host.properties.resource_id.clone().unwrap());
            if self.machines.insert(name.clone(), machine.clone()).is_some_and(|before| before != machine) {
                *self.replaced.entry(name).or_default() += 1;
            }
        }
        if self.phases.last() != Some(&run.phase.label) {
            self.phases.push(run.phase.label.clone());
        }
        let percent = run.percent.unwrap_or(self.percent);
        assert!(percent >= self.percent, "percent went back from {} to {percent}", self.percent);
        self.percent = percent;
    }
}

/// Starts the update of `hp-finance` that was scheduled, pauses it after the initial host and waits until it is paused.
async fn started_and_paused(console: &Console, pool: &ResourceId, mut look: impl AsyncFnMut(&Run)) {
    console.act(pool, UpdateAction::Start, None).await;
    assert_eq!(console.status(pool).await, Some(UpdateState::ValidatingSessionHostUpdate));
    let run = console.until(pool, &UpdateState::UpdatingSessionHosts, &mut look).await;
    assert_eq!((run.total, run.completed, run.in_progress, run.waiting()), (Some(6), Some(0), Some(1), Some(5)), "initial host");
    while console.run(pool).await.unwrap().completed == Some(0) {
        console.wait(minutes(1));
    }
    console.act(pool, UpdateAction::Pause, None).await;
    let run = console.run(pool).await.unwrap();
    assert_eq!((&run.status, run.in_progress), (&UpdateState::Pausing, Some(2)), "the batch under way ends first");
    let run = console.until(pool, &UpdateState::Paused, &mut look).await;
    assert_eq!((run.completed, run.in_progress), (Some(3), Some(0)));
}

#[test]
fn a_scheduled_update_runs_to_its_end_with_a_pause_and_a_failure_on_the_way() {
    block_on(async {
        let console = Console::new().await;
        let pool = &console.pool("hp-finance").await;
        assert_eq!(console.drift(pool).await, DriftSummary { up_to_date: 0, behind: 6, unknown: 0 });
        let at = console.now() + days(2);
        let draft = UpdateDraft { when: When::At { at, zone: zone() }, batch: 2, ..console.plan(pool).await };
        console.initiate(pool, &draft).await.expect("scheduled");
        let run = console.run(pool).await.unwrap();
        assert_eq!((&run.status, run.scheduled, run.percent), (&UpdateState::Scheduled, Some(at), None));

        let mut seen = Seen::default();
        let mut look = async |run: &Run| seen.look(&console.hosts(pool).await, run);
        started_and_paused(&console, pool, &mut look).await;
        console.wait(days(1));
        assert_eq!(console.status(pool).await, Some(UpdateState::Paused), "nothing goes on by itself");

        console.act(pool, UpdateAction::Resume, None).await;
        let run = console.until(pool, &UpdateState::Error, &mut look).await;
        assert_eq!((run.error.unwrap().0.as_str(), run.ended), ("UpdateFailure", None));
        assert!(is_active(&run.status), "an error holds the pool");
        assert_eq!(failed(&console.hosts(pool).await), ["avdfin-4"]);

        console.act(pool, UpdateAction::Retry, None).await;
        let run = console.until(pool, &UpdateState::Succeeded, &mut look).await;
        assert_eq!((run.percent, run.completed, run.waiting(), run.error), (Some(100.0), Some(6), Some(0), None));
        assert!(run.ended.is_some_and(|ended| run.started < Some(ended) && ended <= console.now()));
        let phases =
            ["Validating", "Updating", "Pausing", "Paused", "Updating", "Stopped with an error", "Updating", "Succeeded"];
        assert_eq!(seen.phases, phases);
        assert_eq!(seen.replaced.values().collect::<Vec<_>>(), [&1; 6], "each host once: {:?}", seen.replaced);
        assert_eq!(console.drift(pool).await, DriftSummary { up_to_date: 6, behind: 0, unknown: 0 });
        let wanted = console.configuration(pool).await.properties.version;
        assert!(console.hosts(pool).await.iter().all(|host| host.properties.session_host_configuration == wanted));
    });
}

fn failed(hosts: &[SessionHost]) -> Vec<&str> {
    let failed = hosts.iter().filter(|host| host.properties.update_state == Some(HostUpdateState::Failed));
    failed.filter_map(SessionHost::machine_name).collect()
}

#[test]
fn a_cancelled_update_leaves_a_mixed_pool_that_another_one_finishes() {
    block_on(async {
        let console = Console::new().await;
        let pool = &console.pool("hp-callcenter").await;
        let named = console.run(pool).await.unwrap().name;
        let message = "We go on tonight. Ça va prendre 20 minutes.";
        console.act(pool, UpdateAction::Cancel, Some(message)).await;
        assert_eq!(console.status(pool).await, Some(UpdateState::Cancelling));
        console.until(pool, &UpdateState::Cancelled, async |_| {}).await;
        let mixed = console.drift(pool).await;
        assert_eq!((mixed.total(), mixed.unknown), (10, 0));
        assert!(mixed.up_to_date > 0 && mixed.behind > 0, "{mixed:?}");

        let draft = UpdateDraft { batch: 5, ..console.plan(pool).await };
        console.initiate(pool, &draft).await.expect("another update");
        let run = console.until(pool, &UpdateState::UpdatingSessionHosts, async |_| {}).await;
        assert_ne!(run.name, named, "each update has a name of its own");
        assert_eq!(run.total, Some(mixed.behind as u64), "only what is behind is touched");
        console.until(pool, &UpdateState::Succeeded, async |_| {}).await;
        assert_eq!(console.drift(pool).await, DriftSummary { up_to_date: 10, behind: 0, unknown: 0 });
    });
}

#[test]
fn an_update_paused_for_two_weeks_is_cancelled_by_the_service() {
    block_on(async {
        let console = Console::new().await;
        let pool = &console.pool("hp-callcenter").await;
        console.act(pool, UpdateAction::Pause, None).await;
        let run = console.until(pool, &UpdateState::Paused, async |_| {}).await;
        let end = paused_until(&run.status, console.now()).expect("an end");
        console.wait(console.now().until(end) - Duration::from_secs(3600));
        assert_eq!(console.status(pool).await, Some(UpdateState::Paused));
        console.wait(console.now().until(end));
        assert_eq!(console.status(pool).await, Some(UpdateState::Cancelled), "at that time or earlier");
    });
}

#[test]
fn beyond_two_weeks_nothing_is_scheduled() {
    block_on(async {
        let console = Console::new().await;
        let pool = &console.pool("hp-finance").await;
        let plan = console.plan(pool).await;
        let now = console.now();
        for (at, good) in [(now + days(14), true), (now + days(14) + minutes(1), false), (now - minutes(1), false)] {
            let draft = UpdateDraft { when: When::At { at, zone: zone() }, ..plan.clone() };
            assert_eq!(schedule::check(at, now).is_ok(), good, "{at}");
            assert_eq!(FieldProblem::any_error(&draft.problems(Some(6), now)), !good, "{at}");
            let sent = console.client.act(&update::initiate(pool, &draft, None, &update::in_utc, &console.versions).call).await;
            match sent {
                Ok(acted) => assert_eq!((acted.status, good), (204, true)),
                Err(error) => {
                    assert_eq!((error.kind(), error.fate(), good), (&ErrorKind::Rejected, Fate::Refused, false));
                    assert!(error.message().contains("scheduled"), "{error}");
                }
            }
            if good {
                assert_eq!(console.run(pool).await.unwrap().scheduled, Some(at));
                console.act(pool, UpdateAction::Cancel, None).await;
            }
        }
        assert_eq!(console.status(pool).await, Some(UpdateState::Cancelled), "what was refused changed nothing");
    });
}

#[test]
fn a_scheduled_update_begins_at_its_time() {
    block_on(async {
        let console = Console::new().await;
        let pool = &console.pool("hp-finance").await;
        let draft = UpdateDraft { when: When::At { at: console.now() + days(3), zone: zone() }, ..console.plan(pool).await };
        console.initiate(pool, &draft).await.expect("scheduled");
        console.wait(days(3) - minutes(1));
        assert_eq!(console.status(pool).await, Some(UpdateState::Scheduled));
        console.wait(minutes(1));
        assert_eq!(console.status(pool).await, Some(UpdateState::ValidatingSessionHostUpdate));
    });
}
