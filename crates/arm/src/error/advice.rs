//! The next step after an error, in plain words: by what the error says (who, where, what, which policy, which parameter), then by
//! its codes, the innermost first, and by kind and status only where nothing else is known.
//!
//! Codes and causes: Learn, *Troubleshoot common Azure deployment errors*, and the Resource Provider Contract.

use super::{Denial, Error, ErrorKind, Fate};

/// What to do next.
pub fn next_step(error: &Error) -> String {
    let advice = by_content(error).unwrap_or_else(|| by_kind(error));
    if error.fate() == Fate::Unknown && !matches!(error.kind(), ErrorKind::Throttled { .. }) {
        return format!(
            "It isn't known whether the request took effect: look at the current state before you send it again. {advice}"
        );
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
        return Some(format!("The subscription belongs to another directory, {tenant}: change to it, then try again."));
    }
    if !error.demands_mfa() {
        return None;
    }
    if matches!(error.kind(), ErrorKind::SignedOut { .. }) {
        return Some("Azure requires multifactor authentication for this: complete it on Microsoft's sign-in page.".to_owned());
    }
    let by = named_policy(error).map(|policy| format!(" by {policy}")).unwrap_or_default();
    Some(format!(
        "Multifactor authentication is required{by}, and Azure didn't accept the one of this sign-in: ask the policy's owner or an identity administrator which method it takes and whether the policy applies to you."
    ))
}

fn denial(error: &Error) -> Option<String> {
    Some(match error.denial()? {
        Denial::Right { actions, scopes, linked } => {
            let place = if scopes.is_empty() { String::new() } else { format!(" on {}", scopes.join(" and ")) };
            let what = if *linked { " The right is missing on a linked resource, not on this one." } else { "" };
            format!(
                "Ask for a role that contains {}{place}.{what} If it was granted in the last few minutes, sign in again and retry.",
                actions.join(" and ")
            )
        }
        Denial::DenyAssignment { name, scope } => {
            let name = name.as_ref().map(|name| format!(" “{name}”")).unwrap_or_default();
            let place = scope.as_ref().map(|scope| format!(" on {scope}")).unwrap_or_default();
            format!(
                "The deny assignment{name}{place} forbids this, and no role overrides it: ask its owner, often a managed application or a deployment stack."
            )
        }
        Denial::OtherDirectory { subscription } => {
            let which = subscription.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
            format!(
                "What this refers to is in a subscription{which} of another directory. No role helps: choose a resource in this directory."
            )
        }
    })
}

fn policy(error: &Error) -> Option<String> {
    let named = named_policy(error)?;
    let others = match error.policies().len() {
        1 => String::new(),
        2 => " So does one more.".to_owned(),
        count => format!(" So do {} more.", count - 1),
    };
    Some(format!(
        "{} doesn't allow this: change the request to comply, or ask its owner for an exemption.{others}",
        capital(&named)
    ))
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

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
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
        None => speaks_of_input.then(|| "Correct what the message names.".to_owned()),
    }
}

