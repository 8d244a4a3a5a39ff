//! Whole life cycles on a virtual clock: updates, pauses, failures, provisioning.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;

const FINANCE: &str = "hp-finance";

fn status_of(bench: &Bench, pool: &str) -> Value {
    bench.get(&format!("{}/sessionHostManagements/default/sessionHostUpdateStatuses/default", demo(pool))).is(200).body
}

fn word(bench: &Bench, pool: &str) -> String {
    status_of(bench, pool)["status"].as_str().unwrap().to_owned()
}

fn hosts(bench: &Bench, pool: &str) -> Vec<Value> {
    bench.get(&format!("{}/sessionHosts", demo(pool))).is(200).body["value"].as_array().unwrap().clone()
}

fn start(bench: &Bench, pool: &str, body: &Value) -> Answer {
    bench.post(&format!("{}/sessionHostManagements/default/initiateSessionHostUpdate", demo(pool)), body)
}

fn control(bench: &Bench, pool: &str, action: &str) -> Answer {
    bench.post(&format!("{}/sessionHostManagements/default/controlSessionHostUpdate", demo(pool)), &json!({ "action": action }))
}

/// Advances until the status is one of these; panics after two days.
fn run_until(bench: &Bench, pool: &str, words: &[&str]) -> String {
    for _ in 0..2 * 24 * 60 {
        let now = word(bench, pool);
        if words.contains(&now.as_str()) {
            return now;
        }
        bench.wait(1);
    }
    panic!("never became one of {words:?}: {}", status_of(bench, pool));
}

/// A pool of ten hosts, all behind, none of which fails.
fn ten_behind(bench: &Bench) -> &'static str {
    control(bench, "hp-callcenter", "Cancel").is(202);
    run_until(bench, "hp-callcenter", &["Cancelled"]);
    let path = format!("{}/sessionHostConfigurations/default", demo("hp-callcenter"));
    bench.patch(&path, &json!({ "properties": { "friendlyName": "again" } })).is(202);
    bench.wait(1);
    "hp-callcenter"
}

#[test]
fn ten_hosts_are_each_replaced_exactly_once() {
    let bench = Bench::new();
    let pool = ten_behind(&bench);
    start(&bench, pool, &json!({ "update": { "maxVmsRemoved": 3, "logOffDelayMinutes": 5 } })).is(204);
    let (mut replaced, mut last, mut minutes) = (BTreeMap::<String, u32>::new(), 0.0, 0);
    let mut machine = machines(&hosts(&bench, pool));
    loop {
        let status = status_of(&bench, pool);
        let (now, list) = (status["percentComplete"].as_f64().unwrap_or(0.0), hosts(&bench, pool));
        assert!(now >= last, "percent went back from {last} to {now}");
        if minutes < 1 + 5 + 20 {
            assert_eq!(now, 0.0, "nothing is complete while the initial host is under way");
        }
        last = now;
        let away = 10 - list.iter().filter(|host| host["properties"]["updateState"] != "Started").count();
        assert!(away <= if now == 0.0 { 1 } else { 3 }, "{away} hosts at once");
        for (name, vm) in machines(&list) {
            if machine.insert(name.clone(), vm.clone()).as_ref() != Some(&vm) {
                *replaced.entry(name).or_default() += 1;
            }
        }
        if status["status"] == "Succeeded" {
            break;
        }
        bench.wait(1);
        minutes += 1;
        assert!(minutes < 600, "no end: {status}");
    }
    assert_eq!(last, 100.0);
    assert_eq!(replaced.len(), 10);
    assert!(replaced.values().all(|count| *count == 1), "{replaced:?}");
    // Under a minute of validation, then (1 + 3) rounds of 20 + 5 minutes.
    assert_eq!(minutes, 1 + 4 * 25);
    let version = bench.get(&format!("{}/sessionHostConfigurations/default", demo(pool))).body["properties"]["version"].clone();
    for host in hosts(&bench, pool) {
        let properties = &host["properties"];
        assert_eq!(properties["sessionHostConfiguration"], version);
        assert_eq!((&properties["updateState"], &properties["allowNewSession"]), (&json!("Succeeded"), &json!(true)));
        assert_eq!(properties["sessions"], 0);
        let vm = properties["resourceId"].as_str().unwrap().rsplit('/').next().unwrap();
        let short = host["name"].as_str().unwrap().rsplit('/').next().unwrap();
        assert!(vm.starts_with(&format!("{short}-2026-")) && vm.len() == short.len() + 20, "{vm}");
    }
    let active = bench.get(&format!("{}/activeSessionHostConfigurations/default", demo(pool))).is(200).body;
    assert_eq!(active["properties"]["version"], version);
    assert_eq!(start(&bench, pool, &json!({})).is(400).code(), "HostpoolHasNoSessionHosts");
}

