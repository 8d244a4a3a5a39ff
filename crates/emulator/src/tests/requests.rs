//! Requests nobody should send: none may end a connection, and what is wrong in one is refused.

use host::Request;
use serde_json::{Map, json};

use super::contract::example;
use super::*;
use crate::arm::LEFT_OUT;
use crate::arm::schema;
use crate::avd::table::OPERATIONS;
use crate::random::Random;

/// Values that fit hardly anywhere.
fn strange(random: &mut Random) -> Value {
    match random.below(13) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(""),
        3 => json!("x".repeat(300)),
        4 => json!(0),
        5 => json!(-1),
        6 => json!(2_147_483_648_i64),
        7 => json!(1.5e300),
        8 => json!([]),
        9 => json!({}),
        10 => json!([null]),
        11 => (0..90).fold(json!(1), |inner, at| if at % 2 == 0 { json!([inner]) } else { json!({ "a": inner }) }),
        _ => json!("2026-02-30T25:61:00Z"),
    }
}

/// A body with one place in it made strange.
fn spoilt(value: &Value, random: &mut Random) -> Value {
    let mut value = value.clone();
    let here = random.below(4) == 0;
    match &mut value {
        Value::Object(map) if !here && !map.is_empty() => {
            let name = map.keys().nth(random.below(map.len() as u64) as usize).unwrap().clone();
            match random.below(8) {
                0 => drop(map.remove(&name)),
                1 => drop(map.insert(format!("{name}x"), strange(random))),
                _ => {
                    let inner = spoilt(&map[&name], random);
                    map.insert(name, inner);
                }
            }
        }
        Value::Array(items) if !here && !items.is_empty() => {
            let at = random.below(items.len() as u64) as usize;
            items[at] = spoilt(&items[at], random);
        }
        _ => value = strange(random),
    }
    value
}

/// A body of an operation that takes one: its example, or all its properties with strange values.
fn body(operation: &str, known: Option<Value>, random: &mut Random) -> Vec<u8> {
    let whole = match (known, schema::body_of(operation)) {
        (Some(known), _) if random.below(4) > 0 => known,
        (_, Some((definition, _))) => {
            let names = schema::property_names(definition);
            Value::Object(names.into_iter().map(|name| (name.to_owned(), strange(random))).collect::<Map<_, _>>())
        }
        (known, None) => known.unwrap_or_else(|| strange(random)),
    };
    let mut bytes = spoilt(&whole, random).to_string().into_bytes();
    match random.below(20) {
        0 => bytes.truncate(bytes.len() / 2),
        1 => bytes.insert(0, 0xff),
        2 => bytes.clear(),
        _ => {}
    }
    bytes
}

fn send(bench: &Bench, method: Method, url: &str, body: Vec<u8>) -> host::Response {
    let request = Request::new(method, url)
        .with_header("Authorization", format!("Bearer {}", bench.token))
        .with_header("Origin", "http://localhost:8080")
        .with_body("application/json", body);
    let now = host::Host::now(&bench.world);
    bench.world.with(|world| world.handle(now, &request))
}

#[test]
fn no_request_ends_the_connection() {
    let mut random = Random::named(11, "requests");
    let (mut sent, mut refused) = (0, 0);
    for operation in OPERATIONS {
        let bench = Bench::new();
        let (path, known) = example(&bench, operation.id).unwrap_or_else(|| (demo("hp-finance"), None));
        let path = if operation.method == Method::Post { posted(operation.path) } else { path };
        for round in 0..24 {
            let version = ["2026-04-01-preview", LATEST, "2025-10-10", "2022-02-10-preview"][round % 4];
            let mark = if path.contains('?') { '&' } else { '?' };
            let answer = send(
                &bench,
                operation.method,
                &format!("{ORIGIN}{path}{mark}api-version={version}"),
                body(operation.id, known.clone(), &mut random),
            );
            let readable = answer.body.is_empty() || serde_json::from_slice::<Value>(&answer.body).is_ok();
            assert!(
                (200..=501).contains(&answer.status) && answer.status != 500 && readable,
                "{} {}",
                operation.id,
                answer.status
            );
            sent += 1;
            refused += u32::from(answer.status >= 400);
            bench.wait(random.below(40));
        }
        // Whatever was sent, the estate can still be read.
        for pool in ["hp-sales", "hp-finance", "hp-callcenter", "hp-warehouse"] {
            for below in
                ["", "/sessionHosts", "/sessionHostConfigurations", "/sessionHostManagements", "/userSessions", "/scalingPlans"]
            {
                let answer = bench.get(&format!("{}{below}", demo(pool)));
                assert!(matches!(answer.status, 200 | 404), "{} {pool}{below}: {}", operation.id, answer.body);
            }
        }
    }
    assert!(sent > 1000 && refused > 200 && refused < sent, "{refused} of {sent}");
}

