//! When the tokens that were read end: a mark for each on a line from now to 27 days. The words beside it and the table say the same.

use avd::rule::token::{self, TokenState};
use host::{Duration, Instant};
use leptos::prelude::*;

use crate::components::Tone;

const HOUR: f64 = 3600.0;
/// The longest life of a token.
const LONGEST: f64 = 27.0 * 24.0 * HOUR;
/// The line begins and ends so many hundredths from the edges: a mark and its label have a width.
const EDGE: f64 = 2.5;
const TICKS: [(f64, &str); 6] =
    [(0.0, "now"), (1.0, "1 h"), (8.0, "8 h"), (24.0, "1 day"), (24.0 * 7.0, "7 days"), (24.0 * 27.0, "27 days")];
/// Marks nearer than this are drawn above each other.
const NEAR: f64 = 1.2;
/// So many at most: then the topmost stands for all that follow.
const HIGH: usize = 3;

/// A token that ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// When.
    pub at: Instant,
    /// Whose it is.
    pub pool: String,
}

/// A mark: where, how high, and what it stands for.
#[derive(Clone, Debug, PartialEq)]
struct Mark {
    x: f64,
    level: usize,
    soon: bool,
    title: String,
}

/// Hundredths of the width: the nearer, the more room an hour has.
fn place(left: Duration) -> f64 {
    let part = (1.0 + left.as_secs_f64() / HOUR).ln() / (1.0 + LONGEST / HOUR).ln();
    EDGE + part.clamp(0.0, 1.0) * (100.0 - 2.0 * EDGE)
}

fn marks(ends: &[End], now: Instant) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut ends: Vec<&End> = ends.iter().filter(|end| end.at > now).collect();
    ends.sort();
    for End { at, pool } in ends {
        let left = now.until(*at);
        let title = format!("{pool}: {} left", token::span(left));
        let (x, level) = match marks.last() {
            Some(last) if place(left) - last.x < NEAR => (last.x, last.level + 1),
            _ => (place(left), 0),
        };
        match marks.last_mut() {
            Some(last) if level > HIGH => last.title = format!("{}\n{title}", last.title),
            _ => marks.push(Mark { x, level, soon: TokenState::Valid { until: *at }.ends_soon(now), title }),
        }
    }
    marks
}

/// What the drawing shows, in a sentence.
fn words(ends: &[End], now: Instant) -> String {
    let mut valid: Vec<&End> = ends.iter().filter(|end| end.at > now).collect();
    valid.sort();
    let within = |hours: u64| valid.iter().filter(|end| now.until(end.at) < Duration::from_secs(hours * 3600)).count();
    let count = |count: usize| if count == 1 { "1 token is valid".to_owned() } else { format!("{count} tokens are valid") };
    match valid.first() {
        None => "No valid tokens among the pools that were checked.".to_owned(),
        Some(first) => format!(
            "{} among the pools that were checked. Expiring within an hour: {}; a day: {}; a week: {}. Next: {}, in {}.",
            count(valid.len()),
            within(1),
            within(24),
            within(24 * 7),
            first.pool,
            token::span(now.until(first.at)),
        ),
    }
}

/// The line with its marks; nothing before the first token was read.
#[component]
pub fn Timeline(#[prop(into)] ends: Signal<Vec<End>>, #[prop(into)] now: Signal<Instant>) -> impl IntoView {
    let any = Memo::new(move |_| ends.with(|ends| !ends.is_empty()));
    let drawing = move || {
        let marks = ends.with(|ends| marks(ends, now.get()));
        marks.into_iter().map(|mark| view! {
            <circle class=if mark.soon { Tone::Warning.class() } else { Tone::Success.class() } cx=percent(mark.x) cy=38 - 9 * mark.level r="4">
                <title>{mark.title}</title>
            </circle>
        }).collect_view()
    };
    let ticks = || {
        TICKS.map(|(hours, label)| {
            let x = percent(place(Duration::from_secs_f64(hours * HOUR)));
            view! {
                <line x1=x.clone() x2=x.clone() y1="40" y2="48" />
                <text x=x y="60">{label}</text>
            }
        })
    };
    move || {
        any.get().then(|| {
            view! {
                <figure class="timeline">
                    <svg aria-hidden="true" focusable="false">
                        <rect class="timeline-soon" x=percent(EDGE) width=percent(place(token::SOON) - EDGE) y="4" height="40" />
                    <text class="timeline-note" x=percent(EDGE + 0.7) y="16">"expires soon"</text>
                        <line x1=percent(EDGE) x2=percent(100.0 - EDGE) y1="44" y2="44" />
                        {ticks().collect_view()}
                        {drawing}
                    </svg>
                    <figcaption>{move || ends.with(|ends| words(ends, now.get()))}</figcaption>
                </figure>
            }
        })
    }
}

fn percent(part: f64) -> String {
    format!("{part:.2}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_seconds(1_000_000);

    fn end(pool: &str, minutes: u64) -> End {
        End { at: NOW + Duration::from_secs(minutes * 60), pool: pool.to_owned() }
    }

    #[test]
    fn marks_stand_in_order_and_never_in_each_other() {
        let ends: Vec<End> = (1..60).map(|at| end("hp", at * at * 10)).collect();
        let marks = marks(&ends, NOW);
        assert!(marks.windows(2).all(|two| two[0].x < two[1].x || two[0].x == two[1].x && two[0].level < two[1].level));
        assert!(marks.iter().all(|mark| mark.level <= HIGH && mark.x >= EDGE && mark.x <= 100.0 - EDGE));
        let told: usize = marks.iter().map(|mark| mark.title.lines().count()).sum();
        assert_eq!(told, ends.len(), "none is lost");
        assert_eq!(marks.iter().filter(|mark| mark.soon).count(), 2, "10 and 40 minutes");
    }

    #[test]
    fn the_words_count_what_is_valid() {
        assert_eq!(words(&[end("hp", 0)], NOW), "No valid tokens among the pools that were checked.");
        let ends = [end("b", 60 * 30), end("a", 47), end("gone", 0)];
        assert_eq!(
            words(&ends, NOW),
            "2 tokens are valid among the pools that were checked. Expiring within an hour: 1; a day: 1; a week: 2. Next: a, in 47 min."
        );
    }
}
