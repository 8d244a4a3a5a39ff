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
        None => expires.map(|_| FieldProblem::error(OPERATION, "Select a token operation, or clear the expiration time.")),
        Some(Operation::Update) if draft.management_type == Some(ManagementType::Automated) => {
            Some(FieldProblem::error(OPERATION, refusal(Some(&ManagementType::Automated))?))
        }
        Some(Operation::Update) => match expires.map(Timestamp::at) {
            None => Some(FieldProblem::error(EXPIRATION, "Select when the token expires.")),
            Some(None) => Some(FieldProblem::error(EXPIRATION, "Enter a date and time.")),
            Some(Some(at)) => check_expiry(at, now)
                .err()
                .map(|_| FieldProblem::error(EXPIRATION, "Select a time between 1 hour and 27 days from now.")),
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
            format!("Azure creates a registration token{until}. You can view it on the Token tab.")
        }
        Operation::Delete => "If the host pool has a registration token, it's revoked.".to_owned(),
        Operation::None => "The registration token doesn't change.".to_owned(),
        Operation::Other(word) => format!("The request sends the token operation {word}."),
    })
}

/// What to think of before.
pub(super) fn warnings(draft: &Draft) -> Option<String> {
    draft.registration_info.as_ref().filter(|request| creates(request)).map(|_| {
        "Anyone with this token can add a machine to the pool and receive user sessions. Revoke it when you're done.".to_owned()
    })
}
