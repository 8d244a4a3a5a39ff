//! What a session host's status and its health checks mean, and what to do next
//! (Learn, "Session host statuses and health checks in Azure Virtual Desktop").

use crate::resource::{HealthCheck, HealthCheckName, HealthCheckResult, SessionHostStatus};

use super::run::Tone;

/// A status or a check in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What it means.
    pub meaning: &'static str,
    /// What to do next; `None` if nothing is to be done.
    pub next_step: Option<&'static str>,
    /// What colour it deserves.
    pub tone: Tone,
}

/// Whether a host takes new sessions by its status, drain mode aside. `None`: the documents disagree, or the word is unknown.
pub const fn takes_new_sessions(status: &SessionHostStatus) -> Option<bool> {
    use SessionHostStatus as S;
    match status {
        S::Available | S::NeedsAssistance => Some(true),
        S::Upgrading | S::UpgradeFailed | S::Other(_) => None,
        _ => Some(false),
    }
}

/// What a status means.
pub const fn explain(status: &SessionHostStatus) -> Explanation {
    use SessionHostStatus as S;
    let (meaning, next_step, tone) = match status {
        S::Available => ("All health checks passed. A host at its session limit is available too.", None, Tone::Good),
        S::NeedsAssistance => (
            "A health check that is not fatal failed; users can still connect.",
            Some("Look at the failed health checks of the host."),
            Tone::Attention,
        ),
        S::Shutdown => (
            "The agent reported that the machine shut down.",
            Some("Check the power state of the virtual machine and start it if it is needed."),
            Tone::Neutral,
        ),
        S::Unavailable => (
            "The machine is off, or a fatal health check failed.",
            Some("Check the power state of the virtual machine, then the failed health checks."),
            Tone::Bad,
        ),
        S::NoHeartbeat => (
            "No heartbeat arrives; older name of Unavailable.",
            Some("Check the power state of the virtual machine, then the agent."),
            Tone::Bad,
        ),
        S::Disconnected => (
            "The agent has no contact with the service.",
            Some("Check that the machine is on and can reach the required URLs."),
            Tone::Bad,
        ),
        S::Upgrading => (
            "The agent or the side-by-side stack is being updated.",
            Some("Wait some minutes. If the status stays, reinstall the agent and the stack."),
            Tone::Active,
        ),
        S::UpgradeFailed => (
            "The agent could not be updated.",
            Some("Follow the agent troubleshooting guide, or reinstall the agent."),
            Tone::Bad,
        ),
        S::NotJoinedToDomain => {
            ("The machine is not joined to its directory.", Some("Join the virtual machine to the domain."), Tone::Bad)
        }
        S::DomainTrustRelationshipLost => (
            "The trust between the machine and its domain is lost.",
            Some("Repair the trust, and check that a domain controller can be reached."),
            Tone::Bad,
        ),
        S::SxSStackListenerNotReady => (
            "The side-by-side stack does not listen for connections.",
            Some("Restart the virtual machine. If the status stays, reinstall the stack."),
            Tone::Bad,
        ),
        S::FsLogixNotHealthy => {
            ("FSLogix is not healthy on the machine.", Some("Start the FSLogix service on the machine."), Tone::Bad)
        }
        S::Other(_) => ("The console does not know this status; it is shown as the service gives it.", None, Tone::Attention),
    };
    Explanation { meaning, next_step, tone }
}

/// How much a failed check matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The host takes no new sessions.
    Fatal,
    /// Fatal in some cases only.
    Partly,
    /// Users can connect.
    NotFatal,
    /// Not documented.
    Unknown,
}

/// How much a check matters when it fails.
pub const fn severity(check: &HealthCheckName) -> Severity {
    use HealthCheckName as C;
    match check {
        C::DomainJoinedCheck | C::DomainTrustCheck | C::SxSStackListenerCheck | C::FsLogixHealthCheck | C::DomainReachable => {
            Severity::Fatal
        }
        C::SupportedEncryptionCheck => Severity::Partly,
        C::MonitoringAgentCheck
        | C::MetaDataServiceCheck
        | C::UrlsAccessibleCheck
        | C::AppAttachHealthCheck
        | C::WebRtcRedirectorCheck => Severity::NotFatal,
        C::Other(_) => Severity::Unknown,
    }
}