/// The path of an action, with the demo's names.
fn posted(path: &str) -> String {
    let path = path.replace("{pool}", "hp-callcenter").replace("{host}", "avdcall-0").replace("{session}", "2");
    format!("/subscriptions/{PRODUCTION}/resourceGroups/rg-avd-prod/providers/Microsoft.DesktopVirtualization/{path}")
}

#[test]
fn the_rest_of_the_house_takes_anything_as_well() {
    let mut random = Random::named(12, "requests");
    let bench = Bench::new();
    let subscription = format!("/subscriptions/{PRODUCTION}");
    let machine = format!("{subscription}/resourceGroups/rg-avd-prod/providers/Microsoft.Compute/virtualMachines/avdfin-0");
    let paths = [
        "/batch?api-version=2020-06-01".to_owned(),
        "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01".to_owned(),
        format!("{subscription}/providers/Microsoft.PolicyInsights/checkPolicyRestrictions?api-version=2022-03-01"),
        format!("{subscription}/providers/Microsoft.Authorization/locks/a?api-version=2020-05-01"),
        format!("{subscription}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter='"),
        format!("{subscription}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter=%ff"),
        format!("{subscription}/resourcegroups/rg-avd-prod?api-version=2021-04-01"),
        format!("{machine}/start?api-version=2024-07-01"),
        "/organizations/oauth2/v2.0/token".to_owned(),
        "/common/oauth2/authorize?claims=%7B".to_owned(),
        "/_emulator/fault".to_owned(),
        "/_emulator/as".to_owned(),
        "/_emulator/edit".to_owned(),
        "/_emulator/versions".to_owned(),
        "/%ff/%00//x?%".to_owned(),
    ];
    let known = json!({ "requests": [{ "httpMethod": "GET", "url": "/subscriptions" }], "query": "resources", "options": { "$top": 1 },
        "resourceDetails": { "resourceContent": {} }, "properties": { "level": "ReadOnly" } });
    for round in 0..40 {
        for path in &paths {
            for method in [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Head] {
                let answer =
                    send(&bench, method, &format!("{ORIGIN}{path}"), spoilt(&known, &mut random).to_string().into_bytes());
                assert!(answer.status != 500, "{method} {path}: round {round}");
            }
        }
    }
    bench.world.with(|world| world.faults.clear());
    bench.get(&demo("hp-sales")).is(200);
}

