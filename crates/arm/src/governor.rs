//! The pace of all calls. Resource Manager gives each person a bucket of requests per subscription and kind that fills up
//! steadily; Resource Graph has one of its own. Who stays within them is not refused. Whoever is refused makes all calls of that
//! scope wait, not only his own. (Learn, *Understand how Azure Resource Manager throttles requests* and *Guidance for throttled
//! requests in Azure Resource Graph*.)

use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};

use host::{Instant, Method, Response};

/// The scope of Azure Resource Graph. It has no bucket: it counts the queries of a person in a window.
pub const GRAPH: &str = "graph";
const QUERIES: usize = 15;
const WINDOW: Duration = Duration::from_secs(5);

/// What is counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// GET, polls and pages included.
    Read,
    /// PUT, PATCH and POST, also a POST that only reads.
    Write,
    /// DELETE.
    Delete,
}

impl Kind {
    /// How a method is counted.
    pub const fn of(method: Method) -> Self {
        match method {
            Method::Get | Method::Head => Self::Read,
            Method::Delete => Self::Delete,
            _ => Self::Write,
        }
    }

    /// The word in the names of the headers.
    const fn word(self) -> &'static str {
        match self {
            Self::Read => "reads",
            Self::Write => "writes",
            Self::Delete => "deletes",
        }
    }
}

/// How many requests a full bucket holds, and the milliseconds until one more is in it. The service's hold 250 and 200: what is held up
/// on its way for half a second, and then comes in a heap, finds its place.
const fn bucket(kind: Kind) -> (i64, i64) {
    match kind {
        Kind::Read => (235, 40),
        Kind::Write | Kind::Delete => (195, 100),
    }
}

/// What is left of a bucket, as far as this page knows: others of the same person take from it too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// A subscription; empty for the directory, `graph` for Resource Graph.
    pub scope: String,
    /// `reads`, `writes`, `deletes` or `queries`.
    pub kind: &'static str,
    /// Requests that may go out at once.
    pub left: usize,
    /// Those of a full bucket.
    pub most: usize,
    /// When the service takes calls to this scope again, if it asked for a pause.
    pub paused_until: Option<Instant>,
}

/// Who must wait, and until when.
#[derive(Debug, Default)]
pub struct Governor {
    pauses: BTreeMap<String, Instant>,
    /// When each bucket will be full again.
    full_at: BTreeMap<(String, Kind), Instant>,
    /// When the last queries of Resource Graph went out.
    queries: VecDeque<Instant>,
}

impl Governor {
    /// Nobody calls this scope before `until`. A later end wins.
    pub fn pause(&mut self, scope: &str, until: Instant) {
        let end = self.pauses.entry(scope.to_owned()).or_insert(until);
        *end = until.max(*end);
    }

    /// How long a call to this scope has to wait for the end of a pause.
    pub fn wait(&self, scope: &str, now: Instant) -> Option<Duration> {
        self.pauses.get(scope).map(|until| now.until(*until)).filter(|wait| !wait.is_zero())
    }

    /// Takes a request out of its bucket; if that is empty, takes nothing and says when there will be one.
    pub fn take(&mut self, scope: &str, kind: Kind, now: Instant) -> Option<Duration> {
        if scope == GRAPH {
            return self.query(now);
        }
        let (most, each) = bucket(kind);
        let full_at = self.full_at.entry((scope.to_owned(), kind)).or_insert(now);
        let next = now.millis().max(full_at.millis()) + each;
        let early = next - most * each - now.millis();
        if early > 0 {
            return Some(Duration::from_millis(early.unsigned_abs()));
        }
        *full_at = Instant::from_millis(next);
        None
    }

    /// Whether a bucket of this kind, of whatever scope, has fewer than so many requests left.
    pub fn has_less(&self, kind: Kind, than: i64, now: Instant) -> bool {
        let (most, each) = bucket(kind);
        let is_low = |full_at: &Instant| full_at.millis() - now.millis() > (most - than) * each;
        self.full_at.iter().any(|((_, of), full_at)| *of == kind && is_low(full_at))
    }

