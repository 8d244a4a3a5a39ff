//! Builds the site twice, from two clones of the last commit in two folders, and compares every byte.

use crate::files::files;
use crate::run::{Doing, Outcome, fail, run, step};
use crate::workspace::Workspace;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Folders whose names have different lengths: a path that gets into a file would also move what comes after it.
const PLACES: [&str; 2] = ["one", "another/folder"];

/// Fails with the names of the files that differ.
pub fn reproducible(workspace: &Workspace) -> Outcome {
    let folder = workspace.target.join("reproducible");
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder).doing("remove target/reproducible")?;
    }
    let mut sites = Vec::new();
    for place in PLACES {
        let clone = folder.join(place);
        step(&format!("build the site in {}", clone.display()), || build(workspace, &clone))?;
        sites.push(contents(&clone.join("dist"))?);
    }
    let differ: Vec<_> = different(&sites[0], &sites[1]).iter().map(|name| name.display().to_string()).collect();
    if !differ.is_empty() {
        return Err(fail(format!("two builds of one commit differ in {}", differ.join(", "))));
    }
    println!("two builds in two folders gave the same {} files, byte by byte", sites[0].len());
    std::fs::remove_dir_all(&folder).doing("remove target/reproducible")
}

fn build(workspace: &Workspace, clone: &Path) -> Outcome {
    let mut git = workspace.program("git")?;
    run(git.args(["clone", "--quiet"]).arg(&workspace.root).arg(clone))?;
    // The tools of this workspace are on its PATH.
    let mut cargo = workspace.cargo();
    run(cargo.args(["xtask", "build"]).current_dir(clone).env("CARGO_TARGET_DIR", clone.join("target")))
}

fn contents(dist: &Path) -> Outcome<BTreeMap<PathBuf, Vec<u8>>> {
    let read = |file: PathBuf| {
        let content = std::fs::read(&file).doing(format_args!("read {}", file.display()))?;
        Ok((file.strip_prefix(dist).unwrap_or(&file).to_owned(), content))
    };
    files(dist)?.into_iter().map(read).collect()
}

/// The files that only one has, or that are not the same in both.
fn different<'a>(one: &'a BTreeMap<PathBuf, Vec<u8>>, other: &'a BTreeMap<PathBuf, Vec<u8>>) -> Vec<&'a PathBuf> {
    let missing = other.keys().filter(|name| !one.contains_key(*name));
    let changed = one.iter().filter(|(name, content)| other.get(*name) != Some(content)).map(|(name, _)| name);
    changed.chain(missing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_difference_is_found() {
        let site = |files: &[(&str, &str)]| {
            files.iter().map(|(name, content)| (PathBuf::from(name), content.as_bytes().to_vec())).collect::<BTreeMap<_, _>>()
        };
        let one = site(&[("a", "1"), ("b", "2"), ("c", "3")]);
        assert!(different(&one, &one).is_empty());
        let other = site(&[("a", "1"), ("b", "x"), ("d", "4")]);
        assert_eq!(different(&one, &other), [Path::new("b"), Path::new("c"), Path::new("d")]);
    }
}
