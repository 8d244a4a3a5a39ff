//! Tests of `action`: the whole matrix, and its sentences.

use super::*;

/// Rows: status. Columns: Start, Pause, Resume, Cancel, Retry, NewUpdate. `y` legal, `?` legal with a caution, `-` refused.
const MATRIX: &[(&str, &str)] = &[
    ("", "-----y"),
    ("Succeeded", "-----y"),
    ("Cancelled", "-----y"),
    ("Canceled", "-----y"),
    ("Scheduled", "y--y--"),
    ("ValidatingSessionHostUpdate", "---?--"),
    ("UpdatingSessionHosts", "-y-y--"),
    ("Pausing", "------"),
    ("Cancelling", "------"),
    ("Paused", "--y?--"),
    ("Error", "---yy-"),
    ("Failed", "---??y"),
    ("SomethingElse", "??????"),
];
const COLUMNS: [UpdateAction; 6] = [
    UpdateAction::Start,
    UpdateAction::Pause,
    UpdateAction::Resume,
    UpdateAction::Cancel,
    UpdateAction::Retry,
    UpdateAction::NewUpdate,
];

fn status(word: &str) -> Option<UpdateState> {
    (!word.is_empty()).then(|| UpdateState::parse(word))
}

#[test]
fn the_whole_matrix() {
    for (word, row) in MATRIX {
        let status = status(word);
        let seen: String = COLUMNS
            .iter()
            .map(|action| match (may(*action, status.as_ref()), caution(*action, status.as_ref())) {
                (Err(_), _) => '-',
                (Ok(()), None) => 'y',
                (Ok(()), Some(_)) => '?',
            })
            .collect();
        assert_eq!(&seen, row, "{word}");
    }
    let known = MATRIX.iter().filter(|(word, _)| UpdateState::KNOWN.iter().any(|state| state.as_str() == *word)).count();
    assert_eq!(known, UpdateState::KNOWN.len(), "a status is missing in the matrix");
}

#[test]
fn every_refusal_is_a_sentence_of_its_own_status() {
    for (word, _) in MATRIX {
        for action in COLUMNS {
            let Err(refusal) = may(action, status(word).as_ref()) else { continue };
            let sentence = refusal.to_string();
            assert!(sentence.ends_with('.') && sentence.chars().next().is_some_and(char::is_uppercase), "{sentence}");
            assert!(!sentence.contains("so Azure decides"), "{word} {action:?}");
        }
    }
}

#[test]
fn sentences() {
    let check = |action, word: &str, wanted: &str| {
        assert_eq!(may(action, status(word).as_ref()).map_err(|refusal| refusal.to_string()), Err(wanted.to_owned()));
    };
    check(UpdateAction::Pause, "", "This pool has never been updated, so there's no update to pause. Create a new update.");
    check(
        UpdateAction::Resume,
        "Pausing",
        "The update is pausing. The current batch finishes first. Wait until it's paused, then resume it.",
    );
    check(
        UpdateAction::NewUpdate,
        "Error",
        "The last update stopped with an error, and the pool is locked until you retry or cancel it.",
    );
}

#[test]
fn provisioning_can_only_be_cancelled_while_active() {
    let active = ["Scheduled", "ValidatingSessionHostProvisioning", "ProvisioningSessionHosts", "Novel"];
    for word in active {
        assert_eq!(may_cancel_provisioning(Some(&ProvisioningStatusWord::parse(word))), Ok(()), "{word}");
    }
    for word in ["Cancelling", "Succeeded", "Failed", "Canceled", "Cancelled"] {
        assert!(may_cancel_provisioning(Some(&ProvisioningStatusWord::parse(word))).is_err(), "{word}");
    }
    assert!(may_cancel_provisioning(None).is_err());
}
