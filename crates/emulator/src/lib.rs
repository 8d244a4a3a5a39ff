//! An emulator of Microsoft Entra ID and Azure Resource Manager for Azure Virtual Desktop.
//!
//! One engine, [`World`], answers every request as a function of its state and the time. It has three faces: the in-process
//! [`Emulated`] for simulation tests, an HTTP server for developers and browser tests, and a wasm module for the demo.
//! It shares no type with the client crates but `host`: an emulator that did would hide the client's mistakes.

mod answer;
mod arm;
mod avd;
mod clock;
mod control;
mod cors;
mod entra;
mod fault;
mod fleet;
mod front;
#[cfg(feature = "server")]
pub mod http;
mod in_process;
mod lifecycle;
mod random;
mod surroundings;
#[cfg(test)]
mod tests;
mod url;
mod world;

pub use clock::WorkClock;
pub use cors::Exposure;
pub use entra::{AuthRefusal, Caller, PEOPLE, Person, Persona, TENANT_DOMAIN, TENANT_ID, TENANT_NAME};
pub use fault::{Fault, Rule};
pub use fleet::Fleet;
pub use front::Delivery;
pub use in_process::Emulated;
pub use world::{Options, World};
