//! The fields of a configuration in their groups, with what there is to pick for each.

use arm::{Call, ResourceId};
use avd::ApiVersions;
use avd::operation::{compute, key_vault, network};
use avd::rule::configuration_edit::{DISK_NAME, INTEGRITY_MONITORING, PREMIUM_ADVICE, SecretUri};
use avd::rule::join_account::{ENTRA_JOIN, OU_REQUIRED};
use avd::rule::size::SizeFacts;
use leptos::prelude::*;
use serde_json::Value;

use super::lines::Lines;
use super::sources::{self, Ask, Listed, listed};
use crate::client::ClientContext;
use crate::components::{Checkbox, Field, Picker, Suggestion, Suggestions, TextArea};
use crate::pages::parts::JoinAccountHelp;

const PUBLISHER: &str = "imageInfo.marketplaceInfo.publisher";
const OFFER: &str = "imageInfo.marketplaceInfo.offer";
const SKU: &str = "imageInfo.marketplaceInfo.sku";
const VERSION: &str = "imageInfo.marketplaceInfo.exactVersion";
const SECURITY: &str = "securityInfo.type";
/// Stands for the image definition, which is no field of the configuration: it only leads to its images.
pub const DEFINITION: &str = "imageInfo.customInfo";
const IMAGE: &str = "imageInfo.customInfo.resourceId";
const SUBNET: &str = "networkInfo.subnetId";
const JOIN: &str = "domainInfo.joinType";
const MDM: &str = "domainInfo.azureActiveDirectoryInfo.mdmProviderGuid";
const DOMAIN: &str = "domainInfo.activeDirectoryInfo.domainName";
const OU: &str = "domainInfo.activeDirectoryInfo.ouPath";
const JOIN_USER: &str = "domainInfo.activeDirectoryInfo.domainCredentials.usernameKeyVaultSecretUri";
const JOIN_PASSWORD: &str = "domainInfo.activeDirectoryInfo.domainCredentials.passwordKeyVaultSecretUri";
const ADMIN_USER: &str = "vmAdminCredentials.usernameKeyVaultSecretUri";
const ADMIN_PASSWORD: &str = "vmAdminCredentials.passwordKeyVaultSecretUri";
const EPHEMERAL: &str = "diskInfo.diffDiskSettings.option";
const PLACEMENT: &str = "diskInfo.diffDiskSettings.placement";
const DISK: &str = "diskInfo.managedDisk.type";

/// Where the lists are read.
#[derive(Clone, Copy)]
pub struct Place {
    /// The client.
    pub context: ClientContext,
    /// The subscription of the pool.
    pub subscription: StoredValue<String>,
    /// The region of the machines.
    pub location: Signal<String>,
}

impl Place {
    fn versions(self) -> ApiVersions {
        self.context.versions()
    }

    /// A list of the subscription, the same whatever is in the form.
    fn of_subscription(self, call: fn(&str, &ApiVersions) -> Call) -> Listed {
        let asked = self.subscription.with_value(|subscription| call(subscription, &self.versions()));
        listed(self.context, Memo::new(move |_| Some(Ask::Pages(asked.clone()))))
    }

    /// A list inside the resource whose id is picked.
    fn inside(self, id: RwSignal<String>, call: fn(&ResourceId, &ApiVersions) -> Call) -> Listed {
        let ask = move |_: Option<&Option<Ask>>| {
            let id = id.with(|id| ResourceId::parse(id).ok())?;
            Some(Ask::Pages(call(&id, &self.versions())))
        };
        listed(self.context, Memo::new(ask))
    }

    /// The machine sizes for sale.
    pub fn sizes(self) -> Listed {
        let ask = move |_: Option<&Option<Ask>>| {
            let location = self.location.get();
            let call = self.subscription.with_value(|subscription| compute::skus(subscription, &location, &self.versions()));
            (!location.is_empty()).then_some(Ask::Pages(call))
        };
        listed(self.context, Memo::new(ask))
    }
}

/// All groups of the form.
pub fn groups(lines: Lines, place: Place, sizes: Suggestions, chosen: Memo<Option<SizeFacts>>) -> impl IntoView {
    view! {
        {image(lines, place)}
        {machine(lines, sizes, chosen)}
        {network(lines, place)}
        {directory(lines, place)}
        {names(lines)}
        {more(lines)}
    }
}

