//! What follows what, and never what must not.
#![allow(clippy::unwrap_used)]

use arm::{Client, Endpoint, SignedOut, Token, TokenNeed, TokenSource};
use host::{Host, Request, Response, SendError};
use proptest::prelude::*;
use serde_json::json;

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
    let answer = status.map(|status| Response::new(status).with_body("application/json", body.to_string().into_bytes()));
    let answers = Answers(answer.ok_or(SendError::TimedOut));
    Client::new(answers.clone(), answers, Endpoint::parse("https://management.azure.com").unwrap())
}

fn revoked() -> Record {
    Record::new(token::revoke(&pool(), &ApiVersions::default()), Value::Null, NOW, None)
}

fn new(record: Record) -> Flight {
    Flight::new(record, &ApiVersions::default())
}

fn take_up(record: Record, signed_in: Option<(&str, Instant)>) -> Flight {
    Flight::take_up(record, signed_in, &ApiVersions::default())
}

/// The answer a client with this status gives to a write; 0 for no token, none for no answer.
fn acted(status: Option<u16>) -> Result<Acted, Error> {
    futures::executor::block_on(client(status, &json!({})).act(&revoked().change.call))
}

fn read(status: Option<u16>, body: &Value) -> Result<Value, Error> {
    let call = revoked().change.verify.call(&pool(), &ApiVersions::default()).unwrap();
    futures::executor::block_on(client(status, body).read::<Value>(&call)).map(|read| read.value)
}

/// Keeps what is to be kept and names the step after it.
fn step(flight: &mut Flight) -> Step {
    let step = flight.step();
    if step != Step::Keep {
        return step;
    }
    flight.kept();
    flight.step()
}

#[test]
fn is_kept_before_it_goes_out_and_after_it_was_taken() {
    let mut flight = new(revoked());
    assert_eq!((flight.step(), flight.stage()), (Step::Keep, Stage::Sending));
    assert_eq!(step(&mut flight), Step::Send);
    flight.answered(acted(Some(200)), None);
    assert_eq!(flight.step(), Step::Keep);
    assert!(flight.record().accepted);
    assert!(matches!(step(&mut flight), Step::Look(_)));
    flight.looked(read(Some(200), &json!({})));
    assert!(matches!(flight.step(), Step::Over(Stage::Confirmed(_))));
}

#[test]
fn a_lost_answer_is_looked_for_and_the_end_says_so() {
    for (answer, lost, words) in [(None, true, "The answer was lost."), (Some(200), false, "The service accepted it.")] {
        let mut flight = new(revoked());
        step(&mut flight);
        flight.answered(acted(answer), None);
        for _ in 1..LOOKS_AT_RESOURCE {
            assert!(matches!(step(&mut flight), Step::Look(_)));
            flight.looked(read(Some(200), &json!({ "token": "still there" })));
            assert_eq!((flight.stage(), flight.step()), (Stage::Looking { lost }, Step::Wait(BETWEEN_LOOKS)));
            flight.waited();
        }
        flight.looked(read(None, &Value::Null));
        let Step::Over(Stage::Unconfirmed(sentence)) = flight.step() else { panic!("{:?}", flight.step()) };
        assert!(sentence.starts_with(words), "{sentence}");
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
        let mut flight = new(revoked());
        step(&mut flight);
        flight.answered(acted(status), leaving.map(str::to_owned));
        match step(&mut flight) {
            Step::Over(Stage::Failed(error)) => assert_eq!(wanted, "over", "{error}"),
            Step::Rest => assert_eq!((wanted, flight.record().waits_for.as_deref()), ("rest", Some("olivia"))),
            other => panic!("{status:?} {other:?}"),
        }
    }
}

#[test]
fn what_is_taken_up_is_looked_for_but_what_waited_for_a_sign_in() {
    assert!(matches!(step(&mut take_up(revoked(), None)), Step::Look(_)));
    let later = NOW + Duration::from_secs(60);
    let waited = Record { waits_for: Some("olivia".to_owned()), ..revoked() };
    let mut flight = take_up(waited.clone(), Some(("olivia", later)));
    assert_eq!((flight.step(), flight.record().waits_for.as_deref()), (Step::Keep, None), "a second reload looks");
    assert_eq!(step(&mut flight), Step::Send);
    for signed_in in [None, Some(("rita", later)), Some(("olivia", NOW + Duration::from_secs(3600)))] {
        assert!(matches!(take_up(waited.clone(), signed_in).step(), Step::Over(Stage::NotSent(_))), "{signed_in:?}");
    }
}

#[test]
fn where_nothing_can_be_read_the_answer_is_the_last_word() {
    let mut record = revoked();
    record.change.verify = ReadBack::Answer;
    for (status, shown) in [(Some(200), true), (None, false)] {
        let mut flight = new(record.clone());
        step(&mut flight);
        flight.answered(acted(status), None);
        let end = step(&mut flight);
        assert_eq!(matches!(end, Step::Over(Stage::Confirmed(_))), shown, "{end:?}");
        assert_eq!(matches!(end, Step::Over(Stage::Unconfirmed(_))), !shown, "{end:?}");
    }
    assert!(matches!(step(&mut take_up(record, None)), Step::Over(Stage::Unconfirmed(_))), "nobody heard the answer");
}

#[test]
fn a_look_without_a_right_ends_and_one_without_a_token_rests() {
    for (status, wanted) in [(403, false), (0, true)] {
        let mut flight = take_up(revoked(), None);
        flight.looked(read(Some(status), &json!({})));
        let rests = matches!(flight.step(), Step::Rest);
        assert_eq!((rests, matches!(flight.step(), Step::Over(Stage::Unconfirmed(_)))), (wanted, !wanted));
    }
}

#[test]
fn every_end_that_is_not_good_names_a_next_step() {
    let failed = Stage::Failed(acted(Some(409)).unwrap_err());
    for stage in [failed, Stage::Unconfirmed(String::new()), Stage::NotSent("")] {
        assert!(stage.is_over() && stage.next_step().is_some_and(|advice| !advice.is_empty()), "{stage:?}");
    }
    assert_eq!(Stage::Confirmed(String::new()).next_step(), None);
}

proptest! {
    /// Whatever comes in whatever order, with reloads between: it ends, and it goes out once at most.
    #[test]
    fn ends_and_is_sent_once(days in proptest::collection::vec((0u16..5, any::<bool>(), any::<bool>()), 80)) {
        let mut flight = new(revoked());
        let mut kept = flight.record().clone();
        let (mut sent, mut over) = (0, false);
        for (kind, reload, token) in days {
            let status = [None, Some(200), Some(202), Some(403), Some(500)][usize::from(kind)];
            match flight.step() {
                Step::Keep => { kept = flight.record().clone(); flight.kept(); }
                Step::Send => { sent += 1; flight.answered(acted(status), None); }
                Step::Watch(_) => flight.watched(acted(status).map(drop)),
                Step::Wait(_) => flight.waited(),
                Step::Look(_) => flight.looked(read(status, &if token { json!({ "token": "t" }) } else { json!({}) })),
                Step::Rest => prop_assert!(false, "nobody signed out"),
                Step::Over(stage) => { prop_assert!(stage.is_over()); over = true; break; }
            }
            if reload && sent > 0 {
                flight = take_up(kept.clone(), None);
            }
        }
        prop_assert!(sent <= 1);
        prop_assert!(over || sent == 1);
    }
}
