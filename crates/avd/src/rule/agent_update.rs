//! When the agent components of the session hosts are updated (Learn, "Scheduled agent updates"; `AgentUpdateProperties`).
//!
//! One or two windows a week, two hours each. Their time is that of one zone, or that of each session host's own clock:
//! `useSessionHostLocalTime` true stands for the host's clock (the comment in the API description has it the other way round).
//! The API description knows neither the number of windows nor the range of the hour, so both are checked here.

use core::time::Duration;

use host::Instant;

use super::FieldProblem;
use super::schedule::{LocalTime, ScheduleProblem, Which, resolve};
use super::windows_zone::WindowsZone;
use crate::resource::{AgentUpdate, AgentUpdateType, DayOfWeek, MaintenanceWindow};

/// How long a window is.
pub const LENGTH: Duration = Duration::from_secs(2 * HOUR.unsigned_abs());
/// How many windows there can be.
pub const MOST: usize = 2;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const FIELD: &str = "agentUpdate";

/// Whether windows decide the time, rather than the service.
pub fn is_scheduled(update: Option<&AgentUpdate>) -> bool {
    update.is_some_and(|update| update.kind == Some(AgentUpdateType::Scheduled))
}

/// Left to the service; what this console does not know stays.
pub fn by_service(update: Option<&AgentUpdate>) -> AgentUpdate {
    let other = update.map(|update| update.other.clone()).unwrap_or_default();
    AgentUpdate { kind: Some(AgentUpdateType::Default), other, ..AgentUpdate::default() }
}

/// A first schedule: Saturday, 21:00, in a zone.
pub fn first(update: Option<&AgentUpdate>, zone: &str) -> AgentUpdate {
    AgentUpdate {
        kind: Some(AgentUpdateType::Scheduled),
        use_session_host_local_time: Some(false),
        maintenance_window_time_zone: Some(zone.to_owned()),
        maintenance_windows: Some(vec![window(DayOfWeek::Saturday, 21)]),
        ..by_service(update)
    }
}

/// A window.
pub fn window(day: DayOfWeek, hour: i64) -> MaintenanceWindow {
    MaintenanceWindow { hour: Some(hour), day_of_week: Some(day), ..MaintenanceWindow::default() }
}

/// What is wrong with it.
pub fn problems(update: Option<&AgentUpdate>) -> Vec<FieldProblem> {
    let Some(update) = update.filter(|update| is_scheduled(Some(update))) else { return Vec::new() };
    let mut found = Vec::new();
    let windows = update.maintenance_windows.as_deref().unwrap_or_default();
    if !(1..=MOST).contains(&windows.len()) {
        found.push(FieldProblem::error(FIELD, "Set one or two maintenance windows."));
    }
    if windows.iter().any(|window| at(window).is_none()) {
        found.push(FieldProblem::error(FIELD, "Select a day and an hour (0 to 23)."));
    }
    let zone = update.maintenance_window_time_zone.as_deref().unwrap_or_default();
    if update.use_session_host_local_time == Some(true) {
        if !zone.is_empty() {
            // Reported in public: hashicorp/terraform-provider-azurerm#23881.
            let message = "Azure refuses a time zone together with each session host's local time. Select one of the two.";
            found.push(FieldProblem::error(FIELD, message));
        }
    } else if zone.is_empty() {
        found.push(FieldProblem::error(FIELD, "Select a time zone, or use the local time of each session host."));
    } else if WindowsZone::parse(zone).is_none() {
        let message = format!("“{zone}” isn't a known Windows time zone, such as UTC or W. Europe Standard Time.");
        found.push(FieldProblem::warning(FIELD, message));
    }
    if let [first, second] = windows
        && let (Some(first), Some(second)) = (at(first), at(second))
    {
        found.extend(overlap(first, second).map(|message| FieldProblem::warning(FIELD, message)));
    }
    found
}

/// The hour of the week a window begins, from Monday.
fn at(window: &MaintenanceWindow) -> Option<i64> {
    let hour = window.hour.filter(|hour| (0..=23).contains(hour))?;
    Some(place(window.day_of_week.as_ref()?)? * 24 + hour)
}

/// The place of a day in the week, from Monday.
fn place(day: &DayOfWeek) -> Option<i64> {
    DayOfWeek::KNOWN.iter().position(|known| known == day).and_then(|place| i64::try_from(place).ok())
}

fn overlap(first: i64, second: i64) -> Option<&'static str> {
    const WEEK: i64 = 7 * 24;
    match (second - first).rem_euclid(WEEK) {
        0 => Some("Both windows are the same, so the second one has no effect."),
        1 | 167 => Some("The windows overlap, so a host that misses the first has less time in the second."),
        _ => None,
    }
}

/// One time a window opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// When it opens.
    pub from: Instant,
    /// When it closes.
    pub until: Instant,
    /// What to know of it: clocks are changed over it.
    pub note: Option<&'static str>,
}

/// The next times the windows open in a zone (an IANA name), those open now included, the first one first.
pub fn openings(
    windows: &[MaintenanceWindow],
    zone: &str,
    now: Instant,
    count: usize,
    offset: impl Fn(&str, Instant) -> Option<i32>,
) -> Vec<Opening> {
    let Some(here) = offset(zone, now) else { return Vec::new() };
    let today = (now.seconds() + i64::from(here)).div_euclid(DAY);
    let mut found = Vec::new();
    for window in windows {
        let Some(hour_of_week) = at(window) else { continue };
        // 1 January 1970 was a Thursday. A window of yesterday may still be open.
        let days = (today - 1)..=(today + 7 * i64::try_from(count).unwrap_or(1));
        for day in days.filter(|day| (day + 3).rem_euclid(7) == hour_of_week / 24) {
            let local = LocalTime::at(Instant::from_seconds(day * DAY + hour_of_week % 24 * HOUR), 0);
            found.extend(local.and_then(|local| opening(local, zone, &offset)).filter(|opening| opening.until > now));
        }
    }
    found.sort_by_key(|opening| opening.from);
    found.dedup();
    found.truncate(count);
    found
}

fn opening(local: LocalTime, zone: &str, offset: &impl Fn(&str, Instant) -> Option<i32>) -> Option<Opening> {
    let (from, note) = match resolve(local, zone, None, offset) {
        Ok(from) => (from, None),
        Err(ScheduleProblem::Twice { earlier, .. }) => {
            (earlier, Some("Clocks go back, so this hour occurs twice; the first is shown."))
        }
        Err(ScheduleProblem::Skipped { resumes, .. }) => {
            let from = resolve(resumes, zone, Some(Which::Earlier), offset).ok()?;
            (from, Some("Clocks go forward and skip this hour; the next one is shown."))
        }
        Err(_) => return None,
    };
    Some(Opening { from, until: from + LENGTH, note })
}

/// A window in words: "Saturday, 21:00 to 23:00".
pub fn words(window: &MaintenanceWindow) -> String {
    let day = window.day_of_week.as_ref().map_or_else(|| "Day not reported".to_owned(), ToString::to_string);
    window.hour.map_or_else(|| day.clone(), |hour| format!("{day}, {hour:02}:00 to {:02}:00", (hour + 2).rem_euclid(24)))
}

#[cfg(test)]
#[path = "agent_update_tests.rs"]
mod tests;
