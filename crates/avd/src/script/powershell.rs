//! A call as PowerShell: the cmdlet of Az.DesktopVirtualization that sends it, or `Invoke-AzRestMethod` with the very request
//! where no cmdlet can say all of it.

use arm::{Call, Endpoint};
use host::Instant;
use serde_json::Value;

use super::az::literal;
use super::cmdlet::{CMDLETS, Cmdlet, Kind, Parameter, READERS, RENAMED};
use super::place::Place;
use super::quote::{json, powershell};

/// The command, and what to know about it.
pub(super) fn command(call: &Call, endpoint: &Endpoint) -> (String, String) {
    let mut silent = None;
    if call.headers.is_empty()
        && let Some(place) = Place::of(call)
    {
        for cmdlet in CMDLETS.iter().filter(|cmdlet| cmdlet.operation == call.operation) {
            match arguments(cmdlet, &place, call) {
                Ok(arguments) => return (lines(cmdlet.name, &arguments), module(cmdlet.name, &arguments, call)),
                Err(path) => silent = Some((cmdlet.name, path)),
            }
        }
    }
    (rest_method(call, endpoint), why(call, silent))
}

/// The request as it is, with the sign-in of Az.Accounts (Learn, `Invoke-AzRestMethod`).
fn rest_method(call: &Call, endpoint: &Endpoint) -> String {
    // Only the path and the query: the origin is that of the environment that is signed in to.
    let url = call.url(endpoint);
    let path = url.strip_prefix(endpoint.origin()).unwrap_or(&url);
    let mut arguments = vec![("Method".to_owned(), call.method.as_str().to_owned()), ("Path".to_owned(), powershell(path))];
    if let Some(body) = &call.body {
        arguments.push(("Payload".to_owned(), literal(&json(body))));
    }
    lines("Invoke-AzRestMethod", &arguments)
}

fn why(call: &Call, silent: Option<(&'static str, String)>) -> String {
    if let Some((header, _)) = call.headers.first() {
        return format!(
            "Invoke-AzRestMethod can't send the {header} header, so it overwrites changes made in the meantime. Use the Azure \
                CLI for this request."
        );
    }
    match silent {
        Some((name, path)) => format!(
            "{name} has no parameter for “{path}” with this value, so this sends the REST request to the cloud you signed in to \
                with Connect-AzAccount."
        ),
        None => "Az.DesktopVirtualization has no cmdlet for this, so it sends the REST request to the cloud you signed in to \
            with Connect-AzAccount."
            .to_owned(),
    }
}

/// The cmdlet that reads what a call reads, and what to know about it; `None` if there is none.
pub(super) fn reader(call: &Call) -> Option<(String, String)> {
    let place = Place::of(call)?;
    let (_, name, pool, switch) = READERS.iter().find(|(operation, ..)| *operation == call.operation)?;
    let mut text = format!(
        "{name} -SubscriptionId {} -ResourceGroupName {} -{pool} {}",
        powershell(&place.subscription),
        powershell(&place.group),
        powershell(&place.names.first()?.1)
    );
    let mut note = module(name, &[], call);
    if !switch.is_empty() {
        text.push_str(&format!(" -{switch}"));
        note.push_str(&format!(" In later preview builds, omit -{switch}; they always return the latest."));
    }
    Some((format!("{text} | Format-List *"), note))
}

fn module(cmdlet: &str, arguments: &[(String, String)], call: &Call) -> String {
    let released =
        ["HostPools_", "ScalingPlans_", "UserSessions_", "SessionHosts_Update", "SessionHosts_Delete", "SessionHosts_List"];
    let of = if released.iter().any(|family| call.operation.starts_with(family)) {
        "Requires the Az.DesktopVirtualization module."
    } else {
        "Requires a preview build (5.3.0 or later) of the Az.DesktopVirtualization module."
    };
    let renamed = RENAMED.iter().filter(|(known, _)| arguments.iter().any(|(parameter, _)| parameter == known));
    let renamed: String =
        renamed.map(|(known, later)| format!(" In later preview builds, -{known} is named -{later}.")).collect();
    format!("{of} {cmdlet} uses its module's API version, not {}.{renamed}", call.api_version)
}

/// The whole command line, in the order subscription, group, names, values; or the path of what it cannot say.
fn arguments(cmdlet: &Cmdlet, place: &Place, call: &Call) -> Result<Vec<(String, String)>, String> {
    let mut arguments = vec![
        ("SubscriptionId".to_owned(), powershell(&place.subscription)),
        ("ResourceGroupName".to_owned(), powershell(&place.group)),
    ];
    for (parameter, (_, name)) in cmdlet.names.iter().zip(&place.names) {
        arguments.push(((*parameter).to_owned(), powershell(name)));
    }
    for (name, value) in &call.query {
        let known = cmdlet.top.iter().find(|known| known.0.strip_prefix('?') == Some(name));
        let text =
            known.and_then(|(.., kind)| written(*kind, &value.parse().map_or_else(|_| value.as_str().into(), Value::Bool)));
        let (Some((_, parameter, _)), Some(text)) = (known, text) else { return Err(name.clone()) };
        arguments.push(((*parameter).to_owned(), text));
    }
    if let Some(body) = &call.body {
        let fixed = [cmdlet.top, cmdlet.properties].concat();
        for (path, ..) in fixed.iter().filter(|(.., kind)| matches!(kind, Kind::Fixed(_))) {
            let inside = if cmdlet.properties.iter().any(|known| known.0 == *path) { &body["properties"] } else { body };
            if at(inside, path).is_none() {
                return Err((*path).to_owned());
            }
        }
        walk(cmdlet, "", body, &mut arguments)?;
    }
    Ok(arguments)
}

fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, name| value.get(name))
}

