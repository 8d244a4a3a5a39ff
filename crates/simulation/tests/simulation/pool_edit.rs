//! Editing pools, both ways, and making them: nothing but what was edited changes, at any api-version.

use arm::{Call, ErrorKind, Fate, ResourceId};
use avd::operation::host_pools;
use avd::resource::{AgentUpdate, AgentUpdateType, HostPoolType, LoadBalancerType, PreferredAppGroupType, Switch, UdpOption};
use avd::rule::confirm::{Confirmation, confirm};
use avd::rule::diff::diff;
use avd::rule::host_pool_edit::{Draft, by_patch, by_put, create, edits, problems, problems_of_new};
use futures::executor::block_on;
use host::Method;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::console::Console;

pub const VERSIONS: [&str; 4] = ["2022-02-10-preview", "2024-04-03", "2025-10-10", "2026-01-01-preview"];
const OLDEST: &str = VERSIONS[0];
const NEWEST: &str = VERSIONS[3];
const POOLS: [&str; 4] = ["hp-sales", "hp-finance", "hp-executives", "Hot desks @ Geneva_2.1"];

/// Sets one field from a number and a text.
pub type Set = fn(&mut Draft, u16, &str);

/// The field in the API, whether 2022-02-10-preview knows it, and how it is set.
pub const FIELDS: [(&str, bool, Set); 19] = [
    ("tags", true, |draft, number, text| match number % 3 {
        0 => draft.tags.clear(),
        _ => drop(draft.tags.insert("note".to_owned(), text.to_owned())),
    }),
    ("friendlyName", true, |draft, _, text| draft.friendly_name = text.to_owned()),
    ("description", true, |draft, _, text| draft.description = text.to_owned()),
    ("customRdpProperty", true, |draft, _, text| draft.custom_rdp_property = text.to_owned()),
    ("vmTemplate", true, |draft, _, text| draft.vm_template = text.to_owned()),
    ("ssoadfsAuthority", true, |draft, _, text| draft.sso_adfs_authority = format!("https://{text}")),
    ("ssoClientId", true, |draft, _, text| draft.sso_client_id = text.to_owned()),
    ("maxSessionLimit", true, |draft, number, _| draft.max_session_limit = Some(1 + i64::from(number))),
    ("ring", true, |draft, number, _| draft.ring = Some(i64::from(number) + 2)),
    ("validationEnvironment", true, |draft, number, _| draft.validation_environment = Some(number % 2 == 0)),
    ("startVMOnConnect", true, |draft, number, _| draft.start_vm_on_connect = Some(number % 2 == 0)),
    ("loadBalancerType", true, |draft, number, _| {
        use LoadBalancerType as L;
        let pooled = draft.host_pool_type == Some(HostPoolType::Pooled);
        // `MultiplePersistent` came with 2025-03-01-preview: what an old version is sent must do without it.
        let choices = if pooled { [L::BreadthFirst, L::DepthFirst] } else { [L::Persistent, L::Persistent] };
        draft.load_balancer_type = Some(choices[usize::from(number % 2)].clone());
    }),
    ("preferredAppGroupType", true, |draft, number, _| {
        let choices = [PreferredAppGroupType::Desktop, PreferredAppGroupType::RailApplications];
        draft.preferred_app_group_type = Some(choices[usize::from(number % 2)].clone());
    }),
    ("agentUpdate", true, |draft, number, _| {
        let window = json!({ "dayOfWeek": "Sunday", "hour": number % 24 });
        let windows = serde_json::from_value(json!([window])).expect("a window");
        draft.agent_update = Some(AgentUpdate {
            kind: Some(AgentUpdateType::Scheduled),
            use_session_host_local_time: Some(true),
            maintenance_windows: Some(windows),
            ..AgentUpdate::default()
        });
    }),
    ("managedPrivateUDP", false, |draft, number, _| draft.managed_private_udp = Some(udp(number))),
    ("directUDP", false, |draft, number, _| draft.direct_udp = Some(udp(number))),
    ("publicUDP", false, |draft, number, _| draft.public_udp = Some(udp(number))),
    ("relayUDP", false, |draft, number, _| draft.relay_udp = Some(udp(number))),
    ("allowRDPShortPathWithPrivateLink", false, |draft, number, _| {
        draft.allow_rdp_short_path_with_private_link = Some([Switch::Enabled, Switch::Disabled][usize::from(number % 2)].clone());
    }),
];

