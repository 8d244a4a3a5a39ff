//! The same change as text to copy: the HTTP request, `az rest`, PowerShell, Bicep. Each is rendered from the very call that is
//! sent, and none holds a secret: a call holds none.

mod app_groups;
mod az;
mod bicep;
mod cmdlet;
pub mod handoff;
mod http;
mod place;
mod powershell;
pub(crate) mod quote;
mod reading;

use arm::Endpoint;

use crate::change::Change;

pub use app_groups::delete_application_groups;
pub use az::{az_rest, az_rest_in_powershell};
pub use http::http;
pub use reading::read_codes;

/// What a PUT makes, as Bicep; `None` for any other call.
pub fn bicep(call: &arm::Call) -> Option<String> {
    bicep::file(call).ok().map(|(text, _)| text)
}

/// A page to open beside a script: its words and its address.
pub type Link = (&'static str, &'static str);

/// Where the module comes from and how it is installed, and where nothing has to be installed (Learn, "Use Azure CLI and Azure
/// PowerShell with Azure Virtual Desktop").
const POWERSHELL_LINKS: &[Link] = &[
    ("Install Az.DesktopVirtualization", "https://learn.microsoft.com/azure/virtual-desktop/cli-powershell"),
    ("Preview builds in the PowerShell Gallery", "https://www.powershellgallery.com/packages/Az.DesktopVirtualization/"),
    CLOUD_SHELL,
];
const CLI_LINKS: &[Link] = &[("Install the Azure CLI", "https://learn.microsoft.com/cli/azure/install-azure-cli"), CLOUD_SHELL];
const CLOUD_SHELL: Link = ("Use Azure Cloud Shell", "https://learn.microsoft.com/azure/cloud-shell/overview");

/// A change in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// What it is, in a word: "PowerShell".
    pub label: &'static str,
    /// The language, in lower case, as Markdown names it.
    pub language: &'static str,
    /// The text to copy; empty where the change cannot be said in this language.
    pub text: String,
    /// What to know before it is used, or why there is none.
    pub note: Option<String>,
    /// Where what runs it comes from.
    pub links: &'static [Link],
}

/// The change in every language.
pub fn codes(change: &Change, endpoint: &Endpoint) -> Vec<Code> {
    let call = &change.call;
    let mut codes = vec![
        Code { label: "REST", language: "http", text: http(call, endpoint), note: None, links: &[] },
        Code {
            label: "Azure CLI",
            language: "bash",
            text: az_rest(call, endpoint),
            note: Some("For a POSIX shell such as Bash.".to_owned()),
            links: CLI_LINKS,
        },
    ];
    if let Some(text) = az_rest_in_powershell(call, endpoint) {
        let note = "For PowerShell. JSON is passed in files, because older PowerShell versions drop its quotes.".to_owned();
        codes.push(Code { label: "Azure CLI in PowerShell", language: "powershell", text, note: Some(note), links: CLI_LINKS });
    }
    let (text, note) = powershell::command(call, endpoint);
    codes.push(Code { label: "PowerShell", language: "powershell", text, note: Some(note), links: POWERSHELL_LINKS });
    let (text, note) = bicep::file(call).unwrap_or_else(|why| (String::new(), Some(why)));
    codes.push(Code { label: "Bicep", language: "bicep", text, note, links: &[] });
    codes
}

#[cfg(test)]
mod tests;
