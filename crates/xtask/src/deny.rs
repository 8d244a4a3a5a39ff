//! What may be in the dependency tree, as `deny.toml` says: licences, sources, known vulnerabilities.

use crate::run::{Outcome, run, step};
use crate::setup::{self, Tool};
use crate::workspace::Workspace;

/// The version whose words `deny.toml` speaks.
const CARGO_DENY: &str = "0.20.2";

/// Runs `cargo deny check`. Words name some of its checks: `licenses bans sources` need no network.
pub fn deny(workspace: &Workspace, checks: &[String]) -> Outcome {
    let deny = Tool { program: "cargo-deny", package: "cargo-deny", version: CARGO_DENY, extra: &[], optimised: "1" };
    setup::cargo_tool(workspace, &deny)?;
    step("dependencies", || run(workspace.cargo().args(["deny", "check"]).args(checks)))
}
