//! What the update is expected to do, beside the form. It says what it rests on.

use avd::rule::drift::DriftSummary;
use avd::rule::token::span;
use avd::rule::update::{Estimate, estimate};
use host::Duration;
use leptos::prelude::*;

use super::draft::Form;
use crate::components::{KeyValue, KeyValueList};

/// The plan.
#[component]
pub fn Plan(form: Form, hosts: Option<u64>, drift: Option<DriftSummary>) -> impl IntoView {
    let plan = Memo::new(move |_| {
        let number = |text: String| text.trim().parse::<i64>().ok();
        let (batch, delay) = (number(form.batch.get())?, number(form.delay.get())?);
        (batch >= 1 && (0..=60).contains(&delay)).then(|| estimate(hosts?, batch, delay).into())
    });
    view! {
        <aside class="card stack" aria-label="What to expect">
            <h2>"What to expect"</h2>
            <KeyValueList>
                <KeyValue label="Session hosts">{hosts.map_or_else(|| "could not be read".to_owned(), |hosts| hosts.to_string())}</KeyValue>
                <KeyValue label="Behind the configuration">{drift_words(drift)}</KeyValue>
                {move || {
                    plan.get()
                        .flatten()
                        .map(|plan: Estimate| {
                            view! {
                                <KeyValue label="Rounds">{format!("1 alone, then {}", rounds(plan))}</KeyValue>
                                <KeyValue label="Takes about">{span(Duration::from_secs(plan.minutes.saturating_mul(60)))}</KeyValue>
                                <KeyValue label="Stay in service">{format!("{} during a batch", plan.in_service)}</KeyValue>
                            }
                        })
                }}
            </KeyValueList>
            <p class="form-note">{Estimate::BASIS}</p>
            <p class="form-note">"Users may be signed out twice: early on, few updated session hosts take their new sessions."</p>
        </aside>
    }
}

fn rounds(plan: Estimate) -> String {
    match plan.batches.saturating_sub(1) {
        1 => "1 batch".to_owned(),
        count => format!("{count} batches"),
    }
}

fn drift_words(drift: Option<DriftSummary>) -> String {
    match drift {
        None => "could not be checked".to_owned(),
        Some(DriftSummary { behind, unknown: 0, .. }) => behind.to_string(),
        Some(DriftSummary { behind, unknown, .. }) => format!("{behind}, and {unknown} that cannot be compared"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_checked_is_never_a_number() {
        assert_eq!(drift_words(None), "could not be checked");
        assert_eq!(drift_words(Some(DriftSummary { up_to_date: 2, behind: 3, unknown: 0 })), "3");
        assert_eq!(drift_words(Some(DriftSummary { up_to_date: 0, behind: 3, unknown: 1 })), "3, and 1 that cannot be compared");
    }
}
