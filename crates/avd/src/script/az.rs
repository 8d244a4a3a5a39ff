//! A call as an `az rest` command (Azure CLI reference, `az rest`), for a POSIX shell and for PowerShell.

use arm::{Call, Endpoint};
use serde_json::{Map, Value};

use super::quote::{json, posix, powershell};

/// The command for a POSIX shell, with the Azure CLI's own sign-in.
pub fn az_rest(call: &Call, endpoint: &Endpoint) -> String {
    let mut command = format!("az rest --method {} \\\n  --url {}", method(call), posix(&call.url(endpoint)));
    if !call.headers.is_empty() {
        let headers: Vec<String> = call.headers.iter().map(|(name, value)| posix(&format!("{name}={value}"))).collect();
        command.push_str(&format!(" \\\n  --headers {}", headers.join(" ")));
    }
    if let Some(body) = &call.body {
        command.push_str(&format!(" \\\n  --body {}", posix(&json(body))));
    }
    command
}

/// The command for PowerShell. Older versions lose the double quotes of what they hand to a program, so JSON goes through a file.
/// `None` if `cmd.exe`, which runs the Azure CLI on Windows, would read the address in another way.
pub fn az_rest_in_powershell(call: &Call, endpoint: &Endpoint) -> Option<String> {
    let (files, command) = parts_in_powershell(call, endpoint)?;
    Some(files + &command)
}

/// What writes the files, and the command itself.
pub(super) fn parts_in_powershell(call: &Call, endpoint: &Endpoint) -> Option<(String, String)> {
    let url = call.url(endpoint);
    if !is_plain_for_cmd(&url) {
        return None;
    }
    let (mut files, mut options) = (String::new(), format!("az rest --method {} `\n  --url {}", method(call), powershell(&url)));
    let headers: Map<String, Value> =
        call.headers.iter().map(|(name, value)| (name.clone(), Value::String(value.clone()))).collect();
    let headers = (!headers.is_empty()).then(|| Value::Object(headers));
    for (name, value) in [("headers", headers.as_ref()), ("body", call.body.as_ref())] {
        if let Some(value) = value {
            let text = literal(&json(value));
            files.push_str(&format!(
                "${name} = New-TemporaryFile\nSet-Content -LiteralPath ${name} -Encoding utf8 -Value {text}\n"
            ));
            options.push_str(&format!(" `\n  --{name} \"@${name}\""));
        }
    }
    Some((files, options))
}

/// Whether `cmd.exe` takes a text for one word as it is.
pub(super) fn is_plain_for_cmd(text: &str) -> bool {
    !text.contains(['&', '|', '<', '>', '^', '"'])
}

/// JSON as a PowerShell text: its control characters are escaped already, its line ends may stand in the quotes.
pub(super) fn literal(json: &str) -> String {
    let lines: Vec<String> = json.split('\n').map(powershell).collect();
    let inside: Vec<&str> = lines.iter().map(|line| line.get(1..line.len() - 1).unwrap_or_default()).collect();
    format!("'{}'", inside.join("\n"))
}

fn method(call: &Call) -> String {
    call.method.as_str().to_ascii_lowercase()
}
