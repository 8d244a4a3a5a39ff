//! Import, export, clone.

use serde_json::{Value, json};

use super::super::*;
use super::received;
use crate::operation::sample::pool;
use crate::version::ApiVersions;

#[test]
fn a_pool_as_received_says_what_it_lost_and_what_nobody_knows() {
    let imported = import(&received().to_string()).unwrap();
    assert_eq!(imported.name.as_deref(), Some("hostPool1"));
    let lost = ["id", "systemData", "properties.objectId", "properties.cloudPcResource", "properties.registrationInfo"];
    assert_eq!(imported.dropped, lost);
    assert_eq!(imported.unknown, ["properties.novel"]);
    assert!(!imported.base.to_string().contains("token"));
}

#[test]
fn shapes_that_hold_a_pool() {
    let resource = json!({"type": "Microsoft.DesktopVirtualization/hostPools", "apiVersion": "2024-04-03", "name": "hp",
        "location": "westeurope", "properties": {"hostPoolType": "Pooled"}});
    let template = json!({"$schema": "x", "resources": [{"type": "Microsoft.Web/sites"}, resource]});
    let named = json!({"resources": {"pool": resource}});
    let flat = json!({"name": "hp", "type": "Microsoft.DesktopVirtualization/hostpools", "location": "westeurope", "hostPoolType": "Pooled",
        "resourceGroup": "rg", "objectId": "o"});
    for text in [&resource, &template, &named, &flat] {
        let imported = import(&text.to_string()).unwrap();
        assert_eq!(imported.name.as_deref(), Some("hp"), "{text}");
        assert_eq!(imported.base, json!({"location": "westeurope", "properties": {"hostPoolType": "Pooled"}}), "{text}");
    }
}

/// Every name of an object and of what is below it.
fn names(value: &Value, path: &str, into: &mut Vec<String>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let here = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        into.push(here.clone());
        names(value, &here, into);
    }
}

/// The names of the body of the pool that becomes of an import, and the body.
fn made_of(text: &str) -> (Vec<String>, Value) {
    let imported = import(text).unwrap();
    let change = create_from(&pool(), &imported.base, &Draft::from(&imported.base), Way::Newest, &ApiVersions::default());
    let body = change.call.body.unwrap();
    let mut found = Vec::new();
    names(&body, "", &mut found);
    (found, body)
}

#[test]
fn what_people_import_goes_out_as_the_api_spells_it() {
    let (names, body) = made_of(include_str!("../../../../../../tests/cases/import-az-cli.json"));
    let wanted = [
        "hostPoolType",
        "loadBalancerType",
        "preferredAppGroupType",
        "maxSessionLimit",
        "customRdpProperty",
        "startVMOnConnect",
        "validationEnvironment",
    ];
    for name in wanted {
        assert!(names.contains(&format!("properties.{name}")), "{name} is missing: {names:?}");
    }
    assert_eq!((names.len(), &body["location"]), (wanted.len() + 2, &json!("eastus")), "{names:?}");

    let (names, body) = made_of(include_str!("../../../../../../tests/cases/import-template-hostpooltype.json"));
    assert_eq!(body["properties"]["hostPoolType"], "Pooled");
    assert_eq!(body["properties"]["validationEnvironment"], false);
    assert_eq!((&body["tags"], &body["location"]), (&json!({"env": "prod"}), &json!("East US")));
    let wrong = ["hostpoolType", "validationEnviroment", "personalDesktopAssignmentType", "ring"];
    assert!(!wrong.iter().any(|wrong| names.contains(&format!("properties.{wrong}"))), "{names:?}");
}

fn shouted(value: &Value, path: &str) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| {
                let keeps = matches!(path, "tags" | "novel") || name.starts_with("novel");
                (if keeps { name.clone() } else { name.to_uppercase() }, shouted(value, name))
            })
            .collect(),
        Value::Array(items) => items.iter().map(|item| shouted(item, path)).collect(),
        other => other.clone(),
    }
}

