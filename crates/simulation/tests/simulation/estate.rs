//! All session hosts of the estate: by Resource Graph in few calls, by the provider's own lists where the graph has nothing to say.

use arm::{Error, ErrorKind, Read, ResourceId};
use avd::operation::{resource_graph, session_hosts};
use avd::resource::SessionHost;
use avd::rule::estate_hosts::{EstateHosts, GraphHost, Source};
use emulator::Fleet;
use futures::executor::block_on;
use host::{Duration, Method};
use serde_json::{Value, json};

use crate::console::{Console, OWNER};

const GRAPH: &str = "ResourceGraph";

async fn by_graph(console: &Console, table: &mut EstateHosts) -> Result<Read<()>, Error> {
    let subscriptions: Vec<String> = console.subscriptions().await.into_iter().filter_map(|one| one.subscription_id).collect();
    let call = resource_graph::session_hosts(&subscriptions, &console.versions);
    console.client.graph(&call, |rows: Vec<GraphHost>, _| table.add_page(rows, console.now())).await
}

async fn by_provider(console: &Console, table: &mut EstateHosts, pool: &ResourceId) -> Result<usize, Error> {
    let read = console.client.list::<SessionHost>(&session_hosts::list(pool, &console.versions)).await?;
    Ok(table.set_pool(pool, &read.value, console.now()))
}

async fn pools(console: &Console) -> Vec<ResourceId> {
    let pools = console.pools().await;
    pools.iter().filter_map(|pool| ResourceId::parse(pool.id.as_deref()?).ok()).collect()
}

/// Name, status and drain mode of every row.
fn rows(table: &EstateHosts) -> Vec<(String, String, Option<bool>)> {
    let row = |row: &avd::rule::estate_hosts::HostRow| {
        (table.id(row).unwrap().key().to_owned(), table.word(row.status).to_owned(), row.drained)
    };
    let mut rows: Vec<_> = table.rows().iter().map(row).collect();
    rows.sort();
    rows
}

/// What the provider itself says.
async fn truth(console: &Console) -> EstateHosts {
    let mut table = EstateHosts::default();
    for pool in pools(console).await {
        by_provider(console, &mut table, &pool).await.unwrap();
    }
    table
}

#[test]
fn ten_thousand_hosts_in_ten_calls() {
    block_on(async {
        let console = Console::of_fleet(Fleet::Pools400x25).await;
        let mut table = EstateHosts::default();
        let read = by_graph(&console, &mut table).await.unwrap();
        assert!(read.complete);
        assert_eq!((table.rows().len(), table.pools().len()), (10_000, 400));
        assert_eq!(console.log("POST", GRAPH).len(), 10);
        assert!(table.unread(pools(&console).await).is_empty());
    });
}

#[test]
fn throttled_with_and_without_readable_headers() {
    block_on(async {
        for expose in ["all", "none"] {
            let console = Console::of_fleet(Fleet::Pools400x25).await;
            console.expose(expose);
            console.fault(&json!({ "fault": { "kind": "throttled", "retryAfter": 7 }, "path": GRAPH, "after": 3, "times": 2 }));
            let (mut table, began) = (EstateHosts::default(), console.now());
            assert!(by_graph(&console, &mut table).await.unwrap().complete, "{expose}");
            assert_eq!(table.rows().len(), 10_000, "{expose}");
            assert!(console.now().since(began) >= Duration::from_secs(14), "{expose}");
            assert_eq!(console.log("POST", GRAPH).len(), 12, "{expose}");
        }
    });
}

#[test]
fn the_quota_is_never_overdrawn() {
    block_on(async {
        let console = Console::new().await;
        for _ in 0..50 {
            by_graph(&console, &mut EstateHosts::default()).await.unwrap();
        }
        let answers = console.log("POST", GRAPH);
        assert!(answers.len() == 50 && answers.iter().all(|entry| entry["status"] == 200), "nobody had to be refused");
    });
}

#[test]
fn a_refused_graph_is_made_up_for_by_the_lists() {
    block_on(async {
        let console = Console::new().await;
        console.fault(
            &json!({ "fault": { "kind": "status", "status": 403, "code": "AuthorizationFailed" }, "path": GRAPH, "times": 0 }),
        );
        let mut table = EstateHosts::default();
        let error = by_graph(&console, &mut table).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Forbidden { .. }), "{error:?}");
        for pool in table.unread(pools(&console).await) {
            by_provider(&console, &mut table, &pool).await.unwrap();
        }
        assert!(rows(&table) == rows(&truth(&console).await));
        assert!(table.pools().iter().all(|pool| matches!(pool.source, Some(Source::Provider(_)))));
    });
}

#[test]
fn a_graph_that_is_behind_is_found_out() {
    block_on(async {
        let console = Console::new().await;
        let pool = console.pool("hp-finance").await;
        console.control(Method::Post, "graph", &json!({ "frozen": true }));
        let host = &console.hosts(&pool).await[0];
        let path = format!("{}?api-version=2026-01-01-preview", host.id.as_deref().unwrap());
        let body = json!({ "properties": { "allowNewSession": false } });
        console.control(Method::Post, "as", &json!({ "user": OWNER, "method": "PATCH", "path": path, "body": body }));
        let mut table = EstateHosts::default();
        by_graph(&console, &mut table).await.unwrap();
        assert!(rows(&table) != rows(&truth(&console).await), "the graph shows what was");
        assert_eq!(by_provider(&console, &mut table, &pool).await.unwrap(), 1);
        assert_eq!(table.differed(), 1);
        assert!(matches!(table.pool_of(&pool).unwrap().source, Some(Source::Provider(_))));
        let of_pool = |all: Vec<(String, String, Option<bool>)>| -> Vec<_> {
            all.into_iter().filter(|row| row.0.starts_with(pool.key())).collect()
        };
        assert_eq!(of_pool(rows(&table)), of_pool(rows(&truth(&console).await)));
        console.control(Method::Post, "graph", &json!({ "frozen": false }));
        let mut table = EstateHosts::default();
        by_graph(&console, &mut table).await.unwrap();
        assert!(rows(&table) == rows(&truth(&console).await));
    });
}

#[test]
fn what_a_right_hides_is_not_taken_for_empty() {
    block_on(async {
        let console = Console::new().await;
        let all = pools(&console).await;
        let hidden: Value = all.iter().find(|pool| pool.name() == "hp-pilot").unwrap().subscription().unwrap().into();
        let scope = format!("/subscriptions/{}", hidden.as_str().unwrap());
        let deny = json!({ "user": OWNER, "action": "Microsoft.DesktopVirtualization/*", "scope": scope });
        console.control(Method::Post, "deny", &deny);
        let mut table = EstateHosts::default();
        assert!(by_graph(&console, &mut table).await.unwrap().complete, "the graph leaves out without a word");
        let unread = table.unread(all);
        let (there, away): (Vec<_>, Vec<_>) = unread.into_iter().partition(|pool| pool.subscription() != hidden.as_str());
        assert!(!away.is_empty());
        for pool in away {
            let error = by_provider(&console, &mut table, &pool).await.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Forbidden { .. }), "{pool:?} {error:?}");
        }
        for pool in there {
            by_provider(&console, &mut table, &pool).await.unwrap();
            assert!(table.rows().iter().all(|row| table.pool(row).unwrap().id != pool), "a pool without hosts");
        }
    });
}
