//! Every request the console can build is one the emulator's API description accepts.

use std::collections::BTreeSet;

use arm::{Call, ResourceId};
use avd::operation::session_host_managements::{
    ControlAction, ControlProvisioning, ControlUpdate, ProvisioningAction, UpdateRequest,
};
use avd::operation::{
    host_pools, permissions, providers, session_host_configurations, session_host_managements, session_hosts, subscriptions,
    tenants, user_sessions,
};
use avd::resource::{CanaryPolicy, DiffDiskOption, DomainJoinType, ImageType, SessionState, UserSession};
use avd::rule::host_pool_edit::{Draft, by_patch, by_put};
use avd::rule::update::UpdateDraft;
use avd::rule::{configuration_edit, policy_edit, token};
use futures::executor::block_on;
use serde_json::{Value, json};

use crate::around;
use crate::console::{Console, days};

/// What an update, its control or a retry may answer although the request is well formed: the state of the pool is in the way.
const STATE: [&str; 6] = [
    "still has ApplicationGroups associated with it",
    "There is no session host update for this host pool",
    "cannot be performed while the status is",
    "is being validated",
    "has a session host update",
    "did not fail to be provisioned",
];

fn controls(pool: &ResourceId, console: &Console) -> Vec<Call> {
    let mut calls = Vec::new();
    for action in ControlAction::KNOWN {
        for cancel_message in [None, Some("x".repeat(260))] {
            let control = ControlUpdate { action: action.clone(), cancel_message };
            calls.push(session_host_managements::control_update(pool, &control, &console.versions));
        }
    }
    calls
}

/// The policy edited field by field, and written as a whole.
async fn policies(pool: &ResourceId, console: &Console) -> Vec<Call> {
    let call = session_host_managements::get(pool, &console.versions);
    let received = console.client.read::<Value>(&call).await.expect("a policy").value;
    let before = policy_edit::Draft::from(&received);
    let edits = [
        policy_edit::Draft { log_off_message: "x".repeat(260), log_off_delay_minutes: Some(60), ..before.clone() },
        policy_edit::Draft { canary_policy: Some(CanaryPolicy::Always), set_drain_mode: Some(true), ..before.clone() },
        policy_edit::Draft { log_off_message: String::new(), ..before.clone() },
    ];
    let mut calls: Vec<Call> =
        edits.iter().map(|draft| policy_edit::change(pool, &received, draft, &console.versions).call).collect();
    calls.push(policy_edit::change(pool, &Value::Null, &before, &console.versions).call);
    calls
}

/// The configuration edited by PATCH and by PUT, and written as a whole.
async fn configurations(pool: &ResourceId, console: &Console) -> Vec<Call> {
    use configuration_edit::{Draft, Situation, change};
    let call = session_host_configurations::get(pool, &console.versions);
    let received = console.client.read::<Value>(&call).await.expect("a configuration").value;
    let before = Draft::from(&received);
    let mut other_image = Draft {
        image_type: Some(ImageType::Custom),
        custom_image: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/own".to_owned(),
        ephemeral: Some(DiffDiskOption::Local),
        disk_type: None,
        friendly_name: "x".repeat(260),
        availability_zones: vec![3],
        admin_password_uri: "https://kv-contoso-avd.vault.azure.net/secrets/another".to_owned(),
        ..before.clone()
    };
    for text in [&mut other_image.publisher, &mut other_image.offer, &mut other_image.sku, &mut other_image.exact_version] {
        text.clear();
    }
    let moved = Draft {
        join_type: Some(DomainJoinType::ActiveDirectory),
        mdm_provider_guid: String::new(),
        ou_path: "OU=Elsewhere,DC=contoso,DC=example".to_owned(),
        domain_username_uri: "https://kv-contoso-avd.vault.azure.net/secrets/join-user".to_owned(),
        domain_password_uri: "https://kv-contoso-avd.vault.azure.net/secrets/join-password".to_owned(),
        ..before.clone()
    };
    let known = Situation::default();
    vec![
        change(pool, &received, &other_image, &known, &console.versions).call,
        change(pool, &received, &moved, &known, &console.versions).call,
        change(pool, &Value::Null, &before, &known, &console.versions).call,
    ]
}