#[test]
fn the_case_of_names_does_not_matter() {
    let plain = received();
    let loud = shouted(&plain, "");
    assert_eq!(made_of(&loud.to_string()).1, made_of(&plain.to_string()).1);
    assert_eq!(Draft::from(&loud), Draft::from(&plain));
    let mut both = plain.clone();
    both["properties"]["HOSTPOOLTYPE"] = json!("Personal");
    assert_eq!(made_of(&both.to_string()).1, made_of(&plain.to_string()).1, "each property once");
    assert!(import(&both.to_string()).unwrap().dropped.contains(&"properties.HOSTPOOLTYPE".to_owned()));
}

#[test]
fn what_is_no_pool_says_why() {
    let two = json!({"resources": [{"type": "Microsoft.DesktopVirtualization/hostPools"}, {"type": "microsoft.desktopvirtualization/hostpools"}]});
    let cases = [
        ("{", "This isn't valid JSON"),
        ("[]", "isn't a JSON object"),
        ("{}", "it has no properties"),
        (r#"{"type": "Microsoft.Web/sites", "properties": {}}"#, "is a Microsoft.Web/sites"),
        (r#"{"resources": []}"#, "doesn't contain a host pool"),
        (r#"{"properties": 1}"#, "aren't a JSON object"),
        (&two.to_string(), "2 host pools"),
    ];
    for (text, wanted) in cases {
        let why = import(text).unwrap_err();
        assert!(why.contains(wanted), "{text}: {why}");
    }
}

#[test]
fn what_only_a_template_engine_could_read_is_named() {
    let text = json!({"name": "[parameters('name')]", "location": "[resourceGroup().location]",
        "properties": {"hostPoolType": "Pooled", "description": "[[not one]", "friendlyName": "[concat('a')]"}});
    let imported = import(&text.to_string()).unwrap();
    assert_eq!(
        (imported.name, imported.dropped),
        (None, ["name", "location", "properties.friendlyName"].map(str::to_owned).to_vec())
    );
    assert_eq!(imported.base["properties"], json!({"hostPoolType": "Pooled", "description": "[[not one]"}));
}

#[test]
fn an_import_is_made_with_what_nobody_knows() {
    let imported = import(&received().to_string()).unwrap();
    let draft = Draft { migration_request: None, ..Draft::from(&imported.base) };
    let change = create_from(&pool(), &imported.base, &draft, Way::Newest, &ApiVersions::default());
    let body: Value = change.call.body.unwrap();
    assert_eq!(body["properties"]["novel"], json!({"a": [null, 1]}));
    assert_eq!(body["properties"]["agentUpdate"]["novelToo"], json!(true));
    assert_eq!(body["properties"].get("migrationRequest"), None);
    assert_eq!(change.call.api_version, "2026-04-01-preview");
}

#[test]
fn an_export_is_a_resource_without_a_token() {
    let resource = export(&received(), &ApiVersions::default());
    let keys: Vec<&String> = resource.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["type", "apiVersion", "name", "location", "tags", "properties"]);
    assert!(!resource.to_string().contains("token"));
    assert!(
        received()["properties"]["ring"].is_null() && resource["properties"].get("ring").is_none(),
        "nothing without a value"
    );
}

#[test]
fn an_export_as_bicep() {
    let mut received = received();
    received["identity"] = json!({"type": "SystemAssigned", "principalId": "p"});
    let text = declaration(&pool(), &received, &ApiVersions::default()).unwrap();
    assert!(text.contains("'Microsoft.DesktopVirtualization/hostPools@2026-04-01-preview' = {\n  name: 'hostPool1'\n"), "{text}");
    assert!(text.contains("type: 'SystemAssigned'") && text.contains("hostPoolType: 'Pooled'"), "{text}");
    assert!(!text.contains("token") && !text.contains("objectId") && !text.contains("principalId"), "{text}");
}
