//! The browser tests and what they run on: npm packages, a Chromium, the release build, the emulator.

use crate::demo;
use crate::run::{Doing, Outcome, fail, output, run, step};
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};

/// Runs all tests with every answer header of Azure hidden from the page.
const HIDDEN_HEADERS: &str = "--hidden-headers";

/// Chromium without a window, which takes two thirds of the processor time of the whole browser. Playwright's own choice for tests that show none.
const HEADLESS: &str = "chromium-headless-shell";

/// Runs Playwright on the release build. Flags go to Playwright, but for `--hidden-headers`.
pub fn tests(workspace: &Workspace, flags: &[String]) -> Outcome {
    packages(workspace)?;
    static_web_apps(workspace)?;
    let whole = chromium(workspace)?;
    let shown = flags.iter().any(|flag| ["--headed", "--debug", "--ui"].contains(&flag.as_str()));
    let chosen = std::env::var_os("CHROMIUM").is_some() || shown;
    let chromium = if chosen { None } else { workspace.which(HEADLESS) }.unwrap_or_else(|| whole.clone());
    demo::site_and_emulator(workspace)?;
    let folder = workspace.browser_tests();
    step("types of the browser tests", || run(workspace.program("npx")?.args(["--no-install", "tsc"]).current_dir(&folder)))?;
    step("browser tests", || {
        let mut playwright = workspace.program("npx")?;
        let (ours, flags): (Vec<_>, Vec<_>) = flags.iter().partition(|flag| *flag == HIDDEN_HEADERS);
        playwright.args(["--no-install", "playwright", "test"]).args(flags).current_dir(&folder);
        if !ours.is_empty() {
            playwright.env("AVD_HEADERS", "hidden");
        }
        playwright.env("CHROMIUM", chromium).env("WHOLE_CHROMIUM", whole);
        playwright.env("EMULATOR", workspace.emulator()).env("SITE", workspace.dist());
        run(&mut playwright)
    })
}

/// The tests' npm packages, exactly those of the lock file.
pub fn packages(workspace: &Workspace) -> Outcome {
    install(workspace, "browser tests", &workspace.browser_tests())
}

/// Microsoft's emulator of the static host. Big, and used by one test: an installation of its own.
pub fn static_web_apps(workspace: &Workspace) -> Outcome {
    install(workspace, "Static Web Apps CLI", &workspace.hosting_tests())
}

fn install(workspace: &Workspace, name: &str, folder: &Path) -> Outcome {
    let lock = folder.join("package-lock.json");
    let installed = folder.join("node_modules").join(".package-lock.json");
    if newer(&installed, &lock) {
        return Ok(());
    }
    step(&format!("install packages: {name}"), || {
        let mut npm = workspace.program("npm").map_err(|_| fail("the browser tests need Node.js 20 or later with npm"))?;
        // Playwright's own browser is only fetched when there is no other: see `chromium`.
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        run(npm.current_dir(folder))
    })
}

/// The browser for the tests: `CHROMIUM`, one of the system's, Playwright's own, and only then an installation.
pub fn chromium(workspace: &Workspace) -> Outcome<PathBuf> {
    if let Some(found) = present(workspace)? {
        return Ok(found);
    }
    let fetched = step("fetch Chromium for the tests", || {
        let mut npx = workspace.program("npx")?;
        run(npx.args(["--no-install", "playwright", "install", "chromium"]).current_dir(workspace.browser_tests()))
    });
    if fetched.is_err() && workspace.which("apt-get").is_some() {
        step("install Chromium with apt-get", || {
            run(workspace.program("apt-get")?.args(["update"]))?;
            let install =
                |package| run(workspace.program("apt-get")?.args(["install", "-y", "--no-install-recommends", package]));
            install("chromium")?;
            // Older systems don't have it, and the tests only take longer without it.
            install(HEADLESS).or(Ok(()))
        })?;
    }
    present(workspace)?.ok_or_else(|| fail("no Chromium, Chrome or Edge here; install one or name it in CHROMIUM"))
}

fn present(workspace: &Workspace) -> Outcome<Option<PathBuf>> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let playwrights = || {
        let mut node = workspace.program("node").ok()?;
        let script = "process.stdout.write(require('@playwright/test').chromium.executablePath())";
        output(node.args(["--eval", script]).current_dir(workspace.browser_tests())).map(PathBuf::from)
    };
    let systems = known(&workspace.browser_tests())?;
    let on_path = systems.iter().find_map(|name| workspace.which(name));
    let elsewhere = systems.iter().map(PathBuf::from);
    let candidates = named.into_iter().chain(on_path).chain(elsewhere);
    Ok(candidates.into_iter().find(|file| file.is_file()).or_else(|| playwrights().filter(|file| file.is_file())))
}

/// Names and places of the browsers that will do, in the order they are tried.
fn known(folder: &Path) -> Outcome<Vec<String>> {
    let text = std::fs::read_to_string(folder.join("browsers.json")).doing("read tests/browser/browsers.json")?;
    serde_json::from_str(&text).doing("read tests/browser/browsers.json")
}

fn newer(file: &Path, than: &Path) -> bool {
    let modified = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    matches!((modified(file), modified(than)), (Some(a), Some(b)) if a >= b)
}
