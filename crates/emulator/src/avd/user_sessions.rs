//! User sessions.

use host::{Duration, Instant, Response};
use serde_json::{Value, json};

use super::context::{Context, Outcome, not_found};
use super::listing::{self, Page};
use super::{Pool, SessionHost};
use crate::answer::{Refusal, json_of};
use crate::random::{Random, guid_of};

const FIRST: [&str; 16] = [
    "amira", "bjorn", "carla", "dmitri", "elena", "farid", "greta", "hiro", "ines", "jamal", "katja", "liam", "mei", "noor",
    "otto", "priya",
];
const LAST: [&str; 16] = [
    "abbas", "brandt", "costa", "dubois", "eriksen", "fischer", "garcia", "hansen", "ito", "jensen", "kovacs", "lopez", "meyer",
    "novak", "okafor", "petrov",
];

/// One session, in 16 bytes.
#[derive(Clone, Debug)]
pub(crate) struct UserSession {
    pub(crate) id: u32,
    user: u16,
    state: u8,
    remote_app: bool,
    created: Instant,
}

const STATES: [&str; 6] = ["Active", "Disconnected", "Pending", "LogOff", "UserProfileDiskMounted", "Unknown"];
const DISCONNECTED: u8 = 1;
const LOG_OFF: u8 = 3;
/// Work time from a sign-out until the session is gone.
const SIGN_OUT: Duration = Duration::from_secs(20);

/// A user on the way out.
#[derive(Clone, Debug)]
pub(crate) struct Leaving {
    host: Box<str>,
    id: u32,
    ends: Instant,
}

impl UserSession {
    /// A session drawn from a stream.
    pub(crate) fn seeded(id: u64, random: &mut Random, at: Instant) -> Self {
        let state = match random.below(10) {
            0..=6 => 0,
            7 | 8 => 1,
            _ => 2,
        };
        Self {
            id: u32::try_from(id + 2).unwrap_or(2),
            user: u16::try_from(random.below(256)).unwrap_or(0),
            state,
            remote_app: random.below(5) == 0,
            created: at - Duration::from_secs(random.below(9 * 3600)),
        }
    }

    /// Puts it into another state, by the word on the wire.
    pub(crate) fn turn(&mut self, state: &str) {
        self.state = STATES.iter().position(|known| *known == state).and_then(|at| u8::try_from(at).ok()).unwrap_or(self.state);
    }

    /// The word on the wire.
    pub(crate) fn state(&self) -> &'static str {
        STATES.get(usize::from(self.state)).copied().unwrap_or("Unknown")
    }

    /// The user's principal name.
    pub(crate) fn user_name(&self) -> String {
        let (first, last) = (usize::from(self.user) / 16 % 16, usize::from(self.user) % 16);
        format!("{}.{}@contoso.example", FIRST[first], LAST[last])
    }

    /// Read alone or with those of its host, it names its stamps, all unset but the first; in the list of the pool it has none.
    fn view(&self, pool: &Pool, host: &SessionHost, stamped: bool) -> Value {
        let id = format!("{}/sessionhosts/{}/usersessions/{}", pool.id(), host.name, self.id);
        let upn = self.user_name();
        let account = upn.split('@').next().unwrap_or_default();
        json!({
            "id": id,
            "name": format!("{}/{}/{}", pool.name, host.name, self.id),
            "type": "Microsoft.DesktopVirtualization/hostpools/sessionhosts/usersessions",
            "systemData": stamped.then(|| unstamped(self.created)),
            "properties": {
                "objectId": guid_of(host.seed, u64::from(self.id)),
                "userPrincipalName": upn,
                "applicationType": if self.remote_app { "RemoteApp" } else { "Desktop" },
                "sessionState": self.state(),
                "activeDirectoryUserName": format!("CONTOSO\\{account}"),
                "createTime": self.created.to_rfc3339(),
            },
        })
    }
}

/// The `systemData` of what nobody is known to have made.
pub(crate) fn unstamped(created: Instant) -> Value {
    json!({
        "createdBy": null, "createdByType": null, "createdAt": created.to_rfc3339(),
        "lastModifiedBy": null, "lastModifiedByType": null, "lastModifiedAt": null,
    })
}

