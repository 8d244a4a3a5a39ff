//! What is allowed, what is missing, and who would have it.

use proptest::prelude::*;

use super::*;

fn role(actions: &[&str], not_actions: &[&str]) -> Permission {
    let owned = |list: &[&str]| Some(list.iter().map(|text| (*text).to_owned()).collect());
    Permission { actions: owned(actions), not_actions: owned(not_actions), ..Default::default() }
}

fn allowed(permissions: &[Permission]) -> Vec<Operation> {
    Operation::ALL.iter().copied().filter(|operation| missing(permissions, *operation).is_none()).collect()
}

#[test]
fn wildcards() {
    let cases = [
        ("*", "A/b/read", true),
        ("*/read", "Microsoft.DesktopVirtualization/hostpools/sessionhosts/read", true),
        ("*/read", "Microsoft.DesktopVirtualization/hostpools/write", false),
        ("microsoft.desktopvirtualization/HOSTPOOLS/*", "Microsoft.DesktopVirtualization/hostpools/write", true),
        ("Microsoft.DesktopVirtualization/hostpools/*/read", "Microsoft.DesktopVirtualization/hostpools/read", false),
        ("Microsoft.DesktopVirtualization/*/read", "Microsoft.DesktopVirtualization/a/b/read", true),
        ("A/read", "A/read", true),
        ("A/read", "A/reader", false),
        ("a*a", "a", false),
        ("*a*b*", "xxaxxbxx", true),
        ("*b*a*", "xxaxxbxx", false),
        ("", "", true),
    ];
    for (pattern, action, wanted) in cases {
        assert_eq!(matches(pattern, action), wanted, "{pattern} {action}");
    }
}

#[test]
fn roles_subtract_only_from_themselves() {
    let write = Operation::WriteHostPool.action();
    let contributor = role(&["*"], &["Microsoft.DesktopVirtualization/hostpools/write"]);
    assert!(!allows(std::slice::from_ref(&contributor), write));
    assert!(allows(&[contributor, role(&["Microsoft.DesktopVirtualization/*"], &[])], write));
    assert!(!allows(&[], write));
}

#[test]
fn a_reader_reads_and_no_more() {
    let reads = [
        Operation::ReadHostPool,
        Operation::ReadConfiguration,
        Operation::ReadManagement,
        Operation::ReadSessionHosts,
        Operation::ReadUserSessions,
        Operation::ReadMachine,
    ];
    assert_eq!(allowed(&[role(&["*/read"], &[])]), reads);
}

/// The role that is named for each operation (the table of operations and actions in Learn, *Built-in Azure RBAC roles for Azure
/// Virtual Desktop*).
#[test]
fn the_smallest_role_is_named() {
    use Operation as O;
    let (reader, sessions) = ("Desktop Virtualization Host Pool Reader", "Desktop Virtualization User Session Operator");
    let (hosts, pool) = ("Desktop Virtualization Session Host Operator", "Desktop Virtualization Host Pool Contributor");
    for operation in O::ALL {
        let wanted = match operation {
            O::ReadHostPool | O::ReadConfiguration | O::ReadManagement | O::ReadSessionHosts | O::ReadUserSessions => reader,
            O::SendMessage | O::DisconnectUser | O::SignOutUser => sessions,
            O::WriteSessionHost | O::DeleteSessionHost | O::RetryProvisioning | O::ReadHostToken => hosts,
            O::WriteHostPool | O::DeleteHostPool | O::ReadToken => pool,
            O::WriteConfiguration | O::WriteManagement => pool,
            O::InitiateUpdate | O::ControlUpdate | O::ControlProvisioning => pool,
            O::WriteScalingPlan => "Desktop Virtualization Contributor",
            O::ReadMachine | O::StartMachine | O::RestartMachine | O::DeallocateMachine => "Virtual Machine Contributor",
        };
        assert_eq!(giving(operation.action()).next().map(|role| role.name), Some(wanted), "{operation:?}");
    }
    assert_eq!(
        missing(&[], O::WriteHostPool).as_deref(),
        Some("You need the Desktop Virtualization Host Pool Contributor role.")
    );
    assert_eq!(named("Microsoft.Authorization/locks/delete").as_deref(), Some("You need the Owner role."));
}

