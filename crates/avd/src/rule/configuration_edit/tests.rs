//! Examples and properties of configuration edits.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use host::Method;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::change::Change;
use crate::operation::sample::pool;
use crate::resource::{
    DiffDiskOption, DiffDiskPlacement, DomainJoinType, ImageType, SecurityType, VirtualMachineDiskType as Disk,
};
use crate::rule::{FieldProblem, field_table, meaning};
use crate::version::ApiVersions;

const VAULT: &str = "https://myvault.vault.azure.net/secrets";
const GROUP: &str = "/subscriptions/s/resourceGroups/g/providers";

fn received() -> Value {
    json!({"name": "default", "properties": {
        "version": "2026-01-02T03:04:05.1234567Z",
        "provisioningState": "Succeeded",
        "friendlyName": "January",
        "vmTags": {"Team": "desktop", "Cost": "42"},
        "vmNamePrefix": "fin-vm",
        "availabilityZones": [1, 2],
        "networkInfo": {"subnetId": format!("{GROUP}/Microsoft.Network/virtualNetworks/v/subnets/s1")},
        "vmSizeId": "Standard_D4s_v5",
        "diskInfo": {"managedDisk": {"type": "Premium_LRS"}},
        "imageInfo": {"type": "Marketplace", "marketplaceInfo": {
            "publisher": "MicrosoftWindowsDesktop", "offer": "windows-11", "sku": "win11-24h2-avd", "exactVersion": "26100.1.1"}},
        "domainInfo": {"joinType": "ActiveDirectory", "activeDirectoryInfo": {
            "domainName": "contoso.com", "ouPath": "OU=Hosts,DC=contoso,DC=com",
            "domainCredentials": {
                "usernameKeyVaultSecretUri": format!("{VAULT}/join-user"),
                "passwordKeyVaultSecretUri": format!("{VAULT}/join-password")}}},
        "securityInfo": {"type": "TrustedLaunch", "secureBootEnabled": true, "vTpmEnabled": true},
        "vmAdminCredentials": {
            "usernameKeyVaultSecretUri": format!("{VAULT}/admin-user"),
            "passwordKeyVaultSecretUri": format!("{VAULT}/admin-password")},
        "bootDiagnosticsInfo": {"enabled": true},
        "xFuture": {"keep": [1, null]},
    }})
}

fn edited(edit: impl FnOnce(&mut Draft)) -> Draft {
    let mut draft = Draft::from(&received());
    edit(&mut draft);
    draft
}

fn proposed(draft: &Draft) -> Change {
    change(&pool(), &received(), draft, &Situation::default(), &ApiVersions::default())
}

fn in_the_way(received: &Value, draft: &Draft) -> Vec<&'static str> {
    let found: Vec<FieldProblem> = problems(received, draft, &Situation::default());
    found.into_iter().filter(|problem| !problem.warning).map(|problem| problem.field).collect()
}

fn errors(edit: impl FnOnce(&mut Draft)) -> Vec<&'static str> {
    in_the_way(&received(), &edited(edit))
}

#[test]
fn a_patch_has_the_changed_fields_only() {
    let draft = edited(|draft| {
        draft.vm_size_id = "Standard_D8s_v5".to_owned();
        draft.exact_version = "26100.2.1".to_owned();
        draft.friendly_name.clear();
        draft.domain_password_uri = format!("{VAULT}/join-password-2");
    });
    let change = proposed(&draft);
    assert_eq!(change.call.method, Method::Patch);
    let sent = json!({"properties": {
        "imageInfo": {"marketplaceInfo": {"exactVersion": "26100.2.1"}},
        "vmSizeId": "Standard_D8s_v5",
        "domainInfo": {"activeDirectoryInfo": {"domainCredentials": {"passwordKeyVaultSecretUri": format!("{VAULT}/join-password-2")}}},
        "friendlyName": null,
    }});
    assert_eq!(change.call.body.unwrap(), sent);
    assert_eq!(edits(&received(), &draft).len(), 4);
    assert!(change.effects.last().unwrap().contains("doesn't start an update"));
    assert!(change.warnings.iter().any(|text| text.contains("out of date")));
    assert!(change.warnings.iter().any(|text| text.contains("new version right away")));
}

