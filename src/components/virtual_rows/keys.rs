//! Where a key leads from one row to another, and what a selection gains and loses on the way.

use std::ops::Range;

/// The place a key leads to from `place`, of `count`; `page` rows are seen at once. `None` for keys that do not move.
pub fn step(key: &str, place: usize, count: usize, page: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let to = match key {
        "ArrowDown" => place.saturating_add(1),
        "ArrowUp" => place.saturating_sub(1),
        "PageDown" => place.saturating_add(page.max(1)),
        "PageUp" => place.saturating_sub(page.max(1)),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(to.min(last))
}

/// From a place to another, both included.
pub fn between(one: usize, two: usize) -> Range<usize> {
    one.min(two)..one.max(two) + 1
}

/// What the selection that begins at `anchor` loses when its end moves from one place to another.
pub fn lost(anchor: usize, from: usize, to: usize) -> Range<usize> {
    let (old, new) = (between(anchor, from), between(anchor, to));
    if old.start < new.start { old.start..new.start.min(old.end) } else { new.end.max(old.start)..old.end.max(new.end) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_in_the_list() {
        let cases = [
            ("ArrowDown", 0, 3, Some(1)),
            ("ArrowDown", 2, 3, Some(2)),
            ("ArrowUp", 0, 3, Some(0)),
            ("PageDown", 5, 100, Some(25)),
            ("PageDown", 95, 100, Some(99)),
            ("PageUp", 5, 100, Some(0)),
            ("Home", 50, 100, Some(0)),
            ("End", 50, 100, Some(99)),
            ("End", 50, 0, None),
            ("ArrowUp", 50, 10, Some(9)),
            ("x", 1, 3, None),
        ];
        for (key, place, count, to) in cases {
            assert_eq!(step(key, place, count, 20), to, "{key} from {place} of {count}");
        }
    }

    /// Old range, without what was lost, with what was gained, is the new range.
    #[test]
    fn a_selection_follows_its_end() {
        for anchor in 0..9 {
            for from in 0..9 {
                for to in 0..9 {
                    let kept = |place: &usize| !lost(anchor, from, to).contains(place);
                    let mut now: Vec<usize> = between(anchor, from).filter(kept).chain(between(anchor, to)).collect();
                    now.sort_unstable();
                    now.dedup();
                    assert_eq!(now, between(anchor, to).collect::<Vec<_>>(), "{anchor}: {from} to {to}");
                }
            }
        }
    }
}