fn udp(number: u16) -> UdpOption {
    [UdpOption::Default, UdpOption::Enabled, UdpOption::Disabled][usize::from(number % 3)].clone()
}

impl Console {
    async fn at(&self, pool: &ResourceId, version: &str) -> Value {
        self.client.read::<Value>(&host_pools::get_at(pool, version)).await.expect("the pool").value
    }

    /// The pool as each version shows it.
    pub async fn everywhere(&self, pool: &ResourceId) -> Vec<Value> {
        let mut views = Vec::new();
        for version in VERSIONS {
            views.push(self.at(pool, version).await);
        }
        views
    }

    /// Gives the pool what only a later version of the API, or of this console, would know.
    async fn season(&self, pool: &ResourceId) {
        let body = json!({ "properties": {
            "relayUDP": "Disabled", "allowRDPShortPathWithPrivateLink": "Enabled",
        } });
        let known_to_the_service = json!({ "properties": { "notYetKnown": { "depth": [1, { "two": null }], "on": true } } });
        self.control(Method::Post, "edit", &json!({ "id": pool.as_str(), "merge": known_to_the_service }));
        self.client.act(&Call::patch("HostPools_Update", pool.path(), NEWEST, body)).await.expect("seasoned");
    }
}

/// The fields whose change shows, without what every write touches.
pub fn changed(before: &Value, after: &Value) -> Vec<String> {
    let mut paths: Vec<String> = diff(before, after).into_iter().map(|change| change.path).collect();
    paths.retain(|path| path != "etag" && !path.starts_with("systemData."));
    paths
}

pub fn changes_nothing(received: &Value, draft: &Draft) -> bool {
    edits(received, draft).is_empty()
}

/// Edits a pool and compares what every version shows with what it showed before.
async fn edit(pool: &str, steps: &[(usize, u16, String)], old: bool) {
    let console = Console::new().await;
    let pool = console.pool(pool).await;
    console.season(&pool).await;
    let before = console.everywhere(&pool).await;
    let received = if old { &before[0] } else { &before[3] };
    let mut draft = Draft::from(received);
    let chosen: Vec<_> = steps.iter().map(|(field, ..)| FIELDS[*field]).collect();
    for ((_, _, set), (_, number, text)) in chosen.iter().zip(steps) {
        set(&mut draft, *number, text.trim());
    }
    let mut found = problems(received, &draft, &avd::ApiVersions::default());
    if found.iter().any(|problem| problem.field == "allowRDPShortPathWithPrivateLink" && !problem.warning) {
        return; // No form sends it.
    }
    found.retain(|problem| !problem.warning);
    assert_eq!(found, [], "what is edited here can be saved");
    let change = if old {
        by_put(&pool, received, &draft, &console.versions)
    } else {
        by_patch(&pool, received, &draft, &console.versions)
    };
    let shows = |read: &Value| matches!(confirm(&change, &before[3], Some(read)), Confirmation::Shown(_));
    assert_eq!(shows(&before[3]), changes_nothing(received, &draft), "before it was sent: {:?}", change.call.body);
    console.carry_out(&change).await.unwrap_or_else(|error| panic!("{error}\n{}", change.call.body.as_ref().unwrap()));
    let after = console.everywhere(&pool).await;
    assert!(shows(&after[3]), "{:?}", confirm(&change, &before[3], Some(&after[3])));
    assert_eq!(Draft::from(if old { &after[0] } else { &after[3] }), draft, "what was edited is there");
    for ((before, after), version) in before.iter().zip(&after).zip(VERSIONS) {
        let named = |path: &str| chosen.iter().any(|(name, ..)| path.trim_start_matches("properties.").starts_with(name));
        let stray: Vec<String> = changed(before, after).into_iter().filter(|path| !named(path)).collect();
        assert!(stray.is_empty(), "{version}: {stray:?} changed too");
    }
    for (name, value) in [("notYetKnown", json!({ "depth": [1, { "two": null }], "on": true })), ("managementType", json!(null))]
    {
        let kept = &after[3]["properties"][name];
        assert!(*kept == value || (value.is_null() && *kept == before[3]["properties"][name]), "{name}: {kept}");
    }
}

