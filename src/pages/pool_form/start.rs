//! What a new pool begins with: nothing, a pool that exists, or a pool out of a file.

use arm::ResourceId;
use avd::operation::host_pools;
use avd::rule::host_pool_edit::{self, Draft, Imported, import, label};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::kept::leave;
use super::new::{KEPT, Place};
use crate::browser::file;
use crate::client::ClientContext;
use crate::components::{Banner, Button, Dialog, DialogShape, Field, Look, Picker, Suggestion, Suggestions, TextArea, Tone};
use crate::estate::{Estate, EstateContext, display_name};
use crate::pages::parts::ErrorBanner;

/// What a draft began with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// Where it came from, for a heading; empty for a pool from scratch.
    pub title: String,
    /// What goes with the new pool beside the fields of the form.
    pub base: Value,
    /// The fields it began with.
    pub draft: Draft,
    dropped: Vec<String>,
    unknown: Vec<String>,
}

impl Start {
    /// From scratch.
    pub fn fresh() -> Self {
        Self { draft: Draft::of_new(), ..Self::default() }
    }

    fn with(title: String, imported: Imported) -> Self {
        let draft = imported.draft();
        let Imported { base, dropped, unknown, .. } = imported;
        Self { title, base, draft, dropped, unknown }
    }
}

/// A draft that copies a pool: everything but its name. Its place is where the pool is.
pub fn copy(pool: &ResourceId, received: &Value) -> (Place, Start) {
    let place = Place {
        subscription: pool.subscription().unwrap_or_default().to_owned(),
        resource_group: pool.resource_group().unwrap_or_default().to_owned(),
        name: String::new(),
    };
    (place, Start::with(format!("A copy of {}", pool.name()), host_pool_edit::copy(received)))
}

/// Leaves a copy of a pool for the form of a new one, which is opened next.
pub fn leave_copy(pool: &ResourceId, received: &Value) {
    let (place, start) = copy(pool, received);
    leave(KEPT, &(start.draft.clone(), place, start));
}

/// The card above the form: what to begin with, or what it began with.
pub fn start_card(
    start: RwSignal<Start>,
    estate: EstateContext,
    begin: Callback<(Option<Place>, Option<String>, Start)>,
) -> impl IntoView {
    let importing = RwSignal::new(false);
    let taken = Callback::new(move |imported: Imported| {
        let title = imported.name.as_ref().map_or_else(|| "An imported pool".to_owned(), |name| format!("Imported: {name}"));
        begin.run((None, imported.name.clone(), Start::with(title, imported)));
    });
    view! {
        {move || {
            let Start { title, dropped, unknown, .. } = start.get();
            if title.is_empty() {
                view! { <Begin estate begin on_import=move |()| importing.set(true) /> }.into_any()
            } else {
                let over = move |()| begin.run((None, None, Start::fresh()));
                let actions = move || view! { <Button small=true on_press=over>"Start from scratch"</Button> };
                view! {
                    <Banner tone=Tone::Info title=title actions=actions>
                        {(!dropped.is_empty()).then(|| view! { <p>"Not copied (specific to the original host pool or read-only): "{names(&dropped)}</p> })}
                        {(!unknown.is_empty()).then(|| view! { <p>"Copied, although unknown to this console: "{names(&unknown)}</p> })}
                    </Banner>
                }
                    .into_any()
            }
        }}
        <ImportDialog open=importing on_import=taken />
    }
}

fn names(paths: &[String]) -> String {
    paths.iter().map(|path| label(path)).collect::<Vec<_>>().join(", ")
}

