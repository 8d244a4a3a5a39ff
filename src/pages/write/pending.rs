//! Writes that no dialog shows: left under way, or taken up after a reload. On every page, until they are put away.

use leptos::prelude::*;

use super::outcome::Progress;
use crate::components::{Button, Look};
use crate::live::writes::{Write, use_writes};
use crate::route::{PoolRef, PoolTab, Route};

/// What becomes of them.
#[component]
pub fn PendingWrites() -> impl IntoView {
    let writes = use_writes();
    writes.take_up();
    let open = Memo::new(move |_| writes.unattended());
    let row = move |(id, write): (String, Write)| {
        let over = write.stage.is_over();
        let dismiss = move |()| writes.dismiss(&id);
        let target = write.change.target;
        let name = target.name().to_owned();
        let place = PoolRef::of(target.as_str()).map(|pool| Route::Pool(pool, PoolTab::Overview).href());
        view! {
            <li class="pending-write">
                <p>
                    <strong>{write.change.title}</strong>
                    " · "
                    {match place {
                        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
                        None => name.into_any(),
                    }}
                </p>
                <Progress stage=write.stage />
                {over.then(|| view! { <Button look=Look::Subtle small=true on_press=Callback::new(dismiss)>"Dismiss"</Button> })}
            </li>
        }
    };
    view! {
        {move || {
            let open = open.get();
            (!open.is_empty())
                .then(|| view! { <ul class="pending-writes" aria-label="Changes on their way">{open.into_iter().map(row).collect_view()}</ul> })
        }}
    }
}
