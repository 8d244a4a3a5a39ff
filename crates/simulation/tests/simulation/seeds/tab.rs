//! The life of a tab: a page that carries the job out, reloads, trips to the sign-in page, and a person who presses again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use arm::{Client, Endpoint};
use avd::Batch;
use entra::Session;
use host::{Host, Instant, Method};
use serde_json::{Value, json};
use writes::Outcome;

use super::dice::Dice;
use super::script::Script;
use super::task::Deed;
use crate::console::{Console, ORIGIN, OWNER, config, minutes};
use crate::page::{Kept, Page, Runner, poll_once};
use crate::signed_in::SignedIn;
use crate::wire::{Sent, Wire};

/// More reloads and sign-ins than any run has.
const MOST_LIVES: usize = 12;

/// What the console said, and what went out of it.
#[derive(Debug, Default)]
pub struct Told {
    /// How each write ended.
    pub ends: Vec<Outcome>,
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
    let (kept, session) = (Kept::slow(script.slow_store), RefCell::new(session));
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
        let rests = ends.as_ref().is_some_and(|ends| !ends.iter().all(Outcome::is_over));
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

/// One life of the page, until nothing more happens by itself; how far each write is then.
async fn page(client: &Client<Wire, SignedIn>, kept: &Kept, deeds: &[Deed], person: &Person) -> Result<Vec<Outcome>, String> {
    let runner = if kept.is_empty() {
        person.pressed.borrow_mut().push(client.host().now());
        let items = deeds.iter().map(|deed| (deed.change.clone(), deed.before.clone()));
        Runner::begin(Page::new(client, kept), None, items.collect(), false)
    } else {
        loop {
            match Page::new(client, kept).take_up() {
                Some(runner) => break runner,
                // It waits for a sign-in elsewhere, which does not take place.
                None => client.host().sleep(minutes(16)).await,
            }
        }
    };
    loop {
        runner.run().await;
        let left = runner.with(may_be_sent);
        if !client.tokens().is_leaving() && left {
            // "Send again", "Go on with them"; or at last "Leave them".
            match person.presses.get() {
                0 => {
                    runner.stop();
                    runner.run().await;
                }
                count => {
                    person.presses.set(count - 1);
                    person.pressed.borrow_mut().push(client.host().now());
                    runner.go_on();
                    continue;
                }
            }
        }
        if !kept.is_true_of(&runner) {
            return Err(format!("kept or shown otherwise than it is: {:?}", runner.progress()));
        }
        return Ok(runner.with(|batch| batch.states().collect()));
    }
}

/// Whether the page offers to send what was not sent.
fn may_be_sent(batch: &Batch) -> bool {
    batch.states().enumerate().any(|(at, state)| match state {
        Outcome::Held(_) => true,
        Outcome::NotSent(_) => batch.error(at).is_some(),
        _ => false,
    })
}
