//! The client a page reads and writes with, and the API versions it speaks.

use arm::Endpoint;
use avd::operation::providers;
use avd::{ApiVersions, Offered};
use leptos::prelude::*;
use serde_json::Value;

use crate::session::Tokens;
use crate::world::World;

/// Azure Resource Manager, as the signed-in person.
pub type Client = arm::Client<World, Tokens>;

/// The client of the app. Provided once somebody is signed in.
#[derive(Clone, Copy)]
pub struct ClientContext {
    client: StoredValue<Client, LocalStorage>,
    versions: StoredValue<ApiVersions>,
    offer: StoredValue<Offer>,
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
            offer: StoredValue::new(Offer::NotRead),
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

    /// Whether it is known which API versions Azure offers in this directory.
    pub fn offer(self) -> Offer {
        self.offer.get_value()
    }

    /// Asks which API versions the provider offers; from then on the newest of them that this console knows are used. Where the
    /// answer cannot be read, the built-in table stays.
    pub async fn read_offer(self, subscription: &str) {
        let answer = self.client().read::<Value>(&providers::desktop_virtualization(subscription, &self.versions())).await;
        // Another person may be signed in by then.
        let _ = match answer.map(|read| Offered::of_answer(&read.value)) {
            Ok(offered) if offered.is_empty() => {
                self.offer.try_set_value(Offer::Failed("The response doesn't name a version".to_owned()))
            }
            Ok(offered) => {
                self.versions.try_update_value(|versions| *versions = core::mem::take(versions).with_offered(offered));
                self.offer.try_set_value(Offer::Read)
            }
            Err(error) => {
                let why = error.status().map_or_else(|| "No response".to_owned(), |status| format!("Azure returned {status}"));
                self.offer.try_set_value(Offer::Failed(why))
            }
        };
    }
}

/// How far the console is with the versions that Azure offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// They have not been asked for.
    NotRead,
    /// They are known.
    Read,
    /// They could not be read, and why.
    Failed(String),
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
