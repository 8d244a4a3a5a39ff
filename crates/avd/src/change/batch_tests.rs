//! Sent once, looked at by lists, true at every end.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use core::cell::Cell;
use std::rc::Rc;

use arm::{Acted, Client, Endpoint, Error, ErrorKind, Fate, Json, Read, ResourceId, SignedOut, Token, TokenNeed, TokenSource};
use futures::executor::block_on;
use host::{Duration, Host, Instant, Request, Response, SendError};
use proptest::prelude::*;
use serde_json::json;
use writes::{AT_ONCE, LOST_IN_A_ROW, MOST_THROTTLED, Outcome, Step};

use super::*;
use crate::operation::sample::pool;

const NOW: Instant = Instant::from_seconds(1_000_000);

fn at(seconds: i64) -> Instant {
    Instant::from_seconds(1_000_000 + seconds)
}

/// A host that answers everything alike: with a status; not at all; 0 for no token; 1 for no network, so that nothing goes out.
#[derive(Clone)]
struct Always(Option<u16>);

impl Host for Always {
    fn now(&self) -> Instant {
        NOW
    }
    async fn sleep(&self, _: Duration) {}
    async fn send(&self, _: Request) -> Result<Response, SendError> {
        if self.0 == Some(1) {
            return Err(SendError::NotSent("there is no network".to_owned()));
        }
        let response = Response::new(self.0.ok_or(SendError::TimedOut)?);
        // Too long a pause to be waited for by the client.
        Ok(if self.0 == Some(429) { response.with_header("Retry-After", "3600") } else { response })
    }
    fn random(&self) -> [u8; 16] {
        [7; 16]
    }
}

impl TokenSource for Always {
    async fn token(&self, _: &TokenNeed) -> Result<Token, SignedOut> {
        if self.0 == Some(0) { Err(SignedOut { why: "signed out".to_owned() }) } else { Ok(Token::new("t".to_owned())) }
    }
}

fn client(status: Option<u16>) -> Client<Always, Always> {
    Client::new(Always(status), Always(status), Endpoint::parse("https://management.azure.com").unwrap())
}

fn host(number: usize) -> ResourceId {
    pool().child("sessionHosts", &format!("sh-{number}"))
}

/// A write to a host, as its list shows it, or only a read of its own, or nothing.
fn record(number: usize, verify: ReadBack) -> Record {
    let target = if verify == ReadBack::HostPool { pool() } else { host(number) };
    let body = json!({ "properties": { "allowNewSession": false } });
    let call = Call::patch("SessionHosts_Update", target.path(), "2026-01-01-preview", body);
    let change = Change { title: "Drain".to_owned(), target, call, effects: vec![], warnings: vec![], verify };
    Record::new(change, Value::Null, NOW, None)
}

fn job(count: usize, verify: ReadBack) -> Batch {
    Batch::new((0..count).map(|number| record(number, verify)).collect(), &ApiVersions::default())
}

fn acted(status: Option<u16>) -> Result<Acted, Error> {
    block_on(client(status).act(&record(0, ReadBack::HostPool).change.call))
}

/// The answer to a write, as a client gets it from a host that says this. It leaves pauses to the job, and sends nothing after `until`.
fn given(host: &Says, until: Instant) -> Result<Acted, Error> {
    let client = Client::new(host.clone(), Always(Some(200)), Endpoint::parse("https://management.azure.com").unwrap());
    let record = record(0, ReadBack::HostPool);
    // A PUT is repeated when its answer was lost.
    let path = record.change.target.path();
    let call = if host.put { Call::put("P", path, "v", json!({})) } else { Call::post("A", path, "v", None) };
    block_on(client.act_until(&call, Some(until)))
}

fn answer_with(status: u16, body: &str) -> Result<Acted, Error> {
    let body = body.as_bytes().to_vec();
    let says = Says {
        response: Ok(Response::new(status).with_body("", body)),
        asleep: Duration::ZERO,
        put: false,
        clock: Rc::default(),
    };
    given(&says, NOW + Duration::from_secs(900))
}

fn paused_answer(seconds: u64) -> Result<Acted, Error> {
    let response = Ok(Response::new(429).with_header("Retry-After", (seconds - 1).to_string()));
    let says = Says { response, asleep: Duration::ZERO, put: false, clock: Rc::default() };
    says.clock.set(1);
    given(&says, NOW + Duration::from_secs(900))
}

/// Tokens for one request; for the next a person has to sign in.
struct Once(Cell<bool>);

impl TokenSource for Once {
    async fn token(&self, _: &TokenNeed) -> Result<Token, SignedOut> {
        if self.0.replace(true) { Err(SignedOut { why: "signed out".to_owned() }) } else { Ok(Token::new("t".to_owned())) }
    }
}

