//! Recorded exchanges of the real service (`tests/recordings`): nothing of an answer is lost, its meaning is read, and each exchange
//! is played through the machines of the console to its end.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use arm::{Call, Client, Endpoint, ResourceId, SignedOut, Token, TokenNeed, TokenSource};
use avd::operation::session_host_managements;
use avd::resource::*;
use avd::rule::run::Run;
use avd::{ApiVersions, Change, ReadBack, Record, Write};
use futures::executor::block_on;
use host::{Duration, Host, Instant, Method, Request, Response, SendError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use writes::{Outcome, WriteStep as Step};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/recordings");

fn recording(name: &str) -> Value {
    let text = std::fs::read_to_string(format!("{FOLDER}/{name}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn body(name: &str) -> Value {
    recording(name)["response"]["body"].clone()
}

/// The paths of a value's leaves that say something, each with its value.
fn leaves(path: &str, value: &Value, into: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| leaves(&format!("{path}/{name}"), value, into)),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| leaves(&format!("{path}/{at}"), item, into)),
        Value::Null => {}
        leaf => into.push((path.to_owned(), leaf.clone())),
    }
}

/// Decodes and encodes: every leaf survives, the known and the unknown ones.
fn whole<R: DeserializeOwned + Serialize>(value: &Value) -> R {
    let read: R = serde_json::from_value(value.clone()).unwrap();
    let again = serde_json::to_value(&read).unwrap();
    let mut wanted = Vec::new();
    leaves("", value, &mut wanted);
    assert!(!wanted.is_empty());
    for (path, leaf) in wanted {
        assert_eq!(again.pointer(&path), Some(&leaf), "{path}");
    }
    read
}

#[test]
fn nothing_of_an_answer_is_lost() {
    let mut read = BTreeSet::new();
    let mut seen = |names: &[&'static str], decode: &dyn Fn(&Value)| {
        for name in names {
            decode(&body(name));
            read.insert(*name);
        }
    };
    let pools =
        ["host-pool-create-automated", "host-pool-create-with-token", "host-pool-delete", "host-pool-get", "host-pool-patch"];
    seen(&pools, &|value| drop(whole::<HostPool>(value)));
    seen(&["active-configuration-get"], &|value| drop(whole::<ActiveSessionHostConfiguration>(value)));
    seen(&["configuration-put"], &|value| drop(whole::<SessionHostConfiguration>(value)));
    let policies = ["management-get", "management-patch-more-hosts", "management-put"];
    seen(&policies, &|value| drop(whole::<SessionHostManagement>(value)));
    seen(&["update-status"], &|value| drop(whole::<UpdateStatus>(value)));
    seen(&["provisioning-status"], &|value| drop(whole::<ProvisioningStatus>(value)));
    let hosts = ["session-host-delete", "session-host-get", "session-host-patch", "session-host-put-placeholder"];
    seen(&hosts, &|value| drop(whole::<SessionHost>(value)));
    seen(&["user-session-get"], &|value| drop(whole::<UserSession>(value)));
    seen(&["user-session-list-of-host", "user-session-list-of-pool"], &|value| {
        let items = value["value"].as_array().unwrap();
        assert!(!items.is_empty());
        items.iter().for_each(|item| drop(whole::<UserSession>(item)));
    });
    seen(&["list-registration-tokens"], &|value| drop(whole::<RegistrationTokenList>(value)));
    // Passed on as they are; errors are read by `arm`.
    seen(&["scaling-plan-get", "host-pool-delete-refused", "user-session-get-gone"], &|value| assert!(value.is_object()));
    seen(
        &["configuration-patch", "session-host-retry", "update-cancel", "update-initiate-now", "user-session-delete-gone"],
        &|value| {
            assert!(value.is_null(), "no body: {value}");
        },
    );
    let files = std::fs::read_dir(FOLDER).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let names: BTreeSet<String> = files.filter_map(|file| file.strip_suffix(".json").map(str::to_owned)).collect();
    let missing: Vec<&String> = names.iter().filter(|name| !read.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "recordings that no test reads: {missing:?}");
}

