//! Which paths are served, and which right each needs (Learn, *Azure permissions*).

use host::{Instant, Method, Request, Response};
use serde_json::Value;

use super::visit::{Outcome, Visit, listed, shown};
use super::{Deed, activity, authorization, images, machines, network, policy, power, quota, sizes};
use crate::World;
use crate::answer::Refusal;
use crate::arm::lacks;
use crate::arm::platform::{given_version, no_group, not_allowed, subscription};
use crate::arm::rights;
use crate::entra::Caller;
use crate::url::Url;

/// What answers.
type Run = fn(&mut Visit) -> Outcome;

/// A path with an answer of its own.
struct Route {
    method: Method,
    namespace: &'static str,
    /// What follows the provider; `{}` is any name.
    path: &'static str,
    /// The right, behind the namespace.
    action: &'static str,
    run: Run,
}

macro_rules! routes {
    ($($method:ident $namespace:literal $path:literal $action:literal $run:path;)*) => {
        &[$(Route { method: Method::$method, namespace: $namespace, path: $path, action: $action, run: $run }),*]
    };
}

#[rustfmt::skip]
const ROUTES: &[Route] = routes! {
    Get "Microsoft.Compute" "locations/{}/publishers" "locations/publishers/read" images::publishers;
    Get "Microsoft.Compute" "locations/{}/publishers/{}/artifacttypes/vmimage/offers" "locations/publishers/artifacttypes/offers/read" images::offers;
    Get "Microsoft.Compute" "locations/{}/publishers/{}/artifacttypes/vmimage/offers/{}/skus" "locations/publishers/artifacttypes/offers/skus/read" images::skus;
    Get "Microsoft.Compute" "locations/{}/publishers/{}/artifacttypes/vmimage/offers/{}/skus/{}/versions" "locations/publishers/artifacttypes/offers/skus/versions/read" images::versions;
    Get "Microsoft.Compute" "locations/{}/publishers/{}/artifacttypes/vmimage/offers/{}/skus/{}/versions/{}" "locations/publishers/artifacttypes/offers/skus/versions/read" images::version;
    Get "Microsoft.Compute" "locations/{}/usages" "locations/usages/read" quota::usages;
    Get "Microsoft.Compute" "skus" "skus/read" sizes::skus;
    Get "Microsoft.Compute" "virtualMachines" "virtualMachines/read" machines::list;
    Get "Microsoft.Compute" "virtualMachines/{}" "virtualMachines/read" machines::get;
    Get "Microsoft.Compute" "virtualMachines/{}/instanceView" "virtualMachines/instanceView/read" power::instance_view;
    Post "Microsoft.Compute" "virtualMachines/{}/start" "virtualMachines/start/action" power::start;
    Post "Microsoft.Compute" "virtualMachines/{}/restart" "virtualMachines/restart/action" power::restart;
    Post "Microsoft.Compute" "virtualMachines/{}/powerOff" "virtualMachines/powerOff/action" power::off;
    Post "Microsoft.Compute" "virtualMachines/{}/deallocate" "virtualMachines/deallocate/action" power::deallocate;
    Get "Microsoft.Compute" "locations/{}/operations/{}" "locations/operations/read" power::operation;
    Get "Microsoft.Compute" "virtualMachines/{}/extensions" "virtualMachines/extensions/read" machines::extensions;
    Get "Microsoft.Compute" "galleries/{}/images/{}/versions/{}" "galleries/images/versions/read" images::gallery_version;
    Get "Microsoft.Network" "virtualNetworks/{}/usages" "virtualNetworks/usages/read" network::usages;
    Get "Microsoft.Network" "virtualNetworks/{}/subnets" "virtualNetworks/subnets/read" network::subnets;
    Get "Microsoft.Network" "virtualNetworks/{}/subnets/{}" "virtualNetworks/subnets/read" network::subnet;
    Get "Microsoft.Insights" "eventtypes/management/values" "eventtypes/values/read" activity::list;
    Get "Microsoft.Insights" "dataCollectionRuleAssociations" "dataCollectionRuleAssociations/read" machines::data_collection;
    Get "Microsoft.Authorization" "permissions" "permissions/read" authorization::permissions;
    Get "Microsoft.Authorization" "roleAssignments" "roleAssignments/read" authorization::assignments;
    Get "Microsoft.Authorization" "locks" "locks/read" authorization::locks;
    Put "Microsoft.Authorization" "locks/{}" "locks/write" authorization::put_lock;
    Delete "Microsoft.Authorization" "locks/{}" "locks/delete" authorization::delete_lock;
    Post "Microsoft.PolicyInsights" "checkPolicyRestrictions" "checkPolicyRestrictions/read" policy::check;
};

