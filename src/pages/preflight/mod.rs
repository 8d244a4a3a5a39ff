//! The checks before a session host update: gathered, judged by [`avd::rule::preflight`], shown.

mod ask;
mod item;
mod overrule;
mod panel;
mod shown;
mod state;

pub use panel::{PREFLIGHT_TITLE, PreflightPanel};
pub use state::PreflightState;
