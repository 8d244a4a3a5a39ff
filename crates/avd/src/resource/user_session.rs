//! User sessions (`UserSession`, Microsoft.DesktopVirtualization 2026-01-01-preview).

use super::Timestamp;
use crate::word::{record, resource, word};

resource! {
    /// A user's session on a host, named `<pool>/<host>/<number>`.
    UserSession : UserSessionProperties {}
}

record! {
    /// What a session is.
    UserSessionProperties {
        /// The session's object id, internal to the service.
        object_id: String,
        /// The user.
        user_principal_name: String,
        /// Desktop or app.
        application_type: ApplicationType,
        /// Where it stands.
        session_state: SessionState,
        /// The user in Active Directory, `DOMAIN\name`.
        active_directory_user_name: String,
        /// When it began.
        create_time: Timestamp,
    } + other
}

word! {
    /// Desktop or app.
    ApplicationType {
        /// An app.
        RemoteApp = "RemoteApp",
        /// A desktop.
        Desktop = "Desktop",
    }
}

word! {
    /// Where a session stands.
    SessionState {
        /// Not known.
        Unknown = "Unknown",
        /// In use.
        Active = "Active",
        /// Without a client; apps go on.
        Disconnected = "Disconnected",
        /// Being made.
        Pending = "Pending",
        /// Being signed out.
        LogOff = "LogOff",
        /// Its profile disk is mounted.
        UserProfileDiskMounted = "UserProfileDiskMounted",
    }
}
