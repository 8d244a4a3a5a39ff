//! How many there are, in words.

use core::fmt;

/// A count, its thousands apart: "10,000".
#[derive(Clone, Copy)]
pub struct Count(pub usize);

impl fmt::Display for Count {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (at, digit) in digits.chars().enumerate() {
            let comma = at > 0 && (digits.len() - at).is_multiple_of(3);
            write!(out, "{}{digit}", if comma { "," } else { "" })?;
        }
        Ok(())
    }
}

/// What one and what several are called.
pub type Noun = [&'static str; 2];
/// A host pool.
pub const POOLS: Noun = ["pool", "pools"];
/// The same where it may be misunderstood.
pub const HOST_POOLS: Noun = ["host pool", "host pools"];
/// A session host.
pub const HOSTS: Noun = ["session host", "session hosts"];
/// A user session.
pub const SESSIONS: Noun = ["user session", "user sessions"];

/// "1 pool", "400 pools".
pub fn count_words(count: usize, noun: Noun) -> String {
    shown_of(count, count, noun)
}

/// How many of all are shown: "3 of 400 pools", or "400 pools" when all are; no words for none.
pub fn shown_of(shown: usize, all: usize, [one, many]: Noun) -> String {
    // Nothing was read yet, or there is nothing: the page says which.
    if all == 0 {
        return String::new();
    }
    let noun = if all == 1 { one } else { many };
    let part = if shown == all { String::new() } else { format!("{} of ", Count(shown)) };
    format!("{part}{} {noun}", Count(all))
}

/// How many of all, also where that is all or none: "12 of 12 pools".
pub fn of_all(some: usize, all: usize, [one, many]: Noun) -> String {
    format!("{} of {} {}", Count(some), Count(all), if all == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let words = [0, 7, 999, 1_000, 10_000, 123_456, 1_300_000].map(|count| Count(count).to_string());
        assert_eq!(words, ["0", "7", "999", "1,000", "10,000", "123,456", "1,300,000"]);
    }

    #[test]
    fn the_noun_is_that_of_all() {
        assert_eq!([1, 2].map(|count| count_words(count, POOLS)), ["1 pool", "2 pools"]);
        assert_eq!(
            [(3, 12), (0, 1), (1_300, 100_000)].map(|(shown, all)| shown_of(shown, all, HOSTS)),
            ["3 of 12 session hosts", "0 of 1 session host", "1,300 of 100,000 session hosts"]
        );
    }
}