#[test]
fn answers_are_read_in_their_meaning() {
    let host: SessionHost = whole(&body("session-host-get"));
    let checks = host.properties.session_host_health_check_results.unwrap();
    assert!(
        checks.iter().all(|check| check.health_check_name.as_ref().is_some_and(|name| HealthCheckName::KNOWN.contains(name)))
    );
    let placeholder: SessionHost = whole(&body("session-host-put-placeholder"));
    assert_eq!(placeholder.properties.status, Some(SessionHostStatus::NotRegistered));

    let run = Run::of(&whole(&body("update-status"))).unwrap();
    assert_eq!((run.status, run.scheduled, run.total, run.completed), (UpdateState::Failed, None, Some(2), Some(0)));
    assert!(run.name.is_some() && run.started.is_some() && run.ended.is_some() && run.error.is_some());
    let status: ProvisioningStatus = whole(&body("provisioning-status"));
    let progress = status.details().progress.unwrap();
    assert_eq!((progress.initial(), progress.wanted(), progress.session_hosts_creation_failed), (Some(5), Some(6), Some(0)));
    let pool: HostPool = whole(&body("host-pool-create-with-token"));
    let token = pool.properties.registration_info.unwrap().token.unwrap();
    assert_eq!((token.reveal(), format!("{token:?}").contains("signature")), ("header.payload.signature", false));
}

/// A host that answers from a list, and whose clock moves when somebody waits.
#[derive(Clone)]
struct Script(Rc<RefCell<VecDeque<Response>>>, Rc<Cell<Instant>>);

fn script(answers: Vec<Response>) -> Script {
    Script(Rc::new(RefCell::new(answers.into())), Rc::new(Cell::new(Instant::from_seconds(1_795_248_000))))
}

impl Host for Script {
    fn now(&self) -> Instant {
        self.1.get()
    }
    async fn sleep(&self, duration: Duration) {
        self.1.set(self.1.get() + duration);
    }
    async fn send(&self, _: Request) -> Result<Response, SendError> {
        self.0.borrow_mut().pop_front().ok_or(SendError::TimedOut)
    }
    fn random(&self) -> [u8; 16] {
        [7; 16]
    }
}

impl TokenSource for Script {
    async fn token(&self, _: &TokenNeed) -> Result<Token, SignedOut> {
        Ok(Token::new("t".to_owned()))
    }
}

fn answer(status: u16, body: &Value) -> Response {
    let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    Response::new(status).with_body("application/json", bytes)
}

/// The answer as it was recorded.
fn recorded(of: &Value) -> Response {
    let status = u16::try_from(of["response"]["status"].as_u64().unwrap()).unwrap();
    let headers = of["response"]["headers"].as_object().unwrap();
    headers.iter().fold(answer(status, &of["response"]["body"]), |response, (name, value)| {
        // Trimmed in the recordings: a signed link is 2,800 characters long.
        let value = value.as_str().unwrap().replace("…2400 characters…", &"x".repeat(2400)).replace('…', "x");
        response.with_header(name, value)
    })
}

/// The write of a recording, as a change of the console.
fn change(of: &Value, verify: ReadBack) -> Change {
    let request = &of["request"];
    let url = request["url"].as_str().unwrap().split('?').next().unwrap();
    let version = of["recorded"].as_str().unwrap();
    let sent = request["body"].clone();
    let (call, target) = match request["method"].as_str().unwrap() {
        "PUT" => (Call::put("Recorded", url, version, sent), url),
        "PATCH" => (Call::patch("Recorded", url, version, sent), url),
        "DELETE" => (Call::delete("Recorded", url, version), url),
        _ => (Call::post("Recorded", url, version, Some(sent).filter(|body| !body.is_null())), url),
    };
    // As the console's own operation says of a policy.
    let policy = call.path.contains("/sessionHostManagements/") && matches!(call.method, Method::Put | Method::Patch);
    let call = if policy { call.with_state_of_other_work() } else { call };
    // An action, a policy and a configuration are read back by the pool, a host and a session by themselves.
    let by_pool = |path: &str| {
        path.split("/sessionHostManagements").next().unwrap().split("/sessionHostConfigurations").next().unwrap().to_owned()
    };
    let target = by_pool(target.trim_end_matches("/retryProvisioning"));
    let target = ResourceId::parse(&target).unwrap();
    Change { title: String::new(), target, call, effects: vec![], warnings: vec![], verify }
}

