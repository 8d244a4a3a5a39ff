//! From an answer to a session: every check between what came back and a token that may be used.

use core::fmt;

use host::{Duration, Instant};
use serde_json::{Value, json};

use crate::account::Account;
use crate::answer::Answer;
use crate::authority::Dialect;
use crate::config::Config;
use crate::error::{Fault, SignInError};
use crate::id_token::IdToken;
use crate::kept::{Kept, text, texts};
use crate::request::{Interaction, Pending};
use crate::text::same;

/// A user, and a token for Azure Resource Manager in one directory.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Who signed in.
    pub account: Account,
    /// The access token: opaque, a secret.
    pub access_token: String,
    /// What the next access token is had for, in the code flow: a secret.
    pub(crate) refresh_token: Option<String>,
    /// The scopes that were granted, as far as Entra said so.
    pub scopes: Vec<String>,
    /// Remarks for a diagnosis; nothing that stops the user.
    pub notes: Vec<String>,
    client_id: String,
    audience: String,
    obtained_at: i64,
    expires_at: i64,
    /// The access token stood in the address of a window.
    in_address: bool,
}

impl fmt::Debug for Session {
    /// Without the token, and without who it is.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Session")
            .field("tenant", &self.account.tenant_id)
            .field("expires_at", &self.expires_on())
            .finish_non_exhaustive()
    }
}

impl Session {
    /// When the token ends, by this machine's clock.
    pub fn expires_on(&self) -> Instant {
        Instant::from_millis(self.expires_at)
    }

    /// When the token came.
    pub fn obtained_on(&self) -> Instant {
        Instant::from_millis(self.obtained_at)
    }

    /// Whether the access token came in the address of a window: then the browser's own history holds it, which no page can change.
    pub fn came_in_address(&self) -> bool {
        self.in_address
    }

    /// Whether the next token can be had without Entra's pages.
    pub fn can_refresh(&self) -> bool {
        self.refresh_token.is_some()
    }

    /// Forgets the refresh token: it was refused, and would be again.
    pub fn drop_refresh_token(&mut self) {
        self.refresh_token = None;
    }

    /// Whether a stored session belongs to this configuration: same app, same cloud, a directory it admits, same API.
    pub fn fits(&self, config: &Config) -> bool {
        config.authority.admits(&self.account.tenant_id) && self.is_for(config)
    }

    /// The same in whatever directory: somebody may have gone to another than the configured one.
    pub fn is_for(&self, config: &Config) -> bool {
        self.client_id == config.client_id
            && self.account.environment == config.authority.host()
            && self.audience == config.arm.audience
    }
}

impl Kept for Session {
    fn keep(&self) -> Value {
        json!({
            "account": self.account.keep(), "accessToken": self.access_token, "refreshToken": self.refresh_token,
            "scopes": self.scopes, "notes": self.notes,
            "clientId": self.client_id, "audience": self.audience, "obtainedAt": self.obtained_at, "expiresAt": self.expires_at,
            "inAddress": self.in_address,
        })
    }

    fn recall(kept: &Value) -> Option<Self> {
        Some(Self {
            account: Account::recall(&kept["account"])?,
            access_token: text(kept, "accessToken")?,
            refresh_token: text(kept, "refreshToken"),
            scopes: texts(kept, "scopes")?,
            notes: texts(kept, "notes")?,
            client_id: text(kept, "clientId")?,
            audience: text(kept, "audience")?,
            obtained_at: kept["obtainedAt"].as_i64()?,
            expires_at: kept["expiresAt"].as_i64()?,
            in_address: kept["inAddress"].as_bool()?,
        })
    }
}

/// Checks an answer and makes a session of it. In the code flow the answer is what the token endpoint said
/// ([`redemption`](crate::redemption)).
///
/// `pending` is what was stored under [`Answer::state_id`] in this tab; take it out of the store first, whatever comes of
/// it. `arrived` is how the answer came. The order of the checks is RFC 9700's: first whether the answer is ours at all.
///
/// # Errors
/// Entra's error, or the check that failed.
pub fn accept(
    config: &Config,
    pending: Option<Pending>,
    answer: &Answer,
    arrived: Interaction,
    now: Instant,
) -> Result<Session, SignInError> {
    let pending = asked(config, pending, answer, arrived, now)?;
    grant(config, &pending, answer, now, None).map_err(|fault| SignInError::of(fault, &pending))
}

