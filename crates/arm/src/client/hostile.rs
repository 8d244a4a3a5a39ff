//! Answers of a service that is broken or means harm: nothing panics, the work has an end, no scope stays closed.
#![allow(clippy::unwrap_used)]

use std::time::Instant as Stopwatch;

use futures::executor::block_on;
use host::Duration;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use super::*;
use crate::challenge;
use crate::page::MOST;
use crate::script::{ORIGIN, client, json as answer};

const POOLS: &str = "/subscriptions/S/providers/Microsoft.DesktopVirtualization/hostPools";
const HOUR: Duration = Duration::from_secs(3600);

fn get() -> Call {
    Call::get("HostPools_List", POOLS, "v")
}

fn query() -> Call {
    Call::query("Resources", "/providers/Microsoft.ResourceGraph/resources", "v", Some(json!({"query": "resources"})))
}

#[test]
fn a_list_without_end_is_cut_off() {
    // Each page names another one, 10,000 of them.
    let linked = client(|_, index| {
        let next = (index < 10_000).then(|| format!("{ORIGIN}/page?{index}"));
        Ok(answer(200, &json!({"value": [{"id": index.to_string()}], "nextLink": next}).to_string()))
    });
    let read = block_on(linked.list::<Value>(&get())).unwrap();
    assert_eq!((read.value.len(), read.complete), (MOST, false));
    assert_eq!(linked.host().0.sent.borrow().len(), MOST);
}

#[test]
fn a_query_without_end_is_cut_off() {
    let rows = client(|_, index| Ok(answer(200, &json!({"data": [index], "$skipToken": index.to_string()}).to_string())));
    let mut seen = 0;
    let read = block_on(rows.graph(&query(), |page: Vec<u32>, _| seen += page.len())).unwrap();
    assert_eq!((seen, read.complete), (MOST + 1, false));
}

#[test]
fn a_long_challenge_costs_little() {
    let begun = Stopwatch::now();
    for part in ["claims=", "claims=\"e30\\", "https://login.windows.net/", "aka.ms/"] {
        let body = part.repeat(500_000 / part.len());
        let refused = answer(401, &format!("InvalidAuthenticationTokenTenant {body}")).with_header("WWW-Authenticate", body);
        let found = challenge::claims(&refused).is_some();
        assert_eq!((found, challenge::tenant(&refused)), (part.contains("e30"), None), "{part}");
    }
    assert!(begun.elapsed() < core::time::Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn claims_that_fit_into_no_address_are_not_carried() {
    let refused = |text: &str| answer(401, "").with_header("WWW-Authenticate", format!("Bearer claims=\"{text}\""));
    assert_eq!(challenge::claims(&refused("e30=")).as_deref(), Some("{}"));
    // `{"a":""}` with six thousand blanks before its end.
    let long = format!("eyJhIjoiIiAg{}fQ==", "ICAg".repeat(2_000));
    assert_eq!(challenge::claims(&refused(&long)), None);
}

/// Numbers and dates as headers carry them, or nearly.
fn header() -> impl Strategy<Value = String> {
    let edge = select(vec![i64::MIN, -1, 0, 1, 250, 86_400_000, 4_294_967_296, i64::MAX]);
    prop_oneof![
        edge.prop_map(|number| number.to_string()),
        Just(u64::MAX.to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        "(Sun, )?[0-9]{0,3} (Jan|Feb|Dec|x) [0-9]{0,6} [0-9]{0,3}:[0-9]{2}:[0-9]{2} GMT",
        "\\PC{0,20}",
    ]
}

/// Pages and bodies that are nearly right.
fn body() -> impl Strategy<Value = String> {
    let part = select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "null",
        "true",
        "-1",
        "1e999",
        "\"value\":",
        "\"nextLink\":",
        "\"data\":",
        "\"$skipToken\":",
        "\"status\":",
        "\"Succeeded\"",
        "\"percentComplete\":",
        "\"error\":",
        "\"message\":",
        "\"id\":",
        "\"/a\"",
        "\u{202e}",
        "\u{0}",
    ]);
    let whole = select(vec![
        r#"{"value":[],"nextLink":7}"#,
        r#"{"value":{"id":[]}}"#,
        r#"{"value":[null,1,{"id":2},[]],"nextLink":"/same"}"#,
        r#"{"data":[1,"x",null],"$skipToken":"same","totalRecords":-1}"#,
        r#"{"data":[1],"$skipToken":"same","resultTruncated":[]}"#,
        r#"{"data":{},"$skipToken":{}}"#,
        r#"{"status":["Succeeded"],"percentComplete":"all"}"#,
        r#"{"status":"InProgress","percentComplete":-1e300}"#,
        r#"{"error":{"code":"AnotherOperationInProgress"}}"#,
    ]);
    prop_oneof![proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat()), whole.prop_map(str::to_owned)]
}

const HEADERS: [&str; 7] = [
    "Retry-After",
    "x-ms-retry-after-ms",
    "retry-after-ms",
    "x-ms-ratelimit-remaining-subscription-reads",
    "x-ms-ratelimit-remaining-subscription-writes",
    "WWW-Authenticate",
    "Azure-AsyncOperation",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever comes: a few tries, an end, and after an hour the same client works again.
    #[test]
    fn any_answer_ends_and_is_survived(
        status in select(vec![200u16, 201, 202, 204, 302, 400, 401, 403, 404, 409, 412, 429, 500, 503, 599]),
        name in select(HEADERS.to_vec()), value in header(), text in body(),
    ) {
        let (hostile, link) = (std::rc::Rc::new(std::cell::Cell::new(true)), format!("{ORIGIN}/operation"));
        let switch = hostile.clone();
        let client = client(move |_, index| Ok(match (switch.get(), index < 40) {
            (true, true) => answer(status, &text).with_header("Location", link.clone()).with_header(name, value.clone()),
            _ => answer(200, r#"{"status":"Succeeded","value":[]}"#),
        }));
        let _ = block_on(client.list::<Value>(&get()));
        let _ = block_on(client.graph(&query(), |_: Vec<Value>, _| {}));
        if let Ok(Acted { operation: Some(operation), .. }) = block_on(client.act(&Call::delete("D", POOLS, "v"))) {
            let _ = block_on(client.watch(operation, |progress| assert!(progress.percent.is_none_or(|percent| (0.0..=100.0).contains(&percent)))));
        }
        hostile.set(false);
        for slept in client.host().0.slept.borrow().iter() {
            prop_assert!(*slept <= HOUR, "{slept:?}");
        }
        block_on(client.host().sleep(HOUR));
        prop_assert!(block_on(client.list::<Value>(&get())).is_ok());
    }
}
