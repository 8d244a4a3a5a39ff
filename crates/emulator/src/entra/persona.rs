//! Who lives in the emulated directory. What each may do at ARM is the engine's business; here is only the word for it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The directory everybody belongs to.
pub const TENANT_ID: &str = "7d4c2f10-5b1e-4c86-9c55-2b9f0c6a3e41";
/// Its verified domain.
pub const TENANT_DOMAIN: &str = "contoso.example";
/// Its display name.
pub const TENANT_NAME: &str = "Contoso";

/// What a person stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Persona {
    /// May do everything.
    Owner,
    /// May read everything.
    Reader,
    /// May read everything and manage user sessions.
    Operator,
    /// May read every virtual desktop, and manage session hosts and their machines.
    Hosts,
    /// May do everything, but writes need a token that carries multifactor authentication.
    Mfa,
    /// Is not assigned to the application: no token at all.
    Refused,
}

/// Somebody who can sign in.
#[derive(Debug, PartialEq, Eq)]
pub struct Person {
    /// The user principal name.
    pub upn: &'static str,
    /// The display name.
    pub name: &'static str,
    /// The object id in the directory.
    pub object_id: &'static str,
    /// What they stand for.
    pub persona: Persona,
    /// The line under the name in the account picker.
    pub may: &'static str,
}

/// Everybody, in the order of the account picker.
pub const PEOPLE: [Person; 6] = [
    Person {
        upn: "olivia.owner@contoso.example",
        name: "Olivia Owner",
        object_id: "0b1e63d2-3c61-4d0a-8c5b-6a1f5d0f7a01",
        persona: Persona::Owner,
        may: "Owner of every subscription: reads and changes everything",
    },
    Person {
        upn: "rita.reader@contoso.example",
        name: "Rita Reader",
        object_id: "2f84c0a7-91d4-4a53-b7ce-0d2b9e7c3b02",
        persona: Persona::Reader,
        may: "Reader: sees everything, every change is refused",
    },
    Person {
        upn: "sam.operator@contoso.example",
        name: "Sam Operator",
        object_id: "5ac7d9e4-6f20-47b8-9e13-c48a6f1e2d03",
        persona: Persona::Operator,
        may: "Virtual desktops only: reads them, messages and signs out users",
    },
    Person {
        upn: "mia.mfa@contoso.example",
        name: "Mia Mfa",
        object_id: "86e3b5f1-0d7c-4b9e-a2f6-71c5d8403e04",
        persona: Persona::Mfa,
        may: "Owner whose changes need multifactor authentication first",
    },
    Person {
        upn: "holly.hosts@contoso.example",
        name: "Holly Hosts",
        object_id: "f19b27c3-84a6-4d5e-b0c7-2e6d91a83f06",
        persona: Persona::Hosts,
        may: "Session hosts only: drains, removes and restarts them, signs users out",
    },
    Person {
        upn: "rex.refused@contoso.example",
        name: "Rex Refused",
        object_id: "c9d01a68-e5b3-4f72-8d4a-3e6b90f7a505",
        persona: Persona::Refused,
        may: "Not assigned to the application: sign-in is refused",
    },
];

/// The person of that principal name, compared without case; the part before the `@` is enough.
pub fn find(hint: &str) -> Option<&'static Person> {
    let matches = |person: &&Person| {
        let local = person.upn.split('@').next().unwrap_or_default();
        person.upn.eq_ignore_ascii_case(hint) || local.eq_ignore_ascii_case(hint) || opaque_hint(person) == hint
    };
    PEOPLE.iter().find(matches)
}

/// What names a person to the service and nobody else: the optional claim `login_hint`.
pub(super) fn opaque_hint(person: &Person) -> String {
    URL_SAFE_NO_PAD.encode(format!("O.{}", person.object_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_by_principal_name() {
        assert_eq!(find("OLIVIA.owner@contoso.example").map(|person| person.persona), Some(Persona::Owner));
        assert_eq!(find("rex.refused").map(|person| person.persona), Some(Persona::Refused));
        assert_eq!(find("nobody@contoso.example"), None);
        assert_eq!(find(""), None);
    }
}