/// `UserSessions_ListByHostPool`.
pub(crate) fn list_by_pool(context: &mut Context) -> Outcome {
    let filter = Filter::parse(context.url.param("$filter"))?;
    let pool = context.pool()?;
    let sessions: Vec<_> = pool
        .hosts
        .all()
        .iter()
        // Not by number (recorded).
        .flat_map(|host| host.sessions.iter().skip(1).chain(host.sessions.first()).map(move |session| (host, session)))
        .filter(|(_, session)| filter.takes(session))
        .collect();
    let page = Page::sized(context, sessions.len(), 100)?;
    let views = page.pick(&sessions).map(|(host, session)| session.view(pool, host, false)).collect::<Vec<_>>();
    Ok(listing::answer(context, &page, &views))
}

/// `UserSessions_List`.
pub(crate) fn list(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    let host = host_of(context, pool)?;
    let page = Page::of(context, host.sessions.len())?;
    let views = page.pick(&host.sessions).map(|session| session.view(pool, host, true)).collect::<Vec<_>>();
    Ok(listing::answer(context, &page, &views))
}

/// `UserSessions_Get`.
pub(crate) fn get(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    let host = host_of(context, pool)?;
    let session = host.sessions.iter().find(|session| session.id.to_string() == context.name("session"));
    session.map(|session| json_of(200, &session.view(pool, host, true))).ok_or_else(no_session)
}

/// `UserSessions_Delete`: signs the user out, which takes a moment; by force at once.
pub(crate) fn delete(context: &mut Context) -> Outcome {
    let (force, ends) = (context.force(), context.work + SIGN_OUT);
    let (host, at) = match find(context) {
        Err(refusal) if refusal.status == 404 => return Ok(Response::new(204)),
        found => found?,
    };
    if force {
        host.sessions.remove(at);
        return Ok(Response::new(200));
    }
    answering(host)?;
    host.sessions[at].state = LOG_OFF;
    let leaving = Leaving { host: host.name.clone(), id: host.sessions[at].id, ends };
    context.pool_mut()?.leaving.push(leaving);
    context.watch_pool();
    Ok(Response::new(200))
}

/// `UserSessions_Disconnect`.
pub(crate) fn disconnect(context: &mut Context) -> Outcome {
    let (host, at) = find(context)?;
    answering(host)?;
    let session = &mut host.sessions[at];
    if matches!(session.state(), "LogOff" | "UserProfileDiskMounted") {
        return Err(wrong_state(session));
    }
    session.state = DISCONNECTED;
    Ok(Response::new(200))
}

/// `UserSessions_SendMessage`: shown where somebody sees it.
pub(crate) fn send_message(context: &mut Context) -> Outcome {
    let (host, at) = find(context)?;
    answering(host)?;
    let session = &host.sessions[at];
    if session.state() != "Active" {
        return Err(wrong_state(session));
    }
    Ok(Response::new(200))
}

/// Ends the sign-outs whose time has come.
pub(crate) fn advance(pool: &mut Pool, work: Instant) {
    for leaving in pool.leaving.extract_if(.., |leaving| leaving.ends <= work) {
        if let Some(host) = pool.hosts.named_mut(&leaving.host) {
            host.sessions.retain(|session| session.id != leaving.id || session.state != LOG_OFF);
        }
    }
}

/// The host of the path and the place of the session there.
fn find<'a>(context: &'a mut Context) -> Result<(&'a mut SessionHost, usize), Refusal> {
    let (host, session) = (context.name("host").to_owned(), context.name("session").to_owned());
    let missing = no_session();
    let host = context.pool_mut()?.hosts.named_mut(&host).ok_or_else(|| missing.clone())?;
    let at = host.sessions.iter().position(|known| known.id.to_string() == session).ok_or(missing)?;
    Ok((host, at))
}

