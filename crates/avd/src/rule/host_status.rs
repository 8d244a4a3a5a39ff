//! What a session host's status and its health checks mean, and what to do next
//! (Learn, "Session host statuses and health checks in Azure Virtual Desktop").

use ::host::{Duration, Instant};

use super::count::count;
use super::provisioning;
use super::run::Tone;
use super::token::machine as machine_token;
use crate::resource::{HealthCheck, HealthCheckName, HealthCheckResult, PowerState, SessionHost, SessionHostStatus, Timestamp};

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
        S::Available => ("All health checks passed. A host at its session limit is also shown as available.", None, Tone::Good),
        S::NeedsAssistance => (
            "A nonfatal health check failed. Users can still connect.",
            Some("Check the failed health checks of the host."),
            Tone::Attention,
        ),
        S::Shutdown => (
            "The agent reported that the VM shut down.",
            Some("Check the VM's power state, and start it if needed."),
            Tone::Neutral,
        ),
        S::Unavailable => (
            "The VM is off, or a fatal health check failed.",
            Some("Check the VM's power state, then the failed health checks."),
            Tone::Bad,
        ),
        S::NoHeartbeat => (
            "No heartbeat is received (an older name of Unavailable).",
            Some("Check the VM's power state, then the agent."),
            Tone::Bad,
        ),
        S::Disconnected => (
            "The agent can't reach Azure Virtual Desktop.",
            Some("Check that the VM is on and can reach the required URLs."),
            Tone::Bad,
        ),
        S::Upgrading => (
            "The agent or the side-by-side stack is being updated.",
            Some("Wait a few minutes. If the status doesn't change, reinstall the agent and the stack."),
            Tone::Active,
        ),
        S::UpgradeFailed => {
            ("The agent update failed.", Some("Follow the agent troubleshooting guide, or reinstall the agent."), Tone::Bad)
        }
        S::NotJoinedToDomain => ("The VM isn't joined to its directory.", Some("Join the VM to the domain."), Tone::Bad),
        S::DomainTrustRelationshipLost => (
            "The trust between the VM and its domain is broken.",
            Some("Repair the trust, and check that the VM can reach a domain controller."),
            Tone::Bad,
        ),
        S::SxSStackListenerNotReady => (
            "The side-by-side stack isn't listening for connections.",
            Some("Restart the VM. If the status doesn't change, reinstall the stack."),
            Tone::Bad,
        ),
        S::NotRegistered => (
            "The session host is in the pool, and no VM has registered as it yet.",
            Some("Register its VM with a registration token for this session host, or remove the session host."),
            Tone::Attention,
        ),
        S::FsLogixNotHealthy => ("FSLogix isn't healthy on the VM.", Some("Start the FSLogix service on the VM."), Tone::Bad),
        S::Other(_) => ("The console doesn't recognize this status. It's shown as Azure reports it.", None, Tone::Attention),
    };
    Explanation { meaning, next_step, tone }
}

/// What to do about a host, first things first; empty if nothing is to be done. `power` is the power state of its machine if it was
/// read (Learn, "Troubleshoot common Azure Virtual Desktop Agent issues").
pub fn steps(host: &SessionHost, power: Option<&PowerState>, now: Instant) -> Vec<String> {
    use SessionHostStatus as S;
    let properties = &host.properties;
    let Some(status) = &properties.status else { return Vec::new() };
    let mut steps: Vec<String> = Vec::new();
    if provisioning::failed(host) {
        steps.push("Creating or updating it failed. Fix the cause, then retry.".to_owned());
    }
    if matches!(status, S::Shutdown | S::Unavailable | S::NoHeartbeat | S::Disconnected) {
        let heartbeat = properties.last_heart_beat.as_ref().and_then(Timestamp::at);
        steps.extend(machine_token::state(heartbeat, now).and_then(|token| token.words(now)));
        steps.extend(silent(power).iter().map(|step| (*step).to_owned()));
    } else {
        steps.extend(old_heartbeat(status, properties.last_heart_beat.as_ref().and_then(Timestamp::at), now));
        steps.extend(explain(status).next_step.map(str::to_owned));
    }
    steps
}

/// An agent reports every minute or so; what is read may be some minutes older.
pub(super) const OLD_HEARTBEAT: Duration = Duration::from_secs(30 * 60);

/// What is to be known of a host that reads as taking connections although its agent has not been heard for long: the status may stay
/// while the agent is silent (Microsoft Q&A 5793701).
pub fn old_heartbeat(status: &SessionHostStatus, heartbeat: Option<Instant>, now: Instant) -> Option<String> {
    let silence = now.since(heartbeat?);
    let minutes = silence.as_secs() / 60;
    let ago = if minutes < 120 { count(minutes, "minute", "minutes") } else { count(minutes / 60, "hour", "hours") };
    (takes_new_sessions(status) == Some(true) && silence > OLD_HEARTBEAT).then(|| {
        format!(
            "The last heartbeat was {ago} ago, so the status may be stale. Check that the VM is running and \
                that its agent is reporting."
        )
    })
}

