//! Writes on bad days: sent once, done once, and what is read back tells the truth.

use arm::{Call, ErrorKind, Fate, Lro, ResourceId};
use avd::operation::session_host_managements;
use avd::resource::{ProvisioningStatus, ProvisioningStatusWord, UpdateState};
use avd::rule::action::UpdateAction;
use avd::rule::confirm::{Confirmation, confirm};
use avd::rule::{token, update};
use avd::{ApiVersions, Change, ReadBack};
use futures::executor::block_on;
use host::{Duration, Method};
use serde_json::{Value, json};
use writes::Confirm;

use crate::console::{Console, NOW, days, minutes};

/// A write, the pool it is for, and whether it shows in what is read back.
struct Deed {
    pool: &'static str,
    change: fn(&ResourceId, &Console) -> Change,
    done: fn(&Value) -> bool,
}

fn word(body: &Value) -> &str {
    body["status"].as_str().unwrap_or_default()
}

fn control(pool: &ResourceId, action: UpdateAction, status: &UpdateState, versions: &ApiVersions) -> Change {
    update::control(pool, action, None, Some(status), versions).expect("legal")
}

const DEEDS: [Deed; 6] = [
    Deed {
        pool: "hp-finance",
        change: |pool, console| {
            update::initiate(pool, &update::UpdateDraft::from_policy(None), None, &update::in_utc, &console.versions)
        },
        done: |body| word(body) == "ValidatingSessionHostUpdate",
    },
    Deed {
        pool: "hp-callcenter",
        change: |pool, console| control(pool, UpdateAction::Pause, &UpdateState::UpdatingSessionHosts, &console.versions),
        done: |body| word(body) == "Pausing",
    },
    Deed {
        pool: "hp-callcenter",
        change: |pool, console| control(pool, UpdateAction::Cancel, &UpdateState::UpdatingSessionHosts, &console.versions),
        done: |body| word(body) == "Cancelling",
    },
    Deed {
        pool: "hp-engineering",
        change: |pool, console| control(pool, UpdateAction::Retry, &UpdateState::Error, &console.versions),
        done: |body| word(body) == "UpdatingSessionHosts",
    },
    Deed {
        pool: "hp-warehouse",
        change: |pool, console| {
            let status = ProvisioningStatusWord::ProvisioningSessionHosts;
            update::cancel_provisioning(pool, None, Some(&status), &console.versions).expect("legal")
        },
        done: |body| word(body) == "Cancelling",
    },
    Deed {
        pool: "hp-support-us",
        change: |pool, console| token::create(pool, console.now() + days(1), &console.versions),
        done: |body| body["token"].is_string(),
    },
];

