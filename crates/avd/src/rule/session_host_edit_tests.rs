#![allow(clippy::unwrap_used)]

use arm::{Endpoint, Json};
use host::Method;
use proptest::prelude::*;

use super::*;
use crate::operation::sample::POOL;
use crate::rule::confirm::{Confirmation, confirm};
use crate::script::codes;

fn host(properties: &Value) -> SessionHost {
    SessionHost::from_json(json!({"id": format!("{POOL}/sessionHosts/sh-1.contoso.example"), "properties": properties})).unwrap()
}

fn pool(kind: HostPoolType) -> Situation {
    Situation { kind: Some(kind), management: Some(ManagementType::Standard), update: Some(None), disks: Disks::Unknown }
}

fn made(host: &SessionHost, edit: &Edit, pool: &Situation) -> Result<Change, Refusal> {
    change(host, edit, pool, &ApiVersions::default())
}

fn assign(to: &str) -> Edit {
    Edit::Assign(to.to_owned())
}

#[test]
fn each_edit_sends_one_field() {
    let personal = pool(HostPoolType::Personal);
    let taken = host(&json!({"assignedUser": "ann@contoso.example", "allowNewSession": true, "friendlyName": "Old"}));
    let free = host(&json!({"allowNewSession": false}));
    let cases = [
        (&taken, Edit::Drain, json!({"allowNewSession": false}), false),
        (&free, Edit::Admit, json!({"allowNewSession": true}), false),
        (&free, assign(" bob@contoso.example "), json!({"assignedUser": "bob@contoso.example"}), false),
        (&taken, assign("bob@contoso.example"), json!({"assignedUser": "bob@contoso.example"}), true),
        (&taken, Edit::Unassign, json!({"assignedUser": ""}), true),
        (&taken, Edit::Rename("New ".to_owned()), json!({"friendlyName": "New"}), false),
        (&taken, Edit::Rename(String::new()), json!({"friendlyName": ""}), false),
    ];
    for (host, edit, properties, force) in cases {
        let change = made(host, &edit, &personal).unwrap();
        assert_eq!(change.call.body, Some(json!({"properties": properties})), "{edit:?}");
        assert_eq!((change.call.method, !change.call.query.is_empty()), (Method::Patch, force), "{edit:?}");
        assert_eq!(force, change.warnings.iter().any(|warning| warning.contains("Uses force")), "{edit:?}");
        assert_eq!(change.verify, ReadBack::SessionHostFields);
        let read = json!({"properties": properties});
        assert!(matches!(confirm(&change, &Value::Null, Some(&read)), Confirmation::Shown(_)), "{edit:?}");
    }
}

#[test]
fn what_is_so_already_or_makes_no_sense_is_refused() {
    let personal = pool(HostPoolType::Personal);
    let taken = host(&json!({"assignedUser": "ann@contoso.example", "allowNewSession": false, "friendlyName": "Old"}));
    let refused = |edit: Edit| made(&taken, &edit, &personal).unwrap_err().to_string();
    assert_eq!(refused(Edit::Drain), "Drain mode is already on.");
    assert_eq!(refused(assign("Ann@contoso.example")), "It's already assigned to this user.");
    assert_eq!(refused(Edit::Rename("Old".to_owned())), "It already has this name.");
    for nobody in ["", "ann", "@contoso.example", "ann@", "a b@contoso.example", "a@b@c"] {
        assert_eq!(made(&taken, &assign(nobody), &personal), Err(Refusal::NoUser), "{nobody:?}");
    }
    let free = host(&json!({"allowNewSession": true, "assignedUser": ""}));
    assert_eq!(made(&free, &Edit::Admit, &personal).unwrap_err().to_string(), "It already takes new sessions.");
    assert_eq!(made(&free, &Edit::Unassign, &personal).unwrap_err().to_string(), "It isn't assigned to a user.");
    for edit in [assign("bob@contoso.example"), Edit::Unassign, Edit::Rename("x".to_owned())] {
        assert_eq!(made(&taken, &edit, &pool(HostPoolType::Pooled)), Err(Refusal::NotPersonal));
    }
    assert_eq!(made(&SessionHost::default(), &Edit::Drain, &personal), Err(Refusal::NoHost));
}

#[test]
fn only_a_switch_of_drain_mode_is_taken_back_and_twice_is_where_it_began() {
    let personal = pool(HostPoolType::Personal);
    let versions = ApiVersions::default();
    for (open, edit) in [(true, Edit::Drain), (false, Edit::Admit)] {
        let host = host(&json!({"allowNewSession": open, "sessions": 2}));
        let there = made(&host, &edit, &personal).unwrap();
        let (back, between) = undo(&there, &host.to_json(), &personal, &versions).unwrap();
        assert_eq!(back.call.body, Some(json!({"properties": {"allowNewSession": open}})));
        assert_eq!((&back.target, &back.call.path, back.verify), (&there.target, &there.call.path, there.verify));
        assert_eq!(between.pointer("/properties/allowNewSession"), Some(&json!(!open)));
        let (again, before) = undo(&back, &between, &personal, &versions).unwrap();
        assert_eq!((again.call.body, before), (there.call.body, host.to_json()));
    }
    let host = host(&json!({"allowNewSession": true}));
    for edit in [assign("bob@contoso.example"), Edit::Rename("x".to_owned()), Edit::Remove { force: false }] {
        let change = made(&host, &edit, &personal).unwrap();
        assert_eq!(undo(&change, &host.to_json(), &personal, &versions), None, "{edit:?}");
    }
}

