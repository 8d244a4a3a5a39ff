//! What a test holds: somebody signed in at an emulated estate, and the reads and writes the console makes of them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use arm::{Acted, Call, Client, Endpoint, Error, ResourceId};
use avd::resource::{
    HostPool, SessionHost, SessionHostConfiguration, Subscription, SubscriptionState, UpdateState, UpdateStatus,
};
use avd::rule::drift::{DriftSummary, summarize};
use avd::rule::run::{Run, next_look};
use avd::rule::{action::UpdateAction, update};
use avd::{ApiVersions, Change, operation};
use emulator::{Emulated, Fleet, Options};
use entra::{Config, Session, SignInError};
use host::{Duration, Host, Instant, Method, Request};
use serde_json::{Value, json};

use crate::signed_in::SignedIn;
use crate::wire::Wire;

pub const ORIGIN: &str = "http://localhost:8081";
pub const HOME: &str = "http://localhost:8080";
pub const NOW: Instant = Instant::from_seconds(1_795_248_000);
pub const OWNER: &str = "olivia.owner@contoso.example";
/// Writes need multifactor authentication first.
pub const MFA: &str = "mia.mfa@contoso.example";
pub const READER: &str = "rita.reader@contoso.example";

/// Minutes as a duration.
pub fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}

/// Days as a duration.
pub fn days(count: u64) -> Duration {
    minutes(24 * 60 * count)
}

/// The configuration that points to the emulator.
pub fn config() -> Config {
    let text = json!({
        "auth": { "clientId": "00000000-0000-4000-8000-00000000e2e0", "authority": format!("{ORIGIN}/organizations") },
        "arm": { "endpoint": ORIGIN, "audience": ORIGIN },
    });
    Config::parse(&text.to_string(), HOME).expect("a good configuration")
}

/// Names the seed of the world when its test fails.
struct Seed(u64);

impl Seed {
    /// `SIMULATION_SEED`, else 1.
    fn chosen() -> Self {
        Self(std::env::var("SIMULATION_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1))
    }
}

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("failed with SIMULATION_SEED={}", self.0);
        }
    }
}

fn world(fleet: Fleet, seed: Seed) -> (Emulated, Wire, Seed) {
    let world = Emulated::new(Options { seed: seed.0, fleet, ..Options::default() }, NOW);
    (world.clone(), Wire::new(world, ORIGIN), seed)
}

/// A client, signed in, and the world behind it.
pub struct Console {
    pub client: Client<Wire, SignedIn>,
    pub versions: ApiVersions,
    world: Emulated,
    _seed: Seed,
}

impl Console {
    /// The owner, with a session that outlives the test. Signing is slow without optimisation, and all worlds have the same
    /// key: so one sign-in serves every test that is not about signing in.
    pub async fn new() -> Self {
        Self::of_fleet(Fleet::Demo).await
    }

    /// The same, at another estate.
    pub async fn of_fleet(fleet: Fleet) -> Self {
        Self::of_world(fleet, Seed::chosen()).await
    }

    /// The same, in the demo estate of that seed.
    pub async fn of_seed(seed: u64) -> Self {
        Self::of_world(Fleet::Demo, Seed(seed)).await
    }

    async fn of_world(fleet: Fleet, seed: Seed) -> Self {
        let (world, wire, seed) = world(fleet, seed);
        let tokens = SignedIn::resume(wire.clone(), config(), Self::session_of(OWNER).await);
        Self::with(world, wire, tokens, seed)
    }

