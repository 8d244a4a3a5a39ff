//! Microsoft.Authorization: the caller's permissions, role assignments, locks.

use host::Response;
use serde_json::{Value, json};

use super::store::scope_of;
use super::visit::{Outcome, Visit, listed, shown};
use crate::answer::{Refusal, json_of};
use crate::arm::rights;

const LOCKS: &str = "Microsoft.Authorization/locks";
const ASSIGNMENTS: &str = "Microsoft.Authorization/roleAssignments";

/// `Permissions_ListForResource` and `Permissions_ListForResourceGroup`.
pub(super) fn permissions(visit: &mut Visit) -> Outcome {
    shown(&rights::permissions(visit.caller, &visit.scope))
}

/// Whether a scope is another one or lies below it.
fn at_or_below(scope: &str, above: &str) -> bool {
    let (scope, above) = (scope.to_lowercase(), above.trim_end_matches('/').to_lowercase());
    scope.strip_prefix(&above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// `RoleAssignments_ListForScope`: inherited ones, those at the scope and, without `atScope()`, those below
/// (Learn, *List Azure role assignments using the REST API*).
pub(super) fn assignments(visit: &mut Visit) -> Outcome {
    let only = visit.filter("assignedTo(").or_else(|| visit.filter("principalId eq"));
    let at_scope = at_scope(visit);
    let root = format!("/subscriptions/{}", visit.subscription());
    let fits = |item: &&Value| {
        let at = item["properties"]["scope"].as_str().unwrap_or_default();
        let near = at_or_below(&visit.scope, at) || (!at_scope && at_or_below(at, &visit.scope));
        near && only
            .is_none_or(|id| item["properties"]["principalId"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(id)))
    };
    listed(&visit.world.around.store.below(&root, ASSIGNMENTS).filter(fits).cloned().collect::<Vec<_>>())
}

fn at_scope(visit: &Visit) -> bool {
    visit.url.param("$filter").is_some_and(|filter| filter.to_lowercase().contains("atscope()"))
}

/// `ManagementLocks_ListByScope` and its kin: at the scope and, without `atScope()`, below it.
pub(super) fn locks(visit: &mut Visit) -> Outcome {
    let at_scope = at_scope(visit);
    let here = |item: &&Value| !at_scope || scope_of(item["id"].as_str().unwrap_or_default()).eq_ignore_ascii_case(&visit.scope);
    listed(&visit.world.around.store.below(&visit.scope, LOCKS).filter(here).cloned().collect::<Vec<_>>())
}

/// `ManagementLocks_CreateOrUpdateByScope`.
pub(super) fn put_lock(visit: &mut Visit) -> Outcome {
    let level = visit.body["properties"]["level"].as_str().unwrap_or_default();
    if !["CanNotDelete", "ReadOnly"].contains(&level) {
        let message = "The lock level must be 'CanNotDelete' or 'ReadOnly'.";
        return Err(Refusal::new(400, "InvalidLockLevel", message).about("properties.level"));
    }
    let lock = json!({ "id": visit.id(), "properties": { "level": level, "notes": visit.body["properties"]["notes"] } });
    let id = visit.id();
    let created = visit.world.around.store.get(&id).is_none();
    visit.world.around.store.put(lock);
    let shown = visit.world.around.store.get(&id).cloned().unwrap_or_default();
    Ok(json_of(if created { 201 } else { 200 }, &shown))
}

/// `ManagementLocks_DeleteByScope`.
pub(super) fn delete_lock(visit: &mut Visit) -> Outcome {
    let id = visit.id();
    Ok(Response::new(if visit.world.around.store.remove(&id).is_some() { 200 } else { 204 }))
}
