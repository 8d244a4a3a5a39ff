//! Text in the order in which people count: `host-2` before `host-10`.
//!
//! `Intl.Collator` with `numeric` does the same, but is asked across the border of the module, once for each of the millions of pairs
//! that a sort of a hundred thousand rows compares.

use core::cmp::Ordering;

/// Which of two texts comes first: character by character, but digits that follow each other are one number. Two texts are equal
/// only if they are the same.
pub fn natural(one: &str, two: &str) -> Ordering {
    let (one, two) = (one.as_bytes(), two.as_bytes());
    let same = one.iter().zip(two).take_while(|(one, two)| one == two).count();
    let digits = one.iter().take(same).rev().take_while(|byte| byte.is_ascii_digit()).count();
    // The number in which they part is compared as a whole.
    let rest = |text| from(text, same - digits);
    rest(one).cmp(rest(two)).then_with(|| one.cmp(two))
}

/// Bytes that are in order as their texts are, to compare many times or in part.
pub fn natural_key(text: &str) -> impl Iterator<Item = u8> {
    from(text.as_bytes(), 0)
}

/// A number is its length, its digits and how many zeros stand before them: what is shorter is less. The length is told by a
/// byte that stands among other characters where a digit does.
fn from(text: &[u8], begin: usize) -> Key<'_> {
    Key { rest: text.get(begin..).unwrap_or_default(), number: 0, zeros: None, more: None }
}

/// The bytes of [`natural_key`].
struct Key<'a> {
    rest: &'a [u8],
    /// How many digits of a number are still to come.
    number: usize,
    /// How many zeros it began with.
    zeros: Option<u8>,
    /// What its length has beyond the first byte.
    more: Option<u8>,
}

/// Digits of a length that is told by one byte.
const SHORT: usize = 9;

impl Iterator for Key<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if let Some(more) = self.more.take() {
            return Some(more);
        }
        if self.number == 0
            && let Some(zeros) = self.zeros.take()
        {
            return Some(zeros);
        }
        let (first, rest) = self.rest.split_first()?;
        if self.number > 0 {
            self.number -= 1;
        } else if first.is_ascii_digit() {
            let digits = self.rest.iter().take_while(|byte| byte.is_ascii_digit());
            let zeros = digits.clone().take_while(|byte| **byte == b'0').count();
            self.number = digits.count() - zeros;
            self.zeros = Some(capped(zeros));
            self.more = (self.number >= SHORT).then(|| capped(self.number - SHORT));
            self.rest = self.rest.get(zeros..).unwrap_or_default();
            return Some(b'0' + capped(self.number.min(SHORT)));
        }
        self.rest = rest;
        Some(*first)
    }
}

/// No name has a number of more digits; if one had, it would be in the order of its characters.
fn capped(count: usize) -> u8 {
    u8::try_from(count).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_counted_and_the_rest_is_spelled() {
        let sorted = [
            "",
            "-1",
            "1",
            "1.0.9103.3700",
            "1.0.10001.1",
            "1a",
            "01",
            "2",
            "10",
            "100000000000000000000",
            "100000000000000000001",
            "200000000000000000000",
            "a",
            "avd-sales-1",
            "avd-sales-2",
            "avd-sales-02",
            "avd-sales-10",
            "avd-sales-10-b",
            "avd-sales-a",
            "b0",
            "b00",
            "bé",
        ];
        let mut texts = sorted;
        texts.sort_by(|one, two| natural(one, two));
        assert_eq!(texts, sorted);
    }

    proptest! {
        #[test]
        fn the_order_is_one_order(texts in prop::collection::vec("[ab0-2/:é]{0,6}", 3)) {
            let [one, two, three] = &texts[..] else { unreachable!() };
            prop_assert_eq!(natural(one, two), natural(two, one).reverse());
            prop_assert_eq!(natural(one, two).is_eq(), one == two);
            if natural(one, two).is_le() && natural(two, three).is_le() {
                prop_assert!(natural(one, three).is_le());
            }
            prop_assert_eq!(natural(one, two), natural_key(one).cmp(natural_key(two)));
        }

        #[test]
        fn numbers_are_in_the_order_of_numbers(one: u64, two: u64, zeros in 0_usize..4) {
            let name = |number: u64| format!("host-{}{number}", "0".repeat(zeros));
            prop_assert_eq!(natural(&name(one), &name(two)), one.cmp(&two));
        }
    }
}
