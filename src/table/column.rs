//! A column as data: all that a table, its head, its menu, its order and its file need to know of it.

use leptos::prelude::AnyView;

use super::Key;

/// One column of a table whose rows are `R`. `C` is what the cells follow besides their row: some signals, `()` if there are none.
pub struct Column<R: 'static, C: 'static = ()> {
    /// Its word in the address.
    pub id: &'static str,
    /// The heading.
    pub title: &'static str,
    /// Its share of the table's width. The shares of the columns that are shown need not add up to 100.
    pub width: f32,
    /// At the end of its cells: numbers.
    pub at_end: bool,
    /// The heading is only read out: a column of buttons.
    pub unnamed: bool,
    /// The classes of its cells.
    pub class: &'static str,
    /// Left out of a table that is narrower, while nobody has chosen columns.
    pub from: From,
    /// Shown unless chosen otherwise.
    pub usual: bool,
    /// What a row is sorted by.
    pub key: Option<fn(&R, &C) -> Key>,
    /// What stands in the cell. The first shown column names its row.
    pub cell: fn(&R, &C) -> AnyView,
}

/// The least width in pixels of a table that shows a column; the style sheet has the same steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// However narrow it is.
    Any,
    /// 640 px.
    W640,
    /// 840 px.
    W840,
    /// 1080 px.
    W1080,
    /// 1400 px.
    W1400,
}

impl<R, C> Column<R, C> {
    /// A column that is always shown and not sorted by.
    pub const fn new(id: &'static str, title: &'static str, width: f32, cell: fn(&R, &C) -> AnyView) -> Self {
        Self { id, title, width, at_end: false, unnamed: false, class: "", from: From::Any, usual: true, key: None, cell }
    }

    /// Sorted by this.
    pub const fn sorted(self, key: fn(&R, &C) -> Key) -> Self {
        Self { key: Some(key), ..self }
    }

    /// At the end of its cells.
    pub const fn at_end(self) -> Self {
        Self { at_end: true, ..self }
    }

    /// Its heading is only read out.
    pub const fn unnamed(self) -> Self {
        Self { unnamed: true, ..self }
    }

    /// Its cells have these classes.
    pub const fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }

    /// Left out of a narrower table.
    pub const fn from(self, from: From) -> Self {
        Self { from, ..self }
    }

    /// Not shown until somebody asks for it.
    pub const fn on_request(self) -> Self {
        Self { usual: false, ..self }
    }

    /// The classes of its cells, its head included.
    pub fn classes(&self) -> String {
        let end = if self.at_end { "tbl-end" } else { "" };
        [self.class, end, self.from.class()].into_iter().filter(|class| !class.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

impl From {
    const fn class(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::W640 => "from-640",
            Self::W840 => "from-840",
            Self::W1080 => "from-1080",
            Self::W1400 => "from-1400",
        }
    }
}

impl<R, C> PartialEq for Column<R, C> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl<R, C> core::fmt::Debug for Column<R, C> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.id)
    }
}

/// The columns that are shown, in the order of the table.
pub type Shown<R, C> = Vec<&'static Column<R, C>>;
