//! Whatever a pool looks like: an edit of one field changes that field and nothing else.

use arm::json::Fields;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::super::portable::writable;
use super::super::version::changed;
use super::super::*;
use super::{merge, patch_body};
use crate::operation::sample::pool;
use crate::rule::diff::diff;
use crate::version::ApiVersions;

const UDP: [&str; 4] = ["managedPrivateUDP", "directUDP", "publicUDP", "relayUDP"];
const TEXTS: [&str; 7] = [
    "friendlyName",
    "description",
    "customRdpProperty",
    "vmTemplate",
    "ssoadfsAuthority",
    "ssoClientId",
    "ssoClientSecretKeyVaultPath",
];

fn text() -> impl Strategy<Value = Value> {
    prop_oneof![Just(json!(null)), Just(json!("")), "[ -~äß☕;:\\\\\"]{1,20}".prop_map(Value::from)]
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = Value> {
    prop_oneof![Just(json!(null)), proptest::sample::select(words).prop_map(Value::from), "New[A-Z]{3}".prop_map(Value::from)]
}

fn tags() -> impl Strategy<Value = Value> {
    proptest::collection::btree_map("[a-zA-Z. ]{1,6}", "[a-z]{0,5}", 0..4).prop_map(|tags| json!(tags))
}

fn identity() -> impl Strategy<Value = Value> {
    let one = |name: &str| {
        format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}")
    };
    let some = proptest::collection::btree_set("[a-d]", 1..3).prop_map(move |names| {
        let ids: Map<String, Value> =
            names.iter().map(|name| (one(name), json!({"principalId": "p", "clientId": "c"}))).collect();
        json!({"type": "SystemAssigned, UserAssigned", "principalId": "p", "tenantId": "t", "userAssignedIdentities": ids})
    });
    prop_oneof![
        Just(json!(null)),
        Just(json!({"type": "None"})),
        Just(json!({"type": "SystemAssigned", "principalId": "p"})),
        some
    ]
}

fn agent_update() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        Just(json!({"type": "Default"})),
        (0..24, any::<bool>()).prop_map(|(hour, local)| json!({
            "type": "Scheduled", "useSessionHostLocalTime": local, "maintenanceWindows": [{"hour": hour, "dayOfWeek": "Friday"}], "later": hour
        })),
    ]
}

/// Any properties, absent ones included, with fields nobody knows.
fn properties() -> impl Strategy<Value = Value> {
    let texts = proptest::collection::vec(text(), TEXTS.len());
    let udp = proptest::collection::vec(word(&["Default", "Enabled", "Disabled"]), UDP.len());
    let unknown =
        proptest::collection::btree_map("x[a-zA-Z]{1,8}", prop_oneof![Just(json!(null)), Just(json!([1, {"a": null}]))], 0..3);
    let words = (
        word(&["Pooled", "Personal", "BYODesktop"]),
        word(&["BreadthFirst", "DepthFirst", "Persistent"]),
        word(&["Automated", "Standard"]),
        word(&["Enabled", "Disabled", "EnabledForClientsOnly"]),
    );
    let rest = (proptest::option::of(-3i64..1_000_000), proptest::option::of(any::<bool>()), agent_update());
    (texts, udp, unknown, words, rest, any::<u32>()).prop_map(|(texts, udp, unknown, words, rest, mask)| {
        let mut all: Map<String, Value> = TEXTS.iter().map(|name| (*name).to_owned()).zip(texts).collect();
        all.extend(UDP.iter().map(|name| (*name).to_owned()).zip(udp));
        all.extend([
            ("hostPoolType".to_owned(), words.0),
            ("loadBalancerType".to_owned(), words.1),
            ("managementType".to_owned(), words.2),
            ("publicNetworkAccess".to_owned(), words.3),
            ("maxSessionLimit".to_owned(), json!(rest.0)),
            ("startVMOnConnect".to_owned(), json!(rest.1)),
            ("agentUpdate".to_owned(), rest.2),
            ("objectId".to_owned(), json!("o")),
            ("registrationInfo".to_owned(), json!({"token": "secret"})),
        ]);
        let mut at = 0;
        all.retain(|_, _| {
            at += 1;
            mask >> at & 1 == 0
        });
        all.extend(unknown);
        Value::Object(all)
    })
}

fn any_pool() -> impl Strategy<Value = Value> {
    (properties(), tags(), identity(), text(), proptest::option::of(0i64..9)).prop_map(|(properties, tags, identity, kind, capacity)| {
        json!({
            "id": "/i", "name": "n", "type": "t", "etag": "e", "systemData": {}, "location": "westeurope", "zones": ["1"], "kind": kind,
            "tags": tags, "identity": identity, "sku": {"name": "S", "capacity": capacity}, "properties": properties,
        })
    })
}

