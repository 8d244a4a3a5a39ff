//! The readable estate: every pool tells one story of the console.

use host::{Duration, Instant};
use serde_json::{Value, json};

use super::cast::CAST;
use super::parts::{self, hours_before};
use super::trouble;
use crate::avd::token::RegistrationToken;
use crate::avd::{Estate, Pool, UserSession};
use crate::clock::WorkClock;
use crate::lifecycle::update::{Settings, UpdateRun};
use crate::lifecycle::{Stamp, provisioning, update};
use crate::random::Random;

/// Pools on a page: few, so that the demo pages.
const PAGE: usize = 5;

/// Builds the estate as of `now`, with updates begun in the past.
pub(super) fn build(seed: u64, now: Instant) -> Estate {
    let mut estate = parts::estate(seed);
    estate.page = PAGE;
    let clock = WorkClock::new(now, 1.0);
    let mut builder = Builder { seed, now, random: Random::named(seed, "demo"), stamp: Stamp { clock: &clock, now } };
    for sketch in &CAST {
        let mut pool = parts::pool(sketch, seed, now);
        builder.tell(&mut pool);
        if pool.hosts.len() > 0 {
            let group = parts::desktop_group(&mut pool);
            if pool.name == "hp-sales" {
                estate.workspaces.push(parts::workspace(&pool, "ws-contoso", &group));
            }
            estate.application_groups.push(group);
        }
        estate.add(pool);
    }
    estate.scaling_plans = PLANS.iter().map(|(name, pools)| scaling_plan(&estate, name, pools)).collect();
    estate
}

/// Scaling plans: their pools, and for which they are on. The first is shared.
const PLANS: [(&str, &[(&str, bool)]); 2] = [
    ("sp-office-hours", &[("hp-callcenter", true), ("hp-engineering", true), ("hp-finance", false)]),
    ("sp-support-us", &[("hp-support-us", true)]),
];

fn scaling_plan(estate: &Estate, name: &str, pools: &[(&str, bool)]) -> Value {
    let find = |(name, on): &(&str, bool)| estate.pools.iter().find(|pool| pool.name == *name).map(|pool| (pool, *on));
    parts::scaling_plan(name, &pools.iter().filter_map(find).collect::<Vec<_>>())
}

struct Builder<'a> {
    seed: u64,
    now: Instant,
    random: Random,
    stamp: Stamp<'a>,
}

