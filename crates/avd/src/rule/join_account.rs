//! What the account needs that joins session hosts to a domain (Learn, "Update session hosts using session host update",
//! Prerequisites). More than a first join: an update re-uses the computer object of the host that it replaces.

/// A permission on the organizational unit of the session hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OuPermission {
    /// Its name in Active Directory Users and Computers.
    pub name: &'static str,
    /// Allow or deny.
    pub kind: &'static str,
    /// The objects it applies to.
    pub applies_to: &'static str,
}

const fn allow(name: &'static str) -> OuPermission {
    OuPermission { name, kind: "Allow", applies_to: "Descendant Computer objects" }
}

/// The permissions in Active Directory Domain Services, in the order of the how-to.
pub const OU_PERMISSIONS: [OuPermission; 5] = [
    allow("Reset password"),
    allow("Validated write to DNS host name"),
    allow("Validated write to service principal name"),
    allow("Read account restrictions"),
    allow("Write account restrictions"),
];

/// Microsoft's article on the re-use of computer accounts.
pub const REUSE_ARTICLE: &str = "https://support.microsoft.com/help/5020276";

/// The ways to be allowed to re-use a computer account since KB5020276; one is enough.
pub const REUSE_WAYS: [&str; 3] = [
    "The joining account created the existing computer account.",
    "A member of the Domain Admins group created the computer account.",
    "The Group Policy setting “Domain controller: Allow computer account re-use during domain join” applies to the owner of the \
     computer account.",
];

/// The same for a managed domain.
pub const DOMAIN_SERVICES: &str =
    "In Microsoft Entra Domain Services, the account must be a member of the AAD DC Administrators group instead.";

/// What an administrator confirms.
pub const STATEMENT: &str = "In Active Directory Domain Services, the account has the permissions below on the session hosts' \
    organizational unit and may reuse computer accounts (KB5020276). In Microsoft Entra Domain Services, it's a member of AAD \
    DC Administrators.";

/// What Microsoft's pages say of Microsoft Entra join; they contradict each other.
pub const ENTRA_JOIN: &str = "Microsoft's how-to for session host update (January 2025) says that Microsoft Entra join isn't supported, \
                              only Active Directory and hybrid join. “What's new in Azure Virtual Desktop” (June 2025) says that it is, \
                              and newer API versions accept it.";

/// What the API and the portal ask for.
pub const OU_REQUIRED: &str = "For example, OU=Hosts,DC=contoso,DC=com. Optional in the Azure portal, but required by the API.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_how_to() {
        let names: Vec<&str> = OU_PERMISSIONS.iter().map(|permission| permission.name).collect();
        let how_to = [
            "Reset password",
            "Validated write to DNS host name",
            "Validated write to service principal name",
            "Read account restrictions",
            "Write account restrictions",
        ];
        assert_eq!(names, how_to);
        assert!(OU_PERMISSIONS.iter().all(|row| (row.kind, row.applies_to) == ("Allow", "Descendant Computer objects")));
    }

    #[test]
    fn the_three_ways_of_kb5020276() {
        for (way, words) in REUSE_WAYS.iter().zip(["created the existing", "Domain Admins", "Group Policy setting"]) {
            assert!(way.contains(words), "{way}");
        }
    }
}
