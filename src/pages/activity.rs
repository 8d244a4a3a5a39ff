//! What this person wrote in this browser, and what came of it.

mod debts;
mod list;

use avd::{Change, Entry};
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::debts::Debts;
use self::list::{Filter, csv, json, shown};
use super::parts::{Sentence, When, in_own_time, shown_of};
use super::write::{CodeDialog, tone};
use crate::browser::download;
use crate::components::{
    Badge, Banner, Button, Choice, DataTable, EmptyState, FilterBar, Glyph, Look, PageHeader, SearchBox, Select, Skeleton,
    Toasts, Tone,
};
use crate::live::activity::ActivityContext;
use crate::live::writes::use_writes;
use crate::route::{PoolRef, PoolTab, Route};
use crate::table::ColumnHeader;

/// So many rows are drawn at once.
const PAGE: usize = 100;

/// The list of writes, newest first.
#[component]
pub fn ActivityPage() -> impl IntoView {
    let (activity, writes) = (expect_context::<ActivityContext>(), use_writes());
    spawn_local(async move {
        // Whoever looks here learns also of what other pages left open.
        let all = activity.read().await;
        writes.inherit(&all);
    });
    let known = Memo::new(move |_| activity.with(|list| list.map(<[Entry]>::len)));
    let body = move || match known.get() {
        None => view! { <Skeleton lines=4 label="Loading activity" /> }.into_any(),
        Some(0) => view! { <Nothing /> }.into_any(),
        Some(_) => view! { <Entries activity /> }.into_any(),
    };
    view! {
        <div class="page">
            <PageHeader
                title="Activity"
                subtitle="Changes you made from this browser. Signing out clears the list. Azure's activity log keeps every change for 90 days."
            />
            <Debts />
            {move || {
                let unread = activity.unread();
                let records = if unread == 1 { "record" } else { "records" };
                (unread > 0)
                    .then(|| {
                        view! {
                            <Banner tone=Tone::Warning title="Some records can't be shown">
                                {format!("{unread} {records} in this browser can't be read by this version of the console. Nothing in them was sent again.")}
                            </Banner>
                        }
                    })
            }}
            {body}
        </div>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <EmptyState
            glyph=Glyph::Activity
            title="No changes yet"
            text="Create a token, schedule an update or edit a host pool, and the change appears here with its result."
        />
    }
}

#[component]
fn Entries(activity: ActivityContext) -> impl IntoView {
    let (search, state, more) = (RwSignal::new(String::new()), RwSignal::new(Filter::All), RwSignal::new(PAGE));
    let found = Memo::new(move |_| {
        activity.with(|list| shown(list.unwrap_or_default(), &search.get(), state.get()).into_iter().cloned().collect::<Vec<_>>())
    });
    let all = move || activity.with(|list| list.map_or(0, <[Entry]>::len));
    let count = move || shown_of(found.with(Vec::len), all(), ["change", "changes"]);
    let save = move |name: &'static str, kind: &'static str, text: fn(&[Entry]) -> String| {
        move |()| {
            if let Err(why) = download::save(name, kind, &found.with_untracked(|found| text(found))) {
                Toasts::expect().error(format!("Couldn't save the file: {why}"));
            }
        }
    };
    let head = || {
        view! {
            <ColumnHeader label="Change" />
            <ColumnHeader label="Resource" />
            <ColumnHeader label="When" />
            <ColumnHeader label="Who" />
            <ColumnHeader label="Outcome" />
            <ColumnHeader label="Request ID" />
            <ColumnHeader label="Code" />
        }
    };
    let code = RwSignal::new(None::<Change>);
    let choices = Signal::derive(|| Filter::ALL.map(|filter| Choice::new(filter.word(), filter.label())).to_vec());
    view! {
        <FilterBar end=move || {
            view! {
                <span role="status">{count}</span>
                <Button small=true on_press=save("activity.csv", "text/csv", csv)>"Export CSV"</Button>
                <Button small=true on_press=save("activity.json", "application/json", json)>"Export JSON"</Button>
            }
        }>
            <SearchBox label="Search changes" value=search on_input=move |text| search.set(text) />
            <Select
                label="Show"
                choices=choices
                value=Signal::derive(move || state.get().word().to_owned())
                on_change=move |word: String| state.set(Filter::parse(&word))
            />
        </FilterBar>
        <DataTable caption="Changes" head=head>
            // The outcome is part of the key: a settled entry is drawn again.
            <For
                each=move || found.with(|found| found.iter().take(more.get()).cloned().collect::<Vec<_>>())
                key=|entry| (entry.id.clone(), entry.state.word(), entry.request.is_some())
                let(entry)
            >
                <Row entry code />
            </For>
        </DataTable>
        {move || {
            let rest = found.with(Vec::len).saturating_sub(more.get());
            let press = move |()| more.update(|more| *more += PAGE);
            (rest > 0).then(|| view! { <Button on_press=press>{format!("Show {} more", rest.min(PAGE))}</Button> })
        }}
        <CodeDialog change=code />
    }
}

#[component]
fn Row(entry: Entry, code: RwSignal<Option<Change>>) -> impl IntoView {
    let (target, at) = (&entry.write.change.target, entry.asked_at());
    let name = target.name().to_owned();
    let target = match PoolRef::of(target.as_str()) {
        Some(pool) => {
            let of = (!pool.name.eq_ignore_ascii_case(&name)).then(|| format!(" in {}", pool.name));
            view! { <a href=Route::Pool(pool, PoolTab::Overview).href()>{name}</a><span class="tbl-quiet">{of}</span> }.into_any()
        }
        None => view! { <span>{name}</span> }.into_any(),
    };
    let why = entry.state.why().filter(|_| !matches!(entry.state, writes::Outcome::Confirmed(_))).map(str::to_owned);
    let unknown = if entry.state.is_left() { "None (not sent)" } else { "Not known yet" };
    let change = entry.write.change;
    let title = change.title.clone();
    let show = move |()| code.set(Some(change.clone()));
    view! {
        <tr>
            <th scope="row">{in_own_time(&title)} {entry.title.map(|job| view! { <p class="tbl-quiet">{job}</p> })}</th>
            <td>{target}</td>
            <td class="activity-when"><When at /></td>
            <td>{entry.who}</td>
            <td>
                <Badge plain=true tone=tone(&entry.state) text=entry.state.word().to_owned() />
                {why.map(|why| view! { <p class="tbl-quiet"><Sentence text=why /></p> })}
            </td>
            <td class="tbl-quiet tbl-clip activity-id" title=entry.request.clone()>{entry.request.clone().unwrap_or_else(|| unknown.to_owned())}</td>
            <td><Button look=Look::Subtle small=true glyph=Glyph::Copy on_press=show>"Copy as code"</Button></td>
        </tr>
    }
}
