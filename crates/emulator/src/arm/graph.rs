//! Azure Resource Graph: the few query shapes a console asks, not the Kusto language (Learn, *Understanding the Azure Resource
//! Graph query language*).
//!
//! A table, then `where` with `=~`, `==` and `in~` joined by `and`, `order by id`, `project` of paths, `limit`; and one way to sum up:
//! hosts and their sessions by pool and status. Anything else is refused, not guessed at.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use host::{Duration, Instant, Method, Request, Response};
use serde_json::{Map, Value, json};

use super::platform::{given_version, not_allowed};
use super::rights;
use crate::World;
use crate::answer::{Refusal, json_of};
use crate::avd::version::ApiVersion;
use crate::avd::{Pool, SessionHost, host_pools, session_hosts};
use crate::entra::Caller;
use crate::url::Url;

/// Rows on a page at most.
const LARGEST: usize = 1000;
/// Queries a person has in a window (Learn, *Guidance for throttled requests in Azure Resource Graph*).
const QUOTA: usize = 15;
const WINDOW: Duration = Duration::from_secs(5);

/// What the graph keeps of its own.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// The pools as they were when it fell behind; `None` while it is up to date.
    frozen: Option<Vec<Pool>>,
    /// Who asked when, in the window.
    asked: VecDeque<(Instant, String)>,
    /// It says nothing of what is in these scopes, in lower case, and not that it does not.
    pub(crate) silent: Vec<String>,
    /// It gives so many rows and then cuts its answer off.
    pub(crate) cut: Option<usize>,
    /// It does not hold to its quota.
    pub(crate) unlimited: bool,
}

impl Graph {
    /// From now on it shows what is now, or again what is.
    pub(crate) fn freeze(&mut self, pools: Option<&[Pool]>) {
        self.frozen = pools.map(<[Pool]>::to_vec);
    }

    /// Counts a query; what is left of the quota, or until when there is none.
    fn count(&mut self, who: &str, now: Instant) -> Result<usize, Duration> {
        self.asked.retain(|(at, _)| now.since(*at) < WINDOW);
        let mine: Vec<Instant> = self.asked.iter().filter(|(_, by)| by == who).map(|(at, _)| *at).collect();
        if mine.len() >= QUOTA && !self.unlimited {
            let first = mine.first().copied().unwrap_or(now);
            return Err(now.until(first + WINDOW));
        }
        self.asked.push_back((now, who.to_owned()));
        Ok(QUOTA.saturating_sub(mine.len() + 1))
    }
}

/// `Resources_Resources` of Microsoft.ResourceGraph.
pub(super) fn query(world: &mut World, now: Instant, caller: &Caller, request: &Request, url: &Url) -> Result<Response, Refusal> {
    if request.method != Method::Post {
        return Err(not_allowed(request));
    }
    given_version(url)?;
    // The graph needs no right of its own, only that to read what it shows.
    rights::check(caller, READ, "/")?;
    let left = match world.graph.count(&caller.name, now) {
        Ok(left) => left,
        Err(wait) => {
            let seconds = wait.as_secs().max(1);
            let message = "Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed.";
            return Err(Refusal::gateway(429, "RateLimiting", message)
                .header("Retry-After", seconds.to_string())
                .header("x-ms-user-quota-remaining", "0")
                .header("x-ms-user-quota-resets-after", clock(seconds)));
        }
    };
    let body: Value =
        serde_json::from_slice(request.body.as_deref().unwrap_or_default()).map_err(|_| bad("The body is no JSON."))?;
    let asked = Query::parse(body["query"].as_str().ok_or_else(|| bad("The query is missing."))?)?;
    let scope: Option<BTreeSet<String>> =
        body["subscriptions"].as_array().map(|ids| ids.iter().filter_map(Value::as_str).map(str::to_lowercase).collect());
    let options = &body["options"];
    let size = options["$top"].as_u64().and_then(|top| usize::try_from(top).ok()).unwrap_or(100).clamp(1, LARGEST);
    let token = options["$skipToken"]
        .as_str()
        .map(str::parse::<usize>)
        .transpose()
        .map_err(|_| bad("The $skipToken is not one of ours."))?;
    let skip = token.or_else(|| options["$skip"].as_u64().and_then(|skip| usize::try_from(skip).ok())).unwrap_or(0);

    let all = world.graph.frozen.as_deref().unwrap_or(&world.estate.pools);
    let silent = &world.graph.silent;
    let read = if asked.hosts { READ_HOSTS } else { READ };
    // What the caller may not read is left out without a word.
    let pools = all.iter().filter(|pool| {
        let asked = scope.as_ref().is_none_or(|ids| ids.contains(&pool.subscription.to_lowercase()));
        let here = world.estate.subscription(&pool.subscription).is_none_or(|known| known.tenant == caller.tenant_id);
        let id = pool.id();
        let told = silent.is_empty() || !silent.iter().any(|scope| id.to_lowercase().starts_with(scope.as_str()));
        asked && here && told && rights::check(caller, read, &id).is_ok()
    });
    let mut rows = Rows { skip, left: size, total: 0, found: Vec::new() };
    match asked.sum {
        Some(Sum::ByStatus) => count_by_status(pools, now, &mut rows),
        Some(Sum::ByVersion) => count_by_version(pools, &mut rows),
        None => asked.collect(pools, now, &mut rows),
    }
    let most = world.graph.cut.map_or(usize::MAX, |cut| cut.saturating_sub(skip));
    let cut_off = rows.found.len() > most;
    rows.found.truncate(most);
    let more = cut_off || skip + rows.found.len() < rows.total;
    let mut answer = json!({
        "totalRecords": rows.total, "count": rows.found.len(), "data": rows.found, "facets": [],
        "resultTruncated": if more { "true" } else { "false" },
    });
    // Rows without an id have no token (Learn, *Work with large data sets*).
    if more && !cut_off && asked.sum.is_none() {
        answer["$skipToken"] = json!((skip + size).to_string());
    }
    Ok(json_of(200, &answer)
        .with_header("x-ms-user-quota-remaining", left.to_string())
        .with_header("x-ms-user-quota-resets-after", clock(WINDOW.as_secs())))
}

