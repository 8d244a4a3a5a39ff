//! A sign-in that failed: the facts. The sentences are made in `explain`.

use crate::answer::Answer;
use crate::request::Pending;

/// Why a sign-in failed, coarse enough to branch on.
///
/// Entra's documentation asks programs to branch on `error` and `suberror`, never on the AADSTS number (*Microsoft Entra
/// authentication and authorization error codes*, learn.microsoft.com/entra/identity-platform/reference-error-codes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The user pressed cancel, declined consent, or an administrator's rule refused.
    Declined,
    /// Entra must ask the user something and was not allowed to.
    InteractionRequired,
    /// The registration and the configuration do not fit together.
    Configuration,
    /// Entra had trouble of its own.
    Service,
    /// Entra answered, and the answer failed a check on this side.
    Untrusted(Fault),
    /// An `error` word that is not documented.
    Other,
}

/// The check that failed. MSAL's code for it is [`Fault::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The fragment cannot be read, or says something twice.
    GarbledAnswer,
    /// No request of this tab waits for that answer.
    StateNotFound,
    /// The state is not the one that was sent.
    StateMismatch,
    /// The answer came back another way than the request went out.
    WrongChannel,
    /// The answer came more than fifteen minutes after the request.
    Stale,
    /// No access token, or no usable lifetime.
    NoAccessToken,
    /// The token is not a bearer token.
    NotBearer,
    /// The id token is missing or cannot be read.
    IdToken,
    /// The id token is signed in no acceptable way.
    Algorithm,
    /// The id token answers another request.
    Nonce,
    /// The id token is for another app.
    Audience,
    /// The id token is from another issuer.
    Issuer,
    /// The user is from another directory than the configured one.
    Tenant,
    /// The id token's times do not fit this machine's clock.
    Clock,
    /// The id token does not vouch for the access token.
    AccessTokenHash,
    /// `client_info` cannot be read.
    ClientInfo,
    /// The hidden frame gave no answer in time.
    FrameTimeout,
    /// The token endpoint was not reached.
    Network,
    /// The popup was not opened.
    PopupBlocked,
    /// The person closed the popup before it answered.
    PopupClosed,
    /// The browser stores nothing for this site: no question could be remembered until its answer comes.
    NoStorage,
    /// The silent answer is for somebody else than who is signed in.
    OtherUser,
}

impl Fault {
    /// The code MSAL uses for the same thing, or the nearest.
    pub const fn code(self) -> &'static str {
        match self {
            Self::GarbledAnswer => "hash_does_not_contain_known_properties",
            Self::StateNotFound => "state_not_found",
            Self::StateMismatch => "state_mismatch",
            Self::WrongChannel => "state_interaction_type_mismatch",
            Self::Stale => "interaction_in_progress_cancelled",
            Self::NoAccessToken => "null_or_empty_token",
            Self::NotBearer => "unsupported_token_type",
            Self::IdToken => "token_parsing_error",
            Self::Algorithm => "unsupported_algorithm",
            Self::Nonce => "nonce_mismatch",
            Self::Audience => "audience_mismatch",
            Self::Issuer => "issuer_mismatch",
            Self::Tenant => "tenant_mismatch",
            Self::Clock => "clock_skew",
            Self::AccessTokenHash => "at_hash_mismatch",
            Self::ClientInfo => "client_info_decoding_error",
            Self::FrameTimeout => "timed_out",
            Self::Network => "network_error",
            Self::PopupBlocked => "popup_window_error",
            Self::PopupClosed => "user_cancelled",
            Self::NoStorage => "no_storage",
            Self::OtherUser => "user_mismatch",
        }
    }
}

/// A sign-in that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInError {
    /// What sort of failure.
    pub kind: ErrorKind,
    /// The `error` word, Entra's or MSAL's.
    pub error: String,
    /// The AADSTS number, `50105`.
    pub number: Option<u32>,
    /// Entra's own words, without code and ids; empty for a failed check.
    pub message: String,
    /// What Entra or the request adds for a search in logs.
    pub details: Box<ErrorDetails>,
}

/// The smaller print of a failure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorDetails {
    /// `suberror` or `error_subcode`.
    pub suberror: Option<String>,
    /// Claims that the next interactive request must carry.
    pub claims: Option<String>,
    /// Finds the attempt in the sign-in logs.
    pub correlation_id: Option<String>,
    /// Finds the request at Microsoft.
    pub trace_id: Option<String>,
    /// When, in Entra's words.
    pub timestamp: Option<String>,
    /// The directory that was asked, if one was named.
    pub tenant: Option<String>,
}

const INTERACTION_ERRORS: [&str; 7] = [
    "interaction_required",
    "login_required",
    "consent_required",
    "user_authentication_required",
    "bad_token",
    "ui_not_allowed",
    "interrupted_user",
];

/// MSAL 5's list of suberrors that mean: ask the user.
const INTERACTION_SUBERRORS: [&str; 8] = [
    "message_only",
    "additional_action",
    "basic_action",
    "user_password_expired",
    "consent_required",
    "bad_token",
    "ui_not_allowed",
    "interrupted_user",
];

