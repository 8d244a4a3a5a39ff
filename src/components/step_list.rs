//! The steps of a job, each with an address of its own.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepMark {
    /// Not seen yet.
    Ahead,
    /// Seen and in order.
    Done,
    /// Something in it is to be fixed.
    Wrong,
}

impl StepMark {
    const fn class(self) -> &'static str {
        match self {
            Self::Ahead => "step",
            Self::Done => "step step-done",
            Self::Wrong => "step step-wrong",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Ahead => "",
            Self::Done => " (done)",
            Self::Wrong => " (has a problem)",
        }
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepLink {
    /// Its words.
    pub label: &'static str,
    /// Where it is.
    pub href: String,
    /// How it stands.
    pub mark: StepMark,
    /// Whether it is the one on screen.
    pub current: bool,
}

/// An ordered list of links: every step can be gone to at any time.
#[component]
pub fn StepList(
    /// In their order.
    #[prop(into)]
    steps: Signal<Vec<StepLink>>,
    /// What they are the steps of.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let count = Memo::new(move |_| steps.with(Vec::len));
    let item = move |place: usize| {
        // By place: a link that has the focus must stay while its address changes with every key.
        let of = move |look: fn(&StepLink) -> String| {
            Signal::derive(move || steps.with(|steps| steps.get(place).map(look).unwrap_or_default()))
        };
        let mark = Memo::new(move |_| steps.with(|steps| steps.get(place).map_or(StepMark::Ahead, |step| step.mark)));
        let current = Memo::new(move |_| steps.with(|steps| steps.get(place).is_some_and(|step| step.current)));
        view! {
            <li>
                <a class=move || mark.get().class() href=of(|step| step.href.clone()) aria-current=move || current.get().then_some("step")>
                    <span class="step-mark" aria-hidden="true">
                        {move || match mark.get() {
                            StepMark::Done => view! { <Icon glyph=Glyph::Check /> }.into_any(),
                            StepMark::Wrong => view! { <Icon glyph=Glyph::Warning /> }.into_any(),
                            StepMark::Ahead => (place + 1).into_any(),
                        }}
                    </span>
                    <span>{of(|step| step.label.to_owned())}</span>
                    <span class="sr-only">{move || mark.get().words()}</span>
                </a>
            </li>
        }
    };
    view! {
        <nav class="steps" aria-label=label>
            <ol>{move || (0..count.get()).map(item).collect_view()}</ol>
        </nav>
    }
}
