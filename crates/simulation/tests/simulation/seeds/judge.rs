//! The promises, checked against what the emulator knows: its log of what it answered, and its state.

use host::{Duration, Method};
use serde_json::{Value, json};
use writes::Outcome;

use super::figures::Figures;
use super::script::Script;
use super::tab::Told;
use super::task::{Deed, Task};
use crate::console::{Console, NOW, ORIGIN, OWNER};
use crate::wire::Sent;

/// Longer than any run may take: an update that is followed to its end lasts hours.
const LONGEST: Duration = Duration::from_secs(96 * 3600);
/// Longer than this nobody means what they pressed.
const MEANT: Duration = Duration::from_secs(15 * 60);
/// More requests than any write may cost.
const MOST_REQUESTS: usize = 600;

/// Checks one run.
pub fn judge(console: &Console, task: Task, script: &Script, deeds: &[Deed], told: &Told) -> Result<Figures, String> {
    let log = console.whole_log();
    let mut figures = Figures::of(&format!("{task:?}"), log.len() as u64);
    count_faults(&mut figures, script, told, &log);
    figures.check(told.sent.iter().all(|sent| !sent.token || sent.origin == ORIGIN), || "a token left".to_owned())?;
    for sent in told.sent.iter().filter(|sent| is_write(deeds, sent)) {
        let meant = told.pressed.iter().any(|pressed| *pressed <= sent.at && sent.at.since(*pressed) <= MEANT);
        figures.check(meant, || format!("a write went out at {}, pressed at {:?}", sent.at, told.pressed))?;
    }
    let spent = console.now().since(NOW);
    figures.check(spent < LONGEST, || format!("it took {spent:?}"))?;
    let most = MOST_REQUESTS * deeds.len();
    figures.check(log.len() < most, || format!("{} requests", log.len()))?;
    if script.is_good_day() {
        // One question for all writes, and those that led to it go out once more: one, or those that a slow store let go together.
        let together = if script.slow_store { writes::AT_ONCE } else { 1 };
        let expected = if script.multifactor { 1..=together } else { 0..=0 };
        let refused = deeds.iter().flat_map(|deed| tries(&log, deed)).filter(|one| one.status == Some(401)).count();
        figures.check(expected.contains(&refused), || format!("{refused} refused for want of a second factor"))?;
    }
    for (at, deed) in deeds.iter().enumerate() {
        let end = told.ends.get(at).ok_or_else(|| format!("{}: nobody says how it ended", deed.change.title))?;
        let case = Case { deed, end, tries: tries(&log, deed), state: state(console, deed), rival: told.rival };
        case.check(&mut figures, script).map_err(|why| format!("{}: {why}\n    said: {end:?}", deed.change.title))?;
    }
    Ok(figures)
}

fn is_write(deeds: &[Deed], sent: &Sent) -> bool {
    let path = |deed: &Deed| sent.url.split('?').next().is_some_and(|url| url.ends_with(&deed.change.call.path));
    deeds.iter().any(|deed| deed.change.call.method == sent.method && path(deed))
}

/// A request for a write, as the emulator noted it.
struct Try {
    status: Option<u64>,
    id: String,
}

impl Try {
    /// The work was done, whether or not the answer arrived.
    fn worked(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// The service said that it did nothing, so the same may be asked again.
    fn refused(&self) -> bool {
        self.status.is_some_and(|status| matches!(status, 401 | 403 | 409 | 429))
    }
}

fn tries(log: &[Value], deed: &Deed) -> Vec<Try> {
    let call = &deed.change.call;
    let ours = log.iter().filter(|entry| {
        let path = entry["path"].as_str().unwrap_or_default();
        entry["method"] == call.method.as_str() && path.eq_ignore_ascii_case(&call.path)
    });
    let one = |entry: &Value| Try {
        status: entry["status"].as_u64(),
        id: entry["clientRequestId"].as_str().unwrap_or_default().to_owned(),
    };
    ours.map(one).collect()
}

/// What the emulator shows, behind the console's back; null for 404.
fn state(console: &Console, deed: &Deed) -> Option<Value> {
    let call = deed.read_back.as_ref()?;
    let more: String = call.query.iter().map(|(name, value)| format!("&{name}={value}")).collect();
    let path = format!("{}?api-version={}{more}", call.path, call.api_version);
    let act = json!({ "user": OWNER, "method": call.method.as_str(), "path": path });
    let answer = console.control(Method::Post, "as", &act);
    Some(if answer["status"] == 200 { answer["body"].clone() } else { Value::Null })
}

struct Case<'a> {
    deed: &'a Deed,
    end: &'a Outcome,
    tries: Vec<Try>,
    state: Option<Value>,
    rival: bool,
}

