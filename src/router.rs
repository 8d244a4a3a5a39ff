//! The router: the address bar as a signal of [`Route`], and links that change it without loading the app again.

use leptos::prelude::*;

use crate::browser::{links, location, title};
use crate::route::Route;

/// Where the person is. Provided by `App`; take it with [`use_router`].
#[derive(Clone, Copy, Debug)]
pub struct Router {
    route: RwSignal<Route>,
}

impl Router {
    /// The route in the address bar, followed from here on.
    pub fn provide() -> Self {
        let read = || Route::parse(&location::path(), &location::query());
        let router = Self { route: RwSignal::new(read()) };
        location::on_move(move || router.route.set(read()));
        links::on_follow(move |href| router.go(Route::from_href(href)));
        Effect::new(move || title::set(&format!("{} · AVD console", router.route.get().title())));
        provide_context(router);
        router
    }

    /// The place. Tracked.
    pub fn route(self) -> Route {
        self.route.get()
    }

    /// The place, untracked.
    pub fn peek(self) -> Route {
        self.route.get_untracked()
    }

    /// Goes there, leaving a step to come back to.
    pub fn go(self, route: Route) {
        let other_page = !self.peek().same_page(&route);
        location::push(&route.href());
        self.route.set(route);
        if other_page {
            location::scroll_to_top();
        }
    }

    /// Goes there without leaving a step.
    pub fn replace(self, route: Route) {
        location::replace(&route.href());
        self.route.set(route);
    }

    /// [`Self::replace`] for a changed filter. Typed text may come faster than a browser lets the address change, so the address follows it
    /// after a moment; a choice is in the address at once and survives a reload.
    pub fn filter(self, route: Route) {
        if self.peek().search() == route.search() {
            location::replace(&route.href());
        } else {
            location::replace_typed(route.href());
        }
        self.route.set(route);
    }
}

/// The router of the app.
pub fn use_router() -> Router {
    // Provided first of all contexts; a default keeps a component usable alone in a test.
    use_context::<Router>().unwrap_or_else(|| Router { route: RwSignal::new(Route::default()) })
}
