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
        title: "Account that joins the domain",
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
        title: "Reaching the deployment package",
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
            Outcome::pass("The session hosts join Active Directory; no Azure API tells the permissions there.")
                .unless_confirmed(join_account::STATEMENT)
                .with_help(Help::JoinAccount)
        }
        Some(DomainJoinType::AzureActiveDirectory) => Outcome::pass(format!(
            "The session hosts join Microsoft Entra ID, so no account is needed. {}",
            join_account::ENTRA_JOIN
        )),
        Some(other) => Outcome::pass(format!("Not needed: the session hosts join {other}.")),
        None => Outcome::unsure("The configuration names no directory.", "Look at it on the Configuration tab."),
    }
}

fn script(case: &Case<'_>) -> Outcome {
    let Some(configuration) = case.configuration() else { return Outcome::no_configuration() };
    let Some(url) = configuration.custom_configuration_script_url.filter(|url| !url.trim().is_empty()) else {
        return Outcome::pass("The configuration has no script.");
    };
    if !url.starts_with("https://") {
        return Outcome::risk(
            format!("The address is not https: {url}"),
            "Put the script at a public https address and save the configuration.",
        );
    }
    if is_local(&url) {
        return Outcome::risk(
            format!("The address is not on the public internet: {url}"),
            "Put the script where the hosts reach it from the public internet.",
        );
    }
    Outcome::pass(format!("The address is well formed: {url}"))
        .unless_confirmed("The script is a PowerShell script, and its address answers on the public internet.")
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
    Outcome::pass("No API tells what the hosts reach through firewall and proxy.")
        .unless_confirmed("The hosts reach wvdhpustgr0prod.blob.core.windows.net on port 443.")
}

fn image_remains(case: &Case<'_>) -> Outcome {
    let Some(configuration) = case.configuration() else { return Outcome::no_configuration() };
    match configuration.image_info {
        Some(image) if image.marketplace_info.is_some() && image.custom_info.is_none() => {
            Outcome::pass("An image of the marketplace has none.")
        }
        _ => Outcome::pass("No API tells what is on the disk of an image of your own.")
            .unless_confirmed("The image has no folder C:\\packages\\plugin."),
    }
}
