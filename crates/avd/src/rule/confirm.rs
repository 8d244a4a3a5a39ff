//! Whether what was read back shows that a write had its effect.
//!
//! The answer to a write is no proof: it may be lost, and the status of an update lags about 20 seconds behind an action
//! (Learn, "Update session hosts using session host update").

use arm::Json;
use serde_json::{Map, Value};
pub use writes::Confirmation;

use super::wording::wording;
use super::{configuration_edit, host_pool_edit, meaning, policy_edit};
use crate::change::{Change, ReadBack};
use crate::resource::{ProvisioningState, ProvisioningStatusWord, RegistrationInfo, Timestamp};

mod update;

/// Compares what was read (`None`: 404) with what the change asked for. `before` is what the same read gave before the write,
/// `Value::Null` if there was nothing.
pub fn confirm(change: &Change, before: &Value, read: Option<&Value>) -> Confirmation {
    match change.verify {
        ReadBack::HostPool | ReadBack::Management | ReadBack::SessionHostFields => resource(change, before, read),
        ReadBack::Configuration => configuration(change, before, read),
        ReadBack::RegistrationToken => token(change, read),
        ReadBack::UpdateStatus | ReadBack::UpdateEnd => update::confirm(change, before, read),
        ReadBack::ProvisioningStatus => provisioning(read),
        ReadBack::ScalingPlan => scaling_plan(change, read),
        ReadBack::SessionHost => retried(before, read),
        ReadBack::Machine => super::machine::confirmed(change, read),
        ReadBack::Gone => gone(read),
        ReadBack::UserSession => super::user_session::confirmed(change, before, read),
        ReadBack::Answer => Confirmation::NotShown("There's no way to check the result.".to_owned()),
    }
}

fn gone(read: Option<&Value>) -> Confirmation {
    match read {
        None => Confirmation::Shown("Verified: it no longer exists.".to_owned()),
        Some(_) => Confirmation::NotShown("It still exists.".to_owned()),
    }
}

fn resource(change: &Change, before: &Value, read: Option<&Value>) -> Confirmation {
    let Some(read) = read else {
        return Confirmation::NotShown("Azure can't find the resource.".to_owned());
    };
    let mut found = Found::default();
    if let Some(body) = &change.call.body {
        differences(body, before, read, "", &mut found);
    }
    let labels = |paths: &[String]| paths.iter().map(|path| label(change.verify, path)).collect::<Vec<_>>().join(", ");
    match (found.differing.as_slice(), found.set.as_slice()) {
        ([], []) => Confirmation::Shown("Saved and verified.".to_owned()),
        ([], set) => Confirmation::Shown(format!("Saved and verified. Set by Azure: {}.", set.join(", "))),
        (differing, _) => Confirmation::NotShown(format!("These settings differ from what was sent: {}.", labels(differing))),
    }
}

/// What the field at a path is called on screen.
fn label(verify: ReadBack, path: &str) -> String {
    let field = path.strip_prefix("properties.").unwrap_or(path);
    match verify {
        ReadBack::Configuration => configuration_edit::label(field).to_owned(),
        ReadBack::Management => policy_edit::label(field).to_owned(),
        ReadBack::SessionHostFields => match field {
            "allowNewSession" => "Allow new sessions".to_owned(),
            "assignedUser" => "Assigned user".to_owned(),
            "friendlyName" => "Friendly name".to_owned(),
            other => other.to_owned(),
        },
        _ => host_pool_edit::label(path),
    }
}

/// A configuration is saved once the service has validated it, which shows in its state and in a new version.
fn configuration(change: &Change, before: &Value, read: Option<&Value>) -> Confirmation {
    let field = |of: &Value, name: &str| meaning::at(meaning::at(of, "properties"), name).as_str().map(str::to_owned);
    let state = read.and_then(|read| field(read, "provisioningState")).map(|word| ProvisioningState::parse(&word));
    match state {
        Some(ProvisioningState::Failed | ProvisioningState::Canceled) => {
            return Confirmation::NotShown("Validation of the configuration failed.".to_owned());
        }
        Some(ProvisioningState::Provisioning | ProvisioningState::Validating) => {
            return Confirmation::NotShown("Azure is still validating the configuration.".to_owned());
        }
        _ => {}
    }
    let version = read.and_then(|read| field(read, "version"));
    if version.is_some() && version == field(before, "version") {
        return Confirmation::NotShown("The configuration still has the old version.".to_owned());
    }
    match (resource(change, before, read), version) {
        (Confirmation::Shown(sentence), Some(version)) => Confirmation::Shown(format!("{sentence} New version: {version}.")),
        (other, _) => other,
    }
}

