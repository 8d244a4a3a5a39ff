//! Checks 19–22: the size, its quota, the addresses and the network.

use arm::Json;
use serde_json::Value;

use super::Check;
use super::address::subnet;
use super::case::{Case, Outcome, same_place, shell, text};
use super::evidence::Piece;
use super::image::generation;
use crate::resource::{ComputeSku, SessionHostConfigurationProperties};
use crate::rule::count::count;
use crate::rule::size::{SizeFacts, Wanted};

const TROUBLE: &str = "Troubleshoot session host update";

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: 19,
        key: "size",
        title: "VM size",
        source: TROUBLE,
        needs: &[Piece::Pool, Piece::Configuration, Piece::Size, Piece::Image, Piece::ImageDefinition],
        judge: size,
    },
    Check {
        id: 20,
        key: "quota",
        title: "vCPU quota",
        source: TROUBLE,
        needs: &[Piece::Pool, Piece::Configuration, Piece::Hosts, Piece::Size, Piece::Quotas],
        judge: quota,
    },
    Check {
        id: 21,
        key: "addresses",
        title: "Free IP addresses",
        source: TROUBLE,
        needs: &[Piece::Configuration, Piece::Hosts, Piece::Addresses],
        judge: addresses,
    },
    Check {
        id: 22,
        key: "network",
        title: "Network region",
        source: TROUBLE,
        needs: &[Piece::Pool, Piece::Configuration, Piece::Network],
        judge: network,
    },
];

/// What an ephemeral OS disk means for a pool (Learn, "Ephemeral OS disks", June 2026).
const EPHEMERAL: &str =
    "Ephemeral OS disks: these VMs can't be deallocated, and a dynamic scaling plan needs 100% minimum active hosts.";
const OTHER_SIZE: &str = "Select another size or region in the configuration, or request access from Microsoft.";

fn facts(case: &Case<'_>) -> Option<SizeFacts> {
    let region = case.region()?;
    case.items(Piece::Size).filter_map(|sku| ComputeSku::from_json(sku.clone()).ok()).find_map(|sku| SizeFacts::of(&sku, region))
}

fn wanted(configuration: &SessionHostConfigurationProperties, case: &Case<'_>) -> Wanted {
    let disk = configuration.disk_info.clone().unwrap_or_default();
    Wanted {
        zones: configuration.availability_zones.clone().unwrap_or_default(),
        ephemeral: disk.diff_disk_settings.as_ref().is_some_and(|settings| settings.option.is_some()),
        placement: disk.diff_disk_settings.and_then(|settings| settings.placement),
        disk: disk.managed_disk.and_then(|disk| disk.kind),
        security: configuration.security_info.as_ref().and_then(|security| security.kind.clone()),
        generation: generation(case),
    }
}

fn size(case: &Case<'_>) -> Outcome {
    let Some(configuration) = case.configuration() else { return Outcome::no_configuration() };
    let name = configuration.vm_size_id.as_deref().unwrap_or("The size");
    let region = case.region().unwrap_or("the region");
    if case.parts(Piece::Size).is_empty() {
        return Outcome::unsure("The configuration doesn't specify a size or region.", "Check it on the Configuration tab.");
    }
    let Some(facts) = facts(case) else {
        return Outcome::blocker(format!("{name} isn't available in {region}."), OTHER_SIZE);
    };
    let wanted = wanted(&configuration, case);
    let misfits = facts.misfits(&wanted);
    let words = |warning: bool| -> Vec<String> {
        misfits.iter().filter(|misfit| misfit.warning == warning).map(|misfit| misfit.message.clone()).collect()
    };
    let (errors, warnings) = (words(false), words(true));
    if !errors.is_empty() {
        return Outcome::blocker(errors.join(" "), OTHER_SIZE).even_so();
    }
    if !warnings.is_empty() {
        return Outcome::risk(warnings.join(" "), OTHER_SIZE);
    }
    if wanted.generation.is_none() {
        return Outcome::unsure(
            format!("{name} is available in {region}, but the image doesn't report which VM generation it requires."),
            "Compare the VM generations of the size and the image in the Azure portal.",
        );
    }
    let found = Outcome::pass(format!("{name} in {region}: {}.", facts.summary()));
    if wanted.ephemeral { found.noting(EPHEMERAL) } else { found }
}

/// Free of a usage, and its limit.
fn free(usage: &Value) -> Option<(u64, u64)> {
    let number = |name: &str| usage.get(name).and_then(Value::as_f64).filter(|number| number.is_finite() && *number >= 0.0);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Counts of cores and addresses, checked above.
    let whole = |number: f64| number as u64;
    let (used, limit) = (whole(number("currentValue")?), whole(number("limit")?));
    Some((limit.saturating_sub(used), limit))
}

