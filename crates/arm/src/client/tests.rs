#![allow(clippy::unwrap_used)]
use futures::executor::block_on;
use proptest::prelude::*;
use serde_json::json;

use host::{Request, SendError};

use super::*;
use crate::Token;
use crate::script::{Answer, ORIGIN, client, json as answer};

const POOLS: &str = "/subscriptions/S/providers/Microsoft.DesktopVirtualization/hostPools";

fn get() -> Call {
    Call::get("HostPools_List", POOLS, "v3")
}

fn action() -> Call {
    Call::post("SessionHostManagements_InitiateSessionHostUpdate", POOLS, "v3", Some(json!({})))
}

type Outcome = Result<u16, (ErrorKind, Fate)>;

/// Plays the statuses in order (0 is a lost answer, the last one stays); checks how often was sent and what came of it.
#[allow(clippy::needless_pass_by_value)] // One line a case.
fn check(call: &Call, statuses: &'static [u16], sent: usize, wanted: Outcome) {
    let client = client(move |_, index| -> Answer {
        match statuses[index.min(statuses.len() - 1)] {
            0 => Err(SendError::Broken(String::new())),
            status => Ok(answer(status, "{}")),
        }
    });
    let outcome = block_on(client.act(call)).map(|acted| acted.status).map_err(|error| (error.kind().clone(), error.fate()));
    assert_eq!(outcome, wanted, "{statuses:?}");
    assert_eq!(client.host().0.sent.borrow().len(), sent, "{statuses:?}");
}

fn error_kind(status: u16) -> ErrorKind {
    match status {
        300..=399 => ErrorKind::Unreadable,
        400..=499 => ErrorKind::Rejected,
        _ => ErrorKind::Service,
    }
}

#[test]
fn acts_by_the_table() {
    let put = Call::put("HostPools_CreateOrUpdate", POOLS, "v", json!({}));
    let delete = Call::delete("HostPools_Delete", POOLS, "v");
    check(&action(), &[200], 1, Ok(200));
    check(&action(), &[429, 200], 2, Ok(200));
    check(&action(), &[0], 1, Err((ErrorKind::Offline, Fate::Unknown)));
    check(&action(), &[503], 1, Err((ErrorKind::Service, Fate::Unknown)));
    check(&action(), &[429, 504, 200], 2, Err((ErrorKind::TimedOut, Fate::Unknown)));
    check(&action(), &[400], 1, Err((ErrorKind::Rejected, Fate::Refused)));
    check(&put, &[0, 500, 201], 3, Ok(201));
    check(&put, &[0], 4, Err((ErrorKind::Offline, Fate::Unknown)));
    check(&put, &[0, 412], 2, Err((ErrorKind::Stale, Fate::Unknown)));
    check(&delete, &[0, 404], 2, Ok(404));
    check(&delete, &[404], 1, Ok(404));
    check(&put, &[404], 1, Err((ErrorKind::NotFound, Fate::Refused)));
    for unknown in [&[302][..], &[304], &[407], &[499], &[511]] {
        check(&put, unknown, 1, Err((error_kind(unknown[0]), Fate::Unknown)));
        check(&action(), unknown, 1, Err((error_kind(unknown[0]), Fate::Unknown)));
    }
    for unknown in [&[520][..], &[522], &[525], &[530], &[599]] {
        check(&put, unknown, 4, Err((ErrorKind::Service, Fate::Unknown)));
        check(&action(), unknown, 1, Err((ErrorKind::Service, Fate::Unknown)));
    }
}

#[test]
fn keeps_one_request_id_over_all_tries() {
    let client = client(|_, index| Ok(answer(if index == 0 { 500 } else { 200 }, "{}").with_header("x-ms-request-id", "svc")));
    let read = block_on(client.read::<Value>(&get())).unwrap();
    let sent = client.host().0.sent.borrow();
    assert_eq!(sent[0].header("x-ms-client-request-id"), Some(read.request.client.as_str()));
    assert_eq!(sent[0].header("x-ms-client-request-id"), sent[1].header("x-ms-client-request-id"));
    assert_eq!(read.request.service.as_deref(), Some("svc"));
}

