//! What helps to find a fault: versions, cloud, browser, what was learned from answers, what failed. And all of it as a report that
//! names nobody.

mod facts;

use avd::rule::report::{Section, markdown};
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::facts::{Seen, failures, names, sections};
use crate::browser::abilities::abilities;
use crate::browser::online::online;
use crate::client::ClientContext;
use crate::components::{
    Button, CodeBlock, DataTable, Dialog, DialogShape, Glyph, KeyValue, KeyValueList, Look, PageHeader, Skeleton,
};
use crate::pages::parts::Sentence;
use crate::session::SessionContext;
use crate::table::ColumnHeader;

/// The page.
#[component]
pub fn DiagnosticsPage() -> impl IntoView {
    let (session, client) = (expect_context::<SessionContext>(), expect_context::<ClientContext>());
    let seen = RwSignal::new(None::<Seen>);
    let read = Callback::new(move |()| {
        spawn_local(async move {
            let abilities = abilities().await;
            let (config, demo) = untrack(|| (session.config(), session.world().is_demo()));
            let Some(config) = config else { return };
            let (versions, offer) = (client.versions(), client.offer());
            let client = client.client();
            let now = host::Host::now(client.host());
            let (session, learned) = (session.facts(), client.diagnosis());
            let all = Seen { config, session, learned, abilities, online: online(), demo, now, versions, offer };
            // The page may be gone by then.
            let _ = seen.try_set(Some(all));
        });
    });
    read.run(());
    let open = RwSignal::new(false);
    let actions = move || {
        view! {
            <Button glyph=Glyph::Refresh on_press=read>"Refresh"</Button>
            <Button look=Look::Primary glyph=Glyph::Copy on_press=move |()| open.set(true)>"Copy as report…"</Button>
        }
    };
    let body = move || match seen.get() {
        None => view! { <Skeleton lines=8 label="Checking this browser" /> }.into_any(),
        Some(seen) => view! { <Found seen open /> }.into_any(),
    };
    view! {
        <div class="page">
            <PageHeader
                title="Diagnostics"
                subtitle="Collected since this page loaded. It stays in this browser unless you copy it."
                actions
            />
            {body}
        </div>
    }
}

#[component]
fn Found(seen: Seen, open: RwSignal<bool>) -> impl IntoView {
    let (shown, failed) = (sections(&seen), failures(&seen.learned));
    let all: Vec<Section> = shown.iter().chain(&failed).cloned().collect();
    let report = markdown("AVD console: diagnostics", &all, &names(&seen));
    view! {
        <div class="columns">{shown.into_iter().map(|section| view! { <Facts section /> }).collect_view()}</div>
        <section class="section">
            <h2>"Recent errors"</h2>
            {if failed.is_empty() {
                view! { <p class="section-sub">"No errors since this page loaded."</p> }.into_any()
            } else {
                view! { <Failures failed /> }.into_any()
            }}
        </section>
        <Dialog open title="Anonymous report" shape=DialogShape::Wide on_close=move |()| open.set(false)>
            <p class="section-sub">
                "Names of people, subscriptions and resources are replaced. Tokens and error messages are removed. Request IDs are kept because support asks for them."
            </p>
            <CodeBlock label="Report" text=report.clone() />
        </Dialog>
    }
}

#[component]
fn Facts(section: Section) -> impl IntoView {
    let nothing = section.facts.is_empty().then(|| view! { <p class="section-sub">"None yet"</p> });
    let line = |(label, fact): (&'static str, avd::rule::report::Fact)| {
        let value = fact.text().to_owned();
        view! { <KeyValue label><bdi><Sentence text=value /></bdi></KeyValue> }
    };
    view! {
        <section class="section">
            <h2>{section.title}</h2>
            <KeyValueList>{section.facts.into_iter().map(line).collect_view()}</KeyValueList>
            {nothing}
        </section>
    }
}

#[component]
fn Failures(failed: Vec<Section>) -> impl IntoView {
    const COLUMNS: [&str; 6] = ["Operation", "Status", "Code", "When", "Count", "Client request ID"];
    let cell = |row: &Section, label: &str| {
        let fact = row.facts.iter().find(|(known, _)| *known == label);
        let text = fact.map_or_else(|| "–".to_owned(), |(_, fact)| fact.text().to_owned());
        view! { <td><bdi><Sentence text /></bdi></td> }
    };
    view! {
        <DataTable
            caption="Recent errors"
            head=move || COLUMNS.map(|label| view! { <ColumnHeader label /> }).collect_view()
        >
            {failed
                .iter()
                .map(|row| view! { <tr>{COLUMNS.map(|label| cell(row, label)).collect_view()}</tr> })
                .collect_view()}
        </DataTable>
    }
}
