#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::operation::sample::{POOL, pool};
use crate::rule::confirm::{Confirmation, confirm};

const PLAN: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/scalingPlans/sp-office";

fn plan(references: impl Into<Value>) -> Value {
    let references: Value = references.into();
    json!({"id": PLAN, "name": "sp-office", "properties": {"timeZone": "UTC", "hostPoolReferences": references}})
}

fn other(name: &str) -> String {
    format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/{name}")
}

/// A plan with this pool somewhere among others, in any case, each reference with fields nobody knows.
fn any_plan() -> impl Strategy<Value = Value> {
    let reference =
        (0..6u8, any::<bool>(), any::<bool>(), prop::option::of(any::<i32>())).prop_map(|(which, on, upper, extra)| {
            let path = if which == 0 { POOL.to_owned() } else { other(&format!("hp-{which}")) };
            let mut reference = json!({
                "hostPoolArmPath": if upper { path.to_uppercase() } else { path },
                "scalingPlanEnabled": on,
            });
            if let Some(extra) = extra {
                reference["notYetKnown"] = json!({"value": extra});
            }
            reference
        });
    prop::collection::vec(reference, 0..6).prop_map(plan)
}

proptest! {
    #[test]
    fn only_the_flag_of_this_pool_changes(plan in any_plan(), enabled: bool) {
        let versions = ApiVersions::default();
        let change = if enabled { switch_on(&plan, &pool(), &versions) } else { switch_off(&plan, &pool(), &versions) };
        let before = references(&plan);
        let own = |reference: &&Value| reference["hostPoolArmPath"].as_str().unwrap().eq_ignore_ascii_case(POOL);
        match change {
            Err(Refusal::NotAssigned) => prop_assert!(!before.iter().any(|reference| own(&reference))),
            Err(Refusal::Already { enabled: is }) => {
                prop_assert_eq!(is, enabled);
                prop_assert!(before.iter().filter(own).all(|reference| reference["scalingPlanEnabled"] == enabled));
            }
            Err(refusal) => prop_assert!(false, "{}", refusal),
            Ok(change) => {
                let body = change.call.body.clone().unwrap();
                // Nothing but the list is sent, and of the list nothing is missing.
                prop_assert_eq!(body.as_object().unwrap().len(), 1);
                prop_assert_eq!(body["properties"].as_object().unwrap().len(), 1);
                let after = references(&body);
                prop_assert_eq!(before.len(), after.len());
                for (old, new) in before.iter().zip(after) {
                    let mut wanted = old.clone();
                    if own(&old) {
                        wanted["scalingPlanEnabled"] = enabled.into();
                    }
                    prop_assert_eq!(&wanted, new);
                }
                prop_assert!(switched(&plan, &body).iter().all(|(one, is)| *one == pool() && *is == enabled));
                prop_assert!(!switched(&plan, &body).is_empty());
                prop_assert_eq!(change.target.as_str(), PLAN);
            }
        }
    }
}

#[test]
fn where_a_pool_stands() {
    let plans = [
        plan(json!([{"hostPoolArmPath": POOL.to_lowercase(), "scalingPlanEnabled": true}])),
        plan(json!([{"hostPoolArmPath": POOL}])),
        plan(json!([{"hostPoolArmPath": other("hp-2"), "scalingPlanEnabled": true}])),
        json!({"id": PLAN, "properties": {"hostPoolReferences": null}}),
    ];
    let enabled: Vec<_> = assignments(&plans, &pool()).into_iter().map(|assignment| assignment.enabled).collect();
    assert_eq!(enabled, [Some(true), None]);
    let no_id = json!({"properties": plans[0]["properties"]});
    assert_eq!(switch_off(&no_id, &pool(), &ApiVersions::default()), Err(Refusal::NoPlan));
}

#[test]
fn a_switch_shows_by_the_flags_and_not_by_the_order() {
    let both = plan(json!([
        {"hostPoolArmPath": POOL, "scalingPlanEnabled": true},
        {"hostPoolArmPath": other("hp-2"), "scalingPlanEnabled": true},
    ]));
    let change = switch_off(&both, &pool(), &ApiVersions::default()).unwrap();
    assert!(change.effects.iter().any(|effect| effect.contains("other host pool doesn't change")));
    let read = |own: bool, second: bool| {
        plan(json!([
            {"hostPoolArmPath": other("hp-3"), "scalingPlanEnabled": true},
            {"hostPoolArmPath": other("HP-2"), "scalingPlanEnabled": second},
            {"hostPoolArmPath": POOL.to_uppercase(), "scalingPlanEnabled": own},
        ]))
    };
    let shown = |read: Option<&Value>| matches!(confirm(&change, &both, read), Confirmation::Shown(_));
    assert!(shown(Some(&read(false, true))));
    assert!(!shown(Some(&read(true, true))));
    assert!(!shown(Some(&read(false, false))), "another pool's flag is wrong");
    assert!(!shown(None));
}