/// What to do about a host that is not heard.
const fn silent(power: Option<&PowerState>) -> &'static [&'static str] {
    use PowerState as P;
    match power {
        Some(P::Stopped | P::Deallocated | P::Stopping | P::Deallocating) => {
            &["The VM is off. Start it if needed. The host becomes available when its agent reports, usually within a minute or \
                two."]
        }
        Some(P::Running | P::Starting) => &[
            "The VM is running, but its agent isn't reporting. If it was just started, wait a few minutes. Then check the \
                failed health checks and restart the VM.",
            "On the VM, check that the RDAgentBootLoader service is running and can reach the required URLs. Event 3277 in the \
                Application log shows the cause.",
            "If the event contains INVALID_REGISTRATION_TOKEN or EXPIRED_MACHINE_TOKEN, register the VM again with a new \
                registration token.",
        ],
        _ => &["Check whether the VM is on. Its power state isn't known here."],
    }
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
        C::DomainJoinedCheck
        | C::AadJoinedHealthCheck
        | C::DomainTrustCheck
        | C::SxSStackListenerCheck
        | C::FsLogixHealthCheck
        | C::DomainReachable => Severity::Fatal,
        C::SupportedEncryptionCheck => Severity::Partly,
        C::MonitoringAgentCheck
        | C::MetaDataServiceCheck
        | C::UrlsAccessibleCheck
        | C::AppAttachHealthCheck
        | C::TurnRelayAccessHealthCheck
        | C::WebRtcRedirectorCheck => Severity::NotFatal,
        C::Other(_) => Severity::Unknown,
    }
}

/// What a check looks at, and what to do when it fails.
pub const fn explain_check(check: &HealthCheckName) -> (&'static str, &'static str) {
    use HealthCheckName as C;
    match check {
        C::DomainJoinedCheck => ("The VM is joined to a directory.", "Join the VM to the domain."),
        C::DomainTrustCheck => {
            ("The VM and its domain trust each other.", "Repair the trust, and check that the VM can reach a domain controller.")
        }
        C::SxSStackListenerCheck => {
            ("The side-by-side stack is listening for connections.", "Restart the VM. If that doesn't help, reinstall the stack.")
        }
        C::FsLogixHealthCheck => ("FSLogix is running.", "Start the FSLogix service on the VM."),
        C::MonitoringAgentCheck => (
            "The monitoring (Geneva) agent is working. Sessions work without it, but logs are missing.",
            "Reinstall the Geneva agent, or contact Microsoft support.",
        ),
        C::MetaDataServiceCheck => {
            ("The Azure Instance Metadata Service responds.", "Make sure the VM can reach 169.254.169.254 without a proxy.")
        }
        C::UrlsAccessibleCheck => ("The required URLs can be reached.", "Allow the required URLs in the firewall or proxy."),
        C::AppAttachHealthCheck => {
            ("The app attach packages are available.", "Check the app attach packages that failed; their apps aren't available.")
        }
        C::SupportedEncryptionCheck => (
            "RDP encryption is set to a supported value.",
            "Set the registry value SecurityLayer to a supported value; 0 blocks connections.",
        ),
        C::DomainReachable => ("The domain can be reached.", "Check DNS and the network path to a domain controller."),
        C::TurnRelayAccessHealthCheck => (
            "A TURN relay can be reached over UDP. Without it, RDP Shortpath through a relay isn't used.",
            "Allow UDP 3478 to the TURN relays (51.5.0.0/16). Connections over TCP still work.",
        ),
        C::AadJoinedHealthCheck => {
            ("The VM is joined to Microsoft Entra ID.", "Join the VM to Microsoft Entra ID, or check dsregcmd /status on it.")
        }
        C::WebRtcRedirectorCheck => ("The WebRTC redirector is running.", "Reinstall the WebRTC redirector."),
        C::Other(_) => ("The console doesn't recognize this check.", "See the check's message."),
    }
}

/// Why the failure of a check does not count beside the others: a VM is joined to a domain, to Microsoft Entra ID or to both, and
/// what it is not joined to fails. `None` if it counts.
pub fn outweighed(check: &HealthCheckName, checks: &[HealthCheck]) -> Option<&'static str> {
    use HealthCheckName as C;
    let passed = |name: &HealthCheckName| {
        let same = |check: &&HealthCheck| check.health_check_name.as_ref() == Some(name);
        checks.iter().find(same).is_some_and(|check| check.health_check_result == Some(HealthCheckResult::Succeeded))
    };
    match check {
        C::DomainJoinedCheck | C::DomainTrustCheck | C::DomainReachable
            if passed(&C::AadJoinedHealthCheck) && !passed(&C::DomainJoinedCheck) =>
        {
            Some("The VM is joined to Microsoft Entra ID, not to a domain.")
        }
        C::AadJoinedHealthCheck if passed(&C::DomainJoinedCheck) => {
            Some("The VM is joined to a domain, not to Microsoft Entra ID.")
        }
        _ => None,
    }
}

