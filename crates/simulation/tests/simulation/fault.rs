//! Reads on bad days: throttling, outages, lost answers, spoilt pages, links to elsewhere.

use arm::{Error, ErrorKind, Fate, ResourceId};
use avd::operation::{host_pools, subscriptions};
use avd::resource::{HostPool, Subscription};
use futures::executor::block_on;
use host::{Duration, Method};
use serde_json::{Value, json};

use crate::console::{Console, ORIGIN};

#[test]
fn reads_survive_bad_moments() {
    let throttled = |retry: Option<u64>| json!({ "kind": "throttled", "retryAfter": retry });
    let status = |status: u16, retry: Option<u64>| json!({ "kind": "status", "status": status, "retryAfter": retry });
    let cases = [
        (throttled(Some(17)), "location", 17, 2),
        (throttled(Some(17)), "none", 8, 2),
        (throttled(None), "all", 8, 2),
        (status(500, None), "all", 1, 3),
        (status(503, None), "all", 1, 3),
        (status(503, Some(20)), "all", 20, 3),
        (status(502, None), "none", 1, 3),
        (status(504, None), "none", 1, 3),
        (status(408, None), "none", 1, 3),
        (json!({ "kind": "lostBefore" }), "all", 1, 3),
        (json!({ "kind": "lostAfter" }), "all", 1, 3),
        (json!({ "kind": "breaksOff" }), "all", 1, 3),
        (json!({ "kind": "slow", "millis": 90_000 }), "all", 90, 2),
    ];
    block_on(async {
        for (fault, expose, wait, times) in cases {
            let console = Console::new().await;
            let pool = console.pool("hp-sales").await;
            console.expose(expose);
            console.control(Method::Delete, "log", &json!({}));
            console.fault(&json!({ "fault": fault, "path": "/hostPools/", "times": times }));
            let began = console.now();
            let call = host_pools::get(&pool, &console.versions);
            let read = console.client.read::<HostPool>(&call).await.unwrap_or_else(|error| panic!("{fault}: {error}"));
            assert_eq!(read.value.name.as_deref(), Some("hp-sales"), "{fault}");
            assert!(console.now().since(began) >= Duration::from_millis(800 * wait), "{fault}: {:?}", console.now().since(began));
            let asked = if fault["kind"] == "slow" { 1 } else { times + 1 };
            assert_eq!(console.answers(&call).len(), asked, "{fault}");
        }
    });
}

#[test]
fn a_pause_the_service_asks_for_holds_the_whole_subscription() {
    block_on(async {
        let console = Console::new().await;
        let pool = console.pool("hp-sales").await;
        console.fault(&json!({ "fault": { "kind": "throttled", "retryAfter": 3600 }, "path": "/hostPools/" }));
        let began = console.now();
        let error = console.client.read::<HostPool>(&host_pools::get(&pool, &console.versions)).await.expect_err("an hour");
        let ErrorKind::Throttled { retry_at: Some(at) } = error.kind() else { panic!("{error:?}") };
        assert_eq!((at.since(began), console.now()), (Duration::from_secs(3600), began), "nobody waits an hour unasked");
        let again = console.client.read::<Value>(&host_pools::get(&console.sibling(&pool), &console.versions)).await;
        assert!(matches!(again.expect_err("paused").fate(), Fate::NotSent));
        assert_eq!(console.subscriptions().await.len(), 2, "the directory is counted apart");
        console.wait(Duration::from_secs(3600));
        console.client.read::<HostPool>(&host_pools::get(&pool, &console.versions)).await.expect("the pause is over");
    });
}

impl Console {
    fn sibling(&self, pool: &ResourceId) -> ResourceId {
        ResourceId::parse(&pool.as_str().replace(pool.name(), "hp-partners")).expect("an id")
    }
}

async fn all(console: &Console) -> Result<arm::Read<Vec<Subscription>>, Error> {
    console.client.list::<Subscription>(&subscriptions::list(&console.versions)).await
}

#[test]
fn spoilt_pages_are_neither_trusted_nor_shown_as_whole() {
    block_on(async {
        let console = Console::new().await;
        console.fault(&json!({ "fault": { "kind": "brokenJson" }, "path": "/subscriptions" }));
        let error = all(&console).await.expect_err("no JSON");
        assert_eq!(error.kind(), &ErrorKind::Unreadable);
        console.fault(&json!({ "fault": { "kind": "repeatedNextLink" }, "path": "/subscriptions", "times": 0 }));
        let read = all(&console).await.expect("what came");
        assert_eq!((read.value.len(), read.complete), (3, false));
    });
}

#[test]
fn no_token_leaves_the_configured_origin() {
    let look_alikes = [
        "https://elsewhere.example/subscriptions?api-version=2022-12-01",
        "http://localhost:8081.elsewhere.example/subscriptions",
        "http://localhost:8081@elsewhere.example/subscriptions",
        "//elsewhere.example/subscriptions",
        "http://localhost:80811/subscriptions",
        "https://localhost:8081/subscriptions",
    ];
    block_on(async {
        for url in look_alikes {
            let console = Console::new().await;
            console.fault(&json!({ "fault": { "kind": "foreignNextLink", "url": url }, "path": "/subscriptions" }));
            let error = all(&console).await.expect_err(url);
            assert_eq!((error.kind(), error.fate()), (&ErrorKind::ForeignLink, Fate::NotSent), "{url}");
            let sent = console.client.host().sent();
            assert!(sent.iter().any(|one| one.token), "{url}");
            assert!(sent.iter().all(|one| one.origin == ORIGIN), "{url}: {sent:?}");
        }
    });
}
