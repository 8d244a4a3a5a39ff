//! The next step after an error, in plain words: by what the error says (who, where, what, which policy, which parameter), then by
//! its codes, the innermost first, and by kind and status only where nothing else is known.
//!
//! Codes and causes: Learn, *Troubleshoot common Azure deployment errors*, and the Resource Provider Contract.

use super::{Denial, Error, ErrorKind, Fate};

/// What to do next.
pub fn next_step(error: &Error) -> String {
    let advice = by_content(error).unwrap_or_else(|| by_kind(error));
    if error.fate() == Fate::Unknown && matches!(error.kind(), ErrorKind::Late) {
        return "The outcome is unknown. Check the current state before you try again.".to_owned();
    }
    if error.fate() == Fate::Unknown && !matches!(error.kind(), ErrorKind::Throttled { .. }) {
        return format!("The outcome is unknown. Check the current state before you try again. {advice}");
    }
    advice
}

fn by_content(error: &Error) -> Option<String> {
    sign_in(error)
        .or_else(|| denial(error))
        .or_else(|| policy(error))
        .or_else(|| error.body().codes().find_map(by_code).map(str::to_owned))
        .or_else(|| parameter(error))
}

fn sign_in(error: &Error) -> Option<String> {
    if let Some(tenant) = error.tenant() {
        return Some(format!("The subscription belongs to another directory, {tenant}. Switch to it, then try again."));
    }
    if !error.demands_mfa() {
        return None;
    }
    if matches!(error.kind(), ErrorKind::SignedOut { .. }) {
        return Some("Azure requires multifactor authentication for this. Complete it on Microsoft's sign-in page.".to_owned());
    }
    let by = named_policy(error).map(|policy| format!(" by {policy}")).unwrap_or_default();
    Some(format!(
        "Multifactor authentication is required{by}, and Azure didn't accept the method you used. Ask the policy's owner or an \
            identity administrator which methods are accepted and whether the policy applies to you."
    ))
}

fn denial(error: &Error) -> Option<String> {
    Some(match error.denial()? {
        Denial::Right { actions, scopes, linked } => {
            let place = if scopes.is_empty() { String::new() } else { format!(" on {}", scopes.join(" and ")) };
            let what = if *linked { " The permission is missing on a linked resource, not on this one." } else { "" };
            format!(
                "You don't have permission. Ask for a role that includes {}{place}.{what} If it was just assigned, sign in \
                    again.",
                actions.join(" and ")
            )
        }
        Denial::DenyAssignment { name, scope } => {
            let name = name.as_ref().map(|name| format!(" “{name}”")).unwrap_or_default();
            let place = scope.as_ref().map(|scope| format!(" on {scope}")).unwrap_or_default();
            format!(
                "The deny assignment{name}{place} blocks this, and no role overrides it. Ask its owner, often a managed \
                    application or a deployment stack."
            )
        }
        Denial::OtherDirectory { subscription } => {
            let which = subscription.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
            format!(
                "A linked resource is in a subscription{which} of another directory, so no role can help. Select a resource in \
                    this directory."
            )
        }
    })
}

fn policy(error: &Error) -> Option<String> {
    let named = named_policy(error)?;
    let others = match error.policies().len() {
        1 => String::new(),
        2 => " One more policy also blocks it.".to_owned(),
        count => format!(" {} more policies also block it.", count - 1),
    };
    Some(format!("Blocked by {named}. Change the request to comply, or ask its owner for an exemption.{others}"))
}

/// “the policy “Allowed regions” (assignment “eu-only” on /subscriptions/…)”.
fn named_policy(error: &Error) -> Option<String> {
    let policy = error.policies().first()?;
    let place = policy.scope.as_ref().map(|scope| format!(" on {scope}")).unwrap_or_default();
    Some(match (policy.definition.as_str(), policy.assignment.as_str()) {
        ("", "") => return None,
        ("", assignment) => format!("the policy assignment “{assignment}”{place}"),
        (definition, "") => format!("the policy “{definition}”{place}"),
        (definition, assignment) => format!("the policy “{definition}” (assignment “{assignment}”{place})"),
    })
}

/// What codes about the request itself are made of; `InvalidUserSessionState` is none of them.
const INPUT: [&str; 9] = [
    "parameter",
    "property",
    "badrequest",
    "badargument",
    "requestcontent",
    "requestformat",
    "resourcename",
    "invalidtemplate",
    "fieldvalue",
];

fn parameter(error: &Error) -> Option<String> {
    let speaks_of_input = error.body().codes().any(|code| {
        let code = code.to_ascii_lowercase();
        INPUT.iter().any(|word| code.contains(word)) || code.starts_with("invalid") && error.target().is_some()
    });
    let target = error.target().filter(|_| speaks_of_input || matches!(error.kind(), ErrorKind::Rejected));
    match target {
        Some(target) => Some(format!("Correct “{target}”.")),
        None => speaks_of_input.then(|| "Correct the value named in the message.".to_owned()),
    }
}

