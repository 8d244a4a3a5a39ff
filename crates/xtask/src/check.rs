//! What must hold before a change is landed and needs no browser.

use crate::run::{Outcome, run, step};
use crate::setup;
use crate::workspace::Workspace;

const STEPS: [(&str, &[&str]); 5] = [
    ("format", &["fmt", "--all", "--check"]),
    ("lints, host", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    (
        "lints, the app as wasm",
        &[
            "clippy",
            "--package",
            "avd-console",
            "--features",
            "split",
            "--target",
            "wasm32-unknown-unknown",
            "--",
            "-D",
            "warnings",
        ],
    ),
    (
        "lints, the demo module as wasm",
        &[
            "clippy",
            "--package",
            "emulator",
            "--no-default-features",
            "--features",
            "module",
            "--target",
            "wasm32-unknown-unknown",
            "--",
            "-D",
            "warnings",
        ],
    ),
    ("tests, host", &["test", "--workspace"]),
];

/// Format, lints, host tests.
pub fn check(workspace: &Workspace) -> Outcome {
    setup::wasm_target(workspace)?;
    for (name, arguments) in STEPS {
        step(name, || run(workspace.cargo().args(arguments)))?;
    }
    Ok(())
}