/// How the pool is read out of the id of a host, and what is summed up by it.
const POOL: &str = "pool = tolower(substring(id, 0, indexof(tolower(id), '/sessionhosts/')))";
const BY_STATUS: &str = "hosts = count(), drained = countif(tobool(properties.allowNewSession) == false), \
                         sessions = sum(toint(properties.sessions)), \
                         drainedSessions = sumif(toint(properties.sessions), tobool(properties.allowNewSession) == false), \
                         silent = countif(todatetime(properties.lastHeartBeat) < ago(30m)) by pool, status = tostring(properties.status)";
const BY_VERSION: &str = "hosts = count() by pool, version = tostring(properties.sessionHostConfiguration)";

const READ: &str = "Microsoft.DesktopVirtualization/hostpools/read";
const READ_HOSTS: &str = "Microsoft.DesktopVirtualization/hostpools/sessionhosts/read";

/// Seconds as the headers of the graph have them.
fn clock(seconds: u64) -> String {
    format!("00:00:{seconds:02}")
}

fn bad(message: &str) -> Refusal {
    Refusal::new(400, "BadRequest", message)
}

/// The page being filled.
struct Rows {
    skip: usize,
    left: usize,
    total: usize,
    found: Vec<Value>,
}

impl Rows {
    /// Counts a row and keeps it when it is on the page; only then it is made.
    fn offer(&mut self, row: impl FnOnce() -> Value) {
        self.total += 1;
        if self.total > self.skip && self.left > 0 {
            self.left -= 1;
            self.found.push(row());
        }
    }
}

/// What is asked.
#[derive(Debug)]
struct Query {
    hosts: bool,
    /// Path and the words it may be.
    filters: Vec<(String, Vec<String>)>,
    /// Name and path of each column; all columns when empty.
    columns: Vec<(String, String)>,
    limit: usize,
    /// Not rows, but how many there are.
    sum: Option<Sum>,
}

/// What hosts are counted by, besides their pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sum {
    ByStatus,
    ByVersion,
}

