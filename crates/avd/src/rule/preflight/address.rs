//! Where each piece is found, from what is known of the pool, its configuration and its hosts.

use std::collections::BTreeSet;

use arm::{Call, ResourceId};
use serde_json::{Value, json};

use super::ask::Question;
use super::case::{id_of, list, text};
use super::evidence::{Evidence, Piece};
use crate::operation::{authorization, compute, key_vault, network, policy_insights};
use crate::version::ApiVersions;

/// The api-version a machine is described in when Azure Policy is asked about it.
const MACHINE_VERSION: &str = "2024-07-01";

/// Asks for one piece.
pub(super) struct Asking<'a> {
    pub(super) piece: Piece,
    pub(super) evidence: &'a Evidence,
    pub(super) pool: &'a ResourceId,
    pub(super) versions: &'a ApiVersions,
}

impl Asking<'_> {
    fn configured(&self, pointer: &str) -> Option<&str> {
        value(self.evidence, Piece::Configuration).and_then(|configuration| text(configuration, pointer))
    }

    fn one(&self, subject: String, call: Call) -> Question {
        Question::one(self.piece, subject, call)
    }

    fn list(&self, subject: String, call: Call) -> Question {
        Question::list(self.piece, subject, call)
    }

    pub(super) fn by_group(&self, what: &str, call: impl Fn(&ResourceId) -> Call) -> Vec<Question> {
        let groups = machine_groups(self.evidence, self.pool);
        groups.iter().map(|group| self.list(format!("{what} {}", group.name()), call(group))).collect()
    }

    /// A resource group tells the locks of what is in it, but not those above it.
    pub(super) fn locks(&self) -> Vec<Question> {
        let mut asked = self.by_group("the locks on", |group| authorization::locks(group, self.versions));
        let groups = machine_groups(self.evidence, self.pool);
        let above: BTreeSet<ResourceId> = groups.iter().filter_map(ResourceId::parent).collect();
        asked.extend(above.iter().map(|subscription| {
            let subject = format!("the locks on the subscription {}", subscription.name());
            self.list(subject, authorization::locks_at(subscription, self.versions))
        }));
        asked
    }

    /// Asked with a machine as the configuration describes it: its place, its size, its tags.
    pub(super) fn restrictions(&self) -> Vec<Question> {
        let Some(configuration) = value(self.evidence, Piece::Configuration) else { return Vec::new() };
        let mut content = json!({
            "type": "Microsoft.Compute/virtualMachines",
            "location": self.location(),
            "properties": { "hardwareProfile": { "vmSize": text(configuration, "/properties/vmSizeId") } },
        });
        if let Some(tags) = configuration.pointer("/properties/vmTags").filter(|tags| tags.is_object()) {
            content["tags"] = tags.clone();
        }
        let Some(group) = configured_group(configuration, self.pool) else { return Vec::new() };
        let call = policy_insights::check_restrictions(&group, &content, MACHINE_VERSION, self.versions);
        vec![self.one(format!("what Azure Policy allows in {}", group.name()), call)]
    }

    /// Where the new machines go: as the configuration says, else where the pool is.
    fn location(&self) -> Option<&str> {
        let own = || value(self.evidence, Piece::Pool).and_then(|pool| text(pool, "/location"));
        self.configured("/properties/vmLocation").or_else(own)
    }

    /// Of one host's machine: it stands for all.
    pub(super) fn extensions(&self) -> Option<Question> {
        let machine = machines(self.evidence).into_iter().next()?;
        Some(self.list(format!("the extensions of {}", machine.name()), compute::extensions(&machine, self.versions)))
    }

    pub(super) fn size(&self) -> Option<Question> {
        let size = self.configured("/properties/vmSizeId")?;
        let location = self.location()?;
        let call = compute::skus(self.pool.subscription()?, location, self.versions);
        let question = self.list(format!("the VM sizes in {location}"), call);
        Some(Question { only: Some(("/name", size.to_owned())), ..question })
    }

    pub(super) fn quotas(&self) -> Option<Question> {
        let location = self.location()?;
        let call = compute::usages(self.pool.subscription()?, location, self.versions);
        Some(self.list(format!("the quotas in {location}"), call))
    }

    pub(super) fn image(&self) -> Option<Question> {
        let versions = self.versions;
        if let Some(id) = own_image(self.evidence) {
            let subject = format!("the image {}", id.name());
            return match id.kind().to_ascii_lowercase().as_str() {
                GALLERY_VERSION => Some(self.one(subject, compute::gallery_image_version(&id, versions))),
                MANAGED_IMAGE => {
                    let right = "Microsoft.Compute/images/read";
                    Some(Question { right, ..self.one(subject, compute::image(&id, versions)) })
                }
                _ => None,
            };
        }
        let part = |name: &str| self.configured(&format!("/properties/imageInfo/marketplaceInfo/{name}"));
        let names = (part("publisher")?, part("offer")?, part("sku")?, part("exactVersion")?);
        let call = compute::image_version(self.pool.subscription()?, self.location()?, names, versions);
        let right = "Microsoft.Compute/locations/publishers/artifacttypes/offers/skus/versions/read";
        Some(Question { right, ..self.one(format!("the image {} {}", names.2, names.3), call) })
    }

    pub(super) fn definition(&self) -> Option<Question> {
        let id = own_image(self.evidence)?;
        let definition = match id.kind().to_ascii_lowercase().as_str() {
            GALLERY_VERSION => id.parent()?,
            GALLERY_IMAGE => id,
            _ => return None,
        };
        Some(self.one(format!("the image definition {}", definition.name()), compute::gallery_image(&definition, self.versions)))
    }

    pub(super) fn network(&self) -> Option<Question> {
        let id = subnet(self.evidence)?.parent()?;
        let name = id.name();
        Some(match self.piece {
            Piece::Addresses => {
                self.list(format!("the IP addresses used in {name}"), network::virtual_network_usages(&id, self.versions))
            }
            _ => self.one(format!("the virtual network {name}"), network::virtual_network(&id, self.versions)),
        })
    }

    /// A secret's address names its vault, but not where the vault is: it is looked for in the pool's subscription.
    pub(super) fn vaults(&self) -> Vec<Question> {
        let Some(subscription) = self.pool.subscription() else { return Vec::new() };
        let names: BTreeSet<String> = secret_uris(self.evidence).into_iter().map(|secret| secret.vault).collect();
        let ask = |name: String| {
            let question = self.list(format!("the key vault {name}"), key_vault::vaults(subscription, self.versions));
            Question { only: Some(("/name", name)), ..question }
        };
        names.into_iter().map(ask).collect()
    }

    pub(super) fn secrets(&self) -> Vec<Question> {
        let vaults = vault_ids(self.evidence);
        let ask = |secret: SecretUri| {
            let vault = vaults.iter().find(|id| id.name().eq_ignore_ascii_case(&secret.vault))?;
            let call = key_vault::secret(vault, &secret.name, self.versions);
            Some(self.one(format!("the secret {} of {}", secret.name, secret.vault), call))
        };
        secret_uris(self.evidence).into_iter().filter_map(ask).collect()
    }

    /// What the pool's identity may do in each place; without an identity there is nobody to ask about.
    pub(super) fn roles(&self, places: &BTreeSet<ResourceId>) -> Vec<Question> {
        let principals = value(self.evidence, Piece::Pool).map(principals).unwrap_or_default();
        let ask = |place: &ResourceId, principal: &String| {
            let call = authorization::role_assignments(place, principal, self.versions);
            self.list(format!("the roles of the pool's identity on {}", place.name()), call)
        };
        let mut asked = Vec::new();
        for place in places {
            asked.extend(principals.iter().map(|principal| ask(place, principal)));
        }
        asked
    }
}