#[test]
fn null_where_something_is_required_is_refused() {
    let (finance, sales) = (demo("hp-finance"), demo("hp-sales"));
    let (management, configuration) =
        (format!("{finance}/sessionHostManagements/default"), format!("{finance}/sessionHostConfigurations/default"));
    let cases = [
        (Method::Patch, &management, json!({ "properties": { "update": null } })),
        (Method::Patch, &management, json!({ "properties": { "update": { "maxVmsRemoved": null } } })),
        (Method::Patch, &management, json!({ "properties": { "scheduledDateTimeZone": null } })),
        (Method::Put, &management, json!({ "properties": null })),
        (Method::Put, &management, json!({ "properties": { "update": null, "scheduledDateTimeZone": "UTC" } })),
        (Method::Patch, &sales, json!({ "properties": { "loadBalancerType": null } })),
        (Method::Patch, &sales, json!({ "properties": { "preferredAppGroupType": null } })),
        (Method::Put, &sales, json!({ "location": null, "properties": null })),
        (Method::Patch, &configuration, json!({ "properties": { "imageInfo": null } })),
        (Method::Patch, &configuration, json!({ "properties": { "vmSizeId": null } })),
        (Method::Patch, &configuration, json!({ "properties": { "networkInfo": { "subnetId": null } } })),
    ];
    for (method, path, body) in cases {
        let bench = Bench::new();
        let before = bench.get(path).is(200).body;
        let refused = bench.send(method, path, Some(&body)).is(400);
        assert_eq!(refused.code(), "InvalidRequestContent", "{body}");
        assert_eq!(bench.get(path).body, before, "{body}: nothing was changed");
    }
    // Where nothing is required, null says nothing.
    let bench = Bench::new();
    bench.post(&format!("{management}/initiateSessionHostUpdate"), &json!({ "update": null, "scheduledDateTime": null })).is(204);
}

#[test]
fn whole_numbers_have_32_bits() {
    let management = format!("{}/sessionHostManagements/default", demo("hp-finance"));
    let pool = |name: &str, value: Value| (demo("hp-sales"), json!({ "properties": { name: value } }));
    let policy = |value: Value| (management.clone(), json!({ "properties": { "update": { "maxVmsRemoved": value } } }));
    for (edge, status) in [(2_147_483_647_i64, 200), (2_147_483_648, 400), (-2_147_483_649, 400), (i64::MAX, 400)] {
        for (path, body) in [pool("maxSessionLimit", json!(edge)), pool("ring", json!(edge)), policy(json!(edge))] {
            assert_eq!(Bench::new().patch(&path, &body).status, status, "{body}");
        }
    }
    let (path, body) = pool("maxSessionLimit", json!(1.5));
    assert_eq!(Bench::new().patch(&path, &body).status, 400);
}

#[test]
fn a_verb_azure_has_is_never_said_not_to_be_one() {
    let bench = Bench::new();
    let group = format!("/subscriptions/{PRODUCTION}/resourceGroups/rg-avd-prod");
    let provider = format!("{group}/providers/Microsoft.DesktopVirtualization");
    for (method, kind) in LEFT_OUT {
        let answer = bench.send(method, &format!("{provider}/{kind}/any"), Some(&json!({})));
        assert_eq!((answer.status, answer.code()), (501, "EmulatorDoesNotKnow"), "{method} {kind}");
    }
    let lacking = [
        (Method::Delete, group.clone()),
        (Method::Put, group.clone()),
        (Method::Head, demo("hp-sales")),
        (Method::Put, format!("{group}/providers/Microsoft.Compute/virtualMachines/avdfin-0")),
        (Method::Delete, format!("{group}/providers/Microsoft.Network/virtualNetworks/vnet-avd")),
        (Method::Put, format!("{}/msixPackages/x", demo("hp-sales"))),
        (Method::Post, format!("{}/expandMsixImage", demo("hp-sales"))),
        (Method::Put, format!("{}/privateEndpointConnections/x", demo("hp-sales"))),
        (Method::Get, format!("{provider}/appAttachPackages")),
    ];
    for (method, path) in lacking {
        assert_eq!(bench.send(method, &format!("{path}?api-version=2025-10-10"), None).status, 501, "{method} {path}");
    }
    let none_at_azure = [
        (Method::Delete, format!("{}/sessionHostConfigurations/default", demo("hp-finance"))),
        (Method::Post, demo("hp-sales")),
        (Method::Put, format!("{}/sessionHosts", demo("hp-sales"))),
        (Method::Get, format!("{}/retrieveRegistrationToken", demo("hp-sales"))),
    ];
    for (method, path) in none_at_azure {
        assert_eq!(bench.send(method, &path, None).status, 405, "{method} {path}");
    }
}
