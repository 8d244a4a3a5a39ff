//! What can be chosen together, and which request can say what.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::*;
use super::received;
use crate::operation::sample::pool;
use crate::resource::{HostPoolType, ManagementType};
use crate::rule::FieldProblem;
use crate::version::ApiVersions;

/// Every word the API has for a field can be chosen somewhere: none is hidden (`HostPools_CreateOrUpdate`, definitions).
#[test]
fn every_word_of_the_reference_is_offered() {
    let draft = Draft::of_new();
    let words = |field: &str| offers(field, &draft).into_iter().map(|offer| (offer.value, offer.barred)).collect::<Vec<_>>();
    for (field, wanted) in [
        ("preferredAppGroupType", &["Desktop", "RailApplications", "None"][..]),
        ("personalDesktopAssignmentType", &["", "Automatic", "Direct"][..]),
        ("registrationInfo.registrationTokenOperation", &["", "Update", "None", "Delete"][..]),
    ] {
        assert_eq!(words(field), wanted.iter().map(|word| (*word, None)).collect::<Vec<_>>(), "{field}");
    }
}

#[test]
fn an_assignment_of_a_pooled_pool_is_sent_with_a_note() {
    let mut draft = Draft::of_new();
    choose(&mut draft, "personalDesktopAssignmentType", "Automatic");
    let found = problems_of_new("pool", "westeurope", &draft, &ApiVersions::default());
    assert!(found.len() == 1 && found[0].warning && found[0].message.contains("no effect in a pooled"), "{found:?}");
    let body = create(&pool(), "westeurope", &draft, &ApiVersions::default()).call.body.unwrap();
    assert_eq!(body["properties"]["personalDesktopAssignmentType"], "Automatic");
    choose(&mut draft, "personalDesktopAssignmentType", "");
    assert_eq!(problems_of_new("pool", "westeurope", &draft, &ApiVersions::default()), []);
}

const CHOSEN: [&str; 4] = ["hostPoolType", "managementType", "loadBalancerType", "personalDesktopAssignmentType"];

#[test]
fn what_is_barred_by_the_type() {
    let barred = |kind: &str| {
        let mut draft = Draft { host_pool_type: Some(HostPoolType::parse(kind)), ..Draft::default() };
        draft.set("preferredAppGroupType", json!("Desktop"));
        let all = CHOSEN.iter().flat_map(|field| offers(field, &draft));
        all.filter(|offer| offer.barred.is_some()).map(|offer| offer.value).collect::<Vec<_>>()
    };
    assert_eq!(barred("Pooled"), ["Persistent", "MultiplePersistent"], "an assignment means nothing there, and may be sent");
    assert_eq!(barred("Personal"), ["Automated", "BreadthFirst", "DepthFirst", ""]);
    assert_eq!(barred("BYODesktop"), ["Automated", "BreadthFirst", "DepthFirst", "", "Automatic"]);
}

proptest! {
    /// Whoever takes only what is offered never ends in a contradiction.
    #[test]
    fn what_is_offered_fits(picks in proptest::collection::vec((0..CHOSEN.len(), any::<prop::sample::Index>()), 1..12)) {
        let mut draft = Draft::of_new();
        for (field, pick) in picks {
            let open: Vec<Offer> = offers(CHOSEN[field], &draft).into_iter().filter(|offer| offer.barred.is_none()).collect();
            if !open.is_empty() {
                choose(&mut draft, CHOSEN[field], open[pick.index(open.len())].value);
            }
            let found = problems_of_new("pool", "westeurope", &draft, &ApiVersions::default());
            prop_assert!(!FieldProblem::any_error(&found), "{:?} {:?}", found, draft);
        }
    }
}

fn way_of(received: &Value, set: &[(&str, Value)]) -> (Way, Vec<Way>) {
    let mut draft = if received.is_null() { Draft::of_new() } else { Draft::from(received) };
    for (name, value) in set {
        draft.set(name, value.clone());
    }
    let open = Way::ALL.into_iter().filter(|way| barred(*way, received, &draft, &ApiVersions::default()).is_none()).collect();
    (way(received, &draft, None, &ApiVersions::default()), open)
}

