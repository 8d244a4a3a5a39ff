//! The emulator over HTTP.
fn main() {}
