//! What goes on behind the pages: says when the network is gone, fetches the code of other pages, and has the browser keep what
//! the console needs to start without a network.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::later;
use crate::browser::{online, quiet, worker};
use crate::components::{Banner, Tone};
use crate::estate::use_estate;
use crate::session::SessionContext;

/// The line that says so while there is no network.
#[component]
pub fn Background() -> impl IntoView {
    let estate = use_estate();
    let session = expect_context::<SessionContext>();
    let online = RwSignal::new(online::online());
    online::on_change(move |now| {
        // The app may have gone to another person by then.
        online.try_set(now);
        if now && untrack(|| estate.with(|estate| estate.error().is_some() || !estate.failures().is_empty())) {
            estate.refresh();
        }
    });
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
        (!online.get() && !session.world().is_demo()).then(|| {
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