#[component]
fn Begin(
    estate: EstateContext,
    begin: Callback<(Option<Place>, Option<String>, Start)>,
    #[prop(into)] on_import: Callback<()>,
) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let (busy, failed) = (RwSignal::new(false), RwSignal::new(None::<arm::Error>));
    let suggestions = Suggestions {
        list: Signal::derive(move || estate.with(pools)),
        busy: Signal::derive(move || busy.get() || estate.with(Estate::is_loading)),
        missing: Signal::default(),
    };
    let pick = move |id: String| {
        let Ok(pool) = ResourceId::parse(id.trim()) else { return };
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let answer = context.client().read::<Value>(&host_pools::get(&pool, &context.versions())).await;
            // The page may be gone by now.
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(read) => {
                    let (place, start) = copy(&pool, &read.value);
                    begin.run((Some(place), None, start));
                }
                Err(error) => failed.set(Some(error)),
            }
        });
    };
    view! {
        <section class="card form-start">
            <Field label="Start from an existing pool" help="Copies everything except the name.".to_owned()>
                <Picker value=Signal::stored(String::new()) on_change=pick suggestions=suggestions />
            </Field>
            <Button on_press=on_import>"Import…"</Button>
        </section>
        {move || failed.get().map(|error| view! { <ErrorBanner title="Couldn't load the host pool" error=error /> })}
    }
}

fn pools(estate: &Estate) -> Vec<Suggestion> {
    let one = |of: crate::estate::PoolOf<'_>| {
        let id = of.pool.resource_id()?;
        let parts = [of.pool.properties.friendly_name.as_deref(), id.resource_group(), Some(display_name(of.subscription))];
        let detail: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        Some(Suggestion {
            value: id.as_str().to_owned(), label: id.name().to_owned(), detail: detail.join(" · "), against: None
        })
    };
    estate.pools().filter_map(one).collect()
}

#[component]
fn ImportDialog(open: RwSignal<bool>, on_import: Callback<Imported>) -> impl IntoView {
    let (text, wrong) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let close = Callback::new(move |()| {
        open.set(false);
        text.set(String::new());
        wrong.set(None);
    });
    let take_it = Callback::new(move |()| match text.with_untracked(|text| import(text)) {
        Ok(imported) => {
            close.run(());
            on_import.run(imported);
        }
        Err(why) => wrong.set(Some(why)),
    });
    let chosen = move |event: leptos::ev::Event| {
        spawn_local(async move {
            match file::chosen(event).await {
                Ok(Some(content)) => {
                    wrong.set(None);
                    text.set(content);
                }
                Ok(None) => {}
                Err(why) => wrong.set(Some(format!("Couldn't read the file: {why}"))),
            }
        });
    };
    let footer = move || {
        view! {
            <Button on_press=close>"Cancel"</Button>
            <Button look=Look::Primary on_press=take_it>"Import"</Button>
        }
    };
    view! {
        <Dialog open=open on_close=close title="Import a host pool" shape=DialogShape::Wide footer=footer>
            <div class="stack">
                <p>
                    "Accepts a host pool from the REST API, an ARM resource or template, Azure CLI output, or an export from this console. Registration tokens and read-only properties are skipped. Nothing is sent yet."
                </p>
                <label class="file">
                    <span class="fld-label">"From a file"</span>
                    <input type="file" accept=".json,application/json" on:change=chosen />
                </label>
                <Field id="import".to_owned() label="Or paste JSON" error=wrong required=true>
                    <TextArea value=text on_input=move |typed| text.set(typed) rows=12 />
                </Field>
            </div>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn a_copy_has_everything_but_the_name() {
        let id = "/subscriptions/daefabc0-95b4-48b3-b645-8a753a63c4fa/resourceGroups/rg/providers/Microsoft.DesktopVirtualization/hostPools/hp";
        let received = json!({"id": id, "name": "hp", "location": "westeurope", "properties": {"hostPoolType": "Personal", "novel": 1,
            "objectId": "o", "migrationRequest": {"operation": "Start"}}});
        let (place, start) = copy(&ResourceId::parse(id).unwrap(), &received);
        assert_eq!((place.resource_group.as_str(), place.name.as_str()), ("rg", ""));
        assert_eq!((start.title.as_str(), start.draft.location.as_str()), ("A copy of hp", "westeurope"));
        assert_eq!((start.draft.migration_request, start.unknown), (None, vec!["properties.novel".to_owned()]));
        assert_eq!(names(&start.dropped), "id, properties.objectId, Migration");
    }
}