#[test]
fn a_host_is_out_of_the_pool_while_its_machine_is_replaced_and_comes_back_to_its_place() {
    let bench = Bench::new();
    let pool = ten_behind(&bench);
    let names = |bench: &Bench| -> Vec<String> { names_in_order(&hosts(bench, pool)) };
    let all = names(&bench);
    start(&bench, pool, &json!({ "update": { "maxVmsRemoved": 4, "logOffDelayMinutes": 3 } })).is(204);
    run_until(&bench, pool, &["UpdatingSessionHosts"]);
    bench.wait(2);
    assert_eq!(names(&bench), all, "users were told; nobody is gone yet");
    bench.wait(2);
    assert_eq!(names(&bench), all[1..], "the initial host is out of the pool");
    bench.get(&format!("{}/sessionHosts/{}", demo(pool), all[0])).is(404);
    bench.wait(18);
    let back = hosts(&bench, pool)[0]["properties"].clone();
    let shown = (&back["status"], &back["allowNewSession"], &back["updateState"]);
    assert_eq!(shown, (&json!("Upgrading"), &json!(false), &json!("Started")), "its new machine is registering");
    bench.wait(10);
    assert_eq!(names(&bench), [&all[..1], &all[5..]].concat(), "a batch of four is out");
    run_until(&bench, pool, &["Succeeded"]);
    assert_eq!(names(&bench), all);
}

fn names_in_order(list: &[Value]) -> Vec<String> {
    list.iter().map(|host| host["name"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()).collect()
}

fn machines(list: &[Value]) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    list.iter().map(|host| (text(&host["name"]), text(&host["properties"]["resourceId"]))).collect()
}

#[test]
fn a_failed_host_goes_back_and_a_retry_brings_it_along() {
    let bench = Bench::new();
    start(&bench, FINANCE, &json!({ "update": { "maxVmsRemoved": 2, "logOffDelayMinutes": 0 } })).is(204);
    run_until(&bench, FINANCE, &["Error"]);
    let failed: Vec<Value> =
        hosts(&bench, FINANCE).into_iter().filter(|host| host["properties"]["updateState"] == "Failed").collect();
    assert_eq!(failed.len(), 1);
    assert!(failed[0]["properties"]["updateErrorMessage"].as_str().unwrap().starts_with("AgentRegistrationFailureGeneric"));
    assert_eq!(failed[0]["properties"]["status"], "Available", "rolled back");
    let status = status_of(&bench, FINANCE);
    assert_eq!(
        (status["error"]["code"].as_str(), fault(&status["error"])),
        (Some("UpdateFailure"), "AgentRegistrationFailureGeneric".to_owned())
    );
    assert_eq!(control(&bench, FINANCE, "Resume").is(409).code(), "InvalidHostPoolUpdateAction");
    assert_eq!(start(&bench, FINANCE, &json!({})).is(409).code(), "HostPoolUpdateInProgress");
    control(&bench, FINANCE, "Retry").is(202);
    run_until(&bench, FINANCE, &["Succeeded"]);
    let after = status_of(&bench, FINANCE);
    assert_eq!((&after["correlationId"], &after["percentComplete"]), (&status["correlationId"], &json!(100.0)));
    assert!(after["error"].is_null());
}

