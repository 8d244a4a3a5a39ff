//! How long ago, in words. Pure.

use host::{Duration, Instant};

use crate::browser::intl::{self, Style};

/// “12 s”, “3 min”, “2 h 5 min”, “4 d”: as exact as it matters.
pub fn age(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match () {
        () if seconds < 60 => format!("{seconds} s"),
        () if minutes < 60 => format!("{minutes} min"),
        () if hours < 24 && minutes % 60 == 0 => format!("{hours} h"),
        () if hours < 24 => format!("{hours} h {} min", minutes % 60),
        () => format!("{days} d"),
    }
}

/// The time of day in the browser's zone, to the second.
pub fn clock_time(at: Instant) -> String {
    intl::format(at, None, Style::Time).unwrap_or_else(|| at.to_rfc3339())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_exact_as_it_matters() {
        let cases = [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_599, "59 min"),
            (3_600, "1 h"),
            (7_500, "2 h 5 min"),
            (86_400, "1 d"),
            (400_000, "4 d"),
        ];
        for (seconds, words) in cases {
            assert_eq!(age(Duration::from_secs(seconds)), words);
        }
    }
}
