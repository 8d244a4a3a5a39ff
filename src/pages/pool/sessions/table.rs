//! The table of user sessions. Only the rows in view exist; what is chosen is chosen whether it is in view or not.

use std::collections::BTreeSet;

use avd::rule::user_session::Act;
use avd::rule::wording::wording;
use leptos::prelude::*;

use super::acts::Acts;
use super::rows::{Row, short};
use super::source::Source;
use crate::components::{Badge, Glyph, Look, Menu, MenuItem, Tone, Tooltip};
use crate::live::use_clock;
use crate::pages::parts::age;
use crate::route::SessionsView;
use crate::table::{Column, From, Key, Order, Press, Rows, Table, picks};

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
}

type SessionColumn = Column<Row>;

/// The columns, in order.
pub static COLUMNS: [SessionColumn; 6] = [
    SessionColumn::new("user", "User", 29.0, |row, ()| user(row)).class("tbl-clip").sorted(|row, ()| Key::text(row.by_user())),
    SessionColumn::new("host", "Session host", 14.0, |row, ()| host(row))
        .class("tbl-clip")
        .sorted(|row, ()| Key::text(&row.host)),
    SessionColumn::new("state", "State", 21.0, |row, ()| state(row)).sorted(|row, ()| Key::text(&row.label)),
    SessionColumn::new("type", "Type", 12.0, |row, ()| row.kind.clone().into_any())
        .from(From::W840)
        .sorted(|row, ()| Key::text(&row.kind)),
    SessionColumn::new("since", "Signed in for", 16.0, |row, ()| since(row))
        .from(From::W640)
        .sorted(|row, ()| Key::at(row.since)),
    SessionColumn::new("actions", "Actions", 4.0, |row, ()| row_menu(row.clone())).unnamed().class("tbl-menu").at_end(),
];

/// The rows under their sortable heads.
#[component]
pub fn SessionsTable(shown: Shown) -> impl IntoView {
    provide_context(shown);
    let key_at = move |place: usize| {
        let at = shown.visible.with(|visible| visible.get(place).copied())?;
        shown.source.rows.with(|rows| rows.get(at).map(|row| row.key.clone()))
    };
    let row_at = move |place: usize| {
        let at = shown.visible.with(|visible| visible.get(place).copied())?;
        shown.source.rows.with(|rows| rows.get(at).cloned())
    };
    let rows = Rows::made(Signal::derive(move || shown.visible.with(Vec::len)), row_at);
    let picks = picks("Select all sessions", rows.count, shown.chosen, key_at);
    let order = Order {
        sort: Signal::derive(move || shown.view.with(|view| view.sort.clone())),
        press: Press::Run(Callback::new(move |sort: String| shown.change(|view| view.sort = sort))),
        own: false,
    };
    view! {
        <Table
            caption="User sessions"
            class="tbl-sessions"
            columns=Signal::stored(COLUMNS.iter().collect::<Vec<_>>())
            context=()
            rows
            order
            picks=Some(picks)
            name=|row| [&row.user, " on ", short(&row.host)].concat()
        />
    }
}

fn user(row: &Row) -> AnyView {
    let (user, title) = (row.user.clone(), row.user.clone());
    view! { <span title=title>{user}</span> }.into_any()
}

/// The host, which narrows the list to its sessions.
fn host(row: &Row) -> AnyView {
    let (shown, only) = (expect_context::<Shown>(), row.host.clone());
    view! {
        <button
            type="button"
            class="link-quiet"
            title=format!("Only the sessions on {}", row.host)
            on:click=move |_| shown.change(|view| view.host = Some(only.clone()))
        >
            {short(&row.host).to_owned()}
        </button>
    }
    .into_any()
}

fn since(row: &Row) -> AnyView {
    let (clock, since) = (use_clock(), row.since);
    let ago = move || since.map_or_else(|| "Not reported".to_owned(), |at| age(clock.now().since(at)));
    view! { <span title=since.map(::host::Instant::to_rfc3339)>{ago}</span> }.into_any()
}

/// The state, and whether the host answers at all.
fn state(row: &Row) -> AnyView {
    let shown = expect_context::<Shown>();
    let (tone, meaning, label, machine) = (row.tone, row.meaning, StoredValue::new(row.label.clone()), row.host.to_lowercase());
    let silent =
        Memo::new(move |_| shown.source.silent.with(|hosts| hosts.value().and_then(|hosts| hosts.get(&machine).cloned())));
    let content = move || {
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
    };
    content.into_any()
}

fn left_over(status: &str) -> String {
    let status = wording(status);
    format!(
        "The session host isn't responding ({status}), so this session is probably left over. Start the session host, or force the sign-out."
    )
}

fn row_menu(row: Row) -> AnyView {
    let shown = expect_context::<Shown>();
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
    .into_any()
}
