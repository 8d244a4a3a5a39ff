//! What stands around host pools: application groups, which can also be deleted, workspaces, read only here, and scaling plans.

use host::Response;
use serde_json::{Map, Value, json};

use super::context::{Context, Outcome, not_found};
use super::listing::{self, Page};
use super::pool_rules::merge;
use super::{NAMESPACE, structure};
use crate::answer::{Refusal, json_of};
use crate::arm::schema;

/// Application groups of a subscription or resource group.
pub(crate) fn application_groups(context: &mut Context) -> Outcome {
    list(context, &context.estate.application_groups.clone())
}

/// `ApplicationGroups_Get`.
pub(crate) fn application_group(context: &mut Context) -> Outcome {
    one(context, &context.estate.application_groups, "applicationGroups")
}

/// `ApplicationGroups_Delete`: the pool and the workspaces that name it forget it.
pub(crate) fn delete_application_group(context: &mut Context) -> Outcome {
    let Some(at) = place(context, &context.estate.application_groups, "applicationGroups") else { return Ok(Response::new(204)) };
    let estate = &mut context.estate;
    let id = estate.application_groups.remove(at)["id"].clone();
    let is_it = |value: &Value| value.as_str().zip(id.as_str()).is_some_and(|(one, other)| one.eq_ignore_ascii_case(other));
    let pools = estate.pools.iter_mut().filter_map(|pool| pool.properties.get_mut("applicationGroupReferences"));
    let workspaces = estate.workspaces.iter_mut().filter_map(|space| space.pointer_mut("/properties/applicationGroupReferences"));
    for references in pools.chain(workspaces).filter_map(Value::as_array_mut) {
        references.retain(|reference| !is_it(reference));
    }
    Ok(Response::new(200))
}

/// Scaling plans of a subscription or resource group.
pub(crate) fn scaling_plans(context: &mut Context) -> Outcome {
    list(context, &context.estate.scaling_plans.clone())
}

/// `ScalingPlans_ListByHostPool`.
pub(crate) fn scaling_plans_of_pool(context: &mut Context) -> Outcome {
    let id = context.pool()?.id();
    let names = |plan: &Value| paths(Some(&plan["properties"]["hostPoolReferences"])).any(|path| path.eq_ignore_ascii_case(&id));
    let found: Vec<Value> =
        context.estate.scaling_plans.iter().filter(|plan| names(plan)).map(|plan| shown(context, plan)).collect();
    Ok(listing::whole(&found))
}

/// `ScalingPlans_Get`.
pub(crate) fn scaling_plan(context: &mut Context) -> Outcome {
    one(context, &context.estate.scaling_plans, "scalingPlans")
}

/// `ScalingPlans_Update`: `hostPoolReferences` is replaced as a whole, whoever leaves a pool out of it takes it off the plan.
pub(crate) fn patch_scaling_plan(context: &mut Context) -> Outcome {
    let (end, scope) = (format!("/scalingplans/{}", context.name("leaf")).to_lowercase(), scope(context));
    let is =
        |plan: &Value| plan["id"].as_str().map(str::to_lowercase).is_some_and(|id| id.starts_with(&scope) && id.ends_with(&end));
    let missing = not_found("scalingPlans", context.name("leaf"), context.name("group"));
    let at = context.estate.scaling_plans.iter().position(is).ok_or(missing)?;
    let given = context.properties();
    references(context, at, &given)?;
    let tags = context.body.get("tags").cloned();
    let mut draft = context.estate.scaling_plans[at].clone();
    if let Some(properties) = draft["properties"].as_object_mut() {
        merge(properties, given.clone());
    }
    schema::whole("ScalingPlan", &draft)?;
    let plan = &mut context.estate.scaling_plans[at];
    if let Some(properties) = plan["properties"].as_object_mut() {
        merge(properties, given);
    }
    if let Some(tags) = tags {
        plan["tags"] = tags;
    }
    Ok(json_of(200, &shown(context, &context.estate.scaling_plans[at])))
}

