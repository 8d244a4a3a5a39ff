//! The life of a tab: it does what `rule::write` says, keeps what that says is to be kept, and is taken up again after a reload.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use arm::{Client, Endpoint};
use avd::ApiVersions;
use avd::rule::write::{Flight, Record, Stage, Step};
use entra::Session;
use host::{Host, Method};
use serde_json::{Value, json};

use super::dice::Dice;
use super::script::Script;
use super::task::Deed;
use crate::console::{Console, ORIGIN, OWNER, config, minutes};
use crate::signed_in::SignedIn;
use crate::wire::{Sent, Wire};

/// More steps than any write takes.
const MOST_STEPS: usize = 2_000;
/// More reloads and sign-ins than any run has.
const MOST_LIVES: usize = 12;

/// What the console said, and what went out of it.
#[derive(Debug, Default)]
pub struct Told {
    /// How each write ended, by its place; missing while it waits for a sign-in that nobody makes.
    pub ends: BTreeMap<usize, Stage>,
    pub sent: Vec<Sent>,
    pub reloads: u64,
    pub sign_in_pages: u64,
    pub rival: bool,
    pub revoked: bool,
}

/// What outlives the page: the tab's session storage and the list of what was done.
struct Kept {
    writes: RefCell<BTreeMap<usize, String>>,
    session: RefCell<Session>,
    ends: RefCell<BTreeMap<usize, Stage>>,
    begun: Cell<usize>,
}

/// Runs the writes on a bad day to the end of the last one.
pub fn live(console: &Console, session: Session, script: &Script, deeds: &[Deed], dice: &mut Dice) -> Result<Told, String> {
    let wire = Wire::new(console.world(), ORIGIN);
    let rival = bad_day(console, &wire, script);
    let kept =
        Kept { writes: RefCell::default(), session: RefCell::new(session), ends: RefCell::default(), begun: Cell::default() };
    let mut told = Told { revoked: script.expiry.is_some(), ..Told::default() };
    let mut reloads = script.reloads.iter();
    for life in 0.. {
        if life > MOST_LIVES {
            return Err("it never came to rest".to_owned());
        }
        wire.dies_after(reloads.next().copied());
        let tokens = SignedIn::resume(wire.clone(), config(), kept.session.borrow().clone());
        if script.leaves {
            tokens.leave_for_questions();
        }
        let client = Client::new(wire.clone(), tokens, Endpoint::parse(ORIGIN).expect("an origin"));
        let whole = poll_once(page(&client, &kept, deeds)).transpose()?.is_some();
        wire.dies_after(None);
        let rests = whole && !kept.writes.borrow().is_empty();
        if rests || client.tokens().is_leaving() {
            told.sign_in_pages += 1;
            console.wait(minutes(script.away));
            poll_once(client.tokens().come_back()).ok_or("the sign-in hangs")?.map_err(|error| format!("{error:?}"))?;
        } else if whole {
            break;
        } else {
            told.reloads += 1;
            console.wait(host::Duration::from_secs(dice.below(30)));
        }
        kept.session.replace(client.tokens().session());
    }
    told.ends = kept.ends.take();
    told.sent = wire.sent();
    told.rival = rival.get();
    Ok(told)
}

/// Sets up what goes wrong. The answer will be whether somebody else's request was taken.
fn bad_day(console: &Console, wire: &Wire, script: &Script) -> Rc<Cell<bool>> {
    console.control(Method::Delete, "log", &json!({}));
    console.expose(if script.expose.is_empty() { "all" } else { script.expose });
    script.rules.iter().for_each(|rule| console.fault(rule));
    wire.skew(script.skew);
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

/// Waits take no time here: what is not ready at once never will be, because its page is gone.
fn poll_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// One life of the page: first what was left over, then what the person has not asked for yet.
async fn page(client: &Client<Wire, SignedIn>, kept: &Kept, deeds: &[Deed]) -> Result<(), String> {
    let versions = ApiVersions::default();
    let left_over: Vec<(usize, String)> = kept.writes.borrow().iter().map(|(at, text)| (*at, text.clone())).collect();
    for (at, text) in left_over {
        let record: Record = serde_json::from_str(&text).map_err(|why| format!("what was kept cannot be read: {why}"))?;
        let session = client.tokens().session();
        let signed_in = Some((session.account.home_account_id.as_str(), session.obtained_on()));
        follow(client, kept, at, Flight::take_up(record, signed_in, &versions)).await?;
    }
    while let Some(deed) = deeds.get(kept.begun.get()) {
        let at = kept.begun.replace(kept.begun.get() + 1);
        let record = Record::new(deed.change.clone(), deed.before.clone(), client.host().now(), None);
        follow(client, kept, at, Flight::new(record, &versions)).await?;
    }
    Ok(())
}

/// The loop of the app (`src/live/writes.rs`), with the stores of this tab.
async fn follow(client: &Client<Wire, SignedIn>, kept: &Kept, at: usize, mut flight: Flight) -> Result<(), String> {
    for _ in 0..MOST_STEPS {
        match flight.step() {
            Step::Keep => {
                let text = serde_json::to_string(flight.record()).map_err(|why| why.to_string())?;
                kept.writes.borrow_mut().insert(at, text);
                flight.kept();
            }
            Step::Send => {
                let answer = client.act(&flight.record().change.call).await;
                let tokens = client.tokens();
                let leaving = tokens.is_leaving().then(|| tokens.session().account.home_account_id);
                flight.answered(answer, leaving);
            }
            Step::Watch(operation) => flight.watched(client.watch(*operation, |_| ()).await.map(drop)),
            Step::Wait(duration) => {
                client.host().sleep(duration).await;
                flight.waited();
            }
            Step::Look(call) => flight.looked(client.read::<Value>(&call).await.map(|read| read.value)),
            Step::Rest => return Ok(()),
            Step::Over(stage) => {
                kept.writes.borrow_mut().remove(&at);
                kept.ends.borrow_mut().insert(at, stage);
                return Ok(());
            }
        }
    }
    Err(format!("{} steps and no end: {:?}", MOST_STEPS, flight.stage()))
}