/// What is read back after a deed; nothing if there is nothing yet.
async fn read_back(console: &Console, change: &Change) -> Value {
    let call = change.verify.call(&change.target, &console.versions).expect("something to look at");
    match console.client.read::<Value>(&call).await {
        Ok(read) => read.value,
        Err(error) if *error.kind() == ErrorKind::NotFound => Value::Null,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_deed_whose_answer_is_lost_is_done_once_and_the_status_tells() {
    let cases = [
        (json!({ "kind": "lostBefore" }), false),
        (json!({ "kind": "lostAfter" }), true),
        (json!({ "kind": "breaksOff" }), true),
        (json!({ "kind": "status", "status": 500 }), false),
        (json!({ "kind": "status", "status": 503, "retryAfter": 5 }), false),
        (json!({ "kind": "status", "status": 504 }), false),
    ];
    block_on(async {
        for (deed, (fault, worked)) in DEEDS.iter().flat_map(|deed| cases.iter().map(move |case| (deed, case))) {
            let console = Console::new().await;
            let pool = console.pool(deed.pool).await;
            let change = (deed.change)(&pool, &console);
            let what = format!("{}, {fault}", change.title);
            console
                .fault(&json!({ "fault": fault, "method": change.call.method.as_str(), "path": change.call.path, "times": 0 }));
            let before = read_back(&console, &change).await;
            let error = console.client.act(&change.call).await.expect_err(&what);
            assert_eq!(error.fate(), Fate::Unknown, "{what}");
            assert_eq!(console.answers(&change.call).len(), 1, "{what}: sent once");
            console.control(Method::Delete, "fault", &json!({}));
            let after = read_back(&console, &change).await;
            assert_eq!((deed.done)(&after), *worked, "{what}: the status tells the truth");
            let confirmed = confirm(&change, &before, Some(&after).filter(|after| !after.is_null()));
            assert_eq!(matches!(confirmed, Confirmation::Shown(_)), *worked, "{what}: {confirmed:?}");
        }
    });
}

#[test]
fn a_deed_refused_for_the_pace_or_the_token_is_sent_again_and_done_once() {
    let throttled = (json!({ "kind": "throttled", "retryAfter": 5 }), 429);
    let expired = (json!({ "kind": "expiredToken" }), 401);
    block_on(async {
        let every = DEEDS.iter().map(|deed| (deed, &throttled));
        // Each renewal costs a signature, which is slow without optimisation: one POST and the PATCH stand for all.
        let some = DEEDS.iter().filter(|deed| matches!(deed.pool, "hp-finance" | "hp-support-us")).map(|deed| (deed, &expired));
        for (deed, (fault, status)) in every.chain(some) {
            let console = Console::new().await;
            let pool = console.pool(deed.pool).await;
            let change = (deed.change)(&pool, &console);
            let what = format!("{}, {fault}", change.title);
            console.fault(&json!({ "fault": fault, "method": change.call.method.as_str(), "path": change.call.path }));
            let acted = console.client.act(&change.call).await.unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_eq!(console.answers(&change.call), [Some(*status), Some(acted.status.into())], "{what}");
            assert!((deed.done)(&read_back(&console, &change).await), "{what}");
        }
    });
}

#[test]
fn a_cancelled_creation_of_hosts_is_done_once_although_headers_are_hidden() {
    block_on(async {
        let console = Console::new().await;
        console.expose("none");
        let pool = console.pool("hp-warehouse").await;
        let status = ProvisioningStatusWord::ProvisioningSessionHosts;
        let change = update::cancel_provisioning(&pool, Some("Stop"), Some(&status), &console.versions).expect("legal");
        let acted = console.client.act(&change.call).await.expect("accepted");
        assert_eq!((acted.status, acted.operation), (202, None), "running, and only its own status tells more");
        assert_eq!(acted.request.service, None, "hidden");
        let call = session_host_managements::provisioning_status(&pool, &console.versions);
        let word = async || console.client.read::<ProvisioningStatus>(&call).await.expect("a status").value.status.unwrap();
        assert_eq!(word().await, ProvisioningStatusWord::Cancelling);
        console.wait(minutes(20));
        assert_eq!(word().await, ProvisioningStatusWord::Canceled);
    });
}

/// Changes the size of machines; the service works on it for a while.
pub fn configuration(pool: &ResourceId, put: Option<Value>, size: &str) -> Call {
    let path = format!("{}/sessionHostConfigurations/default", pool.path());
    match put {
        Some(mut body) => {
            body["properties"]["vmSizeId"] = json!(size);
            let body = json!({ "properties": body["properties"] });
            Call::put("SessionHostConfigurations_CreateOrUpdate", path, "2026-01-01-preview", body)
        }
        None => {
            let body = json!({ "properties": { "vmSizeId": size } });
            Call::patch("SessionHostConfigurations_Update", path, "2026-01-01-preview", body)
        }
    }
}

#[test]
fn a_changed_configuration_is_followed_to_its_end_whatever_headers_show() {
    block_on(async {
        for (expose, put, size) in ["none", "location", "all"].into_iter().flat_map(|expose| {
            [(false, "Standard_D8as_v6"), (true, "Standard_D8as_v6"), (false, "Basic_A1"), (true, "Basic_A1")]
                .map(|(put, size)| (expose, put, size))
        }) {
            let console = Console::new().await;
            console.expose(expose);
            let pool = console.pool("hp-finance").await;
            let read = ReadBack::Configuration.call(&pool, &console.versions).expect("a read");
            let before = console.client.read::<Value>(&read).await.expect("a configuration").value;
            let call = configuration(&pool, put.then(|| before.clone()), size);
            let acted = console.client.act(&call).await.expect("accepted");
            let watch = acted.operation.unwrap_or_else(|| panic!("{expose}, PUT {put}: work is under way"));
            let mut looks = 0;
            let ended = console.client.watch(watch, |_| looks += 1).await;
            assert!(looks > 0 && console.now().since(NOW) >= Duration::from_secs(30), "not done at once");
            let after = console.client.read::<Value>(&read).await.expect("a configuration").value;
            let moved = after["properties"]["version"] != before["properties"]["version"];
            match ended {
                Ok(value) => {
                    assert_eq!(value.unwrap()["properties"]["vmSizeId"], size, "{expose}, PUT {put}");
                    assert!(moved && size.starts_with("Standard_"), "{expose}, PUT {put}, {size}");
                }
                Err(error) => {
                    // The result URL refuses: that is no end, what the configuration says is.
                    let state = after["properties"]["provisioningState"].as_str();
                    let ended = (error.kind(), error.fate()) == (&ErrorKind::Failed, Fate::Ran);
                    assert!(ended || error.fate() == Fate::Unknown && state == Some("Failed"), "{expose}, PUT {put}: {error:?}");
                    assert!(!moved && size == "Basic_A1", "{expose}, PUT {put}, {size}");
                }
            }
        }
    });
}

#[test]
fn every_deed_ends_right_whatever_headers_show() {
    block_on(async {
        for (deed, expose) in DEEDS.iter().flat_map(|deed| ["none", "location", "all"].map(|expose| (deed, expose))) {
            let console = Console::new().await;
            console.expose(expose);
            let pool = console.pool(deed.pool).await;
            let change = (deed.change)(&pool, &console);
            let what = format!("{}, {expose}", change.title);
            let acted = console.client.act(&change.call).await.unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_eq!(acted.operation.is_some(), acted.status == 202 && expose != "none", "{what}: {}", acted.status);
            assert!((deed.done)(&read_back(&console, &change).await), "{what}");
            if let Some(operation) = acted.operation {
                console.client.watch(operation, |_| {}).await.unwrap_or_else(|error| panic!("{what}: {error}"));
            }
            assert_eq!(console.answers(&change.call).len(), 1, "{what}");
        }
    });
}

#[test]
fn a_watch_outlives_failing_polls_and_a_reload() {
    let faults = [
        json!({ "kind": "throttled", "retryAfter": 30 }),
        json!({ "kind": "status", "status": 500 }),
        json!({ "kind": "lostBefore" }),
        json!({ "kind": "breaksOff" }),
        json!({ "kind": "brokenJson" }),
        json!({ "kind": "hiddenHeaders" }),
    ];
    block_on(async {
        for fault in faults {
            let console = Console::new().await;
            let pool = console.pool("hp-finance").await;
            let acted = console.client.act(&configuration(&pool, None, "Standard_D8as_v6")).await.expect("accepted");
            let watch = acted.operation.expect("work is under way");
            let stored = serde_json::to_string(&watch).expect("can be stored");
            console.fault(&json!({ "fault": fault, "path": "/operationResults/", "times": 4 }));
            let restored: Lro = serde_json::from_str(&stored).expect("can be restored");
            let ended = console.client.watch(restored, |_| {}).await.unwrap_or_else(|error| panic!("{fault}: {error}"));
            let met = console.log("GET", "/operationResults/").iter().filter(|entry| !entry["fault"].is_null()).count();
            assert!(met > 0, "{fault}: no poll met it");
            let size = &console.configuration(&pool).await.properties.vm_size_id;
            assert_eq!(size.as_deref(), Some("Standard_D8as_v6"), "{fault}");
            assert!(ended.is_none_or(|value| value["properties"]["vmSizeId"] == "Standard_D8as_v6"), "{fault}");
            assert_eq!(console.log("PATCH", "sessionHostConfigurations").len(), 1, "{fault}");
        }
    });
}
