//! The registration tokens of all pools: whether there is one and when it ends. A token itself is never kept.

mod rows;

use avd::operation::host_pools;
use avd::rule::token::{self, TokenState};
use host::{Host as _, Instant};
use leptos::prelude::*;

use self::rows::{aged, can_have, cells, tags};
use super::board::{Board, Freshness, Plan, PoolLine, Refused, Source, Sweep, pool_lines, refused, visible};
use super::parts::EstateReadAt;
use super::pool::token::read;
use super::pools::Problems;
use crate::client::ClientContext;
use crate::components::{Button, Glyph, LiveRegion, Look, PageHeader};
use crate::estate::use_estate;
use crate::live::{Clock, Many, ManyHandle, Remote, provide_many, use_clock, use_many};
use crate::route::{PoolTab, Route};

/// A question about a token is a POST, and those have the smaller allowance: a slow sweep disturbs nobody else's work.
const AT_ONCE: usize = 4;

const WHAT_FOR: &str = "Which pools a machine can join at this moment. Each answer costs a request, so none is asked for until you do; \
    only the end of a token is kept here, never the token.";

static PLAN: Plan = Plan {
    caption: "Registration tokens",
    glyph: Glyph::Key,
    class: "tbl-tokens",
    columns: &["Subscription", "Resource group", "Token", "End", "Read", ""],
    filters: &[
        ("unread", "Not read"),
        ("valid", "Valid"),
        ("expired", "Expired"),
        ("none", "None"),
        ("refused", "No right to read"),
        ("automated", "Automated"),
    ],
    route: Route::Tokens,
    view: |route| match route {
        Route::Tokens(view) => Some(view),
        _ => None,
    },
    tab: PoolTab::Token,
    none: (
        "No host pools",
        "The subscriptions you can read hold no host pool, or your roles do not reach their resource groups.",
    ),
};

/// What is known of the token of each pool; it outlives the page, so that a look at a pool does not cost it.
pub fn provide() {
    provide_many::<TokenState>(AT_ONCE);
}

/// The token state of every pool, read on demand.
#[component]
pub fn TokensPage() -> impl IntoView {
    let estate = use_estate();
    estate.ensure();
    let client = expect_context::<ClientContext>();
    let many: ManyHandle<TokenState> = use_many(move |id| {
        let (arm, call) = (client.client(), host_pools::retrieve_registration_token(&id, &client.versions()));
        // The answer holds the token: it ends here, and only what kind it is goes on.
        async move { read(&arm, &call).await.map(|info| token::state(&info, arm.host().now())) }
    });
    let lines = Memo::new(move |_| estate.with(pool_lines));
    let now = minute(use_clock());
    let source = Source::new(
        lines,
        move |line| many.with(|many| cells(line, state(many, line, now.get()), &Freshness::of(many, &line.id), now.get())),
        move |line| many.with(|many| tags(line, state(many, line, now.get()), many.get(&line.id).and_then(Remote::error))),
        move |id| many.read(vec![id]),
    );
    let (view, visible) = visible(&PLAN, source);
    view! {
        <div class="page">
            <PageHeader
                title="Registration tokens"
                subtitle=WHAT_FOR
                read_at=move || view! { <EstateReadAt estate /> }
                actions=move || view! { <CheckAll visible many /> }
            />
            <Problems estate />
            <Refused what="tokens" first=Signal::derive(move || refused(lines, many)) />
            <Sweep label="Checking tokens" progress=Signal::derive(move || many.with(Many::progress)) on_stop=move |()| many.stop() />
            <Board plan=&PLAN source view visible />
        </div>
    }
}

/// The state that was read, as it is by now.
fn state(many: &Many<TokenState>, line: &PoolLine, now: Instant) -> Option<TokenState> {
    many.get(&line.id).and_then(Remote::value).map(|state| aged(*state, now))
}

/// Checks every pool in the list that can have a token.
#[component]
fn CheckAll(visible: Memo<Vec<PoolLine>>, many: ManyHandle<TokenState>) -> impl IntoView {
    let asked = Memo::new(move |_| visible.with(|lines| lines.iter().filter(|line| can_have(line)).count()));
    let busy = Memo::new(move |_| many.with(Many::is_busy));
    let reason = Signal::derive(move || match (busy.get(), asked.get()) {
        (true, _) => Some("Tokens are being checked.".to_owned()),
        (false, 0) => Some("No pool of this list can have a token.".to_owned()),
        _ => None,
    });
    let check = move |()| {
        many.read(
            visible.with_untracked(|lines| lines.iter().filter(|line| can_have(line)).map(|line| line.id.clone()).collect()),
        );
    };
    let summary = Memo::new(move |_| {
        let known = |line: &&PoolLine| many.with(|many| many.get(&line.id).is_some_and(|remote| remote.value().is_some()));
        let known = visible.with(|lines| lines.iter().filter(known).count());
        if busy.get() { String::new() } else { format!("The tokens of {known} of {} pools were checked", asked.get()) }
    });
    view! {
        <Button look=Look::Primary glyph=Glyph::Refresh disabled_reason=reason on_press=check>
            {move || format!("Check all {}", asked.get())}
        </Button>
        <LiveRegion text=summary />
    }
}

/// The time, once a minute: as exact as the words for what is left.
fn minute(clock: Clock) -> Memo<Instant> {
    Memo::new(move |_| Instant::from_seconds(clock.now().seconds() / 60 * 60))
}
