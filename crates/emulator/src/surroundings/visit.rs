//! What a reader here is given, and the answers all of them share.

use host::{Instant, Response};
use serde_json::{Value, json};

use crate::World;
use crate::answer::{Refusal, json_of};
use crate::entra::Caller;
use crate::url::Url;

/// One call to one of the providers.
pub(crate) struct Visit<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) now: Instant,
    pub(crate) caller: &'a Caller,
    pub(crate) url: &'a Url,
    /// What stands before `/providers/`, as sent.
    pub(crate) scope: String,
    /// The provider, as ARM writes it.
    pub(crate) namespace: &'static str,
    /// What follows the provider, as sent.
    pub(crate) rest: Vec<String>,
    pub(crate) body: Value,
}

/// What a reader returns.
pub(crate) type Outcome = Result<Response, Refusal>;

impl Visit<'_> {
    /// The id the path names.
    pub(crate) fn id(&self) -> String {
        format!("{}/providers/{}/{}", self.scope, self.namespace, self.rest.join("/"))
    }

    /// The id the path names without its last part: the parent of a list.
    pub(crate) fn parent(&self) -> String {
        format!("{}/providers/{}/{}", self.scope, self.namespace, self.rest[..self.rest.len().saturating_sub(1)].join("/"))
    }

    /// The part of the path behind the provider at that place.
    pub(crate) fn part(&self, at: usize) -> &str {
        self.rest.get(at).map_or("", String::as_str)
    }

    /// The subscription of the path.
    pub(crate) fn subscription(&self) -> &str {
        self.scope.split('/').nth(2).unwrap_or_default()
    }

    /// The resource group of the path.
    pub(crate) fn group(&self) -> &str {
        self.scope.split('/').nth(4).unwrap_or_default()
    }

    /// The value in a filter such as `location eq 'westeurope'` or `assignedTo('…')`: the text between quotes behind `word`.
    pub(crate) fn filter(&self, word: &str) -> Option<&str> {
        let filter = self.url.param("$filter")?;
        let at = filter.to_lowercase().find(&word.to_lowercase())?;
        filter[at + word.len()..].split('\'').nth(1)
    }

    /// The refusal for a resource that is not there.
    pub(crate) fn missing(&self) -> Refusal {
        let message = format!(
            "The Resource '{}/{}' under resource group '{}' was not found. For more details please go to \
             https://aka.ms/ARMResourceNotFoundFix",
            self.namespace,
            self.rest.join("/"),
            if self.group().is_empty() { "<null>" } else { self.group() }
        );
        Refusal::gateway(404, "ResourceNotFound", message)
    }
}

/// A list as ARM gives it.
pub(crate) fn listed(items: &[Value]) -> Outcome {
    Ok(json_of(200, &json!({ "value": items })))
}

/// One resource.
pub(crate) fn shown(item: &Value) -> Outcome {
    Ok(json_of(200, item))
}