/// A field and another value for it.
fn edit() -> impl Strategy<Value = (&'static str, Value)> {
    let text = |name: &'static str| "[a-z]{1,9}".prop_map(move |text| (name, json!(format!("new {text}"))));
    prop_oneof![
        proptest::sample::select(&TEXTS[..]).prop_flat_map(text),
        proptest::sample::select(&UDP[..]).prop_map(|name| (name, json!("Other"))),
        proptest::sample::select(&TEXTS[..]).prop_map(|name| (name, json!(null))),
        Just(("maxSessionLimit", json!(2_000_000))),
        Just(("validationEnvironment", json!(true))),
        Just(("publicNetworkAccess", json!("EnabledForSessionHostsOnly"))),
        Just(("agentUpdate", json!({"type": "Default", "useSessionHostLocalTime": true}))),
        Just(("tags", json!({"new": "tag"}))),
        Just(("tags", json!({}))),
        Just(("sku.capacity", json!(77))),
        Just(("managedBy", json!("/subscriptions/s/resourceGroups/g/providers/P/t/n"))),
        Just(("plan.version", json!("9"))),
        Just(("identity.type", json!("SystemAssigned,UserAssigned"))),
    ]
}

/// The top of a field, in the body of a request.
fn top(name: &str) -> String {
    let object = name.split('.').next().unwrap_or_default();
    if super::super::draft::ENVELOPE.contains(&object) { object.to_owned() } else { format!("properties.{object}") }
}

fn tops(body: &Value) -> Vec<String> {
    let fields = body.as_object().unwrap().iter();
    let below = |value: &Value| value.as_object().unwrap().keys().map(|name| format!("properties.{name}")).collect();
    fields.flat_map(|(name, value)| if name == "properties" { below(value) } else { vec![name.clone()] }).collect()
}

proptest! {
    #[test]
    fn one_edit_of_any_pool_changes_that_field_only(received in any_pool(), (name, value) in edit()) {
        let mut draft = Draft::from(&received);
        prop_assert_eq!(changed(&received, &draft), Vec::<String>::new());
        prop_assert_eq!(patch_body(&received, &draft), json!({}));
        draft.set(name, value);
        let names = changed(&received, &draft);
        prop_assert!(names.iter().all(|one| one == name), "{:?}", names);
        if barred(Way::Patch, &received, &draft, &ApiVersions::default()).is_none() {
            let wanted: Vec<String> = names.iter().map(|name| top(name)).collect();
            prop_assert_eq!(tops(&patch_body(&received, &draft)), wanted);
        }
        let body = by_newest_put(&pool(), &received, &draft, &ApiVersions::default()).call.body.unwrap();
        let field = top(name);
        for change in diff(&writable(&received), &body) {
            let own = change.path == field || change.path.starts_with(&format!("{field}."));
            prop_assert!(own, "{} changed too", change.path);
        }
        prop_assert!(!body.to_string().contains("secret"), "no token");
    }

    #[test]
    fn a_patch_merged_into_the_pool_is_the_draft(received in any_pool(), edits in proptest::collection::vec(edit(), 1..4)) {
        let mut draft = Draft::from(&received);
        for (name, value) in edits {
            draft.set(name, value);
        }
        let mut wanted = draft.clone();
        let mut after = received.clone();
        let mut body = patch_body(&received, &draft);
        if let Some(tags) = body.as_object_mut().unwrap().shift_remove("tags") {
            after["tags"] = tags;
        }
        merge(&mut after, &body);
        let before = Draft::from(&received);
        for name in before.names().iter().filter(|name| !Way::Patch.takes(name)) {
            wanted.set(name, before.field(name));
        }
        prop_assert_eq!(changed(&after, &wanted), Vec::<String>::new());
    }

    #[test]
    fn a_clone_of_any_pool_is_made_with_all_it_has(received in any_pool()) {
        let taken = take(&received);
        let draft = Draft::from(&taken.base);
        let body = create_from(&pool(), &taken.base, &draft, Way::Newest, &ApiVersions::default()).call.body.unwrap();
        prop_assert_eq!(changed(&body, &draft), Vec::<String>::new());
        prop_assert!(!body.to_string().contains("secret") && !body.to_string().contains("principalId"));
        for name in &taken.unknown {
            prop_assert!(tops(&body).contains(name), "{} is lost", name);
        }
    }

    #[test]
    fn what_is_exported_is_imported_alike(received in any_pool()) {
        let text = export(&received, &ApiVersions::default()).to_string();
        let again = import(&text).unwrap();
        prop_assert_eq!(again.base, take(&received).base);
        prop_assert!(again.dropped.is_empty(), "{:?}", again.dropped);
    }
}
