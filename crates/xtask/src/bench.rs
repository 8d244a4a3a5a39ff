//! Figures of the release build in a real browser, kept and compared. No test: machines differ, and nothing here fails for being slow.

use crate::run::{Outcome, run, step};
use crate::workspace::Workspace;
use crate::{browser, demo, site};

/// Measures; flags go to Playwright (`-g 400x25` measures that fleet only).
pub fn bench(workspace: &Workspace, flags: &[String]) -> Outcome {
    browser::packages(workspace)?;
    let chromium = browser::chromium(workspace)?;
    site::build(workspace)?;
    demo::build_emulator(workspace)?;
    step("measure", || {
        let mut playwright = workspace.program("npx")?;
        playwright.args(["--no-install", "playwright", "test", "--config", "bench.config.ts"]).args(flags);
        playwright.current_dir(workspace.browser_tests());
        playwright.env("CHROMIUM", chromium).env("EMULATOR", workspace.emulator()).env("SITE", workspace.dist());
        run(&mut playwright)
    })
}
