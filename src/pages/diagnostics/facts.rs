//! The facts of the page, section by section: pure, from what was read.

use crate::pages::parts::count_words;
use arm::{Diagnosis, Failure, HeaderSight};
use avd::rule::report::{Fact, Section};
use avd::{ApiVersions, Family, is_withdrawn};
use entra::{Cloud, Config, FrameFailure};
use host::Instant;

use crate::browser::abilities::Abilities;
use crate::client::Offer;
use crate::session::SessionFacts;

/// More than this between two clocks is worth a word: sign-ins and tokens are judged by the time.
const SKEW_SECONDS: u64 = 60;

/// Everything the page is made of.
#[derive(Clone)]
pub struct Seen {
    pub config: Config,
    pub session: Option<SessionFacts>,
    pub learned: Diagnosis,
    pub abilities: Abilities,
    pub online: bool,
    pub demo: bool,
    pub now: Instant,
    pub versions: ApiVersions,
    pub offer: Offer,
}

fn own(text: impl Into<String>) -> Fact {
    Fact::Own(text.into())
}

fn word(yes: bool, good: &str, bad: &str) -> Fact {
    own(if yes { good } else { bad })
}

/// All sections but the failures.
pub fn sections(seen: &Seen) -> Vec<Section> {
    let browser = browser(&seen.abilities, seen.online);
    vec![console(seen), sign_in(seen), pace(seen), cloud(seen), versions(seen), headers(&seen.learned), browser]
}

/// The failures, newest first, a section each.
pub fn failures(learned: &Diagnosis) -> Vec<Section> {
    learned.failures.iter().map(failure).collect()
}

/// Names that are in no fact and must be in none: those of the session and of the registration.
pub fn names(seen: &Seen) -> Vec<(&'static str, String)> {
    let account = seen.session.as_ref().map(|session| &session.account);
    let mut names = vec![("app", seen.config.client_id.clone())];
    if let Some(account) = account {
        names.extend([
            ("user", account.username.clone()),
            ("user", account.name.clone()),
            ("user", account.local_account_id.clone()),
            ("user", account.home_account_id.clone()),
            ("directory", account.tenant_id.clone()),
        ]);
    }
    names
}

fn console(seen: &Seen) -> Section {
    let build = match (cfg!(debug_assertions), option_env!("AVD_CONSOLE_COMMIT")) {
        (true, _) => "Development build",
        (false, Some(commit)) => commit,
        (false, None) => "Release build, commit unknown",
    };
    let mut facts =
        vec![("Version", own(env!("CARGO_PKG_VERSION"))), ("Build", own(build)), ("Report created", own(seen.now.to_rfc3339()))];
    if seen.demo {
        facts.push(("Demo", own("Azure is emulated in this page")));
    }
    facts.push(("This computer's clock", clock(seen)));
    Section { title: "Console", facts }
}

fn cloud(seen: &Seen) -> Section {
    let Config { authority, arm, client_id, .. } = &seen.config;
    let known = Cloud::of_arm(&arm.endpoint);
    // The hosts of Microsoft's clouds are no secret; any other may name its owner.
    let host = |text: &str, known: bool| if known { own(text) } else { Fact::Name("endpoint", text.to_owned()) };
    let directory = match authority.tenant() {
        general @ ("common" | "organizations" | "consumers") => own(general),
        directory => Fact::Name("directory", directory.to_owned()),
    };
    let by_hand = arm.api_versions.len();
    let facts = vec![
        ("Cloud", own(known.map_or("Unknown cloud", |cloud| cloud.name))),
        ("Authority", host(authority.origin(), authority.cloud().is_some())),
        ("Directory", directory),
        ("Azure Resource Manager", host(&arm.endpoint, known.is_some())),
        ("Token audience", host(&arm.audience, known.is_some() && arm.audience.starts_with(&arm.endpoint))),
        ("Application", Fact::Name("app", client_id.clone())),
        ("Custom API versions", own(by_hand.to_string())),
    ];
    let learned = seen.learned.versions.iter().flat_map(|(provider, wanted, worked)| {
        let version = if wanted == worked { wanted.clone() } else { [worked, " instead of ", wanted].concat() };
        [("Used with several versions", Fact::Path(["/providers/", provider].concat())), ("Answered", own(version))]
    });
    Section { title: "Cloud", facts: facts.into_iter().chain(learned).collect() }
}

