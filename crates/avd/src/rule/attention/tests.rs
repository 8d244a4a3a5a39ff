#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::operation::sample::pool as sample_pool;

const NOW: i64 = 1_800_000_000;

fn now() -> Instant {
    Instant::from_seconds(NOW)
}

fn counts(rows: &[(&str, i64, i64, i64)]) -> HostCounts {
    let of = |(status, hosts, drained, sessions): &(&str, i64, i64, i64)| StatusCount {
        status: (*status).to_owned(),
        hosts: *hosts,
        drained: *drained,
        sessions: *sessions,
        ..Default::default()
    };
    HostCounts { by_status: rows.iter().map(of).collect() }
}

fn run(status: Value) -> Run {
    Run::of(&serde_json::from_value(status).unwrap()).unwrap()
}

fn unknown(id: &ResourceId) -> PoolFacts<'_> {
    PoolFacts {
        id,
        kind: Some(&HostPoolType::Pooled),
        session_limit: Some(10),
        hosts: None,
        versions: &[],
        target: None,
        update: None,
        provisioning: None,
        token: None,
        autoscale_off: None,
    }
}

fn kinds(facts: &PoolFacts<'_>) -> Vec<(Kind, Option<i64>, String)> {
    findings(facts, now()).into_iter().map(|finding| (finding.kind, finding.hosts, finding.detail)).collect()
}

#[test]
fn what_hosts_say() {
    type Case = (&'static [(&'static str, i64, i64, i64)], &'static [(Kind, i64, &'static str)]);
    let cases: [Case; 11] = [
        (&[], &[]),
        (&[("Available", 4, 0, 3)], &[]),
        (&[("Available", 4, 4, 3)], &[(Kind::NoHostAccepts, 4, "4 in drain mode")]),
        (&[("Available", 3, 3, 0), ("Unavailable", 1, 0, 0)], &[(Kind::NoHostAccepts, 4, "1 Unavailable, 3 in drain mode")]),
        (&[("Available", 3, 0, 0), ("NoHeartbeat", 2, 0, 0)], &[(Kind::HostsUnavailable, 2, "2 No heartbeat")]),
        (&[("Shutdown", 3, 0, 0)], &[(Kind::AllShutDown, 3, "")]),
        (&[("Shutdown", 3, 0, 0), ("Available", 1, 0, 2)], &[]),
        (&[("Upgrading", 1, 0, 0), ("Shutdown", 3, 0, 0)], &[]),
        (&[("NeedsAssistance", 2, 0, 1)], &[(Kind::NeedsAssistance, 2, "")]),
        (&[("Available", 2, 0, 1), ("Hibernated", 1, 0, 0), ("UpgradeFailed", 1, 0, 0)], &[(Kind::AgentUpgrade, 1, "")]),
        (&[("Available", 2, 0, 20)], &[(Kind::NoCapacity, 2, "20 of 20 sessions")]),
    ];
    let id = sample_pool();
    for (rows, expected) in cases {
        let hosts = counts(rows);
        let found = kinds(&PoolFacts { hosts: Some(&hosts), ..unknown(&id) });
        let expected: Vec<_> = expected.iter().map(|(kind, hosts, detail)| (*kind, Some(*hosts), (*detail).to_owned())).collect();
        assert_eq!(found, expected, "{rows:?}");
    }
}

#[test]
fn a_full_pool_is_one_with_a_limit_that_users_share() {
    let (id, hosts) = (sample_pool(), counts(&[("Available", 1, 0, 1)]));
    let found = |kind: &HostPoolType, limit| {
        kinds(&PoolFacts { hosts: Some(&hosts), kind: Some(kind), session_limit: limit, ..unknown(&id) })
    };
    assert_eq!(found(&HostPoolType::Pooled, Some(1)).len(), 1);
    assert_eq!(found(&HostPoolType::Personal, Some(1)), []);
    assert_eq!(found(&HostPoolType::Pooled, Some(999_999)), []);
    assert_eq!(found(&HostPoolType::Pooled, None), []);
}

#[test]
fn silent_hosts_are_told_by_what_they_claim() {
    let id = sample_pool();
    let of = |status: &str| {
        let mut hosts = counts(&[(status, 2, 0, 0), ("Available", 1, 0, 0)]);
        hosts.by_status[0].silent = 2;
        kinds(&PoolFacts { hosts: Some(&hosts), ..unknown(&id) }).into_iter().map(|(kind, ..)| kind).collect::<Vec<_>>()
    };
    assert_eq!(of("Available"), [Kind::HostsSilent]);
    assert_eq!(of("Upgrading"), [Kind::AgentUpgrade]);
    assert_eq!(of("Unavailable"), [Kind::HostsUnavailable], "that it is silent is no news");
}

#[test]
fn what_an_update_says() {
    let id = sample_pool();
    let of = |status: &str, rollback: i64| {
        let progress = json!({"totalSessionHosts": 6, "sessionHostsCompleted": 2, "sessionHostsRollbackFailed": rollback});
        let error = json!({"code": "AgentRegistrationFailure", "message": "no"});
        let error = if status == "Failed" || status == "Error" { error } else { Value::Null };
        let run = run(json!({"name": "r1", "status": status, "error": error, "startTime": "2026-11-21T10:00:00Z",
            "properties": {"progress": progress}}));
        findings(&PoolFacts { update: Some(&run), ..unknown(&id) }, now()).pop()
    };
    let failed = of("Error", 0).unwrap();
    assert_eq!((failed.kind, failed.case.as_str()), (Kind::UpdateFailed, "r1"));
    assert_eq!(failed.detail, "AgentRegistrationFailure · 2 of 6 updated");
    assert!(failed.since.is_some());
    let paused = of("Paused", 0).unwrap();
    assert_eq!((paused.kind, paused.since), (Kind::UpdatePaused, None), "when the pause began isn't reported");
    assert_eq!(of("Succeeded", 1).unwrap().detail, "1 session host out of service · 2 of 6 updated");
    for quiet in ["Succeeded", "Scheduled", "UpdatingSessionHosts", "Cancelled"] {
        assert_eq!(of(quiet, 0), None, "{quiet}");
    }
}

