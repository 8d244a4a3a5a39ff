//! Checks 23–30.

use serde_json::{Value, json};

use super::super::{Piece, Plan, Verdict, judge};
use super::world::{POOL, World};
use Verdict::{CouldNotCheck, Pass, Risk};

#[test]
fn autoscale() {
    let other = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/other";
    let plan = |on: bool| {
        json!([{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/scalingPlans/plan", "properties": {"hostPoolReferences": [
            {"hostPoolArmPath": other, "scalingPlanEnabled": true},
            {"hostPoolArmPath": POOL.to_uppercase(), "scalingPlanEnabled": on},
        ]}}])
    };
    World::good().expect("autoscale", Pass, "No scaling plan");
    World::good().with(Piece::ScalingPlans, "", plan(false)).expect("autoscale", Pass, "turned off");
    let on = World::good().with(Piece::ScalingPlans, "", plan(true));
    on.expect("autoscale", Risk, "Turned on by plan");
    let command = on.finding("autoscale").command.unwrap();
    assert!(
        command.starts_with("az rest --method patch --url ") && command.contains("/scalingPlans/plan?api-version="),
        "{command}"
    );
    let body: Value = serde_json::from_str(command.split("--body '").nth(1).unwrap().trim_end_matches('\'')).unwrap();
    let states: Vec<_> =
        body["properties"]["hostPoolReferences"].as_array().unwrap().iter().map(|it| it["scalingPlanEnabled"].clone()).collect();
    assert_eq!(states, [json!(true), json!(false)], "the other pool is kept as it is");
    World::good().refused(Piece::ScalingPlans).expect("autoscale", CouldNotCheck, "the scaling plans");
}

#[test]
fn sessions() {
    World::good().expect("sessions", Pass, "No user sessions");
    let session = |state: &str| json!({"properties": {"sessionState": state}});
    let some = World::good().with(Piece::Sessions, "", json!([session("Active"), session("Active"), session("Disconnected")]));
    some.expect("sessions", Risk, "3 user sessions, 2 of them active");
    some.expect("sessions", Risk, "10 minutes after the message");
    World::good().refused(Piece::Sessions).expect("sessions", CouldNotCheck, "the user sessions");
}

#[test]
fn diagnostics() {
    World::good().expect("diagnostics", Pass, "Sent to Log Analytics");
    let logs = |value: Value| World::good().with(Piece::Diagnostics, "/0/properties/logs", value);
    let partly = json!([{"category": "Checkpoint", "enabled": true}, {"category": "Error", "enabled": false}]);
    logs(partly).expect("diagnostics", Risk, "Not sent to Log Analytics: Error, SessionHostManagement");
    World::good().with(Piece::Diagnostics, "", json!([])).expect("diagnostics", Risk, "az monitor diagnostic-settings create");
    World::good().with(Piece::Diagnostics, "/0/properties/workspaceId", Value::Null).expect(
        "diagnostics",
        Risk,
        "Not sent to Log Analytics",
    );
    World::good().refused(Piece::Diagnostics).expect("diagnostics", CouldNotCheck, "the diagnostic settings");
}

#[test]
fn monitoring() {
    World::good().expect("monitoring", Pass, "nothing is lost");
    let agent = World::good().with(Piece::Extensions, "/0/properties/type", "AzureMonitorWindowsAgent".into());
    agent.expect("monitoring", Risk, "no policy assignment");
    let policy = json!([{"name": "ama", "properties": {"displayName": "Deploy Azure Monitor Agent"}}]);
    agent.with(Piece::Assignments, "", policy).expect("monitoring", Pass, "Deploy Azure Monitor Agent");
    World::good().refused(Piece::Assignments).expect("monitoring", CouldNotCheck, "the policy assignments on rg-vm");
}

#[test]
fn what_a_person_confirms_passes_and_nothing_else() {
    let script = |url: &str| World::good().with(Piece::Configuration, "/properties/customConfigurationScriptUrl", url.into());
    script("").expect("script", Pass, "no script");
    script("http://contoso.example/x.ps1").expect("script", Risk, "doesn't use https");
    for local in ["https://10.0.0.1/x.ps1", "https://files/x.ps1", "https://files.corp.local/x.ps1"] {
        script(local).expect("script", Risk, "isn't on the public internet");
    }
    let world = World::good();
    for key in ["joinAccount", "script", "deploymentPackage", "imageRemains"] {
        let open = world.finding(key);
        assert_eq!((open.verdict, open.tick.is_some()), (CouldNotCheck, true), "{key}");
        let plan = Plan { ticks: [key.to_owned()].into(), ..world.plan.clone() };
        let ticked = judge(&world.evidence(), &plan).into_iter().find(|finding| finding.check.key == key).unwrap();
        assert_eq!(ticked.verdict, Pass, "{key}");
        assert!(ticked.evidence.ends_with("Confirmed manually."));
        let refused = world.clone().refused(Piece::Configuration);
        let still = judge(&refused.evidence(), &plan).into_iter().find(|finding| finding.check.key == key).unwrap();
        assert_eq!((still.verdict, still.tick), (CouldNotCheck, None), "{key}: a tick does not stand for what was refused");
    }
}
