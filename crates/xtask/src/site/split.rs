//! Divides the app's module: what a first visit needs, and files for what comes later (`src/lazy.rs` of the app).
//!
//! Trunk knows nothing of it and binds the whole. Its files are replaced: the splitter takes the module as the linker left it,
//! with relocations, and writes a smaller one, the later files and a script that fetches them; wasm-bindgen binds the smaller one.

use super::{names, places, trim};
use crate::run::{Doing, Outcome, fail, run};
use crate::workspace::Workspace;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use wasm_split_cli_support::{Options, transform};

/// The app's cargo feature that marks where to divide. Without the splitter nobody would fetch the rest.
pub const FEATURE: &str = "split";
/// How the later files are named: those of one part, and those that several parts need.
pub const LATER: [&str; 2] = ["split_", "chunk_"];
/// The name out of which the app's script makes theirs.
pub const ANY_LATER: &str = "later.wasm";

const APP: &str = "avd-console";
/// What the divided module calls the script that fetches the rest.
const SCRIPT: &str = "./later.js";

/// Replaces Trunk's undivided module in `dist`.
pub fn divide(workspace: &Workspace, dist: &Path) -> Outcome {
    let linked = workspace.target.join("wasm32-unknown-unknown").join("release").join(format!("{APP}.wasm"));
    let whole = std::fs::read(&linked).doing(format_args!("read {}", linked.display()))?;
    let whole = places::ours_only(&trim::exports(&whole)?)?;
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
    // The script that fetches goes into the app's own: one request less, and no two files that name each other.
    let app = dist.join(app);
    let text = std::fs::read_to_string(&app).doing("read the app's script")?;
    let needs = divided.prefetch_map.into_iter().map(|(part, files)| (part, files.into_iter().collect())).collect();
    let joined = joined(&text, &needs).ok_or_else(|| fail("the script of wasm-bindgen changed"))?;
    std::fs::write(app, joined).doing("write the app's script")?;
    std::fs::remove_file(dist.join(SCRIPT)).doing("remove the splitter's script")
}

/// Whether this is the module of a first visit.
pub fn is_first(file: &Path) -> bool {
    file.ends_with(format!("{APP}_bg.wasm"))
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

/// Fetches the files of a part and says so to the app (`wasm_split_helpers`, `rt.rs`). What was fetched is kept, what failed is tried again.
/// The splitter's own script does the same with a function for each file.
const FETCH: &str = r#"const files = {};
const fetched = (name) => files[name] ??= WebAssembly
  .instantiateStreaming(fetch(new URL("./later.wasm".replace("later", name), import.meta.url)), { __wasm_split: wasm })
  .catch((error) => {
    delete files[name];
    throw error;
  });
const part = (...names) => async (callback, data) => {
  let there = false;
  try {
    await Promise.all(names.map((name) => fetched(name >= 0 ? "chunk_" + name : name)));
    there = true;
  } catch (error) {
    console.error(error);
  }
  wasm.__indirect_function_table.get(callback)(data, there);
};
"#;

/// The app's script with what fetches the rest, instead of importing it; `None` if it is not as the locked version of wasm-bindgen
/// writes it.
fn joined(app: &str, needs: &BTreeMap<String, BTreeSet<String>>) -> Option<String> {
    let (import, key) = (format!(" from \"{SCRIPT}\""), format!("\"{SCRIPT}\": "));
    let app = without_classes(app);
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
    out.extend([FETCH, "const later = {\n"]);
    for (part, files) in needs {
        // The many that parts share are numbers, the own one a name.
        let short = |file: &String| file.strip_prefix(LATER[1]).map_or_else(|| format!("\"{file}\""), str::to_owned);
        let files: Vec<_> = files.iter().map(short).collect();
        out.push_str(&format!("  __wasm_split_load_{part}: part({}),\n", files.join(",")));
    }
    out.push_str("};\n");
    let known = app.lines().any(|line| line.starts_with("let ") && line.ends_with(" wasm;"));
    (given && known && !needs.is_empty()).then_some(out)
}

/// The script without the classes whose code is not in the module either (`trim::exports`).
fn without_classes(app: &str) -> String {
    let mut kept = true;
    let lines = app.lines().filter(|line| {
        let begins = !line.starts_with([' ', '}']);
        kept = if begins {
            !(line.contains(" class ") || line.contains("prototype")) || !line.contains("IntoUnderlying")
        } else {
            kept
        };
        kept
    });
    lines.map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_fetches_the_rest_itself() {
        let app = "import { x } from './x.js';\nimport * as import1 from \"./later.js\"\nimport * as import2 from \"./later.js\"\n\
                   return {\n    \"./later.js\": import1,\n    \"./later.js\": import2,\n};\nlet wasm;\n";
        let files = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let needs = [("a".to_owned(), files(&["chunk_9", "chunk_10", "split_a"])), ("b".to_owned(), files(&["split_b"]))];
        let joined = joined(app, &needs.into()).unwrap_or_default();
        let (start, end) = joined.split_once(FETCH).unwrap_or_default();
        assert_eq!(start, "import { x } from './x.js';\nreturn {\n\"./later.js\": later,\n};\nlet wasm;\n");
        assert_eq!(
            end,
            "const later = {\n  __wasm_split_load_a: part(10,9,\"split_a\"),\n  __wasm_split_load_b: part(\"split_b\"),\n};\n"
        );
    }

    #[test]
    fn a_script_of_another_shape_is_refused() {
        let needs = [("a".to_owned(), BTreeSet::from(["split_a".to_owned()]))].into();
        assert_eq!(joined("return {};\nlet wasm;\n", &needs), None, "nothing asks for it");
        assert_eq!(joined("\"./later.js\": import1,\n", &needs), None, "no name for the module");
        assert_eq!(joined("\"./later.js\": import1,\nlet wasm;\n", &BTreeMap::new()), None, "it gives nothing");
    }
}
