//! What there is to pick, read from Azure Resource Manager level by level. A list that cannot be read leaves a text field and
//! the reason.

use arm::{Call, Error, ErrorKind, Json};
use avd::operation::compute::location_name;
use avd::resource::{
    ComputeSku, Gallery, GalleryImage, GalleryImageVersion, KeyVault, ManagedImage, MarketplaceItem, NetworkSecurityGroup,
    Subnet, VaultSecret, VirtualNetwork,
};
use avd::rule::size::{SizeFacts, sizes};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::client::ClientContext;
use crate::components::{Suggestion, Suggestions};

/// What is asked for a list.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// A list in pages, as most of Azure gives it.
    Pages(Call),
    /// A bare array, as the Marketplace gives it.
    Array(Call),
}

/// A list as received.
#[derive(Clone, Copy)]
pub struct Listed {
    /// The items.
    pub items: RwSignal<Vec<Value>>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<Error>>,
}

/// Reads a list, and reads again when something else is asked for. What comes too late is dropped.
pub fn listed(context: ClientContext, ask: Memo<Option<Ask>>) -> Listed {
    let list = Listed { items: RwSignal::default(), busy: RwSignal::new(false), error: RwSignal::new(None) };
    Effect::new(move |_| {
        let wanted = ask.get();
        list.items.set(Vec::new());
        list.error.set(None);
        list.busy.set(wanted.is_some());
        let Some(wanted) = wanted else { return };
        spawn_local(async move {
            let client = context.client();
            let answer = match &wanted {
                Ask::Pages(call) => client.list::<Value>(call).await.map(|read| read.value),
                Ask::Array(call) => client.read::<Vec<Value>>(call).await.map(|read| read.value),
            };
            // The page may be gone by now, or ask for something else.
            if ask.try_get_untracked().flatten().as_ref() != Some(&wanted) {
                return;
            }
            list.busy.set(false);
            match answer {
                Ok(items) => list.items.set(items),
                Err(error) => list.error.set(Some(error)),
            }
        });
    });
    list
}

impl Listed {
    /// The list as suggestions, made for a region.
    pub fn suggest(self, location: Signal<String>, make: fn(&[Value], &str) -> Vec<Suggestion>) -> Suggestions {
        let list = Memo::new(move |_| self.items.with(|items| location.with(|location| make(items, location))));
        self.with(list.into())
    }

    /// A list made of this one.
    pub fn with(self, list: Signal<Vec<Suggestion>>) -> Suggestions {
        let missing = Signal::derive(move || self.error.with(|error| error.as_ref().map(reason)));
        Suggestions { list, busy: self.busy.into(), missing }
    }
}

/// Why there is nothing to pick, and what to do instead.
fn reason(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Forbidden { action: Some(action), .. } => {
            format!("Couldn't load the list: you need the permission {action}. You can type a value.")
        }
        _ => format!("Couldn't load the list: {} You can type a value.", error.message()),
    }
}

fn typed<T: Json>(items: &[Value]) -> impl Iterator<Item = T> + '_ {
    items.iter().filter_map(|item| T::from_json(item.clone()).ok())
}

/// The parts that there are, in one line.
fn line<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn group(id: &str) -> Option<String> {
    arm::ResourceId::parse(id).ok()?.resource_group().map(str::to_owned)
}

fn elsewhere(place: Option<&str>, location: &str) -> Option<String> {
    let place = place.filter(|place| location_name(place) != location_name(location))?;
    Some(format!("In another region: {place}"))
}

/// Publishers, offers and SKUs of the Marketplace.
pub fn names(items: &[Value], _: &str) -> Vec<Suggestion> {
    typed::<MarketplaceItem>(items).filter_map(|item| item.name).map(Suggestion::plain).collect()
}

/// Versions of the Marketplace, the newest first.
pub fn versions(items: &[Value], location: &str) -> Vec<Suggestion> {
    let mut found = names(items, location);
    found.sort_by(|one, two| host::natural(&two.value, &one.value));
    found
}

/// Galleries.
pub fn galleries(items: &[Value], _: &str) -> Vec<Suggestion> {
    let one = |item: Gallery| {
        let (id, name) = (item.id?, item.name?);
        Some(Suggestion { detail: line([group(&id), item.location]), value: id, label: name, against: None })
    };
    typed(items).filter_map(one).collect()
}

