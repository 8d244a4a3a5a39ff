//! Every place goes to a URL and back.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

fn parse(url: &str) -> Route {
    Route::from_href(url)
}

fn pools() -> Route {
    Route::Pools(PoolsView::default())
}

fn pool(name: &str) -> PoolRef {
    PoolRef::new("6f0a5a8e-0000-4000-8000-000000000001", "rg-avd prod", name)
}

fn board(search: &str, show: &str) -> BoardView {
    BoardView { search: search.into(), show: Some(show.into()), sort: String::new() }
}

#[test]
fn every_place_has_its_url() {
    let view = PoolsView { search: "a&b=c%".into(), sort: "-region".into(), kind: Some("Pooled".into()), ..PoolsView::default() };
    let hosts = HostsView {
        search: "vm 1".into(),
        sort: "status".into(),
        status: Some("NeedsAssistance".into()),
        version: Some("behind".into()),
        columns: "name.status".into(),
    };
    let sessions = SessionsView {
        search: "o'hara@contoso.example".into(),
        sort: "-since".into(),
        state: Some("Active".into()),
        kind: Some("RemoteApp".into()),
        host: Some("vm-0.contoso.example".into()),
    };
    let base = "/pools/6f0a5a8e-0000-4000-8000-000000000001/rg-avd%20prod";
    let cases = [
        (Route::default(), "/overview".to_owned()),
        (pools(), "/pools".to_owned()),
        (Route::Pools(view), "/pools?q=a%26b%3Dc%25&sort=-region&type=Pooled".to_owned()),
        (Route::Pool(pool("hp one"), PoolTab::Overview), format!("{base}/hp%20one")),
        (Route::Pool(pool("hp@é"), PoolTab::Token), format!("{base}/hp@%C3%A9/token")),
        (
            Route::Pool(pool("hp"), PoolTab::Hosts(hosts)),
            format!("{base}/hp/hosts?q=vm%201&sort=status&status=NeedsAssistance&version=behind&columns=name.status"),
        ),
        (
            Route::Pool(pool("hp"), PoolTab::Host("vm 1.contoso.example".into())),
            format!("{base}/hp/hosts/vm%201.contoso.example"),
        ),
        (
            Route::Pool(pool("hp"), PoolTab::Sessions(sessions)),
            format!(
                "{base}/hp/sessions?q=o%27hara@contoso.example&sort=-since&state=Active&type=RemoteApp&host=vm-0.contoso.example"
            ),
        ),
        (Route::Pool(pool("hp"), PoolTab::Configuration), format!("{base}/hp/configuration")),
        (Route::ConfigurationEdit(pool("hp"), Query::default()), format!("{base}/hp/configuration/edit")),
        (
            Route::ConfigurationEdit(pool("hp"), Query::parse("step=hosts&batch=3")),
            format!("{base}/hp/configuration/edit?step=hosts&batch=3"),
        ),
        (Route::Pool(pool("a/b"), PoolTab::Update), format!("{base}/a%2Fb/update")),
        (Route::Pool(pool("hp"), PoolTab::Policy), format!("{base}/hp/policy")),
        (Route::Pool(pool("new"), PoolTab::Properties), format!("{base}/new/properties")),
        (Route::Pool(pool("100%"), PoolTab::Json), format!("{base}/100%25/json")),
        (Route::PoolNew, "/pools/new".to_owned()),
        (Route::PoolEdit(pool("日本 pool")), format!("{base}/%E6%97%A5%E6%9C%AC%20pool/edit")),
        (
            Route::UpdateNew(pool("hp"), Query::default().with("batch", "5").with("message", "Bye + thanks")),
            format!("{base}/hp/update/new?batch=5&message=Bye%20%2B%20thanks"),
        ),
        (Route::Updates(BoardView::default()), "/updates".to_owned()),
        (Route::Updates(board("a b", "active")), "/updates?q=a%20b&show=active".to_owned()),
        (Route::Tokens(BoardView::default()), "/tokens".to_owned()),
        (Route::Tokens(BoardView { sort: "-end".into(), ..board("", "expired") }), "/tokens?sort=-end&show=expired".to_owned()),
        (Route::Activity, "/activity".to_owned()),
        (Route::Settings, "/settings".to_owned()),
        (Route::NotFound("/nowhere/at all".into()), "/nowhere/at all".to_owned()),
    ];
    for (route, url) in cases {
        assert_eq!(route.href(), url);
        assert_eq!(parse(&url), route, "{url}");
    }
}

#[test]
fn urls_written_by_hand_find_their_place() {
    let cases = [
        ("/", Route::default()),
        ("/pools/", pools()),
        ("/pools?unknown=1&q=", pools()),
        ("/pools?x#fragment", pools()),
        ("/pools?q=two+words", Route::Pools(PoolsView { search: "two words".into(), ..PoolsView::default() })),
        ("/pools/sub/rg/hp/nothing", Route::NotFound("/pools/sub/rg/hp/nothing".into())),
        ("/pools/sub", Route::NotFound("/pools/sub".into())),
        ("/pools/s/r/50%", Route::Pool(PoolRef::new("s", "r", "50%"), PoolTab::Overview)),
    ];
    for (url, route) in cases {
        assert_eq!(parse(url), route, "{url}");
    }
}

#[test]
fn a_filter_is_not_another_page() {
    let searched = parse("/pools?q=x");
    assert!(searched.same_page(&pools()));
    assert!(Route::Pool(pool("a"), PoolTab::Json).same_page(&Route::Pool(pool("a"), PoolTab::Token)));
    assert!(!Route::Pool(pool("a"), PoolTab::Json).same_page(&Route::Pool(pool("b"), PoolTab::Json)));
    assert!(parse("/updates?show=active").same_page(&parse("/updates?q=x")));
    assert!(parse("/tokens?show=expired").same_page(&parse("/tokens")));
    assert!(!parse("/updates").same_page(&parse("/tokens")));
}

#[test]
fn every_tab_has_a_title_of_its_own() {
    let titles: std::collections::BTreeSet<&str> = PoolTab::all().iter().map(PoolTab::title).collect();
    assert_eq!(titles.len(), PoolTab::all().len());
}

#[test]
fn a_pool_is_named_by_its_id_and_by_what_is_in_it() {
    let id = "/subscriptions/s/resourcegroups/My Group/providers/microsoft.desktopvirtualization/hostpools/hp 1";
    let pool = PoolRef::new("s", "My Group", "hp 1");
    assert_eq!(PoolRef::of(id), Some(pool.clone()));
    assert_eq!(PoolRef::of(&format!("{id}/sessionHosts/vm-0.contoso.example")), Some(pool.clone()));
    assert_eq!(pool.id().and_then(|id| PoolRef::of(id.as_str())), Some(pool));
    assert_eq!(PoolRef::of("/subscriptions/s"), None);
}

proptest::proptest! {
    /// Whatever somebody puts into an address: it is a place, and the address of that place leads there again.
    #[test]
    fn any_address_is_a_place(address in "(/|overview|pools|hosts|update|new|edit|%2[fF]|%|\\?|&|=|#|q|sort|\\+|\\.\\.|a|\u{202e}|ü|\u{0}){0,16}|\\PC{0,40}") {
        let place = parse(&address);
        proptest::prop_assert!(!place.title().is_empty());
        if !matches!(place, Route::NotFound(_)) {
            let href = place.href();
            proptest::prop_assert!(href.starts_with('/') && !href.starts_with("//"), "{href}");
            proptest::prop_assert_eq!(parse(&href), place);
        }
    }
}
