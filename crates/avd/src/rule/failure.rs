//! Why an update failed: the code in plain words, what to do next, which hosts, and where to look further.
//!
//! Codes: Learn, "Troubleshoot session host update". The list is open: an unknown code is passed through with the service's words.

use arm::{Error, ErrorBody};
use serde_json::json;

use super::run::Run;
use super::run_hosts::{HostState, Picture};
use crate::resource::UpdateState;

mod catalogue;

pub use catalogue::{Entry, Stage, find};

/// A host that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedHost {
    /// Its name.
    pub name: String,
    /// Whether it is back on its old machine, and so in service.
    pub rolled_back: bool,
    /// What the service says of it.
    pub error: Option<String>,
}

/// Whether to retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It is the right first step.
    First(&'static str),
    /// Only once the cause is corrected.
    AfterFix(&'static str),
    /// There is nothing to retry: another update is needed.
    No(&'static str),
}

impl Retry {
    /// The sentence.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::First(why) | Self::AfterFix(why) | Self::No(why) => why,
        }
    }
}

/// A failure, explained.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The code, as received.
    pub code: String,
    /// The service's words.
    pub message: String,
    /// What is known of the code.
    pub known: Option<&'static Entry>,
    /// The hosts that failed.
    pub hosts: Vec<FailedHost>,
    /// Whether to retry.
    pub retry: Retry,
    /// The id to look up in Log Analytics.
    pub correlation_id: Option<String>,
}

impl Failure {
    /// What it means, in plain words.
    pub fn meaning(&self) -> &str {
        self.known.map_or("The console doesn't recognize this code. See Azure's message below.", |entry| entry.meaning)
    }

    /// What to do next, a sentence each.
    pub fn next_steps(&self) -> Vec<&'static str> {
        let fix = self.known.map_or("Check Azure's message, then the log of this update.", |entry| entry.fix);
        match self.retry {
            Retry::First(why) => vec![why, fix],
            Retry::AfterFix(why) | Retry::No(why) => vec![fix, why],
        }
    }

    /// The Log Analytics query; `None` without a correlation id.
    pub fn query(&self, host_pool: &str) -> Option<String> {
        self.correlation_id.as_deref().map(|id| log_query(id, host_pool))
    }
}

/// Explains a run; `None` if nothing failed.
pub fn explain(run: &Run, picture: Option<&Picture>) -> Option<Failure> {
    let hosts = failed_hosts(picture);
    let stopped = matches!(run.status, UpdateState::Error | UpdateState::Failed);
    if run.error.is_none() && hosts.is_empty() && !stopped {
        return None;
    }
    let (code, message) = run.error.clone().unwrap_or_else(|| {
        let words = hosts.iter().find_map(|host| host.error.clone());
        let words = words.unwrap_or_else(|| "Azure doesn't give a message.".to_owned());
        (words.split_once(": ").map_or("Error", |(code, _)| code).to_owned(), words)
    });
    let body = ErrorBody::of(&json!({ "code": code, "message": message }));
    let spoken = || hosts.iter().find_map(|host| find(host.error.as_deref()?));
    let message = words(&body, message);
    let known = body.codes().find_map(find).or_else(|| catalogue::named_in(&message)).or_else(spoken);
    let code = body.code().map_or(code, str::to_owned);
    Some(Failure { retry: retry(run, known), known, hosts, code, message, correlation_id: run.correlation_id.clone() })
}

/// What is known of an error, if it is one of the provider's faults: what Resource Manager says by itself has advice of its own.
pub fn of_error(error: &Error) -> Option<&'static Entry> {
    error.body().codes().filter_map(find).find(|entry| entry.stage != Stage::Any)
}

/// What an error says, in words: every sentence of it, faults with their names.
pub fn in_words(code: &str, message: &str) -> (String, String) {
    let body = ErrorBody::of(&json!({ "code": code, "message": message }));
    (body.code().unwrap_or(code).to_owned(), words(&body, message.to_owned()))
}

/// Every sentence once, in order; `raw` where nothing was said.
fn words(body: &ErrorBody, raw: String) -> String {
    let mut sentences: Vec<&str> = Vec::new();
    for level in body.levels() {
        let sentence = level.message.trim();
        if !sentence.is_empty() && !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    if sentences.is_empty() { raw } else { sentences.join(" ") }
}

fn failed_hosts(picture: Option<&Picture>) -> Vec<FailedHost> {
    let rows = picture.iter().flat_map(|picture| &picture.hosts);
    let failed = rows.filter(|host| matches!(host.state, HostState::Failed | HostState::RolledBack));
    failed
        .map(|host| FailedHost {
            name: host.name.clone(),
            rolled_back: host.state == HostState::RolledBack,
            error: host.update_error.as_deref().map(|said| in_words("", said).1),
        })
        .collect()
}

/// Learn, same page: a failure of the initial host mostly comes from the configuration, one of a later batch is often passing.
fn retry(run: &Run, known: Option<&Entry>) -> Retry {
    match run.status {
        UpdateState::Failed => {
            Retry::No("The update ended before any session host was updated. Fix the cause, then create a new update.")
        }
        UpdateState::Cancelled | UpdateState::Succeeded => Retry::No(
            "The update has ended. Create a new update for the \
            remaining session hosts.",
        ),
        UpdateState::UpdatingSessionHosts | UpdateState::Pausing | UpdateState::Cancelling => {
            Retry::AfterFix("The current batch finishes first; then the update stops and you can retry it.")
        }
        _ if run.completed.unwrap_or(0) == 0 => {
            Retry::AfterFix("The initial session host failed. Fix the configuration before you retry.")
        }
        _ if known.is_some_and(|entry| !entry.passing) => {
            Retry::AfterFix("This won't resolve by itself. Fix the cause, then retry.")
        }
        _ => Retry::First("Other hosts updated successfully, so this may be transient. Retry first."),
    }
}

/// A query for the workspace that the pool's diagnostic settings send to
/// (Learn, "Diagnostics for session host update"; the tables are joined by the correlation id).
pub fn log_query(correlation_id: &str, host_pool: &str) -> String {
    format!(
        "union isfuzzy=true withsource=Table WVDSessionHostManagement, WVDCheckpoints, WVDErrors\n\
         | where CorrelationId =~ {}\n\
         | where _ResourceId endswith {}\n\
         | extend What = coalesce(column_ifexists(\"ProvisioningStatus\", \"\"), column_ifexists(\"Name\", \"\"), \
         column_ifexists(\"CodeSymbolic\", \"\")), Words = column_ifexists(\"Message\", \"\"), \
         Details = column_ifexists(\"Parameters\", dynamic(null))\n\
         | project TimeGenerated, Table, What, Words, Details\n\
         | order by TimeGenerated asc",
        quoted(correlation_id),
        quoted(&format!("/hostpools/{host_pool}"))
    )
}

/// A string literal of the Kusto query language (Learn, "The string data type").
fn quoted(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for next in text.chars() {
        match next {
            '"' | '\\' => literal.extend(['\\', next]),
            control if control.is_control() => literal.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => literal.push(other),
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
#[path = "failure/tests.rs"]
mod tests;
