//! Checks 6–9: where the machines are, what they join, what protects the place.

use std::collections::BTreeSet;

use arm::ResourceId;
use serde_json::Value;

use super::Check;
use super::address::configured_group;
use super::case::{Case, Outcome, id_of, list, same_place, shell, text};
use super::evidence::Piece;
use crate::resource::DomainJoinType;
use crate::rule::count::{count, names};
use crate::rule::wording::wording;

const TROUBLE: &str = "Troubleshoot session host update";
const UPDATE: &str = "Update session hosts using session host update";

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: 6,
        key: "place",
        title: "VM location",
        source: TROUBLE,
        needs: &[Piece::Pool, Piece::Hosts, Piece::Configuration, Piece::Machines],
        judge: place,
    },
    Check {
        id: 7,
        key: "join",
        title: "Directory join",
        source: TROUBLE,
        needs: &[Piece::Configuration, Piece::Extensions],
        judge: join,
    },
    Check { id: 8, key: "locks", title: "Locks", source: UPDATE, needs: &[Piece::Locks], judge: locks },
    Check {
        id: 9,
        key: "azurePolicy",
        title: "Azure Policy",
        source: TROUBLE,
        needs: &[Piece::Restrictions],
        judge: azure_policy,
    },
];

const SAME_PLACE: &str = "An update can't change the region, subscription or resource group. Remove the hosts that differ, or correct the \
        configuration.";

fn place(case: &Case<'_>) -> Outcome {
    let (Some(pool), Some(configuration), Some(hosts)) = (case.pool_id(), case.value(Piece::Configuration), case.hosts()) else {
        return Outcome::no_configuration();
    };
    let ids: BTreeSet<ResourceId> = hosts
        .iter()
        .filter_map(|host| host.properties.resource_id.as_deref())
        .filter_map(|id| ResourceId::parse(id).ok())
        .collect();
    if ids.len() < hosts.len() || ids.is_empty() {
        return Outcome::unsure("Not every session host reports its VM.", "Check the session hosts in the Azure portal.");
    }
    let wanted = configured_group(configuration, &pool);
    let elsewhere: Vec<&str> = ids.iter().filter(|id| id.parent() != wanted).map(ResourceId::name).collect();
    let group = wanted.as_ref().map_or("", |group| group.name());
    if !elsewhere.is_empty() {
        return Outcome::blocker(format!("Not in the resource group {group}: {}.", names(&elsewhere)), SAME_PLACE).even_so();
    }
    let Some(region) = case.region() else {
        return Outcome::unsure("The configuration doesn't specify a region.", "Check it on the Configuration tab.");
    };
    let mut seen = 0;
    let mut abroad = Vec::new();
    for machine in case.items(Piece::Machines).filter(|machine| id_of(machine).is_some_and(|id| ids.contains(&id))) {
        seen += 1;
        if !text(machine, "/location").is_some_and(|location| same_place(location, region)) {
            abroad.extend(text(machine, "/name"));
        }
    }
    match (abroad.is_empty(), seen == ids.len()) {
        (false, _) => Outcome::blocker(format!("Not in {region}: {}.", names(&abroad)), SAME_PLACE).even_so(),
        (true, false) => Outcome::risk(
            format!("Couldn't find the VM of {}.", count((ids.len() - seen) as u64, "host", "hosts")),
            "Remove session hosts without a VM from the pool.",
        ),
        (true, true) => Outcome::pass(format!("{} in {group}, {region}.", count(seen as u64, "VM", "VMs"))),
    }
}

/// What joins a machine to a directory (Learn, "Join a Windows VM to a domain with an extension", "Sign in to a Windows VM by
/// using Microsoft Entra ID").
const JOINED_BY: [(&str, DomainJoinType); 2] =
    [("JsonADDomainExtension", DomainJoinType::ActiveDirectory), ("AADLoginForWindows", DomainJoinType::AzureActiveDirectory)];

fn join(case: &Case<'_>) -> Outcome {
    let Some(configuration) = case.configuration() else { return Outcome::no_configuration() };
    let Some(wanted) = configuration.domain_info.and_then(|domain| domain.join_type) else {
        return Outcome::unsure("The configuration doesn't specify a directory.", "Check it on the Configuration tab.");
    };
    let host = case.items(Piece::Extensions).find_map(id_of).and_then(|id| id.parent());
    let host = host.as_ref().map_or("One host", ResourceId::name);
    let found = case.items(Piece::Extensions).filter_map(|extension| text(extension, "/properties/type"));
    let joined = found.filter_map(|kind| JOINED_BY.iter().find(|(known, _)| known.eq_ignore_ascii_case(kind))).next();
    match joined {
        Some((_, kind)) if *kind == wanted => {
            Outcome::pass(format!("{host} and the configuration: {}.", wording(wanted.as_str())))
        }
        Some((_, kind)) => Outcome::blocker(
            format!("{host}: {}; the configuration: {}.", wording(kind.as_str()), wording(wanted.as_str())),
            "An update can't change how session hosts join a directory. Correct the configuration, or create a new pool.",
        ),
        None => Outcome::unsure(
            format!("The extensions of {host} don't show how it was joined; the agent may have joined it."),
            "Compare the join state on a host (dsregcmd /status) with the configuration.",
        ),
    }
}