#[test]
fn what_is_cleared_as_a_whole_is_null() {
    let draft = edited(|draft| {
        draft.image_type = Some(ImageType::Custom);
        draft.custom_image = format!("{GROUP}/Microsoft.Compute/images/own");
        for text in [&mut draft.publisher, &mut draft.offer, &mut draft.sku, &mut draft.exact_version] {
            text.clear();
        }
        draft.disk_type = None;
        draft.ephemeral = Some(DiffDiskOption::Local);
        draft.availability_zones.clear();
        draft.vm_tags.remove("Cost");
    });
    assert!(in_the_way(&received(), &draft).is_empty());
    let sent = json!({"properties": {
        "imageInfo": {
            "type": "Custom", "marketplaceInfo": null,
            "customInfo": {"resourceId": format!("{GROUP}/Microsoft.Compute/images/own")}},
        "diskInfo": {"managedDisk": null, "diffDiskSettings": {"option": "Local"}},
        "availabilityZones": null,
        "vmTags": {"Team": "desktop", "Cost": null},
    }});
    assert_eq!(proposed(&draft).call.body.unwrap(), sent);
}

#[test]
fn what_a_patch_has_no_place_for_goes_by_put() {
    let draft = edited(|draft| {
        draft.ou_path = "OU=New,DC=contoso,DC=com".to_owned();
        draft.friendly_name.clear();
    });
    assert!(needs_put(&received(), &draft));
    let change = proposed(&draft);
    assert_eq!(change.call.method, Method::Put);
    let mut whole = received()["properties"].clone();
    whole["domainInfo"]["activeDirectoryInfo"]["ouPath"] = json!("OU=New,DC=contoso,DC=com");
    for name in ["version", "provisioningState", "friendlyName"] {
        whole.as_object_mut().unwrap().remove(name);
    }
    assert_eq!(change.call.body.unwrap()["properties"], whole, "unknown fields survive");
    assert!(change.warnings.iter().any(|text| text.contains("Organizational unit")));
    assert!(!needs_put(&received(), &edited(|draft| draft.domain_username_uri = format!("{VAULT}/other"))));
}

#[test]
fn a_configuration_is_created_by_put() {
    let draft = Draft { friendly_name: String::new(), ..Draft::from(&received()) };
    let change =
        change(&pool(), &Value::Null, &draft, &Situation { hosts: Some(0), ..Situation::default() }, &ApiVersions::default());
    assert_eq!(change.call.method, Method::Put);
    let body = change.call.body.unwrap();
    assert_eq!(Draft::from(&body), draft);
    assert!(body["properties"].get("friendlyName").is_none());
    assert_eq!(change.title, "Create the session host configuration of hostPool1");
    assert!(!change.warnings.iter().any(|text| text.contains("out of date")));
}

#[test]
fn a_new_configuration_names_all_that_is_missing() {
    let mut found = in_the_way(&Value::Null, &Draft::of_new());
    found.sort_unstable();
    let mut missing = vec![
        "imageInfo.marketplaceInfo.offer",
        "imageInfo.marketplaceInfo.sku",
        "imageInfo.marketplaceInfo.exactVersion",
        "domainInfo.joinType",
        "vmSizeId",
        "vmNamePrefix",
        "networkInfo.subnetId",
        "vmAdminCredentials.usernameKeyVaultSecretUri",
        "vmAdminCredentials.passwordKeyVaultSecretUri",
    ];
    missing.sort_unstable();
    assert_eq!(found, missing);
}