/// A write that Azure has refused until somebody signs in.
fn barred() -> Result<Acted, Error> {
    let says = Says { response: Ok(Response::new(401)), asleep: Duration::ZERO, put: false, clock: Rc::default() };
    let client = Client::new(says, Once(Cell::new(false)), Endpoint::parse("https://management.azure.com").unwrap());
    block_on(client.act(&record(0, ReadBack::HostPool).change.call))
}

/// What a client says that waited below the job until it was too late.
fn late_answer(lost: bool) -> Result<Acted, Error> {
    let (response, asleep) = (Err(SendError::TimedOut), Duration::from_secs(36_000));
    let says = Says { response, asleep, put: lost, clock: Rc::default() };
    if !lost {
        says.clock.set(40_000);
    }
    let answer = given(&says, NOW + Duration::from_secs(900));
    assert!(matches!(answer.as_ref().unwrap_err().kind(), ErrorKind::Late), "{answer:?}");
    answer
}

/// A host with a clock that leaps whenever somebody waits: a machine that sleeps.
#[derive(Clone)]
struct Says {
    response: Result<Response, SendError>,
    asleep: Duration,
    put: bool,
    clock: Rc<Cell<i64>>,
}

impl Host for Says {
    fn now(&self) -> Instant {
        at(self.clock.get())
    }
    async fn sleep(&self, _: Duration) {
        self.clock.set(self.clock.get() + self.asleep.as_secs() as i64);
    }
    async fn send(&self, _: Request) -> Result<Response, SendError> {
        self.response.clone()
    }
    fn random(&self) -> [u8; 16] {
        [7; 16]
    }
}

fn unread() -> Error {
    block_on(client(Some(501)).read::<Value>(&record(0, ReadBack::HostPool).change.call)).unwrap_err()
}

fn shows(drained: bool) -> Value {
    json!({ "properties": { "allowNewSession": !drained } })
}

/// A list of hosts, each drained or not.
fn list(hosts: &[(usize, bool)], complete: bool) -> Result<Read<Vec<Value>>, Error> {
    let item = |(number, drained): &(usize, bool)| {
        let mut item = shows(*drained);
        item["id"] = json!(host(*number).as_str().to_uppercase());
        item
    };
    let value = hosts.iter().map(item).collect();
    Ok(Read { value, at: NOW, api_version: String::new(), request: arm::RequestIds::default(), complete })
}

/// Keeps what is to be kept, and gives the step after it.
fn next(job: &mut Batch, now: Instant) -> Step {
    loop {
        match job.next(now) {
            Step::Keep(at) => job.kept(at),
            step => return step,
        }
    }
}

fn sends(job: &mut Batch, now: Instant) -> Vec<usize> {
    let mut sent = Vec::new();
    while let Step::Send(one) = next(job, now) {
        sent.push(one);
    }
    sent
}

fn words(job: &Batch) -> Vec<&'static str> {
    job.states().map(|state| state.word()).collect()
}

fn looks_at(job: &mut Batch, now: Instant) -> Option<usize> {
    if let Step::Look(at, _) = next(job, now) { Some(at) } else { None }
}

#[test]
fn is_kept_before_it_goes_out() {
    let mut job = job(1, ReadBack::HostPool);
    assert_eq!((job.next(NOW), job.next(NOW)), (Step::Keep(0), Step::Idle));
    job.kept(0);
    assert_eq!((job.next(NOW), job.next(NOW)), (Step::Send(0), Step::Idle));
}

#[test]
fn a_few_at_a_time_and_one_read_for_many() {
    let mut job = job(10, ReadBack::SessionHostFields);
    assert_eq!(sends(&mut job, at(0)), [0, 1, 2, 3]);
    for one in 0..9 {
        job.answered(one, acted(Some(200)), None, at(0));
        sends(&mut job, at(0));
    }
    assert_eq!(next(&mut job, at(1)), Step::Wait(at(3)), "one answer is still to come");
    job.answered(9, acted(Some(200)), None, at(2));
    let Step::List(ids, call) = next(&mut job, at(2)) else { panic!("{:?}", words(&job)) };
    assert_eq!((ids.len(), call.operation.as_ref()), (10, "SessionHosts_List"));
    let all: Vec<_> = ids.iter().map(|one| (*one, true)).collect();
    job.listed(&ids, &list(&all, true));
    assert_eq!((next(&mut job, at(2)), job.tally().words()), (Step::Rest, "10 done".to_owned()));
}

