//! The estates: what each is there for, and that a seed gives the same one again.

use host::Request;

use super::*;

fn pools(bench: &Bench, subscription: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut next = Some(format!("/subscriptions/{subscription}/providers/Microsoft.DesktopVirtualization/hostPools"));
    while let Some(url) = next {
        let page = bench.get(&url).is(200).body;
        found.extend(page["value"].as_array().unwrap().clone());
        next = page["nextLink"].as_str().map(str::to_owned);
    }
    found
}

#[test]
fn the_demo_tells_its_stories() {
    let bench = Bench::new();
    let names: Vec<String> = [PRODUCTION, TEST]
        .iter()
        .flat_map(|id| pools(&bench, id))
        .map(|pool| pool["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names.len(), 12);
    let status = |name: &str| {
        let path = format!("{}/sessionHostManagements/default/sessionHostUpdateStatuses/default", demo(name));
        bench.get(&path).body["status"].as_str().map(str::to_owned)
    };
    assert_eq!(status("hp-callcenter").as_deref(), Some("UpdatingSessionHosts"));
    assert_eq!(status("hp-engineering").as_deref(), Some("Error"));
    assert_eq!(status("hp-pilot").as_deref(), Some("Succeeded"));
    assert_eq!(status("hp-finance"), None);
    let path = format!("{}/sessionHostManagements/default/sessionHostProvisioningStatuses/default", demo("hp-warehouse"));
    assert_eq!(bench.get(&path).body["status"], "ProvisioningSessionHosts");
    assert_eq!(bench.get(&format!("{}/sessionHosts", demo("hp-lab-empty"))).body["value"], serde_json::json!([]));
    let hosts = bench.get(&format!("{}/sessionHosts", demo("hp-support-us"))).body;
    assert!(hosts["value"].as_array().unwrap().iter().any(|host| host["properties"]["status"] == "Hibernated"));
}

#[test]
fn no_time_in_an_answer_lies_ahead() {
    let bench = Bench::new();
    let path = format!("{}/sessionHosts", demo("hp-callcenter"));
    for host in bench.get(&path).body["value"].as_array().unwrap() {
        for name in ["lastHeartBeat", "lastUpdateTime", "lastSessionHostUpdateTime", "sessionHostConfiguration"] {
            let at = Instant::parse(host["properties"][name].as_str().unwrap()).unwrap();
            assert!(at <= NOW, "{name} {at}");
        }
    }
}

#[test]
fn a_seed_gives_the_same_estate_again() {
    let path = format!("{}/sessionHosts", demo("hp-finance"));
    assert_eq!(Bench::new().get(&path).body, Bench::new().get(&path).body);
}

#[test]
fn large_estates_have_their_sizes() {
    for (fleet, pool_count, host_count) in [(Fleet::Pools400x25, 400, 10_000), (Fleet::Hosts100k, 1_300, 100_000)] {
        let world = Emulated::new(Options { fleet, ..Options::default() }, NOW);
        world.with(|world| {
            assert_eq!(world.estate.pools.len(), pool_count);
            let planned: usize = world.estate.pools.iter().map(|pool| pool.hosts.len()).sum();
            assert_eq!(planned, host_count);
            let made = world.estate.pools.iter().take(10).all(|pool| pool.hosts.len() == pool.hosts.all().len());
            assert!(made);
        });
    }
}

#[test]
fn a_bearer_is_needed() {
    let bench = Bench::new();
    let answer = bench.world.answer(&Request::new(Method::Get, format!("{ORIGIN}/subscriptions?api-version=2022-12-01")));
    assert_eq!(answer.status, 401);
}
