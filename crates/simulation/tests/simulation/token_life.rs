//! Tokens in the middle of work: run out, expired by hand, not strong enough.

use arm::{ErrorKind, Fate};
use avd::rule::token;
use futures::executor::block_on;
use host::Method;
use serde_json::json;

use crate::console::{Console, MFA, OWNER, days, minutes};

#[test]
fn a_token_that_ends_is_renewed_without_a_question() {
    block_on(async {
        let console = Console::of(OWNER).await;
        assert_eq!(console.pools().await.len(), 12);
        console.control(Method::Post, "expire-tokens", &json!({}));
        assert_eq!(console.pools().await.len(), 12, "the service refused the token, another one came");
        assert_eq!(console.client.tokens().walks(), 2);
        console.wait(minutes(91));
        assert_eq!(console.pools().await.len(), 12);
        assert_eq!(console.client.tokens().walks(), 3, "its time was over, so it was not even sent");
    });
}

#[test]
fn a_token_that_ends_between_two_pages_loses_none() {
    block_on(async {
        let console = Console::of(OWNER).await;
        console.fault(&json!({ "fault": { "kind": "expiredToken" }, "path": "/hostPools", "after": 1 }));
        assert_eq!(console.pools().await.len(), 12);
        assert_eq!(console.client.tokens().walks(), 2);
    });
}

#[test]
fn a_write_that_needs_more_is_stepped_up_and_sent_once_more() {
    block_on(async {
        for expose in ["all", "none"] {
            let console = Console::of(MFA).await;
            console.control(Method::Post, "headers", &json!({ "expose": expose }));
            let pool = console.pool("hp-support-us").await;
            assert_eq!(console.client.tokens().walks(), 1, "reads need no more");
            let create = token::create(&pool, console.now() + days(1), &console.versions);
            console.carry_out(&create).await.unwrap_or_else(|error| panic!("{expose}: {error}"));
            assert_eq!(console.client.tokens().walks(), 3, "{expose}: silently in vain, then with a question");
            let statuses: Vec<_> = console.log("PATCH", "hp-support-us").iter().map(|entry| entry["status"].clone()).collect();
            assert_eq!(statuses, [401, 200], "{expose}");
            console.carry_out(&token::revoke(&pool, &console.versions)).await.expect("the stronger token is kept");
            assert_eq!(console.client.tokens().walks(), 3, "{expose}");
        }
    });
}

#[test]
fn a_challenge_that_comes_again_is_not_answered_for_ever() {
    block_on(async {
        let console = Console::of(MFA).await;
        let pool = console.pool("hp-support-us").await;
        console.fault(&json!({ "fault": { "kind": "claimsChallenge" }, "method": "PATCH", "times": 0 }));
        let error = console.carry_out(&token::revoke(&pool, &console.versions)).await.expect_err("refused");
        assert!(matches!(error.kind(), ErrorKind::Forbidden { .. }) && error.demands_mfa(), "{error:?}");
        assert_eq!((error.fate(), console.log("PATCH", "hp-support-us").len()), (Fate::Refused, 2));
    });
}

#[test]
fn a_revoked_person_is_asked_to_sign_in() {
    block_on(async {
        let console = Console::of(OWNER).await;
        console.control(Method::Post, "revoke", &json!({ "user": OWNER }));
        assert_eq!(console.pools().await.len(), 12, "the renewal asks, and the person answers");
        assert_eq!(console.client.tokens().walks(), 3);
    });
}
