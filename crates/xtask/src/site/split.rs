//! Divides the app's module: what a first visit needs, and files for what comes later (`src/lazy.rs` of the app).
//!
//! Trunk knows nothing of it and binds the whole. Its files are replaced: the splitter takes the module as the linker left it,
//! with relocations, and writes a smaller one, the later files and a script that fetches them; wasm-bindgen binds the smaller one.

use super::{names, order, trim};
use crate::run::{Doing, Outcome, fail, run};
use crate::workspace::Workspace;
use std::path::Path;
use wasm_split_cli_support::{Options, transform};

/// The app's cargo feature that marks where to divide. Without the splitter nobody would fetch the rest.
pub const FEATURE: &str = "split";
/// How the later files are named: those of one part, and those that several parts need.
pub const LATER: [&str; 2] = ["split_", "chunk_"];

const APP: &str = "avd-console";
/// What the divided module calls the script that fetches the rest.
const SCRIPT: &str = "./later.js";

/// Replaces Trunk's undivided module in `dist`.
pub fn divide(workspace: &Workspace, dist: &Path) -> Outcome {
    let linked = workspace.target.join("wasm32-unknown-unknown").join("release").join(format!("{APP}.wasm"));
    let whole = trim::exports(&std::fs::read(&linked).doing(format_args!("read {}", linked.display()))?)?;
    let folder = workspace.target.join("split");
    std::fs::create_dir_all(&folder).doing("make a folder for the divided module")?;
    let first = folder.join(format!("{APP}.wasm"));
    let app = format!("./{APP}.js");
    let mut options = Options::new(&whole);
    options.output_dir = dist;
    options.main_out_path = &first;
    options.link_name = SCRIPT;
    options.main_module = &app;
    let divided = transform(options).map_err(|error| fail(format!("could not divide {}: {error:#}", linked.display())))?;
    println!("    {} files for later", divided.split_modules.len());
    let mut bindgen = workspace.program("wasm-bindgen")?;
    run(bindgen
        .args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", APP, "--out-dir"])
        .arg(dist)
        .arg(&first))?;
    let app = dist.join(app);
    join(&dist.join(SCRIPT), &app)?;
    let module = dist.join(format!("{APP}_bg.wasm"));
    let whole = std::fs::read(&module).doing(format_args!("read {}", module.display()))?;
    std::fs::write(module, order::named_by_place(&whole)?).doing("write the app's module")
}

/// After wasm-opt: what has become superfluous goes, and names become short.
pub fn tidy(dist: &Path) -> Outcome {
    let (script, module) = (dist.join(format!("{APP}.js")), dist.join(format!("{APP}_bg.wasm")));
    let whole = std::fs::read(&module).doing(format_args!("read {}", module.display()))?;
    let text = std::fs::read_to_string(&script).doing(format_args!("read {}", script.display()))?;
    let (text, whole) = names::shorten(&trim::imports(&text, &whole)?, &whole)?;
    std::fs::write(script, text).doing("write the app's script")?;
    std::fs::write(module, whole).doing("write the app's module")
}

/// Puts the script that fetches into the app's own: one request less, and no two files that name each other.
fn join(script: &Path, app: &Path) -> Outcome {
    let read = |file: &Path| std::fs::read_to_string(file).doing(format_args!("read {}", file.display()));
    let joined =
        joined(&read(app)?, &read(script)?).ok_or_else(|| fail("the scripts of wasm-bindgen and the splitter changed"))?;
    std::fs::write(app, joined).doing("write the joined script")?;
    std::fs::remove_file(script).doing("remove the joined script")
}

/// `None` if one of the two is not as the tools of the locked versions write it.
fn joined(app: &str, script: &str) -> Option<String> {
    let script: Vec<&str> = script.lines().filter(|line| !line.starts_with("import { initSync } from ")).collect();
    let names: Vec<&str> = script.iter().filter_map(|line| line.strip_prefix("export const ")?.split(' ').next()).collect();
    let (import, key) = (format!(" from \"{SCRIPT}\""), format!("\"{SCRIPT}\": "));
    let lines = app.lines().filter(|line| !line.ends_with(&import));
    let mut out = String::new();
    let mut given = false;
    for line in lines {
        if !line.trim_start().starts_with(&key) {
            out.extend([line, "\n"]);
        } else if !std::mem::replace(&mut given, true) {
            out.extend([&key, "later,\n"]);
        }
    }
    for line in script {
        out.extend([line.strip_prefix("export ").unwrap_or(line), "\n"]);
        // Whoever waits for it may have given up before, for want of another file.
        if line.trim_start().starts_with("const src = fetch(") {
            out.push_str("src.catch(() => {});\n");
        }
    }
    out.extend(["const later = { ", &names.join(", "), " };\n"]);
    (given && !names.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FETCH: &str = "import { initSync } from \"./avd-console.js\";\n\nconst __chunk_1 = 1;\n\
                         export const __wasm_split_load_a = load(() => 1);\nexport const __wasm_split_load_b = load(() => {\n\
                         const src = fetch(\"./b\");\n});\n";

    #[test]
    fn the_app_gets_the_script_instead_of_importing_it() {
        let app = "import { x } from './x.js';\nimport * as import1 from \"./later.js\"\nimport * as import2 from \"./later.js\"\n\
                   return {\n    \"./later.js\": import1,\n    \"./later.js\": import2,\n};\nexport { initSync };\n";
        let expected = "import { x } from './x.js';\nreturn {\n\"./later.js\": later,\n};\nexport { initSync };\n\n\
                        const __chunk_1 = 1;\nconst __wasm_split_load_a = load(() => 1);\nconst __wasm_split_load_b = load(() => {\n\
                        const src = fetch(\"./b\");\nsrc.catch(() => {});\n});\n\
                        const later = { __wasm_split_load_a, __wasm_split_load_b };\n";
        assert_eq!(joined(app, FETCH).as_deref(), Some(expected));
    }

    #[test]
    fn a_script_of_another_shape_is_refused() {
        assert_eq!(joined("return {};\n", FETCH), None, "nothing asks for it");
        assert_eq!(joined("\"./later.js\": import1,\n", "module.exports = {}"), None, "it gives nothing");
    }
}
