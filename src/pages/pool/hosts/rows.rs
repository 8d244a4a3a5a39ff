//! What the table of session hosts shows. Pure.

use avd::resource::{HostUpdateState, SessionHost, SessionHostConfigurationProperties, Timestamp};
use avd::rule::drift::{HostVersion, host_version};
use avd::rule::host_status::{self, explain_check};
use avd::rule::token::machine as machine_token;
use avd::rule::wording::wording;
use host::Instant;

use super::columns::{COLUMNS, Seen};
use crate::components::Tone;
use crate::pages::pool::update::status::tone;
use crate::route::HostsView;
use crate::table::{self, Search};

/// One session host.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What makes it one of a kind.
    pub key: String,
    /// The machine.
    pub name: String,
    /// The user of a personal desktop.
    pub assigned_user: Option<String>,
    /// The status as the service writes it.
    pub status: String,
    /// What the status means and what to do.
    pub meaning: String,
    /// How good or bad the status is.
    pub tone: Tone,
    /// Sessions on the host; `None` if the service did not tell.
    pub sessions: Option<i64>,
    /// Whether it is drained: no new sessions.
    pub drained: bool,
    /// How it stands to the configuration; `None` for a pool without one.
    pub version: Option<HostVersion>,
    /// The version of the configuration that it was created from, as the service writes it.
    pub current: Option<Timestamp>,
    /// The version that the configuration has now.
    pub target: Option<Timestamp>,
    /// Failed health checks: name and what to do.
    pub failures: Vec<String>,
    /// The last sign of life.
    pub heartbeat: Option<Instant>,
    /// The version of the agent.
    pub agent: Option<String>,
    /// The version of Windows.
    pub windows: Option<String>,
    /// Where its creation or its update stands, with its error, if it is not done.
    pub update: Option<(Tone, String, String)>,
    /// What to know of the token of its machine: off for about 90 days.
    pub silent: Option<String>,
    haystack: String,
}

/// The rows of the hosts of a pool; `wanted` is the configuration of an Automated one.
pub fn rows(hosts: &[SessionHost], wanted: Option<&SessionHostConfigurationProperties>, now: Instant) -> Vec<Row> {
    hosts.iter().map(|host| row(host, wanted, now)).collect()
}

fn row(host: &SessionHost, wanted: Option<&SessionHostConfigurationProperties>, now: Instant) -> Row {
    let properties = &host.properties;
    let explained = properties.status.as_ref().map(host_status::explain);
    let status = properties.status.as_ref().map_or_else(|| "Not reported".to_owned(), ToString::to_string);
    let name = host.machine_name().unwrap_or("unnamed").to_owned();
    let assigned_user = properties.assigned_user.clone().filter(|user| !user.is_empty());
    let friendly = properties.friendly_name.as_deref().unwrap_or_default();
    let haystack =
        [&name, &status, wording(&status), friendly, assigned_user.as_deref().unwrap_or_default()].join("\n").to_lowercase();
    let heartbeat = properties.last_heart_beat.as_ref().and_then(Timestamp::at);
    let old = properties.status.as_ref().and_then(|status| host_status::old_heartbeat(status, heartbeat, now));
    let meaning = explained.as_ref().map(|explained| [explained.meaning, explained.next_step.unwrap_or_default()].join(" "));
    Row {
        tone: match &old {
            Some(_) => Tone::Warning,
            None => explained.map_or(Tone::Neutral, |explained| tone(explained.tone)),
        },
        meaning: old.or(meaning).unwrap_or_default(),
        sessions: properties.sessions,
        drained: properties.allow_new_session == Some(false),
        version: wanted.map(|wanted| host_version(host, wanted)),
        current: properties.session_host_configuration.clone(),
        target: wanted.and_then(|wanted| wanted.version.clone()),
        failures: failures(host),
        heartbeat,
        agent: properties.agent_version.clone(),
        windows: properties.os_version.clone(),
        update: update(host),
        silent: heartbeat.and_then(|at| long_off(at, now)),
        key: key(host),
        name,
        assigned_user,
        status,
        haystack,
    }
}

/// What to know of a host that has not been heard for about 90 days.
fn long_off(heartbeat: Instant, now: Instant) -> Option<String> {
    machine_token::state(Some(heartbeat), now)?.words(now)
}

/// What makes a host one of a kind.
pub fn key(host: &SessionHost) -> String {
    host.id.as_deref().or(host.name.as_deref()).unwrap_or_default().to_lowercase()
}

fn failures(host: &SessionHost) -> Vec<String> {
    let checks = host.properties.session_host_health_check_results.as_deref().unwrap_or_default();
    let words = host_status::failed(checks).into_iter().filter_map(|check| {
        let name = check.health_check_name.as_ref()?;
        Some(format!("{name}: {}", explain_check(name).1))
    });
    words.collect()
}

/// What is done, or was never begun, is no news.
fn update(host: &SessionHost) -> Option<(Tone, String, String)> {
    let quiet = |state: &&HostUpdateState| !matches!(state, HostUpdateState::Succeeded | HostUpdateState::Initial);
    let state = host.properties.update_state.as_ref().filter(quiet)?;
    let error = host.properties.update_error_message.as_deref().filter(|error| !error.is_empty());
    let tone = if *state == HostUpdateState::Failed { Tone::Danger } else { Tone::Info };
    let why = error.unwrap_or("State of the last update of this session host.").to_owned();
    Some((tone, format!("Update {}", state.to_string().to_lowercase()), why))
}

/// The rows to show: those that have every word of the search and the status of the filter, in the asked-for order.
pub fn shown(rows: &[Row], view: &HostsView, seen: &Seen) -> Vec<Row> {
    let search = Search::of(&view.search);
    let passes = |row: &&Row| {
        let status = view.status.as_deref().is_none_or(|status| status.eq_ignore_ascii_case(&row.status));
        let version = view.version.as_deref().is_none_or(|word| row.version.is_some_and(|version| version_word(version) == word));
        status && version && search.is_in(&row.haystack)
    };
    let mut shown: Vec<Row> = rows.iter().filter(passes).cloned().collect();
    table::sort(&mut shown, &COLUMNS, seen, &view.sort);
    shown
}

/// The word in the URL for how a host stands to the configuration.
pub const fn version_word(version: HostVersion) -> &'static str {
    match version {
        HostVersion::UpToDate => "current",
        HostVersion::Behind => "behind",
        HostVersion::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests;
