//! One host pool with all that hangs on it.

use host::Instant;
use serde_json::{Map, Value, json};

use super::token::RegistrationToken;
use super::user_sessions::Leaving;
use super::{Hosts, NAMESPACE};
use crate::lifecycle::power::PowerRun;
use crate::lifecycle::provisioning::ProvisioningRun;
use crate::lifecycle::update::UpdateRun;

/// When something was made and changed, and by whom.
#[derive(Clone, Debug)]
pub(crate) struct Stamps {
    pub(crate) created: Instant,
    pub(crate) created_by: String,
    pub(crate) modified: Instant,
    pub(crate) modified_by: String,
}

impl Stamps {
    /// Made now.
    pub(crate) fn new(at: Instant, by: &str) -> Self {
        Self { created: at, created_by: by.to_owned(), modified: at, modified_by: by.to_owned() }
    }

    /// Changed now.
    pub(crate) fn touch(&mut self, at: Instant, by: &str) {
        self.modified = at;
        by.clone_into(&mut self.modified_by);
    }

    /// ARM's `systemData`.
    pub(crate) fn system_data(&self) -> Value {
        json!({
            "createdBy": self.created_by, "createdByType": "User", "createdAt": self.created.to_rfc3339(),
            "lastModifiedBy": self.modified_by, "lastModifiedByType": "User", "lastModifiedAt": self.modified.to_rfc3339(),
        })
    }
}

/// The wanted session host configuration.
#[derive(Clone, Debug)]
pub(crate) struct Configuration {
    /// Properties as last accepted, without `version` and `provisioningState`.
    pub(crate) properties: Map<String, Value>,
    pub(crate) version: Instant,
    pub(crate) stamps: Stamps,
    pub(crate) state: &'static str,
    /// The change under validation.
    pub(crate) pending: Option<PendingConfiguration>,
}

/// A configuration change whose validation has not ended.
#[derive(Clone, Debug)]
pub(crate) struct PendingConfiguration {
    /// Work time at which validation ends.
    pub(crate) until: Instant,
    /// What holds again if validation fails.
    pub(crate) before: Map<String, Value>,
    /// Why validation will fail.
    pub(crate) problem: Option<(&'static str, String)>,
}

impl Configuration {
    /// The `properties` of an answer.
    pub(crate) fn view(&self) -> Map<String, Value> {
        let mut view = self.properties.clone();
        view.insert("version".to_owned(), json!(self.version.to_rfc3339()));
        view.insert("provisioningState".to_owned(), json!(self.state));
        view
    }
}

/// The update policy.
#[derive(Clone, Debug)]
pub(crate) struct Management {
    pub(crate) properties: Map<String, Value>,
    pub(crate) stamps: Stamps,
}

/// One host pool.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    pub(crate) subscription: String,
    pub(crate) group: String,
    pub(crate) name: String,
    /// `location`, `tags`, `identity`, `kind`, `managedBy`, `plan`, `sku` as given.
    pub(crate) envelope: Map<String, Value>,
    /// Every property any api-version ever set; views filter them.
    pub(crate) properties: Map<String, Value>,
    pub(crate) stamps: Stamps,
    pub(crate) token: Option<RegistrationToken>,
    pub(crate) hosts: Hosts,
    pub(crate) configuration: Option<Configuration>,
    /// What hosts run: the configuration's properties with its version.
    pub(crate) active: Option<Map<String, Value>>,
    pub(crate) management: Option<Management>,
    pub(crate) update: Option<UpdateRun>,
    pub(crate) provisioning: Option<ProvisioningRun>,
    /// What Compute is asked to do with its machines, until all of it has happened.
    pub(crate) power: Vec<PowerRun>,
    /// Users on the way out.
    pub(crate) leaving: Vec<Leaving>,
    /// How many of the hosts made next will not come up.
    pub(crate) stillborn: usize,
}

impl Pool {
    /// A pool without hosts.
    pub(crate) fn new(subscription: &str, group: &str, name: &str, stamps: Stamps) -> Self {
        Self {
            subscription: subscription.to_owned(),
            group: group.to_owned(),
            name: name.to_owned(),
            envelope: Map::new(),
            properties: Map::new(),
            stamps,
            token: None,
            hosts: Hosts::none(),
            configuration: None,
            active: None,
            management: None,
            update: None,
            provisioning: None,
            power: Vec::new(),
            leaving: Vec::new(),
            stillborn: 0,
        }
    }

    /// The resource id as created.
    pub(crate) fn id(&self) -> String {
        pool_id(&self.subscription, &self.group, &self.name)
    }

    /// The region of the metadata.
    pub(crate) fn location(&self) -> &str {
        self.envelope.get("location").and_then(Value::as_str).unwrap_or("westeurope")
    }

    /// A string property.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.properties.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether the service makes and replaces its hosts.
    pub(crate) fn is_automated(&self) -> bool {
        self.text("managementType") == "Automated"
    }

    /// Whether users keep their host.
    pub(crate) fn is_personal(&self) -> bool {
        self.text("hostPoolType") == "Personal"
    }

    /// Whether time alone can change it.
    pub(crate) fn is_busy(&self) -> bool {
        self.configuration.as_ref().is_some_and(|configuration| configuration.pending.is_some())
            || self.update.as_ref().is_some_and(UpdateRun::moves)
            || self.provisioning.as_ref().is_some_and(ProvisioningRun::moves)
            || !self.power.is_empty()
            || !self.leaving.is_empty()
    }

    /// Where its virtual machines are: subscription and resource group.
    pub(crate) fn vm_id(&self, vm: &str) -> String {
        let group = self
            .configuration
            .as_ref()
            .and_then(|configuration| configuration.properties.get("vmResourceGroup"))
            .and_then(Value::as_str)
            .unwrap_or(&self.group);
        format!("/subscriptions/{}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{vm}", self.subscription)
    }
}

/// The resource id of a pool, its types in small letters as the service writes them.
pub(crate) fn pool_id(subscription: &str, group: &str, name: &str) -> String {
    format!("/subscriptions/{subscription}/resourcegroups/{group}/providers/{NAMESPACE}/hostpools/{name}")
}
