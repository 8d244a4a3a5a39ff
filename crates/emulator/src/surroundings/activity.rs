//! The activity log: what was done to resources, by whom, and how it went (`Activity Logs` of the Monitor REST API; Learn, *Azure
//! Monitor activity log event schema*). Reads are not logged, and there is no delay here.

use std::collections::VecDeque;

use host::{Duration, Instant, Request, Response};
use serde_json::{Map, Value, json};

use super::visit::{Outcome, Visit};
use crate::answer::{Refusal, json_of};
use crate::random::Random;
use crate::url::encode;

/// Events that are kept.
const KEPT: usize = 20_000;
/// Events on a page.
const PAGE: usize = 200;
/// How far back one can ask.
const OLDEST: Duration = Duration::from_secs(90 * 24 * 3600);

/// What somebody is about to do.
#[derive(Clone, Debug)]
pub(crate) struct Deed {
    /// `Microsoft.DesktopVirtualization/hostpools/write`.
    pub(crate) action: String,
    /// The resource.
    pub(crate) scope: String,
    pub(crate) caller: String,
}

/// One event.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    deed: Deed,
    at: Instant,
    end: bool,
    correlation: String,
    id: String,
    method: String,
    client_request: Option<String>,
    status: u16,
    /// The error envelope of a failure.
    failure: Option<String>,
}

/// All events, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    events: VecDeque<Event>,
}

impl Activity {
    /// Notes a deed that was answered: its begin and its end.
    pub(crate) fn note(
        &mut self,
        deed: &Deed,
        at: Instant,
        request: &Request,
        answer: &Response,
        correlation: &str,
        random: &mut Random,
    ) {
        let failure = (answer.status >= 400).then(|| String::from_utf8_lossy(&answer.body).into_owned());
        for end in [false, true] {
            self.push(Event {
                deed: deed.clone(),
                at,
                end,
                correlation: correlation.to_owned(),
                id: random.guid(),
                method: request.method.as_str().to_owned(),
                client_request: request.header("x-ms-client-request-id").map(str::to_owned),
                status: answer.status,
                failure: failure.clone().filter(|_| end),
            });
        }
    }

    /// Notes something of the past that went well.
    pub(crate) fn remember(&mut self, deed: Deed, at: Instant, method: &str, random: &mut Random) {
        let (correlation, id) = (random.guid(), random.guid());
        let method = method.to_owned();
        self.push(Event { deed, at, end: true, correlation, id, method, client_request: None, status: 200, failure: None });
    }

    fn push(&mut self, event: Event) {
        if self.events.len() >= KEPT {
            self.events.pop_front();
        }
        // Memories come in any order; what happens now is the latest.
        let place = self.events.iter().rposition(|known| known.at <= event.at).map_or(0, |at| at + 1);
        self.events.insert(place, event);
    }
}

impl Event {
    fn status(&self) -> &'static str {
        match self.status {
            _ if !self.end => "Started",
            202 => "Accepted",
            200..=299 => "Succeeded",
            _ => "Failed",
        }
    }

    fn view(&self) -> Value {
        let named = |text: &str| json!({ "value": text, "localizedValue": text });
        let at = self.at.to_rfc3339();
        let parts: Vec<&str> = self.deed.scope.split('/').collect();
        let (namespace, kind) = (self.deed.action.split('/').next().unwrap_or_default(), kind(&self.deed.scope));
        let word = reason(self.status);
        let sub = if self.end {
            json!({ "value": word, "localizedValue": format!("{word} (HTTP Status Code: {})", self.status) })
        } else {
            named("")
        };
        let mut properties = json!({ "eventCategory": "Administrative", "entity": self.deed.scope, "message": self.deed.action });
        if self.end {
            properties["statusCode"] = json!(word);
        }
        if let Some(failure) = &self.failure {
            properties["statusMessage"] = json!(failure);
        }
        json!({
            "authorization": { "action": self.deed.action, "scope": self.deed.scope },
            "caller": self.deed.caller,
            "channels": "Operation",
            "correlationId": self.correlation,
            "description": "",
            "eventDataId": self.id,
            "eventName": if self.end { json!({ "value": "EndRequest", "localizedValue": "End request" }) } else { json!({ "value": "BeginRequest", "localizedValue": "Begin request" }) },
            "category": named("Administrative"),
            "eventTimestamp": at,
            "id": format!("{}/events/{}/ticks/{}", self.deed.scope, self.id, self.at.millis()),
            "level": if self.failure.is_some() { "Error" } else { "Informational" },
            "operationId": self.correlation,
            "operationName": named(&self.deed.action),
            "resourceGroupName": parts.get(4).copied().unwrap_or_default(),
            "resourceProviderName": named(namespace),
            "resourceType": named(&kind),
            "resourceId": self.deed.scope,
            "status": named(self.status()),
            "subStatus": sub,
            "submissionTimestamp": at,
            "subscriptionId": parts.get(2).copied().unwrap_or_default(),
            "tenantId": crate::entra::TENANT_ID,
            "properties": properties,
            "httpRequest": { "clientRequestId": self.client_request, "clientIpAddress": "203.0.113.10", "method": self.method },
        })
    }
}

