//! What a new pool is to do with its registration token, in the same request: `registrationInfo` of `HostPools_CreateOrUpdate`.
//!
//! Azure answers with the token in clear text; the console keeps it nowhere and reads it on the Token tab when asked to.

use host::Instant;

use super::Draft;
use crate::resource::{ManagementType, RegistrationRequest, RegistrationTokenOperation as Operation, Timestamp};
use crate::rule::FieldProblem;
use crate::rule::token::{check_expiry, refusal};

const OPERATION: &str = "registrationInfo.registrationTokenOperation";
const EXPIRATION: &str = "registrationInfo.expirationTime";

fn creates(request: &RegistrationRequest) -> bool {
    request.registration_token_operation == Some(Operation::Update)
}

/// What Azure would refuse: a token without an expiration time, one that is valid too short or too long from `now`, one for a pool
/// that can have none.
pub fn problem(draft: &Draft, now: Instant) -> Option<FieldProblem> {
    let request = draft.registration_info.as_ref()?;
    let expires = request.expiration_time.as_ref();
    match &request.registration_token_operation {
        None => {
            expires.map(|_| FieldProblem::error(OPERATION, "Choose what to do with the token, or take the expiration time away."))
        }
        Some(Operation::Update) if draft.management_type == Some(ManagementType::Automated) => {
            Some(FieldProblem::error(OPERATION, refusal(Some(&ManagementType::Automated))?))
        }
        Some(Operation::Update) => match expires.map(Timestamp::at) {
            None => Some(FieldProblem::error(EXPIRATION, "Choose when the token expires.")),
            Some(None) => Some(FieldProblem::error(EXPIRATION, "This is no date and time.")),
            Some(Some(at)) => check_expiry(at, now)
                .err()
                .map(|_| FieldProblem::error(EXPIRATION, "Choose a time between 1 hour and 27 days from now.")),
        },
        Some(_) => None,
    }
}

/// What comes of it, for the review.
pub(super) fn effect(draft: &Draft) -> Option<String> {
    let request = draft.registration_info.as_ref()?;
    Some(match request.registration_token_operation.as_ref()? {
        Operation::Update => {
            let until = request.expiration_time.as_ref().map(|at| format!(", valid until {at}")).unwrap_or_default();
            format!("Azure creates a registration token{until}. Read it on the Token tab: no read of the host pool shows it.")
        }
        Operation::Delete => "The registration token is revoked, if the host pool has one.".to_owned(),
        Operation::None => "The registration token stays as it is.".to_owned(),
        Operation::Other(word) => format!("The request asks for the token operation {word}."),
    })
}

/// What to think of before.
pub(super) fn warnings(draft: &Draft) -> Option<String> {
    draft.registration_info.as_ref().filter(|request| creates(request)).map(|_| {
        "Anyone with the token can add a session host to this host pool and receive its users. Revoke it after use.".to_owned()
    })
}