fn locks(case: &Case<'_>) -> Outcome {
    if case.parts(Piece::Locks).is_empty() {
        return Outcome::unsure("Couldn't find the VMs' resource group.", "Check the session hosts in the Azure portal.");
    }
    let (mut hard, mut soft) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for lock in case.items(Piece::Locks).filter_map(id_of).filter(|id| seen.insert(id.clone())) {
        let kind = lock.parent().map(|scope| scope.kind()).unwrap_or_default().to_ascii_lowercase();
        match kind.as_str() {
            "microsoft.resources/subscriptions"
            | "microsoft.resources/resourcegroups"
            | "microsoft.compute/virtualmachines"
            | "microsoft.management/managementgroups" => hard.push(lock),
            "microsoft.compute/disks" | "microsoft.network/networkinterfaces" => soft.push(lock),
            _ => {}
        }
    }
    let told = |locks: &[ResourceId]| {
        let words: Vec<String> = locks.iter().map(|lock| format!("{} on {}", lock.name(), scope_name(lock))).collect();
        names(&words)
    };
    let fix = "Remove the locks before the update, and add them again afterwards.";
    let delete = |locks: &[ResourceId]| {
        let ids: Vec<String> = locks.iter().map(|lock| shell(lock.as_str())).collect();
        format!("az lock delete --ids {}", ids.join(" "))
    };
    if !hard.is_empty() {
        return Outcome::blocker(format!("Locked: {}.", told(&hard)), fix).with_command(delete(&hard)).even_so();
    }
    if !soft.is_empty() {
        return Outcome::risk(format!("Locked: {}.", told(&soft)), fix).with_command(delete(&soft)).even_so();
    }
    Outcome::pass("There are no locks on the VMs, their resource group or subscription.")
}

fn scope_name(lock: &ResourceId) -> String {
    lock.parent().map(|scope| scope.name().to_owned()).unwrap_or_default()
}

fn azure_policy(case: &Case<'_>) -> Outcome {
    let mut answers = case.parts(Piece::Restrictions).iter().filter_map(|part| part.known.value()).peekable();
    if answers.peek().is_none() {
        return Outcome::unsure("Couldn't check Azure Policy.", "Check the resource group for policies with a deny effect.");
    }
    let tags = case.value(Piece::Configuration).and_then(|configuration| configuration.pointer("/properties/vmTags"));
    let mut found = BTreeSet::new();
    for answer in answers {
        found.extend(denied(answer));
        found.extend(required(answer, tags));
    }
    if found.is_empty() {
        return Outcome::pass("Azure Policy allows a VM with this size, location and tags.");
    }
    Outcome::risk(
        format!("{}: {}.", count(found.len() as u64, "conflict", "conflicts"), names(&found.iter().collect::<Vec<_>>())),
        "Ask the policy's owner for an exemption for this resource group, or change the configuration to comply.",
    )
}

/// Policies that would deny the machine as it was described.
fn denied(answer: &Value) -> Vec<String> {
    list(answer.pointer("/contentEvaluationResult/policyEvaluations"))
        .iter()
        .filter(|one| text(one, "/effectDetails/policyEffect").is_none_or(|effect| effect.eq_ignore_ascii_case("deny")))
        .filter(|one| text(one, "/evaluationResult").is_some_and(|result| result.eq_ignore_ascii_case("NonCompliant")))
        .map(|one| format!("denied by {}", last(text(one, "/policyInfo/policyAssignmentId"))))
        .collect()
}

/// Tags a policy wants and the configuration does not set. What a field may not be is in the evaluation of its value.
fn required(answer: &Value, tags: Option<&Value>) -> Vec<String> {
    let mut found = Vec::new();
    for field in list(answer.get("fieldRestrictions")) {
        let Some(tag) = text(field, "/field").and_then(|name| name.strip_prefix("tags.")) else { continue };
        if tags.is_some_and(|tags| tags.get(tag).is_some()) {
            continue;
        }
        for one in list(field.get("restrictions")).iter().filter(|one| text(one, "/result") == Some("Required")) {
            found.push(format!("the tag {tag} is required by {}", last(text(one, "/policy/policyAssignmentId"))));
        }
    }
    found
}

fn last(id: Option<&str>) -> &str {
    id.and_then(|id| id.rsplit('/').next()).unwrap_or("a policy")
}