#[test]
fn a_list_is_never_read_twice_at_a_time_and_last_the_thing_itself() {
    let mut job = job(5, ReadBack::SessionHostFields);
    sends(&mut job, at(0));
    job.answered(0, acted(Some(200)), None, at(0));
    sends(&mut job, at(0));
    let Step::List(first, _) = next(&mut job, at(3)) else { panic!("{:?}", words(&job)) };
    job.answered(1, acted(None), None, at(3));
    assert_eq!((first.as_slice(), next(&mut job, at(4))), (&[0][..], Step::Idle), "the list is being read");
    job.listed(&first, &list(&[(0, false)], true));
    assert_eq!(next(&mut job, at(5)), Step::Wait(at(7)));
    let Step::List(second, _) = next(&mut job, at(9)) else { panic!("{:?}", words(&job)) };
    assert_eq!(second, [0, 1]);
    job.listed(&second, &list(&[(0, false), (1, true)], true));
    (2..5).for_each(|one| job.answered(one, acted(Some(403)), None, at(9)));
    for (look, complete) in [(13, true), (19, false)] {
        next(&mut job, at(look - 3));
        let Step::List(ids, _) = next(&mut job, at(look)) else { panic!("{look}: {:?}", words(&job)) };
        assert_eq!(ids, [0], "{look}");
        job.listed(&ids, &list(&[], complete));
    }
    next(&mut job, at(25));
    assert_eq!(looks_at(&mut job, at(28)), Some(0));
    job.looked(0, Ok(shows(true)));
    next(&mut job, at(28));
    assert_eq!(words(&job)[..2], ["Done", "Done"]);
}

#[test]
fn a_pause_is_for_all_and_has_an_end() {
    let mut job = job(6, ReadBack::HostPool);
    sends(&mut job, at(0));
    job.answered(0, paused_answer(600), None, at(1));
    for one in 1..4 {
        job.answered(one, acted(Some(403)), None, at(1));
    }
    assert_eq!((job.paused(at(1)), next(&mut job, at(1))), (Some(at(600)), Step::Wait(at(600))));
    assert_eq!(sends(&mut job, at(600)), [0, 4, 5], "the refused one goes out again, the others go on");
    for _ in 0..MOST_THROTTLED {
        job.answered(0, paused_answer(600), None, at(600));
        sends(&mut job, at(600));
    }
    assert_eq!(words(&job)[0], "Failed");
    let mut alone = self::job(1, ReadBack::HostPool);
    sends(&mut alone, at(0));
    alone.answered(0, acted(Some(429)), None, at(1));
    assert_eq!(
        (next(&mut alone, at(1)), words(&alone)),
        (Step::Rest, vec!["On hold"]),
        "a person who would wait an hour is told at once"
    );
}

#[test]
fn stop_go_on_and_the_failed_ones_again() {
    let mut job = job(7, ReadBack::HostPool);
    sends(&mut job, at(0));
    job.answered(0, acted(Some(403)), None, at(0));
    job.answered(1, acted(Some(200)), None, at(0));
    assert_eq!(looks_at(&mut job, at(0)), Some(1));
    job.looked(1, Ok(shows(true)));
    job.answered(2, acted(None), None, at(0));
    job.stop();
    assert_eq!(looks_at(&mut job, at(0)), Some(2));
    assert_eq!(words(&job), ["Failed", "Done", "Verifying", "Sending", "Not sent", "Not sent", "Not sent"]);
    job.looked(2, Err(block_on(client(Some(403)).read::<Value>(&record(0, ReadBack::HostPool).change.call)).unwrap_err()));
    job.answered(3, acted(Some(0)), None, at(0));
    assert_eq!(next(&mut job, at(0)), Step::Rest);
    assert_eq!((words(&job)[2], words(&job)[3], job.retriable()), ("Outcome unknown", "On hold", 2));
    job.retry_failed(at(0));
    assert_eq!((words(&job)[0], words(&job)[2]), ("Waiting", "Verifying"));
    assert_eq!(looks_at(&mut job, at(0)), Some(2));
    assert_eq!(sends(&mut job, at(0)), [0], "what is in doubt is looked at first");
    job.looked(2, Ok(shows(false)));
    assert_eq!(sends(&mut job, at(0)), [2], "what does not show now goes out again");
    job.go_on(at(0));
    assert_eq!(sends(&mut job, at(0)), [3, 4]);
}

#[test]
fn what_no_read_shows_is_never_sent_again() {
    let mut job = job(3, ReadBack::Answer);
    sends(&mut job, at(0));
    job.answered(0, acted(None), None, at(0));
    job.answered(1, acted(Some(200)), None, at(0));
    job.answered(2, acted(Some(403)), None, at(0));
    assert_eq!(next(&mut job, at(0)), Step::Rest);
    assert_eq!((words(&job), job.retriable()), (vec!["Outcome unknown", "Done", "Failed"], 1));
    job.retry_failed(at(0));
    assert_eq!((sends(&mut job, at(1)), words(&job)[0]), (vec![2], "Outcome unknown"));
}