/// What a look at the fields of a write found.
#[derive(Default)]
struct Found {
    /// The paths that do not hold what was sent.
    differing: Vec<String>,
    /// What Azure sets by itself, whatever was sent.
    set: Vec<String>,
}

/// Collects the paths where `read` does not hold what `sent` asked for. Fields that were not sent may have any value.
fn differences(sent: &Value, before: &Value, read: &Value, path: &str, into: &mut Found) {
    // Reads never give the token (security), and a migration request is consumed by the service.
    if matches!(path, "properties.registrationInfo" | "properties.migrationRequest") {
        return;
    }
    if let (Value::Object(fields), "tags") = (sent, path) {
        // Tags are replaced as a whole, so one that is still there counts.
        let empty = Map::new();
        let there = read.as_object().unwrap_or(&empty);
        let more = there.keys().filter(|name| !fields.keys().any(|sent| sent.eq_ignore_ascii_case(name)));
        // A tag with an empty value is there; one that isn't there is none.
        let differs = |name: &&String| meaning::field(fields, name) != meaning::field(there, name);
        into.differing.extend(fields.keys().chain(more).filter(differs).map(|name| format!("tags.{name}")));
    } else if let Value::Object(fields) = sent {
        for (name, value) in fields {
            let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            differences(value, meaning::at(before, name), meaning::at(read, name), &below, into);
        }
    } else if !holds(path, sent, read) || only_case_was_to_change(sent, before, read) {
        let own = path == "properties.ring" && !read.is_null() && read != before;
        let list = if own { &mut into.set } else { &mut into.differing };
        list.push(if own { format!("{} ({read})", host_pool_edit::label(path)) } else { path.to_owned() });
    }
}

/// What the service gives for a field that has no value (recorded, at the creation of pools).
const UNSET: [(&str, &str); 8] = [
    ("identity.type", "None"),
    ("properties.publicNetworkAccess", "Enabled"),
    ("properties.startVMOnConnect", "false"),
    ("properties.validationEnvironment", "false"),
    ("properties.managedPrivateUDP", "Default"),
    ("properties.directUDP", "Default"),
    ("properties.publicUDP", "Default"),
    ("properties.relayUDP", "Default"),
];

/// Whether a field holds what was sent.
fn holds(path: &str, sent: &Value, read: &Value) -> bool {
    meaning::same(path, sent, read) || (meaning::is_nothing(path, sent) && is_unset(path, read))
}

/// Whether this is what a field without a value reads as.
fn is_unset(path: &str, read: &Value) -> bool {
    match read {
        Value::Object(fields) => fields.iter().all(|(name, value)| is_unset(&format!("{path}.{name}"), value)),
        read if meaning::is_nothing(path, read) => true,
        read => {
            let word = read.as_str().map_or_else(|| read.to_string(), str::to_owned);
            UNSET.iter().any(|(name, unset)| *name == path && word.eq_ignore_ascii_case(unset))
        }
    }
}

/// The text was to change in its case alone, and it is as it was: the service has not respelled it, nothing has happened.
fn only_case_was_to_change(sent: &Value, before: &Value, read: &Value) -> bool {
    let (Value::String(sent), Value::String(read)) = (sent, read) else { return false };
    sent != read && sent.eq_ignore_ascii_case(read) && before == read.as_str()
}

