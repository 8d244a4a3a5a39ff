//! A point in time as people read it, and as it was received.

use host::Instant;
use leptos::prelude::*;

use super::age::age;
use crate::browser::intl::{self, Style};
use crate::live::use_clock;

/// The time in the browser's zone with its distance from now; hovering gives it as the service wrote it.
#[component]
pub fn When(
    /// The point in time.
    at: Instant,
) -> impl IntoView {
    let clock = use_clock();
    let words = intl::format(at, None, Style::Full).unwrap_or_else(|| at.to_rfc3339());
    let distance = move || distance(at, clock.now());
    view! {
        <time datetime=at.to_rfc3339() title=at.to_rfc3339()>
            {words}
        </time>
        " "
        <span class="tbl-quiet">{distance}</span>
    }
}

/// How long ago; the time itself is a hint.
#[component]
pub fn Ago(
    /// The point in time.
    at: Instant,
) -> impl IntoView {
    let clock = use_clock();
    let words = intl::format(at, None, Style::Full).unwrap_or_else(|| at.to_rfc3339());
    view! { <time class="tbl-quiet" datetime=at.to_rfc3339() title=words>{move || distance(at, clock.now())}</time> }
}

fn distance(at: Instant, now: Instant) -> String {
    if at > now { format!("in {}", age(now.until(at))) } else { format!("{} ago", age(now.since(at))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_and_after() {
        let noon = Instant::from_seconds(43_200);
        assert_eq!(distance(noon, Instant::from_seconds(43_260)), "1 min ago");
        assert_eq!(distance(noon, Instant::from_seconds(43_140)), "in 1 min");
        assert_eq!(distance(noon, noon), "0 s ago");
    }
}