impl Query {
    fn parse(text: &str) -> Result<Self, Refusal> {
        let mut stages = text.split('|').map(str::trim);
        let hosts = match stages.next().unwrap_or_default().to_lowercase().as_str() {
            "resources" => false,
            "desktopvirtualizationresources" => true,
            other => return Err(bad(&format!("The emulator has no table '{other}'."))),
        };
        let mut query = Self { hosts, filters: Vec::new(), columns: Vec::new(), limit: usize::MAX, sum: None };
        for stage in stages {
            let (verb, rest) = stage.split_once(char::is_whitespace).unwrap_or((stage, ""));
            match verb {
                "where" => {
                    for term in rest.split(" and ") {
                        query.filters.push(filter(term.trim())?);
                    }
                }
                "project" => query.columns = rest.split(',').map(|column| named(column.trim())).collect(),
                "order" | "sort" if rest.trim_start_matches("by ").trim().starts_with("id") => {}
                "extend" if hosts && rest == POOL => {}
                "summarize" if hosts && rest == BY_STATUS => query.sum = Some(Sum::ByStatus),
                "summarize" if hosts && rest == BY_VERSION => query.sum = Some(Sum::ByVersion),
                "order" if query.sum == Some(Sum::ByStatus) && rest == "by pool asc, status asc" => {}
                "order" if query.sum == Some(Sum::ByVersion) && rest == "by pool asc, version asc" => {}
                "limit" | "take" => query.limit = rest.trim().parse().map_err(|_| bad("The limit is no number."))?,
                _ => return Err(Refusal::gateway(501, "EmulatorDoesNotKnow", format!("The emulator cannot run '{stage}'."))),
            }
        }
        Ok(query)
    }

    /// Rows come in the order of their ids, which keeps pages from overlapping.
    fn collect<'a>(&self, pools: impl Iterator<Item = &'a Pool>, now: Instant, rows: &mut Rows) {
        let mut pools: Vec<(String, &Pool)> = pools.map(|pool| (pool.id(), pool)).collect();
        pools.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        for (base, pool) in pools {
            if !self.hosts {
                self.consider(rows, || whole(host_pools::view(pool, ApiVersion::V2026), pool));
                continue;
            }
            let mut hosts: Vec<&SessionHost> = pool.hosts.all().iter().collect();
            hosts.sort_unstable_by(|one, other| one.name.cmp(&other.name));
            for host in hosts {
                self.consider(rows, || {
                    whole(
                        serde_json::to_value(session_hosts::view(pool, &base, host, ApiVersion::V2026, now)).unwrap_or_default(),
                        pool,
                    )
                });
            }
        }
    }

    fn consider(&self, rows: &mut Rows, row: impl FnOnce() -> Value) {
        if rows.total >= self.limit {
            return;
        }
        // A filter on the type alone, as on every estate-wide read, needs no row to decide.
        let kind = if self.hosts {
            "microsoft.desktopvirtualization/hostpools/sessionhosts"
        } else {
            "microsoft.desktopvirtualization/hostpools"
        };
        let (types, others): (Vec<_>, Vec<_>) = self.filters.iter().partition(|(path, _)| path == "type");
        if types.iter().any(|(_, words)| !words.iter().any(|word| word.eq_ignore_ascii_case(kind))) {
            return;
        }
        if others.is_empty() {
            return rows.offer(|| self.project(row()));
        }
        let row = row();
        let is = |(path, words): &&(String, Vec<String>)| {
            let text = at(&row, path).as_str().map_or_else(|| at(&row, path).to_string(), str::to_owned);
            words.iter().any(|word| word.eq_ignore_ascii_case(&text))
        };
        if others.iter().all(is) {
            rows.offer(|| self.project(row));
        }
    }

    fn project(&self, row: Value) -> Value {
        if self.columns.is_empty() {
            return row;
        }
        let columns: Map<String, Value> =
            self.columns.iter().map(|(name, path)| (name.clone(), column(at(&row, path)))).collect();
        Value::Object(columns)
    }
}

/// How many hosts the pools have in each status, how many take no new sessions or are silent, and how many sessions they have.
fn count_by_status<'a>(pools: impl Iterator<Item = &'a Pool>, now: Instant, rows: &mut Rows) {
    let mut counts = BTreeMap::<(String, &str), [usize; 5]>::new();
    for pool in pools {
        let id = pool.id().to_lowercase();
        for host in pool.hosts.all() {
            let sums = counts.entry((id.clone(), host.status)).or_default();
            let silent = now.since(host.heartbeat_at(now)) > SILENT;
            let drained = !host.allow_new;
            let of = [
                1,
                usize::from(drained),
                host.sessions.len(),
                if drained { host.sessions.len() } else { 0 },
                usize::from(silent),
            ];
            sums.iter_mut().zip(of).for_each(|(sum, of)| *sum += of);
        }
    }
    for ((pool, status), [hosts, drained, sessions, drained_sessions, silent]) in counts {
        rows.offer(|| {
            json!({
                "pool": pool, "status": status, "hosts": hosts, "drained": drained, "sessions": sessions,
                "drainedSessions": drained_sessions, "silent": silent,
            })
        });
    }
}

