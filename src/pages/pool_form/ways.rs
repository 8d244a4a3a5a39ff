//! How a form is sent: which request, at which API version.

use avd::Family;
use avd::rule::host_pool_edit::{Way, barred, way, withdrawn};
use leptos::prelude::*;
use serde_json::Value;

use super::lines::Form;
use crate::client::ClientContext;
use crate::components::{Choice, RadioGroup};

/// What somebody wishes; nothing leaves it to the rule.
pub type Wish = RwSignal<Option<Way>>;

const WORDS: [(Way, &str); 3] = [(Way::Patch, "patch"), (Way::Newest, "newest"), (Way::Legacy, "legacy")];

/// The part of the form that says how it is sent and lets one choose. `received` is the pool, null for a new one; `unread` says why
/// it could not be read at 2022-02-10-preview.
pub fn ways(form: Form, received: Signal<Value>, wish: Wish, unread: Option<String>) -> AnyView {
    let context = expect_context::<ClientContext>();
    let (newest, legacy) = {
        let versions = context.versions();
        (versions.preferred(Family::HostPools), versions.preferred(Family::HostPoolPut))
    };
    let notice = withdrawn(&legacy, &context.versions()).unwrap_or_default();
    let name = move |way: Way| match way {
        Way::Patch => "PATCH: changes only".to_owned(),
        Way::Newest => format!("PUT: whole pool, {newest}"),
        Way::Legacy => format!("PUT: whole pool, {legacy}"),
    };
    let mut choices = vec![Choice::new("", "Automatic").with_help("The smallest request that covers your changes.")];
    let offered = Way::ALL.into_iter().filter(|way| form.existing || *way != Way::Patch);
    choices.extend(offered.map(|way| {
        let help = match way {
            Way::Patch => "Everything else stays the same.".to_owned(),
            Way::Newest if form.existing => "Sends the pool's current settings with your changes.".to_owned(),
            Way::Newest => "The newest API version.".to_owned(),
            Way::Legacy => format!("For migrationRequest. Newer properties aren't included. {notice}"),
        };
        Choice::new(word(way), name(way)).with_help(help)
    }));
    let why = Callback::new(move |value: String| {
        let way = parse(&value)?;
        let unread = unread
            .as_ref()
            .filter(|_| way == Way::Legacy)
            .map(|why| format!("Couldn't load the pool with this API version: {why}"));
        unread.or_else(|| received.with(|received| barred(way, received, &form.state.read().0, &context.versions())))
    });
    let said = {
        let name = name.clone();
        move || name(received.with(|received| way(received, &form.state.read().0, wish.get(), &context.versions())))
    };
    let value = Signal::derive(move || wish.get().map_or("", word).to_owned());
    view! {
        <details class="part">
            <summary>
                <span class="part-title">"Request"</span>
                <span class="part-said">{said}</span>
            </summary>
            <div class="part-body stack">
                <RadioGroup label="Request method" value=value on_change=move |value: String| wish.set(parse(&value)) choices=choices barred=why />
            </div>
        </details>
    }
    .into_any()
}

fn word(way: Way) -> &'static str {
    WORDS.iter().find(|(known, _)| *known == way).map_or("", |(_, word)| word)
}

fn parse(text: &str) -> Option<Way> {
    WORDS.iter().find(|(_, word)| *word == text).map(|(way, _)| *way)
}