fn some_edits(known: usize) -> impl Strategy<Value = Vec<(usize, u16, String)>> {
    proptest::collection::vec((0..known, any::<u16>(), "[ -~äß☕;:\\\\\"]{0,24}"), 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_patch_changes_what_was_edited_and_nothing_else(pool in 0..POOLS.len(), edits in some_edits(FIELDS.len())) {
        block_on(edit(POOLS[pool], &edits, false));
    }

    #[test]
    fn a_put_changes_what_was_edited_and_nothing_else(
        pool in 0..POOLS.len(),
        edits in some_edits(FIELDS.iter().filter(|(_, old, _)| *old).count()),
    ) {
        block_on(edit(POOLS[pool], &edits, true));
    }
}

#[test]
fn the_service_knows_no_condition_for_a_write() {
    block_on(async {
        let console = Console::new().await;
        let pool = console.pool("hp-sales").await;
        let received = console.at(&pool, OLDEST).await;
        assert!(received.get("etag").is_none(), "pools carry none");
        console.season(&pool).await;
        let draft = Draft { description: "mine".to_owned(), ..Draft::from(&received) };
        let change = by_put(&pool, &received, &draft, &console.versions);
        assert!(change.call.headers.is_empty(), "{:?}", change.call.headers);
        console.carry_out(&change).await.expect("nothing stops it");
        let after = console.at(&pool, NEWEST).await;
        assert_eq!((&after["properties"]["description"], &after["properties"]["relayUDP"]), (&json!("mine"), &json!("Disabled")));
    });
}

/// A pooled pool that can be made.
fn new_pool() -> Draft {
    Draft {
        friendly_name: "Kiosk".to_owned(),
        host_pool_type: Some(HostPoolType::Pooled),
        load_balancer_type: Some(LoadBalancerType::DepthFirst),
        max_session_limit: Some(7),
        preferred_app_group_type: Some(PreferredAppGroupType::Desktop),
        tags: [("env".to_owned(), "prod".to_owned())].into(),
        ..Draft::default()
    }
}

#[test]
fn a_pool_is_made_and_shown_alike_everywhere() {
    block_on(async {
        let console = Console::new().await;
        let pool = console.pool("hp-sales").await.beside("Kiosk 2 @ hall_B.1");
        assert!(problems_of_new(pool.name(), "westeurope", &new_pool(), &avd::ApiVersions::default()).is_empty());
        let acted = console.carry_out(&create(&pool, "westeurope", &new_pool(), &console.versions)).await.expect("made");
        assert_eq!(acted.status, 201);
        assert_eq!(console.pools().await.len(), 13);
        for (view, version) in console.everywhere(&pool).await.iter().zip(VERSIONS) {
            let read = Draft { management_type: None, ..Draft::from(view) };
            // What the service gives a pool that does not ask for it.
            assert_eq!(
                (read.ring, &read.start_vm_on_connect, &read.validation_environment),
                (Some(1), &Some(false), &Some(false))
            );
            let wanted = Draft {
                location: "westeurope".to_owned(),
                identity_type: read.identity_type.clone(),
                ring: read.ring,
                start_vm_on_connect: read.start_vm_on_connect,
                validation_environment: read.validation_environment,
                public_network_access: read.public_network_access.clone(),
                managed_private_udp: read.managed_private_udp.clone(),
                direct_udp: read.direct_udp.clone(),
                public_udp: read.public_udp.clone(),
                relay_udp: read.relay_udp.clone(),
                ..new_pool()
            };
            assert_eq!(read, wanted, "{version}");
        }
    });
}

/// Ids near the id of a pool.
trait Near {
    /// Another pool in the same resource group.
    fn beside(&self, name: &str) -> ResourceId;
    /// The same with a part of the id replaced.
    fn within(&self, part: &str, other: &str) -> ResourceId;
}

impl Near for ResourceId {
    fn beside(&self, name: &str) -> ResourceId {
        self.within(&format!("/{}", self.name()), &format!("/{name}"))
    }

    fn within(&self, part: &str, other: &str) -> ResourceId {
        ResourceId::parse(&self.as_str().replace(part, other)).expect("an id")
    }
}

#[test]
fn what_cannot_be_is_refused_by_its_kind() {
    block_on(async {
        let console = Console::new().await;
        let pool = console.pool("hp-sales").await;
        let (subscription, group) = (pool.subscription().unwrap().to_owned(), pool.resource_group().unwrap().to_owned());
        let made = |pool: &ResourceId, draft: &Draft| create(pool, "westeurope", draft, &console.versions).call;
        let lacking = Draft { load_balancer_type: None, ..new_pool() };
        let unfit = Draft { load_balancer_type: Some(LoadBalancerType::Persistent), ..new_pool() };
        let retired = "33333333-3333-4333-8333-333333333333";
        let cases = [
            (made(&pool.beside("ab"), &new_pool()), ErrorKind::Rejected, "400"),
            (made(&pool.beside("a*b+c"), &new_pool()), ErrorKind::Rejected, "400"),
            (made(&pool.beside(&"x".repeat(65)), &new_pool()), ErrorKind::Rejected, "400"),
            (made(&pool.within(&subscription, "production"), &new_pool()), ErrorKind::Rejected, "InvalidSubscriptionId"),
            (made(&pool.within(&subscription, retired), &new_pool()), ErrorKind::NotFound, "SubscriptionNotFound"),
            (made(&pool.within(&group, "rg-nowhere"), &new_pool()), ErrorKind::NotFound, "ResourceGroupNotFound"),
            (made(&pool.beside("hp-new"), &lacking), ErrorKind::Rejected, "InvalidRequestContent"),
            (made(&pool.beside("hp-new"), &unfit), ErrorKind::Rejected, "400"),
            (host_pools::get(&pool.beside("hp-nowhere"), &console.versions), ErrorKind::NotFound, "ResourceNotFound"),
            (host_pools::get_at(&pool, "2018-01-01"), ErrorKind::Rejected, "NoRegisteredProviderFound"),
            (host_pools::get_at(&pool, ""), ErrorKind::Rejected, "MissingApiVersionParameter"),
            (
                Call { api_version: "2018-01-01".to_owned(), ..made(&pool.beside("hp-new"), &new_pool()) },
                ErrorKind::Rejected,
                "NoRegisteredProviderFound",
            ),
        ];
        for (call, kind, code) in cases {
            let error = match call.only_reads {
                true => console.client.read::<Value>(&call).await.map(drop).expect_err(code),
                false => console.client.act(&call).await.map(drop).expect_err(code),
            };
            assert_eq!((error.kind(), error.has_code(code), error.fate()), (&kind, true, Fate::Refused), "{error:?}");
        }
        assert_eq!(console.pools().await.len(), 12, "nothing was made");
    });
}

#[test]
fn a_read_falls_back_to_a_version_the_service_knows() {
    block_on(async {
        let console = Console::new().await;
        let pool = console.pool("hp-sales").await;
        let call = Call { api_version: "2031-01-01".to_owned(), ..host_pools::get(&pool, &console.versions) };
        let read = console.client.read::<Value>(&call).await.expect("an older one");
        assert_eq!(read.api_version, "2026-03-01-preview");
        let asked = console.answers(&call).len();
        console.client.read::<Value>(&call).await.expect("the one that worked");
        assert_eq!(console.answers(&call).len(), asked + 1, "what worked is remembered");
    });
}
