//! Lines of a small estate, searched and filtered.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use avd::resource::{ListedPool, Subscription};
use serde_json::json;

use super::*;

fn pool(group: &str, name: &str, friendly: &str, management: Option<&str>) -> ListedPool {
    let id = format!("/subscriptions/s1/resourceGroups/{group}/providers/Microsoft.DesktopVirtualization/hostPools/{name}");
    let properties = json!({"friendlyName": friendly, "managementType": management});
    serde_json::from_value(json!({"id": id, "name": name, "properties": properties})).unwrap()
}

/// A line for the tests of the boards.
pub fn line(name: &str, management: Option<&str>) -> PoolLine {
    lines_of(vec![pool("rg", name, "", management)]).remove(0)
}

fn lines() -> Vec<PoolLine> {
    let nameless = serde_json::from_value(json!({"name": "no id"})).unwrap();
    let automated = Some("Automated");
    lines_of(vec![pool("rg-b", "hp-b", "hp-b", automated), nameless, pool("rg-a", "HP-A", "Sales desks", automated)])
}

fn lines_of(pools: Vec<ListedPool>) -> Vec<PoolLine> {
    let now = Instant::from_seconds(1);
    let mut estate = Estate::default();
    let ticket = estate.begin(now);
    let subscription = json!({"subscriptionId": "s1", "displayName": "Production", "state": "Enabled"});
    estate.finish(ticket, now, Ok(vec![serde_json::from_value::<Subscription>(subscription).unwrap()]));
    let ticket = estate.begin_pools("s1", now);
    estate.finish_pools("s1", ticket, now, Ok(pools));
    pool_lines(&estate)
}

/// The pool `hp-b` is the active one.
fn tags(line: &PoolLine) -> &'static [&'static str] {
    if line.pool.name == "hp-b" { &["active"] } else { &[] }
}

const FILTERS: &[(&str, &str)] = &[("active", "Active"), ("attention", "Needs attention")];

#[test]
fn lines_are_by_name_whatever_the_case() {
    let lines = lines();
    let facts: Vec<_> = lines.iter().map(|line| (line.pool.name.as_str(), line.friendly_name.as_deref())).collect();
    assert_eq!(facts, [("HP-A", Some("Sales desks")), ("hp-b", None)]);
    assert_eq!((lines[0].subscription.as_str(), &lines[0].management), ("Production", &Some(ManagementType::Automated)));
}

#[test]
fn search_and_filter() {
    let cases = [
        ("", None, vec!["HP-A", "hp-b"]),
        ("SALES", None, vec!["HP-A"]),
        ("production rg-b", None, vec!["hp-b"]),
        ("nobody", None, vec![]),
        ("", Some("active"), vec!["hp-b"]),
        ("sales", Some("active"), vec![]),
        ("", Some("attention"), vec![]),
        ("", Some("written by hand"), vec!["HP-A", "hp-b"]),
    ];
    for (search, show, expected) in cases {
        let view = BoardView { search: search.into(), show: show.map(str::to_owned), sort: String::new() };
        let names: Vec<String> = shown(&lines(), &view, FILTERS, &tags).into_iter().map(|line| line.pool.name).collect();
        assert_eq!(names, expected, "{view:?}");
    }
}

#[test]
fn filters_say_how_many_they_leave() {
    let labels: Vec<String> = choices(&lines(), FILTERS, &tags).into_iter().map(|choice| choice.label).collect();
    assert_eq!(labels, ["All", "Active (1)", "Needs attention (0)"]);
}

#[test]
fn a_pool_that_was_not_read_says_so() {
    let at = Instant::from_seconds(5);
    let cases = [
        (Freshness::default(), Cell::quiet("Not loaded")),
        (Freshness { queued: true, ..Freshness::default() }, Cell::quiet("Waiting")),
        (Freshness { loading: true, ..Freshness::default() }, Cell::quiet("Loading…")),
        (Freshness { loading: true, read_at: Some(at), ..Freshness::default() }, Cell::Ago(at)),
    ];
    for (fresh, cell) in cases {
        assert_eq!(fresh_cell(&fresh), cell);
    }
}