/// The failed checks of a host that count beside the others, fatal ones first.
pub fn failed(checks: &[HealthCheck]) -> Vec<&HealthCheck> {
    let counts = |check: &&HealthCheck| {
        check.health_check_result == Some(HealthCheckResult::Failed)
            && check.health_check_name.as_ref().is_none_or(|name| outweighed(name, checks).is_none())
    };
    let mut found: Vec<&HealthCheck> = checks.iter().filter(counts).collect();
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

    #[test]
    fn checks_are_read_together() {
        let check = |name: &str, good: bool| HealthCheck {
            health_check_name: Some(HealthCheckName::parse(name)),
            health_check_result: Some(if good { HealthCheckResult::Succeeded } else { HealthCheckResult::Failed }),
            ..Default::default()
        };
        type Case = (&'static [(&'static str, bool)], &'static [&'static str]);
        let cases: [Case; 6] = [
            (&[("DomainJoinedCheck", false), ("DomainReachable", false), ("AADJoinedHealthCheck", true)], &[]),
            (&[("AADJoinedHealthCheck", false), ("DomainJoinedCheck", true)], &[]),
            (&[("AADJoinedHealthCheck", false), ("DomainJoinedCheck", false)], &["DomainJoinedCheck", "AADJoinedHealthCheck"]),
            (&[("AADJoinedHealthCheck", true), ("DomainJoinedCheck", true), ("DomainTrustCheck", false)], &["DomainTrustCheck"]),
            (&[("DomainJoinedCheck", false)], &["DomainJoinedCheck"]),
            (&[("TURNRelayAccessHealthCheck", false), ("AADJoinedHealthCheck", true)], &["TURNRelayAccessHealthCheck"]),
        ];
        for (given, expected) in cases {
            let checks: Vec<HealthCheck> = given.iter().map(|(name, good)| check(name, *good)).collect();
            let mut names: Vec<&str> = failed(&checks)
                .iter()
                .filter_map(|check| check.health_check_name.as_ref().map(HealthCheckName::as_str))
                .collect();
            let mut expected = expected.to_vec();
            names.sort_unstable();
            expected.sort_unstable();
            assert_eq!(names, expected, "{given:?}");
        }
    }

    #[test]
    fn every_check_is_explained() {
        for name in HealthCheckName::KNOWN {
            let (looks_at, fix) = explain_check(name);
            assert!(looks_at.ends_with('.') && fix.ends_with('.') && severity(name) != Severity::Unknown, "{name}");
        }
    }

    #[test]
    fn an_old_heartbeat_is_told_whatever_the_status_says() {
        let now = Instant::from_seconds(1_800_000_000);
        let heard = |minutes: u64| Some(now - Duration::from_secs(minutes * 60));
        let cases = [
            ("Available", heard(5), None),
            ("Available", heard(30), None),
            ("Available", heard(45), Some("45 minutes ago")),
            ("Available", heard(300), Some("5 hours ago")),
            ("NeedsAssistance", heard(300), Some("5 hours ago")),
            ("Available", None, None),
            ("Unavailable", heard(300), None),
            ("Shutdown", heard(300), None),
        ];
        for (status, heartbeat, expected) in cases {
            let told = old_heartbeat(&SessionHostStatus::parse(status), heartbeat, now);
            match expected {
                Some(words) => assert!(told.as_ref().is_some_and(|told| told.contains(words)), "{status}: {told:?}"),
                None => assert_eq!(told, None, "{status}"),
            }
        }
    }

    #[test]
    fn what_to_do_about_a_host_that_is_not_heard() {
        use arm::Json;
        use serde_json::json;
        let now = Instant::from_seconds(1_800_000_000);
        let host = |status: &str, days: i64| {
            let heard = Instant::from_seconds(1_800_000_000 - days * 86_400).to_rfc3339();
            SessionHost::from_json(json!({"properties": {"status": status, "lastHeartBeat": heard}})).unwrap_or_default()
        };
        assert!(steps(&host("Available", 0), Some(&PowerState::Running), now).is_empty());
        assert!(steps(&host("Shutdown", 1), Some(&PowerState::Deallocated), now)[0].starts_with("The VM is off."));
        assert_eq!(steps(&host("Unavailable", 1), Some(&PowerState::Running), now).len(), 3);
        assert!(steps(&host("Unavailable", 1), None, now)[0].starts_with("Check whether the VM is on"));
        let long = steps(&host("NoHeartbeat", 120), Some(&PowerState::Deallocated), now);
        assert!(long[0].starts_with("Off for 120 days.") && long.len() == 2, "{long:?}");
        assert_eq!(steps(&host("NeedsAssistance", 0), None, now), ["Check the failed health checks of the host."]);
    }
}
