//! When the agent components are updated: by the service, or in windows.

use avd::resource::AgentUpdate;
use avd::rule::FieldProblem;
use avd::rule::agent_update::{by_service, first, is_scheduled, problems};
use leptos::prelude::*;

use crate::components::{Choice, RadioGroup};

/// The fields of `agentUpdate`.
#[component]
pub fn AgentUpdateFields(
    /// The setting; `None` leaves it to the service.
    #[prop(into)]
    value: Signal<Option<AgentUpdate>>,
    /// Called with the new setting at every change.
    #[prop(into)]
    on_change: Callback<Option<AgentUpdate>>,
) -> impl IntoView {
    let kind =
        Signal::derive(move || if value.with(|update| is_scheduled(update.as_ref())) { "windows" } else { "service" }.to_owned());
    let choose = move |kind: String| {
        let before = value.get_untracked();
        on_change.run(Some(if kind == "windows" { first(before.as_ref(), "UTC") } else { by_service(before.as_ref()) }));
    };
    let choices = vec![Choice::new("service", "The service decides"), Choice::new("windows", "In maintenance windows")];
    let error = Signal::derive(move || {
        let found = value.with(|update| problems(update.as_ref()));
        found.into_iter().find(|problem: &FieldProblem| !problem.warning).map(|problem| problem.message)
    });
    view! { <RadioGroup id="agentUpdate".to_owned() label="Agent updates" value=kind on_change=choose choices error /> }
}
