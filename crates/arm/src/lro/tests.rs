#![allow(clippy::unwrap_used)]
use serde_json::json;

use super::*;
use crate::script::{ORIGIN, json as answer};

const START: Instant = Instant::from_seconds(1000);

fn call(method: Method) -> Call {
    Call { method, ..Call::put("Thing_Do", "/subscriptions/s/things/t", "v", json!({"secret": 1})) }
}

fn linked(status: u16, headers: &[&str]) -> Response {
    headers.iter().fold(answer(status, ""), |response, name| response.with_header(name, format!("{ORIGIN}/{name}")))
}

fn begin(method: Method, response: &Response) -> Option<Lro> {
    Lro::begin(&call(method), &Endpoint::parse(ORIGIN).unwrap(), response, RequestIds::default(), START)
}

/// Plays answers (status, body); tells the last path of every URL read, and the end.
fn play(mut lro: Lro, answers: &[(u16, &str)]) -> (Vec<String>, String) {
    let (mut now, mut read, mut answers) = (START, Vec::new(), answers.iter());
    loop {
        // Every state must survive storage.
        lro = serde_json::from_str(&serde_json::to_string(&lro).unwrap()).unwrap();
        match lro.step(now) {
            Step::Wait(wait) => now = now + wait,
            Step::Get(url) => {
                let Some((status, body)) = answers.next() else { return (read, "running".to_owned()) };
                read.push(url.rsplit('/').next().unwrap().to_owned());
                lro.observe(Some(&answer(*status, body)), now);
            }
            Step::Done(value) => return (read, value.map_or("done".to_owned(), |value| format!("done {value}"))),
            Step::Failed(error) => return (read, format!("{:?}: {}", error.kind(), error.message())),
        }
    }
}

fn check(method: Method, response: &Response, answers: &[(u16, &str)], urls: &[&str], end: &str) {
    let (read, ended) = play(begin(method, response).unwrap(), answers);
    assert_eq!(
        (read.iter().map(String::as_str).collect::<Vec<_>>(), ended.as_str()),
        (urls.to_vec(), end),
        "{method:?} {answers:?}"
    );
}

const MONITOR: &str = "Azure-AsyncOperation";
const T: &str = "t?api-version=v";

