//! A short tour of the demo: five places, each explained beside what it is about. The page stays usable meanwhile.

use leptos::html;
use leptos::prelude::*;

use crate::browser::storage::{self, Area};
use crate::browser::{dialog, focus};
use crate::components::{Button, Look};
use crate::route::Route;
use crate::router::use_router;

/// Where the focus goes at the end: the button that starts the tour.
pub const START_ID: &str = "tour-start";
const TOUR_ID: &str = "tour";
const SEEN: &str = "avd.tour";
const PROD: &str = "/pools/5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a01/rg-avd-prod";

/// One place. Beside which element its words stand is in `style/demo.css`, by its number.
struct Stop {
    /// In the production group of the demo where it begins with a pool, else the whole path.
    path: &'static str,
    title: &'static str,
    text: &'static str,
}

const STOPS: [Stop; 5] = [
    Stop {
        path: "/overview",
        title: "Start with what needs attention",
        text: "Failed updates, unhealthy session hosts, tokens about to expire: from every subscription you can read, with the next action beside each.",
    },
    Stop {
        path: "/hosts",
        title: "All session hosts, across pools",
        text: "Find a host by name, user or pool. Select several to drain, restart or remove them together.",
    },
    Stop {
        path: "hp-engineering/update",
        title: "A failed update, explained",
        text: "This update stopped on purpose. You see the cause, the hosts that failed and what to do next, not just an error code.",
    },
    Stop {
        path: "hp-finance/update/new",
        title: "Know the impact before you start",
        text: "The flight plan shows how many session hosts stay in service, extra quota and sign-outs. It changes as you change the batch size.",
    },
    Stop {
        path: "/pools",
        title: "Now break something",
        text: "Make a host fail, start an update and fast-forward an hour. None of this is real, and reloading the page resets everything.",
    },
];

impl Stop {
    fn route(&self) -> Route {
        if self.path.starts_with('/') { Route::from_href(self.path) } else { Route::from_href(&[PROD, "/", self.path].concat()) }
    }
}

/// Whether this browser has been through the tour, or skipped it.
pub fn was_seen() -> bool {
    storage::read(Area::Local, SEEN).ok().flatten().is_some()
}

/// The words of the stop. `None`: no tour.
#[component]
pub fn Tour(stop: RwSignal<Option<usize>>) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let router = use_router();
    Effect::new(move |_| {
        if let (Some(stop), Some(node)) = (stop.get(), node.get()) {
            if let Some(stop) = STOPS.get(stop)
                && !router.peek().same_page(&stop.route())
            {
                router.go(stop.route());
            }
            dialog::reveal(&node);
            // A new page takes the focus in the next frame; the tour is read after that.
            request_animation_frame(|| request_animation_frame(|| focus::in_place(TOUR_ID)));
        }
    });
    let end = move || {
        // A refused store costs another tour at the next visit and nothing else.
        let _ = storage::write(Area::Local, SEEN, "seen");
        stop.set(None);
        focus::in_place(START_ID);
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            end();
        }
    };
    let shown = Memo::new(move |_| stop.get().is_some());
    move || {
        shown.get().then(|| {
            view! {
                <div
                    node_ref=node
                    id=TOUR_ID
                    class="tour"
                    popover="manual"
                    role="dialog"
                    tabindex="-1"
                    aria-labelledby="tour-title"
                    aria-describedby="tour-text"
                    data-stop=move || stop.get().map(|stop| (stop + 1).to_string())
                    on:keydown=on_key
                >
                    {move || stop.get().map(|at| view! { <Words stop at on_end=end /> })}
                </div>
            }
        })
    }
}

#[component]
fn Words(stop: RwSignal<Option<usize>>, at: usize, #[prop(into)] on_end: Callback<()>) -> impl IntoView {
    let here = STOPS.get(at)?;
    let last = at + 1 == STOPS.len();
    let next = move |()| if last { on_end.run(()) } else { stop.set(Some(at + 1)) };
    Some(view! {
        <p class="tour-count">{format!("{} of {}", at + 1, STOPS.len())}</p>
        <h2 id="tour-title">{here.title}</h2>
        <p id="tour-text">{here.text}</p>
        <div class="tour-actions">
            {(!last).then(|| view! { <Button small=true look=Look::Subtle on_press=on_end>"Skip tour"</Button> })}
            {(at > 0).then(|| view! { <Button small=true on_press=move |()| stop.set(Some(at - 1))>"Back"</Button> })}
            <Button small=true look=Look::Primary on_press=next>{if last { "Done" } else { "Next" }}</Button>
        </div>
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stop_is_a_place_that_exists() {
        for stop in &STOPS {
            assert!(!matches!(stop.route(), Route::NotFound(_)), "{}", stop.path);
        }
    }
}