/// `Microsoft.DesktopVirtualization/hostPools` of an id.
fn kind(id: &str) -> String {
    let tail = id.rsplit_once("/providers/").map_or("", |(_, tail)| tail);
    let parts: Vec<&str> = tail.split('/').collect();
    let mut kind = parts.first().copied().unwrap_or_default().to_owned();
    for part in parts.iter().skip(1).step_by(2) {
        kind.push('/');
        kind.push_str(part);
    }
    kind
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "NoContent",
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        409 => "Conflict",
        412 => "PreconditionFailed",
        _ => "InternalServerError",
    }
}

/// What a filter asks for: a span of time and one property.
struct Asked {
    from: Instant,
    to: Instant,
    property: Option<(String, String)>,
}

impl Asked {
    /// Terms joined by `and`, each `name operator 'value'`; nothing else is allowed.
    fn parse(filter: &str, now: Instant) -> Result<Self, Refusal> {
        let bad = |why: &str| Refusal::new(400, "BadRequest", format!("The $filter is not valid: {why}"));
        let (mut from, mut to, mut property) = (None, now, None);
        for term in filter.split(" and ").map(str::trim) {
            let mut words = term.splitn(3, ' ');
            let (name, operator) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let value = words.next().unwrap_or_default().trim().trim_matches('\'').replace("''", "'");
            let time = || Instant::parse(&value).map_err(|_| bad("an eventTimestamp is no time."));
            match (name, operator) {
                ("eventTimestamp", "ge") => from = Some(time()?),
                ("eventTimestamp", "le") => to = time()?,
                ("resourceGroupName" | "resourceUri" | "resourceId" | "resourceProvider" | "correlationId", "eq")
                    if property.is_none() =>
                {
                    property = Some((name.to_owned(), value.to_lowercase()));
                }
                _ => {
                    return Err(bad(
                        "only eventTimestamp and one of resourceGroupName, resourceUri, resourceId, resourceProvider and correlationId can be asked for.",
                    ));
                }
            }
        }
        let from = from.ok_or_else(|| bad("eventTimestamp ge '…' is missing."))?;
        if from < now - OLDEST {
            return Err(bad("the start time cannot be more than 90 days in the past."));
        }
        Ok(Self { from, to, property })
    }

    fn fits(&self, event: &Event) -> bool {
        let Some((name, value)) = &self.property else { return self.from <= event.at && event.at <= self.to };
        let scope = event.deed.scope.to_lowercase();
        let same = match name.as_str() {
            "resourceGroupName" => scope.split('/').nth(4) == Some(value),
            "resourceProvider" => event.deed.action.split('/').next().is_some_and(|known| known.eq_ignore_ascii_case(value)),
            "correlationId" => event.correlation == *value,
            _ => scope == *value,
        };
        same && self.from <= event.at && event.at <= self.to
    }
}

/// `ActivityLogs_List`: newest first.
pub(super) fn list(visit: &mut Visit) -> Outcome {
    let missing = || Refusal::new(400, "BadRequest", "The query parameter '$filter' is required.");
    let asked = Asked::parse(visit.url.param("$filter").ok_or_else(missing)?, visit.now)?;
    let skip: usize = visit.url.param("$skipToken").and_then(|token| token.parse().ok()).unwrap_or(0);
    let select =
        visit.url.param("$select").map(|names| names.split(',').map(|name| name.trim().to_lowercase()).collect::<Vec<_>>());
    let own = format!("/subscriptions/{}/", visit.subscription().to_lowercase());
    let events = visit.world.around.activity.events.iter().rev();
    let mut found: Vec<Value> = events
        .filter(|event| event.deed.scope.to_lowercase().starts_with(&own) && asked.fits(event))
        .skip(skip)
        .take(PAGE + 1)
        .map(|event| selected(event.view(), select.as_deref()))
        .collect();
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let mut page = json!({ "value": found });
    if more {
        let again = visit.url.query.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("$skipToken"));
        let query: String = again.map(|(name, value)| format!("{name}={}&", encode(value))).collect();
        let origin = &visit.world.options.origin;
        page["nextLink"] = json!(format!("{origin}{}?{query}$skipToken={}", visit.url.path, skip + PAGE));
    }
    Ok(json_of(200, &page))
}

fn selected(event: Value, names: Option<&[String]>) -> Value {
    let (Some(names), Value::Object(all)) = (names, &event) else { return event };
    let kept: Map<String, Value> = all
        .iter()
        .filter(|(name, _)| names.contains(&name.to_lowercase()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Value::Object(kept)
}
