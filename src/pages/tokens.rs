//! The registration tokens of all pools: whether there is one and when it ends. A token itself is never kept.

mod many;
pub mod open;
mod rows;
mod timeline;

use avd::rule::token::{self, TokenState};
use host::Instant;
use leptos::prelude::*;

use self::many::{Pick, TokenActions, being_read, revoke, with_rights};
use self::open::open_tokens;
use self::rows::{COLUMNS, Standing, can_have};
use self::timeline::{End, Timeline};
use super::board::{Board, Chosen, Freshness, Plan, PoolLine, PoolRow, Refused, Source, Sweep, pool_lines, refused, visible};
use super::parts::{Count, EstateReadAt, When};
use super::pools::Problems;
use super::write::{ManyDialog, ManyProposal};
use crate::client::ClientContext;
use crate::components::{Banner, Button, Glyph, LiveRegion, Look, PageHeader, Tone};
use crate::estate::{use_estate, use_tokens};
use crate::live::activity::ActivityContext;
use crate::live::writes::use_writes;
use crate::live::{Many, ManyHandle, Remote, use_clock};
use crate::route::{PoolRef, PoolTab, Route};

const WHAT_FOR: &str = "See which host pools have a valid token. Select Check to load expiration dates. Tokens are never stored.";

static PLAN: Plan<TokenState> = Plan {
    caption: "Registration tokens",
    glyph: Glyph::Key,
    class: "tbl-tokens",
    columns: &COLUMNS,
    filters: &[
        ("soon", "Expires within 1 h"),
        ("valid", "Valid"),
        ("expired", "Expired"),
        ("none", "None"),
        ("automated", "Automated"),
        ("refused", "No permission"),
        ("failed", "Couldn't check"),
        ("unread", "Not checked"),
    ],
    route: Route::Tokens,
    view: |route| match route {
        Route::Tokens(view) => Some(view),
        _ => None,
    },
    none: (
        "No host pools",
        "There are no host pools in the subscriptions you can read, or your roles don't cover their resource groups.",
    ),
};

/// The token state of every pool, read on demand.
#[component]
pub fn TokensPage() -> impl IntoView {
    let estate = use_estate();
    estate.ensure();
    let many = use_tokens();
    let lines = Memo::new(move |_| estate.with(pool_lines));
    let (now, chosen) = (use_clock().minute(), RwSignal::new(Chosen::new()));
    let source = source(lines, many, now, chosen);
    read_after_writes(many);
    let (view, visible) = visible(&PLAN, source);
    // What a filter hides cannot be acted on by mistake.
    let picks = Memo::new(move |_| {
        let pick = |line: &PoolLine| Pick { line: line.clone(), state: many.with(|many| state(many, line, now.get())) };
        let is_chosen = |line: &&PoolLine| chosen.with(|chosen| chosen.contains(&line.id));
        visible.with(|lines| lines.iter().filter(is_chosen).map(pick).collect::<Vec<_>>())
    });
    Effect::new(move |_| {
        let there: Chosen = visible.with(|lines| lines.iter().map(|line| line.id.clone()).collect());
        if chosen.with_untracked(|chosen| !chosen.is_subset(&there)) {
            chosen.update(|chosen| chosen.retain(|id| there.contains(id)));
        }
    });
    let check =
        move |()| check(many, &picks.with_untracked(|picks| picks.iter().map(|pick| pick.line.clone()).collect::<Vec<_>>()));
    view! {
        <div class="page">
            <PageHeader
                title="Registration tokens"
                subtitle=WHAT_FOR
                read_at=move || view! { <EstateReadAt estate /> }
                actions=move || view! { <CheckAll visible many /> }
            />
            <Problems estate />
            <OpenTokens many now />
            <Refused what="tokens" first=Signal::derive(move || refused(lines, many)) />
            <Sweep label="Checking tokens" progress=Signal::derive(move || many.with(Many::progress)) on_stop=move |()| many.stop() />
            <Timeline ends=Signal::derive(move || many.with(|many| lines.with(|lines| ends(many, lines)))) now />
            <TokenActions chosen picks on_check=check />
            <Board plan=&PLAN source view visible />
        </div>
    }
}

fn source(
    lines: Memo<Vec<PoolLine>>,
    many: ManyHandle<TokenState>,
    now: Memo<Instant>,
    chosen: RwSignal<Chosen>,
) -> Source<TokenState> {
    let error = move |many: &Many<TokenState>, line: &PoolLine| many.get(&line.id).and_then(Remote::error).cloned();
    Source::new(
        lines,
        move |line| {
            let (value, fresh) = many.with(|many| (state(many, line, now.get()), Freshness::of(many, &line.id)));
            PoolRow { line: line.clone(), value, fresh, now: now.get() }
        },
        move |line| {
            many.with(|many| Standing::of(line, state(many, line, now.get()), error(many, line).as_ref(), now.get()).tags())
        },
        move |id| many.read(vec![id]),
    )
    .choosing(chosen)
}

