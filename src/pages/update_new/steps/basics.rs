//! How many at once, and what becomes of the original machines.

use leptos::prelude::*;

use super::super::draft::Text;
use super::super::facts::Facts;
use super::super::wizard::Wizard;
use super::Warnings;
use super::settings::{OwnSettings, SettingsChoice};
use crate::components::{Checkbox, Field, KeyValue, KeyValueList, NoValue, NumberInput, Slider};

/// The fields.
#[component]
pub fn Basics(wizard: Wizard) -> impl IntoView {
    let hosts = Memo::new(move |_| wizard.facts.with(Facts::host_count));
    let batch = wizard.text(Text::Batch);
    let left = move || {
        let (hosts, batch) = (hosts.get()?, wizard.form.with(|form| form.number(Text::Batch))?);
        let left = hosts.saturating_sub(u64::try_from(batch).ok().filter(|batch| *batch > 0)?);
        Some(format!("{left} of {hosts}"))
    };
    let words = Signal::derive(move || {
        hosts.get().map_or_else(|| batch.get(), |hosts| format!("{} of {hosts} session hosts", batch.get()))
    });
    // The first host goes alone, so a batch never has more than the others.
    let most = Signal::derive(move || hosts.get().unwrap_or(1).saturating_sub(1).max(1));
    view! {
        <KeyValueList>
            <KeyValue label="Pool size">
                {move || match hosts.get() {
                    Some(1) => "1 session host".into_any(),
                    Some(hosts) => format!("{hosts} session hosts").into_any(),
                    None => view! { <NoValue text="Couldn't load" /> }.into_any(),
                }}
            </KeyValue>
            <KeyValue label="Available during the update">
                {move || match left() {
                    Some(left) => view! { <output>{left}</output> }.into_any(),
                    None => view! { <NoValue text="Not known" /> }.into_any(),
                }}
            </KeyValue>
        </KeyValueList>
        <SettingsChoice wizard />
        <OwnSettings wizard>
        <Field
            id="maxVmsRemoved".to_owned()
            label="Batch size"
            help="Session hosts replaced at a time, after 1 initial host. Larger batches are faster, but leave less capacity and fail to register more often.".to_owned()
            error=wizard.error("maxVmsRemoved")
            required=true
        >
            <div class="with-slider">
                <NumberInput value=batch on_input=wizard.put(Text::Batch) min=1 unit="session hosts".to_owned() />
                <Show when=move || { most.get() >= 2 }>
                    <Slider label="Session hosts at a time" value=batch on_input=wizard.put(Text::Batch) min=1 max=most words />
                </Show>
            </div>
        </Field>
        <Warnings wizard field="maxVmsRemoved" />
        <Checkbox
            checked=Signal::derive(move || wizard.form.with(|form| form.keep))
            on_change=move |keep| wizard.form.update(|form| form.keep = keep)
            label="Keep the original VMs"
            help="They stay deallocated for rollback. You pay for their disks until you delete them. Newer service versions may ignore this.".to_owned()
        />
        </OwnSettings>
    }
}
