//! A point in time, to the millisecond.

use core::fmt;
use core::ops::{Add, Sub};
use core::time::Duration;

use crate::calendar;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(i64);

/// The text is no RFC 3339 timestamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstantError(String);

impl fmt::Display for InstantError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "“{}” is not a timestamp like 2026-01-31T14:03:20Z", self.0)
    }
}

impl Instant {
    /// From milliseconds since the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// From seconds since the Unix epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Reads an RFC 3339 timestamp. Fractions of any length are cut to milliseconds; ARM writes seven digits.
    pub fn parse(text: &str) -> Result<Self, InstantError> {
        calendar::read(text).map(Self).ok_or_else(|| InstantError(text.chars().take(40).collect()))
    }

    /// RFC 3339 in UTC, `2026-01-31T14:03:20Z`, with milliseconds only where they are not zero.
    pub fn to_rfc3339(self) -> String {
        calendar::written(self.0).unwrap_or_else(|| self.0.to_string())
    }

    /// The time from `earlier` to `self`; zero if `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The time from `self` to `later`; zero if it has passed.
    pub fn until(self, later: Self) -> Duration {
        later.since(self)
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.to_rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_arm_writes() {
        let cases = [
            ("1970-01-01T00:00:00Z", 0),
            ("2020-10-26T13:45:39.6554616Z", 1_603_719_939_655),
            ("2026-11-21T10:00:00+02:00", 1_795_248_000_000),
            ("1969-12-31T23:59:59.999Z", -1),
        ];
        for (text, millis) in cases {
            assert_eq!(Instant::parse(text), Ok(Instant::from_millis(millis)), "{text}");
        }
        assert!(Instant::parse("yesterday").is_err());
    }

    #[test]
    fn writes_what_it_reads() {
        for millis in [0, 1_795_248_000_000, 1_795_248_000_120] {
            let instant = Instant::from_millis(millis);
            assert_eq!(Instant::parse(&instant.to_rfc3339()), Ok(instant));
        }
        assert_eq!(Instant::from_millis(1_795_248_000_000).to_rfc3339(), "2026-11-21T08:00:00Z");
    }

    #[test]
    fn durations_never_go_below_zero() {
        let (early, late) = (Instant::from_seconds(10), Instant::from_seconds(70));
        assert_eq!(late.since(early), Duration::from_secs(60));
        assert_eq!(early.since(late), Duration::ZERO);
        assert_eq!(early + Duration::from_secs(60), late);
        assert_eq!(late - Duration::from_secs(60), early);
    }
}
