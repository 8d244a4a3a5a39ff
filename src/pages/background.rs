//! What goes on behind the pages: says when the network is gone, recalls what was last seen, fetches the code of other pages, and has
//! the browser keep what the console needs to start without a network.

use host::Host;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::later;
use crate::browser::{Browser, online, quiet, worker};
use crate::components::{Banner, Tone};
use crate::estate::kept::{self, Whose};
use crate::estate::{EstateContext, use_estate};
use crate::session::{SessionContext, SignInStatus};

/// The line that says so while there is no network.
#[component]
pub fn Background() -> impl IntoView {
    let (estate, session) = (use_estate(), expect_context::<SessionContext>());
    let online = RwSignal::new(online::online());
    online::on_change(move |now| {
        // The app may have gone to another person by then.
        online.try_set(now);
        if now && untrack(|| estate.with(|estate| estate.error().is_some() || !estate.failures().is_empty())) {
            estate.refresh();
        }
    });
    let demo = untrack(|| session.world()).is_demo();
    if let SignInStatus::SignedIn(account) = untrack(|| session.status())
        && !demo
    {
        remember(estate, Whose { person: account.person(), directory: account.tenant_id });
    }
    spawn_local(async {
        quiet::quiet().await;
        // A build without names by content has nothing that could be kept.
        if cfg!(feature = "split") {
            worker::register().await;
        }
        if !online::saves_data() {
            later::fetch_all().await;
        }
    });
    move || {
        (!online.get() && !demo).then(|| {
            view! {
                <div class="offline">
                    <Banner tone=Tone::Warning title="There is no network">
                        "What is on screen stays as it was last read. Nothing is refreshed or sent until the network is back."
                    </Banner>
                </div>
            }
        })
    }
}

/// Shows what this person last saw here, and keeps what is read from now on.
fn remember(estate: EstateContext, whose: Whose) {
    let keeper = whose.clone();
    spawn_local(async move {
        if let Some((at, subscriptions, pools)) = whose.recall(Browser.now()).await {
            estate.recall(at, subscriptions, pools);
        }
    });
    let here = StoredValue::new(());
    Effect::new(move || {
        if estate.with(kept::is_whole) {
            let keeper = keeper.clone();
            spawn_local(async move {
                quiet::quiet().await;
                // Who has signed out meanwhile leaves nothing behind.
                let still_here = here.try_get_value().is_some();
                if let Some(record) = still_here.then(|| untrack(|| estate.with(kept::record))).flatten() {
                    keeper.keep(record).await;
                }
            });
        }
    });
}
