//! The pace of all calls to one subscription. Resource Manager counts per subscription and per person, so a refusal of one
//! call is a pause for all of them. (Learn, *Understand how Azure Resource Manager throttles requests*.)

use core::time::Duration;
use std::collections::BTreeMap;

use host::Instant;

/// Who must wait, and until when.
#[derive(Debug, Default)]
pub struct Governor {
    pauses: BTreeMap<String, Instant>,
}

impl Governor {
    /// Nobody calls this scope before `until`. A later end wins.
    pub fn pause(&mut self, scope: &str, until: Instant) {
        let end = self.pauses.entry(scope.to_owned()).or_insert(until);
        *end = until.max(*end);
    }

    /// How long a call to this scope has to wait.
    pub fn wait(&self, scope: &str, now: Instant) -> Option<Duration> {
        self.pauses.get(scope).map(|until| now.until(*until)).filter(|wait| !wait.is_zero())
    }
}

/// What a URL is counted under: its subscription in lower case; empty for the tenant.
pub fn scope_of(url: &str) -> String {
    let mut segments = url.split(['/', '?']).skip_while(|segment| !segment.eq_ignore_ascii_case("subscriptions")).skip(1);
    segments.next().filter(|id| !id.starts_with("api-version=")).unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_one_subscription() {
        let mut governor = Governor::default();
        let now = Instant::from_seconds(100);
        governor.pause("a", now + Duration::from_secs(10));
        governor.pause("a", now + Duration::from_secs(5));
        assert_eq!(governor.wait("a", now), Some(Duration::from_secs(10)));
        assert_eq!(governor.wait("a", now + Duration::from_secs(10)), None);
        assert_eq!(governor.wait("b", now), None);
    }

    #[test]
    fn counts_by_subscription() {
        for (url, scope) in [
            ("https://m/Subscriptions/ABC/resourceGroups?api-version=1", "abc"),
            ("https://m/subscriptions?api-version=1", ""),
            ("https://m/providers/X?api-version=1", ""),
        ] {
            assert_eq!(scope_of(url), scope);
        }
    }
}
