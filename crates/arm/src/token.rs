//! Where access tokens come from. How they are won is the sign-in's affair.

use core::fmt;

/// An access token: it can become a header, and nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Wraps the token as the identity platform gave it.
    pub fn new(token: String) -> Self {
        Self(token)
    }

    /// The value of the `Authorization` header (RFC 6750).
    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Token(…)")
    }
}

/// Which token is wanted. The default is any cached one that still lives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenNeed {
    /// A token the service has just refused: this one must not come back.
    pub refused: Option<Token>,
    /// Claims the service demands, as the JSON that goes into the authorize request.
    pub claims: Option<String>,
    /// The tenant (directory) that must have issued it; the home of the session if absent.
    pub tenant: Option<String>,
    /// It is for a request that changes something. Whoever has to send the person away to sign in answers with an error then,
    /// so that the sender can keep the request until the person is back; a read may wait for ever.
    pub for_write: bool,
}

/// Hands out access tokens for Azure Resource Manager.
#[allow(async_fn_in_trait)] // Used inside this workspace only, on one thread.
pub trait TokenSource {
    /// A token that meets the need, renewed if it must be.
    async fn token(&self, need: &TokenNeed) -> Result<Token, SignedOut>;
}

/// There is no token to be had without the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedOut {
    /// Why, in a sentence.
    pub why: String,
}

impl fmt::Display for SignedOut {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.why)
    }
}

impl core::error::Error for SignedOut {}