/// Image definitions of a gallery, for VMs of a security type.
pub fn definitions(items: &[Value], security: &str) -> Vec<Suggestion> {
    let one = |item: GalleryImage| {
        let first = item.properties.hyper_v_generation.as_ref().is_some_and(|word| word.as_str() == "V1");
        let first = first && matches!(security, "TrustedLaunch" | "ConfidentialVM");
        let generation =
            item.properties.hyper_v_generation.map(|word| format!("generation {}", word.as_str().trim_start_matches('V')));
        let (os, state) = (item.properties.os_type, item.properties.os_state);
        let against = match (os.as_deref(), state.as_deref()) {
            (Some(os), _) if os != "Windows" => Some(format!("{os} image: session hosts need Windows")),
            (_, Some("Specialized")) => Some("Specialized: session hosts need a generalized image".to_owned()),
            _ if first => Some("Generation 1: Trusted launch and Confidential need a generation 2 image".to_owned()),
            _ => None,
        };
        Some(Suggestion { value: item.id?, label: item.name?, detail: line([os, state, generation]), against })
    };
    typed(items).filter_map(one).collect()
}

/// Versions of an image definition.
pub fn image_versions(items: &[Value], location: &str) -> Vec<Suggestion> {
    let one = |item: GalleryImageVersion| {
        let id = item.id?;
        let profile = item.properties.publishing_profile.unwrap_or_default();
        let regions: Vec<String> = profile.target_regions.into_iter().flatten().filter_map(|region| region.name).collect();
        let here = regions.is_empty() || regions.iter().any(|region| location_name(region) == location_name(location));
        let state = item.properties.provisioning_state.filter(|state| state != "Succeeded");
        let against = match state {
            Some(state) => Some(format!("Not ready: {state}")),
            None => (!here).then(|| format!("Not copied to {location}")),
        };
        let parts: Vec<&str> = id.rsplit('/').collect();
        let label = [parts.get(2).copied().unwrap_or_default(), parts.first().copied().unwrap_or_default()].join(" ");
        Some(Suggestion { detail: line([Some(regions.join(", ")), profile.published_date]), label, against, value: id })
    };
    let mut found: Vec<Suggestion> = typed(items).filter_map(one).collect();
    // Their ids differ in the version at the end.
    found.sort_by(|one, two| host::natural(&two.value, &one.value));
    found
}

/// Managed images.
pub fn managed_images(items: &[Value], location: &str) -> Vec<Suggestion> {
    let one = |item: ManagedImage| {
        let id = item.id?;
        let against = elsewhere(item.location.as_deref(), location);
        let detail = line([Some("Managed image".to_owned()), group(&id), item.location]);
        Some(Suggestion { value: id, label: item.name?, detail, against })
    };
    typed(items).filter_map(one).collect()
}

/// Virtual networks.
pub fn networks(items: &[Value], location: &str) -> Vec<Suggestion> {
    let one = |item: VirtualNetwork| {
        let id = item.id?;
        let against = elsewhere(item.location.as_deref(), location);
        Some(Suggestion { detail: line([group(&id), item.location]), value: id, label: item.name?, against })
    };
    typed(items).filter_map(one).collect()
}

/// The subnets of the virtual network with this id, for session hosts in a region.
pub fn subnets_for(items: &[Value], network: &str, location: &str) -> Vec<Suggestion> {
    let around = networks(items, location).into_iter().find(|one| one.value.eq_ignore_ascii_case(network));
    let against = around.and_then(|network| network.against);
    let mut found = subnets(items, network);
    found.iter_mut().for_each(|subnet| subnet.against = subnet.against.take().or_else(|| against.clone()));
    found
}

/// The subnets of the virtual network with this id.
fn subnets(items: &[Value], network: &str) -> Vec<Suggestion> {
    let mine = |item: &VirtualNetwork| item.id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(network));
    let found = typed(items).find(mine).and_then(|item| item.properties.subnets).unwrap_or_default();
    let one = |subnet: Subnet| {
        let prefixes = subnet.properties.address_prefixes.map(|prefixes| prefixes.join(", "));
        let used = subnet.properties.ip_configurations.map(|used| format!("{} addresses in use", used.len()));
        let given = subnet.properties.delegations.filter(|given| !given.is_empty());
        let against = given.map(|_| "Delegated to a service".to_owned());
        Some(Suggestion {
            value: subnet.id?,
            label: subnet.name?,
            detail: line([subnet.properties.address_prefix.or(prefixes), used]),
            against,
        })
    };
    found.into_iter().filter_map(one).collect()
}

