//! Nothing that names anybody is in a report.

use proptest::prelude::*;

use super::*;

const SUBSCRIPTION: &str = "daefabc0-95b4-48b3-b645-8a753a63c4fa";
const REQUEST: &str = "11111111-2222-3333-4444-555555555555";

fn own(text: &str) -> Fact {
    Fact::Own(text.to_owned())
}

#[test]
fn the_same_name_is_the_same_pseudonym_everywhere() {
    let pool = format!(
        "/subscriptions/{SUBSCRIPTION}/resourceGroups/rg%20sales/providers/Microsoft.DesktopVirtualization/hostPools/hp-sales"
    );
    let sections = [Section {
        title: "Errors",
        facts: vec![
            ("Status", own("403")),
            ("Path", Fact::Path(format!("{pool}/sessionHosts/SH-1.contoso.example?api-version=1"))),
            ("Path", Fact::Path(format!("{}/retrieveRegistrationToken", pool.to_uppercase()))),
            ("Code", Fact::Code("AuthorizationFailed".into())),
            ("Code", Fact::Code("cannot write hp-sales".into())),
            ("Code", Fact::Code("NoHp-Sales".into())),
            ("Code", Fact::Code("eyJ0eXAiOiJKV1Qi".into())),
            ("Request", Fact::RequestId(REQUEST.into())),
            ("Request", Fact::RequestId(SUBSCRIPTION.into())),
            ("Request", Fact::RequestId("ann@contoso.example".into())),
            ("Who", Fact::Name("user", "ann@contoso.example".into())),
            ("Who", Fact::Name("user", "ANN@contoso.example".into())),
        ],
    }];
    let text = markdown("Report", &sections, &[]);
    let wanted = "# Report\n\n## Errors\n\n- Status: 403
- Path: /subscriptions/sub-1/resourceGroups/group-1/providers/Microsoft.DesktopVirtualization/hostPools/pool-1/sessionHosts/host-1
- Path: /SUBSCRIPTIONS/sub-1/RESOURCEGROUPS/group-1/providers/MICROSOFT.DESKTOPVIRTUALIZATION/HOSTPOOLS/pool-1/retrieveRegistrationToken
- Code: AuthorizationFailed
- Code: [removed]
- Code: [removed]
- Code: [removed]
- Request: 11111111-2222-3333-4444-555555555555
- Request: [removed]
- Request: [removed]
- Who: user-1
- Who: user-1
";
    assert_eq!(text, wanted);
}

/// Names as people and hostile services give them; each holds something that no word of the report has.
fn name() -> impl Strategy<Value = String> {
    ("[a-zA-Z0-9 ._-]{0,6}", "[a-zA-ZäöüßçŁΩЖ一0-9 ._'%#?@-]{0,12}").prop_map(|(before, after)| format!("{before}xqz{after}"))
}

fn fact(names: Vec<String>) -> impl Strategy<Value = Fact> {
    let pick = prop::sample::select(names);
    (pick.clone(), pick, 0..8, "[ -~]{0,12}").prop_map(|(name, other, kind, noise)| match kind {
        0 => Fact::Code(format!("{noise}{name}")),
        1 => Fact::Code(name),
        2 => Fact::RequestId(name),
        3 => Fact::Name("user", name),
        4 => Fact::Path(format!("/subscriptions/{}/resourceGroups/{}", arm::encode_segment(&name), arm::encode_segment(&other))),
        5 => Fact::Path(format!("/providers/{}/hostPools/{}/{noise}", arm::encode_segment(&name), arm::encode_segment(&other))),
        6 => Fact::Path(format!("{noise}/{name}/{other}")),
        _ => Fact::Code(format!("eyJ{}.{}", name, "a".repeat(90))),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_name_and_no_token_survives(
        (names, facts) in prop::collection::vec(name(), 1..5)
            .prop_flat_map(|names| (Just(names.clone()), prop::collection::vec(fact(names), 0..9))),
        secret in "[A-Za-z0-9_-]{81,200}",
    ) {
        let mut facts: Vec<_> = facts.into_iter().map(|fact| ("What", fact)).collect();
        facts.push(("What", Fact::Code(secret.clone())));
        facts.push(("What", Fact::RequestId(secret.clone())));
        let known: Vec<_> = names.iter().map(|name| ("user", name.clone())).collect();
        let text = markdown("Report", &[Section { title: "All", facts }], &known).to_lowercase();
        prop_assert!(!text.contains("xqz"), "{text}");
        prop_assert!(!text.contains(&secret.to_lowercase()), "{text}");
        for name in names.iter().filter(|name| name.contains('@')) {
            for part in name.split('@').map(str::to_lowercase).filter(|part| part.contains("xqz")) {
                prop_assert!(!text.contains(&part), "{part} in {text}");
            }
        }
    }

    /// Whatever comes, the report has its lines and no others.
    #[test]
    fn a_fact_is_one_line(texts in prop::collection::vec("\\PC{0,40}|[\n\r#|`-]{0,9}", 1..9)) {
        let facts: Vec<_> = texts.iter().flat_map(|text| {
            [("A", Fact::Code(text.clone())), ("B", Fact::Path(text.clone())), ("C", Fact::RequestId(text.clone())), ("D", Fact::Name("user", text.clone()))]
        }).collect();
        let lines = facts.len();
        let text = markdown("Report", &[Section { title: "All", facts }], &[]);
        prop_assert_eq!(text.lines().filter(|line| line.starts_with("- ")).count(), lines);
        prop_assert_eq!(text.lines().count(), lines + 4);
    }
}
