//! Session host configurations, wanted and active.

use arm::{Call, ResourceId};

use super::read;
use crate::version::{ApiVersions, Family};

/// `SessionHostConfigurations_Get`: the wanted configuration. 404 if there is none.
pub fn get(pool: &ResourceId, versions: &ApiVersions) -> Call {
    let path = format!("{}/sessionHostConfigurations/default", pool.path());
    read("SessionHostConfigurations_Get", path, Family::SessionHostConfigurations, versions)
}

/// `ActiveSessionHostConfigurations_Get`: the configuration that hosts run now.
pub fn active(pool: &ResourceId, versions: &ApiVersions) -> Call {
    let path = format!("{}/activeSessionHostConfigurations/default", pool.path());
    read("ActiveSessionHostConfigurations_Get", path, Family::SessionHostConfigurations, versions)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{POOL, check, pool};
    use super::*;

    #[test]
    fn addresses() {
        let versions = ApiVersions::default();
        let line = |last: &str| format!("GET https://management.azure.com{POOL}/{last}/default?api-version=2026-01-01-preview");
        check(&get(&pool(), &versions), &line("sessionHostConfigurations"), "");
        check(&active(&pool(), &versions), &line("activeSessionHostConfigurations"), "");
    }
}
