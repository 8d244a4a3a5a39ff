//! Answers with the wrong types, odd numbers and huge texts: every resource is read or refused, and what is read can be judged.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use arm::Json;
use avd::resource::*;
use avd::rule::action::{UpdateAction, caution, may};
use avd::rule::run_hosts::{Look, picture};
use avd::rule::{consequence, drift, eta, failure, host_status, pool_delete, run, token};
use host::Instant;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

const NOW: Instant = Instant::from_seconds(1_795_248_000);

/// What no service should write.
fn odd() -> impl Strategy<Value = Value> {
    let number = select(vec![json!(i64::MIN), json!(-1), json!(0), json!(i64::MAX), json!(u64::MAX), json!(1e300), json!(-0.5)]);
    let text = select(vec![
        "",
        "\u{202e}gpj.exe",
        "a\u{200b}b\u{0}",
        "+999999-12-31T23:59:60Z",
        "9999-12-31T23:59:59.9999999-23:59",
        "0001-01-01T00:00:00Z",
        "0000-00-00T00:00:00Z",
        "/",
        "pool/",
        "NeedsAssistance",
        "Failed",
        "UpdatingSessionHosts",
        "{\"error\":{}}",
    ]);
    let whole = select(vec![Value::Null, json!(true), json!([]), json!({}), json!([null, 1, "x", {}]), json!({"a": {"b": []}})]);
    prop_oneof![
        number,
        text.prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        whole,
        Just(Value::from("ü\u{2066}".repeat(40_000)))
    ]
}

/// Every place in a value.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, inner)| places(inner, &format!("{at}/{name}"), found)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, inner)| places(inner, &format!("{at}/{index}"), found)),
        _ => {}
    }
}

/// A sample with something odd in a few places.
fn bent(text: &str, pointer: &str, changes: &[(Index, Value)]) -> Value {
    let mut value = serde_json::from_str::<Value>(text).unwrap().pointer(pointer).unwrap().clone();
    for (index, odd) in changes {
        let mut found = Vec::new();
        places(&value, "", &mut found);
        *value.pointer_mut(index.get(&found[..]).as_str()).unwrap() = odd.clone();
    }
    value
}

/// Reads it, or says what is wrong; what was read is written and read again without change.
fn read<R: Json + PartialEq + core::fmt::Debug>(value: &Value) -> Option<R> {
    match R::from_json(value.clone()) {
        Ok(read) => {
            assert_eq!(R::from_json(read.to_json()).as_ref(), Ok(&read));
            Some(read)
        }
        Err(why) => {
            assert!(why.to_string().len() < 200, "{why}");
            None
        }
    }
}

/// All judgements on an update and its hosts.
fn judge_update(status: &UpdateStatus, hosts: &[SessionHost], wanted: Option<&SessionHostConfigurationProperties>) {
    for action in [UpdateAction::Start, UpdateAction::Pause, UpdateAction::Cancel] {
        let _ = (may(action, status.status.as_ref()), caution(action, status.status.as_ref()));
    }
    let Some(run) = run::Run::of(status) else { return };
    assert!(run.percent.is_none_or(|percent| (0.0..=100.0).contains(&percent)));
    let look = Look { hosts, at: NOW, wanted, run: &run, before: None };
    let first = picture(&look);
    let second = picture(&Look { hosts: &[], before: Some(&first), ..look });
    for picture in [&first, &second] {
        let pace = eta::Pace::of(status);
        for now in [NOW, Instant::from_millis(i64::MIN), Instant::from_millis(i64::MAX)] {
            let _ = eta::eta(&eta::Input { run: &run, picture, pace, measured: None, now });
        }
        let _ = (run.waiting(), picture.compare(&run), failure::explain(&run, Some(picture)));
        let _ = consequence::sentences(UpdateAction::Cancel, &run, Some(picture), pace);
    }
    let _ = (run::next_look(&run.status, Some(NOW), NOW), run::paused_until(&run.status, NOW));
}

