//! Which columns of a table are shown. The order stays, and the first always is.

use leptos::prelude::*;

use super::column::{Column, Shown};
use crate::browser::rows;
use crate::components::{Button, Glyph, Icon, Look, Menu};

/// A column to choose.
#[derive(Clone, Copy, Debug)]
struct Offer {
    id: &'static str,
    title: &'static str,
    usual: bool,
}

/// The columns of a table to choose from; the first is always shown.
#[derive(Clone, Debug)]
pub struct Offers(Vec<Offer>);

/// The columns that are shown, by what the address says; nothing there means those that are shown at first.
pub fn shown<R, C>(columns: &'static [Column<R, C>], chosen: &str) -> Shown<R, C> {
    let offers = Offers::of(columns);
    columns.iter().filter(|column| offers.is_shown(chosen, column.id)).collect()
}

impl Offers {
    /// Those of a table.
    pub fn of<R, C>(columns: &[Column<R, C>]) -> Self {
        let offer = |column: &Column<R, C>| Offer { id: column.id, title: column.title, usual: column.usual };
        Self(columns.iter().map(offer).collect())
    }

    fn is_shown(&self, chosen: &str, id: &str) -> bool {
        let usual = || self.0.iter().any(|offer| offer.id == id && offer.usual);
        let first = self.0.first().is_some_and(|first| first.id == id);
        first || if chosen.is_empty() { usual() } else { chosen.split('.').any(|shown| shown == id) }
    }

    /// What the address says after a column was chosen or left. `narrow` are those that a narrow table leaves out although nobody
    /// did: they count as left, and what is chosen then is all there.
    fn toggled(&self, chosen: &str, narrow: &[&str], id: &str) -> String {
        let is_shown = |each: &str| self.is_shown(chosen, each) && !narrow.contains(&each);
        let shown: Vec<&str> = self.0.iter().map(|each| each.id).filter(|each| is_shown(each) != (*each == id)).collect();
        let usual = self.0.iter().all(|each| shown.contains(&each.id) == each.usual);
        if usual && narrow.is_empty() { String::new() } else { shown.join(".") }
    }
}

/// A menu of the columns, each with a tick.
#[component]
pub fn ColumnMenu(
    /// The columns.
    offers: Offers,
    /// What the address says of them.
    #[prop(into)]
    chosen: Signal<String>,
    /// Called with what it is to say.
    #[prop(into)]
    on_change: Callback<String>,
) -> impl IntoView {
    let narrow = RwSignal::new(Vec::<&'static str>::new());
    let offers = StoredValue::new(offers);
    let is_shown = move |chosen: &str, id: &str| offers.with_value(|offers| offers.is_shown(chosen, id));
    let look = move || {
        if narrow.try_get_untracked().is_none() {
            return;
        }
        let ids = offers.with_value(|offers| offers.0.iter().map(|offer| offer.id).collect::<Vec<_>>());
        let hidden = |id: &&str| chosen.with_untracked(|chosen| is_shown(chosen, id)) && !rows::draws_column(id);
        narrow.set(ids.into_iter().filter(hidden).collect());
    };
    let toggle = move |id: &str| {
        let toggled = |chosen: &str, narrow: &[&str]| offers.with_value(|offers| offers.toggled(chosen, narrow, id));
        on_change.run(chosen.with_untracked(|chosen| narrow.with_untracked(|narrow| toggled(chosen, narrow))));
        // In the next frame the table has them.
        request_animation_frame(look);
    };
    let item = move |Offer { id, title, .. }: Offer| {
        let shown = Memo::new(move |_| chosen.with(|chosen| is_shown(chosen, id)) && !narrow.with(|narrow| narrow.contains(&id)));
        view! {
            <button
                type="button"
                class="menu-item"
                tabindex="-1"
                role="menuitemcheckbox"
                aria-checked=move || shown.get().to_string()
                on:click=move |_| toggle(id)
            >
                <span>{title}</span>
                {move || shown.get().then(|| view! { <Icon glyph=Glyph::Check /> })}
            </button>
        }
    };
    let items = offers.with_value(|offers| offers.0.iter().skip(1).copied().map(item).collect_view());
    let reset = move || {
        let press = move |()| on_change.run(String::new());
        (!chosen.with(String::is_empty))
            .then(|| view! { <Button look=Look::Subtle small=true on_press=press>"Reset to default"</Button> })
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
    use super::*;

    static COLUMNS: [Column<()>; 4] = [
        Column::new("name", "Name", 1.0, |(), ()| ().into_any()),
        Column::new("pool", "Pool", 1.0, |(), ()| ().into_any()),
        Column::new("user", "User", 1.0, |(), ()| ().into_any()),
        Column::new("region", "Region", 1.0, |(), ()| ().into_any()).on_request(),
    ];

    #[test]
    fn what_is_chosen_is_in_the_address_and_what_is_usual_is_not() {
        let offers = Offers::of(&COLUMNS);
        for (chosen, narrow, press, wanted) in [
            ("", &[][..], "pool", "name.user"),
            ("name.user", &[], "pool", ""),
            ("", &[], "region", "name.pool.user.region"),
            ("name.pool.user.region", &[], "region", ""),
            ("user", &[], "user", "name"),
            // A press shows what a narrow table left out.
            ("", &["user"], "user", "name.pool.user"),
            ("", &["user"], "pool", "name"),
        ] {
            assert_eq!(offers.toggled(chosen, narrow, press), wanted, "{chosen} {press}");
        }
    }

    #[test]
    fn the_first_column_is_shown_whatever_the_address_says() {
        let ids = |chosen: &str| shown(&COLUMNS, chosen).into_iter().map(|column| column.id).collect::<Vec<_>>();
        assert_eq!(ids(""), ["name", "pool", "user"]);
        assert_eq!(ids("region"), ["name", "region"]);
        assert_eq!(ids("nonsense"), ["name"]);
    }
}
