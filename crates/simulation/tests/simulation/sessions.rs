//! Users are told, disconnected and signed out; and what stands when an answer is lost on the way.

use arm::{ErrorKind, Fate, ResourceId};
use avd::operation::user_sessions;
use avd::resource::{SessionHostStatus, SessionState, UserSession};
use avd::rule::confirm::{Confirmation, confirm};
use avd::rule::user_session::{self, Filter, Message};
use avd::{Change, ReadBack};
use futures::executor::block_on;
use host::{Duration, Method};
use serde_json::{Value, json};
use writes::Confirm;

use crate::console::Console;

async fn all(console: &Console, pool: &ResourceId) -> Vec<UserSession> {
    let call = user_sessions::list_by_host_pool(pool, &console.versions);
    console.client.list::<UserSession>(&call).await.expect("sessions").value
}

/// A session in this state on a host that answers, with its id.
async fn one(console: &Console, pool: &ResourceId, state: &SessionState) -> (ResourceId, Value) {
    let hosts = console.hosts(pool).await;
    let silent = |id: &ResourceId| {
        let host = id.parent().expect("a host");
        let status = hosts
            .iter()
            .find(|known| known.resource_id().as_ref() == Some(&host))
            .and_then(|host| host.properties.status.clone());
        status.is_none_or(|status: SessionHostStatus| user_session::leaves_sessions_behind(&status))
    };
    let sessions = all(console, pool).await;
    let found = sessions.iter().find(|session| {
        session.properties.session_state.as_ref() == Some(state) && session.resource_id().is_some_and(|id| !silent(&id))
    });
    let session = found.expect("such a session");
    (session.resource_id().expect("an id"), user_session::before(session))
}

async fn look(console: &Console, change: &Change, before: &Value) -> Confirmation {
    let call = change.verify.call(&change.target, &console.versions).expect("something to look at");
    let read = match console.client.read::<Value>(&call).await {
        Ok(read) => Some(read.value),
        Err(error) if *error.kind() == ErrorKind::NotFound => None,
        Err(error) => panic!("{error}"),
    };
    confirm(change, before, read.as_ref())
}

fn hello() -> Message {
    Message { title: "Hello".to_owned(), body: "Please save your work.".to_owned() }
}

#[test]
fn users_are_told_disconnected_and_signed_out() {
    block_on(async {
        let console = Console::new().await;
        let pool = console.pool("hp-sales").await;
        let (session, before) = one(&console, &pool, &SessionState::Active).await;
        let message = user_session::send_message(&session, &hello(), &console.versions);
        console.carry_out(&message).await.expect("told");

        let disconnect = user_session::disconnect(&session, &console.versions);
        assert!(matches!(look(&console, &disconnect, &before).await, Confirmation::NotShown(_)));
        console.carry_out(&disconnect).await.expect("disconnected");
        assert!(matches!(look(&console, &disconnect, &before).await, Confirmation::Shown(_)));
        let error = console.carry_out(&message).await.expect_err("nobody sees it");
        assert!(error.message().contains("in the state Disconnected"), "{error}");

        let out = user_session::sign_out(&session, false, &console.versions);
        console.carry_out(&out).await.expect("signing out");
        let Confirmation::NotShown(why) = look(&console, &out, &before).await else { panic!("gone too soon") };
        assert!(why.contains("still signing the user out"), "{why}");
        console.wait(Duration::from_secs(21));
        assert!(matches!(look(&console, &out, &before).await, Confirmation::Shown(_)));
    });
}