#[test]
fn contradictions_are_refused() {
    assert!(errors(|_| ()).is_empty());
    let entra = errors(|draft| draft.join_type = Some(DomainJoinType::AzureActiveDirectory));
    assert_eq!(entra.len(), 4, "{entra:?}");
    assert!(entra.iter().all(|field| field.starts_with("domainInfo.activeDirectoryInfo.")));
    let mdm = "domainInfo.azureActiveDirectoryInfo.mdmProviderGuid";
    assert_eq!(errors(|draft| draft.mdm_provider_guid = "0000000a-0000-0000-c000-000000000000".to_owned()), [mdm]);
    let both = ["securityInfo.secureBootEnabled", "securityInfo.vTpmEnabled"];
    assert_eq!(errors(|draft| draft.security_type = Some(SecurityType::Standard)), both);
    assert_eq!(errors(|draft| draft.security_type = None), both, "Standard is the default");
    let no_tpm = |draft: &mut Draft| (draft.security_type, draft.v_tpm) = (Some(SecurityType::ConfidentialVm), None);
    assert_eq!(errors(no_tpm), ["securityInfo.vTpmEnabled"]);
    assert_eq!(errors(|draft| draft.ephemeral = Some(DiffDiskOption::Local)), ["diskInfo.managedDisk.type"]);
    let placement = "diskInfo.diffDiskSettings.placement";
    assert_eq!(errors(|draft| draft.placement = Some(DiffDiskPlacement::CacheDisk)), [placement]);
    let custom = format!("{GROUP}/Microsoft.Compute/images/own");
    assert_eq!(errors(|draft| draft.custom_image = custom), ["imageInfo.customInfo.resourceId"]);
    let own = errors(|draft| draft.image_type = Some(ImageType::Custom));
    assert_eq!(own.len(), 5, "the image is missing and four Marketplace fields are too many: {own:?}");
    let storage = |draft: &mut Draft| {
        (draft.boot_diagnostics, draft.boot_diagnostics_storage) = (Some(false), "https://a.blob.core.windows.net".to_owned());
    };
    assert_eq!(errors(storage), ["bootDiagnosticsInfo.storageUri"]);
}

/// Microsoft's how-to calls the domain name and the organizational unit optional; the API requires the unit, which its field says.
#[test]
fn the_domain_is_optional_and_the_organizational_unit_is_not() {
    assert!(errors(|draft| draft.domain_name.clear()).is_empty());
    assert_eq!(errors(|draft| draft.ou_path.clear()), ["domainInfo.activeDirectoryInfo.ouPath"]);
    assert!(crate::rule::join_account::OU_REQUIRED.contains("Optional in the Azure portal, but required by the API."));
}

#[test]
fn shapes_and_limits() {
    let prefix = |text: &str| errors(|draft| draft.vm_name_prefix = text.to_owned());
    assert!(prefix("abcdefghijk").is_empty());
    for bad in ["abcdefghijkl", "a_b", "-ab", ""] {
        assert_eq!(prefix(bad), ["vmNamePrefix"], "{bad}");
    }
    assert!(errors(|draft| draft.friendly_name = "ä".repeat(260)).is_empty());
    assert_eq!(errors(|draft| draft.friendly_name = "ä".repeat(261)), ["friendlyName"]);
    assert_eq!(errors(|draft| draft.availability_zones = vec![1, 4]), ["availabilityZones"]);
    assert_eq!(
        errors(|draft| draft.subnet_id = format!("{GROUP}/Microsoft.Network/virtualNetworks/v")),
        ["networkInfo.subnetId"]
    );
    assert_eq!(errors(|draft| draft.security_group_id = "nsg1".to_owned()), ["networkInfo.securityGroupId"]);
    assert_eq!(errors(|draft| draft.script_url = "http://x.example/a.ps1".to_owned()), ["customConfigurationScriptUrl"]);
    assert_eq!(errors(|draft| draft.script_url = "https://x.example/a.ps1?sig=abc".to_owned()), ["customConfigurationScriptUrl"]);
    assert!(errors(|draft| draft.script_url = "https://x.example/a.ps1".to_owned()).is_empty());
    assert_eq!(errors(|draft| drop(draft.vm_tags.insert("a/b".to_owned(), String::new()))), ["vmTags"]);
    assert_eq!(errors(|draft| draft.vm_resource_group = "/subscriptions/s/resourceGroups/g".to_owned()), ["vmResourceGroup"]);
}

