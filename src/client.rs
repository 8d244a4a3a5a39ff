//! The client a page reads and writes with, and the API versions it speaks.

use core::any::Any;

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
    kept: StoredValue<Vec<Box<dyn Any>>, LocalStorage>,
}

impl ClientContext {
    /// Makes the client for this world, these tokens and this cloud. It outlives the pages: what is under way when a session
    /// ends still asks for it once more.
    pub fn provide(world: World, tokens: Tokens, endpoint: Endpoint, versions: ApiVersions) -> Self {
        let context = lasting(|| Self {
            client: StoredValue::new_local(Client::new(world, tokens, endpoint)),
            versions: StoredValue::new(versions),
            kept: StoredValue::new_local(Vec::new()),
        });
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

    /// What a part of the app keeps for the whole sign-in, one of a type: made when it is first asked for, gone with the next person.
    /// It is made where there is no context.
    pub fn kept<T: Copy + 'static>(self, make: impl FnOnce() -> T) -> T {
        let known = self.kept.with_value(|kept| kept.iter().find_map(|one| one.downcast_ref::<T>().copied()));
        known.unwrap_or_else(|| {
            let made = lasting(make);
            self.kept.update_value(|kept| kept.push(Box::new(made)));
            made
        })
    }
}

/// Makes something whose stored values no page takes with it when it goes. Meant for a few things a sign-in.
fn lasting<T>(make: impl FnOnce() -> T) -> T {
    let here = Owner::current();
    let keeper = Owner::new_root(None);
    let made = keeper.with(make);
    core::mem::forget(keeper);
    if let Some(here) = here {
        here.set();
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lasts_outlives_its_page() {
        let page = Owner::new_root(None);
        let (kept, gone) = page.with(|| (lasting(|| StoredValue::new(7)), StoredValue::new(8)));
        page.cleanup();
        assert_eq!((kept.try_get_value(), gone.try_get_value()), (Some(7), None));
        page.with(|| lasting(|| assert!(Owner::current().is_some())));
    }
}
