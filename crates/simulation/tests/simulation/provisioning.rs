//! Host creation: its progress, what it blocks, its cancellation.

use arm::ErrorKind;
use avd::operation::session_host_managements;
use avd::resource::{ProvisioningStatus, ProvisioningStatusWord};
use avd::rule::run::is_provisioning_terminal;
use avd::rule::update::{self, UpdateDraft};
use futures::executor::block_on;

use crate::console::{Console, minutes};

#[test]
fn creation_is_watched_and_cancelled() {
    block_on(async {
        use ProvisioningStatusWord as S;
        let console = Console::new().await;
        let pool = &console.pool("hp-warehouse").await;
        let call = session_host_managements::provisioning_status(pool, &console.versions);
        let look = async || console.client.read::<ProvisioningStatus>(&call).await.expect("a status").value;
        let first = look().await;
        let progress = first.properties.as_ref().and_then(|properties| properties.progress.clone()).expect("progress");
        assert_eq!((progress.initial(), progress.wanted()), (Some(4), Some(7)));
        assert!(!is_provisioning_terminal(&first));

        let plan = UpdateDraft::from_policy(None);
        let error = console
            .client
            .act(&update::initiate(pool, &plan, None, &update::in_utc, &console.versions).call)
            .await
            .expect_err("busy");
        assert_eq!(error.kind(), &ErrorKind::Conflict);
        assert!(error.message().contains("being created"), "{error}");

        let message = "Enough for today";
        let change = update::cancel_provisioning(pool, Some(message), first.status.as_ref(), &console.versions).expect("legal");
        assert_eq!(change.call.body.as_ref().unwrap()["cancelMessage"], message);
        console.carry_out(&change).await.expect("cancelled");
        while !is_provisioning_terminal(&look().await) {
            assert_eq!(look().await.status, Some(S::Cancelling));
            console.wait(minutes(1));
        }
        let last = look().await;
        assert_eq!((last.status.clone(), &last.name), (Some(S::Canceled), &first.name));
        let made = last.properties.unwrap().progress.unwrap().session_hosts_completed.unwrap();
        assert_eq!(console.hosts(pool).await.len() as i64, 4 + made, "what was begun is there, nothing else");
        assert!((1..3).contains(&made), "{made}");

        let refused = update::cancel_provisioning(pool, None, last.status.as_ref(), &console.versions).expect_err("ended");
        assert!(refused.to_string().contains("nothing to cancel"), "{refused}");
        assert_eq!(console.client.act(&change.call).await.expect_err("ended").kind(), &ErrorKind::Conflict);
    });
}