/// Which API versions Azure offers, which are used, and which of the offered Microsoft has withdrawn, by resource type.
fn versions(seen: &Seen) -> Section {
    const KINDS: [(Family, &str); 6] = [
        (Family::HostPools, "Host pools"),
        (Family::SessionHosts, "Session hosts"),
        (Family::UserSessions, "User sessions"),
        (Family::ScalingPlans, "Scaling plans"),
        (Family::SessionHostConfigurations, "Session host configurations"),
        (Family::SessionHostManagements, "Management policies and updates"),
    ];
    let offer = match &seen.offer {
        Offer::Read => "Loaded from Azure".to_owned(),
        Offer::NotRead => "Not loaded yet. Using the built-in table".to_owned(),
        Offer::Failed(why) => format!("Couldn't load. Using the built-in table. {why}."),
    };
    let line = |(family, label): (Family, &'static str)| (label, own(versions_of(&seen.versions, family)));
    Section { title: "API versions", facts: [("Offered versions", own(offer))].into_iter().chain(KINDS.map(line)).collect() }
}

fn versions_of(versions: &ApiVersions, family: Family) -> String {
    let by_hand = if versions.is_overridden(family) { " (set in config.json)" } else { "" };
    let mut text = format!("Used: {}{by_hand}.", versions.preferred(family));
    match family.resource_type().and_then(|kind| versions.offered().of(kind)) {
        None => text.push_str(" Offered: not known."),
        Some(offered) => {
            let withdrawn: Vec<&str> = offered.iter().map(String::as_str).filter(|version| is_withdrawn(version)).collect();
            let supported: Vec<&str> = offered.iter().map(String::as_str).filter(|version| !is_withdrawn(version)).collect();
            let list = |versions: Vec<&str>| if versions.is_empty() { "none".to_owned() } else { versions.join(", ") };
            text.push_str(&format!(" Offered: {}. Offered but retired by Microsoft: {}.", list(supported), list(withdrawn)));
        }
    }
    text
}

fn sign_in(seen: &Seen) -> Section {
    let flow = match (seen.config.flow, seen.config.dialect) {
        (entra::Flow::Code, _) => "Authorization code with PKCE",
        (_, entra::Dialect::V1) => "Implicit, v1 endpoint",
        _ => "Implicit, v2 endpoint",
    };
    let mut facts = vec![("Flow", own(flow))];
    if let Some(session) = &seen.session {
        let notes = session.notes.iter().map(|note| ("Notes", own(note.clone())));
        facts.extend([
            ("Directory", Fact::Name("directory", session.account.tenant_id.clone())),
            ("Token since", own(session.since.to_rfc3339())),
            ("Token until", own(session.until.to_rfc3339())),
            (
                "Renewal",
                own(match session.frame {
                    None => "Hidden frame (no failures in this tab)",
                    Some(FrameFailure::NoSession) => {
                        "No hidden frame: Microsoft sees no session there (signed out, or cookies are blocked in frames)"
                    }
                    Some(FrameFailure::TimedOut) => {
                        "No hidden frame: it timed out (the sign-in page wasn't reached, or isn't allowed in a frame)"
                    }
                    Some(FrameFailure::Other) => "No hidden frame: it failed in this tab",
                }),
            ),
            ("Token in the browser's history", own(history(session))),
        ]);
        facts.extend(notes);
    }
    Section { title: "Sign-in", facts }
}

/// Whether the browser has written the token down with an address, and why.
fn history(session: &SessionFacts) -> &'static str {
    match (session.came_in_address, session.first_frame) {
        (false, _) => "No",
        (true, Some(FrameFailure::NoSession)) => {
            "Yes, until you clear the history: this browser blocks Microsoft's cookies in frames, so the token came in an address. Set entra.flow to code to keep tokens out of it."
        }
        (true, Some(FrameFailure::TimedOut)) => {
            "Yes, until you clear the history: the hidden frame timed out, so the token came in an address. Set entra.flow to code to keep tokens out of it."
        }
        (true, _) => {
            "Yes, until you clear the history: the token came in an address. Set entra.flow to code to keep tokens out of it."
        }
    }
}

/// Whether a header can be read: known, inferred, or without an occasion so far.
pub fn sight(header: &HeaderSight) -> String {
    match (header.readable, header.expected) {
        (0, 0) => "Not received yet".to_owned(),
        (0, expected) => {
            format!("Missing in {} that should include it", count_words(expected as usize, ["response", "responses"]))
        }
        (readable, expected) => format!("Received in {readable} of {expected} responses"),
    }
}

