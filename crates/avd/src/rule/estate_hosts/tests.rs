#![allow(clippy::unwrap_used)]

use crate::rule::wording::wording;
use arm::{Json, ResourceId};
use host::{Duration, Instant};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::resource::SessionHost;

const AT: Instant = Instant::from_seconds(1_000);
const LATER: Instant = Instant::from_seconds(2_000);

fn pool(name: &str) -> ResourceId {
    let group = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools";
    ResourceId::parse(&format!("{group}/{name}")).unwrap()
}

fn graph(of: &str, name: &str, status: &str) -> GraphHost {
    let id = pool(of).child("sessionHosts", name).as_str().to_owned();
    GraphHost { id: Some(id), status: Some(status.to_owned()), allow_new_session: Some(true), ..GraphHost::default() }
}

fn provider(of: &str, name: &str, status: &str) -> SessionHost {
    let value = json!({"name": format!("{of}/{name}"), "properties": {"status": status, "allowNewSession": true}});
    SessionHost::from_json(value).unwrap()
}

fn shown(table: &EstateHosts, by: Option<(Column, bool)>, filter: &Filter) -> Vec<String> {
    let mut view = View::default();
    view.sort(table, by);
    view.filter(table, filter);
    view.shown().iter().map(|place| table.row(*place).unwrap().name.to_string()).collect()
}

fn search(text: &str) -> Filter {
    Filter { search: text.to_owned(), ..Filter::default() }
}

#[test]
fn a_row_of_any_shape_is_read() {
    let row: GraphHost =
        serde_json::from_value(json!({"id": "/x", "sessions": "many", "status": 5, "allowNewSession": null, "more": {"a": [1]}}))
            .unwrap();
    assert_eq!(row, GraphHost { id: Some("/x".to_owned()), ..GraphHost::default() });
    let row: GraphHost = serde_json::from_value(json!({"sessions": 3, "allowNewSession": false, "status": "Available"})).unwrap();
    assert_eq!((row.sessions, row.allow_new_session, row.status.as_deref()), (Some(3), Some(false), Some("Available")));
}

#[test]
fn pages_fill_it_and_nothing_is_there_twice() {
    let mut table = EstateHosts::default();
    table.add_page(vec![graph("one", "h-1", "Available"), graph("one", "h-2", "Shutdown"), GraphHost::default()], AT);
    table.add_page(vec![graph("ONE", "H-2", "Shutdown"), graph("two", "h-1", "Available")], LATER);
    assert_eq!((table.rows().len(), table.pools().len()), (3, 2));
    assert_eq!(table.pool_of(&pool("One")).unwrap().source, Some(Source::Graph(AT)));
    let last = &table.rows()[2];
    assert_eq!(table.id(last).unwrap(), pool("two").child("sessionHosts", "h-1"));
    assert_eq!((table.word(last.status), table.word(last.agent), last.drained), ("Available", "", Some(false)));
    assert_eq!(table.read_at(), Some(AT));
}

#[test]
fn the_providers_list_wins_and_tells_what_was_out_of_date() {
    let mut table = EstateHosts::default();
    table.add_page(
        vec![
            graph("one", "a", "Available"),
            graph("one", "b", "Available"),
            graph("one", "c", "Available"),
            graph("two", "z", "Available"),
        ],
        AT,
    );
    let told = [provider("one", "a", "Available"), provider("one", "b", "Shutdown"), provider("one", "d", "Available")];
    let key_of = |table: &EstateHosts, name: &str| table.rows().iter().find(|row| &*row.name == name).unwrap().key;
    let before = (key_of(&table, "b"), key_of(&table, "z"));
    assert_eq!(table.set_pool(&pool("one"), &told, LATER), 3, "b changed, c is gone, d is new");
    assert_eq!((key_of(&table, "b"), key_of(&table, "z")), before, "whoever was chosen stays chosen");
    assert_eq!(table.differed(), 3);
    assert_eq!(shown(&table, None, &Filter::default()), ["a", "b", "d", "z"]);
    table.add_page(vec![graph("one", "c", "Available")], LATER);
    assert_eq!(table.rows().len(), 4, "an older word does not come back");
    assert_eq!(table.set_pool(&pool("three"), &[provider("three", "q", "Available")], LATER), 1);
    assert_eq!(table.differed(), 3, "a pool the graph said nothing of was not compared");
    assert_eq!(table.pool_of(&pool("three")).unwrap().source, Some(Source::Provider(LATER)));
}

