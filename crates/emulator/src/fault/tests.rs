//! The script acts where, when and as it says.
#![allow(clippy::unwrap_used)]

use super::*;

fn script(rules: &[Value]) -> Faults {
    let mut faults = Faults::new(1);
    rules.iter().for_each(|rule| faults.add(serde_json::from_value(rule.clone()).unwrap()));
    faults
}

fn get(path: &str) -> Request {
    Request::new(Method::Get, format!("http://localhost:8081{path}"))
}

#[test]
fn acts_where_and_as_often_as_it_says() {
    let mut faults =
        script(&[json!({ "fault": { "kind": "lostAfter" }, "path": "/HOSTPOOLS", "method": "get", "after": 1, "times": 2 })]);
    assert_eq!(faults.draw(&get("/subscriptions")), None);
    let drawn: Vec<bool> = (0..5).map(|_| faults.draw(&get("/x/hostPools?a=b")).is_some()).collect();
    assert_eq!(drawn, [false, true, true, false, false]);
    assert!(faults.open().is_empty());
}

#[test]
fn sign_in_is_met_only_when_named() {
    let sign_in = get("/common/oauth2/v2.0/authorize?redirect_uri=http://x/subscriptions");
    for (path, met) in [(json!(null), false), (json!("/subscriptions"), false), (json!("authorize"), true)] {
        let mut faults = script(&[json!({ "fault": { "kind": "lostBefore" }, "path": path })]);
        assert_eq!(faults.draw(&sign_in).is_some(), met, "{path}");
    }
}

#[test]
fn chance_repeats_with_the_seed() {
    let run = || {
        let mut faults = script(&[json!({ "fault": { "kind": "lostBefore" }, "times": 0, "chance": 0.5 })]);
        (0..64).map(|_| faults.draw(&get("/")).is_some()).collect::<Vec<_>>()
    };
    assert_eq!(run(), run());
    assert!(run().contains(&true) && run().contains(&false));
}

#[test]
fn answers_instead_of_the_work() {
    let fault = |value: Value| serde_json::from_value::<Fault>(value).unwrap();
    let throttled = fault(json!({ "kind": "throttled", "retryAfter": 7 })).before(&get("/x")).unwrap();
    assert_eq!((throttled.status, throttled.header("retry-after")), (429, Some("7")));
    assert_eq!(fault(json!({ "kind": "throttled" })).before(&get("/x")).unwrap().header("retry-after"), None);
    assert_eq!(fault(json!({ "kind": "status", "status": 503 })).before(&get("/x")).unwrap().status, 503);
    let challenge = fault(json!({ "kind": "claimsChallenge" })).before(&get("/x")).unwrap();
    let constant = "eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlcyI6WyJwMSJdfX19";
    assert!(challenge.header("www-authenticate").unwrap().contains(constant));
    assert_eq!(fault(json!({ "kind": "slow", "millis": 20 })).before(&get("/x")), None);
}

#[test]
fn an_earlier_answer_comes_again() {
    let mut faults = script(&[json!({ "fault": { "kind": "earlier" }, "times": 0 })]);
    let (here, there) = (get("/x"), get("/y"));
    let mut deliver = |request: &Request, body: &str| {
        let answer = faults.overtake(Some(&Fault::Earlier), request, json_of(200, &json!(body)));
        String::from_utf8(answer.body).unwrap()
    };
    let met = [deliver(&here, "1"), deliver(&here, "2"), deliver(&there, "3"), deliver(&here, "4")];
    assert_eq!(met, ["\"1\"", "\"1\"", "\"3\"", "\"2\""], "the one before, once there is one");
    let mut put = get("/x");
    put.method = Method::Put;
    assert_eq!(deliver(&put, "5"), "\"5\"");
}

