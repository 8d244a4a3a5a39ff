//! From a date and a time in a zone to an instant, within what the service takes.
//!
//! An update can be scheduled up to two weeks ahead (Learn, "Update session hosts using session host update"). Offsets come
//! from the caller, because a browser has the zone data: `offset(iana_zone, instant)` is the offset from UTC in seconds.

use core::fmt;
use core::time::Duration;

use host::Instant;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

/// How far ahead an update can be scheduled.
pub const HORIZON: Duration = Duration::from_secs(14 * 24 * 3600);

/// A date and a time of day on a wall clock, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime(PrimitiveDateTime);

impl LocalTime {
    /// From its parts; `None` if there is no such date or time.
    pub fn new(year: i32, month: u8, day: u8, hour: u8, minute: u8) -> Option<Self> {
        let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
        Some(Self(PrimitiveDateTime::new(date, Time::from_hms(hour, minute, 0).ok()?)))
    }

    /// From the values of a date field (`2026-03-29`) and a time field (`02:30`, seconds are cut).
    pub fn parse(date: &str, time: &str) -> Option<Self> {
        let (year, rest) = date.trim().split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        let (hour, rest) = time.trim().split_once(':')?;
        let minute = rest.split(':').next()?;
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?, hour.parse().ok()?, minute.parse().ok()?)
    }

    /// What a wall clock shows at an instant, `offset` seconds ahead of UTC.
    pub fn at(instant: Instant, offset: i32) -> Option<Self> {
        let moved = OffsetDateTime::from_unix_timestamp(instant.seconds() + i64::from(offset)).ok()?;
        Some(Self(PrimitiveDateTime::new(moved.date(), Time::from_hms(moved.hour(), moved.minute(), 0).ok()?)))
    }

    /// Seconds since the epoch if the wall clock showed UTC.
    fn as_utc(self) -> i64 {
        self.0.assume_utc().unix_timestamp()
    }

    /// The value of a date field, `2026-03-29`.
    pub fn date(self) -> String {
        format!("{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }

    /// The value of a time field, `02:30`.
    pub fn time(self) -> String {
        format!("{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.date(), self.time())
    }
}

/// Which of two instants is meant when clocks go back and a time comes twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The first.
    Earlier,
    /// The second.
    Later,
}

/// Why a time cannot be scheduled. `Display` is the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScheduleProblem {
    /// The zone is not known.
    UnknownZone(String),
    /// Clocks skip this time.
    Skipped {
        /// The time asked for.
        local: LocalTime,
        /// The zone.
        zone: String,
        /// The first time that exists again.
        resumes: LocalTime,
    },
    /// The time comes twice: ask which.
    Twice {
        /// The time asked for.
        local: LocalTime,
        /// The first instant.
        earlier: Instant,
        /// The second instant.
        later: Instant,
    },
    /// The time has passed.
    Past,
    /// The time is more than 14 days ahead.
    TooFar {
        /// The last instant that is allowed.
        latest: Instant,
    },
}

impl fmt::Display for ScheduleProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownZone(zone) => write!(out, "The time zone “{zone}” isn't recognized. Select another one."),
            Self::Skipped { local, zone, resumes } => {
                write!(out, "{local} doesn't exist in {zone}, because clocks go forward. The next valid time is {resumes}.")
            }
            Self::Twice { local, earlier, later } => {
                write!(out, "{local} occurs twice, because clocks go back: at {earlier} and at {later}. Select one.")
            }
            Self::Past => out.write_str("This time has passed. Select a later one, or start the update now."),
            Self::TooFar { latest } => write!(out, "You can schedule an update up to 14 days ahead, until {latest}."),
        }
    }
}

/// The instant of a wall-clock time in a zone. `which` answers for a time that comes twice; `None` asks.
pub fn resolve(
    local: LocalTime,
    zone: &str,
    which: Option<Which>,
    offset: impl Fn(&str, Instant) -> Option<i32>,
) -> Result<Instant, ScheduleProblem> {
    let unknown = || ScheduleProblem::UnknownZone(zone.to_owned());
    let offset_at = |seconds: i64| offset(zone, Instant::from_seconds(seconds)).map(i64::from).ok_or_else(unknown);
    // Offsets lie between -12 h and +14 h: the instant is in this window, whatever the offset, and so is a change next to it.
    let naive = local.as_utc();
    let (start, end) = (naive - 15 * 3600, naive + 13 * 3600);
    let (before, after) = (offset_at(start)?, offset_at(end)?);
    let mut instants = Vec::new();
    for candidate in [before, offset_at(naive)?, after] {
        let instant = naive - candidate;
        if offset_at(instant)? == candidate && !instants.contains(&instant) {
            instants.push(instant);
        }
    }
    instants.sort_unstable();
    match (instants.as_slice(), which) {
        ([only], _) | ([only, _], Some(Which::Earlier)) | ([_, only], Some(Which::Later)) => Ok(Instant::from_seconds(*only)),
        ([], _) => Err(skipped(local, zone, (start, before), (end, after), offset_at)),
        ([earlier, .., later], _) => {
            Err(ScheduleProblem::Twice { local, earlier: Instant::from_seconds(*earlier), later: Instant::from_seconds(*later) })
        }
    }
}

/// Finds the second where clocks go forward, by halving.
fn skipped(
    local: LocalTime,
    zone: &str,
    (mut start, before): (i64, i64),
    (mut end, after): (i64, i64),
    offset_at: impl Fn(i64) -> Result<i64, ScheduleProblem>,
) -> ScheduleProblem {
    while end - start > 1 {
        let middle = start + (end - start) / 2;
        match offset_at(middle) {
            Ok(found) if found == before => start = middle,
            Ok(_) => end = middle,
            Err(problem) => return problem,
        }
    }
    let offset = i32::try_from(after).unwrap_or(0);
    let resumes = LocalTime::at(Instant::from_seconds(end), offset).unwrap_or(local);
    ScheduleProblem::Skipped { local, zone: zone.to_owned(), resumes }
}

/// Whether an instant can be scheduled: after now, at most 14 days ahead.
pub fn check(at: Instant, now: Instant) -> Result<(), ScheduleProblem> {
    if at <= now {
        return Err(ScheduleProblem::Past);
    }
    let latest = now + HORIZON;
    if at > latest { Err(ScheduleProblem::TooFar { latest }) } else { Ok(()) }
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
