//! The pages: one module a route. A page composes; it does not compute.

#[cfg(debug_assertions)]
pub mod gallery;
mod refused;
mod setup;
pub mod sign_in;