macro_rules! every_resource {
    ($($kind:ty),* $(,)?) => {
        /// Each field of a resource with each sort of value.
        fn read_all(value: &Value) {
            $(
                let names = arm::json::Fields::names(&<$kind>::default());
                for name in names {
                    let _ = read::<$kind>(&json!({*name: value}));
                }
                let all: Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), value.clone())).collect();
                let _ = (read::<$kind>(&Value::Object(all)), read::<$kind>(value));
            )*
        }
    };
}

every_resource!(
    HostPool,
    HostPoolProperties,
    AgentUpdate,
    MaintenanceWindow,
    Identity,
    RegistrationInfo,
    SessionHost,
    SessionHostProperties,
    HealthCheck,
    SessionHostConfiguration,
    SessionHostConfigurationProperties,
    SessionHostManagement,
    UpdatePolicy,
    UpdateStatus,
    UpdateStatusProperties,
    UpdateProgress,
    ProvisioningStatus,
    ProvisioningProgress,
    Subscription,
    UserSession,
    SystemData,
    ErrorDetail,
    VirtualMachine,
    ListedPool,
    ImageInfo,
    DomainInfo,
);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_resource_is_read_or_refused(value in odd()) {
        read_all(&value);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_read_of_an_update_can_be_judged(
        changes in proptest::collection::vec((any::<Index>(), odd()), 0..4),
        hosts in proptest::collection::vec((any::<Index>(), odd()), 0..4),
        delay in select(vec![i64::MIN, 0, 30, 600_000_000, i64::MAX]), batch in select(vec![-1, 0, 1, i64::MAX]),
    ) {
        let mut status = bent(include_str!("data/SessionHostManagementsUpdateStatus_Get.json"), "/responses/200/body", &changes);
        let properties = status.as_object_mut().map(|fields| fields.entry("properties").or_insert_with(|| json!({})));
        if let Some(properties) = properties.and_then(Value::as_object_mut) {
            let update = json!({"logOffDelayMinutes": delay, "maxVmsRemoved": batch});
            properties.insert("sessionHostManagement".into(), json!({"properties": {"update": update}}));
        }
        let text = include_str!("data/SessionHosts_Get.json");
        let hosts: Vec<SessionHost> = (0..=hosts.len()).filter_map(|many| read(&bent(text, "/responses/200/body", &hosts[..many]))).collect();
        let wanted: Option<SessionHostConfiguration> =
            read(&bent(include_str!("data/SessionHostConfigurations_Get.json"), "/responses/200/body", &changes));
        if let Some(mut status) = read::<UpdateStatus>(&status) {
            judge_update(&status, &hosts, wanted.as_ref().map(|wanted| &wanted.properties));
            status.status = Some(UpdateState::UpdatingSessionHosts);
            judge_update(&status, &hosts, wanted.as_ref().map(|wanted| &wanted.properties));
        }
        let _ = pool_delete::Hosts::of(&hosts);
        for host in &hosts {
            let checks = host.properties.session_host_health_check_results.clone().unwrap_or_default();
            let _ = (host_status::steps(host, None, NOW), host_status::failed(&checks), host.machine_name(), host.resource_id());
            let _ = wanted.as_ref().map(|wanted| drift::host_version(host, &wanted.properties));
        }
    }

    #[test]
    fn any_time_is_a_time_or_none(stamp in odd(), token in odd(), now in any::<i64>()) {
        if let Some(info) = read::<RegistrationInfo>(&json!({"expirationTime": stamp, "token": token})) {
            let now = Instant::from_millis(now);
            prop_assert!(!token::state(&info, now).words(now).is_empty());
        }
    }
}

#[test]
fn sessions_beyond_counting_are_many() {
    let host = read::<SessionHost>(&json!({"properties": {"sessions": i64::MAX}})).unwrap();
    assert_eq!(pool_delete::Hosts::of(&vec![host; 4]).sessions, u64::MAX);
}

#[test]
fn a_delay_of_ages_is_no_delay() {
    let update = json!({"logOffDelayMinutes": i64::MAX, "maxVmsRemoved": 1});
    let properties = json!({"sessionHostManagement": {"properties": {"update": update}}});
    let status = read::<UpdateStatus>(&json!({"status": "UpdatingSessionHosts", "properties": properties})).unwrap();
    assert_eq!(eta::Pace::of(&status), eta::Pace { batch: Some(1), delay: None });
    judge_update(&status, &[], None);
}
