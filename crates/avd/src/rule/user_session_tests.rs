#![allow(clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;

use super::*;
use crate::operation::sample::pool;

fn session() -> ResourceId {
    pool().child("sessionHosts", "vm-sales-0.contoso.example").child("userSessions", "3")
}

/// Reads `name eq 'text' and …` by the grammar of OData: a quote ends a text unless another follows at once.
fn read_odata(text: &str) -> Vec<(String, String)> {
    let (mut terms, mut rest) = (Vec::new(), text);
    loop {
        let (name, after) = rest.split_once(" eq '").unwrap();
        let (mut value, mut after) = (String::new(), after);
        loop {
            let (part, end) = after.split_once('\'').unwrap();
            value.push_str(part);
            match end.strip_prefix('\'') {
                Some(more) => {
                    value.push('\'');
                    after = more;
                }
                None => {
                    after = end;
                    break;
                }
            }
        }
        terms.push((name.to_owned(), value));
        match after.strip_prefix(" and ") {
            Some(more) => rest = more,
            None => {
                assert_eq!(after, "", "{text}");
                return terms;
            }
        }
    }
}

proptest! {
    #[test]
    fn no_text_breaks_out_of_its_quotes(user in any::<String>(), state in any::<String>()) {
        let filter = Filter { user: Some(user.clone()), state: Some(SessionState::Other(state.clone())) };
        let terms = read_odata(&filter.odata().unwrap());
        prop_assert_eq!(terms, [("userprincipalname".to_owned(), user), ("sessionstate".to_owned(), state)]);
    }

    #[test]
    fn hostile_quotes_stay_inside(user in "['a-z ]{1,12}") {
        let filter = Filter { user: Some(user.clone()), state: None };
        prop_assert_eq!(read_odata(&filter.odata().unwrap()), [("userprincipalname".to_owned(), user)]);
    }
}

#[test]
fn only_what_the_service_can_compare_goes_to_it() {
    let cases = [
        ("", None, None),
        ("amira", None, None),
        ("amira@", None, None),
        ("amira.abbas@contoso", None, None),
        ("amira.abbas@contoso.", None, None),
        ("amira.abbas@contoso.e", None, None),
        ("amira abbas@contoso.example", None, None),
        ("a@b@contoso.example", None, None),
        (" o'hara@contoso.example ", None, Some("userprincipalname eq 'o''hara@contoso.example'")),
        ("amira", Some("Active"), Some("sessionstate eq 'Active'")),
        ("", Some(""), None),
        ("", Some("Odd"), Some("sessionstate eq 'Odd'")),
        ("a@b.de", Some("LogOff"), Some("userprincipalname eq 'a@b.de' and sessionstate eq 'LogOff'")),
    ];
    for (search, state, wanted) in cases {
        assert_eq!(Filter::of(search, state).odata().as_deref(), wanted, "{search:?} {state:?}");
    }
}

#[test]
fn every_state_is_explained_in_its_own_words() {
    let all: Vec<_> = SessionState::KNOWN.iter().map(|state| explain(Some(state))).collect();
    for (at, one) in all.iter().enumerate() {
        assert!(one.meaning.ends_with('.') && all.iter().skip(at + 1).all(|other| other.label != one.label), "{one:?}");
    }
    assert_eq!(explain(Some(&SessionState::Other("Frozen".to_owned()))).label, "Frozen");
}

#[test]
fn what_makes_no_sense_is_said() {
    use SessionState as S;
    let may = |act, state: &S| pointless(act, Some(state)).is_none();
    for (state, message, disconnect) in [
        (S::Active, true, true),
        (S::Disconnected, false, false),
        (S::Pending, false, true),
        (S::LogOff, false, false),
        (S::UserProfileDiskMounted, false, false),
        (S::Unknown, true, true),
        (S::Other("Frozen".to_owned()), true, true),
    ] {
        assert_eq!((may(Act::Message, &state), may(Act::Disconnect, &state)), (message, disconnect), "{state}");
        assert!(may(Act::SignOut, &state), "{state}");
    }
}

#[test]
fn a_message_needs_a_title_and_a_text() {
    let problems = |title: &str, body: &str| {
        let message = Message { title: title.to_owned(), body: body.to_owned() };
        message.problems().into_iter().map(|problem| (problem.field, problem.warning)).collect::<Vec<_>>()
    };
    assert_eq!(problems(" ", "\n"), [("messageTitle", false), ("messageBody", false)]);
    assert_eq!(problems("Hello", "Now"), []);
    assert_eq!(problems(&"ü".repeat(TITLE_FITS), &"ü".repeat(BODY_FITS)), []);
    assert_eq!(
        problems(&"ü".repeat(TITLE_FITS + 1), &"x".repeat(BODY_FITS + 1)),
        [("messageTitle", true), ("messageBody", true)]
    );
    for preset in PRESETS {
        assert_eq!(problems(preset.title, preset.body), []);
    }
}

#[test]
fn a_change_says_what_is_sent_and_names_no_user() {
    let versions = ApiVersions::default();
    let message = Message { title: " Hello ".to_owned(), body: "Now ".to_owned() };
    let sent = send_message(&session(), &message, &versions);
    assert_eq!(sent.title, "Send a message to session 3 on vm-sales-0");
    assert_eq!(sent.call.body, Some(json!({ "messageTitle": "Hello", "messageBody": "Now" })));
    assert_eq!(sent.verify, ReadBack::Answer);
    assert_eq!(disconnect(&session(), &versions).title, "Disconnect session 3 on vm-sales-0");
    let (soft, hard) = (sign_out(&session(), false, &versions), sign_out(&session(), true, &versions));
    assert_eq!((soft.warnings.len(), soft.call.query), (1, vec![]));
    assert_eq!(hard.title, "Force sign-out of session 3 on vm-sales-0");
    assert_eq!((hard.warnings.len(), hard.call.query), (2, vec![("force".to_owned(), "true".to_owned())]));
    let user = UserSession::from_json(json!({ "properties": {
        "userPrincipalName": "amira@contoso.example", "activeDirectoryUserName": "CONTOSO\\amira", "sessionState": "Active",
        "createTime": "2026-11-20T08:00:00Z",
    } }));
    let kept = before(&user.unwrap());
    assert_eq!(kept, json!({ "properties": { "createTime": "2026-11-20T08:00:00Z", "sessionState": "Active" } }));
}

#[test]
fn an_act_shows_by_the_state_the_absence_or_a_newer_session() {
    let versions = ApiVersions::default();
    let (disconnect, sign_out) = (disconnect(&session(), &versions), sign_out(&session(), false, &versions));
    let read = |state: &str, began: &str| Some(json!({ "properties": { "sessionState": state, "createTime": began } }));
    let before = read("Active", "2026-11-20T08:00:00Z").unwrap();
    let shown = |change: &Change, read: Option<Value>| {
        matches!(super::super::confirm::confirm(change, &before, read.as_ref()), Confirmation::Shown(_))
    };
    for (state, disconnected) in [("Active", false), ("Disconnected", true), ("LogOff", false), ("Pending", false)] {
        assert_eq!(shown(&disconnect, read(state, "2026-11-20T08:00:00Z")), disconnected, "{state}");
        assert!(!shown(&sign_out, read(state, "2026-11-20T08:00:00Z")), "{state}");
    }
    for change in [&disconnect, &sign_out] {
        assert!(shown(change, None));
        assert!(shown(change, read("Active", "2026-11-20T09:00:00Z")), "another session");
    }
    assert!(!shown(
        &sign_out,
        read("Active", "").map(|mut read| {
            read["properties"]["createTime"] = Value::Null;
            read
        })
    ));
}
