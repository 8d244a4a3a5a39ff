//! The directories there are, and who is a guest in the second one.

use super::persona::{Person, Persona};

/// A directory.
#[derive(Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: &'static str,
    /// Its verified domain.
    pub domain: &'static str,
    /// Its display name.
    pub name: &'static str,
}

/// Where everybody is at home.
pub static HOME: Tenant = Tenant { id: super::TENANT_ID, domain: super::TENANT_DOMAIN, name: super::TENANT_NAME };
/// Where some of them are guests.
pub static ABROAD: Tenant = Tenant { id: "b3a96c1e-72d5-4f08-a1c4-95e07d2b8f60", domain: "fabrikam.example", name: "Fabrikam" };

/// How the second directory takes a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Lets them in, with the rights of that persona.
    Admitted(Persona),
    /// A policy of Conditional Access blocks guests like this one.
    Blocked,
    /// Nobody there has allowed the application anything yet.
    NoConsent,
}

/// The guests: principal name, object id over there, and how they stand.
const GUESTS: [(&str, &str, Standing); 4] = [
    ("olivia.owner@contoso.example", "71c0de25-9a4b-4b13-8f6d-0e5a2c97d101", Standing::Admitted(Persona::Owner)),
    ("rita.reader@contoso.example", "71c0de25-9a4b-4b13-8f6d-0e5a2c97d102", Standing::Blocked),
    ("sam.operator@contoso.example", "71c0de25-9a4b-4b13-8f6d-0e5a2c97d103", Standing::Admitted(Persona::Reader)),
    ("mia.mfa@contoso.example", "71c0de25-9a4b-4b13-8f6d-0e5a2c97d104", Standing::NoConsent),
];

impl Tenant {
    /// The directory a path names; `common` and `organizations` lead everybody home.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        let is = |word: &str| word.eq_ignore_ascii_case(name);
        if ["common", "organizations", HOME.id, HOME.domain].into_iter().any(is) {
            return Some(&HOME);
        }
        [ABROAD.id, ABROAD.domain].into_iter().any(is).then_some(&ABROAD)
    }

    /// Whether people are guests here.
    pub(crate) fn is_abroad(&self) -> bool {
        *self == ABROAD
    }

    /// How a person stands here; `None` if nobody has invited them.
    pub(crate) fn standing(&self, person: &Person) -> Option<Standing> {
        match guest(person) {
            _ if !self.is_abroad() => Some(Standing::Admitted(person.persona)),
            found => found.map(|(_, standing)| standing),
        }
    }

    /// The object id of a person here; that of their home if they are no guest.
    pub(crate) fn object_id(&self, person: &Person) -> &'static str {
        match guest(person) {
            Some((id, _)) if self.is_abroad() => id,
            _ => person.object_id,
        }
    }

    /// Who has an object id here.
    pub(crate) fn person(&self, object_id: &str) -> Option<&'static Person> {
        super::PEOPLE.iter().find(|person| self.object_id(person) == object_id)
    }
}

fn guest(person: &Person) -> Option<(&'static str, Standing)> {
    GUESTS.iter().find(|(upn, ..)| *upn == person.upn).map(|(_, id, standing)| (*id, *standing))
}

/// The directories a person can see: their own, and where they are a guest.
pub(crate) fn of(person: &Person) -> impl Iterator<Item = &'static Tenant> {
    let invited = guest(person).is_some();
    [&HOME, &ABROAD].into_iter().filter(move |tenant| invited || !tenant.is_abroad())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::entra::find;

    #[test]
    fn a_guest_has_another_object_id() {
        let (olivia, holly) = (find("olivia.owner").unwrap(), find("holly.hosts").unwrap());
        assert_ne!(HOME.object_id(olivia), ABROAD.object_id(olivia));
        assert_eq!(ABROAD.person(ABROAD.object_id(olivia)), Some(olivia));
        assert_eq!((of(olivia).count(), of(holly).count()), (2, 1));
        assert_eq!((HOME.standing(holly), ABROAD.standing(holly)), (Some(Standing::Admitted(Persona::Hosts)), None));
        assert_eq!(Tenant::named("FABRIKAM.example"), Some(&ABROAD));
        assert_eq!(Tenant::named("northwind.example"), None);
    }
}
