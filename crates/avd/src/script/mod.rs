//! The same change as text to copy: the HTTP request, `az rest`.

mod az;
mod http;

pub use az::az_rest;
pub use http::http;
