#![allow(clippy::unwrap_used)]
use serde_json::json;

use super::*;
use crate::script::{ORIGIN, json as answer};

const START: Instant = Instant::from_seconds(1000);

fn call(method: Method) -> Call {
    Call { method, ..Call::put("Thing_Do", "/subscriptions/s/things/t", "v", json!({"secret": 1})) }
}

fn linked(status: u16, headers: &[&str]) -> Response {
    let url = |name| format!("{ORIGIN}/{name}?api-version=own");
    headers.iter().fold(answer(status, ""), |response, name| response.with_header(name, url(name)))
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
                read.push(url.rsplit('/').next().unwrap().trim_end_matches("?api-version=own").to_owned());
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
        "Failed: The operation on /subscriptions/s/things/t ended with status Failed.",
    );
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
        "Failed: The operation on /subscriptions/s/things/t ended with status Failed.",
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
    check(Method::Post, &monitor, &[(404, ""); 3], &[m; 3], "NotFound: The status of the operation is no longer available");
}

#[test]
fn follows_renewed_urls_but_not_to_strangers() {
    let mut lro = begin(Method::Post, &linked(202, &["Location"])).unwrap();
    let later = Instant::from_seconds(5000);
    lro.observe(Some(&answer(202, "").with_header("Location", format!("{ORIGIN}/newer"))), later);
    assert_eq!(lro.step(later + Duration::from_secs(60)), Step::Get(format!("{ORIGIN}/newer?api-version=v")));
    lro.observe(Some(&answer(202, "").with_header("Location", "https://evil.example/")), later);
    assert_eq!(lro.step(later + Duration::from_secs(60)), Step::Get(format!("{ORIGIN}/newer?api-version=v")));
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

#[test]
fn only_a_monitor_or_202_makes_an_operation() {
    use Method::{Delete, Patch, Post, Put};
    let own = "/subscriptions/s/resourcegroups/g/providers/microsoft.desktopvirtualization/hostpools/p";
    for (method, status, headers, wanted) in [
        (Put, 201, &["Location"][..], None),
        (Put, 200, &["Location"], None),
        (Patch, 200, &["Location"], None),
        (Patch, 201, &["Location"], None),
        (Post, 200, &["Location"], None),
        (Post, 201, &["Location"], None),
        (Delete, 200, &["Location"], None),
        (Delete, 204, &["Location", MONITOR], None),
        (Put, 201, &[MONITOR], Some(MONITOR)),
        (Put, 200, &[MONITOR, "Location"], Some(MONITOR)),
        (Patch, 200, &["Operation-Location"], Some("Operation-Location")),
        (Put, 202, &["Location"], Some("Location")),
        (Patch, 202, &["Location"], Some("Location")),
        (Post, 202, &["Location", MONITOR], Some(MONITOR)),
        (Delete, 202, &["Location"], Some("Location")),
    ] {
        for (link, body) in [(format!("{ORIGIN}{own}"), "{}"), (own.to_owned(), r#"{"properties":{}}"#)] {
            let response =
                headers.iter().fold(answer(status, body), |response, name| response.with_header(name, format!("{link}/{name}")));
            let begun = begin(method, &response);
            let url = wanted.map(|name| format!("{ORIGIN}{own}/{name}?api-version=v"));
            let asked = begun.map(|lro| lro.step(START + Duration::from_secs(60)));
            assert_eq!(asked, url.map(Step::Get), "{method:?} {status} {headers:?} {link}");
        }
    }
}

#[test]
fn an_address_without_version_gets_that_of_the_request() {
    for (link, wanted) in [
        ("/a", "/a?api-version=v"),
        ("/a?monitor=true", "/a?monitor=true&api-version=v"),
        ("/a?api-version=", "/a?api-version=&api-version=v"),
        ("/a?x-api-version=1", "/a?x-api-version=1&api-version=v"),
        ("/a?t=1&API-Version=2024-11-01-preview&s=x", "/a?t=1&API-Version=2024-11-01-preview&s=x"),
        ("/a?api-version=2020-01-01#part", "/a?api-version=2020-01-01"),
        ("/a#part?api-version=1", "/a?api-version=v"),
    ] {
        for name in [MONITOR, "Location"] {
            for link in [link.to_owned(), format!("{ORIGIN}{link}"), format!(" {ORIGIN}{link} ")] {
                let mut lro = begin(Method::Post, &answer(202, "").with_header(name, link.clone())).unwrap();
                let later = START + Duration::from_secs(60);
                assert_eq!(lro.step(later), Step::Get(format!("{ORIGIN}{wanted}")), "{link}");
                lro.observe(Some(&answer(202, r#"{"status":"Running"}"#).with_header(name, link.clone())), later);
                assert_eq!(lro.step(later + Duration::from_secs(60)), Step::Get(format!("{ORIGIN}{wanted}")), "renewed: {link}");
            }
        }
    }
}

#[test]
fn the_state_of_other_work_is_neither_waited_for_nor_a_failure() {
    for method in [Method::Put, Method::Patch] {
        let write = call(method).with_state_of_other_work();
        for (status, state) in [(200, "Scheduled"), (200, "Canceled"), (200, "Failed"), (201, "Scheduled"), (202, "Creating")] {
            let response = answer(status, &format!(r#"{{"properties":{{"provisioningState":"{state}"}}}}"#));
            let begun = Lro::begin(&write, &Endpoint::parse(ORIGIN).unwrap(), &response, RequestIds::default(), START);
            assert_eq!(begun, None, "{method:?} {status} {state}");
        }
        let result = linked(202, &["Location"]);
        let begun = || Lro::begin(&write, &Endpoint::parse(ORIGIN).unwrap(), &result, RequestIds::default(), START).unwrap();
        let canceled = r#"{"properties":{"provisioningState":"Canceled"}}"#;
        let (_, end) = play(begun(), &[(200, canceled), (200, canceled)]);
        assert_eq!(end, format!("done {canceled}"), "{method:?}");
        let (_, end) = play(begun(), &[(404, ""); 3]);
        assert_eq!(end, "NotFound: The status of the operation is no longer available", "{method:?}");
    }
}

#[test]
fn a_result_that_says_failed_is_the_failure_with_its_reason() {
    for (body, end) in [
        (r#"{"status":"Failed","error":{"code":"C","message":"why"}}"#, "Failed: why"),
        (r#"{"status":"FAILED","error":{"code":7,"message":"why"}}"#, "Failed: why"),
        (r#"{"status":"Canceled","error":{"message":"why"}}"#, "Cancelled: why"),
        (r#"{"status":"Cancelled"}"#, "Cancelled: The operation on /subscriptions/s/things/t ended with status Cancelled."),
        (r#"{"error":{"code":"C","message":"why"}}"#, "Failed: why"),
        (r#"{"name":"x","error":{"code":"C","message":"out","details":[{"message":"why"}]}}"#, "Failed: why"),
        (r#"{"error":"why"}"#, "Failed: "),
        (
            r#"{"properties":{"provisioningState":"Failed","statusMessage":{"error":{"code":"C","message":"why"}}}}"#,
            "Failed: why",
        ),
    ] {
        for method in [Method::Put, Method::Patch, Method::Post, Method::Delete] {
            let (_, ended) = play(begin(method, &linked(202, &["Location"])).unwrap(), &[(202, ""), (200, body)]);
            assert!(ended.starts_with(end), "{method:?} {body}: {ended}");
        }
    }
    for body in
        [r#"{"error":null}"#, r#"{"error":{}}"#, r#"{"status":"Succeeded","error":null}"#, r#"{"status":"Available"}"#, "", "[1]"]
    {
        let (_, ended) = play(begin(Method::Delete, &linked(202, &["Location"])).unwrap(), &[(200, body)]);
        assert_eq!(ended, "done", "{body}");
    }
    let (_, ended) = play(begin(Method::Post, &linked(202, &["Location"])).unwrap(), &[(200, r#"{"status":"InProgress"}"#)]);
    assert_eq!(ended, "running");
    let (_, ended) = play(begin(Method::Post, &linked(202, &[MONITOR])).unwrap(), &[(200, r#"{"error":{"message":"why"}}"#)]);
    assert_eq!(ended, "Failed: why");
}

#[test]
fn a_refused_result_is_unknown_never_a_failure() {
    for method in [Method::Put, Method::Patch, Method::Post, Method::Delete] {
        for status in (400..500).filter(|status| !matches!(status, 401 | 404 | 408 | 410 | 429)) {
            let mut lro = begin(method, &linked(202, &["Location"])).unwrap();
            lro.observe(Some(&answer(status, r#"{"error":{"code":"MissingApiVersionParameter","message":"why"}}"#)), START);
            let stored = serde_json::to_string(&lro).unwrap();
            let Step::Failed(error) = serde_json::from_str::<Lro>(&stored).unwrap().step(START) else { panic!("{status}") };
            assert_eq!((error.fate(), error.message(), error.status()), (Fate::Unknown, "why", Some(status)), "{method:?}");
        }
        for status in [401, 404, 408, 410, 429, 302, 500, 503] {
            let mut lro = begin(method, &linked(202, &["Location"])).unwrap();
            lro.observe(Some(&answer(status, "")), START);
            let gone = method == Method::Delete && matches!(status, 404 | 410);
            let step = lro.step(START);
            assert_eq!(step == Step::Done(None), gone, "{method:?} {status} {step:?}");
            assert_eq!(matches!(step, Step::Wait(_)), !gone, "{method:?} {status} {step:?}");
        }
    }
}

#[test]
fn the_public_case_ends_as_its_body_says() {
    let case = crate::script::case("lro-location-says-failed.json");
    let (first, poll) = (crate::script::answer_of(&case["first"]), crate::script::answer_of(&case["poll"]));
    let mut lro = begin(Method::Post, &first).unwrap();
    lro.observe(Some(&poll), START);
    let Step::Failed(error) = lro.step(START) else { panic!("{:?}", lro.step(START)) };
    assert_eq!((error.kind(), error.fate(), error.code()), (&ErrorKind::Failed, Fate::Ran, Some("OperationNotAllowed")));
    assert_eq!(error.message(), "The machine could not be restarted: its host is being repaired.");
}
