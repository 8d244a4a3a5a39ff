//! The pools of the demo estate, one a line; what happens to them is told elsewhere.

use super::parts::Kind::{self, Automated, Personal, Standard};
use super::parts::Sketch;
use super::{PRODUCTION, RETIRED, TEST};

type Tags = &'static [(&'static str, &'static str)];

/// Subscription, resource group and region.
type Place = (&'static str, &'static str, &'static str);

const PROD: Place = (PRODUCTION, "rg-avd-prod", "westeurope");
const NORTH: Place = (PRODUCTION, "rg-avd-prod", "northeurope");
const US: Place = (PRODUCTION, "rg-avd-us", "eastus2");
const LAB: Place = (TEST, "rg-avd-test", "westeurope");
const ZURICH: Place = (TEST, "rg-zürich", "germanywestcentral");
const OLD: Place = (RETIRED, "rg-avd-old", "westeurope");

/// How many hosts, the prefix of their names, how many sessions each has at most.
type Hosts = (usize, &'static str, u64);

const fn pool(name: &'static str, friendly: &'static str, place: Place, kind: Kind, hosts: Hosts, tags: Tags) -> Sketch<'static> {
    let (hosts, prefix, sessions) = hosts;
    let (subscription, group, location) = place;
    Sketch { subscription, group, name, friendly, location, kind, hosts, prefix, sessions, tags }
}

/// All of them.
#[rustfmt::skip]
pub(super) const CAST: [Sketch<'static>; 13] = [
    pool("hp-finance", "Finance", PROD, Automated, (6, "avdfin", 4), &[("env", "prod"), ("owner", "finance")]),
    pool("hp-callcenter", "Call centre", PROD, Automated, (10, "avdcall", 9), &[("env", "prod"), ("owner", "service")]),
    pool("hp-engineering", "Engineering", PROD, Automated, (5, "avdeng", 5), &[("env", "prod"), ("owner", "engineering")]),
    pool("hp-sales", "Sales", NORTH, Standard, (8, "vm-sales", 8), &[("env", "prod"), ("owner", "sales")]),
    pool("hp-partners", "Partners and suppliers", NORTH, Standard, (4, "vm-part", 3), &[("env", "prod")]),
    pool("hp-executives", "Executives", PROD, Personal, (7, "vm-exec", 1), &[("env", "prod"), ("owner", "board")]),
    pool("hp-warehouse", "Warehouse terminals", US, Automated, (4, "avdwh", 6), &[("env", "prod"), ("region", "us")]),
    pool("hp-support-us", "Support (US)", US, Standard, (24, "vm-supus", 7), &[("env", "prod"), ("region", "us")]),
    pool("hp-pilot", "Pilot ring", LAB, Automated, (3, "avdpilot", 2), &[("env", "test")]),
    pool("hp-lab-empty", "Empty lab", LAB, Automated, (0, "avdlab", 0), &[("env", "test")]),
    pool("hp-developers", "Developers", LAB, Personal, (9, "vm-dev", 1), &[("env", "test")]),
    pool("Hot desks @ Geneva_2.1", "Bürotische Zürich · Genève ☕", ZURICH, Standard, (3, "vm-desk", 2), &[("Ort", "Zürich")]),
    pool("hp-legacy", "Legacy applications", OLD, Standard, (2, "vm-old", 0), &[("env", "retired")]),
];
