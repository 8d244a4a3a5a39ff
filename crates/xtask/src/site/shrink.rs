//! wasm-opt, then brotli copies, then the table of sizes. What has not changed is taken from the last build.

use super::hash;
use crate::files::files;
use crate::run::{Doing, Outcome, fail};
use crate::setup;
use crate::tools;
use crate::workspace::Workspace;
use brotli::enc::BrotliEncoderParams;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Small, and what rustc emits and older validators have to be told about.
const WASM_OPT: &str = "-Oz --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
                        --enable-reference-types --enable-multivalue";
/// Static Web Apps does not compress wasm by itself: these get a `.br` beside them.
const COMPRESSIBLE: [&str; 7] = ["js", "wasm", "css", "html", "json", "svg", "txt"];
/// Read by the host, or edited in place after the build: a compressed copy would be ignored, or stale.
const AS_IT_IS: [&str; 2] = ["staticwebapp.config.json", "config.json"];

/// What earlier builds made, by what they made it of.
pub struct Cache {
    folder: PathBuf,
    used: Mutex<BTreeSet<PathBuf>>,
}

impl Cache {
    /// The project's own, in the target folder.
    pub fn open(workspace: &Workspace) -> Outcome<Self> {
        let folder = workspace.target.join("packed");
        std::fs::create_dir_all(&folder).doing("make target/packed")?;
        Ok(Self { folder, used: Mutex::default() })
    }

    /// What this way of making makes of this content.
    fn get(&self, way: &str, content: &[u8], make: impl FnOnce(&Path) -> Outcome) -> Outcome<Vec<u8>> {
        let kept = self.folder.join(hash([way.as_bytes(), content]));
        if !kept.is_file() {
            let half = kept.with_extension("half");
            make(&half)?;
            std::fs::rename(&half, &kept).doing("keep what was made")?;
        }
        let made = std::fs::read(&kept).doing("read what was kept")?;
        self.used.lock().map_err(|_| fail("another file failed"))?.insert(kept);
        Ok(made)
    }

    /// Forgets what this build did not use.
    pub fn tidy(self) -> Outcome {
        let used = self.used.into_inner().map_err(|_| fail("a file failed"))?;
        for file in files(&self.folder)?.iter().filter(|file| !used.contains(*file)) {
            std::fs::remove_file(file).doing("forget an older file")?;
        }
        Ok(())
    }
}

/// Makes every wasm file smaller. Without wasm-opt the site is bigger and works all the same.
pub fn optimise(workspace: &Workspace, dist: &Path, cache: &Cache) -> Outcome {
    if !setup::has_wasm_opt(workspace) {
        println!("    without wasm-opt: the wasm files stay as the compiler made them");
        return Ok(());
    }
    let program = workspace.which("wasm-opt").ok_or_else(|| fail("wasm-opt is gone"))?;
    let way = format!("{} {WASM_OPT}", tools::version(&program).unwrap_or_default());
    let modules = files(dist)?.into_iter().filter(|file| ending(file) == "wasm").collect();
    each(modules, |file| {
        let content = std::fs::read(file).doing(format_args!("read {}", file.display()))?;
        let small = cache.get(&way, &content, |out| {
            let done = Command::new(&program)
                .args(WASM_OPT.split_whitespace())
                .arg(file)
                .arg("-o")
                .arg(out)
                .output()
                .doing("start wasm-opt")?;
            let said = || format!("wasm-opt failed at {}: {}", file.display(), String::from_utf8_lossy(&done.stderr));
            if done.status.success() { Ok(()) } else { Err(fail(said())) }
        })?;
        std::fs::write(file, small).doing(format_args!("write {}", file.display()))
    })
}

/// Writes `name.br` beside every file that gains from it.
pub fn compress(dist: &Path, cache: &Cache) -> Outcome {
    let gains = |file: &PathBuf| {
        let as_it_is = AS_IT_IS.iter().any(|name| file.ends_with(name));
        !as_it_is && COMPRESSIBLE.contains(&ending(file).as_str())
    };
    each(files(dist)?.into_iter().filter(gains).collect(), |file| {
        let content = std::fs::read(file).doing(format_args!("read {}", file.display()))?;
        let small = cache.get("brotli", &content, |out| {
            let parameters = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: content.len(), ..Default::default() };
            let mut small = Vec::new();
            brotli::BrotliCompress(&mut content.as_slice(), &mut small, &parameters).doing("compress")?;
            std::fs::write(out, small).doing("write a compressed copy")
        })?;
        // Of a small file it may be the bigger one.
        let gains = small.len() < content.len();
        if gains { std::fs::write(with_br(file), small).doing(format_args!("write {}", with_br(file).display())) } else { Ok(()) }
    })
}

/// Does this to all files, the biggest first, on all processors.
fn each(mut files: Vec<PathBuf>, work: impl Fn(&Path) -> Outcome + Sync) -> Outcome {
    files.sort_by_key(|file| std::cmp::Reverse(length(file)));
    let next = AtomicUsize::new(0);
    let take_turns = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(file)?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(take_turns)).collect();
        all.into_iter().try_for_each(|one| one.join().unwrap_or_else(|_| Err(fail("a thread panicked"))))
    })
}

/// Prints what each file weighs. What a visit may cost is asserted by the browser tests, which see what is asked for and when.
pub fn report(dist: &Path) -> Outcome {
    println!("    {:<60} {:>10} {:>10}", "file", "bytes", "brotli");
    let mut all = 0;
    for file in files(dist)?.into_iter().filter(|file| ending(file) != "br") {
        let bytes = length(&file).unwrap_or_default();
        let packed = length(&with_br(&file)).unwrap_or(bytes);
        all += packed;
        println!("    {:<60} {bytes:>10} {packed:>10}", file.strip_prefix(dist).unwrap_or(&file).display());
    }
    println!("    {:<60} {:>10} {all:>10}", "all", "");
    Ok(())
}

fn ending(file: &Path) -> String {
    file.extension().unwrap_or_default().to_string_lossy().into_owned()
}

fn with_br(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    name.into()
}

fn length(file: &Path) -> Option<u64> {
    file.metadata().ok().map(|data| data.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_was_made_is_not_made_again_and_what_nobody_wants_is_forgotten() {
        let folder = std::env::temp_dir().join(format!("avd-cache-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let made = AtomicUsize::new(0);
        let make = |out: &Path| {
            made.fetch_add(1, Ordering::Relaxed);
            std::fs::write(out, "small").doing("write")
        };
        let open = || Cache { folder: folder.clone(), used: Mutex::default() };
        for (way, content, so_far) in [("a", "x", 1), ("a", "x", 1), ("b", "x", 2), ("a", "y", 3)] {
            assert_eq!(open().get(way, content.as_bytes(), make).unwrap(), b"small");
            assert_eq!(made.load(Ordering::Relaxed), so_far, "{way} {content}");
        }
        let cache = open();
        cache.get("a", b"x", make).unwrap();
        cache.tidy().unwrap();
        assert_eq!(files(&folder).unwrap().len(), 1);
        assert!(open().get("a", b"z", |_| Err(fail("no"))).is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
