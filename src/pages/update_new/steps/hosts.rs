//! What the update makes of the hosts: the wanted configuration beside what they run.

use avd::resource::SessionHostConfigurationProperties;
use avd::rule::drift::DriftSummary;
use leptos::prelude::*;

use super::super::compare::{Line, lines};
use super::super::facts::Facts;
use super::super::wizard::Wizard;
use super::WouldDoNothing;
use crate::components::{Badge, Banner, ButtonLink, DataTable, Glyph, KeyValue, KeyValueList, NoValue, Tone};
use crate::pages::parts::ErrorBanner;
use crate::route::Route;

/// The comparison.
#[component]
pub fn Hosts(wizard: Wizard) -> impl IntoView {
    let edit = Route::ConfigurationEdit(wizard.place.get_value()).href();
    view! {
        <p class="section-sub">
            "Every session host that is behind is replaced by a new virtual machine made from the session host configuration of the pool. What is to change is changed there, for the whole pool."
        </p>
        <WouldDoNothing wizard />
        {move || wizard.facts.with(|facts| view! { <Comparison facts=facts.clone() /> })}
        <ButtonLink glyph=Glyph::Edit href=edit>"Edit the configuration"</ButtonLink>
    }
}

#[component]
fn Comparison(facts: Facts) -> impl IntoView {
    let drift = facts.drift();
    match facts.wanted {
        Err(error) => view! { <ErrorBanner title="The session host configuration could not be read" error /> }.into_any(),
        Ok(None) => ().into_any(),
        Ok(Some(wanted)) => view! { <Read drift wanted active=facts.active /> }.into_any(),
    }
}

#[component]
fn Read(
    drift: Option<DriftSummary>,
    wanted: SessionHostConfigurationProperties,
    active: Option<SessionHostConfigurationProperties>,
) -> impl IntoView {
    let known = active.is_some();
    let rows = lines(active.as_ref(), &wanted).into_iter().map(|line| view! { <Row line known /> }).collect_view();
    let head = || {
        view! {
            <th scope="col">"Property"</th>
            <th scope="col">"Hosts run"</th>
            <th scope="col">"The update makes"</th>
        }
    };
    view! {
        <KeyValueList>
            <KeyValue label="Version of the configuration">
                {wanted.version.as_ref().map_or_else(|| view! { <NoValue /> }.into_any(), |version| version.to_string().into_any())}
            </KeyValue>
            <KeyValue label="Session hosts behind it">{drift_words(drift)}</KeyValue>
        </KeyValueList>
        {(!known)
            .then(|| {
                view! {
                    <Banner tone=Tone::Info title="What hosts run could not be read">
                        "The active configuration is not there or may not be read; only what the update makes is shown."
                    </Banner>
                }
            })}
        <div class="compare">
            <DataTable caption="What hosts run and what the update makes" compact=true head=head>
                {rows}
            </DataTable>
        </div>
    }
}

#[component]
fn Row(line: Line, known: bool) -> impl IntoView {
    let changes = known && line.changes();
    let value = |text: Option<String>| text.map_or_else(|| view! { <NoValue /> }.into_any(), IntoAny::into_any);
    view! {
        <tr class:row-changes=changes>
            <th scope="row">{line.label}</th>
            <td>{if known { value(line.now) } else { view! { <NoValue text="Could not check" /> }.into_any() }}</td>
            <td>
                {value(line.wanted)}
                {changes.then(|| view! { " " <Badge tone=Tone::Info text="Changes" /> })}
            </td>
        </tr>
    }
}

/// How many hosts are behind; what could not be checked is never a number.
pub fn drift_words(drift: Option<DriftSummary>) -> String {
    match drift {
        None => "Could not check".to_owned(),
        Some(all @ DriftSummary { behind, unknown: 0, .. }) => format!("{behind} of {}", all.total()),
        Some(all @ DriftSummary { behind, unknown, .. }) => {
            format!("{behind} of {}, and {unknown} that cannot be compared", all.total())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_checked_is_never_a_number() {
        assert_eq!(drift_words(None), "Could not check");
        assert_eq!(drift_words(Some(DriftSummary { up_to_date: 2, behind: 3, unknown: 0 })), "3 of 5");
        assert_eq!(
            drift_words(Some(DriftSummary { up_to_date: 0, behind: 3, unknown: 1 })),
            "3 of 4, and 1 that cannot be compared"
        );
    }
}
