//! The order of a table: by which column, which way, and the word of the address that says so.

use core::cmp::Ordering;

use super::Column;
use super::header::Sorted;

/// What a row is sorted by in a column. What is unknown stands last, whichever way the others go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A number.
    Number(i64),
    /// A text: without case, its numbers by their value.
    Text(Vec<u8>),
    /// Two of them: the second where the first is the same.
    Both(Box<(Self, Self)>),
    /// Nothing is known.
    Unknown,
}

impl Key {
    /// A text.
    pub fn text(text: &str) -> Self {
        Self::Text(host::natural_key(&text.to_lowercase()).collect())
    }

    /// A text, if there is one.
    pub fn maybe(text: Option<&str>) -> Self {
        text.map_or(Self::Unknown, Self::text)
    }

    /// A number, if there is one.
    pub fn number(number: Option<impl Into<i64>>) -> Self {
        number.map_or(Self::Unknown, |number| Self::Number(number.into()))
    }

    /// A moment, if there is one.
    pub fn at(at: Option<host::Instant>) -> Self {
        Self::number(at.map(host::Instant::millis))
    }

    /// The second where the first is the same.
    pub fn both(first: Self, second: Self) -> Self {
        if first == Self::Unknown { first } else { Self::Both(Box::new((first, second))) }
    }

    fn compare(&self, other: &Self, down: bool) -> Ordering {
        let known = match (self, other) {
            (Self::Number(one), Self::Number(two)) => one.cmp(two),
            (Self::Text(one), Self::Text(two)) => one.cmp(two),
            (Self::Both(one), Self::Both(two)) => {
                return one.0.compare(&two.0, down).then_with(|| one.1.compare(&two.1, down));
            }
            _ => return (*self == Self::Unknown).cmp(&(*other == Self::Unknown)),
        };
        if down { known.reverse() } else { known }
    }
}

/// The column that a word of the address asks for, and whether the largest come first; the first column unless it names another.
fn asked<'a, R, C>(columns: &'a [Column<R, C>], sort: &str) -> Option<(&'a Column<R, C>, bool)> {
    let (id, down) = parts(sort);
    let named = columns.iter().find(|column| column.id == id && column.key.is_some()).map(|column| (column, down));
    named.or_else(|| columns.first().filter(|column| column.key.is_some()).map(|column| (column, false)))
}

/// Brings rows into the order of an address; those that are alike there into that of the first column.
pub fn sort<R, C>(rows: &mut Vec<R>, columns: &[Column<R, C>], context: &C, sort: &str) {
    sort_by(rows, |row| row, columns, context, sort);
}

/// The same for what stands for rows.
pub fn sort_by<T, R, C>(items: &mut Vec<T>, row: impl Fn(&T) -> &R, columns: &[Column<R, C>], context: &C, sort: &str) {
    let Some((column, down)) = asked(columns, sort) else { return };
    let key = |item: &T, column: &Column<R, C>| column.key.map_or(Key::Unknown, |key| key(row(item), context));
    let name = columns.first().filter(|first| *first != column);
    let mut keyed: Vec<(Key, Key, T)> =
        items.drain(..).map(|item| (key(&item, column), name.map_or(Key::Unknown, |name| key(&item, name)), item)).collect();
    keyed.sort_by(|one, two| one.0.compare(&two.0, down).then_with(|| one.1.compare(&two.1, false)));
    items.extend(keyed.into_iter().map(|(_, _, item)| item));
}

/// How a table is sorted by a column, by the word of the address; `first`: it is the first column, of a table sorted by it unless told
/// otherwise.
pub fn sorted(id: &str, first: bool, sort: &str) -> Option<Sorted> {
    let (by, down) = parts(sort);
    match (by == id, down) {
        (true, false) => Some(Sorted::Up),
        (true, true) => Some(Sorted::Down),
        (false, _) => (first && sort.is_empty()).then_some(Sorted::Up),
    }
}

/// The word for the address after a press on a column that is sorted in this way: up, then down, then up again; `unsorted`: in a table
/// that has an order of its own, back to it.
pub fn pressed(id: &str, now: Option<Sorted>, unsorted: bool) -> String {
    match now {
        Some(Sorted::Up) => ["-", id].concat(),
        Some(Sorted::Down) if unsorted => String::new(),
        _ => id.to_owned(),
    }
}

fn parts(sort: &str) -> (&str, bool) {
    sort.strip_prefix('-').map_or((sort, false), |id| (id, true))
}

#[cfg(test)]
mod tests {
    use leptos::prelude::IntoAny;

    use super::*;

    type Row = (&'static str, Option<i64>);

    static COLUMNS: [Column<Row>; 3] = [
        Column::new("name", "Name", 50.0, |_, ()| ().into_any()).sorted(|row, ()| Key::text(row.0)),
        Column::new("count", "Count", 25.0, |_, ()| ().into_any()).sorted(|row, ()| Key::number(row.1)),
        Column::new("note", "Note", 25.0, |_, ()| ().into_any()),
    ];

    #[test]
    fn rows_are_in_the_order_of_the_address_and_the_unknown_last() {
        for (word, wanted) in [
            ("", ["HP-2", "hp-3", "hp-10"]),
            ("-name", ["hp-10", "hp-3", "HP-2"]),
            ("count", ["hp-10", "HP-2", "hp-3"]),
            ("-count", ["HP-2", "hp-10", "hp-3"]),
            ("note", ["HP-2", "hp-3", "hp-10"]),
            ("nonsense", ["HP-2", "hp-3", "hp-10"]),
        ] {
            let mut rows = vec![("hp-10", Some(1)), ("hp-3", None), ("HP-2", Some(7))];
            sort(&mut rows, &COLUMNS, &(), word);
            assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), wanted, "{word}");
        }
    }

    #[test]
    fn rows_that_are_alike_stay_in_the_order_of_their_names_both_ways() {
        for word in ["count", "-count"] {
            let mut rows = vec![("b", Some(1)), ("c", Some(1)), ("a", Some(1))];
            sort(&mut rows, &COLUMNS, &(), word);
            assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), ["a", "b", "c"], "{word}");
        }
    }

    #[test]
    fn a_press_turns_the_order_and_a_third_gives_back_a_table_its_own() {
        let press = |id: &str, first: bool, now: &str, unsorted: bool| pressed(id, sorted(id, first, now), unsorted);
        assert_eq!(["", "region", "-region"].map(|now| press("region", false, now, false)), ["region", "-region", "region"]);
        assert_eq!(press("name", true, "", false), "-name");
        assert_eq!(["", "region", "-region"].map(|now| press("region", false, now, true)), ["region", "-region", ""]);
    }
}