/// Checks an answer that was to say who the person is, and nothing else ([`ResponseType::IdToken`](crate::ResponseType)). An access
/// token in it is not looked at: nobody asked for one.
///
/// # Errors
/// Entra's error, or the check that failed.
pub fn identify(
    config: &Config,
    pending: Option<Pending>,
    answer: &Answer,
    arrived: Interaction,
    now: Instant,
) -> Result<Account, SignInError> {
    let pending = asked(config, pending, answer, arrived, now)?;
    let judged = || {
        let token = answer.get("id_token").filter(|_| pending.id_token_only).ok_or(Fault::IdToken)?;
        let id_token = IdToken::read(token)?;
        id_token.check(&pending, false, now)?;
        Account::new(&id_token, answer.get("client_info"), pending.authority.host())
    };
    judged().map_err(|fault| SignInError::of(fault, &pending))
}

/// The question this answers, if it is ours and no refusal.
fn asked(
    config: &Config,
    pending: Option<Pending>,
    answer: &Answer,
    arrived: Interaction,
    now: Instant,
) -> Result<Pending, SignInError> {
    let pending = pending.ok_or_else(|| SignInError::fault(Fault::StateNotFound))?;
    ours(config, &pending, answer, arrived, now).map_err(|fault| SignInError::of(fault, &pending))?;
    if answer.get("error").is_some() {
        return Err(SignInError::sent(answer, &pending));
    }
    Ok(pending)
}

/// Whether the answer is for this question, came its way, in its time, and from whom it was asked.
pub(crate) fn ours(config: &Config, pending: &Pending, answer: &Answer, arrived: Interaction, now: Instant) -> Result<(), Fault> {
    if !answer.get("state").is_some_and(|state| same(state, &pending.state())) {
        return Err(Fault::StateMismatch);
    }
    if arrived != pending.interaction {
        return Err(Fault::WrongChannel);
    }
    if pending.is_stale(now) {
        return Err(Fault::Stale);
    }
    if pending.client_id != config.client_id || pending.authority.origin() != config.authority.origin() {
        return Err(Fault::StateMismatch);
    }
    Ok(())
}

/// The tokens of the answer, each checked. `before` is the session that a refresh goes on with: its answer carries no nonce, and
/// need not carry an id token (OpenID Connect Core 1.0, section 12.2).
pub(crate) fn grant(
    config: &Config,
    pending: &Pending,
    answer: &Answer,
    now: Instant,
    before: Option<&Session>,
) -> Result<Session, Fault> {
    // Who asked for a code, or only who somebody is, takes no token out of an address.
    if pending.verifier.is_some() != answer.redeemed || pending.id_token_only {
        return Err(Fault::NoAccessToken);
    }
    let access_token = answer.get("access_token").ok_or(Fault::NoAccessToken)?;
    if !answer.get("token_type").is_some_and(|kind| kind.eq_ignore_ascii_case("bearer")) {
        return Err(Fault::NotBearer);
    }
    let lifetime = answer
        .get("expires_in")
        .and_then(|text| text.parse::<u32>().ok())
        .filter(|seconds| *seconds > 0)
        .ok_or(Fault::NoAccessToken)?;
    let mut notes = Vec::new();
    let account = match (answer.get("id_token"), before) {
        (None, None) => return Err(Fault::IdToken),
        (None, Some(before)) => before.account.clone(),
        (Some(token), _) => {
            let id_token = IdToken::read(token)?;
            id_token.check(pending, before.is_some(), now)?;
            notes.extend(id_token.clock_note(now));
            // Both tokens of one answer of the token endpoint come over one connection: there `at_hash` is optional (section 3.1.3.6).
            if !id_token.vouches_for(access_token)? && !answer.redeemed {
                if pending.dialect == Dialect::V2 {
                    return Err(Fault::AccessTokenHash);
                }
                notes.push("The ID token has no at_hash, so only the state value ties the access token to this sign-in.".into());
            }
            Account::new(&id_token, answer.get("client_info"), pending.authority.host())?
        }
    };
    if before.is_some_and(|before| !before.account.is_same_user(&account)) {
        return Err(Fault::OtherUser);
    }
    let refresh_token = answer.get("refresh_token").filter(|_| answer.redeemed).map(str::to_owned);
    Ok(Session {
        account,
        access_token: access_token.to_owned(),
        refresh_token: refresh_token.or_else(|| before?.refresh_token.clone()),
        scopes: answer
            .get("scope")
            .map_or_else(|| pending.scopes.clone(), |scope| scope.split_whitespace().map(str::to_owned).collect()),
        notes,
        client_id: pending.client_id.clone(),
        audience: config.arm.audience.clone(),
        obtained_at: now.millis(),
        // Counted from the arrival: Entra issues the token as it redirects, while the user may have spent minutes on its pages.
        expires_at: (now + Duration::from_secs(lifetime.into())).millis(),
        in_address: !answer.redeemed && pending.interaction != Interaction::Silent,
    })
}
