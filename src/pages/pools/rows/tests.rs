//! Rows from an estate as the service would describe it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use avd::resource::{ListedPool, Subscription};
use host::Instant;
use serde_json::json;

use super::*;

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
    shown(&rows(&estate()), view).into_iter().map(|row| row.pool.name).collect()
}

fn view(change: impl FnOnce(&mut PoolsView)) -> PoolsView {
    let mut view = PoolsView::default();
    change(&mut view);
    view
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
fn a_second_click_turns_the_order() {
    assert_eq!(sorted_by(Column::Region, ""), "region");
    assert_eq!(sorted_by(Column::Region, "region"), "-region");
    assert_eq!(sorted_by(Column::Region, "-region"), "region");
    assert_eq!(sorted_by(Column::Name, ""), "-name");
}

#[test]
fn a_friendly_name_that_repeats_the_name_is_left_out() {
    let repeated = pool("s", "g", "hp", &json!({"friendlyName": "hp"}));
    let of = PoolOf { subscription: &subscription("s", "", "Enabled"), pool: &repeated };
    let row = row(of).unwrap();
    assert_eq!((row.friendly_name, row.subscription.as_str()), (None, "s"));
}

#[test]
fn filters_name_what_there_is_and_how_often() {
    let rows = rows(&estate());
    let kinds = choices(&rows, |row| (&row.kind, &row.kind));
    assert_eq!(kinds, [("Personal".into(), "Personal (1)".into()), ("Pooled".into(), "Pooled (2)".into())]);
    let subscriptions = choices(&rows, |row| (&row.pool.subscription, &row.subscription));
    assert_eq!(subscriptions[0], ("s1".into(), "Production (2)".into()));
}

#[test]
fn counts_and_limits_in_words() {
    assert_eq!(
        (count_words(3, 12), count_words(12, 12), count_words(1, 1)),
        ("3 of 12 pools".into(), "12 pools".into(), "1 pool".into())
    );
    assert_eq!([limit_words(None), limit_words(Some(10)), limit_words(Some(UNLIMITED))], ["—", "10", "No limit"]);
}