/// Plays an exchange to its end. `later` are the answers after the recorded one: those of an operation and of the look.
fn played(of: &Value, verify: ReadBack, before: Value, later: Vec<Response>) -> Outcome {
    let script = script([vec![recorded(of)], later].concat());
    let client = Client::new(script.clone(), script.clone(), Endpoint::parse("https://management.azure.com").unwrap());
    let record = Record::new(change(of, verify), before, script.now(), None);
    if record.creates() {
        let free = json!({"error": {"code": "ResourceNotFound", "message": "no such pool"}});
        script.0.borrow_mut().push_front(answer(404, &free));
    }
    let mut write = Write::new(record, &ApiVersions::default());
    for _ in 0..200 {
        match write.step() {
            Step::Keep => write.kept(),
            Step::Send => {
                let call = write.record().change.call.clone();
                write.answered(block_on(client.act(&call)), None);
            }
            Step::Watch(operation) => write.watched(block_on(client.watch(*operation, |_| {})).map(drop)),
            Step::Wait(_) => write.waited(),
            Step::Look(call) => write.looked(block_on(client.read::<Value>(&call)).map(|read| read.value)),
            Step::Rest => panic!("nobody signed out"),
            Step::Over(stage) => return stage,
        }
    }
    panic!("no end: {:?}", write.outcome())
}