#[test]
fn a_secret_is_named_and_never_repeated() {
    let draft = edited(|draft| draft.admin_password_uri = "P@ssw0rd-of-the-admin".to_owned());
    let found = problems(&received(), &draft, &Situation::default());
    assert!(FieldProblem::any_error(&found));
    assert!(found.iter().all(|problem| !problem.message.contains("P@ssw0rd")));
    assert_eq!(draft.to_keep(), edited(|draft| draft.admin_password_uri.clear()));
    let versioned = edited(|draft| draft.admin_password_uri.push_str("/0123456789abcdef0123456789abcdef"));
    let found = problems(&received(), &versioned, &Situation::default());
    assert!(found.iter().all(|problem| problem.warning) && found.iter().any(|problem| problem.message.contains("version")));
}

#[test]
fn what_the_service_has_stands_in_nobodys_way() {
    let text = include_str!("../../../tests/data/SessionHostConfigurations_Get.json");
    let sample = serde_json::from_str::<Value>(text).unwrap().pointer("/responses/200/body").unwrap().clone();
    let draft = Draft::from(&sample);
    let found = problems(&sample, &draft, &Situation::default());
    assert!(found.iter().any(|problem| problem.field == "imageInfo.customInfo.resourceId"), "two images contradict each other");
    assert!(found.iter().all(|problem| problem.warning), "{found:?}");
    let touched = Draft { custom_image: "elsewhere".to_owned(), ..draft };
    assert_eq!(in_the_way(&sample, &touched).first(), Some(&"imageInfo.customInfo.resourceId"));
}

#[test]
fn what_an_update_cannot_change_is_told() {
    let draft = edited(|draft| draft.vm_location = "northeurope".to_owned());
    let told = |hosts| {
        let situation = Situation { hosts, ..Situation::default() };
        problems(&received(), &draft, &situation).iter().any(|problem| problem.field == "vmLocation" && problem.warning)
    };
    assert!(told(Some(3)) && told(None));
    assert!(!told(Some(0)), "without hosts anything may change");
}

#[test]
fn an_empty_pool_that_gets_its_first_host_is_left_alone() {
    let at = |hosts, creating| blocked(&Situation { hosts, creating, updating: false }).is_some();
    assert!(at(Some(0), true));
    assert!(!at(Some(0), false) && !at(Some(2), true) && !at(None, true));
}

#[test]
fn two_configurations_beside_each_other() {
    let mut active = received();
    active["properties"]["vmSizeId"] = json!("standard_d4s_V5");
    active["properties"]["friendlyName"] = json!("December");
    active["properties"]["vmLocation"] = json!("westeurope");
    let groups = compare(&received(), Some(&active));
    let differing: Vec<&str> =
        groups.iter().flat_map(|(_, rows)| rows).filter(|row| row.differs()).map(|row| row.field).collect();
    assert_eq!(differing, ["friendlyName", "vmLocation"]);
    assert!(compare(&received(), None).iter().flat_map(|(_, rows)| rows).all(|row| !row.differs()));
    assert_eq!(text(&json!({"a": "1", "b": true})), "a = 1, b = On");
    assert_eq!(text(&json!([1, 2])), "1, 2");
}

#[test]
fn fields_go_by_their_path() {
    let mut draft = Draft::from(&received());
    assert_eq!(draft.field("vmSizeId"), json!("Standard_D4s_v5"));
    draft.set("securityInfo.type", json!("Standard"));
    draft.set("securityInfo.vTpmEnabled", Value::Null);
    draft.set("vmSizeId", Value::Null);
    draft.set("availabilityZones", json!("not a list"));
    draft.set("nothing", json!(1));
    assert_eq!((draft.security_type.clone(), draft.v_tpm), (Some(SecurityType::Standard), None));
    assert!(draft.vm_size_id.is_empty() && draft.availability_zones.is_empty() && draft.field("nothing").is_null());
}

#[test]
fn every_field_has_a_group_and_a_label() {
    let grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, fields)| fields.iter().map(|(path, _)| *path)).collect();
    let leaves = field_table::leaves(&Draft::default());
    assert_eq!(leaves.len(), grouped.len());
    assert!(leaves.keys().all(|path| grouped.contains(&path.as_str()) && label(path) != path));
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(prop_oneof![Just(String::new()), "[a-c]{1,2}"], 19)
}

