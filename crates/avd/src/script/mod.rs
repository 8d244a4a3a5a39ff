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

use arm::Endpoint;

use crate::change::Change;

pub use app_groups::delete_application_groups;
pub use az::{az_rest, az_rest_in_powershell};
pub use http::http;

/// What a PUT makes, as Bicep; `None` for any other call.
pub fn bicep(call: &arm::Call) -> Option<String> {
    bicep::file(call).ok().map(|(text, _)| text)
}

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
}

/// The change in every language.
pub fn codes(change: &Change, endpoint: &Endpoint) -> Vec<Code> {
    let call = &change.call;
    let mut codes = vec![
        Code { label: "REST", language: "http", text: http(call, endpoint), note: None },
        Code {
            label: "Azure CLI",
            language: "bash",
            text: az_rest(call, endpoint),
            note: Some("For a POSIX shell such as Bash.".to_owned()),
        },
    ];
    if let Some(text) = az_rest_in_powershell(call, endpoint) {
        let note = "For PowerShell. JSON goes through files: older versions lose its quotes on the way to a program.".to_owned();
        codes.push(Code { label: "Azure CLI in PowerShell", language: "powershell", text, note: Some(note) });
    }
    let (text, note) = powershell::command(call, endpoint);
    codes.push(Code { label: "PowerShell", language: "powershell", text, note: Some(note) });
    let (text, note) = bicep::file(call).unwrap_or_else(|why| (String::new(), Some(why)));
    codes.push(Code { label: "Bicep", language: "bicep", text, note });
    codes
}

#[cfg(test)]
mod tests;
