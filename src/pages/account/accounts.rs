//! The other accounts of this tab, and the ways out.

use entra::Account;
use leptos::prelude::*;

use super::Way;
use crate::components::{Glyph, Icon, IconButton};
use crate::session::{Goal, SessionContext};

/// Where an account was last.
fn goal(session: SessionContext, account: &Account) -> Goal {
    let name = session.name_of(&account.tenant_id).unwrap_or_else(|| account.username.clone());
    Goal { account: account.clone(), tenant: account.tenant_id.clone(), name }
}

/// The accounts to change to, and the way to one more.
#[component]
pub(super) fn Accounts(way: Way) -> impl IntoView {
    let session = way.session;
    let others = RwSignal::new(session.other_people());
    let demo = untrack(|| session.world()).is_demo();
    let heading =
        move || (!others.with(Vec::is_empty)).then(|| view! { <h2 class="menu-head">"Other accounts in this tab"</h2> });
    view! {
        <hr />
        {heading}
        <People way others />
        {(!demo)
            .then(|| {
                view! {
                    <button type="button" class="menu-item" data-stop="" on:click=move |_| session.sign_in_another()>
                        <Icon glyph=Glyph::Plus />
                        <span>"Sign in with another account"</span>
                    </button>
                }
            })}
    }
}

#[component]
fn People(way: Way, others: RwSignal<Vec<Account>>) -> impl IntoView {
    let session = way.session;
    let one = move |account: Account| {
        let (to, whom) = (goal(session, &account), account.clone());
        let place = session.name_of(&account.tenant_id).map(|name| [" · ", &name].concat());
        let forget = move |()| {
            session.forget_person(&whom);
            others.set(session.other_people());
        };
        view! {
            <li class="account-other">
                <button type="button" class="menu-item account-item" data-stop="" on:click=move |_| way.go(to.clone())>
                    <span>
                        <span class="account-label">{account.name.clone()}</span>
                        <span class="menu-why">{account.username.clone()} {place}</span>
                    </span>
                </button>
                <IconButton glyph=Glyph::Close label=["Forget ", &account.username].concat() on_press=forget />
            </li>
        }
    };
    view! { <ul class="account-list">{move || others.get().into_iter().map(one).collect_view()}</ul> }
}

/// The two ways out, and what each leaves.
#[component]
pub(super) fn Exits(session: SessionContext) -> impl IntoView {
    let Some(account) = untrack(|| session.account()) else { return ().into_any() };
    let demo = untrack(|| session.world()).is_demo();
    view! {
        <hr />
        {(!demo)
            .then(|| {
                view! {
                    <button type="button" class="menu-item account-item" data-stop="" on:click=move |_| session.forget_person(&account)>
                        <Icon glyph=Glyph::Close />
                        <span>
                            "Remove from this tab" <span class="menu-why">"You stay signed in to Microsoft in this browser."</span>
                        </span>
                    </button>
                }
            })}
        <button type="button" class="menu-item" data-stop="" on:click=move |_| session.sign_out()>
            <Icon glyph=Glyph::SignOut />
            <span>"Sign out"</span>
        </button>
    }
    .into_any()
}

/// At the door: those who still have a session in this tab.
#[component]
pub fn Left(session: SessionContext) -> impl IntoView {
    let way = Way::new(session);
    let others = RwSignal::new(session.other_people());
    view! {
        <section class="door-left" aria-labelledby="door-left">
            <h2 id="door-left" class="menu-head">"Still signed in to this tab"</h2>
            <People way others />
        </section>
    }
}
