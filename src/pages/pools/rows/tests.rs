//! Rows from an estate as the service would describe it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use avd::resource::{ListedPool, Subscription};
use avd::rule::host_counts::{HostCounts, StatusCount};
use host::Instant;
use serde_json::json;

use leptos::prelude::{Owner, RwSignal};

use super::*;
use crate::estate::{Confirmed, Counts};

fn subscription(id: &str, name: &str, state: &str) -> Subscription {
    serde_json::from_value(json!({"subscriptionId": id, "displayName": name, "state": state})).unwrap()
}

fn pool(subscription: &str, group: &str, name: &str, properties: &serde_json::Value) -> ListedPool {
    let id = format!(
        "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.DesktopVirtualization/hostPools/{name}"
    );
    serde_json::from_value(json!({"id": id, "name": name, "location": "westeurope", "properties": properties})).unwrap()
}

fn estate() -> Estate {
    let now = Instant::from_seconds(1);
    let mut estate = Estate::default();
    let ticket = estate.begin(now);
    let all = vec![
        subscription("s1", "Production", "Enabled"),
        subscription("s2", "Test", "Warned"),
        subscription("s3", "Old", "Disabled"),
    ];
    assert_eq!(estate.finish(ticket, now, Ok(all)), ["s1", "s2"]);
    let pooled = json!({"hostPoolType": "Pooled", "loadBalancerType": "BreadthFirst", "managementType": "Automated", "maxSessionLimit": 12});
    let personal = json!({"hostPoolType": "Personal", "managementType": "Standard", "friendlyName": "Sales desks", "maxSessionLimit": 999_999});
    let pools = [
        ("s1", vec![pool("s1", "rg-b", "hp-b", &pooled), pool("s1", "rg-a", "HP-A", &personal)]),
        ("s2", vec![pool("s2", "rg-t", "hp-c", &pooled)]),
    ];
    for (id, pools) in pools {
        let ticket = estate.begin_pools(id, now);
        estate.finish_pools(id, ticket, now, Ok(pools));
    }
    estate
}

fn names(view: &PoolsView) -> Vec<String> {
    names_of(view, Counts::default())
}

fn names_of(view: &PoolsView, counts: Counts) -> Vec<String> {
    Owner::new().with(|| {
        let known = Known { counts: RwSignal::new(counts) };
        shown(&rows(&estate()), view, &known).into_iter().map(|row| row.pool.name).collect()
    })
}

fn view(change: impl FnOnce(&mut PoolsView)) -> PoolsView {
    let mut view = PoolsView::default();
    change(&mut view);
    view
}

#[test]
fn what_is_counted_sorts_and_what_nobody_knows_is_last() {
    let mut counts = Counts::default();
    for (name, hosts, sessions) in [("hp-b", 3, 40), ("hp-c", 12, 0)] {
        let row = rows(&estate()).into_iter().find(|row| row.pool.name == name).unwrap();
        counts.note(
            &row.key,
            Instant::from_seconds(1),
            Ok(HostCounts { by_status: vec![StatusCount { hosts, sessions, ..StatusCount::default() }] }),
        );
    }
    for (sort, wanted) in [
        ("hosts", ["hp-b", "hp-c", "HP-A"]),
        ("-hosts", ["hp-c", "hp-b", "HP-A"]),
        ("sessions", ["hp-c", "hp-b", "HP-A"]),
        ("name", ["HP-A", "hp-b", "hp-c"]),
    ] {
        assert_eq!(names_of(&view(|view| view.sort = sort.into()), counts.clone()), wanted, "{sort}");
    }
}

fn told(subscription: &str, names: &[&str], management: &str) -> Vec<ListedPool> {
    let management = Some(management).filter(|word| !word.is_empty());
    names.iter().map(|name| pool(subscription, "rg", name, &json!({ "managementType": management }))).collect()
}

fn sources(estate: &Estate) -> Vec<(String, bool)> {
    let of = |row: Row| (row.pool.name, matches!(row.source, Source::Graph(_)));
    rows(estate).into_iter().map(of).collect()
}

