//! When a view was read, and when it will be again.

use leptos::prelude::*;

use super::{Glyph, IconButton};

/// "updated 14:03:20 · refreshes in 12 s" with a button that reads at once.
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
    let words = move || words(at.get().as_deref(), refreshes_in.get(), busy.get(), stale.get());
    let reason = move || busy.get().then(|| "Loading".to_owned());
    view! {
        <span class="read-at" class=("read-at-late", stale)>
            <span>{words}</span>
            <IconButton glyph=Glyph::Refresh label="Refresh" small=true disabled_reason=Signal::derive(reason) on_press=on_refresh />
        </span>
    }
}

fn words(at: Option<&str>, next: Option<u32>, busy: bool, stale: bool) -> String {
    let Some(at) = at else {
        return if busy { "loading…".to_owned() } else { "not loaded".to_owned() };
    };
    let age = if stale { format!("last updated {at}") } else { format!("updated {at}") };
    match next {
        _ if busy => format!("{age} · loading…"),
        Some(seconds) => format!("{age} · refreshes in {seconds} s"),
        None => age,
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn the_words_tell_reading_from_read_and_old() {
        assert_eq!(words(None, None, true, false), "loading…");
        assert_eq!(words(None, Some(3), false, false), "not loaded");
        assert_eq!(words(Some("14:03:20"), Some(12), false, false), "updated 14:03:20 · refreshes in 12 s");
        assert_eq!(words(Some("14:03:20"), Some(12), true, false), "updated 14:03:20 · loading…");
        assert_eq!(words(Some("14:03:20"), None, false, true), "last updated 14:03:20");
    }
}