fn token(change: &Change, read: Option<&Value>) -> Confirmation {
    let info: RegistrationInfo = read.and_then(|value| RegistrationInfo::from_json(value.clone()).ok()).unwrap_or_default();
    let has_token = info.token.as_ref().is_some_and(|token| !token.reveal().is_empty());
    let body = change.call.body.as_ref();
    match body.and_then(|body| body.pointer("/properties/registrationInfo/expirationTime")).and_then(Value::as_str) {
        Some(asked) => {
            let asked = host::Instant::parse(asked).ok().map(host::Instant::seconds);
            let there = info.expiration_time.as_ref().and_then(Timestamp::at).map(host::Instant::seconds);
            if has_token && asked.is_some() && asked == there {
                Confirmation::Shown("Verified: the pool has a token with this expiry.".to_owned())
            } else {
                Confirmation::NotShown("Azure doesn't show a token with this expiry.".to_owned())
            }
        }
        None if has_token => Confirmation::NotShown("The pool still has a token.".to_owned()),
        None => Confirmation::Shown("Verified: the pool has no token.".to_owned()),
    }
}

fn provisioning(read: Option<&Value>) -> Confirmation {
    let word = read.and_then(|read| meaning::at(read, "status").as_str());
    match word.map(ProvisioningStatusWord::parse) {
        Some(ProvisioningStatusWord::Cancelling) => {
            Confirmation::Shown("Verified: creating session hosts is being cancelled.".to_owned())
        }
        Some(ProvisioningStatusWord::Canceled) => {
            Confirmation::Shown("Verified: creating session hosts is cancelled.".to_owned())
        }
        Some(other) => Confirmation::NotShown(format!("The status of creating session hosts is “{}”.", wording(other.as_str()))),
        None => Confirmation::NotShown("Azure doesn't show any session hosts being created.".to_owned()),
    }
}

fn scaling_plan(change: &Change, read: Option<&Value>) -> Confirmation {
    let (Some(read), Some(sent)) = (read, &change.call.body) else {
        return Confirmation::NotShown("Azure can't find the scaling plan.".to_owned());
    };
    let differing = super::autoscale::differing(sent, read);
    if differing.is_empty() {
        Confirmation::Shown("Saved and verified.".to_owned())
    } else {
        Confirmation::NotShown(format!("These host pools differ from what was sent: {}.", differing.join(", ")))
    }
}

