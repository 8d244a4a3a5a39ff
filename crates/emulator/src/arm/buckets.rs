//! The buckets of requests that a person has in each subscription and in the directory: they fill steadily, and whoever finds one empty
//! is refused (Learn, *Understand how Azure Resource Manager throttles requests*). Every answer says what is left, as recorded. Resource
//! Graph counts by itself.

use std::collections::BTreeMap;

use host::{Duration, Instant, Method};

use crate::answer::Refusal;
use crate::url::Url;

/// Requests a full bucket holds, and how many come back in a second.
const READS: (i64, i64) = (250, 25);
const WRITES: (i64, i64) = (200, 10);
/// A bucket for all callers together holds fifteen times as much (recorded: 3749 reads, 2999 writes left).
const GLOBAL: i64 = 15;

/// What everybody has taken, in thousandths of a request, and when.
#[derive(Debug, Default)]
pub(crate) struct Buckets {
    /// Whether whoever finds one empty is refused.
    enforced: bool,
    taken: BTreeMap<(String, String, &'static str), (Instant, i64)>,
}

impl Buckets {
    /// Full ones.
    pub(crate) fn full(enforced: bool) -> Self {
        Self { enforced, taken: BTreeMap::new() }
    }

    /// Takes a request out of its bucket, or refuses it; the headers that say what is left. A batch is as many as are in it: each
    /// comes here by itself.
    pub(crate) fn take(&mut self, who: &str, method: Method, url: &Url, now: Instant) -> Result<Vec<(String, i64)>, Refusal> {
        let path = url.path.to_lowercase();
        if path.starts_with("/batch") || path.starts_with("/providers/microsoft.resourcegraph/") {
            return Ok(Vec::new());
        }
        let (kind, (most, refill)) = match method {
            Method::Get | Method::Head => ("reads", READS),
            Method::Delete => ("deletes", WRITES),
            _ => ("writes", WRITES),
        };
        let scope = path.strip_prefix("/subscriptions/").and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let (at, taken) = self.taken.entry((who.to_owned(), scope.to_owned(), kind)).or_insert((now, 0));
        let back = i64::try_from(now.since(*at).as_millis()).unwrap_or(i64::MAX).saturating_mul(refill);
        (*at, *taken) = (now.max(*at), (*taken - back).max(0));
        if self.enforced && *taken + 1000 > most * 1000 {
            let wait = Duration::from_millis(u64::try_from((*taken + 1000 - most * 1000) / refill).unwrap_or(0));
            let message = format!("Number of {kind} for subscription '{scope}' exceeded the limit. Please try again later.");
            let refusal = Refusal::gateway(429, "SubscriptionRequestsThrottled", message);
            return Err(refusal.header("Retry-After", wait.as_secs().max(1).to_string()));
        }
        *taken = (*taken + 1000).min(most * 1000);
        let left = most - *taken / 1000;
        let word = if scope.is_empty() { "tenant" } else { "subscription" };
        let mut headers = vec![(format!("x-ms-ratelimit-remaining-{word}-{kind}"), left)];
        if !scope.is_empty() {
            headers.push((format!("x-ms-ratelimit-remaining-subscription-global-{kind}"), most * (GLOBAL - 1) + left));
        }
        Ok(headers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_seconds(1_800_000_000);

    #[test]
    fn a_bucket_is_emptied_and_fills_steadily() {
        for (method, most, refill) in [(Method::Get, 250, 25), (Method::Patch, 200, 10), (Method::Delete, 200, 10)] {
            let mut buckets = Buckets::full(true);
            let mut free = |path: &str, now: Instant| {
                let url = Url::parse(&format!("http://localhost{path}"));
                (0..).take_while(|_| buckets.take("olivia", method, &url, now).is_ok()).count()
            };
            assert_eq!(free("/subscriptions/S/resourceGroups", NOW), most, "{method:?}");
            assert_eq!(free("/subscriptions/s", NOW), 0);
            assert_eq!(free("/subscriptions/other", NOW), most, "each has its own");
            assert_eq!(free("/subscriptions/s", NOW + Duration::from_secs(1)), refill);
            assert_eq!(free("/subscriptions/s", NOW + Duration::from_secs(3_600)), most);
        }
    }
}
