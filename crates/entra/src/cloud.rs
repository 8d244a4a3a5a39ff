//! The clouds: authority hosts, issuers, ARM endpoints.
//!
//! Sources: *National clouds* (learn.microsoft.com/entra/identity-platform/authentication-national-cloud) and the endpoint
//! lists of `@azure/ms-rest-azure-env` and MSAL. The lists are built in: signing in needs no metadata request.

/// One Azure cloud.
#[derive(Debug, PartialEq, Eq)]
pub struct Cloud {
    /// Its name, as the portal writes it.
    pub name: &'static str,
    /// Host names of its authority; the first is the one issuers carry.
    pub hosts: &'static [&'static str],
    /// Origin of v1 issuers.
    pub sts: &'static str,
    /// Azure Resource Manager.
    pub arm: &'static str,
    /// The audience of ARM tokens, without a trailing slash.
    pub audience: &'static str,
}

/// Every cloud with a public ARM endpoint. US DoD shares the hosts of US Government.
pub const CLOUDS: [Cloud; 3] = [
    Cloud {
        name: "Azure",
        hosts: &["login.microsoftonline.com", "login.microsoft.com", "login.windows.net", "sts.windows.net"],
        sts: "https://sts.windows.net",
        arm: "https://management.azure.com",
        audience: "https://management.azure.com",
    },
    Cloud {
        name: "Azure Government",
        hosts: &["login.microsoftonline.us", "login.usgovcloudapi.net"],
        sts: "https://sts.windows.net",
        arm: "https://management.usgovcloudapi.net",
        audience: "https://management.usgovcloudapi.net",
    },
    Cloud {
        name: "Azure operated by 21Vianet",
        hosts: &["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
        sts: "https://sts.chinacloudapi.cn",
        arm: "https://management.chinacloudapi.cn",
        audience: "https://management.chinacloudapi.cn",
    },
];

impl Cloud {
    /// The cloud an authority host belongs to.
    pub fn of_host(host: &str) -> Option<&'static Self> {
        CLOUDS.iter().find(|cloud| cloud.hosts.contains(&host))
    }

    /// The cloud an ARM origin belongs to.
    pub fn of_arm(origin: &str) -> Option<&'static Self> {
        CLOUDS.iter().find(|cloud| cloud.arm == origin)
    }
}

/// The public cloud: what is meant when nothing is said.
pub const PUBLIC: &Cloud = &CLOUDS[0];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_belongs_to_one_cloud() {
        for cloud in &CLOUDS {
            for host in cloud.hosts {
                assert_eq!(Cloud::of_host(host).map(|found| found.name), Some(cloud.name));
            }
            assert_eq!(Cloud::of_arm(cloud.arm).map(|found| found.name), Some(cloud.name));
        }
        assert_eq!(Cloud::of_host("login.example"), None);
    }
}