fn image(lines: Lines, place: Place) -> impl IntoView {
    let kind = lines.value("imageInfo.type");
    view! {
        <fieldset class="card stack">
            <legend>"Image"</legend>
            {lines.radio("imageInfo.type", &[("Marketplace", "Marketplace"), ("Custom", "Custom image")])}
            {lines.belonging(
                move || kind.with(|kind| kind == "Marketplace"),
                &[PUBLISHER, OFFER, SKU, VERSION],
                "Clear the Marketplace fields",
                move || marketplace(lines, place),
            )}
            {lines.belonging(
                move || kind.with(|kind| kind == "Custom"),
                &[IMAGE],
                "Clear the custom image",
                move || own_image(lines, place),
            )}
        </fieldset>
    }
}

fn marketplace(lines: Lines, place: Place) -> AnyView {
    let (publisher, offer, sku) = (lines.value(PUBLISHER), lines.value(OFFER), lines.value(SKU));
    let ask = move |depth: usize| {
        let location = place.location.get();
        let (publisher, offer, sku) = (publisher.get(), offer.get(), sku.get());
        let known = [&location, &publisher, &offer, &sku];
        let ready = known.iter().take(depth + 1).all(|text| !text.is_empty());
        let versions = place.versions();
        let call = place.subscription.with_value(|subscription| match depth {
            0 => compute::publishers(subscription, &location, &versions),
            1 => compute::offers(subscription, &location, &publisher, &versions),
            2 => compute::image_skus(subscription, &location, &publisher, &offer, &versions),
            _ => compute::image_versions(subscription, &location, (&publisher, &offer, &sku), &versions),
        });
        ready.then_some(Ask::Array(call))
    };
    let read = |depth: usize, make: fn(&[Value], &str) -> Vec<Suggestion>| {
        listed(place.context, Memo::new(move |_| ask(depth))).suggest(place.location, make)
    };
    view! {
        <div class="form-row">
            {lines.pick(PUBLISHER, "Windows client images: MicrosoftWindowsDesktop.", read(0, sources::names), true)}
            {lines.pick(OFFER, "", read(1, sources::names), true)}
            {lines.pick(SKU, "Session hosts need a multi-session edition.", read(2, sources::names), true)}
            {lines.pick(VERSION, "", read(3, sources::versions), true)}
        </div>
    }
    .into_any()
}

fn own_image(lines: Lines, place: Place) -> AnyView {
    let here = lines.value(IMAGE).get_untracked();
    let part = |levels: usize| {
        let mut id = ResourceId::parse(&here).ok().filter(|id| id.kind().to_lowercase().ends_with("/versions"));
        for _ in 0..levels {
            id = id.and_then(|id| id.parent());
        }
        RwSignal::new(id.map(|id| id.as_str().to_owned()).unwrap_or_default())
    };
    let (gallery, definition) = (part(2), part(1));
    let galleries = place.of_subscription(compute::galleries).suggest(place.location, sources::galleries);
    let security = lines.value(SECURITY);
    let definitions = place.inside(gallery, compute::gallery_images).suggest(security, sources::definitions);
    let versions = place.inside(definition, compute::gallery_image_versions).suggest(place.location, sources::image_versions);
    let managed = place.of_subscription(compute::images).suggest(place.location, sources::managed_images);
    let images = Suggestions {
        list: Signal::derive(move || versions.list.get().into_iter().chain(managed.list.get()).collect()),
        busy: Signal::derive(move || versions.busy.get() || managed.busy.get()),
        missing: Signal::derive(move || versions.missing.get().or_else(|| managed.missing.get())),
    };
    // An image belongs to its definition: another one leaves none picked.
    let pick_definition = move |id: String| {
        let of_it = lines.value(IMAGE).get_untracked().to_lowercase().starts_with(&[&*id.to_lowercase(), "/"].concat());
        if !of_it {
            lines.set(IMAGE, String::new());
        }
        definition.set(id);
    };
    let pick_gallery = move |id: String| {
        gallery.set(id);
        pick_definition(String::new());
    };
    lines.watch(DEFINITION, move || {
        let id = definition.get();
        definitions.list.with(|list| list.iter().find(|one| one.value.eq_ignore_ascii_case(&id))?.against.clone())
    });
    let note = Signal::derive(move || lines.against.with(|all| all.get(DEFINITION).cloned()));
    view! {
        <div class="form-row">
            <Field label="Gallery" help="Filters the list of images.".to_owned()>
                <Picker value=gallery on_change=pick_gallery suggestions=galleries />
            </Field>
            <Field label="Image definition" note>
                <Picker value=definition on_change=pick_definition suggestions=definitions />
            </Field>
        </div>
        {lines.pick(IMAGE, "A version of the image definition, a managed image, or its resource ID.", images, true)}
    }
    .into_any()
}

