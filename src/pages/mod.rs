//! The pages: one module a route. A page composes; what it shows is derived by pure functions beside it.

pub mod account;
pub mod activity;
pub mod background;
mod board;
pub mod configuration;
pub mod demo;
pub mod diagnostics;
#[cfg(debug_assertions)]
pub mod gallery;
pub mod hosts;
pub mod not_found;
pub mod overview;
pub mod parts;
pub mod pool;
pub mod pool_form;
pub mod pools;
pub mod preflight;
mod refused;
pub mod renew;
pub mod settings;
mod setup;
pub mod sign_in;
pub mod tokens;
pub mod update_new;
pub mod updates;
pub mod write;
