//! Where the page has its facts from, how old they are, and what could not be read.

use arm::ResourceId;
use host::Instant;
use leptos::prelude::*;

use crate::components::{Badge, KeyValue, KeyValueList, Tone};
use crate::estate::{Estate, PoolState, PoolStates, use_estate};
use crate::live::{Many, ManyHandle};
use crate::pages::parts::{POOLS, clock_time, count_words, of_all};
use crate::route::{BoardView, Route};

/// How much of one kind of read is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Pools it is about.
    pub pools: usize,
    /// Of so many it was read.
    pub read: usize,
    /// Of so many it could not be read the last time.
    pub failed: usize,
    /// When the oldest was read.
    pub oldest: Option<Instant>,
}

impl Coverage {
    /// Of these pools.
    pub fn of<T>(many: &Many<T>, pools: &[ResourceId]) -> Self {
        let known = pools.iter().filter_map(|id| many.get(id));
        let mut coverage = Self { pools: pools.len(), ..Self::default() };
        for remote in known {
            coverage.read += usize::from(remote.value().is_some());
            coverage.failed += usize::from(remote.error().is_some());
            coverage.oldest = match (coverage.oldest, remote.read_at()) {
                (Some(one), Some(two)) => Some(one.min(two)),
                (one, two) => one.or(two),
            };
        }
        coverage
    }

    /// What it is in words.
    pub fn words(self) -> String {
        if self.pools == 0 {
            return "No pools".to_owned();
        }
        let age = self.oldest.map(|at| format!(", oldest {}", clock_time(at))).unwrap_or_default();
        format!("{}{age}", of_all(self.read, self.pools, POOLS))
    }
}

/// The section.
#[component]
pub fn Sources(states: PoolStates) -> impl IntoView {
    let estate = use_estate();
    let reads = states.reads();
    let ids = move |of: fn(&PoolState) -> bool| {
        Memo::new(move |_| {
            states.with(|states| states.iter().filter(|state| of(state)).map(|state| state.id.clone()).collect::<Vec<_>>())
        })
    };
    let (automated, by_token) = (ids(|state| state.is_automated == Some(true)), ids(|state| state.is_automated != Some(true)));
    let unknown = Memo::new(move |_| states.with(|states| states.iter().filter(|state| state.hosts.is_none()).count()));
    let hosts = move || {
        let counts = estate.counts();
        let at = counts.with(|counts| counts.graph.read_at());
        let from = at.map_or_else(
            || "Not loaded".to_owned(),
            |at| format!("Azure Resource Graph, {}; can be minutes behind", clock_time(at)),
        );
        let missing = Some(unknown.get()).filter(|count| *count > 0 && at.is_some());
        view! {
            {from}
            {missing.map(|count| view! { <br /><span class="tbl-quiet">{format!("None reported for {}", count_words(count, POOLS))}</span> })}
            {counts.with(|counts| counts.graph.error().is_some()).then(|| view! { <br /><Badge plain=true tone=Tone::Warning text="Couldn't refresh" /> })}
        }
    };
    let versions = move || {
        let versions = estate.versions();
        let at = versions.with(|versions| versions.read_at());
        let failed = versions.with(|versions| versions.error().is_some());
        view! {
            {at.map_or_else(|| "Not loaded".to_owned(), |at| format!("Azure Resource Graph, {}", clock_time(at)))}
            {failed.then(|| view! { <br /><Badge plain=true tone=Tone::Warning text="Couldn't refresh" /> })}
        }
    };
    let pools = move || {
        estate.with(|estate| {
            let at = estate.read_at().map(clock_time).unwrap_or_default();
            let graph = if estate.graph_error().is_some() { "" } else { "Azure Resource Graph and direct, " };
            let missing = estate.failures().len();
            let missing = if missing > 0 {
                format!("; couldn't load {}", count_words(missing, ["subscription", "subscriptions"]))
            } else {
                String::new()
            };
            [graph, &at, &missing].concat()
        })
    };
    let left_out = move || estate.with(Estate::left_out);
    view! {
        <section class="section card" aria-labelledby="sources">
            <h2 id="sources">"Sources"</h2>
            <KeyValueList>
                <KeyValue label="Host pools">
                    {pools}
                    {move || Some(left_out()).filter(|count| *count > 0).map(|count| view! { <br /><span class="tbl-quiet">{format!("Disabled subscriptions not shown: {count}")}</span> })}
                </KeyValue>
                <KeyValue label="Session hosts">{hosts}</KeyValue>
                <KeyValue label="Versions of session hosts">{versions}</KeyValue>
                <KeyValue label="Updates"><Covered many=reads.updates pools=automated /></KeyValue>
                <KeyValue label="Target configurations"><Covered many=reads.targets pools=automated /></KeyValue>
                <KeyValue label="Session host creation"><Covered many=reads.provisionings pools=automated /></KeyValue>
                <KeyValue label="Registration tokens">
                    <Covered many=reads.tokens pools=by_token />
                    " "
                    <a href=Route::Tokens(BoardView::default()).href()>"Check tokens"</a>
                </KeyValue>
            </KeyValueList>
        </section>
    }
}

#[component]
fn Covered<T: Send + Sync + 'static>(many: ManyHandle<T>, pools: Memo<Vec<ResourceId>>) -> impl IntoView {
    let coverage = Memo::new(move |_| many.with(|many| pools.with(|pools| Coverage::of(many, pools))));
    let failed = move || {
        let failed = coverage.get().failed;
        (failed > 0).then(|| view! { <br /><Badge plain=true tone=Tone::Warning text=format!("Couldn't load {}", count_words(failed, POOLS)) /> })
    };
    view! {
        {move || coverage.get().words()}
        {failed}
    }
}
