//! The pools and the counts of the estate by Resource Graph, and many reads in one request.

use arm::{Error, Json, ResourceId};
use avd::operation::{resource_graph, session_hosts};
use avd::resource::{ListedPool, SessionHost, Timestamp};
use avd::rule::host_counts::{ByPool, HostCounts, VersionsByPool, add_rows, add_version_rows};
use emulator::Fleet;
use futures::executor::block_on;
use futures::future::join_all;
use host::{Duration, Method};
use serde_json::{Value, json};

use crate::console::Console;

async fn graph_pools(console: &Console) -> Vec<ListedPool> {
    let (mut pools, call) = (Vec::new(), resource_graph::host_pools(&console.versions));
    let mut take = |rows: Vec<Value>| pools.extend(rows.into_iter().filter_map(ListedPool::from_graph));
    assert!(console.client.graph_rows(&call, &mut take).await.unwrap().complete);
    pools
}

async fn graph_counts(console: &Console) -> ByPool {
    let (mut counts, call) = (ByPool::new(), resource_graph::host_counts(&console.versions));
    assert!(console.client.graph_rows(&call, &mut |rows| add_rows(&mut counts, rows)).await.unwrap().complete);
    counts
}

async fn graph_versions(console: &Console) -> VersionsByPool {
    let (mut versions, call) = (VersionsByPool::new(), resource_graph::host_versions(&console.versions));
    assert!(console.client.graph_rows(&call, &mut |rows| add_version_rows(&mut versions, rows)).await.unwrap().complete);
    versions
}

/// The session hosts of every pool, as many lists at once as the console reads.
async fn all_lists(console: &Console, pools: &[ResourceId], together: bool) -> Vec<Result<Vec<SessionHost>, Error>> {
    let client = if together { console.client.together() } else { console.client.clone() };
    let mut all = Vec::new();
    for some in pools.chunks(40) {
        let lists = some.iter().map(|pool| {
            let (client, call) = (client.clone(), session_hosts::list(pool, &console.versions));
            async move { client.list::<SessionHost>(&call).await.map(|read| read.value) }
        });
        all.extend(join_all(lists).await);
    }
    all
}

fn good(lists: Vec<Result<Vec<SessionHost>, Error>>) -> Vec<Vec<SessionHost>> {
    lists.into_iter().map(Result::unwrap).collect()
}

/// How many requests went out: batches, and reads of their own.
fn sent(console: &Console) -> (usize, usize) {
    let alone = console.log("GET", "sessionHosts").iter().filter(|entry| entry["batched"] != true).count();
    (console.log("POST", "/batch").len(), alone)
}

async fn four_hundred() -> (Console, Vec<ResourceId>) {
    let console = Console::of_fleet(Fleet::Pools400x25).await;
    let pools = graph_pools(&console).await.iter().filter_map(ListedPool::resource_id).collect();
    (console, pools)
}

#[test]
fn the_graph_tells_of_pools_and_hosts_what_the_provider_tells() {
    block_on(async {
        let console = Console::new().await;
        let (mut graph, counts) = (graph_pools(&console).await, graph_counts(&console).await);
        let versions = graph_versions(&console).await;
        let mut own = console.pools().await;
        // The console leaves out those of a subscription that is off.
        let shown: Vec<String> = own.iter().filter_map(|pool| pool.id.clone()).collect();
        graph.retain(|pool| pool.id.as_ref().is_some_and(|id| shown.contains(id)));
        own.sort_by_key(|pool| pool.id.clone().unwrap().to_lowercase());
        assert_eq!(graph.len(), own.len());
        for (pool, own) in graph.iter().zip(&own) {
            let id = pool.resource_id().unwrap();
            assert_eq!(Some(id.as_str()), own.id.as_deref());
            let (of, own) = (&pool.properties, &own.properties);
            assert_eq!((&of.host_pool_type, &of.management_type), (&own.host_pool_type, &own.management_type));
            assert_eq!((&of.load_balancer_type, of.max_session_limit), (&own.load_balancer_type, own.max_session_limit));
            let hosts = console.client.list::<SessionHost>(&session_hosts::list(&id, &console.versions)).await.unwrap().value;
            let counted = HostCounts::of_list(&hosts.iter().map(Json::to_json).collect::<Vec<_>>(), console.now());
            assert_eq!(counts.get(id.key()).cloned().unwrap_or_default(), counted, "{id:?}");
            let of = |version: &Option<Timestamp>| {
                hosts.iter().filter(|host| host.properties.session_host_configuration == *version).count() as i64
            };
            let told = versions.get(id.key()).cloned().unwrap_or_default();
            assert_eq!(told.iter().map(|(_, hosts)| hosts).sum::<i64>(), hosts.len() as i64, "{id:?}");
            assert!(told.iter().all(|(version, hosts)| of(version) == *hosts), "{id:?}: {told:?}");
        }
    });
}

#[test]
fn four_hundred_pools_and_their_hosts_in_three_calls() {
    block_on(async {
        let console = Console::of_fleet(Fleet::Pools400x25).await;
        assert_eq!(graph_pools(&console).await.len(), 400);
        let counts = graph_counts(&console).await;
        assert_eq!((counts.len(), counts.values().map(|one| one.hosts()).sum::<i64>()), (400, 10_000));
        assert!(console.whole_log().len() <= 3, "{}", console.whole_log().len());
    });
}

