//! Rows, filters and what is asked of the service.

#![allow(clippy::unwrap_used)]

use arm::Json;
use serde_json::json;

use super::*;

fn session(user: &str, host: &str, number: u32, state: &str, began: &str) -> UserSession {
    let id = format!(
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/hp/sessionHosts/{host}/userSessions/{number}"
    );
    UserSession::from_json(json!({ "id": id, "name": format!("hp/{host}/{number}"), "properties": {
        "userPrincipalName": user, "activeDirectoryUserName": format!("CONTOSO\\{}", user.split('@').next().unwrap()),
        "sessionState": state, "applicationType": if number == 2 { "RemoteApp" } else { "Desktop" }, "createTime": began,
    } }))
    .unwrap()
}

fn some_rows() -> Vec<Row> {
    [
        session("Carla@contoso.example", "vm-1.contoso.example", 2, "Active", "2026-11-20T08:00:00Z"),
        session("amira@contoso.example", "vm-0.contoso.example", 3, "Disconnected", "2026-11-20T09:00:00Z"),
        session("bjorn@contoso.example", "vm-1.contoso.example", 4, "Active", "2026-11-20T07:00:00Z"),
    ]
    .iter()
    .map(row)
    .collect()
}

fn users(view: &SessionsView) -> Vec<String> {
    let rows = some_rows();
    shown(&rows, view).into_iter().map(|at| rows[at].user.split('@').next().unwrap().to_owned()).collect()
}

#[test]
fn a_row_says_who_where_and_how() {
    let rows = some_rows();
    let row = &rows[0];
    assert_eq!((row.host.as_str(), short(&row.host)), ("vm-1.contoso.example", "vm-1"));
    assert_eq!((row.label.as_str(), row.kind.as_str(), row.tone), ("Active", "RemoteApp", Tone::Success));
    assert!(row.since.is_some() && row.id.is_some());
    assert_eq!(row.before["properties"]["sessionState"], "Active");
}

#[test]
fn what_the_service_leaves_out_is_said() {
    let bare = row(&UserSession::from_json(json!({ "properties": {} })).unwrap());
    assert_eq!((bare.user.as_str(), bare.label.as_str(), bare.kind.as_str()), ("Not reported", "Not reported", "Not reported"));
    assert_eq!((bare.id, bare.since), (None, None));
    let local = json!({ "properties": { "userPrincipalName": "", "activeDirectoryUserName": "VM-1\\admin" } });
    assert_eq!(row(&UserSession::from_json(local).unwrap()).user, "VM-1\\admin");
}

#[test]
fn rows_are_searched_filtered_and_sorted() {
    let view = |change: fn(&mut SessionsView)| {
        let mut view = SessionsView::default();
        change(&mut view);
        users(&view)
    };
    assert_eq!(view(|_| {}), ["amira", "bjorn", "Carla"]);
    assert_eq!(view(|view| view.sort = "-user".into()), ["Carla", "bjorn", "amira"]);
    assert_eq!(view(|view| view.sort = "since".into()), ["bjorn", "Carla", "amira"]);
    assert_eq!(view(|view| view.sort = "host".into()), ["amira", "bjorn", "Carla"]);
    assert_eq!(view(|view| view.search = "VM-1 carla".into()), ["Carla"]);
    assert_eq!(view(|view| view.search = "contoso\\bjorn".into()), ["bjorn"]);
    assert_eq!(view(|view| view.state = Some("disconnected".into())), ["amira"]);
    assert_eq!(view(|view| view.kind = Some("RemoteApp".into())), ["Carla"]);
    assert_eq!(view(|view| view.host = Some("VM-0.contoso.example".into())), ["amira"]);
}

#[test]
fn as_much_as_can_be_is_left_to_the_service_unless_the_list_is_held() {
    let view = |search: &str, state: Option<&str>, host: Option<&str>| SessionsView {
        search: search.into(),
        state: state.map(str::to_owned),
        host: host.map(str::to_owned),
        ..SessionsView::default()
    };
    let cases = [
        (view("", None, None), Ask::All),
        (view("amira", None, None), Ask::All),
        (view("amira@contoso.example", None, None), Ask::Filtered("userprincipalname eq 'amira@contoso.example'".into())),
        (view("amira", Some("Active"), None), Ask::Filtered("sessionstate eq 'Active'".into())),
        (view("amira", Some("Active"), Some("vm-0")), Ask::Host("vm-0".into())),
    ];
    for (view, wanted) in cases {
        assert_eq!(ask(&view, false), wanted);
        assert_eq!(ask(&view, true), Ask::All);
    }
}

#[test]
fn the_choice_of_states_counts_only_what_is_all_there() {
    let rows = some_rows();
    let labels = |whole, chosen| states(&rows, whole, chosen).into_iter().map(|(_, label)| label).collect::<Vec<_>>();
    assert_eq!(labels(true, None), ["Active (2)", "Disconnected (1)"]);
    assert_eq!(labels(true, Some("Pending")), ["Active (2)", "Disconnected (1)", "Pending (0)"]);
    assert_eq!(labels(false, None), ["Active", "Disconnected", "Signing out", "Pending", "Unknown", "Profile mounted"]);
}

#[test]
fn the_count_says_of_what() {
    assert_eq!(count_words(1, 1, &Ask::All), "1 user session");
    assert_eq!(count_words(3, 84, &Ask::All), "3 of 84 user sessions");
    assert_eq!(count_words(3, 84, &Ask::Filtered(String::new())), "3 user sessions");
}

#[test]
fn a_choice_outlives_what_is_shown_but_not_what_is_there() {
    let rows = some_rows();
    let keys = [rows[1].key.clone(), "gone".to_owned()].into();
    assert_eq!(chosen(&rows, &keys).iter().map(|row| row.user.as_str()).collect::<Vec<_>>(), ["amira@contoso.example"]);
}