/// The state that was read, as it is by now.
fn state(many: &Many<TokenState>, line: &PoolLine, now: Instant) -> Option<TokenState> {
    many.get(&line.id).and_then(Remote::value).map(|state| state.at(now))
}

fn ends(many: &Many<TokenState>, lines: &[PoolLine]) -> Vec<End> {
    let end = |line: &PoolLine| Some((many.get(&line.id)?.value()?.end()?, line.pool.name.clone()));
    lines.iter().filter_map(end).map(|(at, pool)| End { at, pool }).collect()
}

/// Reads what can be read of these.
fn check(many: ManyHandle<TokenState>, lines: &[PoolLine]) {
    many.read(lines.iter().filter(|line| can_have(line)).map(|line| line.id.clone()).collect());
}

/// A token that was made or revoked is read again, once, when its write has ended.
fn read_after_writes(many: ManyHandle<TokenState>) {
    let writes = use_writes();
    Effect::new(move |before: Option<Vec<String>>| {
        let over = writes.ended(|change| change.verify == avd::ReadBack::RegistrationToken);
        if let Some(before) = before {
            let new = over.iter().filter(|(id, _)| !before.contains(id));
            many.read(new.map(|(_, target)| target.clone()).collect());
        }
        over.into_iter().map(|(id, _)| id).collect()
    });
}

/// Tokens made in this browser that are still valid. Whether they are still needed only the person knows.
#[component]
fn OpenTokens(many: ManyHandle<TokenState>, now: Memo<Instant>) -> impl IntoView {
    let (activity, client, estate) = (expect_context::<ActivityContext>(), expect_context::<ClientContext>(), use_estate());
    let open = Memo::new(move |_| many.with(|many| open_tokens(activity, many, now.get())));
    let (asking, proposal) = (RwSignal::new(false), RwSignal::new(None::<ManyProposal>));
    let revoke_all = move |()| {
        let open = open.get_untracked();
        let lines = estate.with(pool_lines);
        let ours = lines.into_iter().filter(|line| open.iter().any(|token| token.pool == line.id));
        let picks: Vec<Pick> = ours.map(|line| Pick { line, state: None }).collect();
        with_rights(asking, client, picks, move |picks, missing| {
            proposal.set(Some(revoke(picks, missing, &client.versions())));
        });
    };
    let banner = move || {
        let open = open.get();
        let title = match open.as_slice() {
            [] => return None,
            [_] => "1 token created in this browser is still valid".to_owned(),
            many => format!("{} tokens created in this browser are still valid", many.len()),
        };
        let row = |token: token::open::OpenToken| {
            let href = PoolRef::of(token.pool.as_str()).map(|pool| Route::Pool(pool, PoolTab::Token).href());
            view! { <li><a href=href>{token.pool.name().to_owned()}</a> " until " <When at=token.until /></li> }
        };
        let rows = open.into_iter().map(row).collect_view();
        let actions =
            move || view! { <Button small=true disabled_reason=being_read(asking) on_press=revoke_all>"Revoke…"</Button> };
        Some(view! {
            <Banner tone=Tone::Info title actions>
                "Revoke a token when your session hosts are registered. Anyone who has it can add a machine to the pool."
                <ul>{rows}</ul>
            </Banner>
        })
    };
    view! {
        {banner}
        <ManyDialog proposal />
    }
}

/// Checks every pool in the list that can have a token.
#[component]
fn CheckAll(visible: Memo<Vec<PoolLine>>, many: ManyHandle<TokenState>) -> impl IntoView {
    let asked = Memo::new(move |_| visible.with(|lines| lines.iter().filter(|line| can_have(line)).count()));
    let busy = Memo::new(move |_| many.with(Many::is_busy));
    let reason = Signal::derive(move || match (busy.get(), asked.get()) {
        (true, _) => Some("Tokens are being checked.".to_owned()),
        (false, 0) => Some("None of these pools can have a token.".to_owned()),
        _ => None,
    });
    let check = move |()| visible.with_untracked(|lines| check(many, lines));
    let summary = Memo::new(move |_| {
        let known = |line: &&PoolLine| many.with(|many| many.get(&line.id).is_some_and(|remote| remote.value().is_some()));
        let known = visible.with(|lines| lines.iter().filter(known).count());
        if busy.get() { String::new() } else { format!("Checked the tokens of {} of {} pools", Count(known), Count(asked.get())) }
    });
    view! {
        <Button look=Look::Primary glyph=Glyph::Refresh disabled_reason=reason on_press=check>
            {move || format!("Check all {}", asked.get())}
        </Button>
        <LiveRegion text=summary />
    }
}
