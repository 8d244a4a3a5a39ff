//! What stands in the cells of the table of session hosts.

use avd::resource::Timestamp;
use avd::rule::drift::HostVersion;
use avd::rule::wording::wording;
use leptos::prelude::*;

use super::columns::Seen;
use super::rows::Row;
use crate::browser::intl::{self, Style};
use crate::components::{Badge, RowLink, Tone, Tooltip};
use crate::live::use_clock;
use crate::pages::parts::age;
use crate::route::{PoolTab, Route};

/// The machine; in a shared pool with its user, who has a column of its own in a personal one.
pub fn name(row: &Row, seen: &Seen) -> AnyView {
    let href = Route::Pool(seen.place.get_value(), PoolTab::Host(row.name.clone())).href();
    let note = row.assigned_user.clone().filter(|_| !seen.is_personal);
    let (name, title) = (row.name.clone(), row.name.clone());
    view! {
        <span title=title>
            <RowLink href>{name}</RowLink>
            {note.map(|user| view! { <span class="row-note">{user}</span> })}
        </span>
    }
    .into_any()
}

/// The status, with what it means.
pub fn status(row: &Row) -> AnyView {
    let (tone, text) = (row.tone, wording(&row.status).to_owned());
    view! { <Hinted text=row.meaning.clone()><Badge plain=true tone text /></Hinted> }.into_any()
}

/// Whether new sessions are let in.
pub fn drain(row: &Row) -> AnyView {
    if row.drained { view! { <Badge plain=true tone=Tone::Warning text="Drained" /> }.into_any() } else { "Allowed".into_any() }
}

/// A text, or that there is none.
pub fn or_quiet(text: Option<&String>, none: &'static str) -> AnyView {
    text.cloned().map_or_else(|| quiet(none), IntoAny::into_any)
}

/// The version the configuration has now; while an update replaces the host, how far that is.
pub fn target(row: &Row) -> AnyView {
    match row.update.clone() {
        Some((tone, text, why)) => view! { <Hinted text=why><Badge plain=true tone text /></Hinted> }.into_any(),
        None => time(row.target.as_ref()),
    }
}

/// The age of the last sign of life; a mark where the machine has been off for so long that it may need a new registration.
pub fn heartbeat(row: &Row) -> AnyView {
    let at = row.heartbeat;
    let clock = use_clock();
    let ago = move || at.map_or_else(|| "Never".to_owned(), |at| format!("{} ago", age(clock.now().since(at))));
    match row.silent.clone() {
        Some(why) => {
            view! { <Hinted text=why><Badge plain=true tone=Tone::Warning text=Signal::derive(ago) /></Hinted> }.into_any()
        }
        None => ago.into_any(),
    }
}

/// How many checks failed, and which.
pub fn failures(row: &Row) -> AnyView {
    if row.failures.is_empty() {
        return quiet("None");
    }
    let count = row.failures.len().to_string();
    view! { <Hinted text=row.failures.join(" ")><Badge plain=true tone=Tone::Warning text=count /></Hinted> }.into_any()
}

/// The version a host was created from, with a mark where the configuration has a later one
/// (Learn, "Update session hosts using session host update": Current Version).
pub fn current(row: &Row) -> AnyView {
    let at = row.current.as_ref();
    let words = at.map_or_else(|| NOT_REPORTED.to_owned(), short);
    match row.version {
        None => quiet("No configuration"),
        Some(HostVersion::UpToDate) => time(at),
        Some(HostVersion::Behind) => {
            let text = "Out of date. An update replaces this session host.".to_owned();
            view! { <Hinted text><Badge plain=true tone=Tone::Warning text=words /><span class="sr-only">" (out of date)"</span></Hinted> }
                .into_any()
        }
        Some(HostVersion::Unknown) => {
            let text = "This version can't be compared with the target version.".to_owned();
            view! { <Hinted text><Badge plain=true tone=Tone::Neutral text=words /></Hinted> }.into_any()
        }
    }
}

/// A version: the time it was saved at, in the person's format; the whole of it on hover.
fn time(version: Option<&Timestamp>) -> AnyView {
    match version {
        None => quiet(NOT_REPORTED),
        Some(version) => {
            let whole = version.at().and_then(|at| intl::format(at, None, Style::Full));
            view! { <span title=whole>{short(version)}</span> }.into_any()
        }
    }
}

fn short(version: &Timestamp) -> String {
    version.at().and_then(|at| intl::format(at, None, Style::Short)).unwrap_or_else(|| version.as_str().to_owned())
}

/// What the service did not say.
pub const NOT_REPORTED: &str = "Not reported";

fn quiet(words: &'static str) -> AnyView {
    view! { <span class="tbl-quiet">{words}</span> }.into_any()
}

/// Something with an explanation that mouse and keyboard find.
#[component]
fn Hinted(text: String, children: Children) -> impl IntoView {
    let content = children();
    view! {
        <Tooltip text=Signal::stored(Some(text)) let(described_by)>
            <span tabindex="0" aria-describedby=described_by>{content}</span>
        </Tooltip>
    }
}
