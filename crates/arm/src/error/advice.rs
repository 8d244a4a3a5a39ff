//! The next step after an error, in plain words, by the service's code and then by kind.
//!
//! Codes and causes: Learn, *Troubleshoot common Azure deployment errors*, and the Resource Provider Contract.

use super::{Error, ErrorKind, Fate};

/// What to do next.
pub fn next_step(error: &Error) -> String {
    let codes =
        core::iter::once(error.code().unwrap_or_default()).chain(error.details().iter().map(|detail| detail.code.as_str()));
    let advice = codes.filter_map(by_code).next().map_or_else(|| by_kind(error), str::to_owned);
    let advice = match named_policy(error) {
        Some(policy) => policy,
        None => advice,
    };
    if error.fate() == Fate::Unknown && !matches!(error.kind(), ErrorKind::Throttled { .. }) {
        return format!(
            "It is not known whether the request took effect: read the current state before sending it again. {advice}"
        );
    }
    advice
}

fn named_policy(error: &Error) -> Option<String> {
    let policy = error.policies().first()?;
    Some(format!(
        "The policy “{}” (assignment “{}”) forbids this: change the request to fit it, or ask its owner for an exemption.",
        policy.definition, policy.assignment
    ))
}

fn by_code(code: &str) -> Option<&'static str> {
    Some(match code {
        "LinkedAuthorizationFailed" => {
            "The right is missing on an object this one refers to (a network, an image, a key vault), or that object is in another directory: ask for the named action there."
        }
        "LinkedInvalidPropertyId" | "InvalidResourceReference" => {
            "A referenced id is malformed or its object is gone: check the reference."
        }
        "RequestDisallowedByPolicy" => {
            "An Azure Policy forbids this: change the request to fit it, or ask its owner for an exemption."
        }
        "RequestDisallowedByAzure" => {
            "Azure itself does not allow this here (region, size, subscription, or multifactor authentication): read the message, then choose another or sign in again."
        }
        "SubscriptionNotFound" => "Check that the right directory is chosen and that this account sees the subscription.",
        "InvalidSubscriptionId" => "Check the subscription's id.",
        "DisabledSubscription" | "ReadOnlyDisabledSubscription" | "SubscriptionNotActive" => {
            "The subscription is disabled; reading may still work. Its billing owner can enable it."
        }
        "InvalidAuthenticationTokenTenant" => "The subscription belongs to another directory: switch to it.",
        "InvalidAuthenticationTokenAudience" => {
            "The token is for another API or cloud: the endpoint and the audience in config.json do not belong together."
        }
        "ExpiredAuthenticationToken"
        | "InvalidAuthenticationToken"
        | "AuthenticationFailed"
        | "AuthenticationFailedMissingToken"
        | "InvalidAuthenticationInfo" => "Sign in again.",
        "MissingSubscriptionRegistration" | "MissingRegistrationForResourceProvider" => {
            "Register the resource provider in the subscription (it needs the right */register/action), then try again."
        }
        "NoRegisteredProviderFound" | "InvalidResourceType" | "InvalidApiVersionParameter" => {
            "This cloud or region does not offer the api-version: set another one in config.json; the message may list them."
        }
        "LocationNotAvailableForResourceType" | "LocationRequired" => "Choose a region the resource type is offered in.",
        "ResourceNotFound" | "ResourceGroupNotFound" | "ParentResourceNotFound" => {
            "It is gone or has another name: refresh the list."
        }
        "ScopeLocked" => "A lock protects it: remove the lock on the resource, its group or its subscription first.",
        "AnotherOperationInProgress" | "RetryableErrorDueToAnotherOperation" => {
            "Another operation is under way: wait for its end, then try again."
        }
        "ResourceGroupBeingDeleted" => "The resource group is being deleted: choose another one.",
        "SkuNotAvailable" | "AllocationFailed" | "ZonalAllocationFailed" | "OverconstrainedAllocationRequest" => {
            "There is no capacity for this size here: choose another size, zone or region, or try later."
        }
        "QuotaExceeded" => "A quota is used up: ask for more under Quotas in the Azure portal, or use a smaller size.",
        "OperationNotAllowed" => "The present state or a quota does not allow this: the message says which.",
        "RoleAssignmentExists" => "Nothing to do: the role is assigned already.",
        "PrincipalNotFound" => "The account is not in this directory, or was just created: check it, or wait a minute.",
        "InternalServerError" | "GatewayTimeout" | "ServiceUnavailable" | "ServerTimeout" => {
            "Try again in a few minutes; Azure status may know more."
        }
        _ => return None,
    })
}

fn by_kind(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Offline if error.fate() == Fate::NotSent => {
            "Nothing of it has left this browser: send it again when the network is back.".to_owned()
        }
        ErrorKind::Offline => {
            "Check the network and whether the Azure endpoint is reachable from here, then try again.".to_owned()
        }
        ErrorKind::TimedOut => "Try again in a minute.".to_owned(),
        ErrorKind::Throttled { retry_at: Some(at) } => format!("The service takes requests again at {at}."),
        ErrorKind::Throttled { retry_at: None } => "Wait a minute, then try again.".to_owned(),
        ErrorKind::SignedOut { .. } => "Sign in again.".to_owned(),
        ErrorKind::Forbidden { action: Some(action), scope } => {
            let place = scope.as_ref().map(|scope| format!(" on {scope}")).unwrap_or_default();
            format!(
                "Ask for a role that contains {action}{place}. If it was granted in the last minutes, sign in again and retry."
            )
        }
        ErrorKind::Forbidden { .. } => {
            "Ask for a role that allows this. If it was granted in the last minutes, sign in again and retry.".to_owned()
        }
        ErrorKind::NotFound => "It is gone, or this account may not see it: refresh the list.".to_owned(),
        ErrorKind::Conflict => "Wait until the work under way has ended, refresh, then try again.".to_owned(),
        ErrorKind::Stale => "Read it again, look at what changed, then repeat your change.".to_owned(),
        ErrorKind::Rejected => match error.target() {
            Some(target) => format!("Correct “{target}”."),
            None => "Correct what the message names.".to_owned(),
        },
        ErrorKind::Service => "Try again in a few minutes; Azure status may know more.".to_owned(),
        ErrorKind::Unreadable => "Try again; if it stays, report it with the request id.".to_owned(),
        ErrorKind::ForeignLink => {
            "Check the endpoint in config.json: it must be the origin the service names in its links.".to_owned()
        }
        ErrorKind::Failed => {
            "Read the message, look at the object's present state, then decide whether to start again.".to_owned()
        }
        ErrorKind::Cancelled => {
            "Look at the object's present state: what was done before the cancellation stays done.".to_owned()
        }
    }
}
