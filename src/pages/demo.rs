//! The bar of the demo: what can be done to its world, a tour, and the way out.

mod tour;

use arm::ResourceId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use self::tour::{START_ID, Tour, was_seen};
use crate::client::ClientContext;
use crate::components::{Button, Glyph, Look, Toasts};
use crate::estate::{Touched, use_estate};
use crate::live::Nudge;
use crate::route::Route;
use crate::router::use_router;
use crate::session::SessionContext;

/// The bar. On the first visit the tour opens by itself, unless the link leads elsewhere.
#[component]
pub fn DemoBar(session: SessionContext) -> impl IntoView {
    let stop = RwSignal::new((!was_seen() && use_router().peek() == Route::Overview).then_some(0));
    view! {
        <section class="demo-tools" aria-label="Demo">
            <Order session verb="break" glyph=Glyph::Warning words="Make a host fail" />
            <Order session verb="advance" glyph=Glyph::Clock words="Fast-forward an hour" />
            <span id=START_ID tabindex="-1">
                <Button small=true look=Look::Subtle on_press=move |()| stop.set(Some(0))>"Take the tour"</Button>
            </span>
            <Button small=true look=Look::Subtle on_press=move |()| session.give_up_demo()>"Leave demo"</Button>
        </section>
        <Tour stop />
    }
}

/// A button that gives the demo's world an order.
#[component]
fn Order(session: SessionContext, verb: &'static str, glyph: Glyph, words: &'static str) -> impl IntoView {
    let (router, estate, toasts) = (use_router(), use_estate(), Toasts::expect());
    let (touched, nudge) = (Touched::of(expect_context::<ClientContext>()), expect_context::<Nudge>());
    let busy = RwSignal::new(false);
    let press = move |()| {
        let body = body(verb, &router.peek());
        busy.set(true);
        spawn_local(async move {
            let answer = untrack(|| session.world()).order(verb, &body).await;
            // The demo may have been left meanwhile.
            let _ = busy.try_set(false);
            match answer {
                Ok(answer) => {
                    touched.add(answer["pool"].as_str().and_then(|id| ResourceId::parse(id).ok()).into_iter());
                    estate.refresh();
                    nudge.all();
                    toasts.info(said(&answer));
                }
                Err(why) => toasts.error(why),
            }
        });
    };
    view! {
        <Button small=true look=Look::Subtle glyph busy on_press=press>
            {words}
        </Button>
    }
}

/// What an order says: the pool on screen, if there is one, and an hour.
fn body(verb: &str, route: &Route) -> Value {
    match (verb, route) {
        ("advance", _) => json!({ "minutes": 60 }),
        (_, Route::Pool(pool, _) | Route::UpdateNew(pool, _) | Route::ConfigurationEdit(pool, _) | Route::PoolEdit(pool)) => {
            json!({ "pool": pool.id().map(|id| id.to_string()) })
        }
        _ => json!({}),
    }
}

/// What has become of the world.
fn said(answer: &Value) -> String {
    let last = |id: &str| id.rsplit('/').next().unwrap_or_default().to_owned();
    match (answer["host"].as_str(), answer["pool"].as_str()) {
        (Some(host), Some(pool)) => {
            let host = host.split('.').next().unwrap_or(host);
            [host, " in ", &last(pool), " is unavailable now, and its next update will fail."].concat()
        }
        _ => "An hour has passed for updates and for VMs being created.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::{PoolRef, PoolTab};

    #[test]
    fn a_host_fails_in_the_pool_on_screen() {
        let pool = PoolRef::new("s", "g", "hp");
        let here = body("break", &Route::Pool(pool.clone(), PoolTab::Overview));
        assert_eq!(here["pool"], json!(pool.id().map(|id| id.to_string())));
        assert_eq!(body("break", &Route::default()), json!({}));
        assert_eq!(body("advance", &Route::Activity), json!({ "minutes": 60 }));
    }

    #[test]
    fn what_has_happened_is_said_with_names() {
        let answer = json!({ "pool": "/subscriptions/s/hostPools/hp-sales", "host": "vm-1.contoso.example" });
        assert_eq!(said(&answer), "vm-1 in hp-sales is unavailable now, and its next update will fail.");
    }
}
