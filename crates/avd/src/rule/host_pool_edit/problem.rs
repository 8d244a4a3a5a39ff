//! What is wrong with a draft, field by field
//! (Learn, "Configure host pool load balancing", "Configure personal desktop assignment", "Scheduled agent updates").

use serde_json::Value;

use super::Draft;
use crate::resource::{HostPoolType, LoadBalancerType, ManagementType, PersonalDesktopAssignmentType};
use crate::rule::network_access::{self, Endpoints, NetworkAccess};
use crate::rule::{FieldProblem, agent_update};

/// The value the portal writes for "no limit".
const NO_LIMIT: i64 = 999_999;

/// What is wrong with an edit of the pool as received.
pub fn problems(received: &Value, draft: &Draft) -> Vec<FieldProblem> {
    let before = Draft::from(received);
    let mut found = combinations(draft);
    if draft.host_pool_type != before.host_pool_type {
        found.push(FieldProblem::error("hostPoolType", "The type of a host pool cannot be changed after creation."));
    }
    if draft.management_type != before.management_type {
        found.push(FieldProblem::error("managementType", "The management type cannot be changed after creation."));
    }
    let (was, is) = (NetworkAccess::of(&before), NetworkAccess::of(draft));
    found.extend(network_access::problems(&was, &is, Endpoints::read(received)));
    found
}

/// What is wrong with a pool to create.
pub fn problems_of_new(name: &str, location: &str, draft: &Draft) -> Vec<FieldProblem> {
    let mut found: Vec<FieldProblem> = name_problem(name).into_iter().collect();
    if location.trim().is_empty() {
        found.push(FieldProblem::error("location", "Choose the region of the pool's metadata."));
    }
    if draft.host_pool_type.is_none() {
        found.push(FieldProblem::error("hostPoolType", "Choose Pooled or Personal."));
    }
    if draft.load_balancer_type.is_none() {
        found.push(FieldProblem::error("loadBalancerType", "Choose how users are spread over session hosts."));
    }
    if draft.preferred_app_group_type.is_none() {
        found.push(FieldProblem::error("preferredAppGroupType", "Choose Desktop or RailApplications."));
    }
    found.extend(combinations(draft));
    found.extend(network_access::problems_of_new(&NetworkAccess::of(draft)));
    found
}

/// What is wrong with a name: 3 to 64 letters, digits, spaces and `@ . - _` (schema, `hostPoolName`).
pub fn name_problem(name: &str) -> Option<FieldProblem> {
    let allowed = |next: char| next.is_ascii_alphanumeric() || matches!(next, '@' | '.' | '-' | '_' | ' ');
    let length = name.chars().count();
    let message = if !(3..=64).contains(&length) {
        "A name has 3 to 64 characters."
    } else if !name.chars().all(allowed) {
        "A name has only letters A–Z, digits, spaces and @ . - _"
    } else if name.starts_with(' ') || name.ends_with([' ', '.']) {
        "A name neither begins nor ends with a space, nor ends with a period."
    } else {
        return None;
    };
    Some(FieldProblem::error("name", message))
}

fn combinations(draft: &Draft) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    found.extend(load_balancer(draft));
    found.extend(session_limit(draft));
    found.extend(assignment(draft));
    if draft.management_type == Some(ManagementType::Automated)
        && draft.host_pool_type.as_ref().is_some_and(|kind| *kind != HostPoolType::Pooled)
    {
        found.push(FieldProblem::error("managementType", "Only a Pooled host pool can be Automated."));
    }
    found.extend(agent_update::problems(draft.agent_update.as_ref()));
    found
}

fn load_balancer(draft: &Draft) -> Option<FieldProblem> {
    use LoadBalancerType as L;
    let balancer = draft.load_balancer_type.as_ref()?;
    let message = match (draft.host_pool_type.as_ref()?, balancer) {
        (HostPoolType::Pooled, L::Persistent | L::MultiplePersistent) => "A Pooled host pool takes BreadthFirst or DepthFirst.",
        (HostPoolType::Personal | HostPoolType::ByoDesktop, L::BreadthFirst | L::DepthFirst) => {
            "A Personal host pool takes Persistent, or MultiplePersistent for several desktops a user."
        }
        _ => return None,
    };
    Some(FieldProblem::error("loadBalancerType", message))
}

fn session_limit(draft: &Draft) -> Option<FieldProblem> {
    let depth_first = draft.load_balancer_type == Some(LoadBalancerType::DepthFirst);
    match draft.max_session_limit {
        Some(limit) if limit < 1 => Some(FieldProblem::error("maxSessionLimit", "Enter a limit of at least 1.")),
        Some(limit) if i32::try_from(limit).is_err() => {
            Some(FieldProblem::error("maxSessionLimit", "This number is too large for the service."))
        }
        None if depth_first => {
            Some(FieldProblem::error("maxSessionLimit", "DepthFirst needs a session limit: it fills one host after the other."))
        }
        Some(limit) if depth_first && limit >= NO_LIMIT => Some(FieldProblem::warning(
            "maxSessionLimit",
            "999999 stands for no limit: DepthFirst then sends all users to one session host. Enter a real limit.",
        )),
        _ => None,
    }
}

fn assignment(draft: &Draft) -> Option<FieldProblem> {
    use PersonalDesktopAssignmentType as A;
    let message = match (draft.host_pool_type.as_ref()?, draft.personal_desktop_assignment_type.as_ref()) {
        (HostPoolType::ByoDesktop, Some(A::Automatic) | None) => "A BYODesktop host pool takes only Direct assignment.",
        (HostPoolType::Personal, None) => "Choose Automatic or Direct assignment.",
        _ => return None,
    };
    Some(FieldProblem::error("personalDesktopAssignmentType", message))
}
