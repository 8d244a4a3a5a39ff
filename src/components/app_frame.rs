//! The frame around every page: navigation, top bar and the sheet the page lies on.

use leptos::children::ViewFnOnce;
use leptos::prelude::*;

use super::{Glyph, Icon, id::unique};
use crate::browser::focus;

/// The id of the sheet; give it focus when the page changes, so that a screen reader starts there.
pub const MAIN_ID: &str = "main";

/// The id of a page's title, after which the sheet is named.
pub(super) const TITLE_ID: &str = "page-title";

/// Navigation at the left, top bar, page. At 800 px and below the navigation is a drawer behind a button.
#[component]
pub fn AppFrame(
    /// The product's name, beside its mark.
    #[prop(into)]
    brand: String,
    /// The drawing of the mark.
    mark: Glyph,
    /// Where the brand leads.
    #[prop(into)]
    home: String,
    /// The navigation: some `NavItem`s.
    #[prop(into)]
    nav: ViewFnOnce,
    /// Under the navigation: a build, a mode.
    #[prop(into, optional)]
    nav_foot: Option<ViewFnOnce>,
    /// The start of the top bar: breadcrumbs.
    #[prop(into, optional)]
    bar: ViewFnOnce,
    /// The end of the top bar: directory, account.
    #[prop(into, optional)]
    bar_end: ViewFnOnce,
    /// The page.
    children: Children,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let (nav_id, toggle_id) = (unique("nav"), unique("nav-toggle"));
    let (nav_focus, toggle_focus) = (nav_id.clone(), toggle_id.clone());
    Effect::new(move |_| {
        if open.get() {
            let id = nav_focus.clone();
            // In the next frame the drawer is visible; before, it cannot take the focus.
            request_animation_frame(move || focus::by_id(&id));
        }
    });
    let close_on_escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            open.set(false);
            focus::by_id(&toggle_focus);
        }
    };
    view! {
        <div class="app" class=("app-open", open) on:keydown=close_on_escape>
            <button type="button" class="app-skip" on:click=|_| focus::at_top(MAIN_ID)>
                "Skip to main content"
            </button>
            <nav class="app-nav" id=nav_id.clone() tabindex="-1" aria-label="Main" on:click=move |_| open.set(false)>
                <a class="app-brand" href=home>
                    <span class="app-mark">
                        <Icon glyph=mark />
                    </span>
                    {brand}
                </a>
                <ul>{nav.run()}</ul>
                {nav_foot.map(|foot| view! { <div class="app-nav-foot">{foot.run()}</div> })}
            </nav>
            <button type="button" class="app-scrim" aria-label="Close navigation" tabindex="-1" on:click=move |_| open.set(false)></button>
            <header class="app-bar">
                <button
                    type="button"
                    class="btn btn-subtle btn-icon app-toggle"
                    aria-label="Navigation"
                    id=toggle_id
                    aria-controls=nav_id
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    <Icon glyph=Glyph::Lines />
                </button>
                <div class="app-bar-start">{bar.run()}</div>
                <div class="app-bar-end">{bar_end.run()}</div>
            </header>
            <main class="app-main" id=MAIN_ID tabindex="-1" aria-labelledby=TITLE_ID inert=open>
                {children()}
            </main>
        </div>
    }
}