#[test]
fn spoils_pages() {
    let page = || json_of(200, &json!({ "value": [] }));
    let request = get("/subscriptions?api-version=1");
    let next =
        |fault: Fault| serde_json::from_slice::<Value>(&fault.after(&request, page()).body).map(|page| page["nextLink"].clone());
    assert_eq!(next(Fault::RepeatedNextLink).unwrap(), json!(request.url));
    assert!(next(Fault::ForeignNextLink { url: None }).unwrap().as_str().unwrap().starts_with("https://elsewhere"));
    assert!(next(Fault::BrokenJson).is_err());
}

#[test]
fn texts_and_links_can_mean_harm() {
    let fault = |value: Value| serde_json::from_value::<Fault>(value).unwrap();
    let body = json!({"value": [{"name": "a", "tags": {"k": "v"}, "properties": {"friendlyName": "b", "status": "Available"}}]});
    let speak = fault(json!({"kind": "hostile", "text": "<b>"}));
    let spoken: Value = serde_json::from_slice(&speak.after(&get("/x"), json_of(200, &body)).body).unwrap();
    let wanted = json!({"name": "a", "tags": {"k": "<b>"}, "properties": {"friendlyName": "<b>", "status": "Available"}});
    assert_eq!(spoken["value"][0], wanted);
    let away = fault(json!({"kind": "foreignLocation", "url": "https://evil.example/"}));
    let answer = away.after(&get("/x"), json_of(202, &body).with_header("location", "https://own.example/"));
    let links: Vec<_> = MONITORS.iter().map(|name| answer.header(name).unwrap()).collect();
    assert_eq!(links, ["https://evil.example/"; 2]);
}

#[test]
fn answers_as_they_were_reported() {
    let fault = |value: Value| serde_json::from_value::<Fault>(value).unwrap();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let mut given = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.file_name().unwrap().to_string_lossy().starts_with("arm-error-") {
            continue;
        }
        let case: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let mut rule = json!({ "kind": "answer", "status": case["status"], "body": case["body"] });
        if !case["headers"].is_null() {
            rule["headers"] = case["headers"].clone();
        }
        let answer = fault(rule).before(&get("/x")).unwrap();
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!((json!(answer.status), &body), (case["status"].clone(), &case["body"]), "{}", path.display());
        for (name, value) in case["headers"].as_object().into_iter().flatten() {
            assert_eq!(answer.header(name), value.as_str());
        }
        given += 1;
    }
    assert_eq!(given, 12);
}

#[test]
fn refusals_in_the_words_of_who_refuses() {
    let said = |value: Value| {
        let mut put = get("/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/hp-sales");
        put.method = Method::Put;
        let answer = serde_json::from_value::<Fault>(value).unwrap().before(&put).unwrap();
        (answer.status, serde_json::from_slice::<Value>(&answer.body).unwrap()["error"].clone(), answer)
    };
    let (status, error, _) = said(json!({ "kind": "provider", "status": 400, "message": "No." }));
    assert_eq!((status, &error["code"]), (400, &json!("400")));
    assert!(error["message"].as_str().is_some_and(|text| text.starts_with("ActivityId: ") && text.ends_with(" Error: No.")));
    let (assign, scope) = ("Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", "/subscriptions/s/x");
    let (status, error, _) = said(json!({ "kind": "linkedAuthorization", "action": assign, "scope": scope }));
    assert_eq!((status, &error["code"]), (403, &json!("LinkedAuthorizationFailed")));
    assert!(
        error["message"]
            .as_str()
            .is_some_and(|text| text.contains(assign) && text.contains("linked scope(s) '/subscriptions/s/x'"))
    );
    for header in [false, true] {
        let (status, error, answer) = said(json!({ "kind": "policyDemand", "header": header }));
        assert_eq!((status, &error["code"], &error["target"]), (401, &json!("RequestDisallowedByPolicy"), &json!("hp-sales")));
        assert_eq!(error["additionalInfo"][0]["info"]["policyDefinitionName"], "4e6c27d5-a6ee-49cf-b2b4-d8fe90fa2b8b");
        assert_eq!(answer.header("www-authenticate").is_some(), header);
    }
}