#[test]
fn the_second_of_two_follows_the_first_or_never() {
    let pair =
        || vec![record(0, ReadBack::HostPool), Record { after: Some("first".to_owned()), ..record(1, ReadBack::HostPool) }];
    for (seconds, drained, wanted) in [(5, true, "Sending"), (3600, true, "On hold"), (20, false, "Not sent")] {
        let mut job = Batch::new(pair(), &ApiVersions::default());
        assert_eq!(sends(&mut job, at(0)), [0]);
        job.answered(0, acted(Some(200)), None, at(0));
        for look in 0..5 {
            assert_eq!(words(&job)[1], "Waiting");
            let errand = job.errand();
            job =
                Batch::taken_up(pair().into_iter().zip(job.states()).collect(), None, errand.as_deref(), &ApiVersions::default());
            let late = at(3 * look).max(at(if seconds > 900 { seconds } else { 0 }));
            while let Some(at) = looks_at(&mut job, late) {
                job.looked(at, Ok(shows(drained)));
            }
            if drained {
                break;
            }
        }
        for look in 5..30 {
            if let Some(at) = looks_at(&mut job, at(3 * look).max(at(seconds))) {
                job.looked(at, Ok(shows(drained)));
            }
        }
        assert_eq!(words(&job)[1], wanted, "{seconds} {drained}");
    }
}

#[test]
fn when_nothing_is_answered_the_rest_waits_for_the_person() {
    let mut job = job(20, ReadBack::Answer);
    for _ in 0..LOST_IN_A_ROW {
        let Step::Send(one) = next(&mut job, at(0)) else { panic!("{:?}", words(&job)) };
        job.answered(one, acted(None), None, at(0));
    }
    assert_eq!((next(&mut job, at(0)), job.tally().held), (Step::Rest, 20 - LOST_IN_A_ROW));
    job.go_on(at(0));
    assert_eq!(sends(&mut job, at(0)).len(), AT_ONCE);
}

#[test]
fn what_never_left_goes_out_at_a_press_and_nobody_looks_for_it() {
    let mut alone = job(1, ReadBack::HostPool);
    sends(&mut alone, at(0));
    alone.answered(0, acted(Some(1)), None, at(0));
    assert_eq!((next(&mut alone, at(0)), words(&alone), alone.retriable()), (Step::Rest, vec!["Not sent"], 1));
    assert_eq!(alone.error(0).map(Error::fate), Some(Fate::NotSent));
    let states: Vec<Outcome> = alone.states().collect();
    assert_eq!(states[0].why(), Some("Not sent: there is no network."));
    alone.go_on(at(5000));
    assert_eq!(sends(&mut alone, at(5000)), [0], "sent without a look");

    let mut many = job(20, ReadBack::HostPool);
    sends(&mut many, at(0));
    many.answered(1, acted(Some(1)), None, at(0));
    assert_eq!((many.tally().held, many.tally().under_way), (17, 3), "the rest would not go out either");
    many.go_on(at(9));
    assert_eq!(sends(&mut many, at(9)).len(), 1);
}

#[test]
fn the_second_of_two_waits_again_when_the_first_is_sent_again() {
    let pair = vec![record(0, ReadBack::HostPool), Record { after: Some("first".to_owned()), ..record(1, ReadBack::HostPool) }];
    let mut job = Batch::new(pair, &ApiVersions::default());
    assert_eq!(sends(&mut job, at(0)), [0]);
    for (answer, late) in [(Some(1), 3000), (Some(0), 6000)] {
        job.answered(0, acted(answer), None, at(0));
        assert_eq!((next(&mut job, at(0)), words(&job)), (Step::Rest, vec!["Not sent", "Not sent"]));
        job.go_on(at(late));
        assert_eq!((sends(&mut job, at(late)), words(&job)[1]), (vec![0], "Waiting"));
    }
    job.answered(0, acted(Some(200)), None, at(6001));
    assert_eq!(looks_at(&mut job, at(6001)), Some(0));
    job.looked(0, Ok(shows(true)));
    assert_eq!(sends(&mut job, at(6001)), [1], "asked for anew a moment ago");
    job.go_on(at(9000));
    assert_eq!(words(&job), ["Done", "Sending"]);
}

