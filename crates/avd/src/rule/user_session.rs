//! User sessions: what their states mean, what may be done to one, and the filter the service takes.
//!
//! States and actions are those of Learn, "Manage user sessions using the Azure portal" and of the operations `UserSessions_*`.
//! No change made here names a user: changes are kept in the activity list, and who works when is nobody's business there.

use arm::{Json, ResourceId};
use host::Method;
use serde_json::{Value, json};

use super::FieldProblem;
use super::confirm::Confirmation;
use super::run::Tone;
use crate::change::{Change, ReadBack};
use crate::operation::user_sessions;
use crate::resource::{SessionHostStatus, SessionState, UserSession};
use crate::version::ApiVersions;

/// A state in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The word on screen.
    pub label: String,
    /// What it means.
    pub meaning: &'static str,
    /// What colour it deserves.
    pub tone: Tone,
}

/// What a state means; `None` for a session without one.
pub fn explain(state: Option<&SessionState>) -> Explanation {
    use SessionState as S;
    let (label, meaning, tone) = match state {
        Some(S::Active) => ("Active", "A user is connected.", Tone::Good),
        Some(S::Disconnected) => (
            "Disconnected",
            "No device is connected. Apps keep running, and the profile stays mounted and the license in use until the user is \
                signed out.",
            Tone::Neutral,
        ),
        Some(S::Pending) => ("Pending", "The user is connecting.", Tone::Active),
        Some(S::LogOff) => ("Signing out", "Windows is signing the user out.", Tone::Active),
        Some(S::UserProfileDiskMounted) => {
            ("Profile mounted", "The user's profile disk is mounted; the session isn't ready yet.", Tone::Active)
        }
        Some(S::Unknown) => ("Unknown", "Azure reports the state as unknown.", Tone::Attention),
        Some(S::Other(word)) => {
            let meaning = "The console doesn't recognize this state. It's shown as Azure reports it.";
            return Explanation { label: word.clone(), meaning, tone: Tone::Attention };
        }
        None => ("Not reported", "Azure doesn't report a state.", Tone::Attention),
    };
    Explanation { label: label.to_owned(), meaning, tone }
}

/// Whether a session on a host of this status is probably left over: the host does not answer, so nobody can be in it.
pub const fn leaves_sessions_behind(status: &SessionHostStatus) -> bool {
    use SessionHostStatus as S;
    matches!(status, S::Shutdown | S::Unavailable | S::NoHeartbeat | S::Disconnected)
}

/// The only filter the service takes: `userprincipalname` and `sessionstate`, each equal to a value, joined by `and`
/// (`UserSessions_ListByHostPool`, `$filter`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The whole user principal name.
    pub user: Option<String>,
    /// The state.
    pub state: Option<SessionState>,
}

impl Filter {
    /// What of a search and a state the service can filter by: only a whole user principal name, as it compares nothing else.
    pub fn of(search: &str, state: Option<&str>) -> Self {
        let user = Some(search.trim()).filter(|text| is_principal_name(text)).map(str::to_owned);
        Self { user, state: state.filter(|word| !word.is_empty()).map(SessionState::parse) }
    }

    /// The filter in OData; `None` if it lets everything through. In a text, a quote is written twice (OData 4.01, URL Conventions,
    /// 5.1.1.6.1).
    pub fn odata(&self) -> Option<String> {
        let equal = |field: &str, value: &str| format!("{field} eq '{}'", value.replace('\'', "''"));
        let user = self.user.as_deref().map(|user| equal("userprincipalname", user));
        let state = self.state.as_ref().map(|state| equal("sessionstate", state.as_str()));
        let terms: Vec<String> = user.into_iter().chain(state).collect();
        (!terms.is_empty()).then(|| terms.join(" and "))
    }
}

/// Whether a text is a whole user principal name, `name@domain.tld`, and not the beginning of one.
pub fn is_principal_name(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let labels: Vec<&str> = domain.split('.').collect();
    let whole =
        labels.len() > 1 && labels.iter().all(|label| !label.is_empty()) && labels.last().is_some_and(|top| top.len() > 1);
    !name.is_empty() && whole && !domain.contains('@') && !text.contains(char::is_whitespace)
}

/// What can be done to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Shows a message in it.
    Message,
    /// Takes its connection.
    Disconnect,
    /// Signs its user out.
    SignOut,
}

impl Act {
    /// The verb on the button.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Message => "Send message",
            Self::Disconnect => "Disconnect",
            Self::SignOut => "Sign out",
        }
    }
}

/// Why an action makes no sense for a session in this state; `None` if it may be tried. An unknown state is for the service to judge.
pub const fn pointless(act: Act, state: Option<&SessionState>) -> Option<&'static str> {
    use SessionState as S;
    match (act, state) {
        (Act::Message, Some(S::Disconnected)) => Some("The session is disconnected, so the user wouldn't see the message."),
        (Act::Message, Some(S::Pending)) => Some("The user is still connecting."),
        (Act::Disconnect, Some(S::Disconnected)) => Some("Already disconnected."),
        (Act::Message | Act::Disconnect, Some(S::LogOff)) => Some("Already signing out."),
        (Act::Message | Act::Disconnect, Some(S::UserProfileDiskMounted)) => Some("The user isn't connected yet."),
        _ => None,
    }
}

/// Longer than this, a title is cut off in the window that shows it. The service documents no limit.
pub const TITLE_FITS: usize = 60;
/// Longer than this, hardly anybody reads it. The service documents no limit.
pub const BODY_FITS: usize = 500;

