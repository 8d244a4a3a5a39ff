//! The static site: Trunk's output, then what Trunk does not do.
//!
//! Trunk compiles and binds the two wasm modules. After it: the app's module is split (`split`), wasm-opt, names that carry the content (`assets`), the list
//! of what must not be served (`guard`), compressed copies and the size table (`size`).

mod assets;
mod guard;
mod hash;
mod module;
mod names;
mod order;
mod places;
mod rules;
mod size;
mod split;
mod trim;
mod worker;

use crate::run::{Doing, Outcome, run, step};
use crate::setup;
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};

/// First what makes the files small after compression: `-Oz` and the skipped passes make them smaller before it and bigger after,
/// because they give the same thing another form in each place. Below address 1024 is only the end of the stack.
/// Then what rustc emits and older validators have to be told about.
const WASM_OPT: [&str; 17] = [
    "-O3",
    "--skip-pass=local-cse",
    "--skip-pass=code-folding",
    "--skip-pass=code-pushing",
    "--skip-pass=merge-blocks",
    "--skip-pass=inlining-optimizing",
    "--skip-pass=simplify-locals",
    "--skip-pass=memory-packing",
    "--low-memory-unused",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-debug",
    "--strip-producers",
];

/// Everything the site is made of.
const INPUTS: [&str; 10] = [
    ".cargo/config.toml",
    "build.rs",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "index.html",
    "src",
    "crates",
    "style",
    "public",
];

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
    remove_if_there(&stamp)?;
    step("build the site", || {
        // Its tools are on PATH by now, so Trunk has nothing to fetch; cargo may still have to fetch crates.
        run(workspace.cargo().arg("fetch").arg("--quiet"))?;
        let mut trunk = workspace.program("trunk")?;
        // It takes the customary NO_COLOR=1 for a mistake.
        run(trunk
            .args(["build", "--release", "--features", split::FEATURE, "--offline", "--skip-version-check"])
            .env_remove("NO_COLOR"))
    })?;
    step("pack the site", || pack(workspace, &workspace.dist()))?;
    std::fs::write(&stamp, fresh).doing("note what the site was built from")
}

/// From what Trunk made to what is served.
fn pack(workspace: &Workspace, dist: &Path) -> Outcome {
    split::divide(workspace, dist)?;
    optimise(workspace, dist)?;
    split::tidy(dist)?;
    rules::mark(dist)?;
    assets::name_by_content(dist)?;
    guard::nothing_else(dist)?;
    size::compress(dist)?;
    size::report(dist, setup::has_wasm_opt(workspace))
}

fn optimise(workspace: &Workspace, dist: &Path) -> Outcome {
    if !setup::has_wasm_opt(workspace) {
        println!("    without wasm-opt: the wasm files stay as the compiler made them");
        return Ok(());
    }
    for file in files(dist)?.into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "wasm")) {
        run(workspace.program("wasm-opt")?.args(WASM_OPT).arg(&file).arg("-o").arg(&file))?;
        let module = std::fs::read(&file).doing(format_args!("read {}", file.display()))?;
        // What a first visit waits for is worth some more time.
        let laid = if split::is_first(&file) { order::lightest(&module, size::weight)? } else { order::alike_together(&module)? };
        std::fs::write(&file, laid).doing(format_args!("write {}", file.display()))?;
    }
    Ok(())
}

fn fingerprint(workspace: &Workspace) -> Outcome<String> {
    let mut hash = hash::Hash::default();
    for input in INPUTS {
        for file in files(&workspace.root.join(input))? {
            hash.add(file.to_string_lossy().as_bytes());
            hash.add(&std::fs::read(&file).doing(format_args!("read {}", file.display()))?);
        }
    }
    let optimised = if setup::has_wasm_opt(workspace) { "wasm-opt" } else { "plain" };
    Ok(format!("{hash} {optimised}"))
}

/// Every file at or below `path`, in a fixed order; packages installed by npm are not ours.
fn files(path: &Path) -> Outcome<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let entries = std::fs::read_dir(path).doing(format_args!("list {}", path.display()))?;
    for entry in entries {
        let path = entry.doing("list a folder")?.path();
        if path.is_file() {
            found.push(path);
        } else if !path.ends_with("node_modules") {
            found.extend(files(&path)?);
        }
    }
    found.sort();
    Ok(found)
}

fn remove_if_there(file: &Path) -> Outcome {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error).doing(format_args!("remove {}", file.display())),
        _ => Ok(()),
    }
}
