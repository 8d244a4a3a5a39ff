//! The authorization endpoint: who is asked, what goes back, and by which way.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use host::{Instant, Request, Response};
use serde_json::json;

use super::persona::{self, Person, Persona, TENANT_ID};
use super::request::{Ask, Wanted};
use super::session::Session;
use super::tenant::Standing;
use super::token::Issue;
use super::{Aadsts, Dialect, Directory, ERROR_PAGE, page, redeem};
use crate::url::{self, Url};

/// What becomes of a request.
enum Verdict {
    /// Somebody must be asked.
    Page(Response),
    /// The client gets an answer.
    Grant(Session),
}

impl Directory {
    /// Answers a request to the authorization endpoint.
    pub(super) fn authorize(&mut self, now: Instant, request: &Request, tenant: &str, dialect: Dialect) -> Response {
        let url = Url::parse(&request.url);
        let mut pairs = url.query;
        pairs.extend(url::pairs(&String::from_utf8_lossy(request.body.as_deref().unwrap_or_default())));
        let correlation = pairs.iter().find(|(name, _)| name == "client-request-id").map(|(_, value)| value.clone());
        let ask = match Ask::read(self, tenant, dialect, pairs) {
            Ok(ask) => ask,
            Err(error) => return error.on_page(correlation.as_deref(), &mut self.random, now),
        };
        let sessions = self.sessions.of(request);
        let decided = self.next_error.take().map_or_else(|| ask.wanted(&self.origin), Err);
        let decided = decided.and_then(|wanted| Ok((self.decide(&ask, &sessions, &url.path)?, wanted)));
        match decided {
            Ok((Verdict::Page(page), _)) => page,
            Ok((Verdict::Grant(session), wanted)) => self.grant(&ask, &wanted, (session, sessions), now),
            // Who has no business in a directory is told so on its page and sent nowhere.
            Err(error) if error.code == NOT_A_GUEST && error.error == "access_denied" => {
                error.on_page(ask.correlation.as_deref(), &mut self.random, now)
            }
            Err(error) => self.refuse(&ask, &error, now),
        }
    }

    fn decide(&self, ask: &Ask, sessions: &[Session], path: &str) -> Result<Verdict, Aadsts> {
        if ask.param("emulator_cancel").is_some() {
            let mut error = Aadsts::new("access_denied", 65_004, "User declined to consent to access the app.");
            error.subcode = Some("cancel");
            return Err(error);
        }
        let hinted = ask.param("login_hint").and_then(persona::find);
        let picker = || Verdict::Page(page::picker(path, ask.pairs(), hinted.map(|person| person.upn)));
        let picked = ask.param("emulator_pick").and_then(persona::find);
        let person = match (picked, ask.param("prompt")) {
            (Some(person), _) => person,
            (None, Some("none")) => self.silently(ask, hinted, sessions)?,
            (None, Some("login" | "select_account" | "consent" | "admin_consent")) => return Ok(picker()),
            (None, Some(other)) => {
                return Err(Aadsts::new("invalid_request", 90_023, format!("Unsupported 'prompt' value '{other}'.")));
            }
            (None, None) => match hinted.or(sessions.last().map(|session| session.person)) {
                Some(person) => person,
                None => return Ok(picker()),
            },
        };
        if person.persona == Persona::Refused {
            return Err(not_assigned(person, &ask.client_id));
        }
        welcome(ask, person)?;
        let already = sessions.iter().any(|session| session.person == person && session.mfa);
        Ok(Verdict::Grant(Session { person, mfa: already || ask.asks_for_mfa() }))
    }