async fn calls(console: &Console) -> Vec<Call> {
    let versions = &console.versions;
    let (automated, standard, growing) =
        (&console.pool("hp-finance").await, &console.pool("hp-sales").await, &console.pool("hp-warehouse").await);
    let host = ResourceId::parse(console.hosts(standard).await[0].id.as_deref().unwrap()).unwrap();
    let leaving = console.hosts(growing).await[0].resource_id().expect("an id");
    let listed = user_sessions::list_by_host_pool(standard, versions);
    let sessions = console.client.list::<UserSession>(&listed).await.expect("sessions").value;
    // Nobody can be told anything whose session is disconnected.
    let active = sessions.iter().find(|session| session.properties.session_state == Some(SessionState::Active));
    let session = active.and_then(UserSession::resource_id).expect("a session");
    let newest = console.client.read::<Value>(&host_pools::get(standard, versions)).await.expect("a pool").value;
    let oldest = console.client.read::<Value>(&host_pools::get_at(standard, "2022-02-10-preview")).await.expect("a pool").value;
    let edited = Draft { description: "edited".to_owned(), ..Draft::from(&newest) };
    let stop = ControlProvisioning { action: ProvisioningAction::Cancel, cancel_message: Some("x".repeat(260)) };
    let mut calls = vec![
        subscriptions::list(versions),
        providers::desktop_virtualization(standard.subscription().unwrap(), versions),
        tenants::list(versions),
        subscriptions::locations(standard.subscription().unwrap(), versions),
        permissions::list(automated, versions),
        host_pools::list_by_subscription(standard.subscription().unwrap(), versions),
        host_pools::get(standard, versions),
        host_pools::get_at(standard, "2024-04-03"),
        host_pools::retrieve_registration_token(standard, versions),
        host_pools::list_registration_tokens(standard, versions),
        session_hosts::list(standard, versions),
        session_hosts::get(&host, versions),
        session_hosts::retry_provisioning(&host, versions),
        session_hosts::update(&host, json!({ "properties": { "allowNewSession": false, "friendlyName": "x" } }), true, versions),
        session_hosts::delete(&leaving, true, versions),
        user_sessions::list_by_host_pool(standard, versions),
        user_sessions::list_filtered(
            standard,
            "userprincipalname eq 'o''hara@contoso.example' and sessionstate eq 'Active'",
            versions,
        ),
        user_sessions::list(&host, versions),
        user_sessions::get(&session, versions),
        user_sessions::send_message(&session, "Hello", "Now", versions),
        user_sessions::disconnect(&session, versions),
        user_sessions::delete(&session, true, versions),
        session_host_configurations::get(automated, versions),
        session_host_configurations::active(automated, versions),
        session_host_managements::get(automated, versions),
        session_host_managements::provisioning_status(growing, versions),
        session_host_managements::control_provisioning(growing, &stop, versions),
        by_put(standard, &oldest, &edited, versions).call,
        by_patch(standard, &newest, &edited, versions).call,
        host_pools::delete(standard, true, versions),
        token::create(standard, console.now() + days(1), versions).call,
        token::revoke(standard, versions).call,
        token::host::create(&host, console.now() + days(1), versions).call,
        session_host_managements::initiate_update(automated, &UpdateRequest::default(), versions),
        session_host_managements::update_status(automated, versions),
    ];
    calls.extend(policies(automated, console).await);
    calls.extend(controls(automated, console));
    let cancel = ControlUpdate { action: ControlAction::Cancel, cancel_message: None };
    let failed = console.pool("hp-engineering").await;
    calls.push(session_host_managements::control_update(&failed, &cancel, versions));
    let full = UpdateDraft { message: "x".repeat(260), ..UpdateDraft::from_policy(None) };
    calls.push(session_host_managements::initiate_update(&failed, &full.request(), versions));
    calls.extend(configurations(automated, console).await);
    calls
}

/// The operations the sources of the console name.
fn named() -> BTreeSet<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../avd/src/operation");
    let mut names = BTreeSet::new();
    for file in std::fs::read_dir(folder).expect("the operations") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("text");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let quoted = code.split('"').skip(1).step_by(2);
        names.extend(
            quoted
                .filter(|text| text.contains('_') && !text.contains(':') && text.starts_with(char::is_uppercase))
                .map(str::to_owned),
        );
    }
    names
}

#[test]
fn every_request_of_the_console_fits_the_description() {
    block_on(async {
        let console = Console::new().await;
        let mut sent = BTreeSet::new();
        let mut all = calls(&console).await;
        all.extend(around::calls(&console).await);
        for call in all {
            sent.insert(call.operation.to_string());
            let answer = match call.only_reads {
                true => console.client.read::<Value>(&call).await.map(drop),
                false => console.client.act(&call).await.map(drop),
            };
            if let Err(error) = answer {
                assert!(
                    STATE.iter().any(|state| error.message().contains(state)),
                    "{}: {error}\n{:?}",
                    call.operation,
                    call.body
                );
            }
        }
        assert!(named().len() > 15, "{:?}", named());
        assert_eq!(named().difference(&sent).collect::<Vec<_>>(), Vec::<&String>::new(), "operations that were not sent");
    });
}