impl Case<'_> {
    fn check(&self, figures: &mut Figures, script: &Script) -> Result<(), String> {
        let worked = self.tries.iter().any(Try::worked);
        figures.end(match self.end {
            Outcome::Confirmed(_) => "confirmed",
            Outcome::Replaced(_) => "replaced",
            Outcome::Unconfirmed(_) if worked => "open, was done",
            Outcome::Unconfirmed(_) => "open, not done",
            Outcome::Failed { .. } => "failed",
            Outcome::NotSent(_) => "not sent",
            _ => return Err("it is not over".to_owned()),
        });
        self.was_not_repeated(figures)?;
        self.said_what_is(figures, script)?;
        let advice = self.end.next_step().is_some_and(|advice| !advice.trim().is_empty());
        figures.check(advice || matches!(self.end, Outcome::Confirmed(_)), || "no next step".to_owned())?;
        let good = matches!(self.end, Outcome::Confirmed(_) | Outcome::Failed { .. });
        figures.check(!script.is_good_day() || good, || "left open on a good day".to_owned())
    }

    /// Done once at most; after an answer that says nothing about the work, never sent again.
    fn was_not_repeated(&self, figures: &mut Figures) -> Result<(), String> {
        let worked: Vec<&Try> = self.tries.iter().filter(|one| one.worked()).collect();
        let taken: Vec<&Try> = self.tries.iter().filter(|one| !one.refused()).collect();
        let settled = taken.len();
        // What may be repeated by its nature (RFC 9110, 9.2.2) is repeated by the transport, as one request with one id. One that was
        // refused before, until the person had signed in, was another request.
        let idempotent = matches!(self.deed.change.call.method, Method::Put | Method::Delete);
        let one_request = taken.iter().all(|one| one.id == taken[0].id);
        figures.check(worked.len() <= 1 || (idempotent && one_request), || format!("done {} times", worked.len()))?;
        figures.check(settled <= 1 || (idempotent && one_request), || format!("sent {settled} times without knowing"))
    }

    fn said_what_is(&self, figures: &mut Figures, script: &Script) -> Result<(), String> {
        let worked = self.tries.iter().any(Try::worked);
        let reached = self.state.as_ref().is_some_and(|state| (self.deed.goal)(&self.deed.change, state));
        match self.end {
            Outcome::Confirmed(_) | Outcome::Replaced(_) => {
                figures.check(worked || reached, || format!("it was never done; state: {:?}", self.state))?;
                // What a look cannot tell from what was there before was really done.
                let shows = self.state.is_some() && self.deed.change.call.operation != "VirtualMachines_Restart";
                figures.check(worked || shows, || "nothing shows it, and it was not done".to_owned())?;
                let undone = self.rival || self.state.is_none();
                figures.check(reached || undone, || format!("it does not show; state: {:?}", self.state))
            }
            Outcome::Unconfirmed(sentence) => {
                let refused = !self.tries.is_empty() && self.tries.iter().all(Try::refused);
                let heard = refused && script.hears_everything();
                figures.check(!heard, || "it was refused, and is said to be unknown".to_owned())?;
                let claimed = sentence.starts_with("Azure accepted");
                figures.check(!claimed || worked, || "nobody accepted it".to_owned())
            }
            Outcome::Failed { ran, .. } => figures.check(*ran == worked, || format!("ran {ran}, done {worked}")),
            _ => figures.check(!worked, || "done, though it is said not to be sent".to_owned()),
        }
    }
}

fn count_faults(figures: &mut Figures, script: &Script, told: &Told, log: &[Value]) {
    for entry in log {
        if let Some(kind) = entry["fault"]["kind"].as_str() {
            figures.fault(kind, 1);
        }
    }
    figures.fault("another admin", told.rival.into());
    figures.fault("clock skew", (script.skew != 0).into());
    figures.fault("hidden headers", (script.expose == "none").into());
    figures.fault("no network", told.without_network);
    figures.fault("pressed again", told.presses);
    figures.fault("multifactor", script.multifactor.into());
    figures.fault("reload", told.reloads);
    figures.fault("sleep", told.naps);
    figures.fault("sign-in page", told.sign_in_pages);
    figures.fault("tokens revoked", told.revoked.into());
}
