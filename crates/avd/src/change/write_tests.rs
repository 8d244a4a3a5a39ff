//! What follows what, and never what must not.
#![allow(clippy::unwrap_used)]

use arm::{Acted, Client, Endpoint, Error, Fate, SignedOut, Token, TokenNeed, TokenSource};
use host::{Duration, Host, Instant, Request, Response, SendError};
use proptest::prelude::*;
use serde_json::json;
use writes::{BETWEEN_LOOKS, Outcome, WriteStep as Step};

use super::*;
use crate::operation::sample::pool;
use crate::rule::token;

const NOW: Instant = Instant::from_seconds(1_000_000);

/// A host that answers everything with one answer.
#[derive(Clone)]
struct Answers(Result<Response, SendError>);

impl Host for Answers {
    fn now(&self) -> Instant {
        NOW
    }
    async fn sleep(&self, _: Duration) {}
    async fn send(&self, _: Request) -> Result<Response, SendError> {
        self.0.clone()
    }
    fn random(&self) -> [u8; 16] {
        [7; 16]
    }
}

impl TokenSource for Answers {
    async fn token(&self, _: &TokenNeed) -> Result<Token, SignedOut> {
        match &self.0 {
            Ok(response) if response.status == 0 => Err(SignedOut { why: "signed out".to_owned() }),
            _ => Ok(Token::new("t".to_owned())),
        }
    }
}

fn client(status: Option<u16>, body: &Value) -> Client<Answers, Answers> {
    let text = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let answer = status.map(|status| Response::new(status).with_body("application/json", text));
    let answers = Answers(answer.ok_or(SendError::TimedOut));
    Client::new(answers.clone(), answers, Endpoint::parse("https://management.azure.com").unwrap())
}

fn revoked() -> Record {
    Record::new(token::revoke(&pool(), &ApiVersions::default()), Value::Null, NOW, None)
}

fn new(record: Record) -> Write {
    Write::new(record, &ApiVersions::default())
}

fn take_up(record: Record, signed_in: Option<(&str, Instant)>) -> Write {
    Write::take_up(record, signed_in, &ApiVersions::default())
}

/// The answer a client with this status gives to a write; 0 for no token, none for no answer.
fn acted(status: Option<u16>) -> Result<Acted, Error> {
    futures::executor::block_on(client(status, &Value::Null).act(&revoked().change.call))
}

fn read(status: Option<u16>, body: &Value) -> Result<Value, Error> {
    let call = revoked().change.verify.call(&pool(), &ApiVersions::default()).unwrap();
    futures::executor::block_on(client(status, body).read::<Value>(&call)).map(|read| read.value)
}

/// Keeps what is to be kept and names the step after it.
fn step(write: &mut Write) -> Step {
    let step = write.step();
    if step != Step::Keep {
        return step;
    }
    write.kept();
    write.step()
}

#[test]
fn is_kept_before_it_goes_out_and_after_it_was_taken() {
    let mut write = new(revoked());
    assert_eq!((write.step(), write.outcome()), (Step::Keep, Outcome::Sending));
    assert_eq!(step(&mut write), Step::Send);
    write.answered(acted(Some(200)), None);
    assert_eq!(write.step(), Step::Keep);
    assert!(write.record().accepted);
    assert!(matches!(step(&mut write), Step::Look(_)));
    write.looked(read(Some(200), &json!({})));
    assert!(matches!(write.step(), Step::Over(Outcome::Confirmed(_))));
}

#[test]
fn a_lost_answer_is_looked_for_and_the_end_says_so() {
    for (answer, lost, words) in [(None, true, "The response was lost."), (Some(200), false, "Azure accepted it.")] {
        let mut write = new(revoked());
        step(&mut write);
        write.answered(acted(answer), None);
        for _ in 1..LOOKS_AT_RESOURCE {
            assert!(matches!(step(&mut write), Step::Look(_)));
            write.looked(read(Some(200), &json!({ "token": "still there" })));
            assert_eq!((write.outcome(), write.step()), (Outcome::Looking { lost }, Step::Wait(BETWEEN_LOOKS)));
            write.waited();
        }
        write.looked(read(None, &Value::Null));
        let Step::Over(Outcome::Unconfirmed(sentence)) = write.step() else { panic!("{:?}", write.step()) };
        assert!(sentence.starts_with(words), "{sentence}");
    }
}

/// Answers one after the other; sleeping moves its clock.
#[derive(Clone)]
struct Script(std::rc::Rc<(std::cell::Cell<Instant>, std::cell::RefCell<Vec<Response>>)>);

impl Host for Script {
    fn now(&self) -> Instant {
        self.0.0.get()
    }
    async fn sleep(&self, duration: Duration) {
        self.0.0.set(self.now() + duration);
    }
    async fn send(&self, _: Request) -> Result<Response, SendError> {
        Ok(self.0.1.borrow_mut().remove(0))
    }
    fn random(&self) -> [u8; 16] {
        [7; 16]
    }
}

