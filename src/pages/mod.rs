//! The pages: one module a route. A page composes; it does not compute.

#[cfg(debug_assertions)]
pub mod gallery;
