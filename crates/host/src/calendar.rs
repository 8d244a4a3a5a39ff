//! RFC 3339 timestamps and the days they count. By hand: the `time` crate would be 3 KB of what a first visit loads; it is the oracle
//! of the tests.

const DAY: i64 = 86_400_000;

/// Milliseconds since 1970 of a timestamp with its offset (RFC 3339 section 5.6). A leap second is the end of the second before it.
pub(crate) fn read(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let (date_time, rest) = bytes.split_at_checked(19)?;
    let [a, b, separator, c, d] = [4, 7, 10, 13, 16].map(|at| date_time[at]);
    if [a, b, c, d] != *b"--::" || !matches!(separator, b'T' | b't' | b' ') {
        return None;
    }
    let part = |from: usize, to: usize| number(&date_time[from..to]);
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let (hour, minute, second) = (part(11, 13)?, part(14, 16)?, part(17, 19)?);
    let days = days_before(year, month, day);
    if !(1..=12).contains(&month) || date_of(days) != (year, month, day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (fraction, rest) = match rest.split_first() {
        Some((b'.', rest)) => rest.split_at(rest.iter().take_while(|byte| byte.is_ascii_digit()).count()),
        _ => (&b"0"[..], rest),
    };
    if fraction.is_empty() {
        return None;
    }
    let millis = (0..3).fold(0, |millis, at| millis * 10 + i64::from(fraction.get(at).map_or(0, |digit| digit - b'0')));
    let (second, millis) = if second == 60 { (59, 999) } else { (second, millis) };
    Some(days * DAY + ((hour * 60 + minute - offset(rest)?) * 60 + second) * 1000 + millis)
}

/// A timestamp in UTC, with as many digits of the second as are not zero; `None` outside the years that RFC 3339 can write.
pub(crate) fn written(millis: i64) -> Option<String> {
    let (year, month, day) = date_of(millis.div_euclid(DAY));
    if !(0..=9999).contains(&year) {
        return None;
    }
    let of_day = millis.rem_euclid(DAY);
    let mut out = String::with_capacity(24);
    for (value, digits, mark) in [
        (year, 4, "-"),
        (month, 2, "-"),
        (day, 2, "T"),
        (of_day / 3_600_000, 2, ":"),
        (of_day / 60_000 % 60, 2, ":"),
        (of_day / 1000 % 60, 2, "."),
        (of_day % 1000, 3, ""),
    ] {
        for place in (0..digits).rev() {
            // One digit at a time, which fits.
            out.push(char::from(b'0' + (value / 10_i64.pow(place) % 10) as u8));
        }
        out.push_str(mark);
    }
    out.truncate(out.trim_end_matches('0').trim_end_matches('.').len().max(19));
    out.push('Z');
    Some(out)
}

/// Minutes east of Greenwich: `Z` or `+02:00`.
fn offset(text: &[u8]) -> Option<i64> {
    match *text {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), ref hours @ .., b':', m, n] if hours.len() == 2 => {
            let (hours, minutes) = (number(hours)?, number(&[m, n])?);
            let minutes = (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)?;
            Some(if sign == b'-' { -minutes } else { minutes })
        }
        _ => None,
    }
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |value, digit| digit.is_ascii_digit().then(|| value * 10 + i64::from(digit - b'0')))
}

/// Days from 1970-01-01 to a date of the Gregorian calendar. Years begin in March here, so that a leap day is the last of one.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}

/// The date that many days after 1970-01-01.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, date)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use time::OffsetDateTime;
    use time::format_description::well_known::Rfc3339;

    #[test]
    fn as_the_time_crate_writes_and_reads() {
        // From year 0 to 9999 in steps that meet every day of the year and every time of day.
        for millis in (-62_167_219_200_000..253_402_300_800_000_i64).step_by(8_640_123_457) {
            let theirs = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).unwrap();
            let text = written(millis).unwrap();
            assert_eq!(text, theirs.format(&Rfc3339).unwrap());
            assert_eq!(read(&text), Some(millis), "{text}");
        }
        assert_eq!(written(253_402_300_800_000), None);
    }

    #[test]
    fn as_the_time_crate_refuses() {
        for text in [
            "2026-02-29T00:00:00Z",
            "2024-02-29T00:00:00z",
            "2026-13-01T00:00:00Z",
            "2026-00-10T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2026-01-01t24:00:00Z",
            "2026-01-01t23:00:00+23:59",
            "2026-01-01T23:60:00Z",
            "2026-01-01T23:00:61Z",
            "2016-12-31T23:59:60Z",
            "2026-01-01T23:00:00",
            "2026-01-01T23:00:00.Z",
            "2026-01-01T23:00:00.1234567-00:30",
            "2026-01-01T23:00:00+24:00",
            "2026-01-01T23:00:00+2:000",
            "2026-01-01 23:00:00Z",
            "2026-1-01T23:00:00Z",
            "+026-01-01T23:00:00Z",
            "2026-01-01T23:00:00Zz",
            "2026-01-01T23:00:0ä0Z",
            "",
        ] {
            let theirs = OffsetDateTime::parse(text, &Rfc3339).ok();
            assert_eq!(read(text), theirs.map(|value| (value.unix_timestamp_nanos().div_euclid(1_000_000)) as i64), "{text}");
        }
    }
}
