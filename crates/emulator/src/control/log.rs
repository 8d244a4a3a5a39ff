//! The request log: what went out of the console and how often, without anything secret.

use std::collections::VecDeque;

use host::{Instant, Request, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::fault::Fault;
use crate::url::Url;

/// How many requests are kept; the counters go on.
const KEPT: usize = 10_000;

/// One request. No header, no body, no query but the version: those may hold secrets.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    /// Wall time.
    pub(crate) at: String,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) api_version: Option<String>,
    pub(crate) client_request_id: Option<String>,
    /// What was answered, whether or not it arrived; absent when the request was lost on its way.
    pub(crate) status: Option<u16>,
    pub(crate) body_bytes: usize,
    /// SHA-256 of the body, hexadecimal: equal bodies can be told from different ones.
    pub(crate) body_hash: Option<String>,
    pub(crate) fault: Option<Fault>,
    /// Whether it came in a batch.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub(crate) batched: bool,
}

/// The requests so far.
#[derive(Debug, Default)]
pub(crate) struct Log {
    entries: VecDeque<Entry>,
    pub(crate) requests: u64,
    pub(crate) preflights: u64,
}

impl Log {
    /// Notes a request and what was answered.
    pub(crate) fn write(&mut self, now: Instant, request: &Request, url: &Url, answer: Option<&Response>, fault: Option<&Fault>) {
        self.requests += 1;
        if self.entries.len() >= KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry {
            at: now.to_rfc3339(),
            method: request.method.as_str(),
            path: url.path.clone(),
            api_version: url.param("api-version").map(str::to_owned),
            client_request_id: request.header("x-ms-client-request-id").map(str::to_owned),
            status: answer.map(|answer| answer.status),
            body_bytes: request.body.as_ref().map_or(0, Vec::len),
            body_hash: request.body.as_ref().map(|body| Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect()),
            fault: fault.cloned(),
            batched: false,
        });
    }

    /// Notes a request that came in a batch: it is no request of its own.
    pub(crate) fn write_inner(&mut self, now: Instant, request: &Request, url: &Url, answer: &Response, fault: Option<&Fault>) {
        self.write(now, request, url, Some(answer), fault);
        self.requests -= 1;
        if let Some(entry) = self.entries.back_mut() {
            entry.batched = true;
        }
    }

    /// The requests whose path contains `path`, without case, and whose method is `method`; everything when absent.
    pub(crate) fn find(&self, path: Option<&str>, method: Option<&str>) -> Vec<&Entry> {
        let part = path.unwrap_or_default().to_ascii_lowercase();
        let matches = |entry: &&Entry| {
            entry.path.to_ascii_lowercase().contains(&part) && method.is_none_or(|word| word.eq_ignore_ascii_case(entry.method))
        };
        self.entries.iter().filter(matches).collect()
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}