#[test]
fn pause_waits_for_the_batch_and_resume_goes_on() {
    let bench = Bench::new();
    let pool = ten_behind(&bench);
    start(&bench, pool, &json!({ "update": { "maxVmsRemoved": 4, "logOffDelayMinutes": 0 } })).is(204);
    run_until(&bench, pool, &["UpdatingSessionHosts"]);
    bench.wait(30);
    let answer = control(&bench, pool, "Pause").is(202);
    assert_eq!(word(&bench, pool), "Pausing");
    assert_eq!(status_of(&bench, pool)["properties"]["progress"]["sessionHostsInProgress"], 4);
    assert_eq!(control(&bench, pool, "Cancel").status, 409);
    let location = answer.response.header("Location").unwrap().to_owned();
    assert_eq!(answer.response.header("Retry-After"), Some("15"));
    assert_eq!(bench.get(&location).status, 202);
    run_until(&bench, pool, &["Paused"]);
    assert_eq!(bench.get(&location).status, 204);
    let progress = status_of(&bench, pool)["properties"]["progress"].clone();
    assert_eq!((&progress["sessionHostsCompleted"], &progress["sessionHostsInProgress"]), (&json!(5), &json!(0)));
    bench.wait(600);
    assert_eq!(word(&bench, pool), "Paused");
    control(&bench, pool, "Resume").is(202);
    run_until(&bench, pool, &["Succeeded"]);
}

#[test]
fn a_pause_of_two_weeks_is_a_cancellation() {
    let bench = Bench::new();
    let pool = ten_behind(&bench);
    start(&bench, pool, &json!({})).is(204);
    run_until(&bench, pool, &["UpdatingSessionHosts"]);
    control(&bench, pool, "Pause").is(202);
    run_until(&bench, pool, &["Paused"]);
    bench.wait(14 * 24 * 60 - 2);
    assert_eq!(word(&bench, pool), "Paused");
    bench.wait(3);
    assert_eq!(word(&bench, pool), "Cancelled");
}

#[test]
fn cancel_leaves_a_mixed_pool_and_a_new_update_finishes_it() {
    let bench = Bench::new();
    let pool = ten_behind(&bench);
    start(&bench, pool, &json!({ "update": { "maxVmsRemoved": 2, "logOffDelayMinutes": 0 } })).is(204);
    run_until(&bench, pool, &["UpdatingSessionHosts"]);
    bench.wait(25);
    control(&bench, pool, "Cancel").is(202);
    assert_eq!(word(&bench, pool), "Cancelling");
    run_until(&bench, pool, &["Cancelled"]);
    let old = status_of(&bench, pool)["correlationId"].clone();
    let versions: BTreeSet<String> =
        hosts(&bench, pool).iter().map(|host| host["properties"]["sessionHostConfiguration"].to_string()).collect();
    assert!(versions.len() >= 2, "{versions:?}");
    assert!(hosts(&bench, pool).iter().all(|host| host["properties"]["updateState"] == "Succeeded"));
    start(&bench, pool, &json!({})).is(204);
    assert_ne!(status_of(&bench, pool)["correlationId"], old);
    run_until(&bench, pool, &["Succeeded"]);
    assert_eq!(status_of(&bench, pool)["properties"]["progress"]["totalSessionHosts"], 7);
}