#[test]
fn a_host_with_sessions_is_removed_by_force_only() {
    let pooled = pool(HostPoolType::Pooled);
    let (busy, empty) = (host(&json!({"sessions": 3})), host(&json!({"sessions": 0})));
    assert_eq!(made(&busy, &Edit::Remove { force: false }, &pooled), Err(Refusal::Sessions(3)));
    let forced = made(&busy, &Edit::Remove { force: true }, &pooled).unwrap();
    assert_eq!(forced.call.query, [("force".to_owned(), "true".to_owned())]);
    assert!(forced.warnings[0].starts_with("The 3 sessions on it end, and unsaved work is lost."), "{:?}", forced.warnings);
    let plain = made(&empty, &Edit::Remove { force: false }, &pooled).unwrap();
    assert_eq!((plain.call.query.len(), plain.verify, plain.call.body.clone()), (0, ReadBack::Gone, None));
    assert!(plain.effects.iter().any(|effect| effect.contains("billed for them")));
    assert!(matches!(confirm(&plain, &Value::Null, None), Confirmation::Shown(_)));
    let automated = Situation { management: Some(ManagementType::Automated), ..pooled };
    let warned = made(&empty, &Edit::Remove { force: false }, &automated).unwrap();
    assert!(warned.warnings.iter().any(|warning| warning.contains("isn't a supported way")));
}

#[test]
fn an_update_holds_the_drain_mode_and_the_hosts_but_not_the_user() {
    let held = Situation { update: Some(Some(UpdateState::UpdatingSessionHosts)), ..pool(HostPoolType::Personal) };
    let one = host(&json!({"allowNewSession": true}));
    for edit in [Edit::Drain, Edit::Remove { force: true }] {
        assert!(matches!(made(&one, &edit, &held), Err(Refusal::Busy(_))), "{edit:?}");
    }
    assert!(made(&one, &assign("bob@contoso.example"), &held).is_ok());
    let unread = Situation::default();
    let warned = made(&one, &Edit::Drain, &unread).unwrap();
    assert!(warned.warnings[0].contains("Couldn't check"));
    let standard = Situation { management: Some(ManagementType::Standard), ..unread };
    assert!(!made(&one, &Edit::Drain, &standard).unwrap().warnings[0].contains("Couldn't check"));
}

proptest! {
    #[test]
    fn every_language_has_every_edit(name in "[A-Za-z0-9.-]{3,20}", text in "[a-z'$` ]{0,12}", sessions in 0..9i64, assigned: bool) {
        let id = format!("{POOL}/sessionHosts/{name}");
        let user = if assigned { "ann@contoso.example" } else { "" };
        let host = SessionHost::from_json(json!({"id": id, "properties": {"sessions": sessions, "assignedUser": user}})).unwrap();
        let edits = [Edit::Drain, Edit::Admit, assign("bob@contoso.example"), Edit::Unassign, Edit::Rename(text), Edit::Remove { force: true }];
        for edit in edits {
            let Ok(change) = made(&host, &edit, &pool(HostPoolType::Personal)) else { continue };
            let removal = change.call.method == Method::Delete;
            for code in codes(&change, &Endpoint::parse("https://management.azure.com").unwrap()) {
                // What cannot be said in a language says why.
                prop_assert!(!code.text.is_empty() || (code.label == "Bicep" && removal && code.note.is_some()), "{} {:?}", code.label, edit);
            }
            let powershell = codes(&change, &Endpoint::parse("https://management.azure.com").unwrap()).into_iter().find(|code| code.label == "PowerShell");
            prop_assert!(powershell.is_some_and(|code| code.text.contains("-AzWvdSessionHost `")));
        }
    }
}

#[test]
fn the_last_hosts_that_take_users_are_not_drained_unnoticed() {
    let open = |name: &str| host(&json!({"objectId": name, "status": "Available", "allowNewSession": true}));
    let off = host(&json!({"objectId": "off", "status": "Shutdown", "allowNewSession": true}));
    let drained = host(&json!({"objectId": "drained", "status": "Available", "allowNewSession": false}));
    let named = |names: &'static [&'static str]| {
        move |host: &SessionHost| names.iter().any(|name| host.properties.object_id.as_deref() == Some(*name))
    };
    let pool = [open("one"), open("two"), off, drained];
    assert_eq!(leaves_none(&pool, named(&["one"])), None);
    assert!(leaves_none(&pool, named(&["one", "two"])).is_some());
    assert_eq!(leaves_none(&pool, named(&["drained"])), None, "it took none before");
    assert!(leaves_none(&pool[..1], |_| true).is_some());
    assert_eq!(leaves_none(&[], |_| true), None);
}
