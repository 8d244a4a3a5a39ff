//! Which part of ARM a path is for.

use host::{Instant, Method, Request, Response};

use super::{batch, caller, graph, platform, provider};
use crate::World;
use crate::answer::Refusal;
use crate::avd::NAMESPACE;
use crate::entra::Caller;
use crate::surroundings;
use crate::url::Url;

/// Longest URL and body ARM takes.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// Lets a request in, or refuses it.
pub(super) fn enter(world: &mut World, now: Instant, request: &Request, url: &Url) -> Result<Response, Refusal> {
    let caller = caller(world, now, request)?;
    let left = world.buckets.take(&caller.name, request.method, url, now)?;
    let answer = admit(world, now, &caller, request, url).unwrap_or_else(|refusal| super::refused(world, &refusal));
    Ok(left.into_iter().fold(answer, |answer, (name, count)| answer.with_header(&name, count.to_string())))
}

/// Lets a known caller's request in. What was done goes into the activity log, however it ended.
pub(super) fn admit(world: &mut World, now: Instant, caller: &Caller, request: &Request, url: &Url) -> Result<Response, Refusal> {
    let answer = route(world, now, caller, request, url);
    let Some(deed) = world.around.deed.take() else { return answer };
    let answer = answer.unwrap_or_else(|refusal| super::refused(world, &refusal));
    let random = &mut world.estate.random;
    let correlation = request.header("x-ms-correlation-request-id").map_or_else(|| random.guid(), str::to_owned);
    world.around.activity.note(&deed, now, request, &answer, &correlation, random);
    Ok(answer.with_header("x-ms-correlation-request-id", correlation))
}

fn route(world: &mut World, now: Instant, caller: &Caller, request: &Request, url: &Url) -> Result<Response, Refusal> {
    if request.body.as_ref().is_some_and(|body| body.len() > LARGEST_BODY) {
        return Err(Refusal::gateway(413, "RequestContentTooLarge", "The request content size exceeds 4 MB."));
    }
    let segments = url.segments();
    let lower: Vec<String> = segments.iter().map(|segment| segment.to_lowercase()).collect();
    let parts: Vec<&str> = lower.iter().map(String::as_str).collect();
    if let ["subscriptions", id, ..] = parts.as_slice() {
        right_tenant(world, caller, id)?;
    }
    if let Some(at) = parts.iter().rposition(|part| *part == "providers") {
        let scope = format!("/{}", segments[..at].join("/"));
        match &parts[at + 1..] {
            ["microsoft.resourcegraph", "resources"] if at == 0 => return graph::query(world, now, caller, request, url),
            [namespace, _, ..] => {
                if let Some(namespace) = surroundings::serves(namespace) {
                    let place = surroundings::Place { namespace, scope, rest: segments[at + 2..].to_vec() };
                    return surroundings::serve(world, now, caller, request, url, place);
                }
            }
            _ => {}
        }
    }
    match parts.as_slice() {
        // A HEAD asks whether there is something (`Resources_CheckExistence`), at any path.
        _ if request.method == Method::Head => Err(lacks(request, url)),
        ["batch"] => batch::run(world, now, request, url),
        ["tenants"] => platform::tenants(caller, request, url),
        ["subscriptions"] => platform::subscriptions(world, caller, request, url),
        ["subscriptions", id, rest @ ..] => {
            let subscription = platform::subscription(world, id)?;
            match rest {
                [] => platform::one_subscription(&subscription, request, url),
                ["locations"] => platform::locations(request, url),
                ["resourcegroups"] => platform::groups(world, caller, &subscription, request, url),
                ["resourcegroups", group] => platform::group(world, caller, &subscription, group, request, url),
                ["providers"] => platform::providers(world, request, url),
                ["providers", namespace] => platform::provider(world, namespace, request, url),
                ["providers", namespace, "register"] => platform::register(world, caller, &subscription, namespace, request, url),
                ["providers", namespace, ..] if same(namespace) => {
                    let call = provider::Call { subscription, group: None, rest: segments[4..].to_vec() };
                    provider::run(world, now, caller, request, url, &call)
                }
                ["resourcegroups", _, "providers", namespace, ..] if same(namespace) => {
                    let call = provider::Call { subscription, group: Some(segments[3].clone()), rest: segments[6..].to_vec() };
                    provider::run(world, now, caller, request, url, &call)
                }
                _ => Err(unknown(url)),
            }
        }
        _ => Err(unknown(url)),
    }
}

/// A token opens the subscriptions of the directory that issued it and no others (Learn, *Troubleshoot common Azure deployment
/// errors*, `InvalidAuthenticationTokenTenant`).
fn right_tenant(world: &World, caller: &Caller, id: &str) -> Result<(), Refusal> {
    let Some(known) = world.estate.subscription(id).filter(|known| known.tenant != caller.tenant_id) else { return Ok(()) };
    let authority = format!("{}/{}", world.options.origin, known.tenant);
    let message = format!(
        "The access token is from the wrong issuer '{}/{}/'. It must match the tenant '{authority}/' associated with this subscription. \
         Please use the authority (URL) '{authority}' to get the token.",
        world.options.origin, caller.tenant_id
    );
    let challenge = format!("Bearer authorization_uri=\"{authority}\", error=\"invalid_token\", error_description=\"{message}\"");
    Err(Refusal::gateway(401, "InvalidAuthenticationTokenTenant", message).header("WWW-Authenticate", challenge))
}

fn same(namespace: &str) -> bool {
    namespace.eq_ignore_ascii_case(NAMESPACE)
}

/// Loud about what the emulator does not know, so that nobody takes it for an answer of Azure.
fn unknown(url: &Url) -> Refusal {
    Refusal::gateway(501, "EmulatorDoesNotKnow", format!("The emulator does not know the path '{}'.", url.path))
}

/// What Azure has and the emulator has not.
pub(crate) fn lacks(request: &Request, url: &Url) -> Refusal {
    Refusal::gateway(501, "EmulatorDoesNotKnow", format!("The emulator does not know {} '{}'.", request.method, url.path))
}