#[test]
fn a_sign_in_in_the_middle_is_no_end() {
    let mut job = job(3, ReadBack::HostPool);
    sends(&mut job, at(0));
    job.answered(0, acted(Some(0)), Some("olivia".to_owned()), at(0));
    assert!(matches!(next(&mut job, at(0)), Step::Idle));
    let kept = |job: &Batch| -> Vec<_> { (0..3).map(|at| job.record(at).unwrap().clone()).zip(job.states()).collect() };
    let mut states = kept(&job);
    states[2].1 = Outcome::Waiting;
    let noted = job.errand();
    let taken = |who| Batch::taken_up(states.clone(), Some((who, at(60))), noted.as_deref(), &ApiVersions::default());
    let mut back = taken("olivia");
    assert_eq!((next(&mut back, at(60)), looks_at(&mut back, at(60))), (Step::Send(0), Some(1)));
    assert_eq!(sends(&mut back, at(60)), [2], "the one that was sent is looked at");
    let mut other = taken("rita");
    assert_eq!((looks_at(&mut other, at(60)), words(&other)), (Some(1), vec!["On hold", "Verifying", "On hold"]));
}

/// The window leaves at once: a store may be too slow for what the tab has noted by then. What was refused for its token was not sent.
#[test]
fn what_a_sign_in_keeps_from_going_out_is_known_to_the_tab_before_the_window_leaves() {
    let mut job = job(1, ReadBack::HostPool);
    sends(&mut job, at(0));
    let before = (job.record(0).unwrap().clone(), job.states().next().unwrap());
    job.answered(0, acted(Some(0)), Some("olivia".to_owned()), at(0));
    let after = (job.record(0).unwrap().clone(), job.states().next().unwrap());
    assert!(before.0.waits_for.is_none() && after.0.waits_for.is_some());
    let noted = job.errand();
    for kept in [before.clone(), after] {
        for (signed_in, goes) in [
            (Some(("olivia", at(60))), true),
            (None, false),
            (Some(("olivia", at(-60))), false),
            (Some(("olivia", at(16 * 60))), false),
            (Some(("rita", at(60))), false),
        ] {
            let mut back = Batch::taken_up(vec![kept.clone()], signed_in, noted.as_deref(), &ApiVersions::default());
            let wanted = if goes { (vec![0], vec!["Sending"]) } else { (vec![], vec!["On hold"]) };
            assert_eq!((sends(&mut back, at(60)), words(&back)), wanted, "{signed_in:?} {:?}", kept.0.waits_for);
        }
    }
    let mut elsewhere = Batch::taken_up(vec![before], None, None, &ApiVersions::default());
    assert_eq!((sends(&mut elsewhere, at(60)), words(&elsewhere)), (vec![], vec!["Verifying"]), "only this tab knows");
}

/// What was sent and refused for want of a sign-in is not called unsent, and nobody looks for it. The window may leave before the store
/// has heard of the refusal: what the tab has noted is enough.
#[test]
fn a_sign_in_that_is_called_off_leaves_the_refusal() {
    for (answer, refused) in [(barred(), true), (acted(Some(0)), false)] {
        let mut job = job(1, ReadBack::HostPool);
        sends(&mut job, at(0));
        let before = vec![(job.record(0).unwrap().clone(), Outcome::Sending)];
        job.answered(0, answer, Some("olivia".to_owned()), at(0));
        let after = vec![(job.record(0).unwrap().clone(), Outcome::Sending)];
        let noted = job.errand();
        for kept in [before, after] {
            let mut back = Batch::taken_up(kept.clone(), None, noted.as_deref(), &ApiVersions::default());
            assert_eq!((sends(&mut back, at(60)), words(&back)), (vec![], vec!["On hold"]));
            let Some(Outcome::Held(why)) = back.states().next() else { panic!("{:?}", words(&back)) };
            assert_eq!(why.starts_with("Azure asked for another sign-in"), refused, "{why}");
            let mut again = Batch::taken_up(kept, Some(("olivia", at(60))), noted.as_deref(), &ApiVersions::default());
            assert_eq!(sends(&mut again, at(60)), [0], "after the sign-in it goes out");
        }
    }
}

/// A store that others can write to is no order to send.
#[test]
fn a_planted_record_sends_nothing_until_the_person_says_so() {
    let planted = |state: Outcome| {
        let mut first = record(0, ReadBack::HostPool);
        first.waits_for = Some("olivia".to_owned());
        let second = Record { after: Some("first".to_owned()), ..record(1, ReadBack::HostPool) };
        vec![(first, state.clone()), (second, Outcome::Waiting), (record(2, ReadBack::HostPool), state)]
    };
    let other = {
        let mut noted =
            Batch::new(vec![Record { after: Some("x".to_owned()), ..record(9, ReadBack::HostPool) }], &ApiVersions::default());
        next(&mut noted, at(0));
        noted.errand()
    };
    for state in
        [Outcome::Waiting, Outcome::Held(String::new()), Outcome::Sending, Outcome::Working, Outcome::Looking { lost: true }]
    {
        for errand in [None, Some("[]"), Some("0"), other.as_deref()] {
            let mut job = Batch::taken_up(planted(state.clone()), Some(("olivia", at(60))), errand, &ApiVersions::default());
            for _ in 0..40 {
                match next(&mut job, at(60)) {
                    Step::Send(one) => panic!("{one} went out of {state:?} with {errand:?}"),
                    Step::Look(one, _) => job.looked(one, Ok(shows(true))),
                    Step::Watch(one, _) => job.watched(one, Ok(())),
                    _ => break,
                }
            }
            job.go_on(at(70));
            let held = words(&job).iter().any(|word| matches!(*word, "Waiting" | "Sending"));
            assert_eq!(!sends(&mut job, at(70)).is_empty(), held, "{state:?}: at a press");
        }
    }
}

