//! Rows under the heads of their groups, which open and close.

use leptos::prelude::*;

use crate::components::{Glyph, Icon};

/// A row of a table, or the head of a group of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Line<R> {
    /// The head of a group: its name, how many rows it has, whether they are shown.
    Group(String, usize, bool),
    /// A row.
    Row(R),
}

impl<R> Line<R> {
    /// The row, if it is one.
    pub const fn row(&self) -> Option<&R> {
        match self {
            Self::Row(row) => Some(row),
            Self::Group(..) => None,
        }
    }
}

/// How the heads of groups speak and what a press on them does.
#[derive(Clone, Copy)]
pub struct Groups {
    /// So many rows, in words.
    pub count: fn(usize) -> String,
    /// Opens or closes the group of a name.
    pub on_toggle: Callback<String>,
}

/// The rows under the heads of their groups, in the order of the names; those of a group that `closed` names are left out.
pub fn grouped<R: Clone>(rows: &[R], name: fn(&R) -> String, closed: &str) -> Vec<Line<R>> {
    let mut groups = Vec::<(String, Vec<Line<R>>)>::new();
    for row in rows {
        let name = name(row);
        let at = groups.partition_point(|group| group.0 < name);
        if groups.get(at).is_none_or(|group| group.0 != name) {
            groups.insert(at, (name, Vec::new()));
        }
        groups[at].1.push(Line::Row(row.clone()));
    }
    let mut lines = Vec::with_capacity(rows.len() + groups.len());
    for (name, rows) in groups {
        let open = !names(closed).any(|closed| closed == name);
        lines.push(Line::Group(name, rows.len(), open));
        if open {
            lines.extend(rows);
        }
    }
    lines
}

/// The word of the address for the closed groups after a press on the head of one.
pub fn toggled(closed: &str, name: &str) -> String {
    let mut all: Vec<&str> = names(closed).collect();
    let open = all.len();
    all.retain(|closed| *closed != name);
    if all.len() == open {
        all.push(name);
    }
    all.join("~")
}

fn names(closed: &str) -> impl Iterator<Item = &str> {
    closed.split('~').filter(|name| !name.is_empty())
}

/// The head of a group.
#[component]
pub fn GroupHead(name: String, count: usize, open: bool, groups: Groups) -> impl IntoView {
    let words = if name.is_empty() { "Not reported".to_owned() } else { name.clone() };
    let glyph = if open { Glyph::Down } else { Glyph::Right };
    view! {
        <th scope="rowgroup">
            <button
                type="button"
                class="tbl-group"
                aria-expanded=open.to_string()
                on:click=move |_| groups.on_toggle.run(name.clone())
            >
                <Icon glyph />
                {words}
                <span class="tbl-quiet">{(groups.count)(count)}</span>
            </button>
        </th>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_closes_a_group_and_the_next_opens_it() {
        let mut closed = String::new();
        for (press, wanted) in [("a", "a"), ("b, c", "a~b, c"), ("a", "b, c"), ("b, c", "")] {
            closed = toggled(&closed, press);
            assert_eq!(closed, wanted);
        }
    }

    #[test]
    fn groups_are_in_the_order_of_their_names_and_a_closed_one_is_only_its_head() {
        let rows = [("x", "b"), ("y", "a"), ("z", "b")];
        let head = |name: &str, count, open| Line::Group(name.to_owned(), count, open);
        let open = [head("a", 1, true), Line::Row(rows[1]), head("b", 2, true), Line::Row(rows[0]), Line::Row(rows[2])];
        assert_eq!(grouped(&rows, |row| row.1.to_owned(), ""), open);
        let closed = [head("a", 1, true), Line::Row(rows[1]), head("b", 2, false)];
        assert_eq!(grouped(&rows, |row| row.1.to_owned(), "x~b"), closed);
    }
}