fn quota(case: &Case<'_>) -> Outcome {
    let (Some(_), Some((step, all))) = (case.configuration(), case.doubled()) else { return Outcome::no_configuration() };
    let Some((facts, vcpus)) =
        facts(case).and_then(|facts| facts.vcpus.and_then(|count| u64::try_from(count).ok()).map(|count| (facts, count)))
    else {
        return Outcome::unsure(
            "Couldn't find how many vCPUs the size has.",
            "Compare the size and the quota in the Azure \
            portal.",
        );
    };
    let mut told = Vec::new();
    let mut short: Option<Outcome> = None;
    for name in [facts.family.as_str(), "cores"] {
        let usage =
            case.items(Piece::Quotas).find(|one| text(one, "/name/value").is_some_and(|known| known.eq_ignore_ascii_case(name)));
        let Some((usage, (free, limit))) = usage.and_then(|usage| free(usage).map(|room| (usage, room))) else {
            return Outcome::unsure(format!("Couldn't find the quota {name}."), "Check Quotas in the Azure portal.");
        };
        let title = text(usage, "/name/localizedValue").unwrap_or(name);
        told.push(format!("{title}: {free} of {limit} free"));
        let (now, end) = (step * vcpus, all * vcpus);
        if free < now || free < end {
            let fix = "Request more quota, use a smaller batch, or don't keep the original VMs.";
            let evidence = format!(
                "{title}: {free} of {limit} free; {} required {}.",
                count(if free < now { now } else { end }, "vCPU", "vCPUs"),
                if free < now { "for one batch" } else { "in total, because the original VMs are kept" },
            );
            let found = if free < now { Outcome::blocker(evidence, fix) } else { Outcome::risk(evidence, fix) };
            let found = found.with_command(more_quota(case, name, limit + end.saturating_sub(free)));
            if short.as_ref().is_none_or(|known| found.verdict < known.verdict) {
                short = Some(found);
            }
        }
    }
    short.unwrap_or_else(|| Outcome::pass(format!("{}; {} needed.", told.join("; "), count(all * vcpus, "vCPU is", "vCPUs are"))))
}

fn more_quota(case: &Case<'_>, name: &str, limit: u64) -> String {
    let pool = case.pool_id();
    let subscription = pool.as_ref().and_then(|pool| pool.subscription()).unwrap_or_default();
    let region = case.region().unwrap_or_default();
    let scope = format!("/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{region}");
    format!(
        "az quota update --resource-name {} --scope {} --limit-object value={limit} --resource-type dedicated",
        shell(name),
        shell(&scope)
    )
}

fn addresses(case: &Case<'_>) -> Outcome {
    let Some((step, all)) = case.doubled() else { return Outcome::no_configuration() };
    let Some(subnet) = subnet(case.evidence) else {
        return Outcome::blocker("The configuration doesn't specify a subnet.", "Select a subnet in the configuration.");
    };
    if case.is_missing(Piece::Addresses) {
        return Outcome::blocker(
            format!("The virtual network of {} doesn't exist.", subnet.name()),
            "Select another subnet in the configuration.",
        );
    }
    let key = subnet.key();
    let usage = case.items(Piece::Addresses).find(|one| text(one, "/id").is_some_and(|id| id.to_lowercase() == key));
    let Some((free, limit)) = usage.and_then(free) else {
        return Outcome::unsure(
            format!("Couldn't count the IP addresses of {}.", subnet.name()),
            "Check the subnet in the Azure portal.",
        );
    };
    let evidence = format!("{}: {free} of {limit} IP addresses free; {all} required.", subnet.name());
    let fix = "Use a smaller batch or a larger subnet, or don't keep the original VMs.";
    if free < step {
        Outcome::blocker(evidence, fix)
    } else if free < all {
        Outcome::risk(evidence, fix)
    } else {
        Outcome::pass(evidence)
    }
}

fn network(case: &Case<'_>) -> Outcome {
    let (Some(_), Some(region)) = (case.configuration(), case.region()) else { return Outcome::no_configuration() };
    let Some(subnet) = subnet(case.evidence) else {
        return Outcome::blocker("The configuration doesn't specify a subnet.", "Select a subnet in the configuration.");
    };
    if case.is_missing(Piece::Network) {
        return Outcome::blocker(
            format!("The virtual network of {} doesn't exist.", subnet.name()),
            "Select another subnet in the configuration.",
        );
    }
    match case.value(Piece::Network).and_then(|network| text(network, "/location")) {
        Some(location) if same_place(location, region) => Outcome::pass(format!("The network and the VMs are in {region}.")),
        Some(location) => Outcome::blocker(
            format!("The network is in {location}, but the VMs are in {region} (VnetLocationIncompatible)."),
            "Select a subnet in the same region as the VMs.",
        ),
        None => Outcome::unsure("The network doesn't report its region.", "Check it in the Azure portal."),
    }
}
