//! The real client against the emulator, in one process and on a virtual clock.
//!
//! Each file follows one of the console's jobs. Nothing sleeps: a wait moves the clock of the world. The worlds are made from a
//! seed; `SIMULATION_SEED` chooses another one, and a failing test names the one it had.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod around;
mod bulk;
mod code_flow;
mod console;
mod contract;
mod deed;
mod estate;
mod fault;
mod flight_plan;
mod host_picture;
mod main_job;
mod matrix;
mod page;
mod pool_any;
mod pool_edit;
mod preflight;
mod provisioning;
mod rights;
mod schema;
mod seeds;
mod sessions;
mod signed_in;
mod together;
mod token_life;
mod update_run;
mod wire;