#[test]
fn a_scheduled_update_waits_starts_early_or_is_cancelled() {
    let bench = Bench::new();
    let at = |hours: u64| (bench_now(&bench) + Duration::from_secs(3600 * hours)).to_rfc3339();
    for (hours, status) in [(14 * 24 + 1, 400), (14 * 24 - 1, 204)] {
        let body = json!({ "scheduledDateTime": at(hours), "scheduledDateTimeZone": "UTC" });
        assert_eq!(start(&bench, FINANCE, &body).status, status, "{hours}");
    }
    assert_eq!(word(&bench, FINANCE), "Scheduled");
    bench.wait(60 * 24);
    assert_eq!(word(&bench, FINANCE), "Scheduled");
    control(&bench, FINANCE, "Cancel").is(202);
    assert_eq!(word(&bench, FINANCE), "Cancelled");
    start(&bench, FINANCE, &json!({ "scheduledDateTime": at(2) })).is(204);
    control(&bench, FINANCE, "Start").is(202);
    assert_eq!(word(&bench, FINANCE), "ValidatingSessionHostUpdate");
    control(&bench, FINANCE, "Cancel").is(202);
    assert_eq!(run_until(&bench, FINANCE, &["Cancelled"]), "Cancelled");
    start(&bench, FINANCE, &json!({ "scheduledDateTime": at(2) })).is(204);
    bench.wait(120);
    assert_eq!(word(&bench, FINANCE), "ValidatingSessionHostUpdate");
    for body in
        [json!({ "scheduledDateTime": at(0).replace("2026", "2025") }), json!({ "scheduledDateTimeZone": "Europe/Berlin" })]
    {
        assert_eq!(start(&bench, "hp-engineering", &body).is(409).code(), "HostPoolUpdateInProgress");
    }
}

fn bench_now(bench: &Bench) -> Instant {
    host::Host::now(&bench.world)
}

#[test]
fn a_configuration_that_cannot_be_met_fails_the_validation() {
    let bench = Bench::new();
    let path = format!("{}/sessionHostConfigurations/default", demo(FINANCE));
    let patch = |size: &str| bench.patch(&path, &json!({ "properties": { "vmSizeId": size } })).is(202);
    let before = bench.get(&path).body["properties"]["version"].clone();
    let location = patch("Basic_A1").response.header("Location").unwrap().to_owned();
    assert_eq!(bench.get(&location).status, 202);
    assert_eq!(bench.get(&path).body["properties"]["provisioningState"], "Validating");
    bench.wait(1);
    assert_eq!(fault(&bench.get(&location).is(400).body["error"]), "VmSkuNotAvailableInRegion");
    let body = bench.get(&path).body;
    assert_eq!((&body["properties"]["provisioningState"], &body["properties"]["version"]), (&json!("Failed"), &before));
    assert_eq!(body["properties"]["vmSizeId"], "Standard_D4as_v6");
    assert_eq!(start(&bench, FINANCE, &json!({})).is(409).code(), "SessionHostConfigurationNotReady");
    let location = patch(crate::lifecycle::update::RESTRICTED_SIZE).response.header("Location").unwrap().to_owned();
    bench.wait(1);
    let done = bench.get(&location).is(200).body;
    assert_eq!(done["properties"]["provisioningState"], "Succeeded");
    assert_ne!(done["properties"]["version"], before);
    start(&bench, FINANCE, &json!({})).is(204);
    run_until(&bench, FINANCE, &["Failed"]);
    assert_eq!(fault(&status_of(&bench, FINANCE)["error"]), "VmSkuNotAvailableInRegionDueToRestriction");
    assert_eq!(control(&bench, FINANCE, "Retry").status, 409);
}

#[test]
fn a_host_that_cannot_be_rolled_back_stays_drained_until_the_retry() {
    let bench = Bench::new();
    bench.world.with(|world| {
        let at = world.estate.find(&demo(FINANCE)).unwrap();
        let host = &mut world.estate.pools[at].hosts.all_mut()[0];
        (host.fails, host.sticks) = (1, true);
    });
    start(&bench, FINANCE, &json!({})).is(204);
    run_until(&bench, FINANCE, &["Error"]);
    assert_eq!(status_of(&bench, FINANCE)["properties"]["progress"]["sessionHostsRollbackFailed"], 1);
    let host = |bench: &Bench| hosts(bench, FINANCE)[0]["properties"].clone();
    assert_eq!((&host(&bench)["allowNewSession"], &host(&bench)["status"]), (&json!(false), &json!("Unavailable")));
    assert_eq!(status_of(&bench, FINANCE)["percentComplete"], 0.0, "the update stopped at the initial host");
    control(&bench, FINANCE, "Retry").is(202);
    run_until(&bench, FINANCE, &["Error", "Succeeded"]);
    assert_eq!((&host(&bench)["allowNewSession"], &host(&bench)["status"]), (&json!(true), &json!("Available")));
}

