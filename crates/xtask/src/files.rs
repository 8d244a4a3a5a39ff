//! Files and folders.

use crate::run::{Doing, Outcome};
use std::path::{Path, PathBuf};

/// Every file at or below `path`, in a fixed order; packages installed by npm are not ours.
pub fn files(path: &Path) -> Outcome<Vec<PathBuf>> {
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
