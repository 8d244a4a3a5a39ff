//! The main job: sign in, find the pools, hand out a registration token, revoke it.

use std::collections::BTreeSet;

use arm::{ErrorKind, Fate, ResourceId};
use avd::ReadBack;
use avd::operation::host_pools;
use avd::resource::{ManagementType, RegistrationInfo};
use avd::rule::token::{self, TokenState};
use entra::ErrorKind as SignInErrorKind;
use futures::executor::block_on;
use host::{Duration, Instant};
use serde_json::Value;
use writes::Confirm;

use crate::console::{Console, OWNER, READER, days, minutes};

impl Console {
    async fn registration(&self, pool: &ResourceId) -> RegistrationInfo {
        self.client
            .read(&ReadBack::RegistrationToken.call(pool, &self.versions).expect("a read"))
            .await
            .expect("registration")
            .value
    }

    async fn token_state(&self, pool: &ResourceId) -> TokenState {
        token::state(&self.registration(pool).await, self.now())
    }
}

#[test]
fn every_pool_is_found_once_and_a_disabled_subscription_left_out() {
    block_on(async {
        let console = Console::of(OWNER).await;
        let session = console.client.tokens().session();
        assert_eq!((session.account.name.as_str(), console.client.tokens().walks()), ("Olivia Owner", 1));
        let subscriptions = console.subscriptions().await;
        let names: Vec<&str> = subscriptions.iter().filter_map(|one| one.display_name.as_deref()).collect();
        assert_eq!(names, ["Contoso Production", "Contoso Test"]);
        let pools = console.pools().await;
        let ids: BTreeSet<String> = pools.iter().filter_map(|pool| pool.id.as_deref()).map(str::to_lowercase).collect();
        assert_eq!((pools.len(), ids.len()), (12, 12), "nothing lost, nothing twice: {ids:?}");
        assert!(!ids.iter().any(|id| id.ends_with("/hp-legacy")));
        let pages = console.log("GET", "/hostPools").len();
        assert!(pages > subscriptions.len(), "{pages} pages: the lists must have been cut");
    });
}

#[test]
fn a_token_is_made_read_and_revoked() {
    block_on(async {
        let console = Console::new().await;
        let pool = console.pool("hp-support-us").await;
        assert_eq!(console.token_state(&pool).await, TokenState::None);
        let presets = token::presets().map(|preset| preset.expiry(console.now()));
        let ends = [console.now() + minutes(65), console.now() + days(27) - minutes(5)].into_iter().chain(presets);
        for expiry in ends {
            assert_eq!(token::check_expiry(expiry, console.now()), Ok(()));
            console.carry_out(&token::create(&pool, expiry, &console.versions)).await.expect("a token");
            let made = console.registration(&pool).await;
            assert_eq!(token::state(&made, console.now()), TokenState::Valid { until: expiry });
            assert_eq!(console.registration(&pool).await, made, "reading changes nothing");
            let secret = made.token.as_ref().unwrap().reveal();
            for version in ["2022-02-10-preview", "2024-04-03", "2025-10-10", "2026-01-01-preview"] {
                let read = console.client.read::<Value>(&host_pools::get_at(&pool, version)).await.expect("the pool").value;
                assert!(!read.to_string().contains(secret), "{version}: a read of the pool never has the token");
            }
        }
        console.carry_out(&token::revoke(&pool, &console.versions)).await.expect("revoked");
        assert_eq!(console.token_state(&pool).await, TokenState::None);
    });
}

#[test]
fn a_token_runs_out() {
    block_on(async {
        let console = Console::new().await;
        let pool = console.pool("hp-partners").await;
        let TokenState::Valid { until } = console.token_state(&pool).await else { panic!("one about to expire") };
        assert!(console.now().until(until) < minutes(60));
        console.wait(minutes(60));
        assert!(!console.token_state(&pool).await.is_valid());
    });
}

#[test]
fn what_the_rule_refuses_the_service_refuses() {
    block_on(async {
        let console = Console::new().await;
        let pool = console.pool("hp-sales").await;
        let before = console.registration(&pool).await;
        let too: [fn(Instant) -> Instant; 3] =
            [|now| now + minutes(58), |now| now + days(28), |now| now - Duration::from_secs(1)];
        for expiry in too.map(|end| end(console.now())) {
            assert!(token::check_expiry(expiry, console.now()).is_err(), "{expiry}");
            let error = console.carry_out(&token::create(&pool, expiry, &console.versions)).await.expect_err("refused");
            assert_eq!((error.kind(), error.fate()), (&ErrorKind::Rejected, Fate::Refused), "{expiry}");
            assert!(error.message().contains("between 1 hour and 27 days"), "{error}");
        }
        assert_eq!(console.registration(&pool).await, before);
    });
}

#[test]
fn an_automated_pool_has_no_token() {
    block_on(async {
        let console = Console::new().await;
        let pool = console.pool("hp-finance").await;
        assert!(token::refusal(Some(&ManagementType::Automated)).is_some());
        let call = ReadBack::RegistrationToken.call(&pool, &console.versions).expect("a read");
        let read = console.client.read::<RegistrationInfo>(&call).await.expect_err("refused");
        let create = token::create(&pool, console.now() + days(1), &console.versions);
        for error in [read, console.carry_out(&create).await.expect_err("refused")] {
            assert_eq!((error.kind(), error.status()), (&ErrorKind::Rejected, Some(400)));
            assert!(error.message().contains("Registration tokens are not available"), "{error}");
        }
    });
}

#[test]
fn who_is_not_assigned_does_not_get_in() {
    let error = block_on(Console::try_of("rex.refused@contoso.example")).err().expect("refused");
    assert_eq!((error.kind, error.number), (SignInErrorKind::Declined, Some(50105)), "{error:?}");
}

#[test]
fn a_reader_is_told_which_right_is_missing() {
    block_on(async {
        let console = Console::of(READER).await;
        let pool = console.pool("hp-support-us").await;
        let create = token::create(&pool, console.now() + days(1), &console.versions);
        let error = console.carry_out(&create).await.expect_err("refused");
        let ErrorKind::Forbidden { action: Some(action), scope: Some(scope) } = error.kind() else { panic!("{error:?}") };
        assert_eq!(action.to_lowercase(), "microsoft.desktopvirtualization/hostpools/write");
        assert_eq!(ResourceId::parse(scope).unwrap(), pool);
    });
}