impl SignInError {
    /// A check on this side that failed.
    pub fn fault(fault: Fault) -> Self {
        Self {
            kind: ErrorKind::Untrusted(fault),
            error: fault.code().into(),
            number: None,
            message: String::new(),
            details: Box::default(),
        }
    }

    /// The same, with what identifies the request.
    pub(crate) fn of(fault: Fault, pending: &Pending) -> Self {
        let details = ErrorDetails {
            correlation_id: Some(pending.correlation_id.clone()),
            tenant: Some(pending.authority.tenant().into()),
            ..ErrorDetails::default()
        };
        Self { details: Box::new(details), ..Self::fault(fault) }
    }

    /// The error Entra sent.
    pub(crate) fn sent(answer: &Answer, pending: &Pending) -> Self {
        let error = answer.get("error").unwrap_or_default().to_owned();
        let suberror = answer.get("suberror").or_else(|| answer.get("error_subcode")).map(str::to_owned);
        let described = Description::read(answer.get("error_description").unwrap_or_default());
        Self {
            kind: kind(&error, suberror.as_deref()),
            error,
            number: described.number,
            message: described.message,
            details: Box::new(ErrorDetails {
                suberror,
                claims: answer.get("claims").map(str::to_owned),
                correlation_id: described.correlation_id.or_else(|| Some(pending.correlation_id.clone())),
                trace_id: described.trace_id,
                timestamp: described.timestamp,
                tenant: Some(pending.authority.tenant().into()),
            }),
        }
    }

    /// The code to show and to search for: `AADSTS50105`, or the `error` word.
    pub fn code(&self) -> String {
        self.number.map_or_else(|| self.error.clone(), |number| format!("AADSTS{number}"))
    }
}

fn kind(error: &str, suberror: Option<&str>) -> ErrorKind {
    if INTERACTION_ERRORS.contains(&error) || suberror.is_some_and(|sub| INTERACTION_SUBERRORS.contains(&sub)) {
        return ErrorKind::InteractionRequired;
    }
    match error {
        "access_denied" => ErrorKind::Declined,
        "invalid_request"
        | "invalid_scope"
        | "unsupported_response_type"
        | "unauthorized_client"
        | "invalid_resource"
        | "invalid_client"
        | "unsupported_response_mode" => ErrorKind::Configuration,
        "temporarily_unavailable" | "server_error" => ErrorKind::Service,
        _ => ErrorKind::Other,
    }
}

/// `error_description`: a number, a sentence, then ids, each behind its label.
#[derive(Debug, Default, PartialEq, Eq)]
struct Description {
    number: Option<u32>,
    message: String,
    trace_id: Option<String>,
    correlation_id: Option<String>,
    timestamp: Option<String>,
}

impl Description {
    fn read(text: &str) -> Self {
        let number = text.split_once("AADSTS").and_then(|(_, after)| {
            let digits = after.split(|c: char| !c.is_ascii_digit()).next()?;
            digits.parse().ok()
        });
        let labels = ["Trace ID:", "Correlation ID:", "Timestamp:"];
        let end = labels.iter().filter_map(|label| text.find(label)).min().unwrap_or(text.len());
        let sentence = text.get(..end).unwrap_or_default().trim();
        let message = sentence
            .strip_prefix("AADSTS")
            .map_or(sentence, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':').trim());
        let word = |label: &str| text.split_once(label).and_then(|(_, after)| after.split_whitespace().next()).map(str::to_owned);
        let timestamp =
            text.split_once("Timestamp:").and_then(|(_, after)| after.lines().next()).map(|line| line.trim().to_owned());
        Self {
            number,
            message: message.to_owned(),
            trace_id: word("Trace ID:"),
            correlation_id: word("Correlation ID:"),
            timestamp: timestamp.filter(|line| !line.is_empty()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_in_the_description() {
        let text = "AADSTS50105: Your administrator has configured the application.\r\nTrace ID: 1f2e\r\nCorrelation ID: 3d4c\r\nTimestamp: 2026-11-21 10:00:00Z";
        let read = Description::read(text);
        assert_eq!(read.number, Some(50105));
        assert_eq!(read.message, "Your administrator has configured the application.");
        assert_eq!(read.trace_id.as_deref(), Some("1f2e"));
        assert_eq!(read.correlation_id.as_deref(), Some("3d4c"));
        assert_eq!(read.timestamp.as_deref(), Some("2026-11-21 10:00:00Z"));
        let bare = Description::read("the user cancelled");
        assert_eq!(bare, Description { message: "the user cancelled".into(), ..Description::default() });
    }

    #[test]
    fn error_words_have_kinds() {
        let cases = [
            ("login_required", None, ErrorKind::InteractionRequired),
            ("invalid_grant", Some("bad_token"), ErrorKind::InteractionRequired),
            ("access_denied", Some("cancel"), ErrorKind::Declined),
            ("unsupported_response_type", None, ErrorKind::Configuration),
            ("server_error", None, ErrorKind::Service),
            ("something_else", None, ErrorKind::Other),
        ];
        for (error, suberror, expected) in cases {
            assert_eq!(kind(error, suberror), expected, "{error}");
        }
    }
}
