//! The table of user sessions. Only the rows in view exist; what is chosen is chosen whether it is in view or not.

use std::collections::BTreeSet;
use std::ops::Range;

use avd::rule::user_session::Act;
use avd::rule::wording::wording;
use leptos::prelude::*;

use super::super::context::choose_keys;
use super::acts::Acts;
use super::rows::{Column, Row, order, short, sorted_by};
use super::source::Source;
use crate::components::{
    Badge, ColumnHeader, Glyph, Look, Menu, MenuItem, SelectAll, Selecting, Sorted, Tone, Tooltip, VirtualRows,
};
use crate::live::use_clock;
use crate::pages::parts::age;
use crate::route::SessionsView;

/// What the table shows and does.
#[derive(Clone, Copy)]
pub struct Shown {
    /// The sessions.
    pub source: Source,
    /// The places of those that are shown, in order.
    pub visible: Memo<Vec<usize>>,
    /// What is looked at.
    pub view: Signal<SessionsView>,
    /// Looks at something else.
    pub go: Callback<SessionsView>,
    /// What is chosen, by key.
    pub chosen: RwSignal<BTreeSet<String>>,
    /// What can be done.
    pub acts: Acts,
}

impl Shown {
    fn change(self, change: impl FnOnce(&mut SessionsView)) {
        let mut next = self.view.get_untracked();
        change(&mut next);
        self.go.run(next);
    }

    fn visible_keys(self) -> BTreeSet<String> {
        self.visible.with(|visible| {
            self.source.rows.with(|rows| visible.iter().filter_map(|at| rows.get(*at)).map(|row| row.key.clone()).collect())
        })
    }
}

/// The rows under their sortable heads.
#[component]
pub fn SessionsTable(shown: Shown) -> impl IntoView {
    let count = Signal::derive(move || shown.visible.with(Vec::len));
    let chosen = Signal::derive(move || {
        let visible = shown.visible_keys();
        shown.chosen.with(|chosen| visible.intersection(chosen).count())
    });
    let choose = move |all: bool| {
        let visible = untrack(|| shown.visible_keys());
        shown.chosen.set(if all { visible } else { BTreeSet::new() });
    };
    let head = move || {
        view! {
            <SelectAll label="Select all sessions" chosen shown=count on_change=choose />
            {Column::ALL.map(|column| view! { <Head column shown /> }).collect_view()}
            <ColumnHeader label="Actions" quiet=true />
        }
    };
    let row = Callback::new(move |place| view! { <SessionRow shown place /> }.into_any());
    let key_at = move |place: usize| {
        let at = shown.visible.with(|visible| visible.get(place).copied())?;
        shown.source.rows.with(|rows| rows.get(at).map(|row| row.key.clone()))
    };
    let select = Selecting {
        is_chosen: Callback::new(move |place| key_at(place).is_some_and(|key| shown.chosen.with(|chosen| chosen.contains(&key)))),
        choose: Callback::new(move |(places, on): (Range<usize>, bool)| {
            let keys: Vec<String> = untrack(|| places.filter_map(key_at).collect());
            shown.chosen.update(|chosen| choose_keys(chosen, keys, on));
        }),
    };
    view! { <VirtualRows class="tbl-sessions" caption="User sessions" count select head row /> }
}

#[component]
fn Head(column: Column, shown: Shown) -> impl IntoView {
    let sorted = Signal::derive(move || {
        let (by, down) = shown.view.with(|view| order(&view.sort));
        (by == column).then_some(if down { Sorted::Down } else { Sorted::Up })
    });
    let sort = move |()| shown.change(|view| view.sort = sorted_by(column, &view.sort));
    view! { <ColumnHeader label=column.title() sorted on_sort=Callback::new(sort) /> }
}

#[component]
fn SessionRow(shown: Shown, place: ReadSignal<usize>) -> impl IntoView {
    let row = Memo::new(move |_| {
        let at = shown.visible.with(|visible| visible.get(place.get()).copied())?;
        shown.source.rows.with(|rows| rows.get(at).cloned())
    });
    // The place may be past the end for a moment, while a filter takes rows away.
    move || row.get().map(|row| view! { <Cells shown row /> })
}

#[component]
fn Cells(shown: Shown, row: Row) -> impl IntoView {
    let clock = use_clock();
    let since = row.since;
    let ago = move || since.map_or_else(|| "Not reported".to_owned(), |at| age(clock.now().since(at)));
    let key = row.key.clone();
    let is_chosen = Memo::new(move |_| shown.chosen.with(|chosen| chosen.contains(&key)));
    let machine = row.host.to_lowercase();
    let silent =
        Memo::new(move |_| shown.source.silent.with(|hosts| hosts.value().and_then(|hosts| hosts.get(&machine).cloned())));
    let (host, only) = (short(&row.host).to_owned(), row.host.clone());
    view! {
        <td class="tbl-check">
            <input type="checkbox" aria-label=format!("Select {} on {host}", row.user) prop:checked=is_chosen />
        </td>
        <th scope="row" class="tbl-clip" title=row.user.clone()>{row.user.clone()}</th>
        <td class="tbl-clip">
            <button
                type="button"
                class="link-quiet"
                title=format!("Only the sessions on {}", row.host)
                on:click=move |_| shown.change(|view| view.host = Some(only.clone()))
            >
                {host}
            </button>
        </td>
        <td>
            <State tone=row.tone label=row.label.clone() meaning=row.meaning silent />
        </td>
        <td>{row.kind.clone()}</td>
        <td title=since.map(host::Instant::to_rfc3339)>{ago}</td>
        <td class="tbl-end"><RowMenu shown row /></td>
    }
}

/// The state, and whether the host answers at all.
#[component]
fn State(tone: Tone, label: String, meaning: &'static str, silent: Memo<Option<String>>) -> impl IntoView {
    let label = StoredValue::new(label);
    move || {
        let (tone, text, why) = match silent.get() {
            None => (tone, label.get_value(), meaning.to_owned()),
            Some(status) => {
                (Tone::Warning, format!("{}, host {}", label.get_value(), wording(&status).to_lowercase()), left_over(&status))
            }
        };
        view! {
            <Tooltip text=Signal::stored(Some(why)) let(described_by)>
                <span tabindex="0" aria-describedby=described_by><Badge plain=true tone text /></span>
            </Tooltip>
        }
    }
}

fn left_over(status: &str) -> String {
    let status = wording(status);
    format!(
        "The session host isn't responding ({status}), so this session is probably left over. Start the session host, or force the sign-out."
    )
}

#[component]
fn RowMenu(shown: Shown, row: Row) -> impl IntoView {
    let label = format!("Actions for the session of {}", row.user);
    let row = StoredValue::new(row);
    let item = move |act: Act, glyph: Glyph, words: &'static str| {
        let reason = Signal::derive(move || row.with_value(|row| shown.acts.why_not_one(act, row)));
        view! {
            <MenuItem
                glyph=glyph
                danger=act == Act::SignOut
                disabled_reason=reason
                on_press=Callback::new(move |()| shown.acts.ask(act, vec![row.get_value()]))
            >
                {words}
            </MenuItem>
        }
    };
    view! {
        <Menu label glyph=Glyph::More look=Look::Subtle>
            {item(Act::Message, Glyph::Message, "Send a message…")}
            {item(Act::Disconnect, Glyph::Plug, "Disconnect…")}
            {item(Act::SignOut, Glyph::SignOut, "Sign out…")}
        </Menu>
    }
}
