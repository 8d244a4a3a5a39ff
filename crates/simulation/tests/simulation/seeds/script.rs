//! What goes wrong in one run.

use host::Method;
use serde_json::{Value, json};

use super::dice::Dice;
use super::task::Deed;
use crate::console::{MFA, OWNER};

/// A bad day.
#[derive(Debug, Default)]
pub struct Script {
    /// Lines for the emulator's script of faults.
    pub rules: Vec<Value>,
    /// Which answer headers a page may read.
    pub expose: &'static str,
    /// How wrong the clock of this side is, in milliseconds.
    pub skew: i64,
    /// When somebody else acts (before which request), and how: method, path, body.
    pub rival: Option<(usize, &'static str, String, Value)>,
    /// Before which request all tokens lose their worth, and whether the session at Entra does too.
    pub expiry: Option<(usize, bool)>,
    /// Whether the person has to show more than a password before a write is taken.
    pub multifactor: bool,
    /// Whether a question of the sign-in needs the whole window.
    pub leaves: bool,
    /// How long the person stays on the sign-in page, in minutes.
    pub away: u64,
    /// From which request on there is no network, and for how many.
    pub gap: Option<(usize, usize)>,
    /// After how many waits and requests the machine falls asleep, and for how many minutes.
    pub naps: Vec<(u32, u64)>,
    /// How often the person presses again what was not sent.
    pub presses: u64,
    /// After how many waits, sends, answers and ends of a record kept the page is reloaded, life by life.
    pub reloads: Vec<u32>,
    /// Whether the store is too slow for a window that leaves.
    pub slow_store: bool,
}

impl Script {
    /// Rolls a day for these writes. One in ten is a good one: then nothing may be left open.
    pub fn roll(dice: &mut Dice, deeds: &[Deed]) -> Self {
        let expose = dice.pick(&["all", "location", "none"]);
        if dice.happens(10) {
            return Self { expose, multifactor: dice.happens(30), ..Self::default() };
        }
        let rules = (0..dice.below(5)).map(|_| rule(dice, deeds)).collect();
        let rival = dice.happens(25).then(|| rival(dice, deeds));
        Self {
            rules,
            expose,
            skew: if dice.happens(25) { dice.below(240_000) as i64 - 120_000 } else { 0 },
            rival,
            expiry: dice.happens(8).then(|| (dice.below(6) as usize, dice.happens(60))),
            leaves: dice.happens(50),
            away: dice.pick(&[1, 2, 20]),
            reloads: (0..dice.below(3)).map(|_| dice.below(48) as u32).collect(),
            multifactor: dice.happens(20),
            gap: dice.happens(15).then(|| (dice.below(8) as usize, 1 + dice.below(6) as usize)),
            presses: dice.below(4),
            naps: (0..dice.pick(&[0, 0, 0, 1, 2])).map(|_| (dice.below(30) as u32, dice.pick(&[14, 20, 600, 840]))).collect(),
            slow_store: dice.happens(50),
        }
    }

    /// Who is at work.
    pub fn who(&self) -> &'static str {
        if self.multifactor { MFA } else { OWNER }
    }

    /// Whether the console hears every answer.
    pub fn hears_everything(&self) -> bool {
        self.rules.is_empty() && self.gap.is_none() && self.naps.is_empty() && self.reloads.is_empty()
    }

    /// Nothing but hidden headers, and nobody who comes back from the sign-in page too late for the write that waits.
    pub fn is_good_day(&self) -> bool {
        let in_time = !(self.multifactor && self.leaves) || self.away < 15;
        let quiet = self.rules.is_empty() && self.rival.is_none() && self.expiry.is_none();
        quiet && self.gap.is_none() && self.skew == 0 && self.reloads.is_empty() && self.naps.is_empty() && in_time
    }
}

fn rule(dice: &mut Dice, deeds: &[Deed]) -> Value {
    let fault = fault(dice);
    let deed = dice.pick(deeds);
    let (path, method) = match dice.below(10) {
        0..5 => (deed.change.call.path.clone(), Some(deed.change.call.method.as_str())),
        5..8 => {
            let call = deed.read_back.as_ref().unwrap_or(&deed.change.call);
            (call.path.clone(), Some(call.method.as_str()))
        }
        8 => ("operationResults".to_owned(), None),
        _ => ("/subscriptions/".to_owned(), None),
    };
    json!({ "fault": fault, "path": path, "method": method, "after": dice.below(3), "times": 1 + dice.below(4) })
}

fn fault(dice: &mut Dice) -> Value {
    match dice.below(14) {
        0 => json!({ "kind": "lostBefore" }),
        1 | 2 => json!({ "kind": "lostAfter" }),
        3 => json!({ "kind": "breaksOff" }),
        4 | 5 => json!({ "kind": "status", "status": dice.pick(&[500, 502, 503, 504, 408]), "retryAfter": null }),
        6 => json!({ "kind": "status", "status": 503, "retryAfter": dice.below(40) }),
        7 => json!({ "kind": "throttled", "retryAfter": dice.below(90) }),
        8 => json!({ "kind": "throttled", "retryAfter": null }),
        9 => json!({ "kind": "expiredToken" }),
        10 => json!({ "kind": "claimsChallenge", "claims": null }),
        11 => json!({ "kind": "slow", "millis": dice.below(40_000) }),
        12 => json!({ "kind": "brokenJson" }),
        _ => dice.pick(&[json!({ "kind": "earlier" }), json!({ "kind": "hiddenHeaders" })]),
    }
}

/// Somebody else works on the same pool.
fn rival(dice: &mut Dice, deeds: &[Deed]) -> (usize, &'static str, String, Value) {
    let pool = dice.pick(deeds).pool.path();
    let control = |action: &str| {
        let path = format!("{pool}/sessionHostManagements/default/controlSessionHostUpdate");
        ("POST", path, json!({ "action": action }))
    };
    let (method, path, body) = match dice.below(9) {
        0 => (Method::Patch.as_str(), pool.clone(), json!({ "properties": { "friendlyName": "Rival" } })),
        1 => ("PATCH", pool.clone(), json!({ "properties": { "registrationInfo": { "registrationTokenOperation": "Delete" } } })),
        2 => control("Cancel"),
        3 => control("Pause"),
        4 => control("Resume"),
        5 => control("Start"),
        6 => ("POST", format!("{pool}/sessionHostManagements/default/initiateSessionHostUpdate"), json!({})),
        7 => {
            let body = json!({ "properties": { "vmSizeId": "Standard_D16as_v5" } });
            ("PATCH", format!("{pool}/sessionHostConfigurations/default"), body)
        }
        _ => {
            let path = format!("{pool}/sessionHostManagements/default/controlSessionHostProvisioning");
            ("POST", path, json!({ "action": "Cancel" }))
        }
    };
    (1 + dice.below(5) as usize, method, path, body)
}
