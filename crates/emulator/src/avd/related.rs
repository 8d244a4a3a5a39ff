//! What stands around host pools and is read only here: application groups, scaling plans, workspaces.

use serde_json::Value;

use super::context::{Context, Outcome, not_found};
use super::listing::{self, Page};
use crate::answer::json_of;

/// Application groups of a subscription or resource group.
pub(crate) fn application_groups(context: &mut Context) -> Outcome {
    list(context, &context.estate.application_groups.clone())
}

/// `ApplicationGroups_Get`.
pub(crate) fn application_group(context: &mut Context) -> Outcome {
    one(context, &context.estate.application_groups, "applicationGroups")
}

/// Scaling plans of a subscription.
pub(crate) fn scaling_plans(context: &mut Context) -> Outcome {
    list(context, &context.estate.scaling_plans.clone())
}

/// `ScalingPlans_ListByHostPool`.
pub(crate) fn scaling_plans_of_pool(context: &mut Context) -> Outcome {
    let id = context.pool()?.id();
    let names = |plan: &Value| {
        let references = plan["properties"]["hostPoolReferences"].as_array().map(Vec::as_slice).unwrap_or_default();
        references
            .iter()
            .any(|reference| reference["hostPoolArmPath"].as_str().is_some_and(|path| path.eq_ignore_ascii_case(&id)))
    };
    let found: Vec<Value> = context.estate.scaling_plans.iter().filter(|plan| names(plan)).cloned().collect();
    Ok(listing::whole(&found))
}

/// Workspaces of a subscription or resource group.
pub(crate) fn workspaces(context: &mut Context) -> Outcome {
    list(context, &context.estate.workspaces.clone())
}

/// `Workspaces_Get`.
pub(crate) fn workspace(context: &mut Context) -> Outcome {
    one(context, &context.estate.workspaces, "workspaces")
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
    let items: Vec<&&Value> = page.pick(&found).collect();
    Ok(listing::answer(context, &page, &items))
}

fn one(context: &Context, all: &[Value], kind: &str) -> Outcome {
    let end = format!("/{kind}/{}", context.name("leaf")).to_lowercase();
    let scope = scope(context);
    let is =
        |item: &&Value| item["id"].as_str().map(str::to_lowercase).is_some_and(|id| id.starts_with(&scope) && id.ends_with(&end));
    let missing = || not_found(kind, context.name("leaf"), context.name("group"));
    all.iter().find(is).map(|item| json_of(200, item)).ok_or_else(missing)
}
