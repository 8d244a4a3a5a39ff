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

const STATES: [&str; 4] = ["Active", "Disconnected", "Pending", "LogOff"];

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

    /// The word on the wire.
    pub(crate) fn state(&self) -> &'static str {
        STATES.get(usize::from(self.state)).copied().unwrap_or("Unknown")
    }

    /// The user's principal name.
    pub(crate) fn user_name(&self) -> String {
        let (first, last) = (usize::from(self.user) / 16 % 16, usize::from(self.user) % 16);
        format!("{}.{}@contoso.example", FIRST[first], LAST[last])
    }

    fn view(&self, pool: &Pool, host: &SessionHost) -> Value {
        let id = format!("{}/sessionHosts/{}/userSessions/{}", pool.id(), host.name, self.id);
        let upn = self.user_name();
        let account = upn.split('@').next().unwrap_or_default();
        json!({
            "id": id,
            "name": format!("{}/{}/{}", pool.name, host.name, self.id),
            "type": "Microsoft.DesktopVirtualization/hostPools/sessionHosts/userSessions",
            "systemData": null,
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

/// `UserSessions_ListByHostPool`.
pub(crate) fn list_by_pool(context: &mut Context) -> Outcome {
    let filter = Filter::parse(context.url.param("$filter"))?;
    let pool = context.pool()?;
    let sessions: Vec<_> = pool
        .hosts
        .all()
        .iter()
        .flat_map(|host| host.sessions.iter().map(move |session| (host, session)))
        .filter(|(_, session)| filter.takes(session))
        .collect();
    let page = Page::sized(context, sessions.len(), 100)?;
    let views = page.pick(&sessions).map(|(host, session)| session.view(pool, host)).collect::<Vec<_>>();
    Ok(listing::answer(context, &page, &views))
}

/// `UserSessions_List`.
pub(crate) fn list(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    let host = host_of(context, pool)?;
    let page = Page::of(context, host.sessions.len())?;
    let views = page.pick(&host.sessions).map(|session| session.view(pool, host)).collect::<Vec<_>>();
    Ok(listing::answer(context, &page, &views))
}

/// `UserSessions_Get`.
pub(crate) fn get(context: &mut Context) -> Outcome {
    let pool = context.pool()?;
    let host = host_of(context, pool)?;
    let session = host.sessions.iter().find(|session| session.id.to_string() == context.name("session"));
    session.map(|session| json_of(200, &session.view(pool, host))).ok_or_else(|| no_session(context))
}

/// `UserSessions_Delete`: signs the user out.
pub(crate) fn delete(context: &mut Context) -> Outcome {
    change(context, |sessions, at| {
        sessions.remove(at);
    })
    .or_else(|refusal| if refusal.status == 404 { Ok(Response::new(204)) } else { Err(refusal) })
}

/// `UserSessions_Disconnect`.
pub(crate) fn disconnect(context: &mut Context) -> Outcome {
    change(context, |sessions, at| sessions[at].state = 1)
}

/// `UserSessions_SendMessage`: accepted, shown nowhere.
pub(crate) fn send_message(context: &mut Context) -> Outcome {
    change(context, |_, _| {})
}

fn change(context: &mut Context, act: impl FnOnce(&mut Vec<UserSession>, usize)) -> Outcome {
    let (host, session) = (context.name("host").to_owned(), context.name("session").to_owned());
    let missing = no_session(context);
    let sessions = &mut context.pool_mut()?.hosts.named_mut(&host).ok_or_else(|| missing.clone())?.sessions;
    let at = sessions.iter().position(|known| known.id.to_string() == session).ok_or(missing)?;
    act(sessions, at);
    Ok(Response::new(200))
}

fn host_of<'a>(context: &Context, pool: &'a Pool) -> Result<&'a SessionHost, Refusal> {
    pool.hosts.named(context.name("host")).ok_or_else(|| not_found("hostPools/sessionHosts", context.name("host"), &pool.group))
}

fn no_session(context: &Context) -> Refusal {
    not_found("hostPools/sessionHosts/userSessions", context.name("session"), context.name("group"))
}

/// The OData filter the operation documents: `userprincipalname` and `sessionstate`, joined by `and`.
#[derive(Debug, Default)]
struct Filter {
    user: Option<String>,
    state: Option<String>,
}

impl Filter {
    fn parse(text: Option<&str>) -> Result<Self, Refusal> {
        let mut filter = Self::default();
        for term in text.unwrap_or_default().split(" and ").map(str::trim).filter(|term| !term.is_empty()) {
            let (name, value) = term
                .split_once(" eq ")
                .ok_or_else(|| Refusal::new(400, "InvalidFilter", format!("'{term}' is not a term like name eq 'value'.")))?;
            let value = value.trim().trim_matches('\'').to_owned();
            match name.trim().to_lowercase().as_str() {
                "userprincipalname" => filter.user = Some(value),
                "sessionstate" => filter.state = Some(value),
                other => return Err(Refusal::new(400, "InvalidFilter", format!("'{other}' cannot be filtered on."))),
            }
        }
        Ok(filter)
    }

    fn takes(&self, session: &UserSession) -> bool {
        self.user.as_ref().is_none_or(|user| session.user_name().eq_ignore_ascii_case(user))
            && self.state.as_ref().is_none_or(|state| session.state().eq_ignore_ascii_case(state))
    }
}
