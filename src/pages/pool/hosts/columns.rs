//! The columns of the table of session hosts.

use leptos::prelude::*;

use super::cells::{NOT_REPORTED, current, drain, failures, heartbeat, name, or_quiet, status, target};
use super::rows::Row;
use crate::route::PoolRef;
use crate::table::{Column, From, Key, Shown};

/// What cells follow that a row does not hold.
#[derive(Clone, Copy)]
pub struct Seen {
    /// The pool.
    pub place: StoredValue<PoolRef>,
    /// Its hosts are desktops a user.
    pub is_personal: bool,
}

type HostColumn = Column<Row, Seen>;

/// All of them, in order; a pool has those in which its hosts differ.
pub static COLUMNS: [HostColumn; 11] = [
    HostColumn::new("name", "Session host", 16.0, name).class("tbl-clip").sorted(|row, _| Key::text(&row.name)),
    HostColumn::new("status", "Status", 14.0, |row, _| status(row)).sorted(|row, _| Key::text(&row.status)),
    HostColumn::new("sessions", "Sessions", 7.5, |row, _| {
        row.sessions.map_or_else(|| NOT_REPORTED.to_owned(), |count| count.to_string()).into_any()
    })
    .at_end()
    .sorted(|row, _| Key::number(row.sessions)),
    HostColumn::new("drain", "New sessions", 9.5, |row, _| drain(row))
        .from(From::W640)
        .sorted(|row, _| Key::number(Some(row.drained))),
    HostColumn::new("version", "Current version", 11.5, |row, _| current(row))
        .class("tbl-clip")
        .from(From::W640)
        .sorted(|row, _| Key::both(Key::number(row.version.map(|version| version as i64)), Key::at(at(row.current.as_ref())))),
    HostColumn::new("target", "Target version", 11.5, |row, _| target(row))
        .class("tbl-clip")
        .from(From::W640)
        .sorted(|row, _| Key::at(at(row.target.as_ref()))),
    HostColumn::new("user", "Assigned user", 13.0, |row, _| or_quiet(row.assigned_user.as_ref(), "Not assigned"))
        .class("tbl-clip")
        .from(From::W640)
        .sorted(|row, _| Key::maybe(row.assigned_user.as_deref())),
    HostColumn::new("windows", "Windows", 13.0, |row, _| or_quiet(row.windows.as_ref(), NOT_REPORTED))
        .class("tbl-clip")
        .from(From::W640)
        .sorted(|row, _| Key::maybe(row.windows.as_deref())),
    HostColumn::new("health", "Failed checks", 8.5, |row, _| failures(row))
        .class("tbl-clip")
        .from(From::W840)
        .sorted(|row, _| Key::Number(row.failures.len() as i64)),
    HostColumn::new("heartbeat", "Heartbeat", 8.0, |row, _| heartbeat(row))
        .from(From::W640)
        .sorted(|row, _| Key::at(row.heartbeat)),
    HostColumn::new("agent", "Agent", 11.0, |row, _| or_quiet(row.agent.as_ref(), NOT_REPORTED))
        .class("tbl-clip")
        .from(From::W840)
        .sorted(|row, _| Key::maybe(row.agent.as_deref())),
];

/// What the hosts of a pool differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// They are made from a configuration.
    Versioned,
    /// A desktop a user.
    Personal,
    /// Shared, and made by hand.
    Pooled,
}

impl Kind {
    /// The columns of such a pool.
    pub fn columns(self) -> Shown<Row, Seen> {
        let has = |column: &&HostColumn| match column.id {
            "version" | "target" => self == Self::Versioned,
            "user" => self == Self::Personal,
            "windows" => self == Self::Pooled,
            _ => true,
        };
        COLUMNS.iter().filter(has).collect()
    }
}

fn at(version: Option<&avd::resource::Timestamp>) -> Option<host::Instant> {
    version.and_then(avd::resource::Timestamp::at)
}
