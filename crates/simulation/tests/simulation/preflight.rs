//! Preflight against the demo estate: every question is answered, each pool shows its troubles, a change made meanwhile is seen.

use avd::rule::preflight::{Finding, Gather, Job, Known, Plan, Verdict, judge};
use futures::executor::block_on;
use host::Method;
use serde_json::{Value, json};

use crate::console::{Console, READER};
use Verdict::{Blocker, CouldNotCheck, Pass, Risk};

const OPERATOR: &str = "sam.operator@contoso.example";

/// Asks one question as the console does.
async fn ask(console: &Console, job: &Job) -> Known {
    let question = &job.question;
    let answer = if question.list {
        let read = console.client.list::<Value>(&question.call).await;
        read.map(|read| (read.value.into_iter().filter(|item| question.keeps(item)).collect(), read.complete))
    } else {
        console.client.read::<Value>(&question.call).await.map(|read| (read.value, read.complete))
    };
    match answer {
        Ok((value, complete)) => Known::Read { value, at: console.now(), complete },
        Err(error) => Known::of_error(&error, question.right, console.now()),
    }
}

/// The findings for a pool of the demo estate.
async fn preflight(console: &Console, pool: &str, plan: &Plan) -> Vec<Finding> {
    let mut gather = Gather::new(console.pool(pool).await, console.versions.clone());
    while let Some(job) = gather.next_job() {
        let known = ask(console, &job).await;
        assert!(!matches!(known, Known::Failed { .. }), "{pool}: {:?} {known:?}", job.question);
        gather.answer(&job, known);
    }
    assert!(gather.is_done());
    judge(gather.evidence(), plan)
}

fn plan(batch: u64) -> Plan {
    Plan { batch, delay_minutes: 10, ..Plan::default() }
}

/// Expects these verdicts, by the key of the check, and everything else as it is in a pool in order.
fn expect(pool: &str, findings: &[Finding], wanted: &[(&str, Verdict)]) {
    let of = |key: &str| findings.iter().find(|finding| finding.check.key == key).expect("a check");
    for (key, verdict) in wanted {
        let found = of(key);
        assert_eq!(found.verdict, *verdict, "{pool} {key}: {} {:?}", found.evidence, found.fix);
    }
    for found in findings.iter().filter(|found| wanted.iter().all(|(key, _)| found.check.key != *key)) {
        let fine = found.verdict == Pass || found.tick.is_some();
        assert!(fine, "{pool} {}: {:?} {}", found.check.key, found.verdict, found.evidence);
    }
}

#[test]
fn a_pool_in_order() {
    block_on(async {
        let console = Console::new().await;
        let findings = preflight(&console, "hp-finance", &plan(2)).await;
        expect("hp-finance", &findings, &[("sessions", Risk)]);
    });
}

#[test]
fn pools_in_trouble() {
    block_on(async {
        let console = Console::new().await;
        let callcenter = preflight(&console, "hp-callcenter", &plan(2)).await;
        expect("hp-callcenter", &callcenter, &[("update", Blocker), ("autoscale", Risk), ("sessions", Risk)]);
        let pilot = preflight(&console, "hp-pilot", &plan(2)).await;
        let blocked = ["locks", "roles", "vaultAccess", "vault", "secrets", "network"].map(|key| (key, Blocker));
        let risks = ["behind", "azurePolicy", "monitoring", "script"].map(|key| (key, Risk));
        expect("hp-pilot", &pilot, &[blocked.as_slice(), &risks].concat());
        let warehouse = preflight(&console, "hp-warehouse", &plan(4)).await;
        let blocked = ["creation", "place", "size"].map(|key| (key, Blocker));
        let risks = ["behind", "identity", "sessions", "diagnostics", "monitoring"].map(|key| (key, Risk));
        let unknown = ["roles", "vaultAccess"].map(|key| (key, CouldNotCheck));
        expect("hp-warehouse", &warehouse, &[blocked.as_slice(), &risks, &unknown].concat());
        let engineering = preflight(&console, "hp-engineering", &plan(2)).await;
        let blocked = ["update", "image"].map(|key| (key, Blocker));
        let risks = ["imagePlan", "autoscale", "sessions", "diagnostics"].map(|key| (key, Risk));
        expect("hp-engineering", &engineering, &[blocked.as_slice(), &risks].concat());
    });
}

#[test]
fn a_pool_without_configuration_blocks_and_passes_nothing_by_its_absence() {
    block_on(async {
        let console = Console::new().await;
        let findings = preflight(&console, "hp-lab-empty", &plan(2)).await;
        let passed: Vec<_> = findings.iter().filter(|it| it.verdict == Pass).map(|it| it.check.key).collect();
        assert_eq!(passed, ["pool", "update", "creation", "identity", "roles", "caller", "autoscale", "sessions"]);
    });
}

#[test]
fn a_reader_may_look_but_not_start() {
    block_on(async {
        let console = Console::of(READER).await;
        let findings = preflight(&console, "hp-finance", &plan(2)).await;
        expect("hp-finance", &findings, &[("sessions", Risk), ("caller", Blocker)]);
        let caller = findings.iter().find(|it| it.check.key == "caller").unwrap();
        assert!(caller.missing_right.as_deref().unwrap().ends_with("initiateSessionHostUpdate/action"));
    });
}

#[test]
fn what_an_operator_may_not_read_could_not_be_checked() {
    block_on(async {
        let console = Console::of(OPERATOR).await;
        let findings = preflight(&console, "hp-finance", &plan(2)).await;
        for key in
            ["place", "join", "azurePolicy", "vault", "secrets", "image", "size", "quota", "addresses", "network", "diagnostics"]
        {
            let found = findings.iter().find(|it| it.check.key == key).unwrap();
            assert_eq!(found.verdict, CouldNotCheck, "{key}: {}", found.evidence);
            assert!(found.missing_right.as_deref().is_some_and(|right| right.ends_with("/read")), "{key}: {found:?}");
        }
        let passed = |key: &str| findings.iter().any(|it| it.check.key == key && it.verdict == Pass);
        assert!(
            ["pool", "configuration", "update", "creation", "behind", "locks", "autoscale"].into_iter().all(passed),
            "{findings:?}"
        );
    });
}

#[test]
fn a_change_made_meanwhile_is_seen() {
    block_on(async {
        let console = Console::new().await;
        let verdict = |findings: &[Finding], key: &str| findings.iter().find(|it| it.check.key == key).unwrap().verdict;
        let before = preflight(&console, "hp-finance", &plan(2)).await;
        assert_eq!((verdict(&before, "locks"), verdict(&before, "quota")), (Pass, Pass));
        let pool = console.pool("hp-finance").await;
        let group = pool.parent().unwrap();
        console.control(Method::Post, "lock", &json!({ "scope": group.as_str(), "level": "CanNotDelete" }));
        let size = console.configuration(&pool).await;
        let subscription = pool.subscription().unwrap();
        let location = size.properties.vm_location.unwrap_or_else(|| "westeurope".to_owned());
        console.control(
            Method::Post,
            "quota",
            &json!({ "subscription": subscription, "location": location, "name": "cores", "limit": 1 }),
        );
        let after = preflight(&console, "hp-finance", &plan(2)).await;
        assert_eq!((verdict(&after, "locks"), verdict(&after, "quota")), (Blocker, Blocker));
    });
}