    /// Without any page: a session must be there, that of the person in the hint, and nothing may be left to ask.
    ///
    /// Where nothing keeps cookies (the module in a page, simulations) the hint alone is enough, other than at Entra.
    fn silently(&self, ask: &Ask, hinted: Option<&'static Person>, sessions: &[Session]) -> Result<&'static Person, Aadsts> {
        let text = "Session information is not sufficient for single-sign-on.";
        let last = sessions.last().map(|session| session.person);
        let found = if ask.param("login_hint").is_some() { hinted } else { last };
        let person = found.ok_or_else(|| Aadsts::new("login_required", 50_058, text))?;
        if self.sessions.is_revoked(person) {
            let text = "The provided grant has expired due to it being revoked, a fresh auth token is needed.";
            return Err(Aadsts::new("interaction_required", 50_173, text));
        }
        let session = sessions.iter().find(|session| session.person == person);
        if self.cookies && session.is_none() {
            return Err(Aadsts::new("login_required", 50_058, text));
        }
        let stepped_up = session.is_some_and(|session| session.mfa);
        if person.persona == Persona::Mfa && ask.asks_for_mfa() && !stepped_up {
            let text = "Due to a configuration change made by your administrator, or because you moved to a new location, you \
                        must use multi-factor authentication to access the resource.";
            let mut error = Aadsts::new("interaction_required", 50_076, text);
            error.claims = ask.param("claims").map(str::to_owned);
            return Err(error);
        }
        Ok(person)
    }

    fn grant(&mut self, ask: &Ask, wanted: &Wanted, (session, before): (Session, Vec<Session>), now: Instant) -> Response {
        self.app = ask.redirect_uri.splitn(4, '/').take(3).collect::<Vec<_>>().join("/").into();
        let issue = Issue {
            tenant: ask.tenant,
            person: session.person,
            client_id: &ask.client_id,
            audience: &wanted.audience,
            dialect: ask.dialect,
            nonce: ask.param("nonce"),
            mfa: session.mfa,
            now,
        };
        let mut answer: Vec<(&str, String)> = Vec::new();
        if wanted.code {
            answer.push(("code", self.code(ask, wanted, &session, now)));
        }
        let access = if wanted.token { self.access_token(&issue) } else { None };
        if let Some(access) = &access {
            answer.push(("access_token", access.token.clone()));
            answer.push(("token_type", "Bearer".to_owned()));
            answer.push(("expires_in", access.expires_in.to_string()));
            if ask.dialect == Dialect::V2 {
                answer.push(("scope", wanted.scopes.clone()));
            }
        }
        if wanted.id_token {
            let token = self.id_token(&issue, access.as_ref().map(|access| access.token.as_str()));
            answer.extend(token.map(|token| ("id_token", token)));
        }
        if ask.dialect == Dialect::V2 && ask.param("client_info") == Some("1") {
            answer.push(("client_info", client_info(session.person)));
        }
        let id = self.random.guid();
        answer.push(("session_state", id.clone()));
        let cookie = self.sessions.open(id, before, session);
        back(ask, &answer).with_header("Set-Cookie", cookie)
    }

    fn refuse(&mut self, ask: &Ask, error: &Aadsts, now: Instant) -> Response {
        let correlation = ask.correlation.clone().unwrap_or_else(|| self.random.guid());
        let description = error.description(&self.random.guid(), &correlation, now);
        let mut answer = vec![("error", error.error.clone()), ("error_description", description)];
        answer.push(("error_uri", format!("{}{}?code={}", self.origin, ERROR_PAGE, error.code)));
        answer.extend(error.subcode.map(|subcode| ("error_subcode", subcode.to_owned())));
        answer.extend(error.claims.clone().map(|claims| ("claims", claims)));
        back(ask, &answer)
    }

    /// Ends the session and goes where the client asks, if that address is registered.
    pub(super) fn logout(&mut self, request: &Request, query: &[(String, String)]) -> Response {
        let forget = self.sessions.close(request);
        let param = |wanted: &str| query.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let response = match param("post_logout_redirect_uri") {
            Some(uri) if self.registered(uri) => {
                let state = param("state").map(|state| format!("?state={}", url::encode(state))).unwrap_or_default();
                Response::new(302).with_header("Location", format!("{uri}{state}"))
            }
            _ => page::signed_out(self.app.as_deref()),
        };
        response.with_header("Set-Cookie", forget)
    }
}

/// The code for an account that a directory does not know.
const NOT_A_GUEST: u32 = 50_020;

/// Whether the directory that is asked takes this person.
fn welcome(ask: &Ask, person: &Person) -> Result<(), Aadsts> {
    let (tenant, silently) = (ask.tenant.name, ask.param("prompt") == Some("none"));
    match ask.tenant.standing(person) {
        Some(Standing::Admitted(_)) => Ok(()),
        Some(Standing::Blocked) => {
            let text = "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.";
            Err(Aadsts::new(if silently { "interaction_required" } else { "access_denied" }, 53_003, text))
        }
        Some(Standing::NoConsent) if silently => {
            let text = format!("The user or administrator has not consented to use the application with ID '{}'.", ask.client_id);
            Err(Aadsts::new("consent_required", 65_001, text))
        }
        Some(Standing::NoConsent) => {
            Err(Aadsts::new("access_denied", 90_094, "Admin consent is required for the permissions requested."))
        }
        None if silently => Err(Aadsts::new("interaction_required", 50_020, no_guest(person, tenant))),
        None => Err(Aadsts::new("access_denied", NOT_A_GUEST, no_guest(person, tenant))),
    }
}

fn no_guest(person: &Person, tenant: &str) -> String {
    format!(
        "User account '{}' from identity provider does not exist in tenant '{tenant}' and cannot access the application. The account \
         needs to be added as an external user in the tenant first.",
        person.upn
    )
}

fn not_assigned(person: &Person, client_id: &str) -> Aadsts {
    let text = format!(
        "Your administrator has configured the application '{client_id}' to block users unless they are specifically granted \
         ('assigned') access to the application. The signed-in user '{}' is blocked because they are not a direct member of a \
         group with access, nor had access directly assigned by an administrator.",
        person.upn
    );
    Aadsts::new("access_denied", 50_105, text)
}

/// `{uid, utid}`, from which MSAL builds the home account id.
pub(super) fn client_info(person: &Person) -> String {
    URL_SAFE_NO_PAD.encode(json!({ "uid": person.object_id, "utid": TENANT_ID }).to_string())
}

/// The redirect to the client; the state is echoed as it came.
fn back(ask: &Ask, answer: &[(&str, String)]) -> Response {
    let is_code = ask.param("response_type") == Some("code");
    let mark = if is_code && ask.param("response_mode") != Some("fragment") { '?' } else { '#' };
    let state = ask.state.iter().map(|state| ("state", state));
    let pairs = answer.iter().map(|(name, value)| (*name, value)).chain(state);
    // Spaces as `+`, as Entra form-encodes its answers.
    let text: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", url::encode(value).replace("%20", "+"))).collect();
    Response::new(302)
        .with_header("Location", format!("{}{mark}{}", ask.redirect_uri, text.join("&")))
        .with_header("Cache-Control", "no-store")
        .with_header("Referrer-Policy", "strict-origin-when-cross-origin")
}

impl Directory {
    fn code(&mut self, ask: &Ask, wanted: &Wanted, session: &Session, now: Instant) -> String {
        let grant = redeem::Grant::new(ask, wanted, session.clone(), now);
        let code = format!("{}{}.{}", redeem::CODE, self.random.guid(), self.random.guid());
        self.codes.insert(code.clone(), grant);
        code
    }
}
