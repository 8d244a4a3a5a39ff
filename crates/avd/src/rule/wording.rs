//! Words of the API as people read them.

/// What a word of an enumeration is called on screen. A word that is not known here is shown as it came.
pub fn wording(word: &str) -> &str {
    // Azure writes a list of them with and without a space.
    let plain = word.replace(", ", ",");
    WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(&plain)).map_or(word, |(_, words)| words)
}

/// Words that people do not write like that.
const WORDS: [(&str, &str); 37] = [
    ("NeedsAssistance", "Needs assistance"),
    ("SxSStackListenerNotReady", "Side-by-side stack not ready"),
    ("NotJoinedToDomain", "Not domain-joined"),
    ("DomainTrustRelationshipLost", "Domain trust lost"),
    ("NoHeartbeat", "No heartbeat"),
    ("UpgradeFailed", "Upgrade failed"),
    ("FSLogixNotHealthy", "FSLogix not healthy"),
    ("NotRegistered", "Not registered"),
    ("BreadthFirst", "Breadth-first"),
    ("DepthFirst", "Depth-first"),
    ("MultiplePersistent", "Multiple persistent"),
    ("BYODesktop", "Bring your own desktop"),
    ("RailApplications", "RemoteApp"),
    ("SystemAssigned", "System-assigned"),
    ("UserAssigned", "User-assigned"),
    ("SystemAssigned,UserAssigned", "System- and user-assigned"),
    ("SharedKey", "Shared key"),
    ("SharedKeyInKeyVault", "Shared key in a key vault"),
    ("CertificateInKeyVault", "Certificate in a key vault"),
    ("KeepAll", "Keep all"),
    ("KeepOne", "Keep one"),
    ("KeepNone", "Keep none"),
    ("UpdatingSessionHosts", "Updating session hosts"),
    ("ValidatingSessionHostUpdate", "Validating the update"),
    ("ProvisioningSessionHosts", "Creating session hosts"),
    ("ValidatingSessionHostProvisioning", "Validating the configuration"),
    ("EnabledForClientsOnly", "Enabled for clients only"),
    ("EnabledForSessionHostsOnly", "Enabled for session hosts only"),
    ("TrustedLaunch", "Trusted launch"),
    ("ConfidentialVM", "Confidential"),
    ("AzureActiveDirectory", "Microsoft Entra ID"),
    ("ActiveDirectory", "Active Directory"),
    ("CacheDisk", "Cache disk"),
    ("ResourceDisk", "Temp disk"),
    ("Premium_LRS", "Premium SSD"),
    ("StandardSSD_LRS", "Standard SSD"),
    ("Standard_LRS", "Standard HDD"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::{
        FailedSessionHostCleanupPolicy, HostPoolType, IdentityType, LoadBalancerType, PublicNetworkAccess, SessionHostStatus,
        SsoSecretType,
    };

    /// Two words in one, as no person writes them.
    fn is_joined(words: &str) -> bool {
        words.split(' ').any(|word| {
            word.char_indices().any(|(at, next)| at > 0 && next.is_uppercase() && word[..at].chars().all(char::is_alphabetic))
        })
    }

    #[test]
    fn every_word_that_is_shown_reads_as_words() {
        let words = SessionHostStatus::KNOWN.iter().map(SessionHostStatus::as_str);
        let words = words.chain(LoadBalancerType::KNOWN.iter().map(LoadBalancerType::as_str));
        let words = words.chain(IdentityType::KNOWN.iter().map(IdentityType::as_str));
        let words = words.chain(SsoSecretType::KNOWN.iter().map(SsoSecretType::as_str));
        let words = words.chain(HostPoolType::KNOWN.iter().map(HostPoolType::as_str));
        let words = words.chain(PublicNetworkAccess::KNOWN.iter().map(PublicNetworkAccess::as_str));
        let words = words.chain(FailedSessionHostCleanupPolicy::KNOWN.iter().map(FailedSessionHostCleanupPolicy::as_str));
        for status in words {
            let words = wording(status).replace("FSLogix", "profile");
            assert!(!is_joined(&words), "{status}: {words}");
        }
    }

    #[test]
    fn a_word_that_is_not_known_is_shown_as_it_came() {
        assert_eq!(wording("SomethingNovel"), "SomethingNovel");
        assert_eq!(wording(""), "");
        assert_eq!(wording("needsassistance"), "Needs assistance");
    }
}
