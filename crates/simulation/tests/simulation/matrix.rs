//! What the console allows and what the service takes: every action in every status, decided twice and compared.

use arm::{Error, ErrorKind, Fate, ResourceId};
use avd::operation::session_host_managements::{self, ControlProvisioning, ControlUpdate, ProvisioningAction, UpdateRequest};
use avd::resource::{ProvisioningStatus, ProvisioningStatusWord, UpdateState};
use avd::rule::action::{UpdateAction, caution, may, may_cancel_provisioning};
use avd::rule::schedule::HORIZON;
use avd::rule::update::{UpdateDraft, When};
use avd::rule::windows_zone::WindowsZone;
use futures::executor::block_on;
use serde_json::json;

use crate::console::{Console, minutes};
use crate::deed::configuration;

/// A size no subscription may buy: the emulator finds out when it validates the update.
const RESTRICTED: &str = "Standard_M416ms_v2";

impl Console {
    /// Gives the pool another configuration, so that every host is behind.
    async fn renew(&self, pool: &ResourceId, size: &str) {
        let acted = self.client.act(&configuration(pool, None, size)).await.expect("accepted");
        self.client.watch(acted.operation.expect("work"), |_| {}).await.expect("a new version");
    }

    /// A pool whose latest update has this status, with hosts that are behind.
    async fn reach(&self, status: Option<&UpdateState>) -> ResourceId {
        use UpdateState as S;
        let finance = self.pool("hp-finance").await;
        let running = self.pool("hp-callcenter").await;
        let Some(status) = status else { return finance };
        let plan = UpdateDraft::from_policy(None);
        match status {
            S::Scheduled => {
                let when = When::At { at: self.now() + HORIZON, zone: WindowsZone::parse("UTC").expect("a zone") };
                self.initiate(&finance, &UpdateDraft { when, ..plan }).await.expect("scheduled");
                finance
            }
            S::ValidatingSessionHostUpdate => {
                self.initiate(&finance, &plan).await.expect("started");
                finance
            }
            S::Failed => {
                self.renew(&finance, RESTRICTED).await;
                self.initiate(&finance, &plan).await.expect("started");
                self.until(&finance, status, async |_| {}).await;
                finance
            }
            S::UpdatingSessionHosts => running,
            S::Pausing | S::Paused => {
                self.act(&running, UpdateAction::Pause, None).await;
                self.until(&running, status, async |_| {}).await;
                running
            }
            S::Cancelling | S::Cancelled => {
                self.act(&running, UpdateAction::Cancel, None).await;
                self.until(&running, status, async |_| {}).await;
                running
            }
            S::Error => self.pool("hp-engineering").await,
            S::Succeeded => {
                let pilot = self.pool("hp-pilot").await;
                self.renew(&pilot, "Standard_D8as_v6").await;
                pilot
            }
            S::Other(word) => panic!("the emulator has no status {word}"),
        }
    }

    /// Sends an action without asking the rule.
    async fn force(&self, pool: &ResourceId, action: UpdateAction) -> Result<(), Error> {
        let call = match action.control() {
            Some(action) => {
                let control = ControlUpdate { action, cancel_message: None };
                session_host_managements::control_update(pool, &control, &self.versions)
            }
            None => session_host_managements::initiate_update(pool, &UpdateRequest::default(), &self.versions),
        };
        self.client.act(&call).await.map(drop)
    }
}

/// A refusal by the state of things, that did nothing.
fn is_refusal(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Conflict | ErrorKind::Rejected) && error.fate() == Fate::Refused
}

#[test]
fn every_action_in_every_status_is_decided_alike() {
    block_on(async {
        for status in [None].into_iter().chain(UpdateState::KNOWN.iter().map(Some)) {
            for action in UpdateAction::ALL {
                let console = Console::new().await;
                let pool = console.reach(status).await;
                assert_eq!(console.status(&pool).await.as_ref(), status);
                let sent = console.force(&pool, action).await;
                let after = console.status(&pool).await;
                match (may(action, status), caution(action, status), sent) {
                    (Ok(()), Some(_), Ok(())) | (Ok(()), None, Ok(())) => {
                        assert_ne!(after.as_ref(), status, "{action:?} in {status:?} was taken and did nothing");
                    }
                    (Err(_), _, Err(error)) | (Ok(()), Some(_), Err(error)) => {
                        assert!(is_refusal(&error), "{action:?} in {status:?}: {error:?}");
                        assert_eq!(after.as_ref(), status, "{action:?} in {status:?} was refused and did something");
                    }
                    (Ok(()), None, Err(error)) => panic!("{action:?} in {status:?}: the rule allows it, the service: {error}"),
                    (Err(refusal), _, Ok(())) => panic!("{action:?} in {status:?}: taken, though “{refusal}”"),
                }
            }
        }
    });
}

/// A pool where the creation of hosts has this status.
async fn reach_creation(console: &Console, status: Option<&ProvisioningStatusWord>) -> ResourceId {
    use ProvisioningStatusWord as S;
    let (growing, pilot) = (console.pool("hp-warehouse").await, console.pool("hp-pilot").await);
    match status {
        None => pilot,
        Some(S::ValidatingSessionHostProvisioning) => {
            let path = format!("{}/sessionHostManagements/default", pilot.path());
            let body = json!({ "properties": { "provisioning": { "instanceCount": 5 } } });
            let call = arm::Call::patch("SessionHostManagements_Update", path, "2026-01-01-preview", body);
            console.client.act(&call).await.expect("grows");
            pilot
        }
        Some(S::Cancelling | S::Canceled) => {
            console.cancel_creation(&growing).await.expect("cancelled");
            console.wait(minutes(if status == Some(&S::Canceled) { 30 } else { 0 }));
            growing
        }
        Some(S::Succeeded) => {
            console.wait(minutes(60));
            growing
        }
        Some(_) => growing,
    }
}

impl Console {
    async fn cancel_creation(&self, pool: &ResourceId) -> Result<(), Error> {
        let control = ControlProvisioning { action: ProvisioningAction::Cancel, cancel_message: Some("Stop".to_owned()) };
        self.client.act(&session_host_managements::control_provisioning(pool, &control, &self.versions)).await.map(drop)
    }

    async fn creation(&self, pool: &ResourceId) -> Option<ProvisioningStatusWord> {
        let call = session_host_managements::provisioning_status(pool, &self.versions);
        self.client.read::<ProvisioningStatus>(&call).await.ok().and_then(|read| read.value.status)
    }
}

#[test]
fn the_creation_of_hosts_is_cancelled_in_the_same_statuses() {
    use ProvisioningStatusWord as S;
    let statuses = [
        None,
        Some(S::ValidatingSessionHostProvisioning),
        Some(S::ProvisioningSessionHosts),
        Some(S::Cancelling),
        Some(S::Canceled),
        Some(S::Succeeded),
    ];
    block_on(async {
        for status in statuses {
            let console = Console::new().await;
            let pool = reach_creation(&console, status.as_ref()).await;
            assert_eq!(console.creation(&pool).await, status);
            let sent = console.cancel_creation(&pool).await;
            assert_eq!(sent.is_ok(), may_cancel_provisioning(status.as_ref()).is_ok(), "{status:?}: {sent:?}");
            assert!(sent.as_ref().err().is_none_or(is_refusal), "{status:?}: {sent:?}");
            assert_eq!(console.creation(&pool).await != status, sent.is_ok(), "{status:?}");
        }
    });
}