/// Where the pool's identity works: the pool, the groups of the machines, of the network and of the image.
pub(super) fn workplaces(evidence: &Evidence, pool: &ResourceId) -> BTreeSet<ResourceId> {
    let mut places = machine_groups(evidence, pool);
    places.insert(pool.clone());
    places.extend(subnet(evidence).as_ref().and_then(group_of));
    places.extend(own_image(evidence).as_ref().and_then(group_of));
    places
}

pub(super) const GALLERY_VERSION: &str = "microsoft.compute/galleries/images/versions";
const GALLERY_IMAGE: &str = "microsoft.compute/galleries/images";
const MANAGED_IMAGE: &str = "microsoft.compute/images";

fn value(evidence: &Evidence, piece: Piece) -> Option<&Value> {
    evidence.parts(piece).first().and_then(|part| part.known.value())
}

fn configured_id(evidence: &Evidence, pointer: &str) -> Option<ResourceId> {
    value(evidence, Piece::Configuration).and_then(|value| text(value, pointer)).and_then(|id| ResourceId::parse(id).ok())
}

/// The image, if it is one of your own.
pub(super) fn own_image(evidence: &Evidence) -> Option<ResourceId> {
    configured_id(evidence, "/properties/imageInfo/customInfo/resourceId")
}

/// The subnet of the new machines.
pub(super) fn subnet(evidence: &Evidence) -> Option<ResourceId> {
    configured_id(evidence, "/properties/networkInfo/subnetId")
}

