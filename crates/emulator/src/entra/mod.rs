//! The Entra ID part: personas, sign-in pages, tokens.

use host::{Instant, Request, Response};

/// Someone who may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Persona {
    /// `olivia.owner@contoso.example`: Owner.
    Owner,
    /// `rita.reader@contoso.example`: Reader.
    Reader,
    /// `sam.operator@contoso.example`: Desktop Virtualization User Session Operator and Reader.
    Operator,
    /// `mia.mfa@contoso.example`: Owner whose writes need a stepped-up token.
    Mfa,
    /// `rex.refused@contoso.example`: never gets a token.
    Refused,
}

/// Who stands behind a valid bearer token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The persona.
    pub persona: Persona,
    /// User principal name.
    pub name: String,
    /// Object id in the directory.
    pub object_id: String,
    /// Whether the token carries the authentication context that writes may ask for (`acrs` has `p1`).
    pub stepped_up: bool,
}

/// Why a bearer token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthRefusal {
    /// Not a token of this directory, or its signature does not hold.
    Garbled,
    /// Its time is over.
    Expired,
    /// Made for another API.
    Audience,
    /// Made by another tenant.
    Tenant,
}

/// The directory: its tenants, personas, keys and open sign-ins.
#[derive(Debug)]
pub(crate) struct Directory;

impl Directory {
    /// A directory that issues tokens at `origin`.
    pub(crate) fn new(_origin: &str, _seed: u64, _now: Instant) -> Self {
        Self
    }

    /// Whether a path belongs to the sign-in service and not to ARM.
    pub(crate) fn owns(_path: &str) -> bool {
        false
    }

    /// Answers a request to the sign-in service.
    pub(crate) fn handle(&mut self, _now: Instant, _request: &Request) -> Response {
        Response::new(404)
    }

    /// Checks a bearer token, given without the word `Bearer`.
    pub(crate) fn caller(&self, bearer: &str, _now: Instant) -> Result<Caller, AuthRefusal> {
        let name = bearer.strip_prefix("emulated-").ok_or(AuthRefusal::Garbled)?;
        let persona = match name {
            "owner" => Persona::Owner,
            "reader" => Persona::Reader,
            "operator" => Persona::Operator,
            "mfa" => Persona::Mfa,
            _ => return Err(AuthRefusal::Garbled),
        };
        Ok(Caller {
            persona,
            name: format!("{name}@contoso.example"),
            object_id: "00000000-0000-4000-8000-000000000001".to_owned(),
            stepped_up: false,
        })
    }
}
