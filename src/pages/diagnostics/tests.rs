#![allow(clippy::unwrap_used)]

use avd::rule::report::markdown;

use super::*;

const NOW: Instant = Instant::from_seconds(1_795_248_000);

fn seen() -> Seen {
    let config = r#"{"auth": {"clientId": "0c0ffee0-0000-4000-8000-00000000c0de", "authority": "https://login.microsoftonline.com/contoso.example"}}"#;
    Seen {
        config: Config::parse(config, "https://console.example").unwrap(),
        session: None,
        learned: Diagnosis { headers: vec![], clocks: None, failures: vec![], paces: vec![], versions: vec![] },
        abilities: Abilities {
            user_agent: "Browser/1".to_owned(),
            secure: true,
            session: Ok(3),
            local: Err("no".to_owned()),
            database: Ok(()),
            locks: true,
            channel: true,
            worker: Some(false),
            room: Some((1_500_000.0, 2e9)),
        },
        online: true,
        demo: false,
        now: NOW,
        versions: ApiVersions::default(),
        offer: Offer::NotRead,
    }
}

#[test]
fn versions_say_what_is_offered_used_and_withdrawn() {
    let mut seen = seen();
    let text = |seen: &Seen| markdown("", &[versions(seen)], &[]);
    let found = text(&seen);
    assert!(found.contains("Not loaded yet. Using the built-in table"), "{found}");
    assert!(found.contains("Host pools: Used: 2026-04-01-preview. Offered: not known."), "{found}");
    seen.offer = Offer::Failed("Azure returned 403".to_owned());
    assert!(text(&seen).contains("Couldn't load. Using the built-in table. Azure returned 403."));
    let answer = serde_json::json!({"resourceTypes": [{"resourceType": "hostpools", "apiVersions": ["2026-01-01-preview", "2025-10-10", "2022-02-10-preview"]}]});
    let given = [("sessionHosts".to_owned(), "2024-04-03".to_owned())].into();
    seen.versions = ApiVersions::default().with_overrides(&given).with_offered(avd::Offered::of_answer(&answer));
    seen.offer = Offer::Read;
    let found = text(&seen);
    let wanted = "Used: 2026-01-01-preview. Offered: 2026-01-01-preview, 2025-10-10. Offered but retired by Microsoft: 2022-02-10-preview.";
    assert!(found.contains(wanted), "{found}");
    assert!(found.contains("Session hosts: Used: 2024-04-03 (set in config.json). Offered: not known."), "{found}");
}

#[test]
fn what_was_not_read_is_not_claimed() {
    let header = |readable, expected| sight(&HeaderSight { name: "x", readable, expected });
    assert_eq!(header(0, 0), "Not received yet");
    assert!(header(0, 3).starts_with("Missing in 3 responses"));
    assert_eq!(header(2, 3), "Received in 2 of 3 responses");
    let mut seen = seen();
    assert_eq!(clock(&seen).text(), "Couldn't check");
    for (theirs, wanted) in [(200, "200 s ahead"), (-90, "90 s behind"), (20, "Correct to the minute")] {
        seen.learned.clocks = Some((Instant::from_millis(NOW.millis() - theirs * 1000), NOW));
        assert!(clock(&seen).text().starts_with(wanted));
    }
}

#[test]
fn the_report_names_nobody() {
    let mut seen = seen();
    seen.learned.paces.push(arm::Pace {
        scope: "daefabc0-95b4".to_owned(),
        kind: "reads",
        left: 7,
        most: 250,
        paused_until: Some(NOW),
    });
    let report = markdown("Report", &sections(&seen), &names(&seen));
    for secret in ["contoso", "0c0ffee0", "daefabc0"] {
        assert!(!report.contains(secret), "{secret} in {report}");
    }
    for kept in
        ["- Directory: directory-1", "- Quota: sub-1", "7 of 250 reads; throttled", "1.5 MB used of 2000 MB", "Blocked: no"]
    {
        assert!(report.contains(kept), "{kept} not in {report}");
    }
}