fn walk(cmdlet: &Cmdlet, path: &str, value: &Value, into: &mut Vec<(String, String)>) -> Result<(), String> {
    if let Some((_, parameter, kind)) = parameter(cmdlet, path) {
        let text = written(*kind, value).ok_or_else(|| path.to_owned())?;
        if !parameter.is_empty() {
            into.push(((*parameter).to_owned(), text));
        }
        return Ok(());
    }
    match value {
        // An empty object says something that no parameter can, except at the top.
        Value::Object(fields) if !fields.is_empty() || path.is_empty() => fields.iter().try_for_each(|(name, value)| {
            let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            walk(cmdlet, &below, value, into)
        }),
        _ => Err(path.to_owned()),
    }
}

fn parameter<'a>(cmdlet: &'a Cmdlet, path: &str) -> Option<&'a Parameter> {
    let inside = path.strip_prefix("properties.");
    let known = cmdlet.top.iter().find(|known| known.0 == path);
    known.or_else(|| cmdlet.properties.iter().find(|known| Some(known.0) == inside))
}

/// A value as PowerShell; `None` if it is none of its kind.
fn written(kind: Kind, value: &Value) -> Option<String> {
    match kind {
        Kind::Fixed(word) => (value.as_str() == Some(word)).then(String::new),
        Kind::Text => value.as_str().map(powershell),
        Kind::Number => value.as_i64().map(|number| number.to_string()),
        Kind::Switch => value.as_bool().map(|on| format!(":${on}")),
        Kind::Moment => moment(value.as_str()?),
        Kind::MomentText => value.as_str().filter(|text| text.ends_with('Z') && Instant::parse(text).is_ok()).map(powershell),
        Kind::Numbers => {
            let numbers: Option<Vec<String>> = value.as_array()?.iter().map(|item| Some(item.as_i64()?.to_string())).collect();
            numbers.map(|numbers| format!("@({})", numbers.join(", ")))
        }
        Kind::Table => table(value, |value| value.as_str().map(powershell)),
        Kind::References => {
            let rows: Option<Vec<String>> = value.as_array()?.iter().map(reference).collect();
            rows.map(|rows| format!("@({})", rows.join(", ")))
        }
    }
}

/// An instant as a `[datetime]` that no time zone and no culture can move. `None` if it is finer than milliseconds.
fn moment(text: &str) -> Option<String> {
    let instant = Instant::parse(text).ok()?;
    let fraction = text.split('.').nth(1).map_or(0, |rest| rest.trim_end_matches('Z').trim_end_matches('0').len());
    let written = instant.to_rfc3339();
    let mut parts: Vec<i64> = written.get(..19)?.split(['-', 'T', ':']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let millis = instant.millis().rem_euclid(1000);
    if millis != 0 {
        parts.push(millis);
    }
    let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
    (fraction <= 3).then(|| format!("([datetime]::new({}, [DateTimeKind]::Utc))", parts.join(", ")))
}

/// A hashtable. PowerShell takes names that differ only in case for one.
fn table(value: &Value, one: impl Fn(&Value) -> Option<String>) -> Option<String> {
    let fields = value.as_object()?;
    let mut names: Vec<String> = fields.keys().map(|name| name.to_lowercase()).collect();
    names.sort();
    if names.windows(2).any(|pair| pair.first() == pair.get(1)) {
        return None;
    }
    let rows: Option<Vec<String>> =
        fields.iter().map(|(name, value)| Some(format!("{} = {}", powershell(name), one(value)?))).collect();
    rows.map(|rows| format!("@{{ {} }}", rows.join("; ")))
}

/// One host pool of a scaling plan; `None` if it has a field the cmdlet's type has not.
fn reference(value: &Value) -> Option<String> {
    let known = |name: &String| matches!(name.as_str(), "hostPoolArmPath" | "scalingPlanEnabled");
    value.as_object()?.keys().all(known).then_some(())?;
    table(value, |value| match value {
        Value::String(text) => Some(powershell(text)),
        Value::Bool(on) => Some(format!("${on}")),
        _ => None,
    })
}

/// One parameter a line.
fn lines(name: &str, arguments: &[(String, String)]) -> String {
    let mut text = name.to_owned();
    for (parameter, value) in arguments {
        // A switch has its value after a colon.
        let gap = if value.starts_with(':') { "" } else { " " };
        text.push_str(&format!(" `\n  -{parameter}{gap}{value}"));
    }
    text
}
