//! Which columns of a long table are shown. The order stays, and the first always is.

use leptos::prelude::*;

use super::{Button, Glyph, Icon, Look, Menu};
use crate::browser::rows;

/// The columns of a table by their words in the address and their headings, and which are shown unless chosen otherwise.
#[derive(Clone, Copy, Debug)]
pub struct ColumnSet {
    /// Word and heading of each, in order. The first is always shown.
    pub all: &'static [(&'static str, &'static str)],
    /// The words of those that are not shown at first.
    pub rest: &'static [&'static str],
    /// So many unnamed columns come before the first: a box to choose by.
    pub before: usize,
}

impl ColumnSet {
    /// Whether a column is shown, by what the address says; nothing there means those that are shown at first.
    pub fn is_shown(&self, chosen: &str, word: &str) -> bool {
        let first = self.all.first().is_some_and(|(first, _)| *first == word);
        first || if chosen.is_empty() { !self.rest.contains(&word) } else { chosen.split('.').any(|shown| shown == word) }
    }

    /// What the address says after a column was chosen or left. `narrow` are those that a narrow table leaves out although nobody
    /// did: they count as left, and what is chosen then is all there.
    pub fn toggled(&self, chosen: &str, narrow: &[&str], word: &str) -> String {
        let is_shown = |each: &str| self.is_shown(chosen, each) && !narrow.contains(&each);
        let shown: Vec<&str> = self.all.iter().map(|(each, _)| *each).filter(|each| is_shown(each) != (*each == word)).collect();
        let at_first = self.all.iter().all(|(each, _)| shown.contains(each) != self.rest.contains(each));
        if at_first && narrow.is_empty() { String::new() } else { shown.join(".") }
    }

    /// The classes by which the style sheet leaves columns out. Only where nothing is chosen does a narrow table leave out more.
    pub fn classes(&self, chosen: &str) -> String {
        let mut classes = if chosen.is_empty() { String::new() } else { " cols-own".to_owned() };
        for (at, (word, _)) in self.all.iter().enumerate() {
            if !self.is_shown(chosen, word) {
                classes += " hide-";
                classes += &(at + self.before + 1).to_string();
            }
        }
        classes
    }
}

/// A menu of the columns, each with a tick.
#[component]
pub fn ColumnMenu(
    /// The columns.
    set: &'static ColumnSet,
    /// What the address says of them.
    #[prop(into)]
    chosen: Signal<String>,
    /// Called with what it is to say.
    #[prop(into)]
    on_change: Callback<String>,
) -> impl IntoView {
    let narrow = RwSignal::new(Vec::<&'static str>::new());
    let look = move || {
        if narrow.try_get_untracked().is_none() {
            return;
        }
        let places = set.all.iter().enumerate();
        let hidden = places.filter(|(at, (word, _))| {
            chosen.with_untracked(|chosen| set.is_shown(chosen, word)) && !rows::draws_column_at(at + set.before + 1)
        });
        narrow.set(hidden.map(|(_, (word, _))| *word).collect());
    };
    let toggle = move |word: &str| {
        on_change.run(chosen.with_untracked(|chosen| narrow.with_untracked(|narrow| set.toggled(chosen, narrow, word))));
        // In the next frame the table has them.
        request_animation_frame(look);
    };
    let items = set.all.iter().skip(1).map(|(word, heading)| {
        let shown =
            Memo::new(move |_| chosen.with(|chosen| set.is_shown(chosen, word)) && !narrow.with(|narrow| narrow.contains(word)));
        view! {
            <button
                type="button"
                class="menu-item"
                tabindex="-1"
                role="menuitemcheckbox"
                aria-checked=move || shown.get().to_string()
                on:click=move |_| toggle(word)
            >
                <span>{*heading}</span>
                {move || shown.get().then(|| view! { <Icon glyph=Glyph::Check /> })}
            </button>
        }
    });
    let items = items.collect_view();
    let reset = move || {
        (!chosen.with(String::is_empty))
            .then(|| view! { <Button look=Look::Subtle small=true on_press=move |()| on_change.run(String::new())>"Reset to default"</Button> })
    };
    view! {
        {reset}
        <Menu label="Columns" look=Look::Secondary on_open=move |()| look()>
            {items}
        </Menu>
    }
}

#[cfg(test)]
mod tests {
    use super::ColumnSet;

    const SET: ColumnSet = ColumnSet {
        all: &[("name", "Name"), ("pool", "Pool"), ("user", "User"), ("region", "Region")],
        rest: &["region"],
        before: 1,
    };

    #[test]
    fn what_is_chosen_is_in_the_address_and_what_is_usual_is_not() {
        assert_eq!(SET.toggled("", &[], "pool"), "name.user");
        assert_eq!(SET.toggled("name.user", &[], "pool"), "");
        assert_eq!(SET.toggled("", &[], "region"), "name.pool.user.region");
        assert_eq!(SET.toggled("name.pool.user.region", &[], "region"), "");
        assert_eq!(SET.toggled("user", &[], "user"), "name");
        assert_eq!(SET.toggled("", &["user"], "user"), "name.pool.user", "a press shows what a narrow table left out");
        assert_eq!(SET.toggled("", &["user"], "pool"), "name");
        assert!(SET.is_shown("nonsense", "name") && !SET.is_shown("nonsense", "user"));
    }

    #[test]
    fn every_column_that_is_left_out_has_its_class() {
        assert_eq!(SET.classes(""), " hide-5");
        assert_eq!(SET.classes("name.region"), " cols-own hide-3 hide-4");
    }
}