/// Two subscriptions, of which the graph tells all it has of both.
fn graphed(pools: Vec<ListedPool>, whole: bool) -> (Estate, Vec<String>) {
    let now = Instant::from_seconds(1);
    let mut estate = Estate::default();
    let (graph, ticket) = (estate.begin_graph(now), estate.begin(now));
    let all = ["S1", "s2"].map(|id| subscription(id, id, "Enabled"));
    assert!(estate.finish_graph(graph, now, Ok((pools, whole))).is_empty(), "the subscriptions are not known yet");
    assert!(!estate.is_complete() && rows(&estate).is_empty());
    let due = estate.finish(ticket, now, Ok(all.into()));
    (estate, due)
}

#[test]
fn the_graph_spares_the_lists_of_the_subscriptions_it_told_all_of() {
    let both = || [told("s1", &["a", "b"], "Standard"), told("S2", &["c"], "Automated")].concat();
    let (estate, due) = graphed(both(), true);
    assert_eq!((due.len(), estate.is_complete(), rows(&estate).len()), (0, true, 3));
    let (estate, due) = graphed(both(), false);
    assert_eq!((due, rows(&estate).len()), (vec!["s2".to_owned()], 3), "pools may be missing after the last one");
    let (estate, due) = graphed(told("s1", &["a", "A"], "Standard"), true);
    assert_eq!((due, rows(&estate).len(), estate.is_complete()), (vec!["s2".to_owned()], 1, false), "left out");
    let (_, due) = graphed([told("s1", &["a"], ""), told("s2", &["c"], "Automated")].concat(), true);
    assert_eq!(due, ["s1"], "an older copy that does not tell the management");
    let (mut estate, _) = graphed(both(), true);
    let ticket = estate.begin_graph(Instant::from_seconds(2));
    assert_eq!(estate.finish_graph(ticket, Instant::from_seconds(3), Ok((Vec::new(), true))), ["s1", "s2"]);
    assert_eq!(rows(&estate).len(), 3, "what was read stays until the lists are");
}

#[test]
fn the_graph_takes_nothing_back_that_was_read() {
    let now = Instant::from_seconds(5);
    let behind = || [told("s1", &["a", "b"], "Standard"), told("s2", &["c"], "Standard")].concat();
    let (mut estate, _) = graphed(behind(), true);
    let ticket = estate.begin_pools("s1", now);
    estate.finish_pools("s1", ticket, now, Ok(told("s1", &["a"], "Standard")));
    let mine = [("a".to_owned(), false), ("c".to_owned(), true)];
    assert_eq!(sources(&estate), mine);
    let ticket = estate.begin_graph(now);
    assert_eq!(estate.finish_graph(ticket, now, Ok((behind(), true))), ["s1", "s2"], "whoever reads again asks the provider");
    assert_eq!(sources(&estate), mine, "a deleted pool does not come back");

    // A pool was made while the first reading is on its way.
    let mut estate = Estate::default();
    let (graph, list) = (estate.begin_graph(now), estate.begin_pools("S1", now));
    estate.finish_graph(graph, now, Ok((behind(), true)));
    estate.finish_pools("S1", list, now, Ok(told("s1", &["a", "b", "new"], "Standard")));
    let ticket = estate.begin(now);
    assert_eq!(estate.finish(ticket, now, Ok(vec![subscription("s1", "s1", "Enabled")])), ["s1"]);
    assert_eq!(sources(&estate).len(), 3);
}

