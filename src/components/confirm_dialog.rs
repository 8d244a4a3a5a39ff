//! The question before a step that cannot be taken back.

use leptos::prelude::*;

use super::{Button, Dialog, Field, Look, TextInput};

/// Asks whether to go on. For the gravest steps the name of the thing must be typed.
#[component]
pub fn ConfirmDialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// The question: "Revoke the token of pool-a?".
    #[prop(into)]
    title: Signal<String>,
    /// The verb of the button that does it.
    #[prop(into)]
    action: Signal<String>,
    /// The step destroys something.
    #[prop(optional)]
    danger: bool,
    /// What must be typed before it can be done.
    #[prop(into, optional)]
    typed: Signal<Option<String>>,
    /// It is being done.
    #[prop(into, optional)]
    busy: Signal<bool>,
    /// Yes.
    #[prop(into)]
    on_confirm: Callback<()>,
    /// No.
    #[prop(into)]
    on_cancel: Callback<()>,
    /// What will happen.
    children: ChildrenFn,
) -> impl IntoView {
    let input = RwSignal::new(String::new());
    // A name typed for one question must not answer the next.
    Effect::new(move |_| {
        if !open.get() {
            input.set(String::new());
        }
    });
    let reason = Signal::derive(move || typed.get().filter(|name| input.get() != *name).map(|name| format!("Type {name} first")));
    let children = StoredValue::new(children);
    let footer = move || {
        view! {
            <Button on_press=on_cancel disabled_reason=Signal::derive(move || busy.get().then(|| "Wait until it's done".to_owned()))>
                "Cancel"
            </Button>
            <Button look=if danger { Look::Danger } else { Look::Primary } busy disabled_reason=reason on_press=on_confirm>
                {action}
            </Button>
        }
    };
    let typing = move || {
        typed.get().map(|name| {
            view! {
                <Field label=format!("Type {name} to confirm") required=true>
                    <TextInput value=input on_input=move |text| input.set(text) mono=true />
                </Field>
            }
        })
    };
    view! {
        <Dialog open title busy on_close=on_cancel footer>
            {children.with_value(|children| children())}
            {typing}
        </Dialog>
    }
}