#[test]
fn the_request_that_can_say_it() {
    use Way::{Legacy, Newest, Patch};
    let migration = json!({"operation": "Complete", "migrationPath": "TenantGroups/g"});
    let cases = [
        (Value::Null, vec![], Newest, vec![Newest, Legacy]),
        (Value::Null, vec![("managementType", json!("Automated"))], Newest, vec![Newest]),
        (Value::Null, vec![("relayUDP", json!("Default"))], Newest, vec![Newest, Legacy]),
        (Value::Null, vec![("relayUDP", json!("Disabled"))], Newest, vec![Newest]),
        (Value::Null, vec![("migrationRequest", migration.clone())], Legacy, vec![Legacy]),
        (Value::Null, vec![("loadBalancerType", json!("MultiplePersistent"))], Newest, vec![Newest]),
        (Value::Null, vec![("identity.type", json!("None"))], Newest, vec![Newest, Legacy]),
        (Value::Null, vec![("identity.type", json!("UserAssigned"))], Newest, vec![Newest]),
        (Value::Null, vec![("conditionalRdpProperty", json!("a:i:1:AuthContext:c1"))], Newest, vec![Newest]),
        (received(), vec![("conditionalRdpProperty", json!("a:i:1:AuthContext:c1"))], Patch, vec![Patch, Newest]),
        (received(), vec![("friendlyName", json!("x"))], Patch, vec![Patch, Newest, Legacy]),
        (received(), vec![("relayUDP", json!("Disabled"))], Patch, vec![Patch, Newest]),
        (received(), vec![("sku.name", json!("S1"))], Newest, vec![Newest, Legacy]),
        (received(), vec![("sku.name", json!("S1")), ("relayUDP", json!("Disabled"))], Newest, vec![Newest]),
        (received(), vec![("migrationRequest", migration.clone())], Legacy, vec![Legacy]),
        (received(), vec![("migrationRequest", migration), ("relayUDP", json!("Disabled"))], Newest, vec![]),
    ];
    for (received, set, wanted, open) in cases {
        assert_eq!(way_of(&received, &set), (wanted, open), "{set:?}");
    }
}

#[test]
fn a_wish_counts_where_it_can() {
    let mut draft = Draft::of_new();
    let way = |draft: &Draft, wish| way(&Value::Null, draft, Some(wish), &ApiVersions::default());
    assert_eq!((way(&draft, Way::Newest), way(&draft, Way::Legacy)), (Way::Newest, Way::Legacy));
    draft.management_type = Some(ManagementType::Automated);
    assert_eq!((way(&draft, Way::Legacy), way(&draft, Way::Patch)), (Way::Newest, Way::Newest));
}

#[test]
fn a_migration_beside_what_its_version_does_not_know_is_said() {
    let mut draft = Draft { management_type: Some(ManagementType::Automated), ..Draft::of_new() };
    let problems_of = |draft: &Draft| problems_of_new("pool", "westeurope", draft, &ApiVersions::default());
    let found = problems_of(&draft);
    assert!(found.len() == 1 && found[0].warning && found[0].message.contains("managed identity"), "{found:?}");
    draft.set("identity.type", json!("SystemAssigned"));
    assert_eq!(problems_of(&draft), []);
    draft.set("migrationRequest.operation", json!("Start"));
    let found = problems_of_new("pool", "westeurope", &draft, &ApiVersions::default());
    let message = "A migration requires API version 2022-02-10-preview. It can't set Management. Save these changes separately.";
    assert_eq!(found, [FieldProblem::error("migrationRequest.operation", message)]);
}

#[test]
fn an_automated_pool_is_made_at_the_newest_version() {
    let draft = Draft { management_type: Some(ManagementType::Automated), ..Draft::of_new() };
    let change = create(&pool(), "westeurope", &draft, &ApiVersions::default());
    assert_eq!(change.call.api_version, "2026-04-01-preview");
    assert_eq!(change.call.body.unwrap()["properties"]["managementType"], "Automated");
    assert_eq!(change.effects[1], "Uses API version 2026-04-01-preview.");
    let draft = Draft { identity_type: Some(crate::resource::IdentityType::None), ..Draft::of_new() };
    let change =
        create_from(&pool(), &json!({"properties": {"directUDP": "Default"}}), &draft, Way::Legacy, &ApiVersions::default());
    assert_eq!(change.call.api_version, "2022-02-10-preview");
    let body = change.call.body.unwrap();
    assert_eq!(body["properties"].get("managementType"), None, "that version does not know the word");
    assert_eq!((body["properties"].get("directUDP"), body.get("identity")), (None, None), "nor these");
    assert!(
        change
            .warnings
            .iter()
            .any(|warning| warning.contains("ended support for API version 2022-02-10-preview on 1 August 2025"))
    );
}

fn using(versions: &str) -> ApiVersions {
    ApiVersions::default().with_overrides(&[("hostPools".to_owned(), versions.to_owned())].into())
}