#[test]
fn renews_then_steps_up() {
    let client = client(|request, _| {
        Ok(match request.header("Authorization") {
            Some("Bearer t0") => answer(401, r#"{"error":{"code":"ExpiredAuthenticationToken"}}"#),
            Some("Bearer t1") => {
                answer(401, r#"{"error":{"code":"RequestDisallowedByAzure","message":"https://aka.ms/MFAforAzure"}}"#)
            }
            _ => answer(200, "{}"),
        })
    });
    assert!(block_on(client.act(&action())).is_ok());
    let needs = client.tokens().needs.borrow();
    assert_eq!(needs[1].refused, Some(Token::new("t0".to_owned())));
    assert_eq!(needs[2].claims.as_deref(), Some(crate::challenge::MFA_CLAIMS));
}

#[test]
fn gives_up_after_one_renewal_and_when_signed_out() {
    let refusing = client(|_, _| Ok(answer(401, r#"{"error":{"code":"InvalidAuthenticationToken","message":"no"}}"#)));
    let error = block_on(refusing.read::<Value>(&get())).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::SignedOut { why: "no".to_owned() });
    assert_eq!(refusing.host().0.sent.borrow().len(), 2);
    refusing.tokens().dry.set(true);
    let error = block_on(refusing.act(&action())).unwrap_err();
    assert_eq!(error.fate(), Fate::NotSent);
}

#[test]
fn asks_for_the_tenant_it_is_told() {
    let client = client(|_, index| {
        let wrong = r#"{"error":{"code":"InvalidAuthenticationTokenTenant","message":"use 'https://login.windows.net/bbbbbbbb-0000-0000-0000-000000000000'"}}"#;
        Ok(if index == 0 { answer(401, wrong) } else { answer(200, "{}") })
    });
    block_on(client.in_tenant("home").read::<Value>(&get())).unwrap();
    let tenants: Vec<_> = client.tokens().needs.borrow().iter().map(|need| need.tenant.clone().unwrap()).collect();
    assert_eq!(tenants, ["home", "bbbbbbbb-0000-0000-0000-000000000000"]);
}

#[test]
fn pauses_the_whole_subscription() {
    let long =
        |_: &Request, index| Ok(if index == 0 { answer(429, "{}").with_header("Retry-After", "600") } else { answer(200, "{}") });
    let client = client(long);
    let retry_at = Some(client.host().now() + host::Duration::from_secs(600));
    for sent in [1, 1] {
        let error = block_on(client.read::<Value>(&get())).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Throttled { retry_at });
        assert_eq!(client.host().0.sent.borrow().len(), sent, "the second call must not leave");
    }
    assert!(block_on(client.read::<Value>(&Call::get("X", "/subscriptions/other/x", "v"))).is_ok());
    block_on(client.host().sleep(host::Duration::from_secs(600)));
    assert!(block_on(client.read::<Value>(&get())).is_ok());
}

#[test]
fn falls_back_to_older_versions_and_remembers() {
    let client = client(|request, _| {
        let known = request.url.contains("api-version=v1");
        Ok(if known { answer(200, r#"{"value":[]}"#) } else { answer(400, r#"{"error":{"code":"NoRegisteredProviderFound"}}"#) })
    });
    let call = get().with_fallback("v2").with_fallback("v1");
    assert_eq!(block_on(client.list::<Value>(&call)).unwrap().api_version, "v1");
    assert_eq!(client.host().0.sent.borrow().len(), 3);
    assert_eq!(block_on(client.read::<Value>(&call)).unwrap().api_version, "v1");
    assert_eq!(client.host().0.sent.borrow().len(), 4, "what worked is asked first");
    let error = block_on(client.read::<Value>(&get())).unwrap_err();
    assert_eq!(error.code(), Some("NoRegisteredProviderFound"));
}

#[test]
fn says_when_it_cannot_read() {
    let client = client(|_, _| Ok(answer(200, "<html>")));
    assert_eq!(block_on(client.read::<Value>(&get())).unwrap_err().kind(), &ErrorKind::Unreadable);
    assert_eq!(block_on(client.list::<Value>(&get())).unwrap_err().kind(), &ErrorKind::Unreadable);
    for status in [200, 201, 202, 204] {
        let client = crate::script::client(move |_, _| Ok(answer(status, "<html>")));
        let error = block_on(client.act(&action())).unwrap_err();
        assert_eq!(
            (error.kind(), error.fate()),
            (&ErrorKind::Unreadable, Fate::Unknown),
            "{status}: a page on the way is no success"
        );
    }
    let plain = crate::script::client(|_, _| Ok(answer(200, "ok")));
    assert!(block_on(plain.act(&action())).unwrap().body.is_none());
}

#[test]
fn a_page_is_neither_renewed_for_nor_believed() {
    for status in [401, 403, 404, 409] {
        for call in [action(), Call::delete("HostPools_Delete", POOLS, "v")] {
            let client = client(move |_, _| Ok(answer(status, "<html>aka.ms/MFAforAzure RequestDisallowedByAzure</html>")));
            let error = block_on(client.act(&call)).unwrap_err();
            assert_eq!((error.fate(), client.host().0.sent.borrow().len()), (Fate::Unknown, 1), "{status} {}", call.operation);
        }
    }
}

#[test]
fn what_is_gone_has_reached_its_goal_but_not_where_the_address_is_wrong() {
    let delete = Call::delete("UserSessions_Delete", POOLS, "v");
    for (code, gone) in [
        ("404", true),
        ("ResourceNotFound", true),
        ("ParentResourceNotFound", true),
        ("ResourceGroupNotFound", true),
        ("SubscriptionNotFound", false),
        ("InvalidResourceType", false),
        ("NoRegisteredProviderFound", false),
    ] {
        for lost in [false, true] {
            let body = json!({"error": {"code": code, "message": "x"}}).to_string();
            let first = if lost { 0 } else { usize::MAX };
            let client = client(move |_, index| if index == first { Err(SendError::TimedOut) } else { Ok(answer(404, &body)) });
            match block_on(client.act(&delete)) {
                Ok(acted) => assert_eq!((gone, acted.already, acted.status), (true, !lost, 404), "{code}"),
                Err(error) => assert_eq!((gone, error.kind()), (false, &ErrorKind::NotFound), "{code}"),
            }
        }
    }
}

/// A write whose token was refused and for which there is no other went out, and nothing was done.
#[test]
fn a_write_that_was_refused_at_the_sign_in_is_not_called_unsent() {
    for (body, tenant, mfa) in [
        (r#"{"error":{"code":"ExpiredAuthenticationToken","message":"expired"}}"#, None, false),
        (
            r#"{"error":{"code":"InvalidAuthenticationTokenTenant","message":"It must match the tenant 'https://sts.windows.net/bbbbbbbb-0000-0000-0000-000000000000/'"}}"#,
            Some("bbbbbbbb-0000-0000-0000-000000000000"),
            false,
        ),
        (r#"{"error":{"code":"RequestDisallowedByAzure","message":"https://aka.ms/MFAforAzure"}}"#, None, true),
    ] {
        for lost in [false, true] {
            let first = if lost { 0 } else { usize::MAX };
            let client = client(move |_, index| if index == first { Err(SendError::TimedOut) } else { Ok(answer(401, body)) });
            client.tokens().ends_after.set(Some(1 + u32::from(lost)));
            let error = block_on(client.act(&Call::put("P", POOLS, "v", json!({})))).unwrap_err();
            let fate = if lost { Fate::Unknown } else { Fate::Refused };
            assert_eq!((error.fate(), error.message(), error.status()), (fate, "The session has expired", Some(401)));
            assert_eq!((error.tenant(), error.demands_mfa(), error.code()), (tenant, mfa, None));
            assert_eq!(error.body().levels().len(), 1, "Azure's words are kept");
            assert!(matches!(error.kind(), ErrorKind::SignedOut { .. }) && error.lacks_token());
        }
    }
}

#[test]
fn a_step_up_is_asked_for_once_and_then_azure_has_the_word() {
    let case = crate::script::case("arm-error-04-mfa-policy-header-hidden.json");
    let client = client(move |_, _| Ok(crate::script::answer_of(&case)));
    let error = block_on(client.act(&action())).unwrap_err();
    assert_eq!(client.host().0.sent.borrow().len(), 2);
    assert_eq!(error.kind(), &ErrorKind::Forbidden { action: None, scope: None }, "another sign-in would change nothing");
    assert_eq!(error.fate(), Fate::Refused);
    assert!(error.message().contains("'MFA is required. Users must authenticate"), "{}", error.message());
    let advice = error.next_step();
    assert!(
        advice.contains(
            "“Users must authenticate with multi-factor authentication to create or update resources” (assignment “mfa” on"
        ),
        "{advice}"
    );
    assert!(!advice.to_lowercase().contains("sign out"), "{advice}");
}

#[test]
fn stops_at_a_repeated_link() {
    let body = format!(r#"{{"value":[{{"id":"/A"}}],"nextLink":"{ORIGIN}/again"}}"#);
    let client = client(move |_, _| Ok(answer(200, &body)));
    let read = block_on(client.list::<Value>(&get())).unwrap();
    assert_eq!((read.value.len(), read.complete), (1, false));
    assert_eq!(client.host().0.sent.borrow().len(), 2);
}

#[test]
fn refuses_strangers_before_a_token_is_asked_for() {
    let client = client(|request, _| {
        let status = if request.method == Method::Post { 202 } else { 204 };
        Ok(answer(status, "").with_header("Location", format!("{ORIGIN}/op")))
    });
    let operation = block_on(client.act(&action())).unwrap().operation.unwrap();
    let tampered = serde_json::to_string(&operation).unwrap().replace(&format!("{ORIGIN}/op"), "https://evil.example/op");
    let foreign_path = Call::get("X", "@evil.example/subscriptions", "v");
    let watched = block_on(client.watch(serde_json::from_str(&tampered).unwrap(), |_| {})).err();
    let read = block_on(client.read::<Value>(&foreign_path)).err();
    for error in [watched, read] {
        let error = error.unwrap();
        assert_eq!((error.kind(), error.fate()), (&ErrorKind::ForeignLink, Fate::NotSent));
    }
    assert_eq!(client.tokens().needs.borrow().len(), 1);
    assert_eq!(client.host().0.sent.borrow().len(), 1);
}

#[test]
fn what_was_not_sent_is_said_so_unless_an_earlier_try_was_lost() {
    for (before, fate, words) in [(0, Fate::NotSent, "Not sent: no network."), (1, Fate::Unknown, "No response: no network.")] {
        let client = client(move |_, index| {
            Err(if index < before { SendError::TimedOut } else { SendError::NotSent("no network".to_owned()) })
        });
        let call = Call::delete("HostPools_Delete", "/subscriptions/s/x", "v");
        let error = block_on(client.act(&call)).unwrap_err();
        assert_eq!((error.fate(), error.kind(), error.to_string()), (fate, &ErrorKind::Offline, words.to_owned()));
        assert!(!error.next_step().is_empty());
        assert_eq!(client.host().0.sent.borrow().len(), if before == 0 { 1 } else { 4 }, "what is certain is not tried again");
    }
}

#[test]
fn refuses_a_page_elsewhere() {
    let client = client(|_, _| Ok(answer(200, r#"{"value":[{"id":"/a"}],"nextLink":"https://evil.example/2"}"#)));
    assert_eq!(block_on(client.list::<Value>(&get())).unwrap_err().kind(), &ErrorKind::ForeignLink);
    assert_eq!(client.host().0.sent.borrow().len(), 1);
}

#[test]
fn watches_to_the_end_over_trouble() {
    let client = client(|request, index| match (request.method, index) {
        (Method::Post, _) => Ok(answer(202, "").with_header("Azure-AsyncOperation", format!("{ORIGIN}/op"))),
        (_, 1) => Err(SendError::TimedOut),
        (_, 2) => Ok(answer(500, "")),
        (_, 3) => Ok(answer(401, "")),
        (_, 4) => Ok(answer(200, r#"{"status":"InProgress","percentComplete":40}"#)),
        _ => Ok(answer(200, r#"{"status":"succeeded","properties":{"done":true}}"#)),
    });
    let operation = block_on(client.act(&action())).unwrap().operation.unwrap();
    let (mut states, mut troubles) = (Vec::new(), 0);
    let seen = |progress: &Progress| {
        states.push(progress.percent);
        troubles += usize::from(progress.trouble.is_some());
    };
    assert_eq!(block_on(client.watch(operation, seen)).unwrap(), Some(json!({"done": true})));
    assert_eq!((states.last(), troubles), (Some(&Some(40.0)), 2));
    assert!(client.host().0.sent.borrow()[1].body.is_none(), "a poll carries no body");
}

#[test]
fn a_watch_ends_where_its_token_is_refused_and_there_is_no_other() {
    let client = client(|request, _| match request.method {
        Method::Put => Ok(answer(202, "")),
        _ => Ok(answer(401, r#"{"error":{"code":"ExpiredAuthenticationToken","message":"expired"}}"#)),
    });
    let operation = block_on(client.act(&Call::put("P", POOLS, "v", json!({})))).unwrap().operation.unwrap();
    client.tokens().ends_after.set(Some(2));
    let error = block_on(client.watch(operation, |_| {})).unwrap_err();
    assert!(error.lacks_token(), "{error:?}");
    assert_eq!(client.host().0.sent.borrow().len(), 2);
}

#[test]
fn a_watch_ends_signed_out_and_goes_on_later() {
    let client = client(|request, _| {
        Ok(match request.method {
            Method::Put => answer(202, ""),
            _ => answer(200, r#"{"properties":{"provisioningState":"Succeeded"}}"#),
        })
    });
    let operation = block_on(client.act(&Call::put("P", POOLS, "v", json!({})))).unwrap().operation.unwrap();
    client.tokens().dry.set(true);
    let mut stored = String::new();
    let seen = |progress: &Progress| stored = serde_json::to_string(&progress.watch).unwrap();
    assert!(matches!(block_on(client.watch(operation, seen)).unwrap_err().kind(), ErrorKind::SignedOut { .. }));
    client.tokens().dry.set(false);
    let value = block_on(client.watch(serde_json::from_str(&stored).unwrap(), |_| {})).unwrap();
    assert!(value.is_some());
}

/// Who a browser would connect to, by the URL standard's rules for special schemes.
fn authority(url: &str) -> String {
    let clean: String = url.trim().chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let rest = clean.split_once(':').map_or("", |(_, rest)| rest).trim_start_matches(['/', '\\']);
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default().trim_end_matches(":443").to_ascii_lowercase()
}

proptest! {
    #[test]
    fn the_token_never_leaves_its_origin(pieces in proptest::collection::vec(proptest::sample::select(vec![
        "https:", "http:", "//", "/", "\\", "management.azure.com", "evil.example", "@", ":443", ":8443", ".", "\t", " ", "#", "?", "a", "%2F", "ü",
    ]), 0..9)) {
        let link = pieces.concat();
        let body = json!({"value": [], "nextLink": link}).to_string();
        let header = link;
        let client = client(move |request, index| Ok(match (request.method, index) {
            (Method::Put, _) => answer(202, "").with_header("Location", header.clone()).with_header("Azure-AsyncOperation", header.clone()),
            (_, 0) => answer(200, &body),
            _ => answer(200, r#"{"status":"Succeeded"}"#),
        }));
        let _ = block_on(client.list::<Value>(&get()));
        let acted = block_on(client.act(&Call::put("P", POOLS, "v", json!({})))).unwrap();
        let _ = block_on(client.watch(acted.operation.unwrap(), |_| {}));
        for request in client.host().0.sent.borrow().iter() {
            prop_assert_eq!(authority(&request.url), "management.azure.com", "{}", request.url);
            prop_assert!(request.url.starts_with("https://"));
        }
    }

    #[test]
    fn pages_visit_each_item_once(sizes in proptest::collection::vec(0usize..5, 1..8)) {
        let total: usize = sizes.iter().sum();
        let pages: Vec<String> = sizes.iter().enumerate().map(|(page, size)| {
            let start: usize = sizes[..page].iter().sum();
            // Each page begins with the last item of the one before, in another case, as happens while a list changes.
            let again = start.checked_sub(1).map(|last| json!({"id": format!("/ITEM{last}")}));
            let items: Vec<_> = again.into_iter().chain((start..start + size).map(|n| json!({"id": format!("/item{n}")}))).collect();
            let next = (page + 1 < sizes.len()).then(|| format!("{ORIGIN}/page?{}", page + 1));
            json!({"value": items, "nextLink": next}).to_string()
        }).collect();
        let client = client(move |_, index| Ok(answer(200, &pages[index])));
        let read = block_on(client.list::<Value>(&get())).unwrap();
        let ids: Vec<String> = read.value.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
        prop_assert_eq!(ids, (0..total).map(|n| format!("/item{n}")).collect::<Vec<_>>());
        prop_assert!(read.complete);
    }

    #[test]
    fn an_action_is_sent_once_after_an_unknown_fate(statuses in proptest::collection::vec(proptest::option::of(200u16..600), 20)) {
        let script = statuses.clone();
        let client = client(move |_, index| script[index].map(|status| answer(status, "{}")).ok_or(SendError::TimedOut));
        let _ = block_on(client.act(&action()));
        let sent = client.host().0.sent.borrow().len();
        let unknown = statuses.iter().take(sent - 1).any(|status| !matches!(status, Some(401 | 403 | 409 | 429)));
        prop_assert!(!unknown, "{:?} after {sent}", statuses);
    }
}
