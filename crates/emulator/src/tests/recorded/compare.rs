//! What differs between a recorded answer and ours.

use serde_json::Value;

use super::Recording;
use crate::tests::Answer;

/// Where, and what.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Difference {
    pub(super) path: String,
    pub(super) what: String,
}

/// Headers that say how a call is followed: none may be added.
const FOLLOWED: [&str; 3] = ["Location", "Azure-AsyncOperation", "Retry-After"];

pub(super) fn differences(recording: &Recording, ours: &Answer) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut differ = |path: &str, what: String| found.push(Difference { path: path.to_owned(), what });
    let theirs = &recording.response;
    if theirs.status != ours.status {
        differ("status", format!("{} is {}: {}", theirs.status, ours.status, ours.body));
    }
    for (name, value) in &theirs.headers {
        match ours.response.header(name) {
            None => differ(&format!("header {name}"), "is missing".to_owned()),
            Some(own) if version_of(value) != version_of(own) => {
                differ(&format!("header {name} api-version"), format!("{:?} is {:?}", version_of(value), version_of(own)));
            }
            Some(own) if !same_header(name, value, own) => differ(&format!("header {name}"), format!("{value} is {own}")),
            Some(_) => {}
        }
    }
    for name in FOLLOWED {
        let recorded = theirs.headers.keys().any(|known| known.eq_ignore_ascii_case(name));
        if ours.response.header(name).is_some() && !recorded {
            differ(&format!("header {name}"), "was not recorded".to_owned());
        }
    }
    if theirs.body.is_null() != ours.response.body.is_empty() {
        differ("body", format!("{} bytes", ours.response.body.len()));
    }
    values(&theirs.body, &ours.body, "body", &mut found);
    found
}

/// Where an operation is followed, path and parameters are the same but for ids and signatures; other headers of our concern are
/// the same to the letter, and of the rest it is enough that they are there.
fn same_header(name: &str, theirs: &str, ours: &str) -> bool {
    match name {
        "Location" | "Azure-AsyncOperation" if theirs.starts_with("https://") => {
            let shape = |text: &str| {
                let (path, query) = text.split_once('?').unwrap_or((text, ""));
                let path =
                    path.split("/subscriptions/").nth(1).unwrap_or_default().rsplit_once('/').unwrap_or_default().0.to_owned();
                let names: Vec<String> =
                    query.split('&').map(|pair| pair.split('=').next().unwrap_or_default().to_owned()).collect();
                (path, names)
            };
            shape(theirs) == shape(ours) && ours.len() > 2600
        }
        "Location" | "Retry-After" => theirs == ours,
        name if name.starts_with("x-ms-ratelimit-") => theirs == ours,
        _ => true,
    }
}

fn version_of(text: &str) -> Option<&str> {
    text.split("api-version=").nth(1)?.split('&').next()
}

fn values(theirs: &Value, ours: &Value, path: &str, found: &mut Vec<Difference>) {
    let mut differ = |path: &str, what: String| found.push(Difference { path: path.to_owned(), what });
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            for name in ours.keys().filter(|name| !theirs.contains_key(*name)) {
                differ(&format!("{path}.{name}"), "was not recorded".to_owned());
            }
            for (name, value) in theirs {
                let below = format!("{path}.{name}");
                match ours.get(name) {
                    Some(own) => values(value, own, &below, found),
                    None => found.push(Difference { path: below, what: "is missing".to_owned() }),
                }
            }
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            if theirs.len() != ours.len() {
                differ(path, format!("{} items are {}", theirs.len(), ours.len()));
            }
            for (at, (theirs, ours)) in theirs.iter().zip(ours).enumerate() {
                values(theirs, ours, &format!("{path}[{at}]"), found);
            }
        }
        (Value::String(theirs), Value::String(ours)) => texts(theirs, ours, path, found),
        (theirs, ours) if theirs == ours => {}
        _ => differ(path, format!("{theirs} is {ours}")),
    }
}

/// Texts are equal, or of the same kind: ids of any value, times of any value with the same zone, JSON of the same shape.
fn texts(theirs: &str, ours: &str, path: &str, found: &mut Vec<Difference>) {
    if let (Ok(theirs @ (Value::Array(_) | Value::Object(_))), Ok(ours)) =
        (serde_json::from_str(theirs), serde_json::from_str(ours))
    {
        return values(&theirs, &ours, &format!("{path}(JSON)"), found);
    }
    let (theirs, ours) = (kind(theirs), kind(ours));
    if theirs != ours {
        found.push(Difference { path: path.to_owned(), what: format!("{theirs:?} is {ours:?}") });
    }
}

/// A text without what belongs to the moment: ids, and times but for how they end.
fn kind(text: &str) -> String {
    let time = text.len() >= 19 && text.as_bytes()[10] == b'T' && text.as_bytes()[4] == b'-' && text.as_bytes()[13] == b':';
    if time {
        return format!("time{}", text[19..].trim_start_matches(['.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']));
    }
    let of_token = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if text == "header.payload.signature" || (text.len() > 100 && text.chars().all(of_token)) {
        return "token".to_owned();
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match rest.get(..36).filter(|part| is_guid(part)) {
            Some(_) => {
                out.push_str("GUID");
                rest = &rest[36..];
            }
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

fn is_guid(text: &str) -> bool {
    text.chars().enumerate().all(|(at, c)| if matches!(at, 8 | 13 | 18 | 23) { c == '-' } else { c.is_ascii_hexdigit() })
}
