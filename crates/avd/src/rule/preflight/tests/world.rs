//! A pool where everything is in order, answer by answer.

use std::collections::{BTreeMap, BTreeSet};

use arm::ResourceId;
use host::Instant;
use serde_json::{Value, json};

use crate::rule::preflight::{Check, Evidence, Finding, Gather, Known, Piece, Plan, Verdict, judge};
use crate::version::ApiVersions;

pub const POOL: &str = "/subscriptions/s/resourceGroups/rg-avd/providers/Microsoft.DesktopVirtualization/hostPools/pool";
pub const IMAGE: &str =
    "/subscriptions/s/resourceGroups/rg-img/providers/Microsoft.Compute/galleries/gal/images/win/versions/1.0.0";
pub const VAULT: &str = "/subscriptions/s/resourceGroups/rg-kv/providers/Microsoft.KeyVault/vaults/kv";
const NETWORK: &str = "/subscriptions/s/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet";

/// When everything was read.
pub fn now() -> Instant {
    Instant::from_seconds(1_800_000_000)
}

/// What each piece answers, and what is planned.
#[derive(Clone, Debug)]
pub struct World {
    pub answers: BTreeMap<Piece, Known>,
    pub plan: Plan,
}

impl World {
    pub fn good() -> Self {
        let read = |value: Value| Known::Read { value, at: now(), complete: true };
        let answers = Piece::ALL.into_iter().map(|piece| (piece, read(good(piece)))).collect();
        Self { answers, plan: Plan { batch: 2, delay_minutes: 10, ..Plan::default() } }
    }

    /// Changes a piece at a JSON pointer; null takes away.
    pub fn with(mut self, piece: Piece, pointer: &str, to: Value) -> Self {
        let Some(Known::Read { value, .. }) = self.answers.get_mut(&piece) else { panic!("{piece:?} is not read") };
        if pointer.is_empty() {
            *value = to;
            return self;
        }
        let (parent, last) = pointer.rsplit_once('/').unwrap();
        let parent = value.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}"));
        match parent {
            Value::Array(items) => items[last.parse::<usize>().unwrap()] = to,
            other => other[last] = to,
        }
        self
    }

    pub fn known(mut self, piece: Piece, known: Known) -> Self {
        self.answers.insert(piece, known);
        self
    }

    pub fn missing(self, piece: Piece) -> Self {
        self.known(piece, Known::Missing { at: now() })
    }

    pub fn refused(self, piece: Piece) -> Self {
        self.known(piece, Known::Refused { action: "some/action".to_owned() })
    }

    pub fn planned(mut self, edit: impl FnOnce(&mut Plan)) -> Self {
        edit(&mut self.plan);
        self
    }

    /// Asks all there is to ask, in the order of the gathering.
    pub fn gathered(&self) -> Gather {
        let mut gather = Gather::new(ResourceId::parse(POOL).unwrap(), ApiVersions::default());
        while let Some(job) = gather.next_job() {
            let mut known = self.answers[&job.piece].clone();
            if let Known::Read { value: Value::Array(items), .. } = &mut known {
                items.retain(|item| job.question.keeps(item));
            }
            if job.piece == Piece::Secrets
                && let Known::Read { value, .. } = &mut known
                && value.is_object()
            {
                value["name"] = job.question.call.path.rsplit('/').next().into();
            }
            gather.answer(&job, known);
        }
        gather
    }

    pub fn evidence(&self) -> Evidence {
        self.gathered().evidence().clone()
    }

    pub fn findings(&self) -> Vec<Finding> {
        judge(&self.evidence(), &self.plan)
    }

    /// The findings once a person has confirmed every statement.
    pub fn confirmed(&self) -> Vec<Finding> {
        let ticks: BTreeSet<String> = Check::all().map(|check| check.key.to_owned()).collect();
        judge(&self.evidence(), &Plan { ticks, ..self.plan.clone() })
    }

    pub fn finding(&self, key: &str) -> Finding {
        self.findings().into_iter().find(|finding| finding.check.key == key).unwrap()
    }

    /// Expects a verdict and some words in evidence, fix or command.
    pub fn expect(&self, key: &str, verdict: Verdict, words: &str) {
        let found = self.finding(key);
        let text = format!("{} | {} | {}", found.evidence, found.fix.unwrap_or_default(), found.command.unwrap_or_default());
        assert_eq!((found.verdict, text.contains(words)), (verdict, true), "{key}, wanted “{words}”: {text}");
    }
}

fn host(name: &str) -> Value {
    json!({
        "name": format!("pool/{name}"),
        "properties": {
            "resourceId": machine(name), "sessionHostConfiguration": "2026-01-01T00:00:00Z", "status": "Available",
        },
    })
}

fn machine(name: &str) -> String {
    format!("/subscriptions/s/resourceGroups/rg-vm/providers/Microsoft.Compute/virtualMachines/{name}")
}

fn secret(name: &str) -> String {
    format!("https://kv.vault.azure.net/secrets/{name}")
}

fn assignment(role: &str, scope: &str) -> Value {
    json!({"properties": {
        "principalId": "id-1", "scope": scope,
        "roleDefinitionId": format!("/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{role}"),
    }})
}

