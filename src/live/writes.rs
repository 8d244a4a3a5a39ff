//! Writes on their way: each is sent once, recorded, and watched to its end, also across a reload of the page.
//!
//! What is kept is the operation to watch, never the body that was sent and never a token.

use arm::{Acted, Error, Fate, Lro};
use avd::Change;
use host::Host;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::activity::{ActivityContext, Entry, Outcome};
use crate::browser::storage::{self, Area};
use crate::client::ClientContext;

const KEY: &str = "avd.writes";

/// A write the service took and works on.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct UnderWay {
    /// The id of its entry in the activity list.
    pub id: String,
    /// What it does.
    pub title: String,
    /// The ARM id of what it does it to.
    pub target: String,
    watch: Lro,
}

/// The writes of this tab that have not ended.
#[derive(Clone, Copy)]
pub struct WritesContext {
    list: RwSignal<Vec<UnderWay>>,
    activity: ActivityContext,
    client: ClientContext,
}

impl WritesContext {
    /// Takes up what was under way before a reload.
    pub fn provide(client: ClientContext, activity: ActivityContext) -> Self {
        let stored = storage::read(Area::Session, KEY).ok().flatten().unwrap_or_default();
        let before: Vec<UnderWay> = serde_json::from_str(&stored).unwrap_or_default();
        let writes = Self { list: RwSignal::new(before.clone()), activity, client };
        Effect::new(move || {
            let text = writes.list.with(|list| serde_json::to_string(list).unwrap_or_default());
            // A refused store costs the watching at a reload and nothing else: the resource itself tells how it went.
            let _ = storage::write(Area::Session, KEY, &text);
        });
        provide_context(writes);
        for one in before {
            writes.follow(one);
        }
        writes
    }

    /// The writes that have not ended, oldest first. Tracked.
    pub fn under_way(self) -> Vec<UnderWay> {
        self.list.get()
    }

    /// Sends a change once, and records it before it is sent. What the service takes and works on is watched from here on.
    ///
    /// # Errors
    /// As the client gives them. With [`Fate::Unknown`] it may have happened: read what it should have changed before saying anything.
    pub async fn send(self, change: &Change) -> Result<Acted, Error> {
        let client = self.client.client();
        let id = client.host().guid();
        let target = change.target.as_str().to_owned();
        let at = client.host().now().millis();
        self.activity.add(Entry {
            id: id.clone(),
            title: change.title.clone(),
            target: target.clone(),
            at,
            service_id: None,
            outcome: Outcome::Sent,
        });
        let answer = client.act(&change.call).await;
        match &answer {
            Ok(acted) => {
                self.activity.settle(&id, acted.request.service.clone(), taken(acted));
                if let Some(watch) = acted.operation.clone() {
                    self.begin(UnderWay { id, title: change.title.clone(), target, watch });
                }
            }
            Err(error) => self.activity.settle(&id, error.request().service.clone(), lost(error)),
        }
        answer
    }

    fn begin(self, one: UnderWay) {
        let _ = self.list.try_update(|list| list.push(one.clone()));
        self.follow(one);
    }

    fn follow(self, one: UnderWay) {
        let client = self.client.client();
        spawn_local(async move {
            let UnderWay { id, watch, .. } = one;
            let ended = client
                .watch(watch, |progress| {
                    // Kept as far as it came, so that a reload goes on from here.
                    let _ = self.list.try_update(|list| keep(list, &id, &progress.watch));
                })
                .await;
            let _ = self.list.try_update(|list| list.retain(|one| one.id != id));
            let outcome = ended.map_or_else(|error| lost(&error), |_| Outcome::Done);
            self.activity.settle(&id, None, outcome);
        });
    }
}

fn keep(list: &mut [UnderWay], id: &str, watch: &Lro) {
    if let Some(one) = list.iter_mut().find(|one| one.id == id) {
        one.watch = watch.clone();
    }
}

/// 202 means taken, not done, even when nothing can be watched (Azure Resource Manager, “Track asynchronous operations”).
const fn taken(acted: &Acted) -> Outcome {
    if acted.operation.is_some() || acted.status == 202 { Outcome::Accepted } else { Outcome::Done }
}

fn lost(error: &Error) -> Outcome {
    let why = error.message().to_owned();
    if error.fate() == Fate::Unknown { Outcome::Unknown(why) } else { Outcome::Failed(why) }
}
