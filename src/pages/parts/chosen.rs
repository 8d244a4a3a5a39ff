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
    /// How many more a filter hides; nothing is done to those.
    #[prop(into, optional)]
    hidden: Signal<usize>,
    /// None is to be chosen any more.
    #[prop(into)]
    on_clear: Callback<()>,
    /// What stands behind all that.
    #[prop(optional_no_strip)]
    rest: Option<Children>,
    /// The buttons.
    children: Children,
) -> impl IntoView {
    let words = move || words(count.get(), hidden.get());
    let some = Memo::new(move |_| count.get() + hidden.get() > 0);
    view! {
        <div class="run-actions" role="group" aria-label=label>
            {children()}
            <span class="sessions-count" role="status">{words}</span>
            {move || some.get().then(|| view! { <Button look=Look::Subtle on_press=on_clear>"Clear selection"</Button> })}
            {rest.map(|rest| rest())}
        </div>
    }
}

fn words(count: usize, hidden: usize) -> String {
    let selected = if count == 0 { "None selected".to_owned() } else { format!("{} selected", Count(count)) };
    if hidden == 0 { selected } else { format!("{selected}, {} hidden by filters", Count(hidden)) }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn what_a_filter_hides_is_told_apart() {
        for (count, hidden, expected) in [
            (0, 0, "None selected"),
            (2, 0, "2 selected"),
            (2, 1, "2 selected, 1 hidden by filters"),
            (0, 1, "None selected, 1 hidden by filters"),
        ] {
            assert_eq!(words(count, hidden), expected);
        }
    }
}
