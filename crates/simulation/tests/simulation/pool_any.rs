//! Any pool, edited in one place by the real client: afterwards the service holds the same pool with that one place changed,
//! whatever else it holds that this console has never heard of.

use avd::rule::host_pool_edit::{Draft, by_patch, by_put};
use futures::executor::block_on;
use host::Method;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::console::Console;
use crate::pool_edit::{FIELDS, VERSIONS, changed, changes_nothing};

/// A pooled pool and a personal one, managed by hand and by the service.
const POOLS: [&str; 3] = ["hp-sales", "hp-finance", "hp-executives"];

fn text() -> impl Strategy<Value = Value> {
    "[ -~äß☕]{1,16}".prop_map(Value::from)
}

/// JSON without nulls: a merge that makes the pool would read one as “take it away”.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![any::<bool>().prop_map(Value::from), any::<i32>().prop_map(Value::from), text()];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            proptest::collection::btree_map("[a-z]{1,6}", inner, 0..3)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = Value> {
    proptest::sample::select(words).prop_map(Value::from)
}

/// Settings that any pool may have, each there or not.
fn settings() -> impl Strategy<Value = Map<String, Value>> {
    let udp = || one_of(&["Default", "Enabled", "Disabled"]);
    let switch = || any::<bool>().prop_map(Value::from);
    let named = |name: &'static str, value: BoxedStrategy<Value>| {
        proptest::option::of(value).prop_map(move |value| value.map(|value| (name.to_owned(), value)))
    };
    let window = (0..24u8, one_of(&["Monday", "Sunday"])).prop_map(|(hour, day)| json!({ "hour": hour, "dayOfWeek": day }));
    let agent = (proptest::collection::vec(window, 1..3), "[a-z]{3,8}").prop_map(|(windows, novel)| {
        // Azure refuses a zone beside local time, and a pool may have one already.
        let zone = Value::Null;
        json!({ "type": "Scheduled", "useSessionHostLocalTime": true, "maintenanceWindowTimeZone": zone, "maintenanceWindows": windows, "novelIn": novel })
    });
    let all: Vec<BoxedStrategy<Option<(String, Value)>>> = vec![
        named("friendlyName", text().boxed()).boxed(),
        named("description", text().boxed()).boxed(),
        named("customRdpProperty", text().boxed()).boxed(),
        named("maxSessionLimit", (1..900_000u32).prop_map(Value::from).boxed()).boxed(),
        named("ring", (1..9u8).prop_map(Value::from).boxed()).boxed(),
        named("validationEnvironment", switch().boxed()).boxed(),
        named("startVMOnConnect", switch().boxed()).boxed(),
        named("vmTemplate", text().boxed()).boxed(),
        named("ssoadfsAuthority", text().boxed()).boxed(),
        named("ssoClientId", text().boxed()).boxed(),
        named("ssoSecretType", one_of(&["SharedKey", "Certificate"]).boxed()).boxed(),
        named("agentUpdate", agent.boxed()).boxed(),
        named("publicNetworkAccess", one_of(&["Enabled", "Disabled", "EnabledForClientsOnly"]).boxed()).boxed(),
        named("directUDP", udp().boxed()).boxed(),
        named("relayUDP", udp().boxed()).boxed(),
        named("allowRDPShortPathWithPrivateLink", one_of(&["Enabled", "Disabled"]).boxed()).boxed(),
    ];
    all.prop_map(|fields| fields.into_iter().flatten().collect())
}

/// What is merged into a pool behind the console's back: settings, and what no version of this console knows.
fn any_pool() -> impl Strategy<Value = Value> {
    let tags = proptest::collection::btree_map("[a-zA-Z]{1,8}", "[ -~]{0,12}", 0..4);
    let novel = proptest::collection::btree_map("novel[A-Z][a-z]{1,6}", json_value(), 0..4);
    (settings(), novel, tags, proptest::option::of("[a-z]{1,9}"), any::<bool>()).prop_map(
        |(settings, novel, tags, kind, planned)| {
            let mut pool = json!({ "tags": tags, "properties": settings });
            let properties = pool["properties"].as_object_mut().expect("properties");
            properties.extend(novel);
            if let Some(kind) = kind {
                pool["kind"] = json!(kind);
            }
            if planned {
                pool["plan"] = json!({ "name": "n", "publisher": "p", "product": "d", "version": "1" });
                pool["sku"] = json!({ "name": "s", "tier": "Standard", "capacity": 3 });
                pool["managedBy"] = json!("/subscriptions/s/resourceGroups/g/providers/Some.Product/things/t");
            }
            pool
        },
    )
}

/// Edits one field of the pool, by PATCH or by the PUT of 2022-02-10-preview.
async fn edit(name: &str, held: &Value, field: usize, number: u16, words: &str, by: Method) -> Result<(), TestCaseError> {
    let console = Console::new().await;
    let pool = console.pool(name).await;
    console.control(Method::Post, "edit", &json!({ "id": pool.as_str(), "merge": held }));
    let before = console.everywhere(&pool).await;
    let received = if by == Method::Put { &before[0] } else { &before[3] };
    let (field, _, set) = FIELDS[field];
    let mut draft = Draft::from(received);
    set(&mut draft, number, words);
    prop_assume!(!changes_nothing(received, &draft));
    let make = if by == Method::Put { by_put } else { by_patch };
    let change = make(&pool, received, &draft, &console.versions);
    prop_assert_eq!(change.call.method, by);
    console.carry_out(&change).await.map_err(|error| TestCaseError::fail(format!("{error}: {:?}", change.call.body)))?;
    for ((version, before), after) in VERSIONS.iter().zip(&before).zip(&console.everywhere(&pool).await) {
        let paths = changed(before, after);
        let stray: Vec<&String> =
            paths.iter().filter(|path| !path.trim_start_matches("properties.").starts_with(field)).collect();
        prop_assert!(stray.is_empty(), "{}: {} was edited, and {:?} changed", version, field, stray);
        prop_assert!(*version != change.call.api_version || !paths.is_empty(), "{}: {} did not change", version, field);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_field_by_patch(
        pool in 0..POOLS.len(), held in any_pool(), field in 0..FIELDS.len(), number: u16, words in "[ -~ß☕]{0,16}",
    ) {
        block_on(edit(POOLS[pool], &held, field, number, &words, Method::Patch))?;
    }

    #[test]
    fn one_field_by_put(
        pool in 0..POOLS.len(), held in any_pool(),
        field in proptest::sample::select(FIELDS.iter().enumerate().filter(|(_, (_, old, _))| *old).map(|(at, _)| at).collect::<Vec<_>>()),
        number: u16, words in "[ -~ß☕]{0,16}",
    ) {
        block_on(edit(POOLS[pool], &held, field, number, &words, Method::Put))?;
    }
}
