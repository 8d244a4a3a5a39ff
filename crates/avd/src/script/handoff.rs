//! What is run on a machine to make it a session host, or one again: the agents' installation and the repair of a registration
//! (Learn, "Add session hosts to a host pool" and "Troubleshoot common Azure Virtual Desktop Agent issues").
//!
//! The scripts are for Windows PowerShell 5.1, the one every machine has, and for PowerShell 7. They fetch the token by a command or
//! ask for it; the one that carries it is made when it is copied, and nowhere kept.

use arm::{Call, Endpoint};

use super::az::{is_plain_for_cmd, literal, parts_in_powershell};
use super::place::Place;
use super::quote::{json, powershell};
use crate::resource::RegistrationToken;

/// Where the installers are (Learn, "Add session hosts to a host pool").
const AGENT: &str = "https://query.prod.cms.rt.microsoft.com/cms/api/am/binary/RWrmXv";
const BOOT_LOADER: &str = "https://query.prod.cms.rt.microsoft.com/cms/api/am/binary/RWrxrH";

/// How a token gets to the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The Azure CLI fetches it.
    Cli,
    /// Azure PowerShell fetches it.
    AzPowerShell,
    /// The script asks, and the person pastes it.
    Asked,
}

impl Way {
    /// All, those that fetch it first.
    pub const ALL: [Self; 3] = [Self::Cli, Self::AzPowerShell, Self::Asked];

    /// Its name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Cli => "Use Azure CLI",
            Self::AzPowerShell => "Use Azure PowerShell",
            Self::Asked => "Prompt for token",
        }
    }

    /// What to know before it is used.
    pub const fn note(self) -> &'static str {
        match self {
            Self::Cli => {
                "Run it elevated on the machine. Requires the Azure CLI, signed in (az login) with an account that can read the \
                    token."
            }
            Self::AzPowerShell => {
                "Run it elevated on the machine. Requires Az.DesktopVirtualization, signed in (Connect-AzAccount) with an \
                    account that can read the token."
            }
            Self::Asked => {
                "Run it elevated on the machine. It prompts for the token and doesn't display it. You don't need to install \
                    anything else."
            }
        }
    }
}

/// What is done on the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Downloads and installs the agent and its boot loader.
    Install,
    /// Gives an installed agent a new token.
    Repair,
}

/// The script. `call` is what reads or makes the token; `None` where the Azure CLI on Windows would misread a name in it.
pub fn script(job: Job, way: Way, call: &Call, endpoint: &Endpoint) -> Option<String> {
    let token = match way {
        Way::Cli => by_cli(call, endpoint)?,
        Way::AzPowerShell => by_powershell(call, endpoint),
        Way::Asked => "$secret = Read-Host -AsSecureString 'Registration token'\n\
                       $token = [Net.NetworkCredential]::new('', $secret).Password"
            .to_owned(),
    };
    Some(assembled(job, &token))
}

/// The script with the token in it. For the clipboard and nothing else.
pub fn script_with(job: Job, token: &RegistrationToken) -> String {
    assembled(job, &format!("$token = {}", powershell(token.reveal())))
}

fn assembled(job: Job, token: &str) -> String {
    let rest = match job {
        Job::Install => install(),
        Job::Repair => REPAIR.to_owned(),
    };
    format!(
        "#Requires -RunAsAdministrator\n$ErrorActionPreference = 'Stop'\n\n{token}\nif (-not $token) {{ throw 'The registration token is missing.' }}\n\n{rest}"
    )
}

fn by_cli(call: &Call, endpoint: &Endpoint) -> Option<String> {
    let place = Place::of(call).filter(|_| call.body.is_none());
    if let Some(Place { subscription, group, names, .. }) = place
        && let Some((_, pool)) = names.first()
    {
        if ![&subscription, &group, pool].into_iter().all(|text| is_plain_for_cmd(text)) {
            return None;
        }
        let of = [("subscription", &subscription), ("resource-group", &group), ("name", pool)];
        let of: String = of.iter().map(|(name, value)| format!(" `\n  --{name} {}", powershell(value))).collect();
        return Some(format!(
            "$token = az desktopvirtualization hostpool retrieve-registration-token{of} `\n  --query token --output tsv"
        ));
    }
    let (files, command) = parts_in_powershell(call, endpoint)?;
    Some(format!("{files}$token = {command} `\n  --query 'value[0].token' --output tsv"))
}

fn by_powershell(call: &Call, endpoint: &Endpoint) -> String {
    let place = Place::of(call).filter(|_| call.body.is_none());
    if let Some(Place { subscription, group, names, .. }) = place
        && let Some((_, pool)) = names.first()
    {
        let of = [("SubscriptionId", &subscription), ("ResourceGroupName", &group), ("HostPoolName", pool)];
        let of: String = of.iter().map(|(name, value)| format!(" `\n  -{name} {}", powershell(value))).collect();
        return format!("$token = (Get-AzWvdHostPoolRegistrationToken{of}).Token");
    }
    let url = call.url(endpoint);
    let path = powershell(url.strip_prefix(endpoint.origin()).unwrap_or(&url));
    let payload = call.body.as_ref().map(|body| format!(" `\n  -Payload {}", literal(&json(body)))).unwrap_or_default();
    let method = call.method.as_str();
    format!(
        "$answer = Invoke-AzRestMethod `\n  -Method {method} `\n  -Path {path}{payload}\n\
         if ($answer.StatusCode -ne 200) {{ throw $answer.Content }}\n\
         $token = ($answer.Content | ConvertFrom-Json).value[0].token"
    )
}