/// A message to users.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The title of its window.
    pub title: String,
    /// What it says.
    pub body: String,
}

impl Message {
    /// What is wrong with it.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        for (field, name, text, fits) in
            [("messageTitle", "title", &self.title, TITLE_FITS), ("messageBody", "text", &self.body, BODY_FITS)]
        {
            if text.trim().is_empty() {
                problems.push(FieldProblem::error(field, format!("Enter a {name}.")));
            } else if text.chars().count() > fits {
                problems.push(FieldProblem::warning(field, format!("A {name} longer than {fits} characters may be cut off.")));
            }
        }
        problems
    }
}

/// A message that is often needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name.
    pub label: &'static str,
    /// The title.
    pub title: &'static str,
    /// The text.
    pub body: &'static str,
}

/// Messages to begin with.
pub const PRESETS: [Preset; 3] = [
    Preset {
        label: "Maintenance",
        title: "Maintenance in 15 minutes",
        body: "Maintenance starts in 15 minutes. Please save your work and sign out before then.",
    },
    Preset {
        label: "Sign out",
        title: "Please sign out",
        body: "Please save your work and sign out. You can sign in again right away.",
    },
    Preset {
        label: "Save your work",
        title: "Please save your work",
        body: "You'll be signed out soon. Please save your work now.",
    },
];

/// What a write to this session is compared with afterwards: when it began and its state. Not whose it is.
pub fn before(session: &UserSession) -> Value {
    let properties = &session.properties;
    json!({ "properties": { "createTime": properties.create_time.to_json(), "sessionState": properties.session_state.to_json() } })
}

/// Shows a message in a session.
pub fn send_message(session: &ResourceId, message: &Message, versions: &ApiVersions) -> Change {
    Change {
        title: format!("Send a message to {}", name(session)),
        target: session.clone(),
        call: user_sessions::send_message(session, message.title.trim(), message.body.trim(), versions),
        effects: vec![format!("A message box titled “{}” opens in the session immediately.", message.title.trim())],
        warnings: vec!["Azure doesn't report whether the message was displayed or read. It's sent only once.".to_owned()],
        verify: ReadBack::Answer,
    }
}

/// Takes the connection from a session.
pub fn disconnect(session: &ResourceId, versions: &ApiVersions) -> Change {
    Change {
        title: format!("Disconnect {}", name(session)),
        target: session.clone(),
        call: user_sessions::disconnect(session, versions),
        effects: DISCONNECTED.map(str::to_owned).to_vec(),
        warnings: vec![],
        verify: ReadBack::UserSession,
    }
}

/// What a disconnect does.
pub const DISCONNECTED: [&str; 3] = [
    "The user is disconnected immediately, without a warning. Apps keep running and no work is lost.",
    "The user can reconnect and continue working.",
    "Until the user is signed out, the profile stays mounted, the license stays in use, and the session counts toward the \
        host's session limit.",
];

/// Signs the user of a session out.
pub fn sign_out(session: &ResourceId, force: bool, versions: &ApiVersions) -> Change {
    Change {
        title: format!("{} {}", if force { "Force sign-out of" } else { "Sign out" }, name(session)),
        target: session.clone(),
        call: user_sessions::delete(session, force, versions),
        effects: SIGNED_OUT.map(str::to_owned).to_vec(),
        warnings: core::iter::once(UNSAVED).chain(force.then_some(FORCED)).map(str::to_owned).collect(),
        verify: ReadBack::UserSession,
    }
}

/// What a sign-out does.
pub const SIGNED_OUT: [&str; 2] = [
    "Closes apps, unloads the profile and ends the session.",
    "The next sign-in starts a new session, possibly on another host.",
];

/// What a sign-out destroys.
pub const UNSAVED: &str = "Unsaved work is lost.";

/// When a sign-out is forced, and what that means.
pub const FORCED: &str = "Force sign-out closes apps without prompting. Use it if a session won't end, or is left over on a \
    host that was shut down.";

/// “session 3 on vm-sales-0”. The number alone is not unique, and the user's name is not for the records.
fn name(session: &ResourceId) -> String {
    let host = session.parent();
    let machine = host.as_ref().map_or("its session host", |host| host.name().split('.').next().unwrap_or_default());
    format!("session {} on {machine}", session.name())
}

/// Whether a session shows that it was disconnected or that its user was signed out. Numbers are used again: one that began at
/// another time is another session.
pub(super) fn confirmed(change: &Change, before: &Value, read: Option<&Value>) -> Confirmation {
    let field = |of: &Value, name: &str| of.get("properties").and_then(|it| it.get(name)).filter(|it| !it.is_null()).cloned();
    let Some(read) = read else {
        return Confirmation::Shown("Verified: the session has ended.".to_owned());
    };
    if let (Some(then), Some(now)) = (field(before, "createTime"), field(read, "createTime"))
        && then != now
    {
        return Confirmation::Shown("Verified: the session has ended. A newer session has the same number.".to_owned());
    }
    let state = field(read, "sessionState").and_then(|word| word.as_str().map(SessionState::parse));
    let label = explain(state.as_ref()).label;
    match (change.call.method == Method::Delete, state) {
        (false, Some(SessionState::Disconnected)) => Confirmation::Shown("Verified: the session is disconnected.".to_owned()),
        (true, Some(SessionState::LogOff)) => Confirmation::NotShown("Windows is still signing the user out.".to_owned()),
        _ => Confirmation::NotShown(format!("The session still exists; state: {label}.")),
    }
}

#[cfg(test)]
#[path = "user_session_tests.rs"]
mod tests;
