//! What the second directory has: one subscription and three pools that no story is told about. It comes after everything else, so
//! that the first directory is the same with it and without.

use host::Instant;

use super::parts::{self, Kind, Sketch};
use crate::avd::{Estate, Subscription, SubscriptionState};
use crate::entra::TENANT_ID;
use crate::entra::tenant::ABROAD;

/// Its subscription.
pub(crate) const DESKTOPS: &str = "8d41f7b0-2c6e-4a95-b3d8-1f0e7c5a9b04";

/// Name, friendly name, kind, hosts and the prefix of their names, most sessions a host.
const POOLS: [(&str, &str, Kind, usize, &str, u64); 3] = [
    ("hp-fab-design", "Design studio", Kind::Standard, 4, "fabdes", 3),
    ("hp-fab-plant", "Plant floor", Kind::Standard, 6, "fabplant", 5),
    ("hp-fab-directors", "Directors", Kind::Personal, 2, "fabdir", 1),
];

/// The directory of a subscription.
pub(crate) fn tenant_of(subscription: &str) -> &'static str {
    if subscription == DESKTOPS { ABROAD.id } else { TENANT_ID }
}

/// Adds it to an estate.
pub(crate) fn settle(estate: &mut Estate, seed: u64, now: Instant) {
    let (id, name) = (DESKTOPS.to_owned(), "Fabrikam Desktops".to_owned());
    estate.subscriptions.push(Subscription { id, name, state: SubscriptionState::Enabled, tenant: ABROAD.id });
    for (name, friendly, kind, hosts, prefix, sessions) in POOLS {
        let (group, location, tags) = ("rg-fabrikam-avd", "uksouth", &[][..]);
        let sketch = Sketch { subscription: DESKTOPS, group, name, friendly, location, kind, hosts, prefix, sessions, tags };
        estate.add(parts::pool(&sketch, seed, now));
    }
}
