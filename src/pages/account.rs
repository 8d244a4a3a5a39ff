//! Behind the name at the top right: who is signed in, the directories they can reach, the other accounts of this tab, the ways out.

mod accounts;
mod rows;

use avd::operation::tenants;
use avd::resource::Tenant;
use entra::{Account, SignInError};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

pub use accounts::Left;
use accounts::{Accounts, Exits};
use rows::{MANY, Row, rows};

use crate::browser::focus;
use crate::client::ClientContext;
use crate::components::{Banner, Button, ButtonLink, Glyph, Icon, SearchBox, Spinner, Toasts, Tone};
use crate::live::writes::use_writes;
use crate::session::{Goal, Gone, SessionContext};

/// The directories that were read last, for the next time.
#[derive(Clone, Copy)]
struct Known(RwSignal<Vec<Tenant>>);

/// What the panel is about to do, and what came of it.
#[derive(Clone, Copy)]
pub(super) struct Way {
    session: SessionContext,
    toasts: Toasts,
    /// Where it goes.
    going: RwSignal<Option<String>>,
    /// Which directory refused, and why.
    refused: RwSignal<Option<(Goal, SignInError)>>,
}

impl Way {
    fn new(session: SessionContext) -> Self {
        Self { session, toasts: Toasts::expect(), going: RwSignal::new(None), refused: RwSignal::new(None) }
    }

    /// Goes there, unless it is on its way already.
    pub(super) fn go(self, goal: Goal) {
        if self.going.with_untracked(Option::is_some) {
            return;
        }
        self.refused.set(None);
        self.going.set(Some(goal.name.clone()));
        spawn_local(async move {
            // The panel goes with the directory that is left.
            match self.session.go_to(goal.clone()).await {
                Ok(Gone::Here) => {
                    self.toasts.success(["You're now in ", &goal.name, "."].concat());
                    request_animation_frame(|| focus::in_place(crate::components::MAIN_ID));
                }
                Ok(Gone::Away) => {}
                Err(error) => {
                    self.going.try_set(None);
                    self.refused.try_set(Some((goal, error)));
                }
            }
        });
    }
}

/// The panel.
#[component]
pub fn AccountPanel(session: SessionContext) -> impl IntoView {
    let Some(account) = untrack(|| session.account()) else { return ().into_any() };
    let way = Way::new(session);
    let node = NodeRef::<html::Div>::new();
    node.on_load(|node| focus::first(&node));
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let arrow = matches!(event.key().as_str(), "ArrowDown" | "ArrowUp");
        if arrow && node.get_untracked().is_some_and(|node| focus::walk(&node, &event.key())) {
            event.prevent_default();
        }
    };
    let status = move || {
        let to = way.going.get()?;
        Some(view! { <div class="account-going"><Spinner label=["Switching to ", &to].concat() /></div> })
    };
    view! {
        <div node_ref=node class="account-panel" on:keydown=keys>
            <div class="account-who">
                <strong>{account.name.clone()}</strong>
                <span>{account.username.clone()}</span>
            </div>
            <UnderWay />
            {move || way.refused.get().map(|(goal, error)| view! { <Refusal way goal error /> })}
            <div role="status">{status}</div>
            <Directories way account />
            <Accounts way />
            <Exits session />
        </div>
    }
    .into_any()
}

/// Writes belong to the directory they were begun in.
#[component]
fn UnderWay() -> impl IntoView {
    let writes = use_writes();
    let open = move || writes.unattended().into_iter().any(|(_, job)| !job.tally.is_over());
    move || {
        open().then(|| {
            view! {
                <Banner tone=Tone::Warning title="Changes are in progress in this directory">
                    "If you switch directories, they pause: nothing more is sent or checked until you come back."
                </Banner>
            }
        })
    }
}

/// Which directory refused, why, and what may help.
#[component]
fn Refusal(way: Way, goal: Goal, error: SignInError) -> impl IntoView {
    let explained = untrack(|| way.session.config()).map(|config| error.explain(&config));
    let title =
        [goal.name.as_str(), ": ", explained.as_ref().map_or("couldn't sign in", |explained| explained.title.as_str())].concat();
    let consent = explained.as_ref().and_then(|explained| explained.admin_consent_url.clone());
    view! {
        <Banner tone=Tone::Danger title>
            {explained.map(|explained| view! { <p>{explained.meaning} " " {explained.fix}</p> })}
            <p>{error.code()} ". You're still in the current directory."</p>
            <div class="btn-row">
                <Button small=true on_press=move |()| way.go(goal.clone())>"Try again"</Button>
                {consent.map(|href| view! { <ButtonLink href small=true glyph=Glyph::External>"Grant admin consent"</ButtonLink> })}
            </div>
        </Banner>
    }
}

/// The directories the person can reach.
#[component]
fn Directories(way: Way, account: Account) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let Known(known) = context.context(|| Known(RwSignal::new(Vec::new())));
    let trouble = RwSignal::new(None::<String>);
    let words = RwSignal::new(String::new());
    let (session, here) = (way.session, account.clone());
    spawn_local(async move {
        match context.client().list::<Tenant>(&tenants::list(&context.versions())).await {
            Ok(read) => {
                session.learn_names(
                    read.value.iter().filter_map(|it| Some((it.tenant_id.as_deref()?, it.display_name.as_deref()?))),
                );
                known.try_set(read.value);
            }
            Err(error) => drop(trouble.try_set(Some(error.to_string()))),
        }
    });
    let all = Memo::new(move |_| known.with(|known| rows(known, &here, |tenant| session.name_of(tenant))));
    let shown = move || words.with(|words| all.get().into_iter().filter(|row| row.matches(words)).collect::<Vec<_>>());
    view! {
        <section aria-labelledby="account-directories">
            <h2 id="account-directories" class="menu-head">"Directories"</h2>
            {move || {
                (all.with(Vec::len) >= MANY)
                    .then(|| view! { <SearchBox value=words on_input=move |text| words.set(text) label="Search directories" /> })
            }}
            <ul class="account-list">
                {move || shown().into_iter().map(|row| view! { <li><Directory way account=account.clone() row /></li> }).collect_view()}
            </ul>
            {move || shown().is_empty().then(|| view! { <p class="account-note">"No directory matches."</p> })}
            {move || trouble.get().map(|why| view! { <p class="account-note">"Couldn't load the list: " {why}</p> })}
        </section>
    }
}

/// One directory: a press goes there.
#[component]
fn Directory(way: Way, account: Account, row: Row) -> impl IntoView {
    let (current, standing) = (row.current, row.standing());
    let goal = Goal { account, tenant: row.tenant, name: row.name.clone() };
    view! {
        <button
            type="button"
            class="menu-item account-item"
            data-stop=""
            aria-current=current.then_some("true")
            on:click=move |_| {
                if !current {
                    way.go(goal.clone());
                }
            }
        >
            <span>
                <span class="account-label">{row.name}</span>
                <span class="menu-why">{row.domain} " · " {standing}</span>
            </span>
            {current.then(|| view! { <Icon glyph=Glyph::Check /> })}
        </button>
    }
}