fn machine(lines: Lines, sizes: Suggestions, chosen: Memo<Option<SizeFacts>>) -> impl IntoView {
    let security = lines.value(SECURITY);
    let facts = move || {
        chosen.get().map(|size| {
            let barred = size.barred.as_ref().map(avd::rule::size::Barred::sentence);
            view! { <p class="fld-help">{[size.name.clone(), size.summary()].join(": ")}". "{barred}</p> }
        })
    };
    view! {
        <fieldset class="card stack">
            <legend>"Virtual machine"</legend>
            {lines.pick("vmSizeId", "", sizes, true)}
            {facts}
            <div class="form-row">
                {lines.choice(
                    DISK,
                    &[("", "Not set"), ("Premium_LRS", "Premium SSD"), ("StandardSSD_LRS", "Standard SSD"), ("Standard_LRS", "Standard HDD")],
                    PREMIUM_ADVICE,
                )}
                {lines.choice(EPHEMERAL, &[("", "No"), ("Local", "Yes, on the VM's host")], "")}
                {lines.choice(PLACEMENT, &[("", "Not set"), ("CacheDisk", "Cache disk"), ("ResourceDisk", "Temp disk (resource disk)")], "")}
            </div>
            <p class="fld-help">{DISK_NAME}</p>
            <div class="form-row">
                {lines.choice(
                    "securityInfo.type",
                    &[("", "Not set (Standard)"), ("Standard", "Standard"), ("TrustedLaunch", "Trusted launch"), ("ConfidentialVM", "Confidential")],
                    "Trusted launch and Confidential turn on secure boot and virtual TPM. You can turn them off again.",
                )}
                {lines.flag("securityInfo.secureBootEnabled")}
                {lines.flag("securityInfo.vTpmEnabled")}
            </div>
            {move || security.with(|kind| kind == "ConfidentialVM").then(|| view! { <p class="fld-help">{INTEGRITY_MONITORING}</p> })}
        </fieldset>
    }
}

fn network(lines: Lines, place: Place) -> impl IntoView {
    let here = ResourceId::parse(&lines.value(SUBNET).get_untracked()).ok().and_then(|id| id.parent());
    let chosen = RwSignal::new(here.map(|id| id.as_str().to_owned()).unwrap_or_default());
    let read = place.of_subscription(network::virtual_networks);
    let networks = read.suggest(place.location, sources::networks);
    let subnets = read.with(Signal::derive(move || {
        read.items
            .with(|items| chosen.with(|network| place.location.with(|location| sources::subnets_for(items, network, location))))
    }));
    let groups = place.of_subscription(network::security_groups).suggest(place.location, sources::security_groups);
    view! {
        <fieldset class="card stack">
            <legend>"Network"</legend>
            <div class="form-row">
                <Field label="Virtual network" help="Filters the list of subnets.".to_owned()>
                    <Picker value=chosen on_change=move |id| chosen.set(id) suggestions=networks />
                </Field>
                {lines.pick(SUBNET, "Must be in the region of the session hosts.", subnets, true)}
            </div>
            {lines.pick("networkInfo.securityGroupId", "", groups, false)}
        </fieldset>
    }
}

