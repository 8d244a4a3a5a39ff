//! The client a page reads and writes with, and the API versions it speaks.

use arm::Endpoint;
use avd::ApiVersions;
use leptos::prelude::*;

use crate::session::Tokens;
use crate::world::World;

/// Azure Resource Manager, as the signed-in person.
pub type Client = arm::Client<World, Tokens>;

/// The client of the app. Provided once somebody is signed in.
#[derive(Clone, Copy)]
pub struct ClientContext {
    client: StoredValue<Client, LocalStorage>,
    versions: StoredValue<ApiVersions>,
}

impl ClientContext {
    /// Makes the client for this world, these tokens and this cloud.
    pub fn provide(world: World, tokens: Tokens, endpoint: Endpoint, versions: ApiVersions) -> Self {
        let context =
            Self { client: StoredValue::new_local(Client::new(world, tokens, endpoint)), versions: StoredValue::new(versions) };
        provide_context(context);
        context
    }

    /// The client; a clone of it is cheap and the same.
    pub fn client(self) -> Client {
        self.client.get_value()
    }

    /// The API versions in use.
    pub fn versions(self) -> ApiVersions {
        self.versions.get_value()
    }
}
