//! The pool to take along: as an ARM resource and as Bicep, without what only the service sets and never with a token.

use avd::rule::host_pool_edit::{declaration, export};
use avd::rule::plain::file_name;
use leptos::prelude::*;
use serde_json::Value;

use super::context::PoolContext;
use crate::browser::download;
use crate::components::{Banner, Button, CodeTab, CodeTabs, Glyph, Tone};

/// Both, to copy and to save.
#[component]
pub fn Export(context: PoolContext) -> impl IntoView {
    let raw = Memo::new(move |_| context.remote().with(|state| state.value().map(|read| read.raw.clone())));
    let refused = RwSignal::new(None::<String>);
    let versions = context.client().versions();
    let made = move |raw: &Value| {
        let json = serde_json::to_string_pretty(&export(raw, &versions)).unwrap_or_default();
        let bicep = declaration(&context.id(), raw, &versions).unwrap_or_default();
        (json, bicep)
    };
    let save = move |ending: &'static str, kind: &'static str, text: String| {
        let name = file_name(&format!("{}.{ending}", context.id().name()));
        refused.set(download::save(&name, kind, &text).err());
    };
    view! {
        <section class="section stack">
            <h2>"Export"</h2>
            <p class="fld-help">"Save the host pool's settings, compare them, or create another pool from them. Read-only properties and registration tokens aren't included."</p>
            {move || refused.get().map(|why| view! { <Banner tone=Tone::Danger title="Couldn't save the file">{why}</Banner> })}
            {move || raw.get().map(|raw| {
                let (json, bicep) = made(&raw);
                let (json_file, bicep_file) = (json.clone(), bicep.clone());
                let tab = |label: &str, text| CodeTab { label: label.to_owned(), name: label.to_owned(), text, note: None, links: Vec::new() };
                view! {
                    <CodeTabs label="Export" tabs=vec![tab("ARM resource", json), tab("Bicep", bicep)] />
                    <div class="run-actions">
                        <Button glyph=Glyph::Download on_press=move |()| save("json", "application/json", json_file.clone())>"Save as JSON"</Button>
                        <Button glyph=Glyph::Download on_press=move |()| save("bicep", "text/plain", bicep_file.clone())>"Save as Bicep"</Button>
                    </div>
                }
            })}
        </section>
    }
}
