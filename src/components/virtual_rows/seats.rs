//! Which drawn row stands for which place of the list. Rows are kept and given another place, never made anew while one scrolls.

use std::ops::Range;

/// The height of a row in pixels; the style sheet gives it.
pub const ROW: usize = 36;
/// So many rows are there while one scrolls, above and below the window as well, so that a scroll does not meet a blank.
pub const SPARE: usize = 8;
/// The window moves by so many rows at once: fewer changes a scroll.
const STEP: usize = 4;

/// The rows that must exist for a window of `height` px that begins `top` px below the first row, `spare` above and below included.
pub fn window(top: i32, height: i32, count: usize, spare: usize) -> Range<usize> {
    let pixels = |value: i32| usize::try_from(value).unwrap_or(0);
    let first = (pixels(top) / ROW).min(count) / STEP * STEP;
    let in_sight = pixels(height).div_ceil(ROW) + STEP;
    first.saturating_sub(spare)..first.saturating_add(in_sight + spare).min(count)
}

/// The drawn rows in the order of the document, each with its place; those without one are not in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seats(Vec<(usize, Option<usize>)>);

impl Seats {
    /// Seats a window, and the row that has the focus wherever it is. A row keeps its place if it can, and so its focus.
    pub fn seat(&mut self, window: &Range<usize>, kept: Option<usize>) {
        let mut wanted: Vec<usize> = window.clone().collect();
        if let Some(kept) = kept.filter(|kept| !window.contains(kept)) {
            wanted.insert(if kept < window.start { 0 } else { wanted.len() }, kept);
        }
        let mut drawn = self.0.len();
        let (held, free): (Vec<_>, Vec<_>) =
            self.0.drain(..).partition(|(_, place)| place.is_some_and(|place| window.contains(&place) || Some(place) == kept));
        let mut free = free.into_iter().map(|(row, _)| row);
        for place in wanted {
            let holder = held.iter().find(|(_, held)| *held == Some(place)).map(|(row, _)| *row);
            let row = holder.or_else(|| free.next()).unwrap_or_else(|| {
                drawn += 1;
                drawn - 1
            });
            self.0.push((row, Some(place)));
        }
        self.0.extend(free.map(|row| (row, None)));
    }

    /// How many rows are drawn.
    pub fn drawn(&self) -> usize {
        self.0.len()
    }

    /// Rows and places, in order.
    pub fn seated(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.0.iter().filter_map(|(row, place)| place.map(|place| (row.to_owned(), place)))
    }

    /// The rows without a place.
    pub fn idle(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().filter(|(_, place)| place.is_none()).map(|(row, _)| *row)
    }

    /// The place of a row.
    pub fn place(&self, row: usize) -> usize {
        self.0.iter().find(|(known, _)| *known == row).and_then(|(_, place)| *place).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_holds_all_that_is_in_sight_and_no_more_than_there_is() {
        let count = 10_000;
        for spare in [0, SPARE] {
            for top in (-500..370_000).step_by(997) {
                let window = window(top, 900, count, spare);
                let first = usize::try_from(top / 36).unwrap_or(0).min(count);
                let last = usize::try_from((top + 900) / 36).unwrap_or(0).min(count - 1);
                assert!(window.end <= count, "{top}: {window:?}");
                assert!(window.start <= first && window.end > last.min(count - 1), "{top}: {window:?} lacks {first}..={last}");
                assert!(window.len() <= 25 + 2 * spare + 8, "{top}: {window:?} is too many");
            }
        }
    }

    #[test]
    fn a_short_list_and_one_that_became_short_under_the_window() {
        assert_eq!(window(0, 360, 0, SPARE), 0..0);
        assert_eq!(window(0, 360, 5, SPARE), 0..5);
        assert_eq!(window(3600, 360, 20, SPARE), 12..20);
    }

    #[test]
    fn rows_keep_their_places_and_the_others_are_given_new_ones() {
        let mut seats = Seats::default();
        seats.seat(&(0..4), None);
        assert_eq!(seats.seated().collect::<Vec<_>>(), [(0, 0), (1, 1), (2, 2), (3, 3)]);
        seats.seat(&(2..6), None);
        assert_eq!(seats.seated().collect::<Vec<_>>(), [(2, 2), (3, 3), (0, 4), (1, 5)]);
        seats.seat(&(20..24), None);
        assert_eq!(seats.seated().collect::<Vec<_>>(), [(2, 20), (3, 21), (0, 22), (1, 23)], "nothing moves on a jump");
        seats.seat(&(28..31), Some(20));
        assert_eq!(seats.seated().next(), Some((2, 20)), "who has the focus keeps its row");
        seats.seat(&(4..7), Some(20));
        assert_eq!(seats.seated().last().map(|(_, place)| place), Some(20));
        seats.seat(&(0..1), None);
        assert_eq!((seats.idle().count(), seats.drawn()), (3, 4));
    }

    /// Wherever one scrolls and whoever has the focus: each place once, in order, no row twice, none more than needed, and what is
    /// held does not move.
    #[test]
    fn any_walk_leaves_every_place_with_one_row() {
        let mut seats = Seats::default();
        let (mut random, mut kept) = (7_u64, None);
        for _ in 0..3_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let start = usize::try_from(random >> 40).unwrap_or(0) % 300;
            let window = start..start + usize::try_from(random >> 20).unwrap_or(0) % 30;
            if random % 5 == 0 {
                kept = (random % 2 == 0).then_some(usize::try_from(random >> 50).unwrap_or(0) % 300);
            }
            let before: Vec<_> = seats.seated().collect();
            seats.seat(&window, kept);
            let now: Vec<_> = seats.seated().collect();
            let mut places: Vec<usize> = window.clone().chain(kept.filter(|kept| !window.contains(kept))).collect();
            places.sort_unstable();
            assert_eq!(now.iter().map(|(_, place)| *place).collect::<Vec<_>>(), places);
            let mut rows: Vec<usize> = now.iter().map(|(row, _)| *row).chain(seats.idle()).collect();
            rows.sort_unstable();
            assert_eq!(rows, (0..seats.drawn()).collect::<Vec<_>>());
            assert!(seats.drawn() <= 31);
            assert!(before.iter().all(|(row, place)| !places.contains(place) || now.contains(&(*row, *place))));
        }
    }
}