#[test]
fn four_hundred_lists_in_twenty_requests_say_the_same() {
    block_on(async {
        let (console, pools) = four_hundred().await;
        let alone = good(all_lists(&console, &pools, false).await);
        let before = sent(&console);
        assert!(before.0 == 0 && before.1 >= 400, "{before:?}");
        let together = good(all_lists(&console, &pools, true).await);
        let after = sent(&console);
        // Signs of life go on meanwhile.
        let told = |hosts: &[Vec<SessionHost>]| -> Vec<_> {
            hosts
                .iter()
                .flatten()
                .map(|host| (host.id.clone(), host.properties.status.clone(), host.properties.sessions))
                .collect()
        };
        assert!(told(&alone) == told(&together));
        assert_eq!((after.0, after.1 - before.1), (20, 0));
    });
}

#[test]
fn without_the_graph_all_lists_are_read_and_nobody_has_to_be_refused() {
    block_on(async {
        for (pools, hosts) in [(400, 400), (1_300, 1_300)] {
            let console = Console::of_fleet(Fleet::Bulk { pools, hosts }).await;
            // No header tells what is left.
            console.expose("none");
            console.control(Method::Post, "buckets", &json!({ "enforced": true }));
            let began = console.now();
            let ids: Vec<ResourceId> =
                console.pools().await.iter().filter_map(|pool| ResourceId::parse(pool.id.as_deref()?).ok()).collect();
            let lists = good(all_lists(&console, &ids, true).await);
            assert_eq!((lists.len(), lists.iter().map(Vec::len).sum::<usize>()), (pools, hosts));
            let log = console.whole_log();
            assert_eq!(log.iter().filter(|entry| entry["status"] == 429).count(), 0, "{pools}: nobody was refused");
            assert!(log.iter().filter(|entry| entry["batched"] == true).count() >= pools, "each was counted");
            // Three quarters of the pools are in one subscription; what is in its bucket goes at once, the rest as it fills, and what is
            // left for the last batch waits most of a second for company.
            let most = u64::try_from((pools * 3 / 4).saturating_sub(235) / 25).unwrap() + 7;
            assert!(console.now().since(began) <= Duration::from_secs(most), "{pools}: {:?}", console.now().since(began));
        }
    });
}

#[test]
fn who_shares_a_bucket_with_another_tab_learns_what_is_left_and_is_not_refused() {
    block_on(async {
        let console = Console::of_fleet(Fleet::Bulk { pools: 400, hosts: 400 }).await;
        let ids: Vec<ResourceId> = graph_pools(&console).await.iter().filter_map(ListedPool::resource_id).collect();
        // Headers of the answers inside a batch can be read wherever those of an answer cannot.
        console.expose("none");
        console.control(Method::Post, "buckets", &json!({ "enforced": true }));
        let other = console.twin().await;
        good(all_lists(&other, &ids[..200], true).await);
        let lists = good(all_lists(&console, &ids, true).await);
        assert_eq!(lists.iter().map(Vec::len).sum::<usize>(), 400);
        let refused = console.whole_log().iter().filter(|entry| entry["status"] == 429).count();
        assert_eq!(refused, 0, "every answer says what is left, what others took included");
    });
}

#[test]
fn a_refused_batch_costs_one_request() {
    block_on(async {
        for fault in [
            json!({ "kind": "status", "status": 403, "code": "AuthorizationFailed" }),
            json!({ "kind": "status", "status": 404 }),
            json!({ "kind": "brokenJson" }),
            json!({ "kind": "lostBefore" }),
        ] {
            let (console, pools) = four_hundred().await;
            console.fault(&json!({ "fault": fault, "path": "/batch", "times": 0 }));
            let lists = good(all_lists(&console, &pools[..80], true).await);
            assert_eq!(lists.iter().map(Vec::len).sum::<usize>(), 2_000, "{fault}");
            let (batches, alone) = sent(&console);
            assert!(batches <= 2 && alone == 80, "{fault}: {batches} {alone}");
        }
    });
}

#[test]
fn a_throttled_half_waits_and_comes_right_with_and_without_readable_headers() {
    block_on(async {
        for expose in ["all", "none"] {
            let (console, pools) = four_hundred().await;
            console.expose(expose);
            console.fault(&json!({ "fault": { "kind": "throttled", "retryAfter": 7 }, "path": "sessionHosts", "times": 10 }));
            let lists = good(all_lists(&console, &pools[..20], true).await);
            assert_eq!(lists.iter().map(Vec::len).sum::<usize>(), 500, "{expose}");
            assert_eq!(sent(&console), (2, 0), "{expose}: the ten that were refused go in another");
        }
    });
}

#[test]
fn a_refusal_inside_is_that_of_one() {
    block_on(async {
        let (console, pools) = four_hundred().await;
        let name = pools[3].name().to_owned();
        let fault = json!({ "kind": "status", "status": 403, "code": "AuthorizationFailed" });
        console.fault(&json!({ "fault": fault, "path": format!("/{name}/sessionHosts"), "times": 0 }));
        let lists = all_lists(&console, &pools[..20], true).await;
        for (place, list) in lists.iter().enumerate() {
            assert_eq!(list.is_err(), place == 3, "{list:?}");
        }
        assert_eq!(sent(&console), (1, 0));
    });
}
