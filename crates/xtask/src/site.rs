//! The static site: Trunk's output, then what Trunk does not do.
//!
//! Trunk compiles and binds the two wasm modules. After it: the app's module is split (`split`), wasm-opt (`shrink`), a folder that is
//! named by its content (`assets`), the list of what must not be served (`guard`), compressed copies.

mod assets;
mod guard;
mod shrink;
mod split;
mod worker;

use crate::files::files;
use crate::run::{Doing, Outcome, run, step};
use crate::setup;
use crate::supply;
use crate::workspace::Workspace;
use sha2::{Digest, Sha256};
use std::path::Path;

/// Everything the site is made of.
const INPUTS: &str = ".cargo/config.toml build.rs Cargo.toml Cargo.lock Trunk.toml index.html src crates style public";

/// Builds `dist/`, unless it is there and made of what is here now.
pub fn build(workspace: &Workspace) -> Outcome {
    setup::build_tools(workspace)?;
    let fresh = fingerprint(workspace)?;
    let stamp = workspace.target.join("site.stamp");
    // `trunk serve` writes a dist/ of its own, which is not packed.
    let packed = workspace.dist().join(assets::FOLDER).is_dir();
    if packed && std::fs::read_to_string(&stamp).is_ok_and(|old| old == fresh) {
        println!("the site in dist/ is up to date");
        return Ok(());
    }
    // A build that stops half way must not pass for a finished one.
    std::fs::write(&stamp, "").doing("forget what the site was built from")?;
    step("build the site", || {
        // Its tools are on PATH by now, so Trunk has nothing to fetch; cargo may still have to fetch crates.
        run(workspace.cargo().arg("fetch").arg("--quiet"))?;
        let mut trunk = workspace.program("trunk")?;
        // It takes the customary NO_COLOR=1 for a mistake.
        run(trunk
            .args(["build", "--release", "--features", split::FEATURE, "--offline", "--skip-version-check"])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", workspace.nameless())
            .env_remove("NO_COLOR"))
    })?;
    step("pack the site", || pack(workspace, &workspace.dist()))?;
    std::fs::write(&stamp, fresh).doing("note what the site was built from")
}

/// From what Trunk made to what is served.
fn pack(workspace: &Workspace, dist: &Path) -> Outcome {
    let cache = shrink::Cache::open(workspace)?;
    split::divide(workspace, dist)?;
    shrink::optimise(workspace, dist, &cache)?;
    assets::settle(dist)?;
    supply::write(workspace, dist)?;
    guard::nothing_else(dist)?;
    shrink::compress(dist, &cache)?;
    cache.tidy()?;
    shrink::report(dist)
}

fn fingerprint(workspace: &Workspace) -> Outcome<String> {
    let mut parts = Vec::new();
    for input in INPUTS.split(' ') {
        for file in files(&workspace.root.join(input))? {
            parts.push(file.to_string_lossy().as_bytes().to_vec());
            parts.push(std::fs::read(&file).doing(format_args!("read {}", file.display()))?);
        }
    }
    let optimised = if setup::has_wasm_opt(workspace) { "wasm-opt" } else { "plain" };
    Ok(format!("{} {optimised}", hash(parts)))
}

/// Sixteen digits that stand for these pieces of content.
fn hash(parts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> String {
    let mut all = Sha256::new();
    for part in parts {
        // Where one ends and the next begins counts too.
        all.update(part.as_ref().len().to_le_bytes());
        all.update(part);
    }
    all.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
