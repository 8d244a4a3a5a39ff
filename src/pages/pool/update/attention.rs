//! Being told: the title and icon of the tab, a notification of the system, a sentence for those who hear the page.

use avd::resource::UpdateState;
use avd::rule::run::{Run, Tone as Weight};
use leptos::prelude::*;

use super::watch::Watch;
use crate::browser::{favicon, notify, title};
use crate::components::LiveRegion;
use crate::settings::SettingsContext;

/// What a run wants of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    /// Nothing: it goes on by itself.
    None,
    /// It stands still, or has ended otherwise than it should.
    Attention,
    /// It has ended well.
    Done,
}

impl Call {
    const fn of(run: &Run) -> Self {
        match run.phase.tone {
            Weight::Neutral | Weight::Active => Self::None,
            Weight::Good => Self::Done,
            Weight::Attention | Weight::Bad => Self::Attention,
        }
    }

    const fn mark(self) -> (&'static str, &'static str) {
        match self {
            Self::None => ("", "/icon.svg"),
            Self::Attention => ("!", "/icon-attention.svg"),
            Self::Done => ("✓", "/icon-done.svg"),
        }
    }
}

/// Tells of each turn that was seen from this page; what stood there when the page was opened is read, not told. Shows nothing.
#[component]
pub fn Attention(watch: Watch, pool: String) -> impl IntoView {
    let settings = expect_context::<SettingsContext>();
    let turn = Memo::new(move |_| watch.run.get().flatten().map(|run| (run.name, run.status)));
    Effect::new(move |before: Option<Option<Seen>>| {
        let now = turn.get()?;
        let run = watch.run.get_untracked().flatten()?;
        let call = called(before.flatten().as_ref(), &now, Call::of(&run));
        mark(call);
        if call != Call::None && untrack(|| settings.notify()) {
            let (heading, text) = words(&pool, &run);
            notify::show(&heading, &text, &format!("{pool} {}", now.0.as_deref().unwrap_or_default()));
        }
        Some(now)
    });
    on_cleanup(|| mark(Call::None));
    view! { <LiveRegion text=watch.said /> }
}

/// The name and the status of a run.
type Seen = (Option<String>, UpdateState);

/// Only a change is told: the first look tells nothing, a look that sees the same tells nothing.
fn called(before: Option<&Seen>, now: &Seen, call: Call) -> Call {
    if before.is_some_and(|before| before != now) { call } else { Call::None }
}

fn mark(call: Call) {
    let (before_title, icon) = call.mark();
    title::set_mark(before_title);
    favicon::set(icon);
}

fn words(pool: &str, run: &Run) -> (String, String) {
    let counts =
        run.completed.zip(run.total).map(|(completed, total)| format!(" {completed} of {total} session hosts are updated."));
    (format!("{pool}: update {}", run.phase.label.to_lowercase()), format!("{}{}", run.phase.meaning, counts.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn run(status: &str) -> Run {
        let progress = json!({"totalSessionHosts": 5, "sessionHostsCompleted": 2});
        Run::of(&serde_json::from_value(json!({"status": status, "properties": {"progress": progress}})).unwrap()).unwrap()
    }

    #[test]
    fn only_what_wants_a_person_calls() {
        let calls = [
            ("Scheduled", Call::None),
            ("UpdatingSessionHosts", Call::None),
            ("Pausing", Call::None),
            ("Paused", Call::Attention),
            ("Error", Call::Attention),
            ("Failed", Call::Attention),
            ("Cancelled", Call::Attention),
            ("Succeeded", Call::Done),
            ("Novel", Call::Attention),
        ];
        for (status, call) in calls {
            assert_eq!(Call::of(&run(status)), call, "{status}");
        }
    }

    #[test]
    fn what_stood_there_at_the_first_look_is_not_told() {
        let seen = |status: &str| (Some("r".to_owned()), UpdateState::parse(status));
        assert_eq!(called(None, &seen("Error"), Call::Attention), Call::None);
        assert_eq!(called(Some(&seen("Error")), &seen("Error"), Call::Attention), Call::None);
        assert_eq!(called(Some(&seen("Pausing")), &seen("Paused"), Call::Attention), Call::Attention);
    }

    #[test]
    fn the_words_name_pool_and_counts() {
        let (heading, text) = words("hp-1", &run("Error"));
        assert_eq!(heading, "hp-1: update stopped with an error");
        assert!(text.ends_with("2 of 5 session hosts are updated."), "{text}");
    }
}