/// A machine that slept, a long pause, a store that hangs: whatever keeps a write, after a quarter of an hour the person is asked.
#[test]
fn nothing_goes_out_long_after_it_was_asked_for() {
    const LATE: i64 = 15 * 60 + 1;
    // In its turn.
    let mut waits = job(6, ReadBack::HostPool);
    assert_eq!(sends(&mut waits, at(0)), [0, 1, 2, 3]);
    (0..4).for_each(|one| waits.answered(one, acted(Some(403)), None, at(LATE)));
    assert_eq!((sends(&mut waits, at(LATE)), words(&waits)[4..].to_vec()), (vec![], vec!["On hold", "On hold"]));
    waits.go_on(at(LATE));
    assert_eq!(sends(&mut waits, at(LATE)), [4, 5], "from then on the person means it");
    // After a pause.
    let mut paused = job(1, ReadBack::HostPool);
    assert_eq!((sends(&mut paused, at(0)), paused.until(0)), (vec![0], Some(at(LATE - 1))));
    paused.answered(0, paused_answer(60), None, at(1));
    assert_eq!((words(&paused), paused.paused(at(1))), (vec!["Waiting"], Some(at(60))), "it says that it waits");
    let mut stopped = paused.clone();
    stopped.stop();
    assert_eq!((sends(&mut stopped, at(60)), words(&stopped)), (vec![], vec!["Not sent"]), "it can be stopped");
    assert_eq!(sends(&mut paused.clone(), at(60)), [0]);
    assert_eq!((sends(&mut paused, at(LATE)), words(&paused)), (vec![], vec!["On hold"]));
    // Between the store and the wire.
    let mut slow = job(1, ReadBack::HostPool);
    assert_eq!(slow.next(at(0)), Step::Keep(0));
    slow.kept(0);
    assert_eq!((slow.next(at(LATE)), words(&slow)), (Step::Rest, vec!["On hold"]));
    // Below it, where the client waits: it is told what was not sent, and looks for what may have been.
    for (lost, wanted) in [(false, "On hold"), (true, "Verifying")] {
        let mut below = job(1, ReadBack::HostPool);
        sends(&mut below, at(0));
        below.answered(0, late_answer(lost), None, at(LATE));
        assert_eq!(words(&below), [wanted]);
    }
}

#[test]
fn what_nothing_keeps_goes_out_only_when_the_person_knows() {
    let mut job = job(6, ReadBack::HostPool);
    assert_eq!(job.next(at(0)), Step::Keep(0));
    job.unkept(0);
    assert_eq!((next(&mut job, at(0)), job.tally().held), (Step::Rest, 6));
    job.go_on(at(1));
    let mut sent = Vec::new();
    for _ in 0..20 {
        match job.next(at(1)) {
            Step::Keep(one) => job.unkept(one),
            Step::Send(one) => sent.push(one),
            _ => break,
        }
    }
    assert_eq!(sent, [0, 1, 2, 3], "they were told once");
}