#[test]
fn a_session_left_over_goes_by_force_only() {
    block_on(async {
        let console = Console::new().await;
        let pool = console.pool("hp-support-us").await;
        let hosts = console.hosts(&pool).await;
        let off =
            hosts.iter().find(|host| host.properties.status == Some(SessionHostStatus::Unavailable)).expect("a host that is off");
        let call = user_sessions::list(&off.resource_id().expect("an id"), &console.versions);
        let sessions = console.client.list::<UserSession>(&call).await.expect("sessions").value;
        let (session, before) = (sessions[0].resource_id().expect("an id"), user_session::before(&sessions[0]));
        let gentle = user_session::sign_out(&session, false, &console.versions);
        assert!(console.carry_out(&gentle).await.expect_err("nobody answers").message().contains("does not respond"));
        let forced = user_session::sign_out(&session, true, &console.versions);
        console.carry_out(&forced).await.expect("gone");
        assert!(matches!(look(&console, &forced, &before).await, Confirmation::Shown(_)));
    });
}

#[test]
fn the_filter_of_the_service_is_the_filter_of_the_console() {
    block_on(async {
        let console = Console::new().await;
        let pool = console.pool("hp-support-us").await;
        let whole = all(&console, &pool).await;
        let user = whole[0].properties.user_principal_name.clone().expect("a name");
        for (search, state) in
            [(user.as_str(), None), ("", Some("Disconnected")), (user.as_str(), Some("Active")), ("o'hara@contoso.example", None)]
        {
            let filter = Filter::of(search, state);
            let call = user_sessions::list_filtered(&pool, &filter.odata().expect("a filter"), &console.versions);
            let found = console.client.list::<UserSession>(&call).await.expect("sessions").value;
            let passes = |session: &&UserSession| {
                let properties = &session.properties;
                (search.is_empty() || properties.user_principal_name.as_deref() == Some(search))
                    && (state.is_none() || properties.session_state.as_ref().map(SessionState::as_str) == state)
            };
            assert_eq!(found, whole.iter().filter(passes).cloned().collect::<Vec<_>>(), "{search} {state:?}");
        }
    });
}

#[test]
fn an_action_whose_answer_is_lost_is_sent_once_and_the_session_tells() {
    let cases = [
        (json!({ "kind": "lostBefore" }), false),
        (json!({ "kind": "lostAfter" }), true),
        (json!({ "kind": "breaksOff" }), true),
    ];
    block_on(async {
        for (fault, worked) in cases {
            let console = Console::new().await;
            let pool = console.pool("hp-sales").await;
            let (session, before) = one(&console, &pool, &SessionState::Active).await;
            let message = user_session::send_message(&session, &hello(), &console.versions);
            let disconnect = user_session::disconnect(&session, &console.versions);
            for change in [&message, &disconnect] {
                console.fault(&json!({ "fault": fault, "method": "POST", "path": change.call.path, "times": 0 }));
                let error = console.client.act(&change.call).await.expect_err("lost");
                assert_eq!(error.fate(), Fate::Unknown, "{fault}");
                assert_eq!(console.answers(&change.call).len(), 1, "{fault}: sent once");
                console.control(Method::Delete, "fault", &json!({}));
            }
            assert_eq!(message.verify, ReadBack::Answer, "nothing shows whether a message was seen");
            assert_eq!(matches!(look(&console, &disconnect, &before).await, Confirmation::Shown(_)), worked, "{fault}");
        }
    });
}

#[test]
fn a_sign_out_whose_answer_is_lost_is_asked_for_again_and_ends_one_session() {
    block_on(async {
        for kind in ["lostBefore", "lostAfter"] {
            let console = Console::new().await;
            let pool = console.pool("hp-sales").await;
            let (session, before) = one(&console, &pool, &SessionState::Active).await;
            let count = all(&console, &pool).await.len();
            let out = user_session::sign_out(&session, true, &console.versions);
            console.fault(&json!({ "fault": { "kind": kind }, "method": "DELETE", "path": out.call.path, "times": 1 }));
            console.client.act(&out.call).await.expect(kind);
            assert_eq!(console.answers(&out.call).len(), 2, "{kind}");
            assert!(matches!(look(&console, &out, &before).await, Confirmation::Shown(_)), "{kind}");
            assert_eq!(all(&console, &pool).await.len(), count - 1, "{kind}");
        }
    });
}