#[test]
fn the_export_says_where_each_row_comes_from() {
    let mut table = EstateHosts::default();
    let mut own = graph("one", "a", "Available");
    own.assigned_user = Some("=ada".to_owned());
    table.add_page(vec![own, graph("two", "b", "Shutdown")], AT);
    table.set_pool(&pool("two"), &[provider("two", "b", "Available")], LATER);
    table.locate([(pool("one"), "westeurope")].into_iter());
    let text = table.to_csv(table.rows().iter().rev(), true);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("sessionHost,hostPool,"));
    assert_eq!(lines[1], "b,two,g,s,,Available,,true,,,,,,Microsoft.DesktopVirtualization,1970-01-01T00:33:20Z");
    assert_eq!(lines[2], "a,one,g,s,westeurope,Available,,true,\"'=ada\",,,,,Resource Graph,1970-01-01T00:16:40Z");
    assert_eq!(table.statuses(), ["Available"]);
}

#[test]
fn search_reaches_name_user_pool_region_status_and_version() {
    let mut table = EstateHosts::default();
    let mut own = graph("hp-sales", "vm-1", "Available");
    (own.assigned_user, own.agent_version) = (Some("Ada@contoso.example".to_owned()), Some("1.0.9".to_owned()));
    let mut drained = graph("hp-legal", "vm-2", "NeedsAssistance");
    drained.allow_new_session = Some(false);
    table.locate([(pool("hp-legal"), "northeurope")].into_iter());
    table.add_page(vec![own, drained], AT);
    for (text, found) in [
        ("", vec!["vm-1", "vm-2"]),
        ("ADA", vec!["vm-1"]),
        ("legal", vec!["vm-2"]),
        ("needs", vec!["vm-2"]),
        ("NorthEurope vm", vec!["vm-2"]),
        ("1.0.9", vec!["vm-1"]),
        ("vm sales", vec!["vm-1"]),
        ("vm nobody", vec![]),
    ] {
        assert_eq!(shown(&table, None, &search(text)), found, "{text}");
    }
    assert_eq!(shown(&table, None, &Filter { drained: Some(true), ..Filter::default() }), ["vm-2"]);
    assert_eq!(shown(&table, None, &Filter { status: Some("available".to_owned()), ..Filter::default() }), ["vm-1"]);
    assert!(shown(&table, None, &Filter { status: Some("Nothing".to_owned()), ..Filter::default() }).is_empty());
}

/// Every number at one length: whose characters are in order, its numbers are.
fn padded(name: &str) -> String {
    name.split_inclusive(|letter: char| !letter.is_ascii_digit()).map(|part| format!("{part:0>9}")).collect()
}

#[test]
fn rows_that_come_to_a_sorted_table_are_put_in_their_places() {
    let (mut table, mut random) = (EstateHosts::default(), 1_u64);
    let mut some = |count: usize, prefix: &str| -> Vec<GraphHost> {
        let mut next = |of: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) % of
        };
        let host = |at| GraphHost {
            sessions: Some(i64::try_from(next(9)).unwrap()),
            ..graph(&format!("p{}", next(7)), &format!("long-prefix-{prefix}{}-{at}", next(500)), "Available")
        };
        (0..count).map(host).collect()
    };
    let pages = [some(3_000, "a"), some(700, "b"), some(1, "c")];
    let mut view = View::default();
    for page in pages {
        table.add_page(page, AT);
        for by in [(Column::Sessions, true), (Column::Pool, false), (Column::Name, true), (Column::Name, false)] {
            view.sort(&table, Some(by));
            let key = |row: &HostRow| match by.0 {
                Column::Sessions => format!("{:?}", row.sessions),
                Column::Pool => table.pool(row).unwrap().id.name().to_owned(),
                _ => padded(&row.name),
            };
            let mut wanted: Vec<u32> = (0..u32::try_from(table.rows().len()).unwrap()).collect();
            wanted.sort_by(|one, two| {
                let order = key(table.row(*one).unwrap()).cmp(&key(table.row(*two).unwrap()));
                if by.1 { order.reverse() } else { order }
            });
            view.filter(&table, &Filter::default());
            assert!(view.shown() == wanted, "{by:?}");
        }
    }
}

