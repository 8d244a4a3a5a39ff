//! A form with its summary, and the dialogs.

use leptos::prelude::*;

use crate::components::{
    Button, Checkbox, Choice, ConfirmDialog, DateInput, Dialog, DialogShape, Field, FormActions, Glyph, Look, NumberInput,
    Problem, ProblemSummary, RadioGroup, Select, TextArea, TextInput, TimeInput,
};

#[component]
pub(super) fn Forms() -> impl IntoView {
    let name = RwSignal::new("hp weu engineering".to_owned());
    let batch = RwSignal::new("2".to_owned());
    let message = RwSignal::new("Your session host is updated tonight. Please save your work.".to_owned());
    let when = RwSignal::new("later".to_owned());
    let delete = RwSignal::new(true);
    let zone = RwSignal::new("weu".to_owned());
    let error = move || {
        name.with(|name| name.contains(' ').then(|| "A name has letters, digits, dots, dashes and underscores.".to_owned()))
    };
    let problems =
        move || error().map(|message| Problem { field: Some("name".to_owned()), message }).into_iter().collect::<Vec<_>>();
    view! {
        <section class="section">
            <h2>"Form"</h2>
            <form class="form" on:submit=|event| event.prevent_default()>
                <ProblemSummary problems=Signal::derive(problems) />
                <Field label="Name" id="name" required=true help="It cannot be changed later." error=Signal::derive(error)>
                    <TextInput value=name on_input=move |text| name.set(text) mono=true />
                </Field>
                <Field label="Hosts at a time" required=true help="How many are taken away from the users at once.">
                    <NumberInput value=batch on_input=move |text| batch.set(text) min=1 max=100 unit="hosts" />
                </Field>
                <RadioGroup
                    label="Start"
                    value=when
                    on_change=move |value| when.set(value)
                    choices=vec![
                        Choice::new("now", "Now").with_help("As soon as it is sent."),
                        Choice::new("later", "At a time").with_help("In the next fourteen days."),
                    ]
                />
                <div class="fld">
                    <div class="form-row">
                        <Field label="Day" required=true>
                            <DateInput value="2026-11-22" on_input=|_| () />
                        </Field>
                        <Field label="Time" required=true>
                            <TimeInput value="22:00" on_input=|_| () />
                        </Field>
                        <Field label="Time zone" required=true>
                            <Select
                                value=zone
                                on_change=move |value| zone.set(value)
                                choices=vec![Choice::new("utc", "UTC"), Choice::new("weu", "W. Europe Standard Time")]
                            />
                        </Field>
                    </div>
                </div>
                <Field label="Message to users" help="Shown before they are signed out.">
                    <TextArea value=message on_input=move |text| message.set(text) max=260 />
                </Field>
                <Checkbox
                    label="Delete the old machines"
                    help="Otherwise they stay, shut down, and cost their disks."
                    checked=delete
                    on_change=move |on| delete.set(on)
                />
                <FormActions note="Nothing is sent before the review.">
                    <Button look=Look::Primary submit=true>"Review"</Button>
                    <Button>"Cancel"</Button>
                    <Dialogs />
                </FormActions>
            </form>
        </section>
    }
}

#[component]
fn Dialogs() -> impl IntoView {
    let confirm = RwSignal::new(false);
    let drawer = RwSignal::new(false);
    let footer = move || view! { <Button on_press=move |()| drawer.set(false)>"Close"</Button> };
    view! {
        <Button look=Look::Subtle on_press=move |()| confirm.set(true)>"Open a question"</Button>
        <Button look=Look::Subtle on_press=move |()| drawer.set(true)>"Open a drawer"</Button>
        <ConfirmDialog
            open=confirm
            title="Revoke the registration token?"
            action="Revoke"
            danger=true
            typed="hp-weu-engineering"
            on_confirm=move |()| confirm.set(false)
            on_cancel=move |()| confirm.set(false)
        >
            <p>"Machines that are being built with it will not be able to join the pool. Hosts that are registered stay."</p>
        </ConfirmDialog>
        <Dialog open=drawer title="avd-eng-3.contoso.example" shape=DialogShape::Drawer on_close=move |()| drawer.set(false) footer>
            <p>"Details beside the page."</p>
            <Field label="Assigned user">
                <TextInput value="" on_input=|_| () placeholder="someone@contoso.example" />
            </Field>
            <Button glyph=Glyph::Play>"Start"</Button>
        </Dialog>
    }
}
