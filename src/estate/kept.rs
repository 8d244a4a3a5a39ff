//! What was read of the estate, kept over a reload: shown with its age until it is read again, and where there is no network.
//!
//! It is never more than a picture: each page that can change something reads for itself. One record a person and directory, in a
//! database that goes when they sign out. No token and no right is in it.

use arm::Json;
use avd::resource::{ListedPool, Subscription};
use avd::rule::estate_hosts::Source;
use host::{Duration, Instant};
use serde_json::{Value, json};

use super::Estate;
use crate::browser::database::{self, Table};

/// Older than this a time of day says too little, and the estate is likely to be another.
const AGE: Duration = Duration::from_secs(12 * 3600);
/// More than this is not kept.
const POOLS: usize = 5_000;
/// Where the pools are, before the directory.
const KEY: &str = "pools.";

/// When it was read, the subscriptions, and the pools with where they are from.
type Picture = (Instant, Vec<Subscription>, Vec<(ListedPool, Source)>);

/// Who looks at what: the home account id and the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The home account id.
    pub person: String,
    /// The directory.
    pub directory: String,
}

impl Whose {
    /// What was kept.
    pub async fn recall(&self, now: Instant) -> Option<Picture> {
        let text = database::get(Table::Seen(self.person.clone()), &[KEY, &self.directory].concat()).await.ok().flatten()?;
        let record = serde_json::from_str(&text).ok()?;
        parse(record).filter(|(at, ..)| now.since(*at) < AGE)
    }

    /// Keeps a record, in place of the last.
    pub async fn keep(&self, record: Value) {
        // Where nothing is kept, nothing is recalled.
        let _ = database::put(Table::Seen(self.person.clone()), &[KEY, &self.directory].concat(), &record.to_string()).await;
    }
}

/// Whether all of it was read, and well.
pub fn is_whole(estate: &Estate) -> bool {
    let whole = estate.knows_subscriptions() && estate.is_complete() && !estate.is_loading();
    whole && estate.error().is_none() && estate.failures().is_empty()
}

/// The record of an estate that was read as a whole.
pub fn record(estate: &Estate) -> Option<Value> {
    if !is_whole(estate) || estate.pools().count() > POOLS {
        return None;
    }
    let subscriptions: Vec<Value> = estate.subscriptions().iter().map(Json::to_json).collect();
    let pools: Vec<Value> = estate.pools().map(|of| kept_pool(of.pool, of.source)).collect();
    Some(json!({ "at": estate.read_at()?.millis(), "subscriptions": subscriptions, "pools": pools }))
}

fn kept_pool(pool: &ListedPool, source: Source) -> Value {
    json!([pool.to_json(), matches!(source, Source::Graph(_)), source.at().millis()])
}

fn pool(mut kept: Value) -> Option<(ListedPool, Source)> {
    let at = Instant::from_millis(kept[2].as_i64()?);
    let source = if kept[1].as_bool()? { Source::Graph(at) } else { Source::Provider(at) };
    Some((ListedPool::from_json(kept[0].take()).ok()?, source))
}

fn parse(mut record: Value) -> Option<Picture> {
    let at = Instant::from_millis(record["at"].as_i64()?);
    let subscriptions: Vec<Subscription> = Vec::from_json(record["subscriptions"].take()).ok()?;
    let pools = record["pools"].as_array_mut()?.drain(..).map(pool).collect::<Option<_>>()?;
    Some((at, subscriptions, pools))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const POOL: &str = "/subscriptions/S1/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/hp";

    fn read(pools: Result<Vec<ListedPool>, arm::Error>) -> Estate {
        let (mut estate, at) = (Estate::default(), Instant::from_seconds(50));
        let subscriptions =
            Json::from_json(json!([{ "subscriptionId": "s1", "displayName": "One", "state": "Enabled" }])).unwrap();
        let ticket = estate.begin(at);
        estate.finish(ticket, at, Ok(subscriptions));
        let ticket = estate.begin_pools("s1", at);
        estate.finish_pools("s1", ticket, at, pools);
        estate
    }

    #[test]
    fn what_is_kept_comes_back_with_its_age() {
        let pool = ListedPool::from_json(json!({ "id": POOL, "location": "westeurope", "properties": { "maxSessionLimit": 5 } }))
            .unwrap();
        let before = read(Ok(vec![pool]));
        let (at, subscriptions, pools) = parse(record(&before).unwrap()).unwrap();
        let mut after = Estate::default();
        after.begin(Instant::from_seconds(90));
        after.recall(at, subscriptions, pools);
        let shown =
            |estate: &Estate| estate.pools().map(|of| (of.subscription.clone(), of.pool.clone(), of.source)).collect::<Vec<_>>();
        assert_eq!(shown(&after), shown(&before));
        assert_eq!((after.read_at(), after.is_loading(), after.is_complete()), (Some(at), true, false));
        assert!(!after.knows_subscriptions() && record(&after).is_none(), "a picture of a picture is not kept");
    }

    #[test]
    fn what_failed_is_not_kept() {
        assert!(record(&Estate::default()).is_none());
        let mut loading = read(Ok(Vec::new()));
        assert!(record(&loading).is_some());
        loading.begin(Instant::from_seconds(60));
        assert!(record(&loading).is_none());
        assert!(parse(json!({ "at": "x" })).is_none() && parse(json!({ "at": 1, "subscriptions": 3, "pools": [] })).is_none());
    }
}
