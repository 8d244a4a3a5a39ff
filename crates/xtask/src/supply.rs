//! What the site is made of by others: the notices their licences ask for (`dist/notices.txt`), and a software bill of materials
//! (CycloneDX) beside the release.

use crate::run::{Doing, Outcome, fail, output};
use crate::workspace::Workspace;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The two modules that are served, and what they are built with.
const MODULES: [&[&str]; 2] = [
    &["--package", "avd-console", "--features", "split"],
    &["--package", "emulator", "--no-default-features", "--features", "module"],
];
const WASM: &str = "wasm32-unknown-unknown";
/// How the files begin that a licence is read from.
const TEXTS: [&str; 6] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];

/// A package of somebody else that is compiled into the site.
#[derive(Clone, Debug, PartialEq)]
struct Package {
    name: String,
    version: String,
    licence: String,
    by: String,
    folder: PathBuf,
    checksum: Option<String>,
}

/// Writes the notices into the site and the bill of materials beside it.
pub fn write(workspace: &Workspace, dist: &Path) -> Outcome {
    let packages = packages(workspace)?;
    let compiler = output(workspace.program("rustc")?.arg("--version")).unwrap_or_default();
    std::fs::write(dist.join("notices.txt"), notices(&packages, &compiler)?).doing("write dist/notices.txt")?;
    let text = serde_json::to_string_pretty(&bill(&packages)).doing("write the bill of materials")?;
    std::fs::write(workspace.target.join("sbom.cdx.json"), text + "\n").doing("write target/sbom.cdx.json")
}

/// Everything below the two modules but procedural macros, which run while they are compiled, and our own crates.
fn packages(workspace: &Workspace) -> Outcome<Vec<Package>> {
    let mut used = BTreeSet::new();
    for module in MODULES {
        let mut tree = workspace.cargo();
        tree.args([
            "tree",
            "--locked",
            "--prefix",
            "none",
            "--format",
            "{p}",
            "--edges",
            "normal,no-proc-macro",
            "--target",
            WASM,
        ]);
        let text = output(tree.args(module)).ok_or_else(|| fail("`cargo tree` did not answer"))?;
        used.extend(text.lines().filter_map(name_and_version));
    }
    let mut cargo = workspace.cargo();
    cargo.args(["metadata", "--locked", "--format-version", "1", "--filter-platform", WASM]);
    let text = output(&mut cargo).ok_or_else(|| fail("`cargo metadata` did not answer"))?;
    let metadata: Value = serde_json::from_str(&text).doing("read cargo's metadata")?;
    let lock = std::fs::read_to_string(workspace.root.join("Cargo.lock")).doing("read Cargo.lock")?;
    let known = metadata["packages"].as_array().into_iter().flatten();
    let theirs = known.filter(|package| package["source"].is_string());
    let all: Vec<_> = theirs
        .map(|package| of(package, &lock))
        .filter(|package| used.contains(&(package.name.clone(), package.version.clone())))
        .collect();
    if all.is_empty() { Err(fail("cargo names no package that the site is made of")) } else { Ok(all) }
}

/// `leptos v0.8.23 (proc-macro)` as cargo tree writes it.
fn name_and_version(line: &str) -> Option<(String, String)> {
    let mut words = line.split_whitespace();
    Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
}

fn of(package: &Value, lock: &str) -> Package {
    let text = |field: &str| package[field].as_str().unwrap_or_default().to_owned();
    let authors: Vec<_> = package["authors"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let (name, version) = (text("name"), text("version"));
    let manifest = PathBuf::from(text("manifest_path"));
    Package {
        checksum: checksum(lock, &name, &version),
        folder: manifest.parent().unwrap_or(Path::new("")).to_owned(),
        // The older way to write it is not an SPDX expression.
        licence: text("license").replace('/', " OR "),
        by: if authors.is_empty() { text("repository") } else { authors.join(", ") },
        name,
        version,
    }
}

fn checksum(lock: &str, name: &str, version: &str) -> Option<String> {
    let (_, after) = lock.split_once(&format!("name = \"{name}\"\nversion = \"{version}\"\n"))?;
    let own = after.split("[[package]]").next()?;
    Some(own.split_once("checksum = \"")?.1.split('"').next()?.to_owned())
}

/// A list of the packages, then each text once with the names of those it comes from.
fn notices(packages: &[Package], compiler: &str) -> Outcome<String> {
    let mut out =
        "Third-party notices of AVD console\n\nThe site contains, in compiled form, the work of these people.\n\n".to_owned();
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages {
        let title = format!("{} {}", package.name, package.version);
        out += &format!("{title}: {}; {}\n", package.licence, package.by);
        for text in licences(&package.folder)? {
            texts.entry(text).or_default().push(title.clone());
        }
    }
    out += &format!("The standard library of {compiler}: MIT OR Apache-2.0; the Rust Project contributors\n");
    for (text, whose) in texts {
        out += &format!("\n{}\n{}\n\n{text}\n", "-".repeat(80), whose.join(", "));
    }
    Ok(out)
}

/// The texts beside a package's manifest, in the order of their names.
fn licences(folder: &Path) -> Outcome<Vec<String>> {
    let entries = std::fs::read_dir(folder).doing(format_args!("list {}", folder.display()))?;
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect();
    files.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        TEXTS.iter().any(|start| name.starts_with(start))
    });
    files.sort();
    let read = |file: &PathBuf| std::fs::read_to_string(file).doing(format_args!("read {}", file.display()));
    // The same text is one text, wherever its lines end.
    files
        .iter()
        .map(|file| Ok(read(file)?.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()))
        .collect()
}

