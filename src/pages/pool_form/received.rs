//! The pool that is edited, at the two versions a replacement can be written with.

use arm::{Error, ResourceId};
use avd::Family;
use avd::operation::host_pools;
use avd::rule::host_pool_edit::Draft;
use serde_json::Value;

use crate::client::ClientContext;

/// The pool as received.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// At the newest version.
    pub newest: Value,
    /// At 2022-02-10-preview, the last with a migration; the error where it is not given.
    pub legacy: Result<Value, Error>,
}

/// Reads the pool at both.
pub async fn read(context: ClientContext, pool: ResourceId) -> Result<Received, Error> {
    let (client, versions) = (context.client(), context.versions());
    let newest = client.read::<Value>(&host_pools::get(&pool, &versions)).await?.value;
    let old = host_pools::get_at(&pool, &versions.preferred(Family::HostPoolPut));
    let legacy = client.read::<Value>(&old).await.map(|read| read.value);
    Ok(Received { newest, legacy })
}

impl Received {
    /// The newest, with the migration that only the older one tells of.
    pub fn whole(&self) -> Value {
        let mut whole = self.newest.clone();
        let migration = self.legacy.as_ref().ok().and_then(|legacy| legacy.pointer("/properties/migrationRequest"));
        if let (Some(migration), Some(properties)) = (migration, whole.get_mut("properties").and_then(Value::as_object_mut)) {
            properties.insert("migrationRequest".to_owned(), migration.clone());
        }
        whole
    }

    /// The fields of the form.
    pub fn draft(&self) -> Draft {
        Draft::from(&self.whole())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_migration_is_told_by_the_older_version() {
        let migration = json!({"operation": "Start", "migrationPath": "TenantGroups/g"});
        let received = Received {
            newest: json!({"properties": {"managementType": "Standard"}}),
            legacy: Ok(json!({"properties": {"migrationRequest": migration}})),
        };
        let draft = received.draft();
        assert_eq!((draft.field("migrationRequest"), draft.field("managementType")), (migration, json!("Standard")));
    }
}