/// A promise is no deed, and a page that says 200 is not the service.
#[test]
fn only_the_service_itself_says_done_where_no_read_shows_it() {
    for (status, body, wanted) in [
        (200, "", "Done"),
        (204, "", "Done"),
        (202, "", "Outcome unknown"),
        (201, "", "Outcome unknown"),
        (200, "<html>Sign in to the proxy</html>", "Outcome unknown"),
        (200, r#"{"ok":true}"#, "Outcome unknown"),
        (202, r#"{"ok":true}"#, "Outcome unknown"),
    ] {
        let mut job = job(1, ReadBack::Answer);
        sends(&mut job, at(0));
        job.answered(0, answer_with(status, body), None, at(0));
        assert_eq!((next(&mut job, at(0)), words(&job)), (Step::Rest, vec![wanted]), "{status} {body}");
        // And never after a reload, which did not hear the answer.
        let accepted = Record { accepted: true, ..record(0, ReadBack::Answer) };
        let kept = vec![(accepted, Outcome::Looking { lost: false })];
        let mut later = Batch::taken_up(kept, None, None, &ApiVersions::default());
        assert_eq!((next(&mut later, at(0)), words(&later)), (Step::Rest, vec!["Outcome unknown"]));
    }
}

/// A service that knows how often it did each write, and a driver that loses its memory.
struct World {
    job: Batch,
    done: Vec<u32>,
    now: i64,
    /// When the person pressed anything last.
    pressed: i64,
    kept: Vec<(Record, Outcome)>,
    sending: Vec<usize>,
    watching: Vec<usize>,
    looking: Vec<usize>,
    lists: Vec<Vec<usize>>,
    answers: Vec<Result<Acted, Error>>,
    unread: Error,
}

#[derive(Clone, Debug)]
enum Event {
    Go(u8),
    Answer(u8, u8),
    Work(bool),
    Look(u8, bool),
    Crash(bool),
    Sleep,
    Stop,
    GoOn,
    Retry,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        8 => (1u8..8).prop_map(Event::Go),
        8 => (any::<u8>(), 0u8..8).prop_map(|(which, what)| Event::Answer(which, what)),
        4 => any::<bool>().prop_map(Event::Work),
        8 => (any::<u8>(), proptest::bool::weighted(0.8)).prop_map(|(which, read)| Event::Look(which, read)),
        1 => any::<bool>().prop_map(Event::Crash),
        1 => Just(Event::Sleep),
        1 => Just(Event::Stop),
        1 => Just(Event::GoOn),
        2 => Just(Event::Retry),
    ]
}

impl World {
    fn new(kinds: &[u8]) -> Self {
        let verify = |kind: &u8| [ReadBack::SessionHostFields, ReadBack::HostPool, ReadBack::Answer][usize::from(*kind)];
        let records: Vec<Record> = kinds.iter().enumerate().map(|(at, kind)| record(at, verify(kind))).collect();
        let job = Batch::new(records.clone(), &ApiVersions::default());
        let kept = records.into_iter().map(|record| (record, Outcome::Waiting)).collect();
        let answers = [Some(200), Some(202), Some(403), None, Some(429), Some(0), Some(1)].into_iter().map(acted).collect();
        Self {
            job,
            done: vec![0; kinds.len()],
            now: 0,
            pressed: 0,
            kept,
            sending: vec![],
            watching: vec![],
            looking: vec![],
            lists: vec![],
            answers,
            unread: unread(),
        }
    }

    fn step(&mut self) -> bool {
        let step = self.job.next(at(self.now));
        self.keep();
        match step {
            Step::Keep(one) => {
                self.kept[one] = (self.job.record(one).unwrap().clone(), self.job.states().nth(one).unwrap());
                self.job.kept(one);
            }
            Step::Send(one) => {
                assert_ne!(self.kept[one].1, Outcome::Waiting, "{one} goes out and nobody would know");
                assert!(self.now - self.pressed <= 15 * 60, "{one} goes out {} s after the press", self.now - self.pressed);
                self.sending.push(one);
            }
            Step::Watch(one, _) => self.watching.push(one),
            Step::Look(one, _) => self.looking.push(one),
            Step::List(ids, _) => self.lists.push(ids),
            Step::Wait(until) => self.now = until.seconds() - 1_000_000,
            Step::Idle | Step::Rest => return false,
        }
        true
    }

    /// What the app keeps of its own accord: states that have changed, except that something is about to go out.
    fn keep(&mut self) {
        for (at, state) in self.job.states().enumerate() {
            if state != Outcome::Sending {
                self.kept[at] = (self.job.record(at).unwrap().clone(), state);
            }
        }
    }

    fn answer(&mut self, which: u8, what: u8) {
        if self.sending.is_empty() {
            return;
        }
        let one = self.sending.remove(usize::from(which) % self.sending.len());
        let (does, answer) = match what {
            0 | 1 => (true, 0),
            2 => (true, 1),
            3 => (false, 2),
            4 => (which.is_multiple_of(2), 3),
            5 => (false, 4),
            6 => (false, 5),
            _ => (false, 6),
        };
        self.done[one] += u32::from(does);
        self.job.answered(one, self.answers[answer].clone(), None, at(self.now));
    }

    fn sees(&self, one: usize) -> Value {
        let drained = self.done[one] > 0;
        let mut seen = shows(drained);
        seen["id"] = json!(host(one).as_str());
        seen
    }

    fn look(&mut self, which: u8, read: bool) {
        if !self.looking.is_empty() {
            let one = self.looking.remove(usize::from(which) % self.looking.len());
            let seen = self.sees(one);
            self.job.looked(one, if read { Ok(seen) } else { Err(self.unread.clone()) });
        } else if let Some(ids) = self.lists.pop() {
            let mut hosts = list(&[], true).unwrap();
            hosts.value = ids.iter().map(|one| self.sees(*one)).collect();
            self.job.listed(&ids, &if read { Ok(hosts) } else { Err(self.unread.clone()) });
        }
    }

    /// The page goes away. What was on its way reaches the service or does not.
    fn crash(&mut self, arrives: bool) {
        for one in self.sending.drain(..) {
            self.done[one] += u32::from(arrives);
        }
        (self.watching, self.looking, self.lists) = (vec![], vec![], vec![]);
        let kept = self.kept.iter().map(|(record, state)| {
            let text = (serde_json::to_string(record).unwrap(), state.to_json().to_string());
            (serde_json::from_str(&text.0).unwrap(), Outcome::from_json(serde_json::from_str(&text.1).unwrap()).unwrap())
        });
        self.job = Batch::taken_up(kept.collect(), None, None, &ApiVersions::default());
    }

    fn apply(&mut self, event: &Event) {
        match *event {
            Event::Go(steps) => {
                for _ in 0..steps {
                    self.step();
                }
            }
            Event::Answer(which, what) => self.answer(which, what),
            Event::Work(well) => {
                if let Some(one) = self.watching.pop() {
                    let end = if well { Ok(()) } else { Err(self.answers[2].as_ref().unwrap_err().clone()) };
                    self.job.watched(one, end);
                }
            }
            Event::Look(which, read) => self.look(which, read),
            Event::Crash(arrives) => self.crash(arrives),
            // Everything that was on its way is lost.
            Event::Sleep => {
                self.now += 36_000;
                for one in core::mem::take(&mut self.sending) {
                    self.done[one] += u32::from(one.is_multiple_of(2));
                    self.job.answered(one, self.answers[3].clone(), None, at(self.now));
                }
            }
            Event::Stop => self.job.stop(),
            Event::GoOn => self.press(|job, now| job.go_on(now)),
            Event::Retry => self.press(Batch::retry_failed),
        }
        self.check();
    }

    fn press(&mut self, what: impl FnOnce(&mut Batch, Instant)) {
        self.pressed = self.now;
        what(&mut self.job, at(self.now));
    }

    fn check(&self) {
        for (state, (done, at)) in self.job.states().zip(self.done.iter().zip(0..)) {
            assert!(*done <= 1, "{at} was done {done} times");
            match state {
                Outcome::Waiting | Outcome::Held(_) | Outcome::NotSent(_) => assert_eq!(*done, 0, "{at} is {state:?}"),
                Outcome::Confirmed(_) | Outcome::Replaced(_) => assert_eq!(*done, 1, "{at} is {state:?}"),
                _ => {}
            }
        }
        assert!(self.sending.len() <= AT_ONCE, "{:?}", self.sending);
    }

    /// A good day from here on.
    fn finish(&mut self) {
        for _ in 0..10_000 {
            while self.step() {}
            self.answer(0, 0);
            self.look(0, true);
            if let Some(one) = self.watching.pop() {
                self.job.watched(one, Ok(()));
            }
            self.check();
            if self.job.tally().is_at_rest() {
                return;
            }
        }
        panic!("never at rest: {:?}", words(&self.job));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_is_done_twice_and_every_end_is_true(
        kinds in proptest::collection::vec(0u8..3, 1..14),
        events in proptest::collection::vec(event(), 0..120),
    ) {
        let mut world = World::new(&kinds);
        for event in &events {
            world.apply(event);
        }
        world.finish();
        let over = |state: Outcome| state.is_over() || matches!(state, Outcome::Held(_));
        prop_assert!(world.job.states().all(over), "{:?}", words(&world.job));
        world.job.stop();
        world.press(Batch::retry_failed);
        world.finish();
        world.job.stop();
        prop_assert!(world.job.states().all(|state| state.is_over()), "{:?}", words(&world.job));
    }

    #[test]
    fn a_state_survives_its_store(kind in 0usize..10, why in ".*", yes: bool) {
        let state = match kind {
            0 => Outcome::Waiting,
            1 => Outcome::Held(why),
            2 => Outcome::Sending,
            3 => Outcome::Working,
            4 => Outcome::Looking { lost: yes },
            5 => Outcome::Confirmed(why),
            6 => Outcome::Unconfirmed(why),
            7 => Outcome::Failed { why, ran: yes },
            8 => Outcome::Replaced(why),
            _ => Outcome::NotSent(why),
        };
        prop_assert_eq!(Outcome::from_json(state.to_json()).unwrap(), state);
    }
}
