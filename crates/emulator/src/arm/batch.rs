//! `POST /batch`: several calls in one, as the Azure portal sends them (portal SDK docs, *Batch multiple calls*).

use host::{Instant, Method, Request, Response};
use serde_json::{Value, json};

use super::platform::{given_version, not_allowed};
use crate::World;
use crate::answer::{Refusal, json_of};
use crate::url::Url;

/// Calls in one batch that are answered at once.
const MOST: usize = 20;

/// Answers every call of the batch like a call of its own.
pub(super) fn run(world: &mut World, now: Instant, request: &Request, url: &Url) -> Result<Response, Refusal> {
    if request.method != Method::Post {
        return Err(not_allowed(request));
    }
    given_version(url)?;
    let bad = |message: &str| Refusal::gateway(400, "InvalidBatchRequest", message);
    let body: Value =
        serde_json::from_slice(request.body.as_deref().unwrap_or_default()).map_err(|_| bad("The body is no JSON."))?;
    let calls = body["requests"].as_array().ok_or_else(|| bad("The body has no 'requests'."))?;
    if calls.is_empty() || calls.len() > MOST {
        return Err(bad("A batch holds 1 to 20 requests."));
    }
    let responses: Vec<Value> = calls.iter().map(|call| one(world, now, request, call)).collect();
    Ok(json_of(200, &json!({ "responses": responses })))
}

fn one(world: &mut World, now: Instant, outer: &Request, call: &Value) -> Value {
    let answer = match prepare(world, outer, call) {
        Err(refusal) => super::refused(world, &refusal),
        Ok(inner) => {
            let (url, fault) = (Url::parse(&inner.url), world.faults.draw(&inner));
            // What never arrives inside is what the gateway gives up on.
            let answer = world.spoilt(now, &inner, &url, fault.as_ref()).unwrap_or_else(|| Response::new(504));
            world.log.write_inner(now, &inner, &url, &answer, fault.as_ref());
            answer
        }
    };
    let headers: serde_json::Map<String, Value> =
        answer.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let content: Value = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
    json!({
        "name": call["name"], "httpStatusCode": answer.status, "headers": headers, "contentLength": answer.body.len(), "content": content,
    })
}

fn prepare(world: &World, outer: &Request, call: &Value) -> Result<Request, Refusal> {
    let bad = |message: &str| Refusal::gateway(400, "InvalidBatchRequest", message);
    let method = call["httpMethod"].as_str().and_then(Method::parse).ok_or_else(|| bad("A request has no 'httpMethod'."))?;
    let url = call["url"].as_str().or(call["relativeUrl"].as_str()).ok_or_else(|| bad("A request has no 'url'."))?;
    let origin = &world.options.origin;
    let path = url.strip_prefix(origin.as_str()).unwrap_or(url);
    if !path.starts_with('/') || path.starts_with("/_") || path.to_lowercase().starts_with("/batch") {
        return Err(bad("A request's 'url' is not one of this service."));
    }
    let mut inner = Request::new(method, format!("{origin}{path}"));
    inner.headers = outer.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("Authorization")).cloned().collect();
    if !call["content"].is_null() {
        inner = inner.with_body("application/json", serde_json::to_vec(&call["content"]).unwrap_or_default());
    }
    Ok(inner)
}
