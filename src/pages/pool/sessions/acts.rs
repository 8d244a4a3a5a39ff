//! Message, disconnect, sign out: the buttons, and from the question to the review of one or of many writes.

use std::collections::{BTreeMap, BTreeSet};

use arm::ResourceId;
use avd::Change;
use avd::rule::permission::Operation;
use avd::rule::user_session::{self, Act, Message, pointless};
use leptos::prelude::*;
use serde_json::Value;

use super::super::context::PoolContext;
use super::ask::AskDialog;
use super::chosen_rows;
use super::rows::{Row, short};
use super::source::Source;
use super::table::Shown;
use crate::components::{Button, Glyph};
use crate::live::rights::{Rights, use_rights};
use crate::pages::parts::ChosenBar;
use crate::pages::write::{ManyDialog, ManyProposal, Proposal, ReviewDialog};
use crate::route::PoolRef;

/// So many sign-outs at once are confirmed by typing the pool's name.
const TYPED_FROM: usize = 25;

/// What somebody wants to do to some sessions, before it is reviewed.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What.
    pub act: Act,
    /// To which it can be done.
    pub to: Vec<Row>,
    /// To which it makes no sense, and why.
    pub left_out: Vec<(Row, &'static str)>,
}

/// The actions of a list. What was typed stays while the list is there.
#[derive(Clone, Copy)]
pub struct Acts {
    context: PoolContext,
    pool: StoredValue<String>,
    source: Source,
    rights: Rights,
    /// The question that is open.
    pub asked: RwSignal<Option<Asked>>,
    /// The message as typed.
    pub message: RwSignal<Message>,
    /// Whether sign-outs are forced.
    pub force: RwSignal<bool>,
    one: RwSignal<Option<Proposal>>,
    /// Whom that is about.
    about: RwSignal<Option<String>>,
    many: RwSignal<Option<ManyProposal>>,
}

impl Acts {
    /// Nothing asked yet.
    pub fn begin(context: PoolContext, place: PoolRef, source: Source) -> Self {
        Self {
            context,
            pool: StoredValue::new(place.name),
            source,
            rights: use_rights(context.id()),
            asked: RwSignal::new(None),
            message: RwSignal::new(Message::default()),
            force: RwSignal::new(false),
            one: RwSignal::new(None),
            about: RwSignal::new(None),
            many: RwSignal::new(None),
        }
    }

    /// Why this cannot be done to anything here. Tracked.
    fn why_not(self, act: Act) -> Option<String> {
        self.rights.missing(match act {
            Act::Message => Operation::SendMessage,
            Act::Disconnect => Operation::DisconnectUser,
            Act::SignOut => Operation::SignOutUser,
        })
    }

    /// Why this cannot be done to one session. Tracked.
    pub fn why_not_one(self, act: Act, row: &Row) -> Option<String> {
        self.why_not(act).or_else(|| why_left_out(act, row).map(str::to_owned))
    }

    /// Why this cannot be done to those chosen. Tracked.
    fn why_not_these(self, act: Act, rows: &[Row]) -> Option<String> {
        self.why_not(act).or_else(|| match rows {
            [] => Some("Select one or more sessions.".to_owned()),
            rows => {
                let mut whys = rows.iter().map(|row| why_left_out(act, row));
                let first = whys.next().flatten()?;
                whys.all(|why| why.is_some()).then(|| first.to_owned())
            }
        })
    }

    /// Opens the question.
    pub fn ask(self, act: Act, rows: Vec<Row>) {
        let (mut to, mut left_out) = (Vec::new(), Vec::new());
        for row in rows {
            match why_left_out(act, &row) {
                Some(why) => left_out.push((row, why)),
                None => to.push(row),
            }
        }
        // By force only where nothing else can work.
        self.force.set(!to.is_empty() && to.iter().all(|row| self.silent(row).is_some()));
        self.asked.set(Some(Asked { act, to, left_out }));
    }

    /// The status of its host, if that does not answer.
    pub fn silent(self, row: &Row) -> Option<String> {
        self.source.silent.with_untracked(|hosts| hosts.value().and_then(|hosts| hosts.get(&row.host.to_lowercase()).cloned()))
    }