    /// The scopes that are paused, and until when.
    pub fn paused(&self, now: Instant) -> Vec<(String, Instant)> {
        self.pauses.iter().filter(|(_, until)| **until > now).map(|(scope, until)| (scope.clone(), *until)).collect()
    }

    /// All buckets that were used.
    pub fn paces(&self, now: Instant) -> Vec<Pace> {
        let paused_until = |scope: &str| self.pauses.get(scope).copied().filter(|until| *until > now);
        let mut paces = Vec::new();
        for ((scope, kind), full_at) in &self.full_at {
            let (most, each) = bucket(*kind);
            let taken = (full_at.millis() - now.millis()).max(0).saturating_add(each - 1) / each;
            let count = |count: i64| usize::try_from(count).unwrap_or(0);
            let (left, kind) = (count(most - taken), kind.word());
            paces.push(Pace { scope: scope.clone(), kind, left, most: count(most), paused_until: paused_until(scope) });
        }
        if !self.queries.is_empty() {
            let taken = self.queries.iter().filter(|then| **then + WINDOW > now).count();
            let (left, paused_until) = (QUERIES.saturating_sub(taken), paused_until(GRAPH));
            paces.push(Pace { scope: GRAPH.to_owned(), kind: "queries", left, most: QUERIES, paused_until });
        }
        paces
    }

    fn query(&mut self, now: Instant) -> Option<Duration> {
        let wait = self.queries.front().map(|first| now.until(*first + WINDOW)).filter(|wait| !wait.is_zero());
        if self.queries.len() >= QUERIES {
            if wait.is_some() {
                return wait;
            }
            self.queries.pop_front();
        }
        self.queries.push_back(now);
        None
    }

    /// Learns from an answer what is left in the bucket, if its headers may be read: others of the same person take from it, too.
    pub fn learn(&mut self, scope: &str, kind: Kind, response: &Response, now: Instant) {
        let name = match scope {
            GRAPH => return,
            "" => ["x-ms-ratelimit-remaining-tenant-", kind.word()].concat(),
            _ => ["x-ms-ratelimit-remaining-subscription-", kind.word()].concat(),
        };
        let Some(left) = response.header(&name).and_then(|text| text.trim().parse::<i64>().ok()) else { return };
        let (most, each) = bucket(kind);
        // The older way of counting begins near 12 000: nothing to learn.
        let full_at = Instant::from_millis(now.millis() + (most - left.clamp(0, most)) * each);
        let known = self.full_at.entry((scope.to_owned(), kind)).or_insert(full_at);
        *known = full_at.max(*known);
    }
}

