//! When a view was read, and when it will be again.

use leptos::prelude::*;

use super::{Glyph, IconButton};

/// "Updated 14:03:20" with a button that reads at once.
#[component]
pub fn ReadAt(
    /// The time of reading, formatted; `None` before the first answer.
    #[prop(into)]
    at: Signal<Option<String>>,
    /// Seconds to the next reading; `None` when nothing is planned.
    #[prop(into, optional)]
    refreshes_in: Signal<Option<u32>>,
    /// A reading is under way.
    #[prop(into, optional)]
    busy: Signal<bool>,
    /// The last reading failed: what is shown is old.
    #[prop(into, optional)]
    stale: Signal<bool>,
    /// Reads at once.
    #[prop(into)]
    on_refresh: Callback<()>,
) -> impl IntoView {
    let words = move || words(at.get().as_deref(), busy.get(), stale.get());
    // A number that changes every second draws the eye: it shows on hover.
    let next = move || refreshes_in.get().map(|seconds| format!("Refreshes in {seconds} s"));
    let reason = move || busy.get().then(|| "Loading".to_owned());
    view! {
        <span class="read-at" class=("read-at-late", stale)>
            <span title=next>{words}</span>
            <IconButton glyph=Glyph::Refresh label="Refresh" small=true disabled_reason=Signal::derive(reason) on_press=on_refresh />
        </span>
    }
}

fn words(at: Option<&str>, busy: bool, stale: bool) -> String {
    let Some(at) = at else {
        return if busy { "Loading…".to_owned() } else { "Not loaded".to_owned() };
    };
    let age = if stale { format!("Last updated {at}") } else { format!("Updated {at}") };
    if busy { format!("{age} · loading…") } else { age }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn the_words_tell_reading_from_read_and_old() {
        assert_eq!(words(None, true, false), "Loading…");
        assert_eq!(words(None, false, false), "Not loaded");
        assert_eq!(words(Some("14:03:20"), false, false), "Updated 14:03:20");
        assert_eq!(words(Some("14:03:20"), true, false), "Updated 14:03:20 · loading…");
        assert_eq!(words(Some("14:03:20"), false, true), "Last updated 14:03:20");
    }
}