#[test]
fn fetches_the_result_by_method() {
    let (both, monitor, location) = (linked(202, &[MONITOR, "Location"]), linked(202, &[MONITOR]), linked(202, &["Location"]));
    let ok = (200, r#"{"status":"SUCCEEDED","properties":{"p":1}}"#);
    let got = (200, r#"{"r":1}"#);
    check(Method::Put, &both, &[ok, got], &[MONITOR, T], r#"done {"r":1}"#);
    check(Method::Patch, &both, &[ok, got], &[MONITOR, "Location"], r#"done {"r":1}"#);
    check(Method::Patch, &monitor, &[ok, got], &[MONITOR, T], r#"done {"r":1}"#);
    check(Method::Post, &both, &[ok, got], &[MONITOR, "Location"], r#"done {"r":1}"#);
    check(Method::Post, &monitor, &[ok], &[MONITOR], r#"done {"p":1}"#);
    check(Method::Delete, &both, &[ok], &[MONITOR], "done");
    check(Method::Put, &location, &[(202, ""), (200, "{}"), got], &["Location", "Location", T], r#"done {"r":1}"#);
    check(Method::Patch, &location, &[got], &["Location"], r#"done {"r":1}"#);
    check(Method::Post, &location, &[(202, ""), (204, "")], &["Location", "Location"], "done");
    check(Method::Delete, &location, &[(404, "")], &["Location"], "done");
    check(Method::Post, &both, &[ok, (500, ""), (500, ""), (500, "")], &[MONITOR, "Location", "Location", "Location"], "done");
}

#[test]
fn ends_as_the_service_says() {
    let monitor = linked(201, &[MONITOR]);
    for (word, end) in [("Failed", "Failed"), ("CANCELED", "Cancelled"), ("cancelled", "Cancelled")] {
        let body = format!(r#"{{"status":"{word}","error":{{"code":"C","message":"why"}}}}"#);
        check(Method::Put, &monitor, &[(200, &body)], &[MONITOR], &format!("{end}: why"));
    }
    check(
        Method::Put,
        &monitor,
        &[(200, r#"{"status":"Failed"}"#)],
        &[MONITOR],
        "Failed: The operation on /subscriptions/s/things/t ended as Failed.",
    );
    check(Method::Post, &linked(202, &["Location"]), &[(409, r#"{"error":{"message":"no"}}"#)], &["Location"], "Failed: no");
}

#[test]
fn every_other_word_runs_on() {
    for word in ["Accepted", "Running", "InProgress", "Cancelling", "Updating", "Ünbekannt", ""] {
        let body = format!(r#"{{"status":"{word}"}}"#);
        check(Method::Put, &linked(202, &[MONITOR]), &[(200, &body)], &[MONITOR], "running");
    }
}

#[test]
fn watches_the_resource_when_headers_are_hidden() {
    let state = |word: &str| format!(r#"{{"properties":{{"provisioningState":"{word}"}}}}"#);
    let (creating, failed) = (state("Creating"), state("Failed"));
    check(Method::Put, &answer(202, ""), &[(200, &creating), (200, "{}")], &[T, T], "done {}");
    check(Method::Put, &answer(201, &creating), &[(200, &creating)], &[T], "running");
    check(
        Method::Patch,
        &answer(200, &creating),
        &[(200, &failed)],
        &[T],
        "Failed: The operation on /subscriptions/s/things/t ended as Failed.",
    );
    check(Method::Delete, &answer(202, ""), &[(200, "{}"), (200, &state("Succeeded")), (404, "")], &[T, T, T], "done");
    assert_eq!(begin(Method::Post, &answer(202, "")), None, "the caller watches the type's own status");
    assert_eq!(begin(Method::Put, &answer(201, r#"{"properties":{}}"#)), None);
    assert_eq!(begin(Method::Put, &answer(200, "{}")), None);
    assert_eq!(begin(Method::Delete, &answer(204, "")), None);
}

#[test]
fn a_failed_poll_is_no_failed_operation() {
    let monitor = linked(202, &[MONITOR]);
    let (m, ok) = (MONITOR, (200, r#"{"status":"Succeeded"}"#));
    check(Method::Delete, &monitor, &[(401, ""), (429, ""), (500, ""), (503, ""), (504, ""), ok], &[m; 6], "done");
    check(Method::Put, &monitor, &[(404, ""), (404, ""), (404, ""), (200, "{}")], &[m, m, m, T], "done {}");
    check(Method::Delete, &monitor, &[(404, ""), (404, ""), (404, ""), (404, "")], &[m, m, m, T], "done");
    check(Method::Post, &monitor, &[(404, ""); 3], &[m; 3], "NotFound: The state of the operation cannot be read any more");
}

#[test]
fn follows_renewed_urls_but_not_to_strangers() {
    let mut lro = begin(Method::Post, &linked(202, &["Location"])).unwrap();
    let later = Instant::from_seconds(5000);
    lro.observe(Some(&answer(202, "").with_header("Location", format!("{ORIGIN}/newer"))), later);
    assert_eq!(lro.step(later + Duration::from_secs(60)), Step::Get(format!("{ORIGIN}/newer")));
    lro.observe(Some(&answer(202, "").with_header("Location", "https://evil.example/")), later);
    assert_eq!(lro.step(later + Duration::from_secs(60)), Step::Get(format!("{ORIGIN}/newer")));
    let foreign = answer(202, "").with_header("Location", "https://evil.example/");
    assert_eq!(begin(Method::Post, &foreign), None);
}

#[test]
fn waits_as_asked_else_longer_and_longer() {
    let mut lro = begin(Method::Put, &linked(202, &[MONITOR])).unwrap();
    assert_eq!(lro.step(START), Step::Wait(Duration::from_secs(10)));
    for (after, hint, wanted) in [
        (20, None, 10),
        (59, None, 10),
        (60, None, 30),
        (599, None, 30),
        (600, None, 60),
        (20, Some("45"), 45),
        (20, Some("0"), 1),
        (20, Some("99999"), 600),
    ] {
        let now = START + Duration::from_secs(after);
        let running = answer(200, r#"{"status":"Running"}"#);
        let running = hint.iter().fold(running, |response, hint| response.with_header("Retry-After", *hint));
        lro.observe(Some(&running), now);
        assert_eq!(lro.step(now), Step::Wait(Duration::from_secs(wanted)), "{after} {hint:?}");
        lro.observe(None, now);
        assert!(matches!(lro.step(now), Step::Wait(_)));
    }
}

#[test]
fn stores_no_body_and_prints_no_url() {
    let lro = begin(Method::Put, &linked(202, &[MONITOR])).unwrap();
    assert!(!serde_json::to_string(&lro).unwrap().contains("secret"));
    assert!(!format!("{lro:?}").contains(MONITOR));
}
