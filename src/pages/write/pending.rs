//! Writes to a resource that are still under way or ended in doubt: on its page, after a reload too.

use arm::ResourceId;
use leptos::prelude::*;

use super::outcome::Progress;
use crate::components::{Button, Look};
use crate::live::writes::{Write, use_writes};

/// The open writes to `target` that no dialog shows.
#[component]
pub fn PendingWrites(
    /// The resource.
    #[prop(into)]
    target: Signal<Option<ResourceId>>,
) -> impl IntoView {
    let writes = use_writes();
    let open =
        Memo::new(move |_| target.with(|target| target.as_ref().map(|target| writes.open_for(target)).unwrap_or_default()));
    let row = move |(id, write): (String, Write)| {
        let over = write.stage.is_over();
        let dismiss = move |()| writes.dismiss(&id);
        view! {
            <li class="pending-write">
                <strong>{write.change.title}</strong>
                <Progress stage=write.stage />
                {over.then(|| view! { <Button look=Look::Subtle small=true on_press=Callback::new(dismiss)>"Dismiss"</Button> })}
            </li>
        }
    };
    view! {
        {move || {
            let open = open.get();
            (!open.is_empty()).then(|| view! { <ul class="pending-writes">{open.into_iter().map(row).collect_view()}</ul> })
        }}
    }
}