/// `ago(30m)` in the query.
const SILENT: Duration = Duration::from_secs(30 * 60);

/// How many hosts the pools have of each version of their configuration.
fn count_by_version<'a>(pools: impl Iterator<Item = &'a Pool>, rows: &mut Rows) {
    let mut counts = BTreeMap::<(String, String), usize>::new();
    for pool in pools {
        let id = pool.id().to_lowercase();
        for host in pool.hosts.all() {
            *counts.entry((id.clone(), host.version.map(Instant::to_rfc3339).unwrap_or_default())).or_default() += 1;
        }
    }
    for ((pool, version), hosts) in counts {
        rows.offer(|| json!({ "pool": pool, "version": version, "hosts": hosts }));
    }
}

/// A row as the graph shows it: type in lower case, with the names of the scope.
fn whole(mut row: Value, pool: &Pool) -> Value {
    row["type"] = json!(row["type"].as_str().unwrap_or_default().to_lowercase());
    row["resourceGroup"] = json!(pool.group.to_lowercase());
    row["subscriptionId"] = json!(pool.subscription);
    row["tenantId"] = json!(crate::fleet::abroad::tenant_of(&pool.subscription));
    row
}

/// The value of a column: a boolean comes as 1 or 0 (Azure/review-checklists#203, `tests/cases/graph-row-booleans-as-numbers`).
fn column(value: &Value) -> Value {
    value.as_bool().map_or_else(|| value.clone(), |on| json!(u8::from(on)))
}

fn at<'a>(row: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(row, |value, name| &value[name])
}

/// `path =~ 'word'`, `path == 'word'` or `path in~ ('a', 'b')`.
fn filter(term: &str) -> Result<(String, Vec<String>), Refusal> {
    for operator in ["in~", "=~", "==", " in "] {
        if let Some((path, words)) = term.split_once(operator) {
            let words = words.trim().trim_start_matches('(').trim_end_matches(')');
            let words = words.split(',').map(|word| word.trim().trim_matches(['\'', '"']).to_owned()).collect();
            return Ok((bare(path), words));
        }
    }
    Err(Refusal::gateway(501, "EmulatorDoesNotKnow", format!("The emulator cannot filter by '{term}'.")))
}

/// `name = path` or `path`.
fn named(column: &str) -> (String, String) {
    match column.split_once('=') {
        Some((name, path)) => (name.trim().to_owned(), bare(path)),
        None => (column.to_owned(), bare(column)),
    }
}

/// The path without the conversion around it.
fn bare(text: &str) -> String {
    let text = text.trim();
    let inner = ["tostring(", "toint(", "tolower(", "tobool("].iter().find_map(|call| text.strip_prefix(call)?.strip_suffix(')'));
    inner.unwrap_or(text).trim().to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_boolean_column_is_a_number() {
        let query = Query::parse("desktopvirtualizationresources | project id, on = tobool(properties.on), properties").unwrap();
        let row = query.project(json!({ "id": "/a", "properties": { "on": false } }));
        assert_eq!(row, json!({ "id": "/a", "on": 0, "properties": { "on": false } }), "inside a column it stays");
        assert_eq!(query.project(json!({ "properties": { "on": true } }))["on"], 1);
    }

    #[test]
    fn reads_the_shapes_it_knows_and_refuses_the_rest() {
        let query = Query::parse(
            "desktopvirtualizationresources | where type =~ 'a/b' and tostring(properties.status) in~ ('Shutdown', 'Unavailable') \
             | project id, status = tostring(properties.status) | order by id asc",
        )
        .unwrap();
        assert!(query.hosts);
        assert_eq!(query.filters[1], ("properties.status".to_owned(), vec!["Shutdown".to_owned(), "Unavailable".to_owned()]));
        assert_eq!(query.columns[1], ("status".to_owned(), "properties.status".to_owned()));
        for (what, order, sum) in [(BY_STATUS, "status", Sum::ByStatus), (BY_VERSION, "version", Sum::ByVersion)] {
            let asked =
                format!("desktopvirtualizationresources | extend {POOL} | summarize {what} | order by pool asc, {order} asc");
            assert_eq!(Query::parse(&asked).unwrap().sum, Some(sum));
        }
        for text in ["nothing", "resources | summarize count()", "resources | where name contains 'x'"] {
            assert!(Query::parse(text).is_err(), "{text}");
        }
    }
}