#[test]
fn provisioning_makes_hosts_and_can_be_cancelled() {
    let bench = Bench::new();
    let management = format!("{}/sessionHostManagements/default", demo("hp-pilot"));
    let status = format!("{management}/sessionHostProvisioningStatuses/default");
    assert_eq!(bench.get(&status).status, 404);
    let grow = |count: u64| bench.patch(&management, &json!({ "properties": { "provisioning": { "instanceCount": count } } }));
    assert_eq!(grow(0).is(400).body["error"]["target"], "properties.provisioning.instanceCount");
    grow(6).is(200);
    assert_eq!(bench.get(&status).body["status"], "ValidatingSessionHostProvisioning");
    assert_eq!(grow(9).is(409).code(), "HostPoolProvisioningInProgress");
    bench.wait(3);
    let progress = bench.get(&status).body["properties"]["progress"].clone();
    assert_eq!(progress["sessionHostsInProgress"], 1, "a canary first");
    bench.wait(15);
    let cancel = format!("{management}/controlSessionHostProvisioning");
    let answer = bench.post(&cancel, &json!({ "action": "Cancel", "cancelMessage": "stop" })).is(202);
    assert!(answer.response.header("Location").unwrap().contains("/operationResults/"));
    assert_eq!(answer.response.header("Retry-After"), Some("15"));
    bench.wait(15);
    assert_eq!(bench.get(&status).body["status"], "Canceled");
    assert_eq!(hosts(&bench, "hp-pilot").len(), 6, "the batch under way was finished");
    assert_eq!(bench.post(&cancel, &json!({ "action": "Cancel" })).status, 409);
}

#[test]
fn a_host_that_never_registers_can_be_tried_again() {
    let bench = Bench::new();
    bench.world.with(|world| {
        let at = world.estate.find(&demo("hp-pilot")).unwrap();
        world.estate.pools[at].stillborn = 1;
    });
    let management = format!("{}/sessionHostManagements/default", demo("hp-pilot"));
    bench.patch(&management, &json!({ "properties": { "provisioning": { "instanceCount": 5 } } })).is(200);
    bench.wait(60);
    let status = bench.get(&format!("{management}/sessionHostProvisioningStatuses/default")).body;
    assert_eq!(
        (status["status"].as_str(), fault(&status["error"])),
        (Some("Failed"), "AgentRegistrationFailureGeneric".to_owned())
    );
    let broken = hosts(&bench, "hp-pilot").into_iter().find(|host| host["properties"]["updateState"] == "Failed").unwrap();
    let id = broken["id"].as_str().unwrap();
    bench.post(&format!("{id}/retryProvisioning"), &json!({})).is(200);
    assert_eq!(bench.get(id).body["properties"]["status"], "Available");
}

#[test]
fn every_action_in_every_status_is_decided_alike_over_the_api() {
    let rows = [
        ("hp-finance", None, "- - - - -"),
        ("hp-engineering", Some("Error"), "- - - Retry Cancel"),
        ("hp-pilot", Some("Succeeded"), "- - - - -"),
        ("hp-callcenter", Some("UpdatingSessionHosts"), "- Pause - - Cancel"),
    ];
    for (pool, status, expected) in rows {
        let taken: Vec<&str> = ["Start", "Pause", "Resume", "Retry", "Cancel"]
            .into_iter()
            .map(|action| {
                let bench = Bench::new();
                assert_eq!(status.map(str::to_owned), status.map(|_| word(&bench, pool)));
                if control(&bench, pool, action).status == 202 { action } else { "-" }
            })
            .collect();
        assert_eq!(taken.join(" "), expected, "{pool}");
    }
}
