//! Tests of `token`.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::operation::sample::{POOL, check, pool};
use crate::resource::{RegistrationToken, Timestamp};

fn info(token: Option<&str>, until: Option<&str>) -> RegistrationInfo {
    RegistrationInfo {
        token: token.map(RegistrationToken::new),
        expiration_time: until.map(Timestamp::new),
        ..Default::default()
    }
}

fn now() -> Instant {
    Instant::parse("2026-11-21T10:00:00Z").unwrap()
}

#[test]
fn states_in_words() {
    let cases = [
        (info(Some("t"), Some("2026-11-21T13:12:30.5Z")), "valid for 3 h 12 min"),
        (info(Some("t"), Some("2026-11-28T10:00:00Z")), "valid for 7 d"),
        (info(Some("t"), Some("2026-11-21T10:00:59Z")), "valid for under a minute"),
        (info(Some("t"), Some("2026-11-21T10:00:00Z")), "expired under a minute ago"),
        (info(Some("t"), Some("2026-11-20T08:00:00Z")), "expired 1 d 2 h ago"),
        (info(None, Some("2026-11-28T10:00:00Z")), "none"),
        (info(Some(""), Some("2026-11-28T10:00:00Z")), "none"),
        (info(Some("t"), None), "none"),
        (RegistrationInfo::default(), "none"),
    ];
    for (info, words) in cases {
        assert_eq!(state(&info, now()).words(now()), words, "{info:?}");
    }
}

#[test]
fn an_hour_to_twenty_seven_days() {
    let minutes = |count: u64| now() + Duration::from_secs(count * 60);
    let days27 = 27 * 24 * 60;
    for (expiry, fine) in [(64, false), (65, true), (days27 - 5, true), (days27 - 4, false)] {
        assert_eq!(check_expiry(minutes(expiry), now()).is_ok(), fine, "{expiry}");
    }
    let sentence = check_expiry(now(), now()).unwrap_err().to_string();
    assert_eq!(
        sentence,
        "A registration token must be valid for at least 1 hour. The earliest expiration is 2026-11-21T11:05:00Z."
    );
}

#[test]
fn create_is_a_patch_of_one_field() {
    let expiry = Instant::parse("2026-11-22T10:00:00Z").unwrap();
    let body = r#"{
  "properties": {
    "registrationInfo": {
      "expirationTime": "2026-11-22T10:00:00Z",
      "registrationTokenOperation": "Update"
    }
  }
}"#;
    let change = create(&pool(), expiry, &ApiVersions::default());
    check(&change.call, &format!("PATCH https://management.azure.com{POOL}?api-version=2025-10-10"), body);
    assert_eq!(change.verify, ReadBack::RegistrationToken);
}

#[test]
fn revoke_sends_no_time() {
    let body =
        "{\n  \"properties\": {\n    \"registrationInfo\": {\n      \"registrationTokenOperation\": \"Delete\"\n    }\n  }\n}";
    let change = revoke(&pool(), &ApiVersions::default());
    check(&change.call, &format!("PATCH https://management.azure.com{POOL}?api-version=2025-10-10"), body);
}

#[test]
fn automated_pools_have_none() {
    assert!(refusal(Some(&ManagementType::Automated)).is_some());
    assert!(refusal(Some(&ManagementType::Standard)).is_none());
    assert!(refusal(None).is_none());
}

#[test]
fn the_operation_of_an_answer_is_said_in_words() {
    for (word, wanted) in [
        (Some("Update"), "Update (create or renew the token)"),
        (Some("none"), "None (leave the token as it is)"),
        (Some("Delete"), "Delete (revoke the token)"),
        (Some("Rotate"), "Rotate"),
        (None, "not reported"),
    ] {
        let info = RegistrationInfo {
            registration_token_operation: word.map(RegistrationTokenOperation::parse),
            ..RegistrationInfo::default()
        };
        assert_eq!(operation_words(&info), format!("Token operation in Azure's answer: {wanted}"));
    }
}

proptest! {
    #[test]
    fn every_preset_is_allowed_at_any_time(millis in 0i64..4_000_000_000_000) {
        let now = Instant::from_millis(millis);
        for preset in presets() {
            prop_assert_eq!(check_expiry(preset.expiry(now), now), Ok(()));
        }
    }

    #[test]
    fn what_is_allowed_here_is_allowed_there_though_clocks_differ(
        now in 0i64..2_000_000_000, skew in -290i64..=290, life in 0u64..2_500_000,
    ) {
        let now = Instant::from_seconds(now);
        let expiry = Instant::from_seconds((now + Duration::from_secs(life)).seconds());
        let there = Instant::from_seconds(now.seconds() + skew);
        let taken = expiry >= there + SHORTEST && expiry <= there + LONGEST;
        prop_assert!(check_expiry(expiry, now).is_err() || taken);
    }

    #[test]
    fn every_end_is_too_soon_allowed_or_too_late_in_that_order(life in 0u64..3_000_000) {
        let place = match check_expiry(now() + Duration::from_secs(life), now()) {
            Err(ExpiryProblem::TooSoon { .. }) => 0,
            Ok(()) => 1,
            Err(ExpiryProblem::TooLate { .. }) => 2,
        };
        let (shortest, longest) = ((SHORTEST + MARGIN).as_secs(), (LONGEST - MARGIN).as_secs());
        prop_assert_eq!(place, i32::from(life >= shortest) + i32::from(life > longest));
    }

    #[test]
    fn a_state_grows_old_as_if_it_were_read_now(end in 0i64..4_000_000, read in 0i64..4_000_000, later in 0i64..4_000_000) {
        let info = info(Some("t"), Some(&Instant::from_seconds(end).to_rfc3339()));
        let (read, now) = (Instant::from_seconds(read), Instant::from_seconds(read + later));
        let aged = state(&info, read).at(now);
        prop_assert_eq!(aged, state(&info, now));
        prop_assert_eq!(aged.end(), Some(Instant::from_seconds(end)));
        prop_assert_eq!(aged.ends_soon(now), aged.is_valid() && end - now.seconds() < 3600);
    }

    #[test]
    fn a_token_is_valid_exactly_until_it_ends(end in 0i64..4_000_000_000, now in 0i64..4_000_000_000) {
        let until = Instant::from_seconds(end).to_rfc3339();
        let state = state(&info(Some("t"), Some(&until)), Instant::from_seconds(now));
        prop_assert_eq!(state.is_valid(), now < end);
    }
}