fn merged(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merged(into.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

/// What a read gives afterwards: the answer, with what was sent.
fn afterwards(of: &Value) -> Value {
    let mut read = of["response"]["body"].clone();
    merged(&mut read, &of["request"]["body"]);
    read
}

fn confirmed(stage: &Outcome) -> &str {
    match stage {
        Outcome::Confirmed(sentence) => sentence,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_creation_of_a_pool_ends_done() {
    for name in ["host-pool-create-automated", "host-pool-create-with-token", "host-pool-patch"] {
        let of = recording(name);
        let read = of["response"]["body"].clone();
        confirmed(&played(&of, ReadBack::HostPool, Value::Null, vec![answer(200, &read)]));
    }
}

#[test]
fn a_saved_policy_ends_done_whatever_becomes_of_the_hosts() {
    let pool =
        ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/p").unwrap();
    let versions = ApiVersions::default();
    assert!(session_host_managements::update(&pool, json!({}), &versions).state_of_other_work);
    assert!(session_host_managements::create_or_update(&pool, json!({}), &versions).state_of_other_work);
    for name in ["management-put", "management-patch-more-hosts"] {
        for state in ["Canceled", "Failed", "Scheduled", "Provisioning", "Succeeded", "Novel"] {
            let mut of = recording(name);
            of["response"]["body"]["properties"]["provisioningState"] = json!(state);
            confirmed(&played(&of, ReadBack::Management, Value::Null, vec![answer(200, &afterwards(&of))]));
        }
    }
}

#[test]
fn a_configuration_ends_done_once_it_is_valid() {
    let put = recording("configuration-put");
    let read = afterwards(&put);
    let valid = |mut read: Value| {
        read["properties"]["provisioningState"] = json!("Succeeded");
        read["properties"]["version"] = json!("2026-11-30T10:00:00Z");
        read
    };
    let old = json!({"properties": {"version": "2026-11-01T10:00:00Z"}});
    // It answers 201 while it is validated: the resource is watched, then looked at.
    let later = [vec![answer(200, &read)], vec![answer(200, &valid(read.clone())); 3]].concat();
    confirmed(&played(&put, ReadBack::Configuration, old.clone(), later));
    // A PATCH answers 202 and the address of its result.
    let patch = recording("configuration-patch");
    let mut read = read;
    merged(&mut read, &patch["request"]["body"]);
    let read = valid(read);
    let later = [vec![answer(202, &Value::Null)], vec![answer(200, &read); 4]].concat();
    confirmed(&played(&patch, ReadBack::Configuration, old, later));
}

#[test]
fn what_is_deleted_ends_done_and_what_was_refused_failed() {
    let gone = json!({"error": {"code": "404", "message": "ActivityId: 0 Error: not found"}});
    for name in ["host-pool-delete", "session-host-delete", "user-session-delete-gone"] {
        confirmed(&played(&recording(name), ReadBack::Gone, json!({}), vec![answer(404, &gone)]));
    }
    let refused = played(&recording("host-pool-delete-refused"), ReadBack::Gone, json!({}), vec![]);
    assert!(matches!(&refused, Outcome::Failed { ran: false, .. }), "{refused:?}");
}

#[test]
fn session_hosts_end_done() {
    let patch = recording("session-host-patch");
    confirmed(&played(&patch, ReadBack::SessionHostFields, Value::Null, vec![answer(200, &afterwards(&patch))]));
    let put = recording("session-host-put-placeholder");
    confirmed(&played(&put, ReadBack::SessionHostFields, Value::Null, vec![answer(200, &put["response"]["body"])]));
    // Retry answers 200 without a body.
    let failed = json!({"properties": {"updateState": "Failed", "updateErrorMessage": "no quota"}});
    let again = json!({"properties": {"updateState": "Pending"}});
    confirmed(&played(&recording("session-host-retry"), ReadBack::SessionHost, failed, vec![answer(200, &again)]));
}

#[test]
fn an_update_is_started_and_cancelled() {
    let before = body("update-status");
    let mut now = before.clone();
    merged(
        &mut now,
        &json!({"status": "UpdatingSessionHosts", "startTime": "2026-11-30T10:00:00Z", "correlationId": "another",
        "properties": {"correlationId": "another"}}),
    );
    let initiate = recording("update-initiate-now");
    confirmed(&played(&initiate, ReadBack::UpdateStatus, before.clone(), vec![answer(200, &now)]));
    let still = vec![answer(200, &before); 30];
    let stage = played(&initiate, ReadBack::UpdateStatus, before, still);
    assert!(matches!(stage, Outcome::Unconfirmed(_)), "the status still shows the update before: {stage:?}");
    let cancelling = json!({"status": "Cancelling", "correlationId": "another"});
    let cancel = recording("update-cancel");
    confirmed(&played(&cancel, ReadBack::UpdateStatus, now, vec![answer(200, &cancelling)]));
    // The operation itself: 202 with an address, there 202 again, then 204.
    let script = script(vec![recorded(&cancel), answer(202, &Value::Null), answer(204, &Value::Null)]);
    let client = Client::new(script.clone(), script.clone(), Endpoint::parse("https://management.azure.com").unwrap());
    let acted = block_on(client.act(&change(&cancel, ReadBack::UpdateStatus).call)).unwrap();
    assert_eq!((acted.status, acted.operation.is_some()), (202, true));
    assert!(block_on(client.watch(acted.operation.unwrap(), |_| {})).is_ok() && script.0.borrow().is_empty());
}

#[test]
fn every_write_of_the_recordings_is_played() {
    let files = std::fs::read_dir(FOLDER).unwrap().map(|file| file.unwrap().path());
    let writes = files.filter(|path| path.extension().is_some_and(|kind| kind == "json")).filter(|path| {
        let of: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let reads = path.to_string_lossy().contains("list-registration-tokens");
        of["request"]["method"].as_str().is_some_and(|method| method != Method::Get.as_str()) && !reads
    });
    let text = include_str!("recordings.rs");
    for path in writes {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(text.matches(&format!("\"{name}\"")).count() >= 2, "{name} is decoded and not played");
    }
}
