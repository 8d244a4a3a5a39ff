//! What is shown on a page as text to copy: the request that reads it, for REST, the Azure CLI and PowerShell.

use arm::{Call, Endpoint};

use super::{CLI_LINKS, Code, POWERSHELL_LINKS, az_rest, http, powershell};

/// A read in every language that has it.
pub fn read_codes(call: &Call, endpoint: &Endpoint) -> Vec<Code> {
    let powershell = powershell::reader(call).map(|(text, note)| Code {
        label: "PowerShell",
        language: "powershell",
        text,
        note: Some(note),
        links: POWERSHELL_LINKS,
    });
    let others = [
        Code { label: "Azure CLI", language: "bash", text: az_rest(call, endpoint), note: None, links: CLI_LINKS },
        Code { label: "REST", language: "http", text: http(call, endpoint), note: None, links: &[] },
    ];
    powershell.into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::operation::sample::pool;
    use crate::operation::{host_pools, session_host_configurations, session_host_managements, session_hosts};
    use crate::version::ApiVersions;

    fn codes(call: &Call) -> Vec<Code> {
        read_codes(call, &Endpoint::parse("https://management.azure.com").unwrap())
    }

    #[test]
    fn every_read_of_an_update_has_its_cmdlet() {
        let (pool, versions) = (pool(), ApiVersions::default());
        let cases = [
            (session_host_configurations::get(&pool, &versions), "Get-AzWvdSessionHostConfiguration", ""),
            (session_host_configurations::active(&pool, &versions), "Get-AzWvdActiveSessionHostConfiguration", ""),
            (session_host_managements::get(&pool, &versions), "Get-AzWvdSessionHostManagement", ""),
            (
                session_host_managements::update_status(&pool, &versions),
                "Get-AzWvdSessionHostManagementsUpdateStatus",
                " -IsLatest",
            ),
            (session_host_managements::provisioning_status(&pool, &versions), "Get-AzWvdSessionHostProvisioningStatus", ""),
            (session_hosts::list(&pool, &versions), "Get-AzWvdSessionHost", ""),
        ];
        for (call, cmdlet, switch) in cases {
            let first = codes(&call).remove(0);
            let text = first.text;
            assert!(text.starts_with(&format!("{cmdlet} -SubscriptionId '")), "{text}");
            assert!(text.ends_with(&format!("-HostPoolName '{}'{switch} | Format-List *", pool.name())), "{text}");
            assert!(first.note.unwrap().contains(cmdlet));
        }
        let text = codes(&host_pools::get(&pool, &versions)).remove(0).text;
        assert!(text.contains(&format!("Get-AzWvdHostPool -SubscriptionId '{}'", pool.subscription().unwrap())), "{text}");
        assert!(text.contains(&format!("-Name '{}'", pool.name())), "{text}");
    }

    #[test]
    fn a_read_without_a_cmdlet_has_the_other_two() {
        let call = Call::get("Nothing_Get", pool().path(), "2025-01-01");
        let codes = codes(&call);
        let labels: Vec<&str> = codes.iter().map(|code| code.label).collect();
        assert_eq!(labels, ["Azure CLI", "REST"]);
        assert!(codes[1].text.starts_with("GET https://management.azure.com/"), "{}", codes[1].text);
    }

    #[test]
    fn what_runs_a_script_can_be_had_beside_it() {
        let codes = codes(&session_host_managements::get(&pool(), &ApiVersions::default()));
        let links: Vec<&str> = codes[0].links.iter().map(|(_, address)| *address).collect();
        assert!(links.iter().any(|link| link.contains("virtual-desktop/cli-powershell")));
        assert!(links.iter().any(|link| link.contains("cloud-shell")));
        assert!(codes.iter().flat_map(|code| code.links).all(|(words, link)| !words.is_empty() && link.starts_with("https://")));
    }
}