/// What a URL is counted under: its subscription in lower case; empty for the tenant.
pub fn scope_of(url: &str) -> String {
    if url.contains("/providers/Microsoft.ResourceGraph/") {
        return GRAPH.to_owned();
    }
    let mut segments = url.split(['/', '?']).skip_while(|segment| !segment.eq_ignore_ascii_case("subscriptions")).skip(1);
    segments.next().filter(|id| !id.starts_with("api-version=")).unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Instant = Instant::from_seconds(100);

    #[test]
    fn pauses_one_subscription() {
        let mut governor = Governor::default();
        governor.pause("a", NOW + Duration::from_secs(10));
        governor.pause("a", NOW + Duration::from_secs(5));
        assert_eq!(governor.wait("a", NOW), Some(Duration::from_secs(10)));
        assert_eq!(governor.wait("a", NOW + Duration::from_secs(10)), None);
        assert_eq!(governor.wait("b", NOW), None);
        assert_eq!(governor.paused(NOW), [("a".to_owned(), NOW + Duration::from_secs(10))]);
        assert!(governor.paused(NOW + Duration::from_secs(10)).is_empty());
    }

    #[test]
    fn counts_by_subscription() {
        for (url, scope) in [
            ("https://m/Subscriptions/ABC/resourceGroups?api-version=1", "abc"),
            ("https://m/subscriptions?api-version=1", ""),
            ("https://m/providers/X?api-version=1", ""),
            ("https://m/providers/Microsoft.ResourceGraph/resources?api-version=1", "graph"),
        ] {
            assert_eq!(scope_of(url), scope);
        }
    }

    #[test]
    fn a_bucket_holds_so_many_at_once() {
        for (scope, kind, most, wait) in [
            ("s", Kind::Read, 235, 40),
            ("s", Kind::Write, 195, 100),
            ("", Kind::Delete, 195, 100),
            (GRAPH, Kind::Write, 15, 5_000),
        ] {
            let mut governor = Governor::default();
            let taken = (0..).find(|_| governor.take(scope, kind, NOW).is_some());
            assert_eq!(taken, Some(most), "{scope} {kind:?}");
            assert_eq!(governor.take(scope, kind, NOW), Some(Duration::from_millis(wait)));
            assert_eq!(governor.take("other", kind, NOW), None, "each scope has its own");
        }
    }

    #[test]
    fn a_bucket_says_when_little_is_left() {
        let mut governor = Governor::default();
        for _ in 0..215 {
            assert!(!governor.has_less(Kind::Read, 20, NOW));
            assert_eq!(governor.take("s", Kind::Read, NOW), None);
        }
        assert!(!governor.has_less(Kind::Read, 20, NOW), "20 are left");
        governor.take("s", Kind::Read, NOW);
        assert!(governor.has_less(Kind::Read, 20, NOW) && !governor.has_less(Kind::Write, 20, NOW));
        assert!(!governor.has_less(Kind::Read, 20, NOW + Duration::from_millis(40)), "one more has come in");
    }

    #[test]
    fn what_others_took_is_learnt_where_headers_may_be_read() {
        let left = |name: &str, left: &str| Response::new(200).with_header(name, left);
        let cases = [
            ("s", left("x-ms-ratelimit-remaining-subscription-reads", "2"), 2),
            ("s", left("x-ms-ratelimit-remaining-subscription-reads", "11999"), 235),
            ("s", left("x-ms-ratelimit-remaining-subscription-writes", "2"), 235),
            ("", left("x-ms-ratelimit-remaining-tenant-reads", "0"), 0),
            ("s", Response::new(200), 235),
        ];
        for (scope, response, free) in cases {
            let mut governor = Governor::default();
            governor.learn(scope, Kind::Read, &response, NOW);
            assert_eq!((0..).find(|_| governor.take(scope, Kind::Read, NOW).is_some()), Some(free), "{scope} {response:?}");
        }
    }

    proptest! {
        /// However calls come, and however long each is on its way, no more reach the service than its bucket would give.
        #[test]
        fn nobody_takes_more_than_is_there(kind in prop::sample::select(vec![(Kind::Read, 250, 40), (Kind::Write, 200, 100)]),
                                           calls in prop::collection::vec((0_u64..400, 0_u64..=500), 1..600)) {
            let (kind, most, each) = kind;
            let (mut governor, mut now, mut arrivals) = (Governor::default(), NOW, Vec::new());
            for (gap, on_its_way) in calls {
                // Now and then nobody asks for a while; mostly all want at once.
                now = now + Duration::from_millis(if gap > 390 { gap * 10 } else { 0 });
                while let Some(wait) = governor.take("s", kind, now) {
                    prop_assert!(wait <= Duration::from_millis(100));
                    now = now + wait;
                }
                arrivals.push(now + Duration::from_millis(on_its_way));
            }
            arrivals.sort();
            let (mut theirs, mut before) = (most * each, NOW);
            for at in arrivals {
                theirs = (theirs + (at.millis() - before.millis())).min(most * each) - each;
                before = at;
                prop_assert!(theirs >= 0);
            }
        }
    }
}