/// Types that are answered from the store: listed at and below a scope, and read one by one.
const STORED: [(&str, &str); 13] = [
    ("Microsoft.Compute", "galleries"),
    ("Microsoft.Compute", "galleries/images"),
    ("Microsoft.Compute", "galleries/images/versions"),
    ("Microsoft.Compute", "images"),
    ("Microsoft.Network", "virtualNetworks"),
    ("Microsoft.Network", "networkSecurityGroups"),
    ("Microsoft.KeyVault", "vaults"),
    ("Microsoft.KeyVault", "vaults/secrets"),
    ("Microsoft.ManagedIdentity", "userAssignedIdentities"),
    ("Microsoft.Authorization", "locks"),
    ("Microsoft.Authorization", "roleAssignments"),
    ("Microsoft.Authorization", "policyAssignments"),
    ("Microsoft.Insights", "diagnosticSettings"),
];

/// The provider as ARM writes it, when it is one of these.
pub(crate) fn serves(namespace: &str) -> Option<&'static str> {
    let known = ROUTES.iter().map(|route| route.namespace).chain(STORED.iter().map(|(namespace, _)| *namespace));
    known.into_iter().find(|known| known.eq_ignore_ascii_case(namespace))
}

/// Where a call goes.
pub(crate) struct Place {
    /// The provider, as ARM writes it.
    pub(crate) namespace: &'static str,
    /// What stands before `/providers/`.
    pub(crate) scope: String,
    /// What follows the provider.
    pub(crate) rest: Vec<String>,
}

/// Answers a call to one of the providers.
pub(crate) fn serve(
    world: &mut World,
    now: Instant,
    caller: &Caller,
    request: &Request,
    url: &Url,
    place: Place,
) -> Result<Response, Refusal> {
    let Place { namespace, scope, rest } = place;
    version(url)?;
    let mut parts = scope.split('/').skip(1);
    if let (Some(_), Some(id)) = (parts.next(), parts.next()) {
        let known = subscription(world, id)?;
        let group = parts.next().filter(|word| word.eq_ignore_ascii_case("resourceGroups")).and(parts.next());
        if let Some(group) = group {
            world.estate.group(&known.id, group).ok_or_else(|| no_group(group))?;
        }
    }
    let body = serde_json::from_slice(request.body.as_deref().unwrap_or_default()).unwrap_or(Value::Null);
    let mut visit = Visit { world, now, caller, url, scope, namespace, rest, body };
    let (action, run) = find(request, &visit)?;
    let at = right_scope(&visit);
    let method = if action.ends_with("/read") { Method::Get } else { request.method };
    crate::arm::stepped_up(visit.world, caller, method, &at)?;
    let action = format!("{namespace}/{action}");
    if !action.ends_with("/read") {
        let caller = caller.name.clone();
        visit.world.around.deed = Some(Deed { action: action.clone(), scope: at.clone(), caller });
    }
    rights::check(caller, &action, &at)?;
    run(&mut visit)
}