/// A host whose creation is tried again is failed no more, or fails with another reason.
fn retried(before: &Value, read: Option<&Value>) -> Confirmation {
    let Some(read) = read else {
        return Confirmation::NotShown("Azure can't find the session host.".to_owned());
    };
    let at = |host: &Value, field: &str| meaning::at(meaning::at(host, "properties"), field).clone();
    let word = at(read, "updateState").as_str().unwrap_or("not reported").to_owned();
    let failed = word.eq_ignore_ascii_case("Failed");
    let anew = ["updateErrorMessage", "lastUpdateTime"].iter().any(|field| at(read, field) != at(before, field));
    match (failed, anew && !before.is_null()) {
        (false, _) => Confirmation::Shown(format!("Verified: the session host's update state is “{word}”.")),
        (true, true) => Confirmation::Shown("Azure tried again, and it failed again.".to_owned()),
        (true, false) => Confirmation::NotShown("The session host still shows the failure.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;
    use crate::operation::host_pools;
    use crate::operation::sample::pool;
    use crate::version::ApiVersions;

    fn change(verify: ReadBack, body: Value) -> Change {
        let call = host_pools::update(&pool(), body.clone(), &ApiVersions::default());
        let call = arm::Call { body: Some(body), ..call };
        Change { title: String::new(), target: pool(), call, effects: vec![], warnings: vec![], verify }
    }

    fn shown(change: &Change, before: &Value, read: impl Into<Option<Value>>) -> bool {
        matches!(confirm(change, before, read.into().as_ref()), Confirmation::Shown(_))
    }

    #[test]
    fn a_pool_reads_back_as_sent() {
        let edit =
            change(ReadBack::HostPool, json!({"tags": {"a": "1"}, "properties": {"friendlyName": "", "maxSessionLimit": 5}}));
        assert!(shown(&edit, &Value::Null, Some(json!({"tags": {"a": "1"}, "properties": {"maxSessionLimit": 5, "ring": 3}}))));
        let read = json!({"tags": {}, "properties": {"friendlyName": "old", "maxSessionLimit": 5}});
        let Confirmation::NotShown(sentence) = confirm(&edit, &Value::Null, Some(&read)) else { panic!("must differ") };
        assert!(sentence.contains("Tags: a, Friendly name") || sentence.contains("Friendly name, Tags: a"));
        assert!(!sentence.contains("session limit"));
        assert!(!shown(&edit, &Value::Null, None));
    }

    #[test]
    fn a_text_may_be_respelled_but_not_left_as_it_was() {
        let edit = change(ReadBack::HostPool, json!({"properties": {"friendlyName": "Sales"}}));
        let named = |name: &str| json!({"properties": {"friendlyName": name}});
        assert!(!shown(&edit, &named("Vertrieb"), named("sales")), "what people wrote comes back to the letter");
        assert!(shown(&edit, &named("sales"), named("Sales")));
        assert!(!shown(&edit, &named("sales"), named("sales")));
        let edit = change(ReadBack::HostPool, json!({"properties": {"ssoClientId": "ABC"}}));
        let id = |id: &str| json!({"properties": {"ssoClientId": id}});
        assert!(shown(&edit, &id("def"), id("abc")));
        assert!(!shown(&edit, &id("abc"), id("abc")));
    }

    #[test]
    fn other_spellings_of_the_service_are_no_difference() {
        let rdp = "drivestoredirect:s:*;audiomode:i:0";
        let sent = json!({"location": "East US", "identity": {"type": "SystemAssigned,UserAssigned"}, "tags": {"Env": "a"},
            "properties": {"customRdpProperty": rdp, "vmTemplate": "", "ring": 0, "loadBalancerType": "DepthFirst"}});
        let create = change(ReadBack::HostPool, sent);
        let read = json!({"location": "eastus", "identity": {"type": "SystemAssigned, UserAssigned", "tenantId": "t"}, "tags": {"env": "a"},
            "Properties": {"CustomRdpProperty": "audiomode:i:0;drivestoredirect:s:*;", "vmTemplate": null, "ring": 1,
                "loadbalancertype": "depthfirst", "objectId": "o"}});
        let Confirmation::Shown(sentence) = confirm(&create, &Value::Null, Some(&read)) else { panic!("it is as it was sent") };
        assert!(sentence.contains("Ring (1)"), "{sentence}");
        let ring = change(ReadBack::HostPool, json!({"properties": {"ring": 2}}));
        let there = json!({"properties": {"ring": 1}});
        assert!(!shown(&ring, &there, there.clone()), "it is as it was: nothing has happened");
    }

    #[test]
    fn what_is_taken_away_reads_back_as_the_default() {
        let edit =
            change(ReadBack::HostPool, json!({"identity": null, "properties": {"publicUDP": null, "startVMOnConnect": null}}));
        assert!(shown(
            &edit,
            &Value::Null,
            json!({"identity": {"type": "None"}, "properties": {"publicUDP": "Default", "startVMOnConnect": false}})
        ));
        assert!(!shown(&edit, &Value::Null, json!({"properties": {"publicUDP": "Enabled", "startVMOnConnect": false}})));
        assert!(!shown(&edit, &Value::Null, json!({"properties": {"publicUDP": null, "startVMOnConnect": true}})));
    }

    #[test]
    fn tags_show_as_a_whole() {
        let edit = change(ReadBack::HostPool, json!({"tags": {"a": "", "b": "x"}}));
        assert!(shown(&edit, &Value::Null, json!({"tags": {"b": "x", "a": ""}})));
        for tags in [json!({"a": "", "b": "x", "c": "removed"}), json!({"b": "x"}), json!({"a": "", "b": "X"}), Value::Null] {
            assert!(!shown(&edit, &Value::Null, json!({"tags": tags})), "{tags}");
        }
    }

    #[test]
    fn a_token_shows_by_its_expiry_and_a_revocation_by_its_absence() {
        let create = change(
            ReadBack::RegistrationToken,
            json!({"properties": {"registrationInfo": {"expirationTime": "2026-11-22T08:00:00Z", "registrationTokenOperation": "Update"}}}),
        );
        let read = |expiry: &str| Some(json!({"token": "t", "expirationTime": expiry}));
        assert!(shown(&create, &Value::Null, read("2026-11-22T08:00:00.0000000Z")));
        assert!(!shown(&create, &Value::Null, read("2026-11-21T08:00:00Z")));
        assert!(!shown(&create, &Value::Null, Some(json!({"token": null, "expirationTime": "2026-11-22T08:00:00Z"}))));
        let revoke = change(
            ReadBack::RegistrationToken,
            json!({"properties": {"registrationInfo": {"registrationTokenOperation": "Delete"}}}),
        );
        assert!(shown(&revoke, &Value::Null, Some(json!({"token": null}))));
        assert!(!shown(&revoke, &Value::Null, read("2026-11-22T08:00:00Z")));
    }

    #[test]
    fn a_configuration_shows_by_a_new_version_once_it_is_valid() {
        let edit = change(ReadBack::Configuration, json!({"properties": {"vmSizeId": "b", "friendlyName": null}}));
        let read = |version: &str, state: &str, size: &str| json!({"properties": {"version": version, "provisioningState": state, "vmSizeId": size}});
        let before = read("1", "Succeeded", "a");
        assert!(shown(&edit, &before, read("2", "Succeeded", "b")));
        assert!(shown(&edit, &Value::Null, read("1", "Succeeded", "b")), "there was none");
        for there in [
            read("1", "Succeeded", "b"),
            read("2", "Provisioning", "b"),
            read("2", "Failed", "b"),
            read("2", "Canceled", "b"),
            read("2", "Succeeded", "a"),
        ] {
            assert!(!shown(&edit, &before, there.clone()), "{there}");
        }
        assert!(!shown(&edit, &before, None));
    }

    #[test]
    fn what_differs_is_called_by_its_label() {
        for (verify, body, labels) in [
            (
                ReadBack::HostPool,
                json!({"properties": {"maxSessionLimit": 9}, "tags": {"env": "x"}}),
                "Max session limit, Tags: env",
            ),
            (ReadBack::Configuration, json!({"properties": {"vmSizeId": "b", "imageInfo": {"type": "Custom"}}}), "Size, Source"),
            (ReadBack::Management, json!({"properties": {"update": {"maxVmsRemoved": 3}}}), "Batch size"),
            (ReadBack::SessionHostFields, json!({"properties": {"allowNewSession": false}}), "Allow new sessions"),
        ] {
            let read = json!({"properties": {}});
            let wanted = format!("These settings differ from what was sent: {labels}.");
            assert_eq!(confirm(&change(verify, body), &Value::Null, Some(&read)), Confirmation::NotShown(wanted));
        }
    }

    #[test]
    fn a_cancelled_creation_shows() {
        let cancel = change(ReadBack::ProvisioningStatus, json!({"action": "Cancel"}));
        assert!(shown(&cancel, &Value::Null, Some(json!({"status": "Cancelling"}))));
        assert!(shown(&cancel, &Value::Null, Some(json!({"status": "Canceled"}))));
        assert!(!shown(&cancel, &Value::Null, Some(json!({"status": "ProvisioningSessionHosts"}))));
    }

    #[test]
    fn what_was_removed_shows_by_its_absence_and_an_answer_never() {
        let removed = change(ReadBack::Gone, Value::Null);
        assert!(shown(&removed, &Value::Null, None));
        assert!(!shown(&removed, &Value::Null, json!({"id": "still"})));
        assert!(!shown(&change(ReadBack::Answer, Value::Null), &Value::Null, None));
    }

    #[test]
    fn a_host_reads_back_as_sent() {
        let unassign = change(ReadBack::SessionHostFields, json!({"properties": {"assignedUser": ""}}));
        let host = |user: Value| json!({"properties": {"assignedUser": user, "allowNewSession": true}});
        assert!(shown(&unassign, &host(json!("ann@contoso.example")), host(Value::Null)));
        assert!(!shown(&unassign, &host(json!("ann@contoso.example")), host(json!("ann@contoso.example"))));
        let drain = change(ReadBack::SessionHostFields, json!({"properties": {"allowNewSession": false}}));
        assert!(!shown(&drain, &Value::Null, host(Value::Null)));
    }
}