fn by_code(code: &str) -> Option<&'static str> {
    Some(match code {
        "LinkedAuthorizationFailed" => {
            "The permission is missing on a linked resource (a network, an image, a key vault), or the resource is in another \
                directory. See the message for details."
        }
        "LinkedInvalidPropertyId" | "InvalidResourceReference" => {
            "A referenced resource ID is invalid, or its resource was deleted. Check the reference."
        }
        "RequestDisallowedByPolicy" => {
            "Blocked by Azure Policy. Change the request to comply, or ask the policy's owner for an exemption."
        }
        "RequestDisallowedByAzure" => {
            "Azure doesn't allow this here (region, size or subscription). See the message for the reason, and select another."
        }
        "SubscriptionNotFound" => {
            "Check that the right directory is selected and that this account has access to the subscription."
        }
        "InvalidSubscriptionId" => "Check the subscription ID.",
        "DisabledSubscription" | "ReadOnlyDisabledSubscription" | "SubscriptionNotActive" => {
            "The subscription is disabled, so you may only be able to view it. Its billing owner can enable it."
        }
        "InvalidAuthenticationTokenTenant" => "The subscription belongs to another directory. Switch to it.",
        "InvalidAuthenticationTokenAudience" => {
            "The token is for another API or cloud. The endpoint and the audience in config.json don't match."
        }
        "ExpiredAuthenticationToken"
        | "InvalidAuthenticationToken"
        | "AuthenticationFailed"
        | "AuthenticationFailedMissingToken"
        | "InvalidAuthenticationInfo" => "Sign in again.",
        "MissingSubscriptionRegistration" | "MissingRegistrationForResourceProvider" => {
            "Register the resource provider in the subscription (this requires */register/action), then try again."
        }
        "NoRegisteredProviderFound" | "InvalidResourceType" | "InvalidApiVersionParameter" => {
            "This cloud or region doesn't offer the API version. Set another one in config.json; the message may list the \
                supported versions."
        }
        "LocationNotAvailableForResourceType" | "LocationRequired" => "Select a region where the resource type is available.",
        "ResourceNotFound" | "ResourceGroupNotFound" | "ParentResourceNotFound" => {
            "It no longer exists or was renamed. Refresh the list."
        }
        "ScopeLocked" => "A lock protects it. First remove the lock on the resource, its resource group or its subscription.",
        "AnotherOperationInProgress" | "RetryableErrorDueToAnotherOperation" => {
            "Another operation is in progress. Wait until it's finished, then try again."
        }
        "ResourceGroupBeingDeleted" => "The resource group is being deleted. Select another one.",
        "SkuNotAvailable" | "AllocationFailed" | "ZonalAllocationFailed" | "OverconstrainedAllocationRequest" => {
            "There's no capacity for this size here. Select another size, zone or region, or try again later."
        }
        "QuotaExceeded" => "A quota is used up. Request more under Quotas in the Azure portal, or use a smaller size.",
        "OperationNotAllowed" => "The current state or a quota doesn't allow this. See the message for details.",
        "RoleAssignmentExists" => "The role is already assigned. You don't need to do anything.",
        "PrincipalNotFound" => "The account isn't in this directory, or was just created. Check it, or wait a minute.",
        "InternalServerError" | "GatewayTimeout" | "ServiceUnavailable" | "ServerTimeout" => {
            "Try again in a few minutes, or check Azure status."
        }
        _ => return None,
    })
}

/// Where nothing but the sort of failure is known.
fn by_kind(error: &Error) -> String {
    if error.is_page() || matches!(error.status(), Some(407 | 511)) {
        return "A proxy, firewall or sign-in page on your network responded instead of Azure. Check the network, then try again."
            .to_owned();
    }
    match error.kind() {
        ErrorKind::Offline if error.fate() == Fate::NotSent => "It wasn't sent. Try again when you're online.".to_owned(),
        ErrorKind::Offline => "Check your network and that the Azure endpoint is reachable, then try again.".to_owned(),
        ErrorKind::Late => "Check the current state, then try again if needed.".to_owned(),
        ErrorKind::TimedOut => "Try again in a minute.".to_owned(),
        ErrorKind::Throttled { retry_at: Some(at) } => format!("Azure is throttling requests. You can try again at {at}."),
        ErrorKind::Throttled { retry_at: None } => "Wait a minute, then try again.".to_owned(),
        ErrorKind::SignedOut { .. } => "Sign in again.".to_owned(),
        ErrorKind::Forbidden { .. } => {
            "You don't have permission. Ask for a role that allows this. If it was just assigned, sign in again.".to_owned()
        }
        ErrorKind::NotFound => "It doesn't exist, or your account doesn't have access. Refresh the list.".to_owned(),
        ErrorKind::Conflict if says_more(error) => {
            "See the message for what blocks this. If it's another operation, wait until it's finished.".to_owned()
        }
        ErrorKind::Conflict => {
            "Another operation may be in progress. Wait until it's finished, refresh, then try again.".to_owned()
        }
        ErrorKind::Stale => "Refresh, check what changed, then repeat your change.".to_owned(),
        ErrorKind::Rejected => match error.target() {
            Some(target) => format!("Correct “{target}”."),
            None => "Correct the value named in the message.".to_owned(),
        },
        ErrorKind::Service => "Try again in a few minutes, or check Azure status.".to_owned(),
        ErrorKind::Unreadable => "Try again. If it keeps failing, report it with the request ID.".to_owned(),
        ErrorKind::ForeignLink => "Check the endpoint in config.json. It must match the origin of Azure's links.".to_owned(),
        ErrorKind::Failed => "Check the message and the current state before you try again.".to_owned(),
        ErrorKind::Cancelled => "Check the current state. Changes made before the cancellation remain.".to_owned(),
    }
}

/// Whether there are words, and not the status once more.
fn says_more(error: &Error) -> bool {
    let word = |code: &str| !code.bytes().all(|byte| byte.is_ascii_digit()) && !code.eq_ignore_ascii_case("Conflict");
    !error.body().levels().is_empty() && (error.code().is_some_and(word) || error.message().len() > 40)
}