#[test]
fn a_longer_search_looks_only_at_what_is_left() {
    let mut table = EstateHosts::default();
    table.add_page(vec![graph("p", "kmc", "Available"), graph("p", "kmg", "Shutdown"), graph("q", "zyx", "Available")], AT);
    let mut view = View::default();
    view.sort(&table, None);
    for (text, status, found) in [
        ("k", None, 2),
        ("km", None, 2),
        ("km c", None, 1),
        ("km ", None, 2),
        ("km", Some("Shutdown"), 1),
        ("km", None, 2),
        ("", None, 3),
        ("z", None, 1),
    ] {
        view.filter(&table, &Filter { status: status.map(str::to_owned), ..search(text) });
        assert_eq!(view.shown().len(), found, "{text} {status:?}");
    }
}

#[test]
fn who_is_chosen_stays_chosen_when_all_is_read_again() {
    let mut table = EstateHosts::default();
    table.add_page(vec![graph("one", "a", "Available"), graph("one", "b", "Available"), graph("two", "c", "Available")], AT);
    table.set_pool(&pool("two"), &[provider("two", "c", "Shutdown"), provider("two", "d", "Available")], LATER);
    let key = |table: &EstateHosts, name: &str| table.rows().iter().find(|row| &*row.name == name).unwrap().key;
    let mut chosen = Chosen::default();
    for name in ["b", "d"] {
        chosen.set(key(&table, name), true);
    }
    let mut next = table.successor(LATER + STANDS + STANDS);
    // Meanwhile the old one learns of a pool and a host, and the new one of another pool at the same place.
    table.set_pool(&pool("three"), &[provider("three", "x", "Available")], LATER);
    next.add_page_after(&table, vec![graph("two", "D", "Available"), graph("four", "x", "Available")], LATER);
    next.add_page_after(&table, vec![graph("one", "b", "Available"), graph("one", "e", "Available")], LATER);
    let keys: std::collections::BTreeSet<u32> = table.rows().iter().chain(next.rows()).map(|row| row.key).collect();
    assert_eq!(keys.len(), table.rows().len() + next.rows().len() - 2, "no key is given twice");
    chosen.keep(next.rows().iter().map(|row| row.key));
    let names: Vec<&str> = next.rows().iter().filter(|row| chosen.contains(row.key)).map(|row| &*row.name).collect();
    assert_eq!((names, chosen.len()), (vec!["D", "b"], 2));
    let (places, wanted) = (next.places(), [key(&next, "e"), 9_999, key(&next, "D")]);
    let found =
        |table: &EstateHosts| Some(places.rows(table, &wanted)?.iter().map(|row| row.name.to_string()).collect::<Vec<_>>());
    assert_eq!(found(&next).unwrap(), ["e", "D"]);
    next.set_pool(&pool("two"), &[provider("two", "new", "Available"), provider("two", "D", "Available")], LATER);
    assert_eq!(found(&next), None, "they have moved");
}

