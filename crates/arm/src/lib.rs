//! The Azure Resource Manager protocol, for any provider.
//!
//! A [`Call`] is a value: what would be sent. A [`Client`] sends it with a token, obeys the service's pace, follows pages,
//! and watches long-running operations; an [`Error`] says what failed, what is known about the fate of the request, and
//! what to do next. Everything that decides is a pure function or a state machine that takes the time as an argument.
//!
//! Nothing here knows a provider's types, the sign-in protocol or the browser. A browser may hide any response header
//! (CORS, WHATWG Fetch), so no rule needs one: each header has a fallback in the body or a constant.

mod call;
mod challenge;
mod client;
mod endpoint;
mod error;
mod governor;
mod id;
pub mod json;
mod ledger;
mod lro;
mod page;
mod percent;
mod retry;
mod token;
mod version;
mod wait;

#[cfg(test)]
mod script;

pub use call::Call;
pub use client::{Acted, Client, Diagnosis, Read};
pub use endpoint::{Endpoint, EndpointError};
pub use error::{Denial, Detail, Error, ErrorBody, ErrorKind, Fact, Fate, PolicyRefusal, RequestIds};
pub use governor::{GRAPH, Pace};
pub use id::{ResourceId, ResourceIdError};
pub use json::{Json, Misread};
pub use ledger::{Failure, HeaderSight};
pub use lro::{Lro, Progress, Step};
pub use percent::{decode_segment, encode_query, encode_segment};
pub use token::{SignedOut, Token, TokenNeed, TokenSource};
pub use wait::http_date;
