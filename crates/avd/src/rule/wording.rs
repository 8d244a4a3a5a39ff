//! Words of the API as people read them.

/// What a word of an enumeration is called on screen. A word that is not known here is shown as it came.
pub fn wording(word: &str) -> &str {
    WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map_or(word, |(_, words)| words)
}

/// Words that people do not write like that.
const WORDS: [(&str, &str); 28] = [
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
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::{LoadBalancerType, SessionHostStatus};

    /// Two words in one, as no person writes them.
    fn is_joined(words: &str) -> bool {
        words.split(' ').any(|word| {
            word.char_indices().any(|(at, next)| at > 0 && next.is_uppercase() && word[..at].chars().all(char::is_alphabetic))
        })
    }

    #[test]
    fn every_status_of_a_session_host_reads_as_words() {
        let statuses = SessionHostStatus::KNOWN
            .iter()
            .map(SessionHostStatus::as_str)
            .chain(LoadBalancerType::KNOWN.iter().map(LoadBalancerType::as_str));
        for status in statuses {
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
