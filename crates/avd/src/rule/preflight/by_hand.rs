//! Checks 26–29: what no API tells, or only half. An administrator confirms the rest.

use super::case::{Case, Outcome};
use super::evidence::Piece;
use super::{Check, Help};
use crate::resource::DomainJoinType;
use crate::rule::join_account;

const TROUBLE: &str = "Troubleshoot session host update";

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: 26,
        key: "joinAccount",
        title: "Domain join account",
        source: "Configure a session host update",
        needs: &[Piece::Configuration],
        judge: account,
    },
    Check {
        id: 27,
        key: "script",
        title: "Configuration script",
        source: "Configure a session host update",
        needs: &[Piece::Configuration],
        judge: script,
    },
    Check {
        id: 28,
        key: "deploymentPackage",
        title: "Access to the deployment package",
        source: TROUBLE,
        needs: &[Piece::Configuration],
        judge: deployment_package,
    },
    Check {
        id: 29,
        key: "imageRemains",
        title: "Leftovers in the image",
        source: TROUBLE,
        needs: &[Piece::Configuration],
        judge: image_remains,
    },
];

fn account(case: &Case<'_>) -> Outcome {
    let Some(configuration) = case.configuration() else { return Outcome::no_configuration() };
    match configuration.domain_info.and_then(|domain| domain.join_type) {
        Some(DomainJoinType::ActiveDirectory) => {
            Outcome::pass("The session hosts join Active Directory. Azure can't check the permissions there.")
                .unless_confirmed(join_account::STATEMENT)
                .with_help(Help::JoinAccount)
        }
        Some(DomainJoinType::AzureActiveDirectory) => Outcome::pass(format!(
            "The session hosts join Microsoft Entra ID, so they don't need an account. {}",
            join_account::ENTRA_JOIN
        )),
        Some(other) => {
            Outcome::unsure(format!("The console doesn't recognize the join type {other}."), "Check it on the Configuration tab.")
        }
        None => Outcome::unsure("The configuration doesn't specify a directory.", "Check it on the Configuration tab."),
    }
}

fn script(case: &Case<'_>) -> Outcome {
    let Some(configuration) = case.configuration() else { return Outcome::no_configuration() };
    let Some(url) = configuration.custom_configuration_script_url.filter(|url| !url.trim().is_empty()) else {
        return Outcome::pass("The configuration has no script.");
    };
    if !url.starts_with("https://") {
        return Outcome::risk(
            format!("The URL doesn't use https: {url}"),
            "Put the script at a public https URL and save the configuration.",
        );
    }
    if is_local(&url) {
        return Outcome::risk(
            format!("The URL isn't on the public internet: {url}"),
            "Put the script where session hosts can download it from the internet.",
        );
    }
    Outcome::pass(format!("The URL is valid: {url}"))
        .unless_confirmed("The script is a PowerShell script, and its URL is reachable from the internet.")
}

/// Addresses of machines in private networks (RFC 1918, RFC 6761, RFC 6762).
fn is_local(url: &str) -> bool {
    let host = url.trim_start_matches("https://").split(['/', ':', '?']).next().unwrap_or_default().to_ascii_lowercase();
    let private = ["10.", "192.168.", "127.", "169.254."].iter().any(|start| host.starts_with(start));
    private || !host.contains('.') || [".local", ".internal", ".localhost"].iter().any(|end| host.ends_with(end))
}

fn deployment_package(case: &Case<'_>) -> Outcome {
    if case.configuration().is_none() {
        return Outcome::no_configuration();
    }
    Outcome::pass("Azure can't check what session hosts can reach through your firewall and proxy.")
        .unless_confirmed("The session hosts can reach wvdhpustgr0prod.blob.core.windows.net on port 443.")
}

fn image_remains(case: &Case<'_>) -> Outcome {
    let Some(configuration) = case.configuration() else { return Outcome::no_configuration() };
    match configuration.image_info {
        Some(image) if image.marketplace_info.is_some() && image.custom_info.is_none() => {
            Outcome::pass("A Marketplace image has none.")
        }
        _ => Outcome::pass("Azure can't check the contents of a custom image.")
            .unless_confirmed("The image doesn't contain the folder C:\\packages\\plugin."),
    }
}