/// CycloneDX 1.6, the parts that say which packages these are. No time and no serial number: the same site has the same bill.
fn bill(packages: &[Package]) -> Value {
    let component = |package: &Package| {
        let Package { name, version, licence, checksum, .. } = package;
        let hashes: Vec<_> = checksum.iter().map(|content| json!({ "alg": "SHA-256", "content": content })).collect();
        let purl = format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"));
        json!({
            "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
            "licenses": [{ "expression": licence }], "hashes": hashes,
        })
    };
    let own =
        json!({ "type": "application", "bom-ref": "avd-console", "name": "avd-console", "version": env!("CARGO_PKG_VERSION") });
    json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": { "component": own },
        "components": packages.iter().map(component).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn package(name: &str, folder: &Path) -> Package {
        let checksum = Some("ab".repeat(32));
        Package {
            name: name.into(),
            version: "1.0.0+x".into(),
            licence: "MIT".into(),
            by: "A".into(),
            folder: folder.into(),
            checksum,
        }
    }

    #[test]
    fn a_text_stands_once_below_the_names_of_all_it_comes_from() {
        let folder = std::env::temp_dir().join(format!("avd-notices-{}", std::process::id()));
        let folders = ["one", "two"].map(|name| folder.join(name));
        for (folder, end) in folders.iter().zip(["\n", "\r\n\r\n"]) {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(folder.join("LICENSE-MIT"), format!("Copyright A{end}")).unwrap();
            std::fs::write(folder.join("lib.rs"), "no licence").unwrap();
        }
        let packages = [package("one", &folders[0]), package("two", &folders[1])];
        let text = notices(&packages, "rustc 1").unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(text.matches("Copyright A").count(), 1, "{text}");
        assert!(text.contains("\none 1.0.0+x, two 1.0.0+x\n\nCopyright A\n"), "{text}");
        assert!(text.contains("\none 1.0.0+x: MIT; A\n") && !text.contains("no licence"));
    }

    #[test]
    fn a_component_says_which_package_it_is() {
        let bill = bill(&[package("one", Path::new("."))]);
        let one = &bill["components"][0];
        assert_eq!(one["purl"], "pkg:cargo/one@1.0.0%2Bx");
        assert_eq!(one["licenses"][0]["expression"], "MIT");
        assert_eq!(one["hashes"][0]["content"].as_str().map(str::len), Some(64));
    }

    #[test]
    fn packages_are_read_as_cargo_writes_them() {
        let pair = |name: &str, version: &str| Some((name.to_owned(), version.to_owned()));
        assert_eq!(name_and_version("leptos v0.8.23"), pair("leptos", "0.8.23"));
        assert_eq!(name_and_version("arm v0.1.0 (/somewhere/arm)"), pair("arm", "0.1.0"));
        assert_eq!(name_and_version(""), None);
        let lock = "[[package]]\nname = \"a\"\nversion = \"1\"\nsource = \"s\"\nchecksum = \"c1\"\n\n[[package]]\nname = \"b\"\nversion = \"1\"\n";
        assert_eq!(checksum(lock, "a", "1").as_deref(), Some("c1"));
        assert_eq!(checksum(lock, "b", "1"), None);
    }

    /// What nobody named a licence for cannot be handed out; a package without a text is named with its licence and its authors.
    #[test]
    fn every_package_of_the_site_has_a_licence() {
        let packages = packages(&Workspace::find().unwrap()).unwrap();
        assert!(packages.iter().any(|package| package.name == "leptos"));
        assert!(
            packages.iter().all(|package| !["leptos_macro", "avd"].contains(&package.name.as_str())),
            "only what is shipped, only of others"
        );
        for package in packages {
            assert!(!package.licence.is_empty() && !package.by.is_empty() && package.checksum.is_some(), "{package:?}");
        }
    }
}
