//! Putting a finding aside, and what was put aside.

use avd::rule::attention::Finding;
use host::Duration;
use leptos::prelude::*;

use crate::components::{Button, Choice, Field, Look, Select, TextInput};
use crate::live::dismissals::{Dismissal, DismissalsContext};
use crate::live::use_clock;
use crate::pages::parts::When;
use crate::pages::write::QuestionDialog;

const DAY: u64 = 24 * 3600;
/// For how many days something can be put aside.
const SPANS: [(u64, &str); 4] = [(1, "1 day"), (7, "1 week"), (30, "30 days"), (90, "90 days")];

/// Asks why, and until when.
#[component]
pub fn DismissDialog(dismissing: RwSignal<Option<Finding>>) -> impl IntoView {
    let (dismissals, clock) = (expect_context::<DismissalsContext>(), use_clock());
    let (reason, days) = (RwSignal::new(String::new()), RwSignal::new("7".to_owned()));
    let close = Callback::new(move |()| {
        reason.set(String::new());
        dismissing.set(None);
    });
    let missing = Signal::derive(move || reason.with(|reason| reason.trim().is_empty()).then(|| "Enter a reason.".to_owned()));
    let dismiss = Callback::new(move |()| {
        if let Some(Finding { kind, pool, case, .. }) = dismissing.get_untracked() {
            let (now, reason) = (clock.read(), reason.get_untracked().trim().to_owned());
            let days = days.get_untracked().parse().unwrap_or(1);
            let until = now + Duration::from_secs(days * DAY);
            dismissals.add(Dismissal { kind, pool, case, reason, until }, now);
        }
        close.run(());
    });
    let about = move || {
        dismissing.with(|finding| finding.as_ref().map(|finding| format!("{} in {}", finding.kind.title(), finding.pool.name())))
    };
    view! {
        <QuestionDialog
            open=Signal::derive(move || dismissing.with(Option::is_some))
            title="Dismiss"
            on_close=close
            on_next=dismiss
            next="Dismiss"
            disabled_reason=missing
        >
            <p><strong>{about}</strong></p>
            <p>"Hides this in this browser until the date you choose, or until it changes. Nothing is sent to Azure."</p>
            <Field label="Reason" required=true>
                <TextInput value=reason on_input=move |value| reason.set(value) />
            </Field>
            <Select
                label="For"
                choices=Signal::stored(SPANS.map(|(days, label)| Choice::new(days.to_string(), label)).to_vec())
                value=days
                on_change=move |value| days.set(value)
            />
        </QuestionDialog>
    }
}

/// What was put aside, with the way back.
#[component]
pub fn DismissedList() -> impl IntoView {
    let (dismissals, minute) = (expect_context::<DismissalsContext>(), use_clock().minute());
    let open = Memo::new(move |_| dismissals.open(minute.get()));
    let row = move |one: Dismissal| {
        let back = one.clone();
        let title = format!("{} in {}", one.kind.title(), one.pool.name());
        view! {
            <li class="attention-line">
                <span class="attention-pool">{title}</span>
                <span class="attention-detail">{one.reason} <span class="tbl-quiet">" until " <When at=one.until /></span></span>
                <span class="attention-acts">
                    <Button look=Look::Subtle small=true on_press=move |()| dismissals.restore(&back)>"Restore"</Button>
                </span>
            </li>
        }
    };
    move || {
        let all = open.get();
        (!all.is_empty()).then(|| {
            let count = all.len();
            view! {
                <details class="attention-dismissed">
                    <summary>{format!("{count} dismissed")}</summary>
                    <ul class="attention-lines">{all.into_iter().map(row).collect_view()}</ul>
                </details>
            }
        })
    }
}
