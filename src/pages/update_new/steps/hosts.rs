//! What the update makes of the hosts: the wanted configuration beside what they run.

use avd::resource::SessionHostConfigurationProperties;
use avd::rule::configuration_edit::{DISK_NAME, presets};
use avd::rule::drift::DriftSummary;
use leptos::prelude::*;

use super::super::compare::{Line, lines};
use super::super::facts::Facts;
use super::super::step::Step;
use super::super::wizard::Wizard;
use super::WouldDoNothing;
use crate::components::{Badge, Banner, ButtonLink, DataTable, Glyph, KeyValue, KeyValueList, NoValue, Tone};
use crate::pages::parts::{ErrorBanner, When};
use crate::route::Route;

/// The comparison.
#[component]
pub fn Hosts(wizard: Wizard) -> impl IntoView {
    // The draft goes along and comes back.
    let edit = Signal::derive(move || {
        let draft = wizard.form.with(|form| form.to_query(Step::Hosts));
        Route::ConfigurationEdit(wizard.place.get_value(), draft).href()
    });
    let words = move || match wizard.facts.with(|facts| facts.wanted == Ok(None)) {
        true => "Create the configuration",
        false => "Change image or configuration",
    };
    view! {
        <p class="section-sub">
            "Replaces every out-of-date session host with a new VM created from the pool's session host configuration."
        </p>
        <WouldDoNothing wizard />
        {move || wizard.facts.with(|facts| view! { <Comparison facts=facts.clone() /> })}
        <p class="form-note">{DISK_NAME}</p>
        <ButtonLink glyph=Glyph::Edit href=edit>{words}</ButtonLink>
        <p class="form-note">
            "The configuration is saved and validated before the update, so the checks and the flight plan use it. Then you return here. This draft is kept."
        </p>
    }
}

#[component]
fn Comparison(facts: Facts) -> impl IntoView {
    let drift = facts.drift();
    match facts.wanted {
        Err(error) => view! { <ErrorBanner title="Couldn't load the session host configuration" error /> }.into_any(),
        Ok(None) => view! { <Presets /> }.into_any(),
        Ok(Some(wanted)) => view! { <Read drift wanted active=facts.active /> }.into_any(),
    }
}

/// What the form for a first configuration begins with.
#[component]
fn Presets() -> impl IntoView {
    let head = || {
        view! {
            <th scope="col">"Property"</th>
            <th scope="col">"Preset"</th>
        }
    };
    let row = |(name, value): (String, String)| view! { <tr><th scope="row">{name}</th><td>{value}</td></tr> };
    view! {
        <p class="section-sub">"A new configuration starts with these presets. You can change them before you create it."</p>
        <DataTable caption="Presets of a new session host configuration" compact=true head=head>
            {presets().into_iter().map(row).collect_view()}
        </DataTable>
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
            <th scope="col">"Current"</th>
            <th scope="col">"Target"</th>
        }
    };
    view! {
        <KeyValueList>
            <KeyValue label="Target version">
                {match wanted.version.as_ref().map(|version| (version.at(), version.to_string())) {
                    Some((Some(at), _)) => view! { <When at /> }.into_any(),
                    Some((None, text)) => text.into_any(),
                    None => view! { <NoValue /> }.into_any(),
                }}
            </KeyValue>
            <KeyValue label="Session hosts out of date">{drift_words(drift)}</KeyValue>
        </KeyValueList>
        {(!known)
            .then(|| {
                view! {
                    <Banner tone=Tone::Info title="Couldn't load the current configuration">
                        "Only the target is shown."
                    </Banner>
                }
            })}
        <div class="compare">
            <DataTable caption="Current and target configuration" compact=true head=head>
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
            <td>{if known { value(line.now) } else { view! { <NoValue text="Couldn't check" /> }.into_any() }}</td>
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
        None => "Couldn't check".to_owned(),
        Some(all @ DriftSummary { behind, unknown: 0, .. }) => format!("{behind} of {}", all.total()),
        Some(all @ DriftSummary { behind, unknown, .. }) => {
            format!("{behind} of {}, and {unknown} that can't be compared", all.total())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_checked_is_never_a_number() {
        assert_eq!(drift_words(None), "Couldn't check");
        assert_eq!(drift_words(Some(DriftSummary { up_to_date: 2, behind: 3, unknown: 0 })), "3 of 5");
        assert_eq!(
            drift_words(Some(DriftSummary { up_to_date: 0, behind: 3, unknown: 1 })),
            "3 of 4, and 1 that can't be compared"
        );
    }
}