    /// Puts what was asked under review.
    pub fn review(self) {
        let Some(Asked { act, to, left_out }) = self.asked.get_untracked() else { return };
        let items: Vec<(Change, Value)> =
            to.iter().filter_map(|row| Some((self.change(act, row.id.as_ref()?), row.before.clone()))).collect();
        let names: Vec<String> = to.iter().filter(|row| row.id.is_some()).map(who).collect();
        self.about.set(to.first().map(who));
        self.asked.set(None);
        let danger = act == Act::SignOut;
        match <[_; 1]>::try_from(items) {
            Ok([(change, before)]) => {
                self.one.set(Some(Proposal { change, then: None, before, action: act.label().to_owned(), danger }));
            }
            Err(items) => {
                let count = items.len();
                let title = match act {
                    Act::Message => format!("Send a message to {count} users"),
                    Act::Disconnect => format!("Disconnect {count} sessions"),
                    Act::SignOut if self.force.get_untracked() => format!("Force sign-out of {count} sessions"),
                    Act::SignOut => format!("Sign out {count} sessions"),
                };
                let typed = (danger && count >= TYPED_FROM).then(|| self.pool.get_value());
                let left_out = left_out.into_iter().map(|(row, why)| (who(&row), why.to_owned())).collect();
                let action = act.label().to_owned();
                self.many.set(Some(ManyProposal {
                    title,
                    action,
                    danger,
                    items,
                    left_out,
                    typed,
                    note: None,
                    together: Vec::new(),
                    names,
                }));
            }
        }
    }

    fn change(self, act: Act, session: &ResourceId) -> Change {
        let versions = self.context.client().versions();
        match act {
            Act::Message => self.message.with_untracked(|message| user_session::send_message(session, message, &versions)),
            Act::Disconnect => user_session::disconnect(session, &versions),
            Act::SignOut => user_session::sign_out(session, self.force.get_untracked(), &versions),
        }
    }
}

/// “amira.abbas@contoso.example on vm-sales-0”.
pub fn who(row: &Row) -> String {
    format!("{} on {}", row.user, short(&row.host))
}

fn why_left_out(act: Act, row: &Row) -> Option<&'static str> {
    if row.id.is_none() {
        return Some("Azure didn't report an ID for this session.");
    }
    pointless(act, row.state.as_ref())
}

/// How many are chosen and what can be done to them.
#[component]
pub fn ActBar(shown: Shown) -> impl IntoView {
    let Shown { chosen, acts, .. } = shown;
    let picked = Memo::new(move |_| chosen_rows(shown));
    let rows = Memo::new(move |_| picked.with(|(rows, _)| rows.clone()));
    let button = move |act: Act, glyph: Glyph, words: &'static str| {
        let reason = Signal::derive(move || rows.with(|rows| acts.why_not_these(act, rows)));
        view! {
            <Button glyph=glyph disabled_reason=reason on_press=move |()| acts.ask(act, rows.get_untracked())>
                {words}
            </Button>
        }
    };
    view! {
        <ChosenBar
            label="Actions on the selected sessions"
            count=Signal::derive(move || rows.with(Vec::len))
            hidden=Signal::derive(move || picked.with(|(_, hidden)| *hidden))
            on_clear=Callback::new(move |()| chosen.set(BTreeSet::new()))
            rest=None
        >
            {button(Act::Message, Glyph::Message, "Message…")}
            {button(Act::Disconnect, Glyph::Plug, "Disconnect…")}
            {button(Act::SignOut, Glyph::SignOut, "Sign out…")}
        </ChosenBar>
    }
}

/// The question and the two reviews.
#[component]
pub fn ActDialogs(acts: Acts, chosen: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let done = move |()| chosen.set(BTreeSet::new());
    view! {
        <AskDialog acts />
        <ReviewDialog proposal=acts.one about=acts.about on_done=done />
        <ManyDialog proposal=acts.many on_done=done />
    }
}

/// The hosts that do not answer, with their status, of some rows.
pub fn silent_hosts(acts: Acts, rows: &[Row]) -> BTreeMap<String, String> {
    rows.iter().filter_map(|row| Some((short(&row.host).to_owned(), acts.silent(row)?))).collect()
}