/// The right and the handler of a call.
fn find(request: &Request, visit: &Visit) -> Result<(String, Run), Refusal> {
    let same = |route: &&Route| route.namespace == visit.namespace && matches(route.path, &visit.rest);
    let mut known = ROUTES.iter().filter(same).peekable();
    let elsewhere = known.peek().is_some();
    if let Some(route) = known.find(|route| route.method == request.method) {
        return Ok((route.action.to_owned(), route.run));
    }
    let kind = visit.rest.iter().step_by(2).map(String::as_str).collect::<Vec<_>>().join("/");
    let stored = STORED.iter().find(|(namespace, known)| *namespace == visit.namespace && known.eq_ignore_ascii_case(&kind));
    match stored {
        Some((_, kind)) if request.method == Method::Get => {
            let run: Run = if visit.rest.len() % 2 == 1 { list } else { get };
            Ok((format!("{kind}/read"), run))
        }
        // What changes a resource Azure has, whatever the resource; a list, or an action, takes one verb.
        _ if matches!(request.method, Method::Put | Method::Patch | Method::Delete) && visit.rest.len().is_multiple_of(2) => {
            Err(lacks(request, visit.url))
        }
        Some(_) => Err(not_allowed(request)),
        None if elsewhere => Err(not_allowed(request)),
        None => Err(lacks(request, visit.url)),
    }
}

fn matches(pattern: &str, rest: &[String]) -> bool {
    let parts: Vec<&str> = pattern.split('/').collect();
    parts.len() == rest.len() && parts.iter().zip(rest).all(|(part, given)| *part == "{}" || part.eq_ignore_ascii_case(given))
}

/// Each provider has a list of its own; here any date will do.
fn version(url: &Url) -> Result<(), Refusal> {
    let given = given_version(url)?;
    let date = given.get(..10).unwrap_or_default();
    let fits = date.chars().enumerate().all(|(at, c)| if matches!(at, 4 | 7) { c == '-' } else { c.is_ascii_digit() });
    if fits && date.len() == 10 && matches!(&given[10..], "" | "-preview" | "-beta") {
        return Ok(());
    }
    Err(Refusal::gateway(400, "InvalidApiVersionParameter", format!("The api-version '{given}' is invalid.")))
}

/// The scope a right is needed at: the resource, or where a list begins.
fn right_scope(visit: &Visit) -> String {
    let whole = visit.rest.len() / 2 * 2;
    if whole == 0 {
        return visit.scope.clone();
    }
    format!("{}/providers/{}/{}", visit.scope, visit.namespace, visit.rest[..whole].join("/"))
}

/// The stored resources of a type: below the parent in the path, or at and below the scope.
fn list(visit: &mut Visit) -> Outcome {
    let kind = format!("{}/{}", visit.namespace, visit.rest.iter().step_by(2).map(String::as_str).collect::<Vec<_>>().join("/"));
    let below = if visit.rest.len() == 1 { visit.scope.clone() } else { visit.parent() };
    let store = &visit.world.around.store;
    if visit.rest.len() > 1 && store.get(&below).is_none() {
        let missing = Refusal::gateway(404, "ParentResourceNotFound", format!("The parent resource '{below}' was not found."));
        return Err(missing);
    }
    listed(&store.below(&below, &kind).map(public).collect::<Vec<_>>())
}

/// One stored resource.
fn get(visit: &mut Visit) -> Outcome {
    visit.world.around.store.get(&visit.id()).map(public).ok_or_else(|| visit.missing()).and_then(|item| shown(&item))
}

/// As ARM shows it: without the emulator's own notes; `replicationStatus` of a gallery image version only when asked for.
fn public(item: &Value) -> Value {
    let mut item = item.clone();
    if let Some(envelope) = item.as_object_mut() {
        envelope.remove("emulatorRule");
    }
    if let Some(properties) = item.get_mut("properties").and_then(Value::as_object_mut) {
        properties.remove("replicationStatus");
    }
    item
}
