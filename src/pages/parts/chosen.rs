//! The bar over a table of which rows are chosen.

use leptos::prelude::*;

use super::Count;
use crate::components::{Button, Look};

/// What can be done to the chosen rows, how many those are, and the way to choose none.
#[component]
pub fn ChosenBar(
    /// What it is, for those who do not see where it stands: "Actions on the selected sessions".
    label: &'static str,
    /// How many are chosen.
    count: Signal<usize>,
    /// None is to be chosen any more.
    on_clear: Callback<()>,
    /// What stands behind all that.
    #[prop(optional_no_strip)]
    rest: Option<Children>,
    /// The buttons.
    children: Children,
) -> impl IntoView {
    let words = move || match count.get() {
        0 => "None selected".to_owned(),
        count => format!("{} selected", Count(count)),
    };
    let some = Memo::new(move |_| count.get() > 0);
    view! {
        <div class="run-actions" role="group" aria-label=label>
            {children()}
            <span class="sessions-count" role="status">{words}</span>
            {move || some.get().then(|| view! { <Button look=Look::Subtle on_press=on_clear>"Clear"</Button> })}
            {rest.map(|rest| rest())}
        </div>
    }
}
