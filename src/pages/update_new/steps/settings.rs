//! Whose settings the update has: its own, saved to the policy or not, or those of the policy.

use leptos::prelude::*;

use super::super::settings::Settings;
use super::super::wizard::Wizard;
use crate::components::{Choice, RadioGroup};
use crate::route::{PoolTab, Route};

/// The choice.
#[component]
pub fn SettingsChoice(wizard: Wizard) -> impl IntoView {
    let value = Signal::derive(move || wizard.form.with(|form| form.settings.key().to_owned()));
    // A change is two writes already.
    let save = (!wizard.form.with_untracked(|form| form.changing)).then(|| {
        Choice::new(Settings::Save.key(), "For this update, and save to the policy")
            .with_help("Saves the management policy first, then starts the update. Later updates start with these settings.")
    });
    let own = Choice::new(Settings::Own.key(), "For this update only")
        .with_help("Filled in from the management policy. The policy doesn't change.");
    let policy = Choice::new(Settings::Policy.key(), "Use the policy")
        .with_help("Azure uses the policy's settings at the time the update starts.");
    view! {
        <RadioGroup
            label="Update settings"
            value=value
            on_change=move |word: String| wizard.choose_settings(Settings::parse(&word))
            choices=core::iter::once(own).chain(save).chain([policy]).collect()
        />
    }
}

/// Settings that can be changed unless they are the policy's.
#[component]
pub fn OwnSettings(wizard: Wizard, children: Children) -> impl IntoView {
    let by_policy = Memo::new(move |_| wizard.by_policy());
    let edit = Route::Pool(wizard.place.get_value(), PoolTab::Policy).href();
    view! {
        <fieldset class="stack" disabled=by_policy>{children()}</fieldset>
        {move || {
            let edit = edit.clone();
            by_policy.get().then(|| view! {
                <p class="form-note">"These are the policy's current settings. "<a href=edit>"Edit the policy"</a>" to change them."</p>
            })
        }}
    }
}