/// The pools of a plan exist, and none is on another plan (Learn, *Create and assign an autoscale scaling plan*).
fn references(context: &Context, at: usize, given: &Map<String, Value>) -> Result<(), Refusal> {
    let bad = |message: String| Refusal::new(400, "InvalidHostPoolReference", message).about("properties.hostPoolReferences");
    for path in paths(given.get("hostPoolReferences")) {
        if context.estate.find(path).is_none() {
            return Err(bad(format!("The host pool '{path}' was not found.")));
        }
        let mut others = context.estate.scaling_plans.iter().enumerate().filter(|(place, _)| *place != at);
        let taken = |(_, plan): (usize, &Value)| {
            paths(Some(&plan["properties"]["hostPoolReferences"])).any(|known| known.eq_ignore_ascii_case(path))
        };
        if others.any(taken) {
            return Err(bad(format!("The host pool '{path}' is assigned to another scaling plan.")));
        }
    }
    Ok(())
}

fn paths(references: Option<&Value>) -> impl Iterator<Item = &str> {
    references.and_then(Value::as_array).into_iter().flatten().filter_map(|reference| reference["hostPoolArmPath"].as_str())
}

/// Workspaces of a subscription or resource group.
pub(crate) fn workspaces(context: &mut Context) -> Outcome {
    list(context, &context.estate.workspaces.clone())
}

/// `Workspaces_Get`.
pub(crate) fn workspace(context: &mut Context) -> Outcome {
    one(context, &context.estate.workspaces, "workspaces")
}

/// As the service writes it: types in small letters, tags and kind null where there are none (recorded: `scaling-plan-get`).
fn shown(context: &Context, item: &Value) -> Value {
    let mut item = item.clone();
    let kind = item["type"].as_str().and_then(|kind| kind.rsplit('/').next()).unwrap_or_default().to_owned();
    for name in ["tags", "kind"] {
        if let Some(envelope) = item.as_object_mut() {
            envelope.entry(name).or_insert(Value::Null);
        }
    }
    if let Some(properties) = item.get_mut("properties").and_then(Value::as_object_mut) {
        structure::show(&kind, context.version, properties);
    }
    let small = kind.to_lowercase();
    let id = item["id"].as_str().unwrap_or_default();
    item["id"] = json!(id.replace("/resourceGroups/", "/resourcegroups/").replace(&format!("/{kind}/"), &format!("/{small}/")));
    item["type"] = json!(format!("{NAMESPACE}/{small}"));
    item
}

fn scope(context: &Context) -> String {
    let subscription = format!("/subscriptions/{}/", context.name("subscription")).to_lowercase();
    match context.name("group") {
        "" => subscription,
        group => format!("{subscription}resourcegroups/{}/", group.to_lowercase()),
    }
}

fn list(context: &Context, all: &[Value]) -> Outcome {
    let scope = scope(context);
    let inside = |item: &&Value| item["id"].as_str().is_some_and(|id| id.to_lowercase().starts_with(&scope));
    let found: Vec<&Value> = all.iter().filter(inside).collect();
    let page = Page::of(context, found.len())?;
    let items: Vec<Value> = page.pick(&found).map(|item| shown(context, item)).collect();
    Ok(listing::answer(context, &page, &items))
}

fn one(context: &Context, all: &[Value], kind: &str) -> Outcome {
    let missing = || not_found(kind, context.name("leaf"), context.name("group"));
    place(context, all, kind).map(|at| json_of(200, &shown(context, &all[at]))).ok_or_else(missing)
}

/// Where the resource of the path is.
fn place(context: &Context, all: &[Value], kind: &str) -> Option<usize> {
    let end = format!("/{kind}/{}", context.name("leaf")).to_lowercase();
    let scope = scope(context);
    let is =
        |item: &Value| item["id"].as_str().map(str::to_lowercase).is_some_and(|id| id.starts_with(&scope) && id.ends_with(&end));
    all.iter().position(is)
}