fn headers(learned: &Diagnosis) -> Section {
    let facts = learned.headers.iter().map(|header| (header.name, own(sight(header))));
    Section { title: "Response headers", facts: facts.collect() }
}

fn clock(seen: &Seen) -> Fact {
    own(match (seen.learned.clocks, &seen.session) {
        (Some((theirs, ours)), _) => {
            let (ahead, behind) = (ours.since(theirs).as_secs(), theirs.since(ours).as_secs());
            match (ahead > SKEW_SECONDS, behind > SKEW_SECONDS) {
                (true, _) => format!("{ahead} s ahead of Azure (header Date)"),
                (_, true) => format!("{behind} s behind Azure (header Date)"),
                _ => "Correct to the minute (header Date)".to_owned(),
            }
        }
        (None, Some(session)) if session.notes.iter().any(|note| note.contains("clock")) => {
            "Seems to be ahead of Microsoft Entra (ID token; see Sign-in)".to_owned()
        }
        (None, Some(_)) => {
            "Within ten minutes when the token was issued (from the ID token, because Azure's Date header can't be read)"
                .to_owned()
        }
        (None, None) => "Couldn't check".to_owned(),
    })
}

fn browser(abilities: &Abilities, online: bool) -> Section {
    let store = |found: &Result<usize, String>| match found {
        Ok(keys) => own(format!("Works, {keys} entries from this console")),
        Err(why) => own(["Blocked: ", why].concat()),
    };
    let database = match &abilities.database {
        Ok(()) => own("Works"),
        Err(why) => own(["Blocked: ", why].concat()),
    };
    let worker = match abilities.worker {
        None => "Not supported by this browser",
        Some(true) => "Active on this page",
        Some(false) => "None",
    };
    let room = abilities.room.map_or_else(
        || "Not reported by the browser".to_owned(),
        |(used, allowed)| format!("{:.1} MB used of {:.0} MB", used / 1e6, allowed / 1e6),
    );
    let facts = vec![
        ("Browser", own(abilities.user_agent.clone())),
        ("Network", word(online, "Online", "Offline")),
        ("Secure page", word(abilities.secure, "Yes", "No (clipboard and locks don't work)")),
        ("Session storage", store(&abilities.session)),
        ("Local storage", store(&abilities.local)),
        ("Database (IndexedDB)", database),
        ("Storage quota", own(room)),
        ("Web Locks", word(abilities.locks, "Works", "Missing: tabs can't tell which one is sending a change")),
        (
            "BroadcastChannel",
            word(abilities.channel, "Works", "Missing: no silent renewal, and sign-out doesn't reach other tabs"),
        ),
        ("Service worker", own(worker)),
    ];
    Section { title: "Browser", facts }
}

fn pace(seen: &Seen) -> Section {
    let facts = seen.learned.paces.iter().flat_map(|pace| {
        let whose = match pace.scope.as_str() {
            "" => own("Directory"),
            "graph" => own("Resource Graph"),
            subscription => Fact::Name("sub", subscription.to_owned()),
        };
        let mut left = format!("{} of {} {}", pace.left, pace.most, pace.kind);
        if let Some(until) = pace.paused_until {
            left.extend(["; throttled until ", &until.to_rfc3339()]);
        }
        [("Quota", whose), ("Remaining (estimate)", own(left))]
    });
    Section { title: "Rate limits", facts: facts.collect() }
}

fn failure(failure: &Failure) -> Section {
    let (error, request) = (&failure.error, failure.error.request());
    let status = error.status().map_or_else(|| error.lead().to_owned(), |status| status.to_string());
    let mut facts = vec![
        ("Operation", own(error.operation())),
        ("Status", own(status)),
        ("When", own(failure.at.to_rfc3339())),
        ("Count", own(failure.times.to_string())),
    ];
    let code = error.code().map(|code| ("Code", Fact::Code(code.to_owned())));
    let path = error.resource().map(|path| ("Path", Fact::Path(path.to_owned())));
    let id = |label, id: &String| (label, Fact::RequestId(id.clone()));
    facts.extend(code.into_iter().chain(path));
    facts.push(id("Client request ID", &request.client));
    facts.extend(request.service.iter().map(|service| id("Service request ID", service)));
    facts.extend(request.correlation.iter().map(|correlation| id("Correlation ID", correlation)));
    Section { title: "Failure", facts }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
