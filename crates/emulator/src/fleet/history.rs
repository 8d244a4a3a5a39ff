//! What the activity log knows when the emulator starts: how the pools became what they are.

use host::Instant;

use crate::avd::{Estate, NAMESPACE, Pool};
use crate::random::Random;
use crate::surroundings::{Deed, Surroundings};

/// Operation, what it was done to below the pool, method.
type What = (&'static str, &'static str, &'static str);

const POOL: What = ("hostpools/write", "", "PUT");
const CONFIGURATION: What = ("hostpools/sessionHostConfigurations/write", "/sessionHostConfigurations/default", "PATCH");
const POLICY: What = ("hostpools/sessionHostManagements/write", "/sessionHostManagements/default", "PATCH");
const UPDATE: What =
    ("hostpools/sessionHostManagements/initiateSessionHostUpdate/action", "/sessionHostManagements/default", "POST");

/// Writes down what the last three months left.
pub(super) fn write(around: &mut Surroundings, estate: &Estate, seed: u64, now: Instant) {
    let oldest = super::parts::hours_before(now, 24 * 90);
    let mut random = Random::named(seed, "history");
    let mut known: Vec<(Instant, String, What, String)> = Vec::new();
    for pool in &estate.pools {
        let past = deeds(pool).into_iter().filter(|(at, ..)| *at >= oldest);
        known.extend(past.map(|(at, by, what)| (at, by, what, pool.id())));
    }
    known.sort_by_key(|(at, ..)| *at);
    for (at, caller, (action, below, method), pool) in known {
        let deed = Deed { action: format!("{NAMESPACE}/{action}"), scope: format!("{pool}{below}"), caller };
        around.activity.remember(deed, at, method, &mut random);
    }
}

fn deeds(pool: &Pool) -> Vec<(Instant, String, What)> {
    let mut found = vec![(pool.stamps.modified, pool.stamps.modified_by.clone(), POOL)];
    if let Some(configuration) = &pool.configuration {
        found.push((configuration.stamps.modified, configuration.stamps.modified_by.clone(), CONFIGURATION));
    }
    if let Some(management) = &pool.management {
        found.push((management.stamps.modified, management.stamps.modified_by.clone(), POLICY));
    }
    if let Some(run) = &pool.update {
        found.push((run.created, pool.stamps.modified_by.clone(), UPDATE));
    }
    found
}
