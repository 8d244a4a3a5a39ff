//! The words of a host pool: its enumerations (`HostPoolProperties`, Microsoft.DesktopVirtualization 2026-01-01-preview).

use crate::word::word;

word! {
    /// Whether users share hosts.
    HostPoolType {
        /// A user keeps an assigned host.
        Personal = "Personal",
        /// A user gets any host at each connection.
        Pooled = "Pooled",
        /// Users assign their own machines; the assignment type must be Direct.
        ByoDesktop = "BYODesktop",
    }
}

word! {
    /// How a personal desktop finds its user.
    PersonalDesktopAssignmentType {
        /// At the first connection.
        Automatic = "Automatic",
        /// By an administrator.
        Direct = "Direct",
    }
}

word! {
    /// How users are spread over hosts.
    LoadBalancerType {
        /// Over the hosts with the fewest sessions.
        BreadthFirst = "BreadthFirst",
        /// Onto the fullest host below its limit.
        DepthFirst = "DepthFirst",
        /// Always to the assigned host.
        Persistent = "Persistent",
        /// Always to one of several assigned hosts.
        MultiplePersistent = "MultiplePersistent",
    }
}

word! {
    /// What a user gets who is assigned to a desktop and to apps.
    PreferredAppGroupType {
        /// Internal to the service.
        None = "None",
        /// The desktop.
        Desktop = "Desktop",
        /// The apps (RemoteApp).
        RailApplications = "RailApplications",
    }
}

word! {
    /// What the AD FS secret is.
    SsoSecretType {
        /// A shared key.
        SharedKey = "SharedKey",
        /// A certificate.
        Certificate = "Certificate",
        /// A shared key in a key vault.
        SharedKeyInKeyVault = "SharedKeyInKeyVault",
        /// A certificate in a key vault.
        CertificateInKeyVault = "CertificateInKeyVault",
    }
}

word! {
    /// From where clients and hosts may reach the pool.
    PublicNetworkAccess {
        /// From everywhere.
        Enabled = "Enabled",
        /// Through private endpoints only.
        Disabled = "Disabled",
        /// Hosts from everywhere, clients through private endpoints.
        EnabledForSessionHostsOnly = "EnabledForSessionHostsOnly",
        /// Clients from everywhere, hosts through private endpoints.
        EnabledForClientsOnly = "EnabledForClientsOnly",
    }
}

word! {
    /// Who decides when agent components are updated.
    AgentUpdateType {
        /// The service.
        Default = "Default",
        /// The administrator, by maintenance windows.
        Scheduled = "Scheduled",
    }
}

word! {
    /// A day of the week.
    DayOfWeek {
        /// Monday.
        Monday = "Monday",
        /// Tuesday.
        Tuesday = "Tuesday",
        /// Wednesday.
        Wednesday = "Wednesday",
        /// Thursday.
        Thursday = "Thursday",
        /// Friday.
        Friday = "Friday",
        /// Saturday.
        Saturday = "Saturday",
        /// Sunday.
        Sunday = "Sunday",
    }
}

word! {
    /// Whether one kind of RDP Shortpath is tried.
    UdpOption {
        /// By the setting of the service.
        Default = "Default",
        /// Tried, not assured.
        Enabled = "Enabled",
        /// Not tried.
        Disabled = "Disabled",
    }
}

word! {
    /// On or off.
    Switch {
        /// Off.
        Disabled = "Disabled",
        /// On.
        Enabled = "Enabled",
    }
}

word! {
    /// Whether the service makes the hosts.
    ManagementType {
        /// From a session host configuration, by the service.
        Automated = "Automated",
        /// By the administrator.
        Standard = "Standard",
    }
}

word! {
    /// Where the pool's metadata is kept.
    DeploymentScope {
        /// In the geography.
        Geographical = "Geographical",
        /// In the region.
        Regional = "Regional",
    }
}

word! {
    /// What a migration from the classic service is asked to do.
    MigrationOperation {
        /// Start it.
        Start = "Start",
        /// Undo it.
        Revoke = "Revoke",
        /// Finish it.
        Complete = "Complete",
        /// Hide the pool.
        Hide = "Hide",
        /// Show the pool.
        Unhide = "Unhide",
    }
}
