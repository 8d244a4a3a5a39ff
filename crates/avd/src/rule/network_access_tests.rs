use serde_json::json;

use super::*;

fn endpoints(states: &[(&str, &str)]) -> Endpoints {
    let list: Vec<Value> = states
        .iter()
        .map(|(status, provisioning)| {
            json!({"properties": {"privateLinkServiceConnectionState": {"status": status}, "provisioningState": provisioning}})
        })
        .collect();
    Endpoints::read(&json!({"properties": {"privateEndpointConnections": list}}))
}

fn public(access: PublicNetworkAccess) -> NetworkAccess {
    NetworkAccess { public: Some(access), ..NetworkAccess::default() }
}

#[test]
fn only_an_approved_endpoint_leads_in() {
    let none = Endpoints::default();
    assert_eq!(endpoints(&[]), none);
    assert_eq!(Endpoints::read(&Value::Null), none);
    assert_eq!(endpoints(&[("Approved", "Succeeded")]).approved, 1);
    assert_eq!(endpoints(&[("approved", "Creating"), ("Pending", "Succeeded")]), Endpoints { approved: 1, pending: 1, all: 2 });
    assert_eq!(endpoints(&[("Approved", "Deleting"), ("Approved", "Failed"), ("Rejected", "Succeeded")]).approved, 0);
}

#[test]
fn who_is_shut_out_is_told_once_it_changes() {
    use PublicNetworkAccess as P;
    let open = public(P::Enabled);
    let why = |now: P, endpoints| shut_out(&open, &public(now), endpoints);
    let none = Endpoints { approved: 0, pending: 1, all: 1 };
    assert!(why(P::Disabled, none).is_some_and(|why| why.contains("users can't connect") && why.contains("session hosts")));
    assert!(why(P::EnabledForClientsOnly, none).is_some_and(|why| !why.contains("users can't connect")));
    assert!(why(P::EnabledForSessionHostsOnly, none).is_some_and(|why| !why.contains("session hosts")));
    assert_eq!(why(P::Enabled, none), None);
    assert_eq!(why(P::Disabled, Endpoints { approved: 1, pending: 0, all: 1 }), None);
    assert_eq!(shut_out(&public(P::Disabled), &public(P::Disabled), none), None, "it was closed before");
    assert_eq!(shut_out(&NetworkAccess::default(), &public(P::Enabled), none), None);
}

#[test]
fn a_change_asks_for_a_restart() {
    use PublicNetworkAccess as P;
    let found = |before: &NetworkAccess, now: &NetworkAccess| problems(before, now, Endpoints::default()).len();
    assert_eq!(found(&public(P::Enabled), &public(P::Enabled)), 0);
    assert_eq!(found(&public(P::Disabled), &public(P::Enabled)), 1);
    assert_eq!(found(&public(P::Enabled), &public(P::Disabled)), 2);
}

#[test]
fn private_link_allows_udp_only_on_managed_networks() {
    let access = |public_stun: Option<UdpOption>, relay: Option<UdpOption>| NetworkAccess {
        with_private_link: Some(Switch::Enabled),
        public_stun,
        relay,
        ..NetworkAccess::default()
    };
    let off = Some(UdpOption::Disabled);
    let cases = [
        (access(off.clone(), off.clone()), false),
        (access(off.clone(), None), true),
        (access(Some(UdpOption::Default), off), true),
        (access(Some(UdpOption::Enabled), Some(UdpOption::Enabled)), true),
        (NetworkAccess { with_private_link: Some(Switch::Disabled), ..access(None, None) }, false),
    ];
    for (now, wrong) in cases {
        let found = problems(&NetworkAccess::default(), &now, Endpoints::default());
        assert_eq!(FieldProblem::any_error(&found), wrong, "{now:?}");
        assert!(!FieldProblem::any_error(&problems(&now, &now, Endpoints::default())), "as it was");
    }
}

#[test]
fn a_draft_takes_back_what_it_gave() {
    let mut draft = Draft {
        public_network_access: Some(PublicNetworkAccess::Disabled),
        managed_private_udp: Some(UdpOption::Default),
        direct_udp: Some(UdpOption::Enabled),
        public_udp: Some(UdpOption::Disabled),
        relay_udp: Some(UdpOption::Other("Novel".to_owned())),
        allow_rdp_short_path_with_private_link: Some(Switch::Disabled),
        ..Draft::default()
    };
    let before = draft.clone();
    let mut access = NetworkAccess::of(&draft);
    access.clone().put(&mut draft);
    assert_eq!(draft, before);
    for way in Way::ALL {
        assert_eq!(
            serde_json::to_value(&draft).ok().and_then(|all| all.get(way.field()).cloned()),
            access.way(way).map(|option| json!(option))
        );
        access.set_way(way, None);
    }
    assert_eq!(Way::ALL.map(|way| access.way(way).cloned()), [None, None, None, None]);
}