/// What a check looks at, and what to do when it fails.
pub const fn explain_check(check: &HealthCheckName) -> (&'static str, &'static str) {
    use HealthCheckName as C;
    match check {
        C::DomainJoinedCheck => ("The machine is joined to a directory.", "Join the virtual machine to the domain."),
        C::DomainTrustCheck => {
            ("The machine trusts its domain.", "Repair the trust, and check that a domain controller can be reached.")
        }
        C::SxSStackListenerCheck => (
            "The side-by-side stack listens for connections.",
            "Restart the virtual machine; if that does not help, reinstall the stack.",
        ),
        C::FsLogixHealthCheck => ("FSLogix runs.", "Start the FSLogix service on the machine."),
        C::MonitoringAgentCheck => (
            "The monitoring (Geneva) agent works. Without it sessions work, but logs are missing.",
            "Install the Geneva agent again, or ask Microsoft support.",
        ),
        C::MetaDataServiceCheck => {
            ("The Azure instance metadata service answers.", "Let the machine reach 169.254.169.254 without a proxy.")
        }
        C::UrlsAccessibleCheck => ("The required URLs can be reached.", "Open the required URLs in the firewall or proxy."),
        C::AppAttachHealthCheck => {
            ("The app attach packages are there.", "Look at the app attach packages that failed; their apps are missing.")
        }
        C::SupportedEncryptionCheck => (
            "RDP encryption is set to a supported value.",
            "Set the registry value SecurityLayer to a supported value; 0 stops connections.",
        ),
        C::DomainReachable => ("The domain can be reached.", "Check DNS and the network path to a domain controller."),
        C::WebRtcRedirectorCheck => ("The WebRTC redirector runs.", "Install the WebRTC redirector again."),
        C::Other(_) => ("The console does not know this check.", "Read the message of the check."),
    }
}

/// The failed checks of a host, fatal ones first.
pub fn failed(checks: &[HealthCheck]) -> Vec<&HealthCheck> {
    let mut found: Vec<&HealthCheck> =
        checks.iter().filter(|check| check.health_check_result == Some(HealthCheckResult::Failed)).collect();
    found.sort_by_key(|check| check.health_check_name.as_ref().map_or(Severity::Unknown, severity));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_available_host_needs_nothing() {
        for status in SessionHostStatus::KNOWN {
            let explanation = explain(status);
            assert_eq!(explanation.next_step.is_none(), *status == SessionHostStatus::Available, "{status}");
            assert!(explanation.meaning.ends_with('.'), "{status}");
        }
    }

    #[test]
    fn who_takes_new_sessions() {
        let yes: Vec<&str> = SessionHostStatus::KNOWN
            .iter()
            .filter(|status| takes_new_sessions(status) == Some(true))
            .map(SessionHostStatus::as_str)
            .collect();
        assert_eq!(yes, ["Available", "NeedsAssistance"]);
        assert_eq!(takes_new_sessions(&SessionHostStatus::Upgrading), None);
        assert_eq!(takes_new_sessions(&SessionHostStatus::Unavailable), Some(false));
    }

    #[test]
    fn fatal_failures_come_first() {
        let check = |name: &str, result: &str| HealthCheck {
            health_check_name: Some(HealthCheckName::parse(name)),
            health_check_result: Some(HealthCheckResult::parse(result)),
            ..Default::default()
        };
        let checks = [
            check("MetaDataServiceCheck", "HealthCheckFailed"),
            check("DomainTrustCheck", "HealthCheckFailed"),
            check("DomainJoinedCheck", "HealthCheckSucceeded"),
            check("NovelCheck", "HealthCheckFailed"),
        ];
        let names: Vec<String> =
            failed(&checks).iter().filter_map(|check| check.health_check_name.as_ref().map(ToString::to_string)).collect();
        assert_eq!(names, ["DomainTrustCheck", "MetaDataServiceCheck", "NovelCheck"]);
    }
}
