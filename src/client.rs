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
    sign_in: StoredValue<Owner>,
}

impl ClientContext {
    /// Makes the client for this world, these tokens and this cloud. It outlives the pages: what is under way when a session
    /// ends still asks for it once more.
    pub fn provide(world: World, tokens: Tokens, endpoint: Endpoint, versions: ApiVersions) -> Self {
        let sign_in = lasting();
        let context = sign_in.with(|| Self {
            client: StoredValue::new_local(Client::new(world, tokens, endpoint)),
            versions: StoredValue::new(versions),
            sign_in: StoredValue::new(sign_in.clone()),
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

    /// A context of the whole sign-in, for pages that come and go: made when it is first asked for, gone with the next person.
    pub fn context<T: Copy + Send + Sync + 'static>(self, make: impl FnOnce() -> T) -> T {
        self.sign_in.get_value().with(|| context_or(make))
    }
}

/// An owner that no page takes with it when it goes. Meant for a sign-in.
fn lasting() -> Owner {
    let here = Owner::current();
    let owner = Owner::new_root(None);
    core::mem::forget(owner.clone());
    // A new root makes itself the current owner.
    if let Some(here) = here {
        here.set();
    }
    owner
}

fn context_or<T: Copy + Send + Sync + 'static>(make: impl FnOnce() -> T) -> T {
    use_context::<T>().unwrap_or_else(|| {
        let made = make();
        provide_context(made);
        made
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_of_the_sign_in_is_made_once_and_outlives_its_page() {
        let page = Owner::new_root(None);
        let (sign_in, gone) = page.with(|| (lasting(), RwSignal::new(8)));
        let ask = |value| sign_in.with(|| context_or(|| RwSignal::new(value)));
        let first = page.with(|| {
            let first = ask(7);
            assert!(Owner::current().is_some_and(|owner| owner == page), "the page goes on as itself");
            first
        });
        page.cleanup();
        assert_eq!((first.try_get(), ask(9).try_get(), gone.try_get()), (Some(7), Some(7), None));
    }
}
