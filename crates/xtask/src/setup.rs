//! Installs what is missing and says what it does. What is there at the right version is used at once.

use crate::browser;
use crate::run::{Doing, Outcome, fail, output, run, side_by_side, step};
use crate::tools::{locked_version, version};
use crate::workspace::Workspace;

/// The last Trunk that Rust 1.95 compiles.
const TRUNK: &str = "0.21.14";
const WASM: &str = "wasm32-unknown-unknown";
/// Older ones reject what today's rustc emits.
const OLDEST_WASM_OPT: u32 = 123;

/// A program that cargo installs.
pub struct Tool<'a> {
    pub program: &'a str,
    pub package: &'a str,
    pub version: &'a str,
    pub extra: &'a [&'a str],
    /// How well it is compiled: most of these tools run for a second, so minutes of optimising them are lost.
    pub optimised: &'a str,
}

/// All that any task needs.
pub fn everything(workspace: &Workspace) -> Outcome {
    side_by_side(&[&|| build_tools(workspace), &|| browser::packages(workspace), &|| browser::static_web_apps(workspace)])?;
    browser::chromium(workspace)?;
    println!("everything is there");
    Ok(())
}

/// What `cargo xtask build` needs.
pub fn build_tools(workspace: &Workspace) -> Outcome {
    wasm_target(workspace)?;
    let version = bindgen_version(workspace)?;
    let extra: &[&str] = &["--no-default-features", "--features", "rustls"];
    let trunk = Tool { program: "trunk", package: "trunk", version: TRUNK, extra, optimised: "0" };
    let bindgen = Tool { program: "wasm-bindgen", package: "wasm-bindgen-cli", version: &version, extra: &[], optimised: "1" };
    let wasm_opt = || {
        wasm_opt(workspace);
        Ok(())
    };
    side_by_side(&[&|| cargo_tool(workspace, &trunk), &|| cargo_tool(workspace, &bindgen), &wasm_opt])
}

/// The compiler's standard library for the browser.
pub fn wasm_target(workspace: &Workspace) -> Outcome {
    let library = output(workspace.program("rustc")?.args(["--print", "target-libdir", "--target", WASM]));
    if library.is_some_and(|folder| std::path::Path::new(&folder).is_dir()) {
        return Ok(());
    }
    step("add the wasm target to the Rust toolchain", || run(workspace.program("rustup")?.args(["target", "add", WASM])))
}

/// The CLI must be of exactly the version the crate has, and the lock file knows that.
fn bindgen_version(workspace: &Workspace) -> Outcome<String> {
    let lock = std::fs::read_to_string(workspace.root.join("Cargo.lock")).doing("read Cargo.lock")?;
    locked_version(&lock, "wasm-bindgen").ok_or_else(|| fail("Cargo.lock names no wasm-bindgen"))
}

/// A cargo tool of exactly this version, the user's or one in the project's own folder.
pub fn cargo_tool(workspace: &Workspace, tool: &Tool<'_>) -> Outcome {
    let Tool { program, package, version: wanted, extra, optimised } = *tool;
    let present = workspace.which(program).and_then(|file| version(&file));
    if present.as_deref() == Some(wanted) {
        return Ok(());
    }
    let root = workspace.tools();
    let there = present.map_or_else(String::new, |other| format!(" (your {other} stays as it is)"));
    step(&format!("install {program} {wanted} into {}{there}", root.display()), || {
        if workspace.which("cargo-binstall").is_some() {
            let ready = format!("{package}@{wanted}");
            let mut binstall = workspace.cargo();
            binstall.args(["binstall", "--no-confirm", "--root"]).arg(&root).arg(ready);
            if run(&mut binstall).is_ok() {
                return Ok(());
            }
            println!("    no ready-made binary; building it, which takes some minutes");
        }
        let mut install = workspace.cargo();
        install.args(["install", package, "--version", wanted, "--locked", "--root"]).arg(&root).args(extra);
        install.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        run(install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", optimised))
    })
}

/// Without wasm-opt the site is bigger and works all the same: so a machine with nothing but Rust can build it.
fn wasm_opt(workspace: &Workspace) {
    if has_wasm_opt(workspace) {
        return;
    }
    if workspace.which("npm").is_none() {
        println!("    wasm-opt: not here and no npm to fetch it; the build goes on without it (bigger files, same behaviour)");
        return;
    }
    let installed = step("install wasm-opt (npm package binaryen)", || {
        run(workspace
            .program("npm")?
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(workspace.npm_tools()))
    });
    if let Err(failure) = installed {
        println!("    {failure}\n    the build goes on without wasm-opt (bigger files, same behaviour)");
    }
}

/// Whether a wasm-opt that understands today's rustc can be started.
pub fn has_wasm_opt(workspace: &Workspace) -> bool {
    let number = workspace.which("wasm-opt").and_then(|file| version(&file));
    number.and_then(|text| text.parse::<u32>().ok()).is_some_and(|number| number >= OLDEST_WASM_OPT)
}
