//! What a handler is given: the request as the front door understood it.

use host::{Instant, Response};
use serde_json::{Map, Value};

use super::version::ApiVersion;
use super::{Estate, Pool};
use crate::answer::Refusal;
use crate::clock::WorkClock;
use crate::entra::Caller;
use crate::lifecycle::Stamp;
use crate::url::Url;

/// The names in a path, by place holder.
pub(crate) type Names = Vec<(&'static str, String)>;

/// One call to the provider.
pub(crate) struct Context<'a> {
    pub(crate) estate: &'a mut Estate,
    pub(crate) clock: &'a WorkClock,
    pub(crate) now: Instant,
    pub(crate) work: Instant,
    pub(crate) origin: &'a str,
    pub(crate) version: ApiVersion,
    pub(crate) caller: &'a Caller,
    pub(crate) url: &'a Url,
    pub(crate) names: Names,
    /// The body, checked against the API description; empty when there was none.
    pub(crate) body: Map<String, Value>,
    /// Where the pool of the path is, when the path has one and it exists.
    pub(crate) pool: Option<usize>,
}

impl Context<'_> {
    /// A name of the path; empty when the path has no such place.
    pub(crate) fn name(&self, place: &str) -> &str {
        self.names.iter().find(|(known, _)| *known == place).map_or("", |(_, value)| value.as_str())
    }

    /// The pool of the path.
    pub(crate) fn pool(&self) -> Result<&Pool, Refusal> {
        self.pool.and_then(|at| self.estate.pools.get(at)).ok_or_else(|| self.no_pool())
    }

    /// The pool of the path, to change.
    pub(crate) fn pool_mut(&mut self) -> Result<&mut Pool, Refusal> {
        match self.pool {
            Some(at) if at < self.estate.pools.len() => Ok(&mut self.estate.pools[at]),
            _ => Err(self.no_pool()),
        }
    }

    fn no_pool(&self) -> Refusal {
        not_found("hostPools", self.name("pool"), self.name("group"))
    }

    /// The id of the pool as it was asked for: below it, the service repeats the path of the call.
    pub(crate) fn asked_pool(&self) -> String {
        format!("/{}", self.url.segments().into_iter().take(8).collect::<Vec<_>>().join("/"))
    }

    /// The `properties` of the body.
    pub(crate) fn properties(&self) -> Map<String, Value> {
        self.body.get("properties").and_then(Value::as_object).cloned().unwrap_or_default()
    }

    /// Notes that the pool of the path may have something under way.
    pub(crate) fn watch_pool(&mut self) {
        if let Some(at) = self.pool {
            self.estate.watch(at);
        }
    }

    /// Turns work time into the time that goes into answers.
    pub(crate) fn stamp(&self) -> Stamp<'_> {
        Stamp { clock: self.clock, now: self.now }
    }

    /// Whether `force=true` was asked for.
    pub(crate) fn force(&self) -> bool {
        self.url.param("force").is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }
}

/// ARM's refusal for a resource that is not there.
pub(crate) fn not_found(kind: &str, name: &str, group: &str) -> Refusal {
    Refusal::gateway(
        404,
        "ResourceNotFound",
        format!(
            "The Resource 'Microsoft.DesktopVirtualization/{kind}/{name}' under resource group '{group}' was not found. For more \
             details please go to https://aka.ms/ARMResourceNotFoundFix"
        ),
    )
}

/// What a handler returns.
pub(crate) type Outcome = Result<Response, Refusal>;
