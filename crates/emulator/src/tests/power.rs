//! Power of the machines: the operation as Compute shows it, and what the host pool sees of it.

use serde_json::json;

use super::*;

/// The first host of a pool that has the status, and its machine.
fn host(bench: &Bench, pool: &str, status: &str) -> (String, String) {
    let hosts = bench.get(&format!("{}/sessionHosts", demo(pool))).is(200).body;
    let found = hosts["value"].as_array().unwrap().iter().find(|host| host["properties"]["status"] == status).unwrap();
    (found["id"].as_str().unwrap().to_owned(), found["properties"]["resourceId"].as_str().unwrap().to_owned())
}

fn power(bench: &Bench, machine: &str) -> String {
    let view = bench.get(&format!("{machine}/instanceView?api-version=2024-07-01")).is(200).body;
    let expanded = bench.get(&format!("{machine}?$expand=instanceView&api-version=2024-07-01")).is(200).body;
    assert_eq!(expanded["properties"]["instanceView"], view, "one answer, two addresses");
    view["statuses"][1]["code"].as_str().unwrap().to_owned()
}

fn act(bench: &Bench, machine: &str, word: &str) -> Answer {
    bench.send(Method::Post, &format!("{machine}/{word}?api-version=2024-07-01"), None)
}

fn properties(bench: &Bench, host: &str) -> Value {
    bench.get(host).is(200).body["properties"].clone()
}

#[test]
fn a_machine_goes_off_and_on_again() {
    let bench = Bench::new();
    let (host, machine) = host(&bench, "hp-sales", "Available");
    assert_eq!(power(&bench, &machine), "PowerState/running");
    let accepted = act(&bench, &machine, "deallocate").is(202);
    let header = |name: &str| accepted.response.header(name).unwrap().to_owned();
    let (monitor, result) = (header("Azure-AsyncOperation"), header("Location"));
    assert!(monitor.contains("/providers/Microsoft.Compute/locations/northeurope/operations/"), "{monitor}");
    assert_eq!(bench.get(&monitor).is(200).body["status"], "InProgress");
    bench.get(&result).is(202);
    assert_eq!(power(&bench, &machine), "PowerState/deallocating");
    let seen = properties(&bench, &host);
    assert_eq!((&seen["status"], &seen["sessions"]), (&json!("Unavailable"), &json!(0)));
    assert_eq!(act(&bench, &machine, "start").is(409).code(), "Conflict");
    bench.wait(1);
    let ended = bench.get(&monitor).is(200).body;
    assert!(ended["status"] == "Succeeded" && ended["endTime"].is_string(), "{ended}");
    assert_eq!(
        (bench.get(&result).is(200).response.body.len(), power(&bench, &machine)),
        (0, "PowerState/deallocated".to_owned())
    );
    assert_eq!(properties(&bench, &host)["status"], "Shutdown");

    act(&bench, &machine, "start").is(202);
    assert_eq!(power(&bench, &machine), "PowerState/starting");
    bench.wait(1);
    assert_eq!(
        (power(&bench, &machine).as_str(), &properties(&bench, &host)["status"]),
        ("PowerState/running", &json!("Shutdown"))
    );
    bench.wait(1);
    assert_eq!(properties(&bench, &host)["status"], "Available", "the agent is heard later than the machine runs");
}

#[test]
fn off_is_not_given_back_and_a_restart_needs_a_running_machine() {
    let bench = Bench::new();
    let (host, machine) = host(&bench, "hp-sales", "Available");
    act(&bench, &machine, "restart").is(202);
    assert_eq!(
        (power(&bench, &machine).as_str(), &properties(&bench, &host)["status"]),
        ("PowerState/running", &json!("Unavailable"))
    );
    bench.wait(2);
    assert_eq!(properties(&bench, &host)["status"], "Available");
    act(&bench, &machine, "powerOff").is(202);
    bench.wait(2);
    assert_eq!(
        (power(&bench, &machine).as_str(), &properties(&bench, &host)["status"]),
        ("PowerState/stopped", &json!("Shutdown"))
    );
    assert_eq!(act(&bench, &machine, "restart").is(409).code(), "OperationNotAllowed");
    let monitor = act(&bench, &machine, "powerOff").is(202).response.header("Azure-AsyncOperation").unwrap().to_owned();
    assert_eq!(bench.get(&monitor).is(200).body["status"], "Succeeded", "what is so already is done at once");
}

#[test]
fn power_has_rights_of_its_own_and_obeys_locks() {
    let (_, machine) = host(&Bench::new(), "hp-sales", "Available");
    let holly = Bench::of(Fleet::Demo, "holly.hosts@contoso.example");
    act(&holly, &machine, "restart").is(202);
    for upn in ["rita.reader", "sam.operator"] {
        let bench = Bench::of(Fleet::Demo, &format!("{upn}@contoso.example"));
        for word in ["start", "restart", "powerOff", "deallocate"] {
            let refused = act(&bench, &machine, word).is(403);
            assert!(
                refused.message().contains(&format!("'Microsoft.Compute/virtualMachines/{word}/action'")),
                "{}",
                refused.message()
            );
        }
    }
    let bench = Bench::new();
    let group = machine.split("/providers/").next().unwrap();
    let lock = format!("{group}/providers/Microsoft.Authorization/locks/hands-off?api-version=2016-09-01");
    bench.put(&lock, &json!({ "properties": { "level": "ReadOnly" } })).is(201);
    assert_eq!(act(&bench, &machine, "start").is(409).code(), "ScopeLocked");
    assert_eq!(act(&bench, &format!("{machine}x"), "start").is(404).code(), "ResourceNotFound");
}