impl Builder<'_> {
    /// Gives a pool its story.
    fn tell(&mut self, pool: &mut Pool) {
        let (now, day) = (self.now, |days: u64| hours_before(self.now, 24 * days));
        calm(pool, now);
        match pool.name.as_str() {
            // Ready to update: a new image, six hosts behind, one of which fails the first time.
            "hp-finance" => {
                parts::renew(pool, day(1), "Windows 11 multi-session, October image", "26100.6899.251010");
                self.host(pool, 4).fails = 1;
            }
            // In the middle of an update: the users of its second batch have been told.
            "hp-callcenter" => {
                parts::renew(pool, day(2), "Windows 11 multi-session, October image", "26100.6899.251010");
                self.update(pool, 3, 5, Duration::from_secs(54 * 60));
            }
            // Stopped on a host that did not come up.
            "hp-engineering" => {
                parts::renew(pool, day(3), "Windows 11 multi-session, October image", "26100.6899.251010");
                trouble::of_pool(pool);
                self.host(pool, 2).fails = 1;
                self.update(pool, 2, 2, Duration::from_secs(5 * 3600));
            }
            // A token for another five days.
            "hp-sales" => {
                self.token(pool, Duration::from_secs(5 * 24 * 3600));
                pool.properties.insert("agentUpdate".to_owned(), agent_windows());
            }
            // A token about to expire.
            "hp-partners" => {
                self.token(pool, Duration::from_secs(47 * 60));
                self.host(pool, 1).turn("NeedsAssistance", hours_before(now, 6));
            }
            "hp-executives" => {
                self.host(pool, 3).turn("Shutdown", hours_before(now, 60));
                self.host(pool, 3).sessions.clear();
                self.host(pool, 5).friendly = Some("Board room".into());
            }
            // Growing from four hosts to seven.
            "hp-warehouse" => {
                trouble::of_pool(pool);
                self.grow(pool, 7, Duration::from_secs(9 * 60));
            }
            "hp-support-us" => self.mixed(pool),
            // Updated last week, all the same.
            "hp-pilot" => {
                pool.properties.insert("validationEnvironment".to_owned(), json!(true));
                parts::renew(pool, day(8), "Windows 11 multi-session, October image", "26100.6899.251010");
                trouble::of_pool(pool);
                self.update(pool, 1, 2, Duration::from_secs(7 * 24 * 3600));
            }
            // Made, but its configuration was not.
            "hp-lab-empty" => trouble::of_pool(pool),
            _ => {}
        }
    }

    fn host<'a>(&self, pool: &'a mut Pool, number: usize) -> &'a mut crate::avd::SessionHost {
        let hosts = pool.hosts.all_mut();
        let last = hosts.len().saturating_sub(1);
        &mut hosts[number.min(last)]
    }

    /// Every kind of host there is, one status of a word not in the API description included.
    fn mixed(&self, pool: &mut Pool) {
        let words = [
            "Unavailable",
            "Upgrading",
            "UpgradeFailed",
            "NoHeartbeat",
            "NotJoinedToDomain",
            "SxSStackListenerNotReady",
            "Hibernated",
        ];
        for (number, word) in words.into_iter().enumerate() {
            let since = hours_before(self.now, 3 + number as u64);
            let host = self.host(pool, number * 3);
            host.turn(word, since);
            host.sessions.clear();
        }
        self.left_over(pool);
        for number in [4, 5] {
            self.host(pool, number).allow_new = false;
        }
    }

    /// Sessions in odd states, and two that a host left behind when its machine went off.
    fn left_over(&self, pool: &mut Pool) {
        let mut random = Random::named(self.seed, "left over");
        let mut session = |id: u64, state: &str| {
            let mut session = UserSession::seeded(id, &mut random, hours_before(self.now, 4));
            session.turn(state);
            session
        };
        let odd = [(0, ["Active", "Disconnected"]), (1, ["UserProfileDiskMounted", "Unknown"])];
        for (number, states) in odd {
            let fresh = (0..).zip(states).map(|(id, state)| session(100 + id, state)).collect::<Vec<_>>();
            self.host(pool, number).sessions.extend(fresh);
        }
    }

    fn token(&mut self, pool: &mut Pool, life: Duration) {
        pool.token = Some(RegistrationToken::new(&mut self.random, &pool.name, self.now, self.now + life));
    }

    /// An update begun `ago`, run up to the present.
    fn update(&mut self, pool: &mut Pool, batch: usize, delay: u64, ago: Duration) {
        let began = self.now - ago;
        let mut properties = pool.management.as_ref().map(|management| management.properties.clone()).unwrap_or_default();
        properties["update"]["maxVmsRemoved"] = json!(batch);
        properties["update"]["logOffDelayMinutes"] = json!(delay);
        let management = json!({ "properties": properties });
        let settings = Settings { batch, delay: Duration::from_secs(60 * delay), management };
        pool.update = Some(UpdateRun::new(self.random.guid(), settings, began, None, began));
        update::advance(pool, self.now, &self.stamp);
    }

    /// Provisioning begun `ago`.
    fn grow(&mut self, pool: &mut Pool, target: usize, ago: Duration) {
        if let Some(management) = &mut pool.management {
            management.properties["provisioning"]["instanceCount"] = json!(target);
        }
        let management = json!({ "properties": pool.management.as_ref().map(|management| management.properties.clone()) });
        let correlation = self.random.guid();
        provisioning::begin(pool, correlation, self.seed, target, management, self.now - ago, &self.stamp);
        provisioning::advance(pool, self.now, &self.stamp);
    }
}

/// Agent updates in two windows of the admin's choice.
fn agent_windows() -> Value {
    json!({
        "type": "Scheduled", "useSessionHostLocalTime": false, "maintenanceWindowTimeZone": "W. Europe Standard Time",
        "maintenanceWindows": [{ "hour": 2, "dayOfWeek": "Saturday" }, { "hour": 2, "dayOfWeek": "Sunday" }],
    })
}

/// Chance makes no stories: every host begins healthy.
fn calm(pool: &mut Pool, now: Instant) {
    for host in pool.hosts.all_mut().iter_mut().filter(|host| host.status != "Available") {
        host.turn("Available", hours_before(now, 30));
        host.heartbeat = now - Duration::from_secs(12);
    }
}