#[test]
fn hosts_out_of_service_during_an_update_are_expected() {
    let (id, hosts) = (sample_pool(), counts(&[("Available", 3, 0, 0), ("Unavailable", 1, 0, 0)]));
    let during = |status: &str| {
        let run = run(json!({"status": status}));
        kinds(&PoolFacts { hosts: Some(&hosts), update: Some(&run), ..unknown(&id) }).len()
    };
    assert_eq!((during("UpdatingSessionHosts"), during("Scheduled"), during("Succeeded")), (0, 1, 1));
}

#[test]
fn out_of_date_by_the_target_or_at_least_by_the_newest_host() {
    let id = sample_pool();
    let at = |day: u32| Some(Timestamp::new(format!("2026-11-{day:02}T00:00:00Z")));
    let versions = [(at(1), 2), (at(9), 3), (None, 1)];
    let found = |target: Option<&Timestamp>, update: Option<&Run>| {
        kinds(&PoolFacts { versions: &versions, target, update, ..unknown(&id) })
            .into_iter()
            .map(|(_, _, detail)| detail)
            .collect::<Vec<_>>()
    };
    let target = at(20).unwrap();
    assert_eq!(found(Some(&target), None), ["5 of 6"]);
    assert_eq!(found(None, None), ["At least 2 of 6"]);
    assert_eq!(found(at(9).as_ref(), None), ["2 of 6"]);
    assert_eq!(found(Some(&target), Some(&run(json!({"status": "Scheduled"})))), Vec::<String>::new(), "one is on its way");
    assert_eq!(found(Some(&target), Some(&run(json!({"status": "Cancelled"})))), ["5 of 6"]);
}

#[test]
fn tokens_that_expire_soon_and_tokens_that_linger() {
    let id = sample_pool();
    let found = |hours: u64| {
        let until = now() + Duration::from_secs(hours * 3600 - 60);
        let found = kinds(&PoolFacts { token: Some(TokenState::Valid { until }), ..unknown(&id) });
        found.into_iter().map(|(kind, ..)| kind).collect::<Vec<_>>()
    };
    assert_eq!((found(1), found(20), found(8 * 24)), (vec![Kind::TokenExpires], vec![], vec![Kind::TokenLingers]));
    for quiet in [TokenState::None, TokenState::Expired { since: now() }] {
        assert_eq!(kinds(&PoolFacts { token: Some(quiet), ..unknown(&id) }), []);
    }
}

#[test]
fn creating_hosts_and_autoscale() {
    let id = sample_pool();
    let of = |status: &str| {
        let status: ProvisioningStatus = serde_json::from_value(
            json!({"status": status, "error": {"code": "QuotaExceeded"}, "endTime": "2026-11-21T10:00:00Z"}),
        )
        .unwrap();
        findings(&PoolFacts { provisioning: Some(&status), ..unknown(&id) }, now()).pop()
    };
    let failed = of("Failed").unwrap();
    assert_eq!((failed.kind, failed.detail.as_str(), failed.since.is_some()), (Kind::ProvisioningFailed, "QuotaExceeded", true));
    assert_eq!(of("Succeeded"), None);
    let off = findings(&PoolFacts { autoscale_off: Some(now()), ..unknown(&id) }, now());
    assert_eq!((off[0].kind, off[0].since), (Kind::AutoscaleOff, Some(now())));
}

#[test]
fn words_and_order() {
    assert!(Kind::ALL.is_sorted());
    for kind in Kind::ALL {
        assert!(kind.meaning().ends_with('.') && !kind.title().ends_with('.'), "{kind:?}");
        assert_eq!(Kind::ALL.iter().filter(|other| other.word() == kind.word()).count(), 1, "{kind:?}");
    }
}

proptest! {
    #[test]
    fn a_pool_in_which_users_can_sign_in_is_never_said_to_have_no_host(
        rows in proptest::collection::vec((0usize..8, 0i64..5, 0i64..5, 0i64..9), 0..5)
    ) {
        let words = ["Available", "NeedsAssistance", "Unavailable", "Shutdown", "Upgrading", "NoHeartbeat", "Novel", ""];
        let rows: Vec<(&str, i64, i64, i64)> =
            rows.iter().map(|(word, hosts, drained, sessions)| (words[*word], *hosts, (*drained).min(*hosts), *sessions)).collect();
        let (id, hosts) = (sample_pool(), counts(&rows));
        let found = kinds(&PoolFacts { hosts: Some(&hosts), ..unknown(&id) });
        let none = found.iter().any(|(kind, ..)| matches!(kind, Kind::NoHostAccepts | Kind::AllShutDown));
        prop_assert!(!none || hosts.accepting() == 0);
        let may = hosts.by_status.iter().any(|of| of.may_take_sessions() && of.drained < of.hosts);
        prop_assert!(!none || !may, "what isn't known is not said");
        for (_, concerned, _) in found {
            prop_assert!(concerned.is_none_or(|concerned| concerned > 0 && concerned <= hosts.hosts()));
        }
    }
}