fn directory(lines: Lines, place: Place) -> impl IntoView {
    let join = lines.value(JOIN);
    let vaults = place.of_subscription(key_vault::vaults);
    let vault = RwSignal::new(String::new());
    let name = SecretUri::parse(&lines.value(ADMIN_USER).get_untracked()).map(|uri| uri.vault);
    // The vault that the draft names, once the vaults are known.
    Effect::new(move |_| {
        let known = vaults.items.with(|items| sources::vaults(items, ""));
        let mine = known.into_iter().find(|one| name.as_ref().is_some_and(|name| one.label.eq_ignore_ascii_case(name)));
        if let Some(mine) = mine.filter(|_| vault.with_untracked(String::is_empty)) {
            vault.set(mine.value);
        }
    });
    let secrets = place.inside(vault, key_vault::secrets).suggest(place.location, sources::secrets);
    let pick_vault = vaults.suggest(place.location, sources::vaults);
    view! {
        <fieldset class="card stack">
            <legend>"Secrets"</legend>
            <Field label="Key vault" help="Filters the list of secrets. Only names are loaded, never values.".to_owned()>
                <Picker value=vault on_change=move |id| vault.set(id) suggestions=pick_vault />
            </Field>
            <h3>"Local administrator"</h3>
            <div class="form-row">
                {lines.pick(ADMIN_USER, "", secrets, true)} {lines.pick(ADMIN_PASSWORD, "", secrets, true)}
            </div>
        </fieldset>
        <fieldset class="card stack">
            <legend>"Directory"</legend>
            {lines.radio(JOIN, &[("ActiveDirectory", "Active Directory"), ("AzureActiveDirectory", "Microsoft Entra ID")])}
            {lines.belonging(
                move || join.with(|join| join == "ActiveDirectory"),
                &[DOMAIN, OU, JOIN_USER, JOIN_PASSWORD],
                "Clear the Active Directory fields",
                move || {
                    view! {
                        <div class="form-row">
                            {lines.text(DOMAIN, "Such as contoso.com. Optional in the Azure portal and here.", false)}
                            {lines.text(OU, OU_REQUIRED, true)}
                        </div>
                        <div class="form-row">
                            {lines.pick(JOIN_USER, "", secrets, true)} {lines.pick(JOIN_PASSWORD, "", secrets, true)}
                        </div>
                        <JoinAccountHelp />
                    }
                        .into_any()
                },
            )}
            {move || join.with(|join| join == "AzureActiveDirectory").then(|| view! { <p class="fld-help">{ENTRA_JOIN}</p> })}
            {lines.belonging(
                move || join.with(|join| join == "AzureActiveDirectory"),
                &[MDM],
                "Clear device management",
                move || lines.text(MDM, "Intune: 0000000a-0000-0000-c000-000000000000.", false),
            )}
        </fieldset>
    }
}

fn names(lines: Lines) -> impl IntoView {
    view! {
        <fieldset class="card stack">
            <legend>"Names and location"</legend>
            <div class="form-row">
                {lines.text("friendlyName", "Optional name for this version of the configuration.", false)}
                {lines.text("vmNamePrefix", "Up to 11 characters. Azure adds a number.", true)}
            </div>
            <div class="form-row">
                {lines.text("vmLocation", "Leave empty to use the pool's region.", false)}
                {lines.text("vmResourceGroup", "Leave empty to use the pool's resource group.", false)}
            </div>
            {zones(lines)}
            {tags(lines)}
        </fieldset>
    }
}

fn zones(lines: Lines) -> impl IntoView {
    let draft = lines.state.draft;
    let box_of = move |zone: i64| {
        let checked = Signal::derive(move || draft.with(|draft| draft.availability_zones.contains(&zone)));
        let toggle = move |on: bool| {
            draft.update(|draft| {
                draft.availability_zones.retain(|one| *one != zone);
                if on {
                    draft.availability_zones.push(zone);
                    draft.availability_zones.sort_unstable();
                }
            });
        };
        view! { <Checkbox label=format!("Zone {zone}") checked=checked on_change=toggle /> }
    };
    view! {
        <fieldset class="fld" id="availabilityZones" tabindex="-1">
            <legend class="fld-label">"Availability zones"<span class="fld-optional">" (optional)"</span></legend>
            <div class="form-row">{[1, 2, 3].map(box_of).collect_view()}</div>
        </fieldset>
    }
}

fn tags(lines: Lines) -> impl IntoView {
    let tags = lines.state.tags;
    let error = crate::pages::pool_form::fields::at(lines.problems, lines.state.asked, "vmTags");
    view! {
        <Field id="vmTags".to_owned() label="Tags" help="Applied to the VMs. One per line: name = value.".to_owned() error=error>
            <TextArea value=tags on_input=move |text| tags.set(text) rows=3 />
        </Field>
    }
}

fn more(lines: Lines) -> impl IntoView {
    view! {
        <fieldset class="card stack">
            <legend>"More"</legend>
            {lines.text(
                "customConfigurationScriptUrl",
                "A PowerShell script that runs on each new VM. Its address must be reachable from the internet.",
                false,
            )}
            <div class="form-row">
                {lines.flag("bootDiagnosticsInfo.enabled")}
                {lines.text("bootDiagnosticsInfo.storageUri", "Leave empty to use managed storage.", false)}
            </div>
        </fieldset>
    }
}