    /// A session that outlives the test, good in every world, without multifactor authentication.
    pub async fn session_of(who: &'static str) -> Session {
        static KEPT: Mutex<BTreeMap<&str, Session>> = Mutex::new(BTreeMap::new());
        let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner).get(who).cloned();
        if let Some(session) = kept {
            return session;
        }
        let (world, wire, _) = world(Fleet::Demo, Seed::chosen());
        let lifetime = Request::new(Method::Post, format!("{ORIGIN}/_emulator/token-lifetime"));
        world.answer(&lifetime.with_body("application/json", json!({ "minutes": 600_000 }).to_string().into_bytes()));
        let session = SignedIn::sign_in(wire, config(), who).await.expect("signed in").session();
        KEPT.lock().unwrap_or_else(PoisonError::into_inner).insert(who, session.clone());
        session
    }

    /// Somebody who has just signed in, with a token of the usual life.
    pub async fn of(who: &str) -> Self {
        Self::try_of(who).await.unwrap_or_else(|error| panic!("{who}: {error:?}"))
    }

    /// Tries to sign somebody in.
    pub async fn try_of(who: &str) -> Result<Self, SignInError> {
        let (world, wire, seed) = world(Fleet::Demo, Seed::chosen());
        let tokens = SignedIn::sign_in(wire.clone(), config(), who).await?;
        Ok(Self::with(world, wire, tokens, seed))
    }

    fn with(world: Emulated, wire: Wire, tokens: SignedIn, seed: Seed) -> Self {
        let client = Client::new(wire, tokens, Endpoint::parse(ORIGIN).expect("an origin"));
        Self { client, versions: ApiVersions::default(), world, _seed: seed }
    }

    /// Another tab of the same person: a client that knows nothing of this one.
    pub async fn twin(&self) -> Self {
        let wire = Wire::new(self.world(), ORIGIN);
        let tokens = SignedIn::resume(wire.clone(), config(), Self::session_of(OWNER).await);
        Self::with(self.world(), wire, tokens, Seed::chosen())
    }

    /// The world behind the client.
    pub fn world(&self) -> Emulated {
        self.world.clone()
    }

    /// The time.
    pub fn now(&self) -> Instant {
        self.world.now()
    }

    /// Lets time pass.
    pub fn wait(&self, duration: Duration) {
        self.world.advance(duration);
    }

    /// A verb of the control plane.
    pub fn control(&self, method: Method, verb: &str, body: &Value) -> Value {
        let request = Request::new(method, format!("{ORIGIN}/_emulator/{verb}"));
        let answer = self.world.answer(&request.with_body("application/json", body.to_string().into_bytes()));
        let body = serde_json::from_slice(&answer.body).unwrap_or_default();
        assert_eq!(answer.status, 200, "{verb}: {body}");
        body
    }

    /// Adds a line to the script of faults.
    pub fn fault(&self, rule: &Value) {
        self.control(Method::Post, "fault", rule);
    }

    /// The requests on paths that contain `part`, as the emulator noted them. One that was lost on its way has no status.
    pub fn log(&self, method: &str, part: &str) -> Vec<Value> {
        let log = self.control(Method::Get, &format!("log?path={part}&method={method}"), &json!({}));
        log.as_array().cloned().unwrap_or_default()
    }

    /// All requests since the log was emptied.
    pub fn whole_log(&self) -> Vec<Value> {
        self.control(Method::Get, "log", &json!({})).as_array().cloned().unwrap_or_default()
    }

    /// What was answered to each request with this method and path; a lost request has no status.
    pub fn answers(&self, call: &Call) -> Vec<Option<u64>> {
        let entries = self.log(call.method.as_str(), call.path.rsplit('/').next().unwrap_or_default());
        entries.iter().map(|entry| entry["status"].as_u64()).collect()
    }

    /// Which answer headers a page may read from now on: `none`, `location` or `all`.
    pub fn expose(&self, word: &str) {
        self.control(Method::Post, "headers", &json!({ "expose": word }));
    }

    /// The usable subscriptions.
    pub async fn subscriptions(&self) -> Vec<Subscription> {
        let all = self.client.list::<Subscription>(&operation::subscriptions::list(&self.versions)).await.expect("subscriptions");
        all.value.into_iter().filter(|one| one.state != Some(SubscriptionState::Disabled)).collect()
    }

    /// The pools of all usable subscriptions.
    pub async fn pools(&self) -> Vec<HostPool> {
        let mut pools = Vec::new();
        for subscription in self.subscriptions().await {
            let id = subscription.subscription_id.expect("a subscription has an id");
            let call = operation::host_pools::list_by_subscription(&id, &self.versions);
            let read = self.client.list::<HostPool>(&call).await.expect("pools");
            assert!(read.complete);
            pools.extend(read.value);
        }
        pools
    }

    /// The id of the pool of that name, as the service gives it.
    pub async fn pool(&self, name: &str) -> ResourceId {
        let pools = self.pools().await;
        let pool = pools.iter().find(|pool| pool.name.as_deref() == Some(name)).unwrap_or_else(|| panic!("no pool {name}"));
        ResourceId::parse(pool.id.as_deref().expect("a pool has an id")).expect("a good id")
    }

    /// The session hosts of a pool.
    pub async fn hosts(&self, pool: &ResourceId) -> Vec<SessionHost> {
        self.client.list(&operation::session_hosts::list(pool, &self.versions)).await.expect("session hosts").value
    }

    /// The wanted configuration of a pool.
    pub async fn configuration(&self, pool: &ResourceId) -> SessionHostConfiguration {
        let call = operation::session_host_configurations::get(pool, &self.versions);
        self.client.read(&call).await.expect("a configuration").value
    }

    /// How the hosts of a pool stand to its configuration.
    pub async fn drift(&self, pool: &ResourceId) -> DriftSummary {
        summarize(&self.hosts(pool).await, &self.configuration(pool).await.properties)
    }

    /// The latest update of a pool; `None` if there never was one.
    pub async fn run(&self, pool: &ResourceId) -> Option<Run> {
        let call = operation::session_host_managements::update_status(pool, &self.versions);
        match self.client.read::<UpdateStatus>(&call).await {
            Ok(read) => Some(Run::of(&read.value).expect("a status word")),
            Err(error) => {
                assert_eq!(error.kind(), &arm::ErrorKind::NotFound, "{error}");
                None
            }
        }
    }

    /// The status word of the latest update.
    pub async fn status(&self, pool: &ResourceId) -> Option<UpdateState> {
        self.run(pool).await.map(|run| run.status)
    }

    /// Looks at the console's own pace until the update has this status. `seen` gets every look.
    pub async fn until(&self, pool: &ResourceId, wanted: &UpdateState, mut seen: impl AsyncFnMut(&Run)) -> Run {
        for _ in 0..50_000 {
            let run = self.run(pool).await.expect("an update");
            seen(&run).await;
            if run.status == *wanted {
                return run;
            }
            let wait = next_look(&run.status, None, self.now());
            self.wait(wait.unwrap_or_else(|| panic!("ended as {}, not as {wanted}: {:?}", run.status, run.error)));
        }
        panic!("never became {wanted}");
    }

    /// Sends a change, and follows what it began.
    pub async fn carry_out(&self, change: &Change) -> Result<Acted, Error> {
        let acted = self.client.act(&change.call).await?;
        if let Some(operation) = acted.operation.clone() {
            self.client.watch(operation, |_| {}).await?;
        }
        Ok(acted)
    }

    /// Acts on an update as the status page does: reads the status, asks the rule, sends.
    pub async fn act(&self, pool: &ResourceId, action: UpdateAction, message: Option<&str>) -> Acted {
        let status = self.status(pool).await;
        let change = update::control(pool, action, message, status.as_ref(), &self.versions)
            .unwrap_or_else(|problem| panic!("{action:?} in {status:?}: {problem}"));
        self.client.act(&change.call).await.unwrap_or_else(|error| panic!("{action:?} in {status:?}: {error}"))
    }
}
