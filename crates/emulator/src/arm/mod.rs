//! The front door of Azure Resource Manager: who calls, what for, with which right and api-version.
//!
//! It knows paths and rights; what a resource is, only the provider knows.

mod batch;
pub(crate) mod buckets;
mod door;
pub(crate) mod graph;
pub(crate) mod platform;
mod provider;
pub(crate) mod rights;
pub(crate) mod schema;

use host::{Instant, Method, Request, Response};
use serde_json::json;

use crate::World;
use crate::answer::Refusal;
use crate::entra::{Caller, Persona};
use crate::random::Random;
use crate::url::Url;

pub(crate) use door::lacks;
#[cfg(test)]
pub(crate) use provider::LEFT_OUT;

/// Answers a request to ARM.
pub(crate) fn handle(world: &mut World, now: Instant, request: &Request, url: &Url) -> Response {
    let answer = door::enter(world, now, request, url).unwrap_or_else(|refusal| refused(world, &refusal));
    with_ids(world, request, answer)
}

/// Answers a request as if that caller had sent it with a token.
pub(crate) fn handle_as(world: &mut World, now: Instant, caller: &Caller, request: &Request) -> Response {
    let url = Url::parse(&request.url);
    let answer = door::admit(world, now, caller, request, &url).unwrap_or_else(|refusal| refused(world, &refusal));
    with_ids(world, request, answer)
}

/// The answer that says no.
fn refused(world: &mut World, refusal: &Refusal) -> Response {
    refusal.response(&world.estate.random.guid())
}

/// The caller of a request, or why it is not heard.
fn caller(world: &World, now: Instant, request: &Request) -> Result<Caller, Refusal> {
    use crate::entra::AuthRefusal as Why;
    let challenge = format!(
        "Bearer authorization_uri=\"{}/organizations\", error=\"invalid_token\", error_description=\"The access token is not valid.\"",
        world.options.origin
    );
    let refuse = |code, message: &str| Err(Refusal::gateway(401, code, message).header("WWW-Authenticate", challenge.clone()));
    let Some(header) = request.header("Authorization") else {
        return refuse("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
    };
    let Some(bearer) = header.strip_prefix("Bearer ").map(str::trim).filter(|bearer| !bearer.is_empty()) else {
        return refuse(
            "AuthenticationFailed",
            "Authentication failed. The 'Authorization' header is provided in an invalid format.",
        );
    };
    match world.directory.caller(bearer, now) {
        Ok(caller) => Ok(Caller { denied: world.around.denied_to(&caller.object_id), ..caller }),
        Err(Why::Garbled) => refuse("InvalidAuthenticationToken", "The access token is invalid."),
        Err(Why::Expired) => {
            refuse("ExpiredAuthenticationToken", "The access token expiry UTC time has passed. Please renew the token.")
        }
        Err(Why::Audience) => refuse(
            "InvalidAuthenticationTokenAudience",
            "The access token has been obtained for wrong audience or resource. It should exactly match (including forward slash) with \
             one of the allowed audiences 'https://management.core.windows.net/', 'https://management.azure.com/'.",
        ),
        Err(Why::Revoked) => refuse("InvalidAuthenticationToken", "The access token has been revoked."),
        Err(Why::Tenant) => refuse(
            "InvalidAuthenticationTokenTenant",
            "The access token is from the wrong issuer. It must match the tenant associated with this subscription.",
        ),
    }
}

/// Writes of someone who must do MFA need the authentication context `p1` (Learn, *Planning for mandatory multifactor
/// authentication*).
pub(crate) fn stepped_up(world: &World, caller: &Caller, method: Method, scope: &str) -> Result<(), Refusal> {
    if caller.persona != Persona::Mfa || caller.stepped_up || matches!(method, Method::Get | Method::Head) {
        return Ok(());
    }
    Err(demand(world.demand, scope))
}

/// The demand, in one of its spellings.
pub(crate) fn demand(spelling: Demand, scope: &str) -> Refusal {
    let claims = "eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlcyI6WyJwMSJdfX19";
    let challenge = format!("Bearer realm=\"\", error=\"insufficient_claims\", claims=\"{claims}\"");
    if spelling.policy {
        let refusal = policy_demand(scope);
        return if spelling.header { refusal.header("WWW-Authenticate", challenge) } else { refusal };
    }
    let message = "Resource was disallowed by Azure: users must authenticate with multifactor authentication to create, update or delete \
                   resources. See https://aka.ms/MFAforAzure";
    Refusal::gateway(401, "RequestDisallowedByAzure", message).header("WWW-Authenticate", challenge)
}

/// How the demand for multifactor authentication is spelled: by Azure itself, or by Azure Policy, then with the claims in a header
/// or not (Learn, *Planning for mandatory multifactor authentication*; MicrosoftDocs/azure-docs-cli#5403).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Demand {
    pub(crate) policy: bool,
    pub(crate) header: bool,
}

/// The demand as Azure Policy spells it (`tests/cases/arm-error-04`).
fn policy_demand(scope: &str) -> Refusal {
    let name = scope.rsplit('/').next().unwrap_or_default();
    let (definition, group) =
        ("4e6c27d5-a6ee-49cf-b2b4-d8fe90fa2b8b", "/providers/Microsoft.Management/managementGroups/contoso");
    let message = format!(
        "Resource '{name}' was disallowed by policy. Reasons: 'MFA is required. Users must authenticate with multi-factor \
         authentication to create or update resources.'. See error details for policy resource IDs."
    );
    let mut refusal = Refusal::gateway(401, "RequestDisallowedByPolicy", message).about(name);
    refusal.additional_info = vec![json!({ "type": "PolicyViolation", "info": {
        "policyDefinitionDisplayName": "Users must authenticate with multi-factor authentication to create or update resources",
        "policyDefinitionId": format!("/providers/Microsoft.Authorization/policyDefinitions/{definition}"),
        "policyDefinitionName": definition, "policyDefinitionEffect": "deny",
        "policyAssignmentId": format!("{group}/providers/Microsoft.Authorization/policyAssignments/mfa"),
        "policyAssignmentName": "mfa", "policyAssignmentScope": group,
    } })]
    .into();
    refusal
}

/// The ids every answer of ARM carries.
fn with_ids(world: &mut World, request: &Request, response: Response) -> Response {
    let random: &mut Random = &mut world.estate.random;
    let (id, correlation) = (random.guid(), random.guid());
    let mut response = response.with_header("x-ms-request-id", id);
    if response.header("x-ms-correlation-request-id").is_none() {
        let correlation = request.header("x-ms-correlation-request-id").map_or(correlation, str::to_owned);
        response = response.with_header("x-ms-correlation-request-id", correlation);
    }
    if let Some(own) = request.header("x-ms-client-request-id") {
        response = response.with_header("x-ms-client-request-id", own);
    }
    response.with_header("Cache-Control", "no-cache")
}