/// A host that does not report cannot be asked for anything.
fn answering(host: &SessionHost) -> Result<(), Refusal> {
    if host.reports() {
        return Ok(());
    }
    Err(Refusal::new(
        400,
        "SessionHostNotResponding",
        format!("The session host {} does not respond ({}).", host.name, host.status),
    ))
}

fn wrong_state(session: &UserSession) -> Refusal {
    let text = format!("The user session is in the state {}, in which this cannot be done.", session.state());
    Refusal::new(400, "InvalidUserSessionState", text)
}

fn host_of<'a>(context: &Context, pool: &'a Pool) -> Result<&'a SessionHost, Refusal> {
    pool.hosts.named(context.name("host")).ok_or_else(|| not_found("hostPools/sessionHosts", context.name("host"), &pool.group))
}

fn no_session() -> Refusal {
    Refusal::new(404, "UserSessionNotFound", "User session does not exist")
}

/// The OData filter the operation documents: `userprincipalname` and `sessionstate`, each compared by `eq`, joined by `and`.
#[derive(Debug, Default, PartialEq)]
struct Filter {
    user: Option<String>,
    state: Option<String>,
}

impl Filter {
    fn parse(text: Option<&str>) -> Result<Self, Refusal> {
        let mut filter = Self::default();
        let Some(mut rest) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(filter) };
        loop {
            let (name, after) = rest.split_once(" eq ").ok_or_else(|| invalid(rest))?;
            let (value, after) = literal(after.trim_start()).ok_or_else(|| invalid(rest))?;
            let place = match name.trim().to_lowercase().as_str() {
                "userprincipalname" => &mut filter.user,
                "sessionstate" => &mut filter.state,
                other => return Err(Refusal::new(400, "InvalidFilter", format!("'{other}' cannot be filtered on."))),
            };
            if place.replace(value).is_some() {
                return Err(Refusal::new(400, "InvalidFilter", format!("'{}' is compared twice.", name.trim())));
            }
            match after.trim_start() {
                "" => return Ok(filter),
                after => rest = after.strip_prefix("and ").ok_or_else(|| invalid(after))?,
            }
        }
    }

    fn takes(&self, session: &UserSession) -> bool {
        self.user.as_ref().is_none_or(|user| session.user_name().eq_ignore_ascii_case(user))
            && self.state.as_ref().is_none_or(|state| session.state().eq_ignore_ascii_case(state))
    }
}

fn invalid(term: &str) -> Refusal {
    Refusal::new(400, "InvalidFilter", format!("'{term}' is not a term like name eq 'value'."))
}

/// A text in quotes, in which a quote is written twice; and what follows it.
fn literal(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('\'')?;
    let mut value = String::new();
    loop {
        let (part, after) = rest.split_once('\'')?;
        value.push_str(part);
        match after.strip_prefix('\'') {
            None => return Some((value, after)),
            Some(more) => {
                value.push('\'');
                rest = more;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn only_the_documented_filters_are_taken() {
        let filter =
            |user: Option<&str>, state: Option<&str>| Filter { user: user.map(str::to_owned), state: state.map(str::to_owned) };
        let good = [
            ("", filter(None, None)),
            ("userprincipalname eq 'a@b.c'", filter(Some("a@b.c"), None)),
            (
                "SessionState eq 'Active' and userPrincipalName eq 'o''hara and eq@b.c'",
                filter(Some("o'hara and eq@b.c"), Some("Active")),
            ),
        ];
        for (text, wanted) in good {
            assert_eq!(Filter::parse(Some(text)).unwrap(), wanted, "{text}");
        }
        for text in [
            "userprincipalname eq a@b.c",
            "userprincipalname eq 'o'hara'",
            "userprincipalname eq 'open",
            "startswith(userprincipalname,'a')",
            "sessionstate ne 'Active'",
            "sessionstate eq 'Active' or sessionstate eq 'Pending'",
            "sessionstate eq 'Active' and sessionstate eq 'Pending'",
            "applicationtype eq 'Desktop'",
        ] {
            assert_eq!(Filter::parse(Some(text)).unwrap_err().status, 400, "{text}");
        }
    }
}
