//! `cargo xtask`: everything that is done to this project from a terminal, the same on Linux, macOS and Windows.
//!
//! Each module is one chore. Nothing here is part of what is shipped, and nothing needs a shell.
#![allow(clippy::print_stdout, reason = "a terminal is this program's face")]

mod bench;
mod browser;
mod check;
mod demo;
mod deny;
mod files;
mod reproducible;
mod run;
mod setup;
mod simulate;
mod site;
mod supply;
mod tools;
mod workspace;

use run::{Outcome, fail};
use std::process::ExitCode;
use workspace::Workspace;

const HELP: &str = "\
cargo xtask <task>

  setup      install what is missing: wasm target, Trunk, wasm-bindgen, wasm-opt, a browser for the tests
  build      the static site, release build, in dist/
  demo       build, then serve the site with an emulated tenant; nothing leaves this machine
               --port N (8080)   --fleet demo|400x25|100k   --speed N
  emulator   the emulator alone; flags go to it as they are (see --help)
  check      format, lints for host and wasm, host tests
  deny       licences, sources and known vulnerabilities of the dependencies (cargo-deny)
               without a network: cargo xtask deny licenses bans sources
  browser    browser tests against the release build; flags go to Playwright as they are
               --hidden-headers   with every answer header of Azure hidden from the page
  reproducible  builds the last commit in two folders and compares every byte of the site
  simulate   seeded bad days of the real client at the emulator, and their figures
               --seeds N (10000)   --from S (1)
  test       check, build, browser; the same flags
  bench      measures the release build in the browser, keeps the figures in tests/bench, writes the table in README
               BENCH_RUNS=N (5) runs of each; flags go to Playwright (-g 400x25); --table writes the table alone
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let task = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match perform(&task, &rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: &str, rest: &[String]) -> Outcome {
    if matches!(task, "" | "help" | "--help" | "-h") {
        println!("{HELP}");
        return Ok(());
    }
    let workspace = Workspace::find()?;
    match task {
        "setup" => setup::everything(&workspace),
        "build" => site::build(&workspace),
        "demo" => demo::demo(&workspace, rest),
        "deny" => deny::deny(&workspace, rest),
        "emulator" => demo::emulator(&workspace, rest),
        "check" => check::check(&workspace),
        "bench" => bench::bench(&workspace, rest),
        "browser" => browser::tests(&workspace, rest),
        "reproducible" => reproducible::reproducible(&workspace),
        "simulate" => simulate::simulate(&workspace, rest),
        "test" => {
            check::check(&workspace)?;
            browser::tests(&workspace, rest)
        }
        other => Err(fail(format!("no task called '{other}'\n\n{HELP}"))),
    }
}
