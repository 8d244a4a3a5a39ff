//! Divides the app's module: what the first page needs, and files for what comes later (`src/lazy.rs` of the app).
//!
//! Trunk knows nothing of it and binds the whole. Its files are replaced: the splitter takes the module as the linker left it,
//! with relocations, and writes a smaller one, the later files and a script that fetches them; wasm-bindgen binds the smaller one.

use crate::run::{Doing, Outcome, fail, run};
use crate::workspace::Workspace;
use std::path::Path;
use wasm_split_cli_support::{Options, transform};

/// The app's cargo feature that marks where to divide. Without the splitter nobody would fetch the rest.
pub const FEATURE: &str = "split";
/// The script that fetches the rest.
pub const SCRIPT: &str = "later.js";

const APP: &str = "avd-console";

/// Replaces Trunk's undivided module in `dist`.
pub fn divide(workspace: &Workspace, dist: &Path) -> Outcome {
    let linked = workspace.target.join("wasm32-unknown-unknown").join("release").join(format!("{APP}.wasm"));
    let whole = std::fs::read(&linked).doing(format_args!("read {}", linked.display()))?;
    let folder = workspace.target.join("split");
    std::fs::create_dir_all(&folder).doing("make a folder for the divided module")?;
    let first = folder.join(format!("{APP}.wasm"));
    let (script, app) = (format!("./{SCRIPT}"), format!("./{APP}.js"));
    let mut options = Options::new(&whole);
    options.output_dir = dist;
    options.main_out_path = &first;
    options.link_name = &script;
    options.main_module = &app;
    let divided = transform(options).map_err(|error| fail(format!("could not divide {}: {error:#}", linked.display())))?;
    println!("    {} files for later", divided.split_modules.len());
    let file = dist.join(SCRIPT);
    let text = std::fs::read_to_string(&file).doing(format_args!("read {SCRIPT}"))?;
    std::fs::write(file, in_order(&text)).doing(format_args!("write {SCRIPT}"))?;
    // Snippets of earlier builds, which wasm-bindgen never removes.
    let snippets = dist.join("snippets");
    if snippets.is_dir() {
        std::fs::remove_dir_all(&snippets).doing("remove dist/snippets")?;
    }
    let mut bindgen = workspace.program("wasm-bindgen")?;
    run(bindgen
        .args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", APP, "--out-dir"])
        .arg(dist)
        .arg(&first))
}

/// The splitter lists the names of what its files share in the order of a hash set, another one each time: without an order of its own
/// two builds of one commit would not be the same bytes.
fn in_order(script: &str) -> String {
    let sorted = |line: &str| {
        let (start, rest) = line.split_once("{ ")?;
        let (names, end) = rest.split_once(",  }")?;
        let mut names: Vec<_> = names.split(", ").collect();
        names.sort_unstable();
        Some(format!("{start}{{ {},  }}{end}\n", names.join(", ")))
    };
    script.lines().map(|line| sorted(line).unwrap_or_else(|| format!("{line}\n"))).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_of_names_have_one_order() {
        let script = |names: &str| format!("const {{ {names},  }} = initSync(undefined);\nreturn {{ b, a }};\n");
        assert_eq!(super::in_order(&script("memory, a")), script("a, memory"));
    }
}
