//! What users read before they are signed out, and how long they have.

use avd::rule::update::MESSAGE_LIMIT;
use leptos::prelude::*;

use super::super::draft::Text;
use super::super::wizard::Wizard;
use super::settings::OwnSettings;
use crate::components::{Field, NumberInput, TextArea};

/// The fields.
#[component]
pub fn Notifications(wizard: Wizard) -> impl IntoView {
    view! {
        <OwnSettings wizard>
        <Field
            id="logOffDelayMinutes".to_owned()
            label="Minutes before sign-out"
            help="Time between the message and the automatic sign-out (0 to 60). Adds to the duration of each batch.".to_owned()
            error=wizard.error("logOffDelayMinutes")
            required=true
        >
            <NumberInput value=wizard.text(Text::Delay) on_input=wizard.put(Text::Delay) min=0 max=60 unit="minutes".to_owned() />
        </Field>
        <Field
            id="logOffMessage".to_owned()
            label="Sign-out message"
            help="Shown to users on session hosts that are about to be replaced.".to_owned()
            error=wizard.error("logOffMessage")
        >
            <TextArea value=wizard.text(Text::Message) on_input=wizard.put(Text::Message) max=MESSAGE_LIMIT rows=4 />
        </Field>
        </OwnSettings>
    }
}
