//! Which drawn row stands for which place of the list. Rows are kept and given another place, never made anew while one scrolls.

use std::ops::Range;

use leptos::prelude::*;
use leptos::{ev, html};

use super::geometry::{ROW, Window};
use crate::browser::rows::{self, Element};
use crate::browser::scroll;

/// One drawn row; it stands for one place after the other.
#[derive(Clone, Copy)]
struct Drawn {
    place: RwSignal<usize>,
    node: NodeRef<html::Tr>,
}

/// The drawn rows of a table, in the document and out of it.
#[derive(Clone, Copy)]
pub struct Pool {
    frame: NodeRef<html::Div>,
    body: NodeRef<html::Tbody>,
    shown: Memo<Window>,
    seats: StoredValue<Seats>,
    rows: StoredValue<Vec<Drawn>>,
    /// How many are drawn, and how many of them are there.
    total: RwSignal<usize>,
    ready: RwSignal<usize>,
    /// The row that has the focus is drawn wherever it is.
    kept: RwSignal<Option<usize>>,
    /// It takes no room among the others when it is out of sight.
    away: Memo<Option<usize>>,
    /// The last row that had the focus.
    current: StoredValue<usize>,
    /// In which column the focus goes on, when its row is there.
    goal: StoredValue<Option<u32>>,
}

impl Pool {
    /// The rows of a body in a frame, as the window shows them.
    pub fn new(frame: NodeRef<html::Div>, body: NodeRef<html::Tbody>, shown: Memo<Window>) -> Self {
        let kept = RwSignal::new(None::<usize>);
        let is_away = move |place: &usize| shown.with(|shown| *place < shown.count && !shown.places.contains(place));
        let pool = Self {
            frame,
            body,
            shown,
            seats: StoredValue::new(Seats::default()),
            rows: StoredValue::new(Vec::new()),
            total: RwSignal::new(0),
            ready: RwSignal::new(0),
            kept,
            away: Memo::new(move |_| kept.get().filter(is_away)),
            current: StoredValue::new(0),
            goal: StoredValue::new(None),
        };
        Effect::new(move || pool.sync());
        pool
    }

    /// How many rows are drawn. Tracked.
    pub fn drawn(self) -> usize {
        self.total.get()
    }

    /// Whether the row at a place is only kept for its focus. Tracked.
    pub fn is_away(self, place: usize) -> bool {
        self.away.get() == Some(place)
    }

    /// Draws one more row: its place and its element.
    pub fn draw(self, at: usize) -> (RwSignal<usize>, NodeRef<html::Tr>) {
        let place = RwSignal::new(self.seats.with_value(|seats| seats.place(at)));
        let node = NodeRef::<html::Tr>::new();
        self.rows.update_value(|all| all.push(Drawn { place, node }));
        node.on_load(move |row| {
            rows::number(&row);
            self.ready.update(|count| *count += 1);
        });
        (place, node)
    }

    /// Gives each place in sight a row, and brings the rows of the document into their order.
    fn sync(self) {
        self.ready.track();
        let Window { places: shown, count } = self.shown.get();
        let kept = self.kept.get().filter(|place| *place < count);
        self.seats.update_value(|seats| seats.seat(&shown, kept));
        let (seated, idle) = self.seats.with_value(|seats| {
            self.total.set(seats.drawn());
            (seats.seated().collect::<Vec<_>>(), seats.idle().collect::<Vec<_>>())
        });
        for (row, place) in &seated {
            let signal = self.rows.with_value(|all| all.get(*row).map(|drawn| drawn.place));
            if let Some(signal) = signal.filter(|signal| signal.get_untracked() != *place) {
                signal.set(*place);
            }
        }
        let nodes: Option<Vec<Element>> = seated.iter().map(|(row, _)| self.node(*row)).collect();
        let (Some(nodes), Some(body)) = (nodes, self.body.get_untracked()) else { return };
        rows::arrange(&body, &nodes, &idle.into_iter().filter_map(|row| self.node(row)).collect::<Vec<_>>());
        self.reach(kept);
    }

    /// Puts the focus where a key has led it.
    fn reach(self, kept: Option<usize>) {
        if let (Some(column), Some(place), Some(frame)) = (self.goal.get_value(), kept, self.frame.get_untracked()) {
            self.goal.set_value(None);
            scroll::reveal(&frame, i32::try_from(place * ROW).unwrap_or(0), ROW as i32);
            if let Some(row) = self.row_at(place) {
                rows::focus(&row, column);
            }
        }
    }

    fn node(self, row: usize) -> Option<Element> {
        self.rows.with_value(|all| all.get(row)?.node.get_untracked()).map(|node| -> Element { node.into() })
    }

    fn row_at(self, place: usize) -> Option<Element> {
        self.seats.with_value(|seats| seats.seated().find(|(_, at)| *at == place)).and_then(|(row, _)| self.node(row))
    }

    /// The place of a row; not by its attribute, which follows a moment later.
    pub fn place_of(self, row: &Element) -> Option<usize> {
        let of = |(at, place): (usize, usize)| (self.node(at).as_ref() == Some(row)).then_some(place);
        self.seats.with_value(|seats| seats.seated().find_map(of))
    }

    /// Takes the focus to a place, into a column.
    pub fn go(self, to: usize, column: u32) {
        self.current.set_value(to);
        self.goal.set_value(Some(column));
        self.kept.set(Some(to));
    }

    /// A row has got the focus.
    pub fn focused(self, event: &ev::FocusEvent) {
        if let Some(place) = rows::around(event.target()).and_then(|(_, row)| self.place_of(&row)) {
            self.current.set_value(place);
            if self.kept.get_untracked() != Some(place) {
                self.kept.set(Some(place));
            }
        }
    }

    /// A row has lost it.
    pub fn left(self, event: &ev::FocusEvent) {
        // The last thing that is heard of a table that goes away.
        let Some(None) = self.goal.try_get_value() else { return };
        let to = rows::around(event.related_target()).map(|(to, _)| to);
        if !to.zip(self.body.get_untracked()).is_some_and(|(to, body)| body.contains(Some(&to))) {
            self.kept.set(None);
        }
    }

    /// Leaves only the stops of one row to the Tab key: of the last that had the focus, or of the first in sight.
    pub fn leave_one_stop(self) {
        if let Some(body) = self.body.get_untracked() {
            let first = self.shown.with_untracked(|shown| shown.places.start);
            let row = self.row_at(self.current.get_value()).or_else(|| self.row_at(first));
            rows::only_stops_of(&body, row.as_ref());
        }
    }
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
