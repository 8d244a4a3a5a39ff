//! Where a new pool is made.

use arm::ResourceId;
use avd::operation::subscriptions;
use avd::resource::{Subscription, SubscriptionState};
use avd::rule::FieldProblem;
use avd::rule::permission::Operation;
use leptos::prelude::*;
use serde_json::Value;

use super::fields::at;
use super::lines::Form;
use super::new::Place;
use crate::client::ClientContext;
use crate::components::{Choice, Field, Picker, Select, Suggestion, Suggestions, TextInput};
use crate::estate::{EstateContext, display_name};
use crate::live::rights::use_rights;
use crate::pages::configuration::sources::{Ask, listed};

/// The fields: subscription, resource group, name, region.
pub fn place_fields(form: Form, place: RwSignal<Place>, estate: EstateContext) -> AnyView {
    let context = expect_context::<ClientContext>();
    let wrong = move |field| at(form.problems, form.state.asked, field);
    let text = move |read: fn(&Place) -> &String| Signal::derive(move || place.with(|place| read(place).clone()));
    let choices = Signal::derive(move || {
        let known = estate.with(|estate| estate.subscriptions().iter().filter_map(choice).collect::<Vec<_>>());
        [Choice::new("", "Select")].into_iter().chain(known).collect::<Vec<_>>()
    });
    let groups = Suggestions {
        list: Signal::derive(move || place.with(|place| of_estate(estate, &place.subscription, Part::Group))),
        busy: Signal::default(),
        missing: Signal::default(),
    };
    let read = listed(
        context,
        Memo::new(move |_| {
            let subscription = place.with(|place| place.subscription.clone());
            (!subscription.is_empty()).then(|| Ask::Pages(subscriptions::locations(&subscription, &context.versions())))
        }),
    );
    let regions = read.with(Signal::derive(move || {
        let read = read.items.with(|items| regions(items));
        if read.is_empty() { of_estate(estate, "", Part::Region) } else { read }
    }));
    view! {
        <div class="form-row">
            <Field id="subscription".to_owned() label="Subscription" error=wrong("subscription") required=true>
                <Select value=text(|place| &place.subscription) on_change=move |value| place.update(|place| place.subscription = value) choices=choices />
            </Field>
            <Field id="resourceGroup".to_owned() label="Resource group" help="Select an existing resource group.".to_owned() error=wrong("resourceGroup") required=true>
                <Picker value=text(|place| &place.resource_group) on_change=move |value| place.update(|place| place.resource_group = value) suggestions=groups />
            </Field>
        </div>
        <div class="form-row">
            <Field id="name".to_owned() label="Name" help="3 to 64 characters: letters, digits, spaces and @ . - _".to_owned() error=wrong("name") required=true>
                <TextInput value=text(|place| &place.name) on_input=move |value| place.update(|place| place.name = value) />
            </Field>
            <Field
                id="location".to_owned()
                label="Region"
                help="Where the pool's metadata is stored. Session hosts can be in another region.".to_owned()
                error=wrong("location")
                required=true
            >
                <Picker value=form.value("location") on_change=move |value| form.state.set("location", value) suggestions=regions />
            </Field>
        </div>
    }
    .into_any()
}

/// A subscription that can be written to.
fn choice(subscription: &Subscription) -> Option<Choice> {
    let id = subscription.subscription_id.as_deref().filter(|_| subscription.state == Some(SubscriptionState::Enabled))?;
    Some(Choice::new(id, display_name(subscription)))
}

/// The regions of a subscription (`Subscriptions_ListLocations`); places that are no region are left out.
fn regions(items: &[Value]) -> Vec<Suggestion> {
    let text = |item: &Value, name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
    let logical = |item: &Value| item.pointer("/metadata/regionType").and_then(Value::as_str) == Some("Logical");
    let one = |item: &Value| {
        let name = text(item, "name")?;
        Some(Suggestion {
            label: name.clone(),
            detail: text(item, "displayName").unwrap_or_default(),
            value: name,
            against: None,
        })
    };
    items.iter().filter(|item| !logical(item)).filter_map(one).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Group,
    Region,
}

/// What the pools there are have: the resource groups of a subscription, or the regions of all.
fn of_estate(estate: EstateContext, subscription: &str, part: Part) -> Vec<Suggestion> {
    let mut found: Vec<String> = estate.with(|estate| {
        let mine =
            estate.pools().filter(|of| part == Part::Region || of.subscription.subscription_id.as_deref() == Some(subscription));
        let text = mine.filter_map(|of| match part {
            Part::Group => of.pool.resource_id()?.resource_group().map(str::to_owned),
            Part::Region => of.pool.location.clone(),
        });
        text.collect()
    });
    found.sort_by_key(|text| text.to_lowercase());
    found.dedup_by_key(|text| text.to_lowercase());
    found.into_iter().map(Suggestion::plain).collect()
}

/// The right that a new pool lacks in its resource group. Asked only for groups that hold a pool: any other may be half typed.
pub fn lacking(place: RwSignal<Place>, estate: EstateContext) -> Signal<Option<String>> {
    let group = Memo::new(move |_| {
        let Place { subscription, resource_group, .. } = place.get();
        let typed = resource_group.trim().to_owned();
        let known = of_estate(estate, &subscription, Part::Group);
        let known = known.iter().any(|group| group.value.eq_ignore_ascii_case(&typed));
        let id = format!("/subscriptions/{subscription}/resourceGroups/{typed}");
        known.then(|| ResourceId::parse(&id).ok()).flatten()
    });
    Memo::new(move |_| group.get().and_then(|group| use_rights(group).missing(Operation::WriteHostPool))).into()
}

/// What is wrong with a place.
pub fn problems(place: &Place) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    if place.subscription.is_empty() {
        found.push(FieldProblem::error("subscription", "Select a subscription."));
    }
    let group = place.resource_group.trim();
    if group.is_empty() || group.chars().count() > 90 {
        found.push(FieldProblem::error("resourceGroup", "Enter a resource group name of up to 90 characters."));
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_place_that_is_no_region_is_not_offered() {
        let items = [
            json!({"name": "westeurope", "displayName": "West Europe", "metadata": {"regionType": "Physical"}}),
            json!({"name": "europe", "displayName": "Europe", "metadata": {"regionType": "Logical"}}),
        ];
        let found = regions(&items);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].value.as_str(), found[0].detail.as_str()), ("westeurope", "West Europe"));
    }
}