/// The resource group something is in.
fn group_of(id: &ResourceId) -> Option<ResourceId> {
    core::iter::successors(Some(id.clone()), ResourceId::parent).find(|id| id.kind() == "Microsoft.Resources/resourceGroups")
}

/// The machines of the hosts.
fn machines(evidence: &Evidence) -> BTreeSet<ResourceId> {
    let hosts = list(value(evidence, Piece::Hosts)).iter().filter_map(|host| text(host, "/properties/resourceId"));
    hosts.filter_map(|id| ResourceId::parse(id).ok()).collect()
}

/// The resource groups the hosts' machines are in, and the one new machines go to.
fn machine_groups(evidence: &Evidence, pool: &ResourceId) -> BTreeSet<ResourceId> {
    let mut groups: BTreeSet<ResourceId> = machines(evidence).iter().filter_map(ResourceId::parent).collect();
    groups.extend(value(evidence, Piece::Configuration).and_then(|configuration| configured_group(configuration, pool)));
    groups
}

/// The resource group new machines go to.
pub(super) fn configured_group(configuration: &Value, pool: &ResourceId) -> Option<ResourceId> {
    let own = pool.parent()?;
    match text(configuration, "/properties/vmResourceGroup") {
        Some(name) => Some(own.parent()?.child("resourceGroups", name)),
        None => Some(own),
    }
}

/// The object ids of the pool's identities.
pub(super) fn principals(pool: &Value) -> BTreeSet<String> {
    let own = text(pool, "/identity/principalId").map(str::to_owned);
    let assigned = pool.pointer("/identity/userAssignedIdentities").and_then(Value::as_object);
    let assigned = assigned.into_iter().flatten().filter_map(|(_, identity)| text(identity, "/principalId"));
    own.into_iter().chain(assigned.map(str::to_owned)).filter(|id| !id.is_empty()).collect()
}

/// The key vaults that were found.
pub(super) fn vault_ids(evidence: &Evidence) -> BTreeSet<ResourceId> {
    let parts = evidence.parts(Piece::Vault).iter();
    parts.flat_map(|part| list(part.known.value())).filter_map(id_of).collect()
}

/// A secret by its address `https://<vault>.vault.azure.net/secrets/<name>[/<version>]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SecretUri {
    pub(super) vault: String,
    pub(super) name: String,
}

impl SecretUri {
    fn parse(uri: &str) -> Option<Self> {
        let (host, path) = uri.strip_prefix("https://")?.split_once('/')?;
        let mut path = path.split('/');
        let vault = host.split('.').next().filter(|vault| !vault.is_empty())?;
        (path.next() == Some("secrets")).then_some(())?;
        let name = path.next().filter(|name| !name.is_empty())?;
        Some(Self { vault: vault.to_owned(), name: name.to_owned() })
    }
}

/// The places in a configuration that name a secret.
pub(super) const SECRETS: [&str; 4] = [
    "/properties/vmAdminCredentials/usernameKeyVaultSecretUri",
    "/properties/vmAdminCredentials/passwordKeyVaultSecretUri",
    "/properties/domainInfo/activeDirectoryInfo/domainCredentials/usernameKeyVaultSecretUri",
    "/properties/domainInfo/activeDirectoryInfo/domainCredentials/passwordKeyVaultSecretUri",
];

/// The secrets the configuration names, each once.
pub(super) fn secret_uris(evidence: &Evidence) -> BTreeSet<SecretUri> {
    let Some(configuration) = value(evidence, Piece::Configuration) else { return BTreeSet::new() };
    SECRETS.iter().filter_map(|pointer| text(configuration, pointer)).filter_map(SecretUri::parse).collect()
}