fn words() -> impl Strategy<Value = Draft> {
    (any::<[Option<bool>; 9]>(), proptest::collection::vec(1i64..4, 0..3)).prop_map(|(flags, zones)| Draft {
        image_type: flags[0].map(|own| if own { ImageType::Custom } else { ImageType::Marketplace }),
        disk_type: flags[1].map(|premium| if premium { Disk::PremiumLrs } else { Disk::StandardLrs }),
        ephemeral: flags[2].map(|_| DiffDiskOption::Local),
        placement: flags[3].map(|cache| if cache { DiffDiskPlacement::CacheDisk } else { DiffDiskPlacement::ResourceDisk }),
        security_type: flags[4].map(|plain| if plain { SecurityType::Standard } else { SecurityType::TrustedLaunch }),
        secure_boot: flags[5],
        v_tpm: flags[6],
        join_type: flags[7].map(|ad| if ad { DomainJoinType::ActiveDirectory } else { DomainJoinType::AzureActiveDirectory }),
        boot_diagnostics: flags[8],
        availability_zones: zones,
        ..Draft::default()
    })
}

fn drafts() -> impl Strategy<Value = Draft> {
    (words(), texts(), proptest::collection::btree_map("[a-c]", "[a-c]{0,2}", 0..3)).prop_map(|(mut draft, texts, tags)| {
        draft.vm_tags = tags;
        let fields = [
            &mut draft.friendly_name,
            &mut draft.publisher,
            &mut draft.offer,
            &mut draft.sku,
            &mut draft.exact_version,
            &mut draft.custom_image,
            &mut draft.vm_size_id,
            &mut draft.subnet_id,
            &mut draft.security_group_id,
            &mut draft.domain_name,
            &mut draft.ou_path,
            &mut draft.domain_username_uri,
            &mut draft.domain_password_uri,
            &mut draft.mdm_provider_guid,
            &mut draft.admin_username_uri,
            &mut draft.admin_password_uri,
            &mut draft.script_url,
            &mut draft.boot_diagnostics_storage,
            &mut draft.vm_name_prefix,
        ];
        for (field, text) in fields.into_iter().zip(texts) {
            *field = text;
        }
        draft
    })
}

fn stored(draft: &Draft) -> Map<String, Value> {
    let mut properties = field_table::nested(&field_table::leaves(draft));
    properties.insert("xUnknown".to_owned(), json!({"a": [1]}));
    properties.insert("version".to_owned(), json!("2026-01-02T03:04:05Z"));
    properties
}

proptest! {
    #[test]
    fn a_request_makes_the_new_configuration_of_the_old(old in drafts(), new in drafts()) {
        let mut properties = stored(&old);
        let received = json!({"properties": properties});
        let sent = change(&pool(), &received, &new, &Situation::default(), &ApiVersions::default());
        let body = sent.call.body.unwrap()["properties"].as_object().unwrap().clone();
        if sent.call.method == Method::Put {
            prop_assert!(body.get("version").is_none());
            properties = body;
        } else {
            let domain = body.get("domainInfo").and_then(|domain| domain.get("activeDirectoryInfo"));
            prop_assert!(body.get("domainInfo").is_none() || domain.is_some_and(|domain| domain.as_object().unwrap().len() == 1));
            field_table::merge(&mut properties, &body);
        }
        prop_assert_eq!(&properties["xUnknown"], &json!({"a": [1]}));
        prop_assert_eq!(Draft::from(&json!({"properties": properties})), new);
    }

    #[test]
    fn any_patch_makes_the_new_configuration_of_the_old(old in drafts(), new in drafts()) {
        let mut properties = stored(&old);
        field_table::merge(&mut properties, &field_table::patch(&old, &new));
        prop_assert_eq!(Draft::from(&json!({"properties": properties})), new);
    }

    #[test]
    fn nothing_is_overwritten(base in drafts(), mine in drafts(), theirs in drafts()) {
        let merges = Draft::three_way(&base, &mine, &theirs);
        let rebased = field_table::leaves(&Draft::rebased(&theirs, &merges, |_| false));
        let (old, new) = (field_table::leaves(&base), field_table::leaves(&theirs));
        for (path, value) in &new {
            let same = |other: &Value| meaning::same(path, other, value);
            prop_assert!(same(&old[path]) || same(&rebased[path]), "{} was overwritten", path);
        }
    }

    #[test]
    fn a_draft_survives_storage(draft in drafts()) {
        let text = serde_json::to_string(&draft).unwrap();
        prop_assert_eq!(serde_json::from_str::<Draft>(&text).unwrap(), draft);
    }
}

