//! The Microsoft Entra ID sign-in protocol for a public client in a browser: implicit flow, v2 and v1 dialect, and authorization
//! code with PKCE.
//!
//! Pure functions and values: build the authorization request, read the answer, check it, decide when to renew. Nothing here
//! touches a browser, keeps a clock or sends a request; `now` and randomness come from the caller or from [`host::Host`].
//! Names and discipline (state, nonce, account) are MSAL's.
//!
//! Sources: *OAuth 2.0 implicit grant flow* (learn.microsoft.com/entra/identity-platform/v2-oauth2-implicit-grant-flow),
//! OpenID Connect Core 1.0 section 3.2, RFC 9700.

mod account;
mod answer;
mod authority;
mod cloud;
mod code;
mod config;
mod error;
mod explain;
mod frame;
mod id_token;
mod kept;
mod logout;
mod popup;
mod registration;
mod renewal;
mod request;
mod return_path;
mod session;
mod text;

pub use account::Account;
pub use answer::{Answer, take_answer};
pub use authority::{Authority, Dialect};
pub use cloud::{CLOUDS, Cloud};
pub use code::{redeemed, redemption, refresh, refreshed};
pub use config::{ArmConfig, CacheLocation, Config, ConfigProblem, Flow};
pub use error::{ErrorDetails, ErrorKind, Fault, SignInError};
pub use explain::Explanation;
pub use frame::{FrameFailure, FrameRecord, response_type};
pub use logout::logout_url;
pub use popup::PopupWatch;
pub use registration::{Step, registration_steps};
pub use renewal::{Need, Renewal, RenewalMemory, next_renewal};
pub use request::{Interaction, Pending, Prompt, ResponseType, SignInRequest, begin};
pub use return_path::safe_return_path;
pub use session::{Session, accept, identify};