fn install() -> String {
    format!(
        r#"$folder = New-Item -ItemType Directory -Path (Join-Path $env:TEMP ([guid]::NewGuid()))
$agent = Join-Path $folder 'RDAgent.msi'
$loader = Join-Path $folder 'RDAgentBootLoader.msi'
[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
$ProgressPreference = 'SilentlyContinue'
Invoke-WebRequest -UseBasicParsing -Uri '{AGENT}' -OutFile $agent
Invoke-WebRequest -UseBasicParsing -Uri '{BOOT_LOADER}' -OutFile $loader

foreach ($file in $agent, $loader) {{
  $signature = Get-AuthenticodeSignature -LiteralPath $file
  if ($signature.Status -ne 'Valid' -or $signature.SignerCertificate.Subject -notlike '*O=Microsoft Corporation*') {{
    throw "$file isn't signed by Microsoft."
  }}
}}

$run = {{
  param([string[]] $arguments)
  $done = Start-Process msiexec.exe -ArgumentList $arguments -Wait -PassThru
  if ($done.ExitCode -notin 0, 3010) {{ throw "msiexec failed with exit code $($done.ExitCode)." }}
}}
& $run @('/i', "`"$agent`"", '/quiet', '/norestart', "REGISTRATIONTOKEN=$token")
& $run @('/i', "`"$loader`"", '/quiet', '/norestart')

Remove-Variable token
Remove-Item -LiteralPath $folder -Recurse
"#
    )
}

const REPAIR: &str = r"$key = 'HKLM:\SOFTWARE\Microsoft\RDInfraAgent'
Set-ItemProperty -LiteralPath $key -Name IsRegistered -Value 0
Set-ItemProperty -LiteralPath $key -Name RegistrationToken -Value $token
Restart-Service -Name RDAgentBootLoader
Remove-Variable token

foreach ($look in 1..30) {
  Start-Sleep -Seconds 10
  if ((Get-ItemProperty -LiteralPath $key).IsRegistered -eq 1) { 'The VM is registered.'; return }
}
Write-Warning 'Not registered after 5 minutes. See the latest agent events:'
Get-WinEvent -FilterHashtable @{ LogName = 'Application'; Id = 3277 } -MaxEvents 3 | Format-List TimeCreated, Message
";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use arm::ResourceId;
    use host::Instant;
    use proptest::prelude::*;

    use super::*;
    use crate::operation::sample::pool;
    use crate::operation::{host_pools, session_hosts};
    use crate::version::ApiVersions;

    fn endpoint() -> Endpoint {
        Endpoint::parse("https://management.azure.com").unwrap()
    }

    fn of_pool(pool: &ResourceId) -> Call {
        host_pools::retrieve_registration_token(pool, &ApiVersions::default())
    }

    #[test]
    fn the_token_is_fetched_by_a_command_that_names_the_pool() {
        let text = script(Job::Install, Way::Cli, &of_pool(&pool()), &endpoint()).unwrap();
        let wanted = "$token = az desktopvirtualization hostpool retrieve-registration-token `\n  \
                      --subscription 'daefabc0-95b4-48b3-b645-8a753a63c4fa' `\n  --resource-group 'resourceGroup1' `\n  \
                      --name 'hostPool1' `\n  --query token --output tsv\n";
        assert!(text.contains(wanted), "{text}");
        let text = script(Job::Install, Way::AzPowerShell, &of_pool(&pool()), &endpoint()).unwrap();
        assert!(text.contains("-HostPoolName 'hostPool1').Token\n"), "{text}");
        assert!(text.contains("REGISTRATIONTOKEN=$token"), "{text}");
    }

    #[test]
    fn the_token_of_one_host_is_asked_for_by_its_request() {
        let host = pool().child("sessionHosts", "vm-1.contoso.example");
        let end = Instant::parse("2026-11-22T10:00:00Z").unwrap();
        let call = session_hosts::list_single_registration_tokens(&host, end, &ApiVersions::default());
        for (way, wanted) in [
            (Way::Cli, "--body \"@$body\" `\n  --query 'value[0].token' --output tsv"),
            (Way::AzPowerShell, "$token = ($answer.Content | ConvertFrom-Json).value[0].token"),
        ] {
            let text = script(Job::Repair, way, &call, &endpoint()).unwrap();
            assert!(text.contains(wanted) && text.contains("\"expirationTimeInUtc\": \"2026-11-22T10:00:00Z\""), "{text}");
            assert!(text.contains("listSingleSessionHostRegistrationTokens?api-version=2026-04-01-preview'"), "{text}");
        }
    }

    #[test]
    fn a_repair_clears_the_registration_before_it_restarts_the_agent() {
        let text = script(Job::Repair, Way::Asked, &of_pool(&pool()), &endpoint()).unwrap();
        let places: Vec<usize> =
            ["Read-Host", "IsRegistered -Value 0", "RegistrationToken -Value $token", "Restart-Service", "Remove-Variable token"]
                .iter()
                .map(|part| text.find(part).unwrap())
                .collect();
        assert!(places.is_sorted(), "{text}");
    }

    #[test]
    fn a_name_that_cmd_would_read_otherwise_has_no_script_for_the_cli() {
        let odd = ResourceId::parse(&pool().as_str().replace("resourceGroup1", "a&b")).unwrap();
        assert_eq!(script(Job::Install, Way::Cli, &of_pool(&odd), &endpoint()), None);
        assert!(script(Job::Install, Way::AzPowerShell, &of_pool(&odd), &endpoint()).unwrap().contains("'a&b'"));
    }

    proptest! {
        #[test]
        fn a_token_stands_in_one_literal_whatever_is_in_it(token in "[!-~\u{2018}\u{2019}]{1,40}") {
            let text = script_with(Job::Repair, &RegistrationToken::new(token.clone()));
            let line = text.lines().find_map(|line| line.strip_prefix("$token = ")).unwrap();
            prop_assert_eq!(line, powershell(&token));
        }
    }
}