#[test]
fn what_a_pool_has_just_said_is_not_taken_back_by_an_older_copy() {
    let mut table = EstateHosts::default();
    table.add_page(vec![graph("one", "a", "Available"), graph("one", "gone", "Available"), graph("two", "b", "Available")], AT);
    assert_eq!(table.set_pool(&pool("one"), &[provider("one", "a", "Shutdown"), provider("one", "new", "Available")], LATER), 3);
    let behind = || vec![graph("one", "a", "Available"), graph("one", "gone", "Available"), graph("two", "b", "Shutdown")];
    let read = |after: Duration| {
        let mut next = table.successor(LATER + after);
        next.add_page_after(&table, behind(), LATER + after);
        let mut rows: Vec<_> =
            next.rows().iter().map(|row| (row.name.to_string(), next.word(row.status).to_owned(), row.key)).collect();
        rows.sort();
        let names: Vec<String> = rows.iter().map(|(name, status, _)| format!("{name} {status}")).collect();
        let kept = rows.iter().all(|(name, _, key)| table.rows().iter().all(|row| *row.name != **name || row.key == *key));
        assert!(kept, "a host keeps its key");
        (names, next.differed())
    };
    assert_eq!(read(STANDS).0, ["a Shutdown", "b Shutdown", "new Available"]);
    assert_eq!(read(STANDS).1, 3, "it is still known to be behind");
    let (later, differed) = read(STANDS + Duration::from_secs(1));
    assert_eq!((later, differed), (vec!["a Available".to_owned(), "b Shutdown".into(), "gone Available".into()], 0));
}

proptest! {
    /// Chosen rows against a plain set.
    #[test]
    fn chosen_is_a_set(steps in prop::collection::vec((0..300_u32, any::<bool>()), 0..200), kept in prop::collection::btree_set(0..300_u32, 0..200)) {
        let (mut chosen, mut plain) = (Chosen::default(), std::collections::BTreeSet::new());
        for (key, on) in steps {
            chosen.set(key, on);
            if on { plain.insert(key); } else { plain.remove(&key); }
            prop_assert_eq!(chosen.len(), plain.len());
        }
        chosen.keep(kept.iter().copied());
        plain.retain(|key| kept.contains(key));
        prop_assert_eq!(chosen.len(), plain.len());
        prop_assert!((0..400).all(|key| chosen.contains(key) == plain.contains(&key)));
        prop_assert_eq!(chosen.is_empty(), plain.is_empty());
    }

    /// Filter and order against the plain way, also when rows come between two looks.
    #[test]
    fn the_view_is_the_plain_way(hosts in prop::collection::vec((0..4_u8, 0..30_u8, 0..3_u8, prop::option::of(0..5_i64)), 0..60),
                                 cut in 0..60_usize, column in 0..Column::ALL.len(), down: bool, text in "[a-c0-9]{0,2}") {
        let statuses = ["Available", "Shutdown", "Unavailable"];
        let rows: Vec<GraphHost> = hosts.iter().map(|(of, name, status, sessions)| GraphHost {
            sessions: *sessions, ..graph(&format!("p{of}"), &format!("h{name}"), statuses[usize::from(*status)])
        }).collect();
        let column = Column::ALL[column];
        let mut table = EstateHosts::default();
        let mut view = View::default();
        let cut = cut.min(rows.len());
        table.add_page(rows[..cut].to_vec(), AT);
        view.sort(&table, Some((column, down)));
        table.add_page(rows[cut..].to_vec(), AT);
        view.sort(&table, Some((column, down)));
        view.filter(&table, &search(&text));
        let all = table.rows();
        let wanted = all.iter().filter(|row| {
            let pool = table.pool(row).unwrap();
            [&*row.name, pool.id.name(), table.word(row.status), wording(table.word(row.status))].iter().any(|of| of.to_lowercase().contains(&text))
        }).count();
        prop_assert_eq!(view.shown().len(), wanted);
        let key = |row: &HostRow| match column {
            Column::Name => padded(&row.name),
            Column::Pool => table.pool(row).unwrap().id.name().to_owned(),
            Column::Status => table.word(row.status).to_owned(),
            Column::Sessions => format!("{:?}", row.sessions.map_or(-1, i64::from) + 1),
            _ => String::new(),
        };
        let keys: Vec<String> = view.shown().iter().map(|place| key(table.row(*place).unwrap())).collect();
        let sorted = keys.windows(2).all(|two| if down { two[0] >= two[1] } else { two[0] <= two[1] });
        prop_assert!(sorted, "{:?}", keys);
    }
}