impl TokenSource for Script {
    async fn token(&self, _: &TokenNeed) -> Result<Token, SignedOut> {
        Ok(Token::new("t".to_owned()))
    }
}

/// How an accepted write ends by what its result URL says, if it is looked up and not shown; and what failed.
fn ended(verify: ReadBack, poll: Response, shown: &Value) -> (Outcome, Option<Error>) {
    let location = "https://management.azure.com/subscriptions/s/operationResults/o?api-version=v";
    let script = vec![Response::new(202).with_header("Location", location), poll];
    let script = Script(std::rc::Rc::new((std::cell::Cell::new(NOW), std::cell::RefCell::new(script))));
    let client = Client::new(script.clone(), script, Endpoint::parse("https://management.azure.com").unwrap());
    let mut record = revoked();
    record.change.verify = verify;
    let mut write = new(record);
    loop {
        match step(&mut write) {
            Step::Send => write.answered(futures::executor::block_on(client.act(&revoked().change.call)), None),
            Step::Watch(operation) => write.watched(futures::executor::block_on(client.watch(*operation, |_| ())).map(drop)),
            Step::Look(_) => write.looked(read(Some(200), shown)),
            Step::Wait(_) => write.waited(),
            Step::Over(end) => return (end, write.error().cloned()),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_operation_whose_result_is_refused_is_looked_up_and_never_called_failed() {
    let worded = json!({"error": {"code": "MissingApiVersionParameter", "message": "The api-version is missing."}}).to_string();
    for status in [400, 402, 403, 405, 406, 409, 412, 415, 422, 423, 451] {
        for (body, words) in [(worded.as_str(), "The api-version is missing."), ("", "HTTP ")] {
            for verify in [revoked().change.verify, ReadBack::Answer] {
                let answer = Response::new(status).with_body("application/json", body.into());
                let Outcome::Unconfirmed(sentence) = ended(verify, answer, &json!({ "token": "still there" })).0 else {
                    panic!("{status} {verify:?}")
                };
                assert!(sentence.starts_with("Azure accepted it. ") && sentence.contains(words), "{status}: {sentence}");
            }
        }
    }
    let failed =
        Response::new(200).with_body("", br#"{"status":"Failed","error":{"message":"its host is being repaired"}}"#.into());
    let (end, error) = ended(ReadBack::Answer, failed, &Value::Null);
    assert!(matches!(end, Outcome::Failed { ran: true, .. }), "the operation has failed: {end:?}");
    let error = error.unwrap();
    assert_eq!((error.fate(), error.message()), (Fate::Ran, "its host is being repaired"));
}

#[test]
fn a_refused_result_and_a_resource_that_says_failed_are_a_failure() {
    let refused = || Response::new(409).with_body("", br#"{"error":{"code":"SkuNotAvailable","message":"no such size"}}"#.into());
    for (state, fails) in [("Failed", true), ("Canceled", true), ("Succeeded", false), ("Provisioning", false)] {
        let shown = json!({"properties": {"provisioningState": state}});
        let (end, error) = ended(ReadBack::Configuration, refused(), &shown);
        let failed = error.is_some_and(|error| error.fate() == Fate::Ran && error.message() == "no such size");
        assert_eq!((failed, matches!(end, Outcome::Failed { ran: true, .. })), (fails, fails), "{state}: {end:?}");
        let policy = ended(ReadBack::Management, refused(), &shown);
        assert!(
            policy.1.is_none() && !matches!(policy.0, Outcome::Failed { .. }),
            "the state of a policy is that of other work: {policy:?}"
        );
    }
}

#[test]
fn a_refusal_is_the_end_and_a_sign_in_a_rest() {
    for (status, leaving, wanted) in [
        (Some(403), None, "over"),
        (Some(0), None, "over"),
        (Some(0), Some("olivia"), "rest"),
        (Some(403), Some("olivia"), "over"),
    ] {
        let mut write = new(revoked());
        step(&mut write);
        write.answered(acted(status), leaving.map(str::to_owned));
        match step(&mut write) {
            Step::Over(Outcome::Failed { why, ran: false } | Outcome::NotSent(why)) => assert_eq!(wanted, "over", "{why}"),
            Step::Rest => {
                assert_eq!((wanted, write.record().waits_for.as_deref()), ("rest", Some("olivia")));
                assert!(!write.record().refused, "without a token nothing was sent");
            }
            other => panic!("{status:?} {other:?}"),
        }
    }
}

/// A 404 to a DELETE is what was wanted; one that only the second try got tells nothing of who removed it, and is looked at.
#[test]
fn what_was_gone_before_is_done_and_said_to_be_so() {
    let session = arm::ResourceId::parse(&format!("{}/sessionHosts/h1/userSessions/3", pool().path())).unwrap();
    let versions = ApiVersions::default();
    for (change, words) in [
        (crate::rule::user_session::sign_out(&session, false, &versions), "Already signed out"),
        (crate::rule::user_session::sign_out(&session, true, &versions), "Already signed out"),
        (Change { target: pool(), ..crate::rule::user_session::sign_out(&session, true, &versions) }, "Already deleted"),
    ] {
        for body in [
            json!({"error": {"code": "404", "message": "ActivityId: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee Error: User session ID not found"}}),
            json!({"error": {"code": "ResourceNotFound", "message": "It was not found."}}),
            Value::Null,
        ] {
            let mut write = new(Record::new(change.clone(), Value::Null, NOW, None));
            assert_eq!(step(&mut write), Step::Send);
            write.answered(futures::executor::block_on(client(Some(404), &body).act(&change.call)), None);
            let Outcome::Confirmed(sentence) = write.outcome() else { panic!("{:?}", write.outcome()) };
            assert!(sentence.starts_with(words), "{sentence}");
        }
        let disconnect = crate::rule::user_session::disconnect(&session, &versions);
        let mut write = new(Record::new(disconnect.clone(), Value::Null, NOW, None));
        step(&mut write);
        write.answered(futures::executor::block_on(client(Some(404), &json!({})).act(&disconnect.call)), None);
        assert!(matches!(write.outcome(), Outcome::Failed { ran: false, .. }), "nobody was disconnected");
    }
}

#[test]
fn what_is_taken_up_is_looked_for_but_what_waited_for_a_sign_in() {
    assert!(matches!(step(&mut take_up(revoked(), None)), Step::Look(_)));
    let later = NOW + Duration::from_secs(60);
    let waited = Record { waits_for: Some("olivia".to_owned()), ..revoked() };
    let mut write = take_up(waited.clone(), Some(("olivia", later)));
    assert_eq!((write.step(), write.record().waits_for.as_deref()), (Step::Keep, None), "a second reload looks");
    assert_eq!(step(&mut write), Step::Send);
    for signed_in in [None, Some(("rita", later)), Some(("olivia", NOW + Duration::from_secs(3600)))] {
        assert!(matches!(take_up(waited.clone(), signed_in).step(), Step::Over(Outcome::NotSent(_))), "{signed_in:?}");
        let end = take_up(Record { refused: true, ..waited.clone() }, signed_in).step();
        assert!(matches!(end, Step::Over(Outcome::Failed { ran: false, .. })), "it was sent: {signed_in:?}");
    }
}

#[test]
fn where_nothing_can_be_read_the_answer_is_the_last_word() {
    let mut record = revoked();
    record.change.verify = ReadBack::Answer;
    for (status, shown) in [(Some(200), true), (None, false)] {
        let mut write = new(record.clone());
        step(&mut write);
        write.answered(acted(status), None);
        let end = step(&mut write);
        assert_eq!(matches!(end, Step::Over(Outcome::Confirmed(_))), shown, "{end:?}");
        assert_eq!(matches!(end, Step::Over(Outcome::Unconfirmed(_))), !shown, "{end:?}");
    }
    assert!(matches!(step(&mut take_up(record, None)), Step::Over(Outcome::Unconfirmed(_))), "nobody heard the answer");
}

#[test]
fn what_fits_another_administrator_as_well_is_done_only_if_azure_accepted_ours() {
    use crate::operation::session_host_managements::{UpdateRequest, initiate_update};
    // All settings are left to the policy, so nothing tells this update from any other that starts at once.
    let call = initiate_update(&pool(), &UpdateRequest::default(), &ApiVersions::default());
    let change = Change { call, verify: ReadBack::UpdateStatus, ..token::revoke(&pool(), &ApiVersions::default()) };
    let shown = json!({"status": "UpdatingSessionHosts", "correlationId": "two", "scheduledDateTime": null});
    for status in [Some(204), None] {
        let mut write = new(Record::new(change.clone(), Value::Null, NOW, None));
        step(&mut write);
        write.answered(acted(status), None);
        step(&mut write);
        write.looked(read(Some(200), &shown));
        let end = step(&mut write);
        match status {
            Some(_) => assert!(matches!(&end, Step::Over(Outcome::Confirmed(_))), "{end:?}"),
            None => assert!(matches!(&end, Step::Over(Outcome::Unconfirmed(why)) if why.contains("can't be told")), "{end:?}"),
        }
    }
}

#[test]
fn a_look_without_a_right_ends_and_one_without_a_token_rests() {
    for (status, wanted) in [(403, false), (0, true)] {
        let mut write = take_up(revoked(), None);
        write.looked(read(Some(status), &json!({})));
        let rests = matches!(write.step(), Step::Rest);
        assert_eq!((rests, matches!(write.step(), Step::Over(Outcome::Unconfirmed(_)))), (wanted, !wanted));
    }
}

/// The creation of a pool.
fn creation() -> Record {
    let body = json!({"location": "westeurope", "properties": {"hostPoolType": "Pooled"}});
    let change = Change {
        title: String::new(),
        target: pool(),
        call: crate::operation::host_pools::create_or_replace(&pool(), body, &ApiVersions::default()),
        effects: vec![],
        warnings: vec![],
        verify: ReadBack::HostPool,
    };
    Record::new(change, Value::Null, NOW, None)
}

#[test]
fn a_name_that_was_taken_meanwhile_is_found_before_anything_is_sent() {
    for (status, sends) in [(Some(404), true), (Some(200), false), (Some(403), false), (Some(500), false), (None, false)] {
        let mut write = new(creation());
        assert!(matches!(step(&mut write), Step::Look(_)), "it looks first");
        assert_eq!(write.outcome(), Outcome::Sending);
        write.looked(read(status, &json!({"id": "theirs"})));
        match step(&mut write) {
            Step::Send => assert!(sends, "{status:?}"),
            Step::Over(Outcome::NotSent(why)) => {
                assert_eq!((sends, why == ReadBack::TAKEN), (false, status == Some(200)), "{why}");
            }
            other => panic!("{status:?}: {other:?}"),
        }
    }
    let replacement = Record { before: json!({"id": "mine"}), ..creation() };
    assert_eq!(step(&mut new(replacement)), Step::Send, "what is to be replaced is there");
}

#[test]
fn a_creation_that_was_answered_200_replaced_something() {
    let answer = json!({"systemData": {"createdBy": "rita@contoso.example", "createdAt": "2026-11-30T16:00:00Z"}});
    for (status, replaced) in [(201, false), (200, true)] {
        let mut write = new(creation());
        step(&mut write);
        write.looked(read(Some(404), &json!({})));
        assert_eq!(step(&mut write), Step::Send);
        write.answered(futures::executor::block_on(client(Some(status), &answer).act(&creation().change.call)), None);
        let kept = serde_json::to_string(write.record()).unwrap();
        let mut later = take_up(serde_json::from_str(&kept).unwrap(), None);
        for write in [&mut write, &mut later] {
            assert!(matches!(step(write), Step::Look(_)));
            write.looked(read(Some(200), &json!({"location": "West Europe", "properties": {"hostPoolType": "Pooled"}})));
            let (sentence, told) = match write.step() {
                Step::Over(Outcome::Confirmed(sentence)) => (sentence, false),
                Step::Over(Outcome::Replaced(sentence)) => (sentence, true),
                other => panic!("{other:?}"),
            };
            assert_eq!((told, sentence.contains("replaced a host pool")), (replaced, replaced), "{sentence}");
            assert_eq!(sentence.contains("created by rita@contoso.example at 2026-11-30T16:00:00Z"), replaced, "{sentence}");
        }
    }
}

#[test]
fn every_end_that_is_not_good_names_a_next_step() {
    let failed = |ran| Outcome::Failed { why: acted(Some(409)).unwrap_err().to_string(), ran };
    for end in [failed(false), failed(true), Outcome::Unconfirmed(String::new()), Outcome::NotSent(String::new())] {
        assert!(end.is_over() && end.next_step().is_some_and(|advice| !advice.is_empty()), "{end:?}");
    }
    assert_eq!(Outcome::Confirmed(String::new()).next_step(), None);
}

proptest! {
    /// Whatever comes in whatever order, with reloads between: it ends, and it goes out once at most.
    #[test]
    fn ends_and_is_sent_once(days in proptest::collection::vec((0u16..5, any::<bool>(), any::<bool>()), 80)) {
        let mut write = new(revoked());
        let mut kept = write.record().clone();
        let (mut sent, mut over) = (0, false);
        for (kind, reload, token) in days {
            let status = [None, Some(200), Some(202), Some(403), Some(500)][usize::from(kind)];
            match write.step() {
                Step::Keep => { kept = write.record().clone(); write.kept(); }
                Step::Send => { sent += 1; write.answered(acted(status), None); }
                Step::Watch(_) => write.watched(acted(status).map(drop)),
                Step::Wait(_) => write.waited(),
                Step::Look(_) => write.looked(read(status, &if token { json!({ "token": "t" }) } else { json!({}) })),
                Step::Rest => prop_assert!(false, "nobody signed out"),
                Step::Over(end) => { prop_assert!(end.is_over()); over = true; break; }
            }
            if reload && sent > 0 {
                write = take_up(kept.clone(), None);
            }
        }
        prop_assert!(sent <= 1);
        prop_assert!(over || sent == 1);
    }
}