#[test]
fn a_pool_that_is_asked_itself_has_the_last_word() {
    let [before, asked, now] = [0, 3, 4].map(Instant::from_seconds);
    let id = |name: &str| told("S1", &[name], "").pop().and_then(|pool| pool.resource_id()).unwrap();
    let pools = || told("s1", &["a", "b", "c"], "Standard");
    let (mut estate, _) = graphed(pools(), true);
    let own = |name: &str, management: &str| told("s1", &[name], management).pop();
    assert_eq!(estate.confirm(&id("a"), asked, now, own("a", "Standard")), Confirmed::Same);
    assert_eq!(estate.confirm(&id("b"), asked, now, own("b", "Automated")), Confirmed::Behind);
    assert_eq!(estate.confirm(&id("b"), asked, now, own("b", "Standard")), Confirmed::Changed);
    assert_eq!(estate.confirm(&id("c"), asked, now, None), Confirmed::Behind, "it is gone");
    assert_eq!(sources(&estate), [("a".to_owned(), false), ("b".to_owned(), false)]);
    assert_eq!(estate.confirm(&id("z"), asked, now, own("z", "Standard")), Confirmed::Same, "nobody asks for it");
    let (mut estate, _) = graphed(pools(), true);
    assert_eq!(estate.confirm(&id("a"), before, now, None), Confirmed::Same, "something newer was read meanwhile");
    assert_eq!(rows(&estate).len(), 3);
}

#[test]
fn a_disabled_subscription_is_left_out_and_counted() {
    assert_eq!((estate().left_out(), rows(&estate()).len()), (1, 3));
}

#[test]
fn search_filter_and_sort() {
    let cases = [
        (view(|_| ()), vec!["HP-A", "hp-b", "hp-c"]),
        (view(|view| view.sort = "-name".into()), vec!["hp-c", "hp-b", "HP-A"]),
        (view(|view| view.sort = "-limit".into()), vec!["HP-A", "hp-b", "hp-c"]),
        (view(|view| view.sort = "nonsense".into()), vec!["HP-A", "hp-b", "hp-c"]),
        (view(|view| view.search = "SALES desk".into()), vec!["HP-A"]),
        (view(|view| view.search = "pooled rg-t".into()), vec!["hp-c"]),
        (view(|view| view.subscription = Some("s1".into())), vec!["HP-A", "hp-b"]),
        (view(|view| view.kind = Some("pooled".into())), vec!["hp-b", "hp-c"]),
        (view(|view| view.management = Some("Standard".into())), vec!["HP-A"]),
        (view(|view| view.search = "nobody".into()), vec![]),
    ];
    for (view, expected) in cases {
        assert_eq!(names(&view), expected, "{view:?}");
    }
}

#[test]
fn a_friendly_name_that_repeats_the_name_is_left_out() {
    let repeated = pool("s", "g", "hp", &json!({"friendlyName": "hp"}));
    let of = PoolOf {
        subscription: &subscription("s", "", "Enabled"),
        pool: &repeated,
        source: Source::Graph(Instant::from_seconds(1)),
    };
    let row = row(of).unwrap();
    assert_eq!((row.friendly_name, row.subscription.as_str()), (None, "s"));
}

#[test]
fn limits_in_words() {
    assert_eq!([limit_words(None), limit_words(Some(10)), limit_words(Some(UNLIMITED))], ["—", "10", "No limit"]);
}

#[test]
fn groups_have_heads_counts_and_an_address() {
    let all = rows(&estate());
    let plan = |group: &str, closed: &str| {
        let of = view(|view| (view.group, view.closed) = (group.to_owned(), closed.to_owned()));
        let word = |line: Line<Row>| match line {
            Line::Group(name, count, open) => format!("{name} {count} {open}"),
            Line::Row(row) => row.pool.name,
        };
        lines(&all, &of).into_iter().map(word).collect::<Vec<_>>()
    };
    assert_eq!(plan("", ""), ["hp-b", "HP-A", "hp-c"]);
    assert_eq!(plan("nothing", ""), plan("", ""));
    assert_eq!(plan("subscription", ""), ["Production 2 true", "hp-b", "HP-A", "Test 1 true", "hp-c"]);
    assert_eq!(plan("subscription", "Production"), ["Production 2 false", "Test 1 true", "hp-c"]);
    assert_eq!(
        plan("resource-group", "x~rg-a in Production"),
        ["rg-a in Production 1 false", "rg-b in Production 1 true", "hp-b", "rg-t in Test 1 true", "hp-c"]
    );
    assert_eq!(plan("type", "")[0], "Personal 1 true");
}