fn configuration() -> Value {
    json!({"properties": {
        "version": "2026-02-01T00:00:00Z", "provisioningState": "Succeeded", "vmLocation": "westeurope",
        "vmResourceGroup": "rg-vm", "vmSizeId": "Standard_D4s_v5", "availabilityZones": [1], "vmTags": {"owner": "it"},
        "diskInfo": {"managedDisk": {"type": "Premium_LRS"}},
        "securityInfo": {"type": "TrustedLaunch", "secureBootEnabled": true, "vTpmEnabled": true},
        "imageInfo": {"type": "Custom", "customInfo": {"resourceId": IMAGE}},
        "networkInfo": {"subnetId": format!("{NETWORK}/subnets/hosts")},
        "customConfigurationScriptUrl": "https://contoso.example/script.ps1",
        "vmAdminCredentials": {"usernameKeyVaultSecretUri": secret("vm-user"), "passwordKeyVaultSecretUri": secret("vm-pass")},
        "domainInfo": {"joinType": "ActiveDirectory", "activeDirectoryInfo": {
            "domainName": "contoso.example",
            "domainCredentials": {"usernameKeyVaultSecretUri": secret("ad-user"), "passwordKeyVaultSecretUri": secret("ad-pass")},
        }},
    }})
}

fn size() -> Value {
    json!([{
        "resourceType": "virtualMachines", "name": "Standard_D4s_v5", "family": "standardDSv5Family",
        "locationInfo": [{"location": "westeurope", "zones": ["1", "2", "3"]}], "restrictions": [],
        "capabilities": [
            {"name": "vCPUs", "value": "4"}, {"name": "MemoryGB", "value": "16"}, {"name": "PremiumIO", "value": "True"},
            {"name": "HyperVGenerations", "value": "V1,V2"},
        ],
    }])
}

fn good(piece: Piece) -> Value {
    use Piece as P;
    match piece {
        P::Pool => json!({
            "id": POOL, "name": "pool", "location": "westeurope", "identity": {"type": "SystemAssigned", "principalId": "id-1"},
            "properties": {"hostPoolType": "Pooled", "managementType": "Automated"},
        }),
        P::Configuration => configuration(),
        P::Policy => json!({"properties": {"update": {"maxVmsRemoved": 2}}}),
        P::UpdateStatus => json!({"status": "Succeeded"}),
        P::ProvisioningStatus => json!({"status": "Succeeded"}),
        P::Hosts => json!([host("vm-0"), host("vm-1"), host("vm-2"), host("vm-3")]),
        P::Machines => ["vm-0", "vm-1", "vm-2", "vm-3"]
            .map(|name| json!({"id": machine(name), "name": name, "location": "westeurope"}))
            .to_vec()
            .into(),
        P::Extensions => json!([{
            "id": format!("{}/extensions/join", machine("vm-0")), "properties": {"type": "JsonADDomainExtension"},
        }]),
        P::Locks | P::ScalingPlans | P::Sessions | P::Assignments => json!([]),
        P::Restrictions => json!({"fieldRestrictions": [], "contentEvaluationResult": {"policyEvaluations": []}}),
        P::Roles => json!([assignment("a959dbd1-f747-45e3-8ba6-dd80f235f97c", "/subscriptions/s")]),
        P::VaultRoles => json!([assignment("4633458b-17de-408a-b874-0445c86b69e6", VAULT)]),
        P::Vault => json!([{
            "id": VAULT, "name": "kv",
            "properties": {"enableRbacAuthorization": true, "enabledForTemplateDeployment": true, "publicNetworkAccess": "Enabled"},
        }]),
        P::Secrets => json!({"name": "", "properties": {"attributes": {"enabled": true}}}),
        P::PoolRights | P::MachineRights => json!([{"actions": ["*"], "notActions": []}]),
        P::Image => json!({"id": IMAGE, "properties": {
            "publishingProfile": {"targetRegions": [{"name": "West Europe", "regionalReplicaCount": 2}]},
            "replicationStatus": {"aggregatedState": "Completed", "summary": [{"region": "West Europe", "state": "Completed"}]},
        }}),
        P::ImageDefinition => {
            json!({"properties": {"osType": "Windows", "osState": "Generalized", "hyperVGeneration": "V2"}})
        }
        P::Size => size(),
        P::Quotas => json!([
            {"name": {"value": "cores", "localizedValue": "Total Regional vCPUs"}, "currentValue": 16, "limit": 100},
            {"name": {"value": "standardDSv5Family", "localizedValue": "Standard DSv5 Family vCPUs"}, "currentValue": 16, "limit": 40},
        ]),
        P::Network => json!({"id": NETWORK, "location": "westeurope"}),
        P::Addresses => json!([{"id": format!("{NETWORK}/subnets/Hosts"), "currentValue": 4.0, "limit": 27.0}]),
        P::Diagnostics => json!([{"properties": {"workspaceId": "/w", "logs": [{"categoryGroup": "allLogs", "enabled": true}]}}]),
    }
}
