//! When what is on screen was read, and the button that reads it again.

use leptos::prelude::*;

use super::age::clock_time;
use crate::components::{Badge, ReadAt, Tone, Tooltip};
use crate::estate::EstateContext;
use crate::live::{Poll, RemoteHandle};

/// For one remote value, with the countdown of its poll if it has one.
#[component]
pub fn RemoteReadAt<T: Send + Sync + 'static>(
    /// The value.
    remote: RemoteHandle<T>,
    /// Its poll.
    #[prop(optional)]
    poll: Option<Poll>,
) -> impl IntoView {
    let at = Signal::derive(move || remote.with(|state| state.read_at().map(clock_time)));
    let busy = Signal::derive(move || remote.with(crate::live::Remote::is_loading));
    let stale = Signal::derive(move || remote.with(|state| state.error().is_some()));
    let refreshes_in = Signal::derive(move || poll.and_then(Poll::seconds_left).and_then(|seconds| u32::try_from(seconds).ok()));
    view! { <ReadAt at busy stale refreshes_in on_refresh=move |()| remote.refresh() /> }
}

/// For the estate: the age of its oldest part.
#[component]
pub fn EstateReadAt(
    /// The estate.
    estate: EstateContext,
) -> impl IntoView {
    let at = Signal::derive(move || estate.with(|state| state.read_at().map(clock_time)));
    let busy = Signal::derive(move || estate.with(crate::estate::Estate::is_loading));
    let stale = Signal::derive(move || estate.with(|state| state.error().is_some() || !state.failures().is_empty()));
    view! { <ReadAt at busy stale on_refresh=move |()| estate.refresh() /> }
}

/// Says that some of what is shown is older than the time of reading; why is told to pointer and keyboard.
#[component]
pub fn StaleMark(
    /// What is old.
    #[prop(into)]
    words: Signal<String>,
    /// Why, and what is done about it.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <Tooltip text=Signal::stored(Some(text)) let(described_by)>
            <span tabindex="0" role="status" aria-describedby=described_by>
                <Badge plain=true tone=Tone::Warning text=words />
            </span>
        </Tooltip>
    }
}