/// Network security groups.
pub fn security_groups(items: &[Value], location: &str) -> Vec<Suggestion> {
    let one = |item: NetworkSecurityGroup| {
        let id = item.id?;
        let against = elsewhere(item.location.as_deref(), location);
        Some(Suggestion { detail: line([group(&id), item.location]), value: id, label: item.name?, against })
    };
    typed(items).filter_map(one).collect()
}

/// Key vaults.
pub fn vaults(items: &[Value], _: &str) -> Vec<Suggestion> {
    let one = |item: KeyVault| {
        let id = item.id?;
        let closed = item.properties.enabled_for_template_deployment == Some(false);
        let against = closed.then(|| "Not enabled for template deployment, so Azure can't read it".to_owned());
        Some(Suggestion { detail: line([group(&id), item.location]), value: id, label: item.name?, against })
    };
    typed(items).filter_map(one).collect()
}

/// The addresses of the secrets of a vault.
pub fn secrets(items: &[Value], _: &str) -> Vec<Suggestion> {
    let one = |item: VaultSecret| {
        let uri = item.properties.secret_uri?;
        let off = item.properties.attributes.and_then(|attributes| attributes.enabled) == Some(false);
        Some(Suggestion {
            label: uri.clone(),
            value: uri,
            detail: item.properties.content_type.unwrap_or_default(),
            against: off.then(|| "Disabled".to_owned()),
        })
    };
    typed(items).filter_map(one).collect()
}

/// The machine sizes for sale in a region.
pub fn size_facts(items: &[Value], location: &str) -> Vec<SizeFacts> {
    sizes(&typed::<ComputeSku>(items).collect::<Vec<_>>(), location)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_newest_version_comes_first() {
        let items = ["1.9.0", "1.10.0", "1.2.11"].map(|name| json!({"name": name}));
        let labels: Vec<String> = versions(&items, "").into_iter().map(|one| one.label).collect();
        assert_eq!(labels, ["1.10.0", "1.9.0", "1.2.11"]);
    }

    #[test]
    fn an_image_that_is_not_in_the_region_says_so() {
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/own/images/win11/versions/1.0.0";
        let item = json!({"id": id, "name": "1.0.0", "properties": {
            "provisioningState": "Succeeded", "publishingProfile": {"targetRegions": [{"name": "West Europe"}]}}});
        let found = |location: &str| image_versions(core::slice::from_ref(&item), location);
        assert_eq!((found("westeurope")[0].label.as_str(), &found("westeurope")[0].against), ("win11 1.0.0", &None));
        assert_eq!(found("northeurope")[0].against.as_deref(), Some("Not copied to northeurope"));
    }

    #[test]
    fn subnets_are_those_of_the_network() {
        let item = json!({"id": "/V/1", "name": "v", "properties": {"subnets": [
            {"id": "/v/1/subnets/a", "name": "a", "properties": {"addressPrefix": "10.0.0.0/24", "ipConfigurations": [{}, {}]}}]}});
        let found = subnets(core::slice::from_ref(&item), "/v/1");
        assert_eq!(found[0].detail, "10.0.0.0/24 · 2 addresses in use");
        assert!(subnets(&[item], "/v/2").is_empty());
    }

    #[test]
    fn what_does_not_fit_the_session_hosts_is_said_of_what_is_picked() {
        let network = json!({"id": "/v/1", "name": "v", "location": "northeurope", "properties": {"subnets": [{"id": "/v/1/subnets/a", "name": "a"}]}});
        let subnet = |location: &str| subnets_for(core::slice::from_ref(&network), "/v/1", location).remove(0).against;
        assert_eq!(subnet("westeurope").as_deref(), Some("In another region: northeurope"));
        assert_eq!(subnet("northeurope"), None);
        let image = json!({"id": "/i", "name": "i", "properties": {"osType": "Windows", "hyperVGeneration": "V1"}});
        let against = |security: &str| definitions(core::slice::from_ref(&image), security).remove(0).against.is_some();
        assert_eq!(["", "Standard", "TrustedLaunch", "ConfidentialVM"].map(against), [false, false, true, true]);
    }

    #[test]
    fn a_secret_is_its_address() {
        let item = json!({"name": "n", "properties": {"secretUri": "https://kv1.vault.azure.net/secrets/n",
            "attributes": {"enabled": false}}});
        let found = secrets(&[item], "");
        assert_eq!(
            (found[0].value.as_str(), found[0].against.as_deref()),
            ("https://kv1.vault.azure.net/secrets/n", Some("Disabled"))
        );
    }
}
