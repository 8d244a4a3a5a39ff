//! Session hosts and their health checks (`SessionHost`, Microsoft.DesktopVirtualization 2026-01-01-preview).

use super::Timestamp;
use crate::word::{record, resource, word};

resource! {
    /// A session host: one machine of a host pool, named `<pool>/<machine>`.
    SessionHost : SessionHostProperties {}
}

impl SessionHost {
    /// The machine's part of the name.
    pub fn machine_name(&self) -> Option<&str> {
        self.name.as_deref().map(|name| name.rsplit('/').next().unwrap_or(name))
    }
}

record! {
    /// What a session host is. Only `allowNewSession`, `assignedUser` and `friendlyName` can be written.
    SessionHostProperties {
        /// Sessions in use.
        active_sessions: i64,
        /// Sessions without a client.
        disconnected_sessions: i64,
        /// Sessions being made.
        pending_sessions: i64,
        /// All sessions.
        sessions: i64,
        /// The host's object id, internal to the service.
        object_id: String,
        /// The last sign of life.
        last_heart_beat: Timestamp,
        /// The version of the agent.
        agent_version: String,
        /// Whether it takes new sessions; false is drain mode.
        allow_new_session: bool,
        /// The machine's own id.
        virtual_machine_id: String,
        /// The resource id of the machine.
        resource_id: String,
        /// The user of a personal desktop.
        assigned_user: String,
        /// The display name of a personal desktop.
        friendly_name: String,
        /// The status.
        status: SessionHostStatus,
        /// When the status was set.
        status_timestamp: Timestamp,
        /// The version of Windows.
        os_version: String,
        /// The version of the side-by-side stack.
        sx_s_stack_version: String,
        /// Where the agent update stands.
        update_state: HostUpdateState,
        /// When it was updated last.
        last_update_time: Timestamp,
        /// The error of the last update.
        update_error_message: String,
        /// When the last session host update of this host ended.
        last_session_host_update_time: Timestamp,
        /// The version of the configuration this host was made from.
        session_host_configuration: Timestamp,
        /// The health checks.
        session_host_health_check_results: Vec<HealthCheck>,
    } + other
}

record! {
    /// One health check (`SessionHostHealthCheckReport`).
    HealthCheck {
        /// Which check.
        health_check_name: HealthCheckName,
        /// How it went.
        health_check_result: HealthCheckResult,
        /// What went wrong, or what was found.
        additional_failure_details: HealthCheckFailure,
    } + other
}

record! {
    /// The findings of a health check.
    HealthCheckFailure {
        /// The words of the agent.
        message: String,
        /// The error code; 0 is none.
        error_code: i64,
        /// When it was checked last.
        last_health_check_date_time: Timestamp,
    }
}

word! {
    /// The status of a session host.
    SessionHostStatus {
        /// All checks passed; takes connections.
        Available = "Available",
        /// Off, or a critical check failed.
        Unavailable = "Unavailable",
        /// The agent reported a shutdown.
        Shutdown = "Shutdown",
        /// No contact.
        Disconnected = "Disconnected",
        /// The agent or the stack is being updated.
        Upgrading = "Upgrading",
        /// The update of the agent failed.
        UpgradeFailed = "UpgradeFailed",
        /// No heartbeat; the older name of Unavailable.
        NoHeartbeat = "NoHeartbeat",
        /// Not joined to the domain.
        NotJoinedToDomain = "NotJoinedToDomain",
        /// The trust to the domain is lost.
        DomainTrustRelationshipLost = "DomainTrustRelationshipLost",
        /// The side-by-side stack does not listen.
        SxSStackListenerNotReady = "SxSStackListenerNotReady",
        /// FSLogix is not healthy.
        FsLogixNotHealthy = "FSLogixNotHealthy",
        /// A check that is not fatal failed.
        NeedsAssistance = "NeedsAssistance",
        /// In the pool, and no machine has registered as it; recorded, in no description.
        NotRegistered = "NotRegistered",
    }
}

word! {
    /// Where the update of a host stands.
    HostUpdateState {
        /// Being prepared.
        Initial = "Initial",
        /// Waiting.
        Pending = "Pending",
        /// Running.
        Started = "Started",
        /// Done.
        Succeeded = "Succeeded",
        /// Failed.
        Failed = "Failed",
    }
}

word! {
    /// A health check.
    HealthCheckName {
        /// Joined to a domain.
        DomainJoinedCheck = "DomainJoinedCheck",
        /// The trust to the domain holds.
        DomainTrustCheck = "DomainTrustCheck",
        /// FSLogix is up.
        FsLogixHealthCheck = "FSLogixHealthCheck",
        /// The side-by-side stack listens.
        SxSStackListenerCheck = "SxSStackListenerCheck",
        /// The required URLs can be reached.
        UrlsAccessibleCheck = "UrlsAccessibleCheck",
        /// The monitoring (Geneva) agent works.
        MonitoringAgentCheck = "MonitoringAgentCheck",
        /// The domain can be reached.
        DomainReachable = "DomainReachable",
        /// The WebRTC redirector is up.
        WebRtcRedirectorCheck = "WebRTCRedirectorCheck",
        /// RDP encryption is set to a supported value.
        SupportedEncryptionCheck = "SupportedEncryptionCheck",
        /// The Azure instance metadata service answers.
        MetaDataServiceCheck = "MetaDataServiceCheck",
        /// The apps of app attach are there.
        AppAttachHealthCheck = "AppAttachHealthCheck",
        /// A TURN relay can be reached; recorded, in no description.
        TurnRelayAccessHealthCheck = "TURNRelayAccessHealthCheck",
        /// Joined to Microsoft Entra ID; recorded, in no description.
        AadJoinedHealthCheck = "AADJoinedHealthCheck",
    }
}

word! {
    /// The result of a health check.
    HealthCheckResult {
        /// Not known.
        Unknown = "Unknown",
        /// Passed.
        Succeeded = "HealthCheckSucceeded",
        /// Failed.
        Failed = "HealthCheckFailed",
        /// The host reported a shutdown.
        SessionHostShutdown = "SessionHostShutdown",
    }
}