#[test]
fn credentials_that_were_all_there_was_are_taken_away_by_themselves() {
    let received = json!({"properties": {"domainInfo": {"activeDirectoryInfo": {
        "domainCredentials": {"usernameKeyVaultSecretUri": "https://v.vault.azure.net/secrets/u"}, "xUnknown": 1,
    }}}});
    let mut draft = Draft::from(&received);
    draft.domain_username_uri = String::new();
    let sent = change(&pool(), &received, &draft, &Situation::default(), &ApiVersions::default());
    let body = sent.call.body.unwrap();
    assert_eq!(sent.call.method, Method::Patch);
    assert_eq!(
        body["properties"]["domainInfo"],
        json!({"activeDirectoryInfo": {"domainCredentials": null}}),
        "and nothing beside them"
    );
}

#[test]
fn a_security_type_brings_its_protections_and_they_can_be_taken_off() {
    use crate::resource::SecurityType as S;
    for before in [None, Some(false), Some(true)] {
        for (kind, on) in
            [(Some(S::TrustedLaunch), Some(true)), (Some(S::ConfidentialVm), Some(true)), (Some(S::Standard), None), (None, None)]
        {
            let draft = edited(|draft| {
                (draft.secure_boot, draft.v_tpm) = (before, before);
                draft.choose_security(kind.clone());
            });
            assert_eq!((draft.security_type, draft.secure_boot, draft.v_tpm), (kind, on, on));
        }
    }
    let unknown = edited(|draft| {
        (draft.secure_boot, draft.v_tpm) = (Some(false), None);
        draft.choose_security(Some(S::Other("Quantum".to_owned())));
    });
    assert_eq!((unknown.secure_boot, unknown.v_tpm), (Some(false), None), "what is not known is left alone");
    let off = |kind| {
        errors(|draft| {
            draft.choose_security(Some(kind));
            (draft.secure_boot, draft.v_tpm) = (Some(false), Some(false));
        })
    };
    assert!(off(S::TrustedLaunch).is_empty(), "Trusted launch can be taken off both");
    assert_eq!(off(S::ConfidentialVm), ["securityInfo.vTpmEnabled"], "a confidential VM keeps its virtual TPM");
}

#[test]
fn a_disk_other_than_premium_is_advised_against_where_it_is_chosen() {
    use crate::resource::VirtualMachineDiskType as D;
    let advised = |kind: D| {
        let draft = edited(|draft| draft.disk_type = Some(kind));
        problems(&received(), &draft, &Situation::default())
            .iter()
            .any(|problem| problem.message == PREMIUM_ADVICE && problem.warning)
    };
    let kinds = [(D::PremiumLrs, false), (D::StandardSsdLrs, true), (D::StandardLrs, true)];
    let chosen = Draft::from(&received()).disk_type;
    for (kind, advice) in kinds.into_iter().filter(|(kind, _)| Some(kind) != chosen.as_ref()) {
        assert_eq!(advised(kind.clone()), advice, "{kind}");
    }
}

#[test]
fn the_presets_of_a_first_configuration_are_named() {
    let presets = presets();
    let value = |name: &str| presets.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    assert_eq!(value("Virtual machine: OS disk type"), Some("Premium SSD"));
    assert_eq!(value("Virtual machine: Secure boot"), Some("On"));
    assert!(presets.iter().all(|(field, _)| field.contains(": ")), "{presets:?}");
}
