//! Element ids that are unique on the page, for labels, descriptions and popovers.

use std::cell::Cell;

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(1) };
}

/// A fresh id that begins with the given word.
pub fn unique(word: &str) -> String {
    let number = NEXT.replace(NEXT.get().wrapping_add(1));
    format!("{word}-{number}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn two_ids_differ_and_say_what_they_are_for() {
        let (first, second) = (super::unique("field"), super::unique("field"));
        assert_ne!(first, second);
        assert!(first.starts_with("field-"), "{first}");
    }
}
