//! The life of a tab: a page that carries the job out, reloads, trips to the sign-in page, and a person who presses again.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use arm::{Client, Endpoint};
use avd::ApiVersions;
use avd::rule::job::{Job, State};
use avd::rule::write::Record;
use entra::Session;
use host::{Host, Instant, Method};
use serde_json::{Value, json};

use super::dice::Dice;
use super::script::Script;
use super::task::Deed;
use crate::console::{Console, ORIGIN, OWNER, config, minutes};
use crate::signed_in::SignedIn;
use crate::wire::{Sent, Wire};
use crate::worker::{Kept, Worker};

/// More rounds than any job takes.
const MOST_ROUNDS: usize = 2_000;
/// More reloads and sign-ins than any run has.
const MOST_LIVES: usize = 12;

/// What the console said, and what went out of it.
#[derive(Debug, Default)]
pub struct Told {
    /// How each write ended.
    pub ends: Vec<State>,
    pub sent: Vec<Sent>,
    pub reloads: u64,
    pub sign_in_pages: u64,
    pub presses: u64,
    pub without_network: u64,
    pub rival: bool,
    pub revoked: bool,
    pub naps: u64,
    /// When the person pressed a button.
    pub pressed: Vec<Instant>,
}

/// Runs the writes on a bad day to the end of the last one.
pub fn live(console: &Console, session: Session, script: &Script, deeds: &[Deed], dice: &mut Dice) -> Result<Told, String> {
    let wire = Wire::new(console.world(), ORIGIN);
    let rival = bad_day(console, &wire, script);
    let (kept, session) = (Kept::default(), RefCell::new(session));
    let person = Person { presses: Cell::new(script.presses), pressed: RefCell::default() };
    let mut told = Told { revoked: script.expiry.is_some(), ..Told::default() };
    let mut reloads = script.reloads.iter();
    for life in 0.. {
        if life > MOST_LIVES {
            return Err("it never came to rest".to_owned());
        }
        wire.dies_after(reloads.next().copied());
        let tokens = SignedIn::resume(wire.clone(), config(), session.borrow().clone());
        if script.leaves {
            tokens.leave_for_questions();
        }
        let client = Client::new(wire.clone(), tokens, Endpoint::parse(ORIGIN).expect("an origin"));
        let ends = poll_once(page(&client, &kept, deeds, &person)).transpose()?;
        wire.dies_after(None);
        let rests = ends.as_ref().is_some_and(|ends| !ends.iter().all(State::is_over));
        if rests || client.tokens().is_leaving() {
            told.sign_in_pages += 1;
            console.wait(minutes(script.away));
            poll_once(client.tokens().come_back()).ok_or("the sign-in hangs")?.map_err(|error| format!("{error:?}"))?;
        } else if let Some(ends) = ends {
            told.ends = ends;
            break;
        } else {
            told.reloads += 1;
            console.wait(host::Duration::from_secs(dice.below(30)));
        }
        session.replace(client.tokens().session());
    }
    (told.sent, told.without_network) = (wire.sent(), wire.unsent());
    (told.rival, told.presses) = (rival.get(), script.presses - person.presses.get());
    (told.naps, told.pressed) = (wire.slept(), person.pressed.take());
    Ok(told)
}

/// Sets up what goes wrong. The answer will be whether somebody else's request was taken.
fn bad_day(console: &Console, wire: &Wire, script: &Script) -> Rc<Cell<bool>> {
    console.control(Method::Delete, "log", &json!({}));
    console.expose(if script.expose.is_empty() { "all" } else { script.expose });
    script.rules.iter().for_each(|rule| console.fault(rule));
    wire.skew(script.skew);
    wire.without_network(script.gap);
    wire.naps(&script.naps);
    let taken = Rc::new(Cell::new(false));
    if let Some((at, method, path, body)) = script.rival.clone() {
        let taken = taken.clone();
        let act = json!({ "user": OWNER, "method": method, "path": path, "body": body });
        wire.meanwhile(at, move |world| {
            let answer = control(world, "as", &act);
            taken.set(answer["status"].as_u64().is_some_and(|status| status < 300));
        });
    }
    if let Some((at, session_too)) = script.expiry {
        let who = script.who();
        wire.meanwhile(at, move |world| {
            // The session at hand comes from another world: this one has to have issued its first token too.
            world.token(who, minutes(60));
            control(world, "expire-tokens", &json!({}));
            if session_too {
                control(world, "revoke", &json!({ "user": who }));
            }
        });
    }
    taken
}

fn control(world: &emulator::Emulated, verb: &str, body: &Value) -> Value {
    let request = host::Request::new(Method::Post, format!("{ORIGIN}/_emulator/{verb}"));
    let answer = world.answer(&request.with_body("application/json", body.to_string().into_bytes()));
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// The person at the machine.
struct Person {
    /// How often they press again what was not sent.
    presses: Cell<u64>,
    /// When they pressed.
    pressed: RefCell<Vec<Instant>>,
}

/// Waits take no time here: what is not ready at once never will be, because its page is gone.
fn poll_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// One life of the page, until nothing more happens by itself; how far each write is then.
async fn page(client: &Client<Wire, SignedIn>, kept: &Kept, deeds: &[Deed], person: &Person) -> Result<Vec<State>, String> {
    let versions = ApiVersions::default();
    let new = kept.is_empty();
    let mut page = if new {
        let now = client.host().now();
        person.pressed.borrow_mut().push(now);
        let records = deeds.iter().map(|deed| Record::new(deed.change.clone(), deed.before.clone(), now, None));
        Worker::begin(records.collect(), &versions, kept)
    } else {
        let session = client.tokens().session();
        Worker::take_up(Some((&session.account.key(), session.obtained_on())), &versions, kept)
    };
    loop {
        if !page.run(client, MOST_ROUNDS).await {
            return Err(format!("{MOST_ROUNDS} rounds and no end: {:?}", page.job.tally()));
        }
        let left = may_be_sent(&page.job);
        if client.tokens().is_leaving() || !left {
            return Ok(page.job.states().collect());
        }
        // "Send again", "Go on with them"; or at last "Leave them".
        match person.presses.get() {
            0 => page.job.stop(),
            count => {
                let now = client.host().now();
                person.presses.set(count - 1);
                person.pressed.borrow_mut().push(now);
                page.job.go_on(now);
            }
        }
        if person.presses.get() == 0 && page.job.tally().held == 0 && !page.job.states().any(|state| state == State::Waiting) {
            return Ok(page.job.states().collect());
        }
    }
}

/// Whether the page offers to send what was not sent.
fn may_be_sent(job: &Job) -> bool {
    job.states().enumerate().any(|(at, state)| match state {
        State::Held(_) => true,
        State::NotSent(_) => job.error(at).is_some(),
        _ => false,
    })
}
