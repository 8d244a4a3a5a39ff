//! The pool a page is about, read once for all its tabs.

use arm::{Json, Misread, ResourceId};
use avd::operation::host_pools;
use avd::resource::{HostPool, ManagementType};
use leptos::prelude::*;
use serde_json::Value;

use crate::client::ClientContext;
use crate::live::writes::use_writes;
use crate::live::{RemoteHandle, use_remote};
use crate::route::PoolRef;

/// A pool, typed and as received.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolRead {
    /// Typed.
    pub pool: HostPool,
    /// As received.
    pub raw: Value,
}

impl Json for PoolRead {
    fn from_json(raw: Value) -> Result<Self, Misread> {
        Ok(Self { pool: HostPool::from_json(raw.clone())?, raw })
    }

    fn to_json(&self) -> Value {
        self.raw.clone()
    }
}

/// The pool of the page, for all its tabs.
#[derive(Clone, Copy)]
pub struct PoolContext {
    id: StoredValue<ResourceId>,
    remote: RemoteHandle<PoolRead>,
    client: ClientContext,
}

impl PoolContext {
    /// Begins to read the pool; `None` if the parts make no ARM id.
    pub fn provide(pool: &PoolRef, client: ClientContext) -> Option<Self> {
        let id = pool.id()?;
        let call = host_pools::get(&id, &client.versions());
        let remote = use_remote(move || {
            let (arm, call) = (client.client(), call.clone());
            async move { arm.read::<PoolRead>(&call).await.map(|read| read.value) }
        });
        use_writes().on_end(id.clone(), move || remote.refresh());
        let context = Self { id: StoredValue::new(id), remote, client };
        provide_context(context);
        Some(context)
    }

    /// Its ARM id.
    pub fn id(self) -> ResourceId {
        self.id.get_value()
    }

    /// The pool as last read.
    pub const fn remote(self) -> RemoteHandle<PoolRead> {
        self.remote
    }

    /// The client to read more with.
    pub const fn client(self) -> ClientContext {
        self.client
    }
}

/// The management type as last read; untracked: it is fixed when a pool is created.
pub fn management(context: PoolContext) -> Option<ManagementType> {
    context.remote.with_untracked(|state| state.value().and_then(|read| read.pool.properties.management_type.clone()))
}
