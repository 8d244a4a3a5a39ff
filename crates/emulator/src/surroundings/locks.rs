//! What locks keep from happening (Learn, *Lock your Azure resources to protect your infrastructure*).

use host::Method;

use super::Surroundings;
use super::store::scope_of;
use crate::answer::Refusal;

/// Refuses a write at a scope that is locked, or lies below one that is. A `ReadOnly` lock stops every write and action,
/// `CanNotDelete` the deletions.
pub(crate) fn check(around: &Surroundings, method: Method, scope: &str) -> Result<(), Refusal> {
    let stops = |level: &str| level == "ReadOnly" || method == Method::Delete;
    let root: String = scope.split('/').take(3).collect::<Vec<_>>().join("/");
    let inside = format!("{}/", scope.to_lowercase());
    let locked: Vec<&str> = around
        .store
        .below(&root, "Microsoft.Authorization/locks")
        .filter(|lock| lock["properties"]["level"].as_str().is_some_and(stops))
        .filter_map(|lock| lock["id"].as_str().map(scope_of))
        .filter(|at| inside.starts_with(&format!("{}/", at.to_lowercase())))
        .collect();
    if locked.is_empty() {
        return Ok(());
    }
    let verb = if method == Method::Delete { "delete" } else { "write" };
    let message = format!(
        "The scope '{scope}' cannot perform {verb} operation because following scope(s) are locked: '{}'. Please remove the lock and try \
         again.",
        locked.join("', '")
    );
    Err(Refusal::gateway(409, "ScopeLocked", message))
}
