//! What is read of pools one by one and shared by the pages that show it: latest update, target configuration, creation of session hosts,
//! token state. Kept for the whole sign-in, so that a look at another page costs no reads.

use arm::{Call, Error, ResourceId};
use avd::ApiVersions;
use avd::operation::{host_pools, session_host_configurations, session_host_managements as managements};
use avd::resource::{ProvisioningStatus, RegistrationInfo, SessionHostConfiguration, Timestamp, UpdateStatus};
use avd::rule::absence;
use avd::rule::run::{self, Run};
use avd::rule::token::{self, TokenState};
use host::{Duration, Host as _, Instant};
use leptos::prelude::*;

use crate::client::{Client, ClientContext};
use crate::live::{ManyHandle, use_clock};

/// Two batches: Azure takes twenty reads in a request.
const AT_ONCE: usize = 40;
/// A token is read with a POST, and those have the smaller bucket: a slow sweep disturbs nothing else.
const TOKENS_AT_ONCE: usize = 4;

/// The latest update of a pool.
#[derive(Clone, Debug, PartialEq)]
pub enum Update {
    /// There never was one: Azure answered 404.
    Never,
    /// Azure answered without a status.
    NotReported,
    /// One that has a status.
    Latest(Box<Run>),
}

impl Update {
    /// From what Azure answered.
    ///
    /// # Errors
    /// Whatever went wrong other than that there is none.
    pub fn from_answer(answer: Result<UpdateStatus, Error>) -> Result<Self, Error> {
        match answer {
            Ok(status) => Ok(Run::of(&status).map_or(Self::NotReported, |run| Self::Latest(Box::new(run)))),
            Err(error) if absence::is_none_yet(&error) => Ok(Self::Never),
            Err(error) => Err(error),
        }
    }

    /// The update, if there is one.
    pub fn run(&self) -> Option<&Run> {
        match self {
            Self::Latest(run) => Some(run),
            Self::Never | Self::NotReported => None,
        }
    }

    /// How long this stays fresh; `None`: nothing moves.
    pub fn pace(&self) -> Option<Duration> {
        // Actions have their own page, so what time it is does not matter.
        self.run().and_then(|run| run::next_look(&run.status, None, Instant::default()))
    }
}

/// The version of a pool's target configuration; `None`: the pool has no configuration, or one without a version.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetVersion(pub Option<Timestamp>);

/// The latest creation of session hosts in a pool; `None`: there was none.
#[derive(Clone, Debug, PartialEq)]
pub struct Provisioning(pub Option<ProvisioningStatus>);

/// The latest update of every pool that was asked for.
pub fn use_updates() -> ManyHandle<Update> {
    shared(AT_ONCE, managements::update_status, |client, call| async move {
        Update::from_answer(client.together().read::<UpdateStatus>(&call).await.map(|read| read.value))
    })
}

/// The version of the target configuration of every pool that was asked for.
pub fn use_target_versions() -> ManyHandle<TargetVersion> {
    shared(AT_ONCE, session_host_configurations::get, |client, call| async move {
        let answer = client.together().read::<SessionHostConfiguration>(&call).await;
        or_none(answer.map(|read| read.value.properties.version)).map(TargetVersion)
    })
}

/// The latest creation of session hosts of every pool that was asked for.
pub fn use_provisionings() -> ManyHandle<Provisioning> {
    shared(AT_ONCE, managements::provisioning_status, |client, call| async move {
        let answer = client.together().read::<ProvisioningStatus>(&call).await;
        or_none(answer.map(|read| Some(read.value))).map(Provisioning)
    })
}

/// The token state of every pool that was asked for.
pub fn use_tokens() -> ManyHandle<TokenState> {
    shared(TOKENS_AT_ONCE, host_pools::retrieve_registration_token, |client, call| async move {
        // The answer holds the token: it ends here, and only its state goes on.
        read_token(&client, &call).await.map(|info| token::state(&info, client.host().now()))
    })
}

/// Reads the token of a pool. A 404 means that there is none only where it says so: else the pool is gone.
pub async fn read_token(client: &Client, call: &Call) -> Result<RegistrationInfo, Error> {
    match client.read::<RegistrationInfo>(call).await {
        Ok(read) => Ok(read.value),
        Err(error) if absence::is_no_token(&error) => Ok(RegistrationInfo::default()),
        Err(error) => Err(error),
    }
}

fn or_none<T>(answer: Result<Option<T>, Error>) -> Result<Option<T>, Error> {
    match answer {
        Err(error) if absence::is_none_yet(&error) => Ok(None),
        answer => answer,
    }
}

fn shared<T, F>(
    at_once: usize,
    call: fn(&ResourceId, &ApiVersions) -> Call,
    read: impl Fn(Client, Call) -> F + Copy + 'static,
) -> ManyHandle<T>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Error>> + 'static,
{
    let (client, clock) = (expect_context::<ClientContext>(), use_clock());
    client.context(|| ManyHandle::reading(at_once, clock, move |id| read(client.client(), call(&id, &client.versions()))))
}