#[test]
fn a_value_raises_the_version_or_is_refused_at_its_field() {
    let mut draft = Draft::of_new();
    draft.set("conditionalRdpProperty", json!("a:i:1:AuthContext:c1"));
    draft.management_type = None;
    let raised = using("2025-10-10, 2026-01-01-preview, 2026-03-01-preview");
    assert_eq!(problems_of_new("pool", "westeurope", &draft, &raised), []);
    assert_eq!(create(&pool(), "westeurope", &draft, &raised).call.api_version, "2026-03-01-preview");
    let mut edited = Draft::from(&received());
    edited.set("conditionalRdpProperty", json!("a:i:1:AuthContext:c1"));
    assert_eq!(by_patch(&pool(), &received(), &edited, &raised).call.api_version, "2026-03-01-preview");
    edited = Draft { friendly_name: "x".to_owned(), ..Draft::from(&received()) };
    assert_eq!(by_patch(&pool(), &received(), &edited, &raised).call.api_version, "2025-10-10", "no more than is needed");

    let fields = |draft: &Draft, versions: &ApiVersions| {
        let found = problems_of_new("pool", "westeurope", draft, versions);
        found.into_iter().map(|problem| (problem.field, problem.message)).collect::<Vec<_>>()
    };
    let found = fields(&draft, &using("2025-10-10"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "conditionalRdpProperty");
    assert!(found[0].1.contains("requires API version 2026-03-01-preview or later"), "{}", found[0].1);
    let personal = json!({"hostPoolType": "Personal", "loadBalancerType": "MultiplePersistent", "preferredAppGroupType": "Desktop",
        "personalDesktopAssignmentType": "Automatic"});
    let found = fields(&Draft::from(&json!({"properties": personal})), &using("2024-04-03"));
    assert_eq!(found.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["loadBalancerType"]);
    assert!(found[0].1.starts_with("Multiple persistent requires API version 2025-03-01-preview"), "{}", found[0].1);
    assert!(fields(&draft, &using("2031-01-01")).is_empty(), "of a version nobody knows nothing is held against");
}

#[test]
fn what_a_replacement_would_lose_is_refused() {
    let mut pool = received();
    pool["properties"]["conditionalRdpProperty"] = json!("a:i:1:AuthContext:c1");
    let mut draft = Draft::from(&pool);
    draft.set("sku.name", json!("S1"));
    let versions = ApiVersions::default();
    assert_eq!(way(&pool, &draft, Some(Way::Legacy), &versions), Way::Newest);
    let why = barred(Way::Legacy, &pool, &draft, &versions).unwrap();
    assert!(why.contains("would lose Conditional RDP properties"), "{why}");
    assert!(barred(Way::Newest, &pool, &draft, &using("2025-10-10")).is_some_and(|why| why.contains("2025-10-10")));
    assert_eq!(
        by_newest_put(&crate::operation::sample::pool(), &pool, &draft, &versions).call.body.unwrap()["properties"]["conditionalRdpProperty"],
        "a:i:1:AuthContext:c1"
    );
}

#[test]
fn what_the_pool_has_already_is_no_problem_of_an_edit() {
    let mut odd = received();
    odd["kind"] = json!("no/kind");
    odd["plan"] = json!({"name": "p"});
    let mut draft = Draft::from(&odd);
    draft.friendly_name = "x".to_owned();
    assert_eq!(problems(&odd, &draft, &ApiVersions::default()), []);
    draft.kind = "other".to_owned();
    assert_eq!(problems(&odd, &draft, &ApiVersions::default()).iter().map(|problem| problem.field).collect::<Vec<_>>(), ["kind"]);
}

#[test]
fn fields_of_the_envelope() {
    let of = |set: &[(&str, Value)]| {
        let mut draft = Draft::of_new();
        for (name, value) in set {
            draft.set(name, value.clone());
        }
        problems_of_new("pool", "westeurope", &draft, &ApiVersions::default())
            .into_iter()
            .map(|problem| problem.field)
            .collect::<Vec<_>>()
    };
    assert_eq!(of(&[("sku.tier", json!("Basic"))]), ["sku.name"]);
    assert_eq!(of(&[("sku.capacity", json!(3_000_000_000_i64)), ("sku.name", json!("S"))]), ["sku.capacity"]);
    assert_eq!(of(&[("plan.name", json!("p"))]), ["plan.publisher", "plan.product"]);
    assert_eq!(of(&[("kind", json!("a b"))]), ["kind"]);
    assert_eq!(of(&[("managedBy", json!("someone"))]), ["managedBy"]);
    assert_eq!(of(&[("tags", json!({"a/b": "x"}))]), ["tags"]);
    assert_eq!(of(&[("ssoadfsAuthority", json!("adfs"))]), ["ssoadfsAuthority"]);
    assert_eq!(of(&[("ssoSecretType", json!("SharedKeyInKeyVault"))]), ["ssoClientSecretKeyVaultPath"]);
    assert_eq!(of(&[("ssoClientSecretKeyVaultPath", json!("hunter2"))]), ["ssoClientSecretKeyVaultPath"]);
}

#[test]
fn what_is_set_in_a_line() {
    let draft = Draft::from(&received());
    assert_eq!(summary(&draft, &["sku.name", "plan.name"]), None);
    let names = ["loadBalancerType", "maxSessionLimit", "startVMOnConnect", "preferredAppGroupType", "agentUpdate"];
    let wanted = "Load balancer: Breadth-first · Max session limit: 999999 · Preferred application group: Desktop · 1 more";
    assert_eq!(summary(&draft, &names).as_deref(), Some(wanted));
    assert_eq!(summary(&draft, &["agentUpdate"]).as_deref(), Some("Scheduled"), "one field needs no label");
    assert_eq!(summary(&draft, &["publicNetworkAccess", "startVMOnConnect"]), None, "what the service does by itself");
    assert_eq!(label("properties.agentUpdate.type"), "Agent updates: type");
    assert_eq!(label("tags.env"), "Tags: env");
}
