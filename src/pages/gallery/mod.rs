//! Every widget on one page, for those who build them. Only in debug builds, at `/gallery`; it knows no service.

mod feedback;
mod forms;
mod list;

use leptos::prelude::*;

use crate::browser::theme;
use crate::components::{
    AppFrame, Breadcrumbs, Crumb, Glyph, Icon, Menu, MenuItem, NavItem, PageHeader, ReadAt, Tab, Tabs, ToastStack, Toasts, Tone,
};
use crate::components::{Badge, Button, Look};

/// Where the gallery is.
pub const PATH: &str = "/gallery";

/// The gallery, in the frame of the app.
#[component]
pub fn Gallery() -> impl IntoView {
    let toasts = Toasts::provide();
    let nav = || {
        view! {
            <NavItem href="#pools" glyph=Glyph::Pool label="Pools" current=true />
            <NavItem href="#updates" glyph=Glyph::Update label="Updates" count=2 />
            <NavItem href="#tokens" glyph=Glyph::Key label="Tokens" />
            <NavItem href="#activity" glyph=Glyph::Activity label="Activity" />
            <NavItem href="#settings" glyph=Glyph::Settings label="Settings" />
        }
    };
    let crumbs =
        vec![Crumb::link("Pools", "#pools"), Crumb::link("Contoso Production", "#sub"), Crumb::here("hp-weu-engineering")];
    view! {
        <AppFrame
            brand="AVD console"
            mark=Glyph::Host
            home="#"
            nav=nav
            nav_foot=|| "Gallery · debug build"
            bar=move || view! { <Breadcrumbs crumbs=crumbs /> }
            bar_end=account
        >
            <div class="page">
                <PageHeader
                    title="hp-weu-engineering"
                    subtitle="Pooled · breadth-first · automated · West Europe"
                    badge=|| view! { <Badge tone=Tone::Info glyph=Glyph::Running text="Updating" /> }
                    read_at=|| view! { <ReadAt at="14:03:20" refreshes_in=12 on_refresh=|()| () /> }
                    actions=move || {
                        view! {
                            <Button glyph=Glyph::Edit>"Edit"</Button>
                            <Button disabled_reason="An update is under way; it must end or be cancelled first." glyph=Glyph::Key>
                                "Create token"
                            </Button>
                            <Button look=Look::Primary glyph=Glyph::Update on_press=move |()| toasts.success("Update scheduled for 22:00")>
                                "Update hosts"
                            </Button>
                        }
                    }
                />
                <Tabs
                    label="Host pool"
                    tabs=vec![
                        Tab::new("Overview", "#overview", false),
                        Tab::new("Session hosts", "#hosts", true).with_count(Some(25)),
                        Tab::new("Token", "#token", false),
                        Tab::new("Update", "#update", false),
                        Tab::new("Properties", "#properties", false),
                        Tab::new("JSON", "#json", false),
                    ]
                />
                <list::List />
                <feedback::Feedback />
                <forms::Forms />
                <section class="section">
                    <h2>"Icons"</h2>
                    <div class="btn-row">{Glyph::ALL.iter().map(|glyph| view! { <Icon glyph=*glyph /> }).collect_view()}</div>
                </section>
                <list::LongList />
            </div>
        </AppFrame>
        <ToastStack />
    }
}

fn account() -> impl IntoView {
    view! {
        <Menu label="Theme" glyph=Glyph::Theme>
            <div class="menu-head" role="presentation">"Theme"</div>
            <MenuItem checked=true on_press=|()| theme::set(None)>"System"</MenuItem>
            <MenuItem checked=false on_press=|()| theme::set(Some("light"))>"Light"</MenuItem>
            <MenuItem checked=false on_press=|()| theme::set(Some("dark"))>"Dark"</MenuItem>
        </Menu>
        <Menu label="Contoso" trigger=|| view! { <Icon glyph=Glyph::Directory />"Contoso"<Icon glyph=Glyph::Down /> }>
            <MenuItem glyph=Glyph::User href="#account">"olivia.owner@contoso.example"</MenuItem>
            <MenuItem glyph=Glyph::Settings disabled_reason="You are not an administrator of it.">"Directory settings"</MenuItem>
            <hr />
            <MenuItem glyph=Glyph::SignOut danger=true>"Sign out"</MenuItem>
        </Menu>
    }
}