fn by_code(code: &str) -> Option<&'static str> {
    Some(match code {
        "LinkedAuthorizationFailed" => {
            "The right is missing on something this refers to (a network, an image, a key vault), or that is in another directory: the message says which."
        }
        "LinkedInvalidPropertyId" | "InvalidResourceReference" => {
            "A referenced ID is malformed or its resource is gone: check the reference."
        }
        "RequestDisallowedByPolicy" => {
            "An Azure Policy doesn't allow this: change the request to comply, or ask its owner for an exemption."
        }
        "RequestDisallowedByAzure" => {
            "Azure itself doesn't allow this here (region, size or subscription): the message says why. Choose another."
        }
        "SubscriptionNotFound" => {
            "Check that the right directory is selected and that this account has access to the subscription."
        }
        "InvalidSubscriptionId" => "Check the subscription ID.",
        "DisabledSubscription" | "ReadOnlyDisabledSubscription" | "SubscriptionNotActive" => {
            "The subscription is disabled; reading may still work. Its billing owner can enable it."
        }
        "InvalidAuthenticationTokenTenant" => "The subscription belongs to another directory: change to it.",
        "InvalidAuthenticationTokenAudience" => {
            "The token is for another API or cloud: the endpoint and the audience in config.json don't belong together."
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
            "This cloud or region doesn't offer the API version: set another one in config.json; the message may list them."
        }
        "LocationNotAvailableForResourceType" | "LocationRequired" => "Choose a region where the resource type is available.",
        "ResourceNotFound" | "ResourceGroupNotFound" | "ParentResourceNotFound" => {
            "It no longer exists or has another name: refresh the list."
        }
        "ScopeLocked" => "A lock protects it: remove the lock on the resource, its resource group or its subscription first.",
        "AnotherOperationInProgress" | "RetryableErrorDueToAnotherOperation" => {
            "Another operation is in progress: wait until it has finished, then try again."
        }
        "ResourceGroupBeingDeleted" => "The resource group is being deleted: choose another one.",
        "SkuNotAvailable" | "AllocationFailed" | "ZonalAllocationFailed" | "OverconstrainedAllocationRequest" => {
            "There is no capacity for this size here: choose another size, zone or region, or try later."
        }
        "QuotaExceeded" => "A quota is used up: request more under Quotas in the Azure portal, or use a smaller size.",
        "OperationNotAllowed" => "The current state or a quota doesn't allow this: the message says which.",
        "RoleAssignmentExists" => "There is nothing to do: the role is assigned already.",
        "PrincipalNotFound" => "The account isn't in this directory, or was just created: check it, or wait a minute.",
        "InternalServerError" | "GatewayTimeout" | "ServiceUnavailable" | "ServerTimeout" => {
            "Try again in a few minutes; Azure status may know more."
        }
        _ => return None,
    })
}

/// Where nothing but the sort of failure is known.
fn by_kind(error: &Error) -> String {
    if error.is_page() || matches!(error.status(), Some(407 | 511)) {
        return "A proxy, firewall or sign-in page of your network answered instead of Azure: check the network, then try again."
            .to_owned();
    }
    match error.kind() {
        ErrorKind::Offline if error.fate() == Fate::NotSent => {
            "It hasn't left this browser: send it again when you are online.".to_owned()
        }
        ErrorKind::Offline => {
            "Check the network and whether the Azure endpoint can be reached from here, then try again.".to_owned()
        }
        ErrorKind::Late => "Look at the current state, then send it again if you still want it.".to_owned(),
        ErrorKind::TimedOut => "Try again in a minute.".to_owned(),
        ErrorKind::Throttled { retry_at: Some(at) } => format!("Azure accepts requests again at {at}."),
        ErrorKind::Throttled { retry_at: None } => "Wait a minute, then try again.".to_owned(),
        ErrorKind::SignedOut { .. } => "Sign in again.".to_owned(),
        ErrorKind::Forbidden { .. } => {
            "Ask for a role that allows this. If it was granted in the last few minutes, sign in again and retry.".to_owned()
        }
        ErrorKind::NotFound => "It no longer exists, or this account has no access to it: refresh the list.".to_owned(),
        ErrorKind::Conflict if says_more(error) => {
            "The message says what stands in the way. If it is other work, wait until that has finished.".to_owned()
        }
        ErrorKind::Conflict => "Other work may be in progress: refresh, wait until it has finished, then try again.".to_owned(),
        ErrorKind::Stale => "Refresh, look at what changed, then repeat your change.".to_owned(),
        ErrorKind::Rejected => match error.target() {
            Some(target) => format!("Correct “{target}”."),
            None => "Correct what the message names.".to_owned(),
        },
        ErrorKind::Service => "Try again in a few minutes; Azure status may know more.".to_owned(),
        ErrorKind::Unreadable => "Try again; if it keeps failing, report it with the request ID.".to_owned(),
        ErrorKind::ForeignLink => {
            "Check the endpoint in config.json: it must be the origin that Azure names in its links.".to_owned()
        }
        ErrorKind::Failed => "Read the message and look at the current state, then decide whether to start again.".to_owned(),
        ErrorKind::Cancelled => "Look at the current state: what was done before the cancellation stays done.".to_owned(),
    }
}

/// Whether there are words, and not the status once more.
fn says_more(error: &Error) -> bool {
    let word = |code: &str| !code.bytes().all(|byte| byte.is_ascii_digit()) && !code.eq_ignore_ascii_case("Conflict");
    !error.body().levels().is_empty() && (error.code().is_some_and(word) || error.message().len() > 40)
}