/// The rights that a refusal names on what a pool or its configuration refers to.
#[test]
fn a_role_for_a_linked_right_is_known() {
    for (action, wanted) in [
        ("Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", "You need the Managed Identity Operator role."),
        ("Microsoft.Network/virtualNetworks/subnets/join/action", "You need the Network Contributor role."),
        ("Microsoft.Network/networkSecurityGroups/join/action", "You need the Network Contributor role."),
        ("Microsoft.Compute/galleries/images/versions/read", "You need the Reader role."),
        ("Microsoft.KeyVault/vaults/deploy/action", "You need the Contributor role."),
    ] {
        assert_eq!(named(action).as_deref(), Some(wanted), "{action}");
    }
}

#[test]
fn whoever_has_the_named_role_is_missing_nothing() {
    for operation in Operation::ALL {
        for role in giving(operation.action()) {
            let held = self::role(role.actions, role.not_actions);
            assert_eq!(missing(&[held], *operation), None, "{operation:?} {}", role.name);
        }
    }
}

#[test]
fn an_id_is_a_guid_and_stands_for_one_role() {
    let ids: std::collections::BTreeSet<&str> = ROLES.iter().map(|role| role.id).collect();
    assert_eq!(ids.len(), ROLES.len());
    assert!(ids.iter().all(|id| id.len() == 36 && id.split('-').map(str::len).eq([8, 4, 4, 4, 12])));
}

/// An action of a few words, and a pattern for it with some of its parts starred out.
fn starred() -> impl Strategy<Value = (String, String)> {
    proptest::collection::vec(("[a-zA-Z]{1,6}", any::<bool>()), 1..6).prop_map(|parts| {
        let join = |words: Vec<&str>| words.join("/");
        let action = join(parts.iter().map(|(word, _)| word.as_str()).collect());
        let pattern = join(parts.iter().map(|(word, star)| if *star { "*" } else { word.as_str() }).collect());
        (action, pattern)
    })
}

/// Short texts of few letters, so that coincidences happen.
fn dense() -> impl Strategy<Value = String> {
    "[ab/]{0,6}"
}

/// The same question by its definition: a star is any text, everything else itself.
fn by_definition(pattern: &[u8], action: &[u8]) -> bool {
    match (pattern.split_first(), action.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => (0..=action.len()).any(|skipped| by_definition(rest, &action[skipped..])),
        (Some((one, rest)), Some((other, tail))) => one.eq_ignore_ascii_case(other) && by_definition(rest, tail),
        _ => false,
    }
}

proptest! {
    #[test]
    fn a_star_matches_whatever_stands_for_it(parts in proptest::collection::vec("[a-z/]{0,5}", 1..5), fill in "[a-z/]{0,5}") {
        prop_assert!(matches(&parts.join("*"), &parts.join(fill.as_str())));
    }

    #[test]
    fn case_and_stars_lose_nothing((action, pattern) in starred()) {
        prop_assert!(matches(&pattern.to_uppercase(), &action));
        prop_assert!(allows(&[role(&["no/match", &pattern], &[])], &action));
        prop_assert!(!allows(&[role(&["*"], &[&pattern])], &action));
    }

    #[test]
    fn it_is_what_the_definition_says(pattern in "[ab/*]{0,7}", action in dense()) {
        prop_assert_eq!(matches(&pattern, &action), by_definition(pattern.as_bytes(), action.as_bytes()));
    }

    #[test]
    fn another_role_takes_nothing_away(actions in proptest::collection::vec("[ab/*]{0,4}", 0..3), action in dense(), other in dense()) {
        let own: Vec<&str> = actions.iter().map(String::as_str).collect();
        let mine = role(&own, &[]);
        let before = allows(std::slice::from_ref(&mine), &action);
        let after = allows(&[mine, role(&[&other], &["*"])], &action);
        prop_assert_eq!(before, after);
    }
}
