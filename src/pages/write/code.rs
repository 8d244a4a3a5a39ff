//! A change in every language, to be copied.

use arm::Call;
use avd::Change;
use avd::script::{Code, codes, read_codes};
use leptos::prelude::*;

use crate::client::ClientContext;
use crate::components::{Button, CodeTab, CodeTabs, Dialog, DialogShape, Look};
use crate::pages::parts::in_own_time;
use crate::settings::SettingsContext;

/// A piece of code as a tab.
pub fn code_tab(code: Code) -> CodeTab {
    CodeTab {
        label: code.label.to_owned(),
        name: if code.label == "REST" { "Request".to_owned() } else { code.label.to_owned() },
        text: code.text,
        note: code.note,
        links: code.links.iter().map(|(words, href)| ((*words).to_owned(), (*href).to_owned())).collect(),
    }
}

/// "Copy as code": the request itself, and the same for the Azure CLI, PowerShell and Bicep.
#[component]
#[allow(clippy::needless_pass_by_value)] // A component owns its props.
pub fn ChangeCode(change: Change) -> impl IntoView {
    let client = expect_context::<ClientContext>().client();
    let tabs = codes(&change, client.endpoint()).into_iter().map(code_tab);
    view! { <CodeTabs label="Copy as code" tabs=tabs.collect() /> }
}

/// The request of a review, shown or not as the person left it in the last one.
#[component]
pub fn RequestPart(children: ChildrenFn) -> impl IntoView {
    let settings = expect_context::<SettingsContext>();
    let node = NodeRef::<leptos::html::Details>::new();
    let toggled = move |_| {
        // The browser tells late: the review may be closed by then.
        let Some(open) = node.try_get_untracked().flatten().map(|node| node.open()) else { return };
        if open != untrack(|| settings.request()) {
            settings.set_request(open);
        }
    };
    view! {
        <details class="run-raw review-request" node_ref=node prop:open=move || settings.request() on:toggle=toggled>
            <summary>"Show request"</summary>
            <Show when=move || settings.request()>{children()}</Show>
        </details>
    }
}

/// How to read what is shown without this console.
#[component]
#[allow(clippy::needless_pass_by_value)] // A component owns its props.
pub fn ReadCode(
    /// What is read: "Read the configuration with code".
    #[prop(into)]
    title: String,
    /// The request that reads it.
    call: Call,
) -> impl IntoView {
    let client = expect_context::<ClientContext>().client();
    let tabs = read_codes(&call, client.endpoint()).into_iter().map(code_tab).collect();
    view! {
        <details class="read-code">
            <summary>{title.clone()}</summary>
            <CodeTabs label=title tabs=tabs />
        </details>
    }
}

/// The same in a dialog, for a change that was sent.
#[component]
pub fn CodeDialog(
    /// The change; the dialog is open while there is one.
    change: RwSignal<Option<Change>>,
) -> impl IntoView {
    let close = Callback::new(move |()| change.set(None));
    let footer = move || view! { <Button look=Look::Primary on_press=close>"Close"</Button> };
    let title = move || {
        change.with(|change| change.as_ref().map_or_else(String::new, |change| format!("Code: {}", in_own_time(&change.title))))
    };
    view! {
        <Dialog open=Signal::derive(move || change.with(Option::is_some)) on_close=close title=Signal::derive(title) shape=DialogShape::Wide footer=footer>
            {move || change.get().map(|change| view! { <div class="review stack"><ChangeCode change /></div> })}
        </Dialog>
    }
}
