//! Where things are: the repository, cargo's target folder, the tools installed for this project.

use crate::run::{Doing, Outcome, fail, output};
use crate::tools;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folders every task works with.
pub struct Workspace {
    /// The repository.
    pub root: PathBuf,
    /// Cargo's target folder, wherever the user's configuration puts it.
    pub target: PathBuf,
}

impl Workspace {
    /// Asks cargo, so that `CARGO_TARGET_DIR` and the user's cargo configuration count.
    pub fn find() -> Outcome<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest.ancestors().nth(2).ok_or_else(|| fail("xtask is not two folders below the repository"))?;
        let mut cargo = cargo_in(root);
        cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]);
        let text = output(&mut cargo).ok_or_else(|| fail("`cargo metadata` did not answer"))?;
        let metadata: serde_json::Value = serde_json::from_str(&text).doing("read cargo's metadata")?;
        let target = metadata["target_directory"].as_str().ok_or_else(|| fail("cargo names no target folder"))?;
        Ok(Self { root: root.to_owned(), target: target.into() })
    }

    /// The built site.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Cargo tools of the versions this project needs. They do not replace those of the user.
    pub fn tools(&self) -> PathBuf {
        self.root.join(".tools")
    }

    /// The browser tests.
    pub fn browser_tests(&self) -> PathBuf {
        self.root.join("tests").join("browser")
    }

    /// Microsoft's emulator of the static host.
    pub fn hosting_tests(&self) -> PathBuf {
        self.root.join("tests").join("hosting")
    }

    /// Build tools that come from npm.
    pub fn npm_tools(&self) -> PathBuf {
        self.root.join("crates").join("xtask").join("npm")
    }

    /// The emulator's HTTP binary.
    pub fn emulator(&self) -> PathBuf {
        self.target.join("native").join(format!("avd-emulator{}", std::env::consts::EXE_SUFFIX))
    }

    /// Cargo, started in the repository.
    pub fn cargo(&self) -> Command {
        let mut cargo = cargo_in(&self.root);
        cargo.env("PATH", self.path());
        cargo
    }

    /// A program of the project's tools or of the user's `PATH`, started in the repository.
    pub fn program(&self, name: &str) -> Outcome<Command> {
        let found = self.which(name).ok_or_else(|| fail(format!("`{name}` is not on this machine")))?;
        let mut command = Command::new(found);
        command.current_dir(&self.root).env("PATH", self.path());
        Ok(command)
    }

    /// Where a program is, the project's own tools first.
    pub fn which(&self, name: &str) -> Option<PathBuf> {
        tools::find(name, &self.path())
    }

    /// Flags of rustc, added to those of `.cargo/config.toml`, that keep this machine's folders out of the messages of a panic: two
    /// machines build the same bytes, and nobody's name is served.
    pub fn nameless(&self) -> String {
        let home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")));
        let registry = home.map(|home| format!("--remap-path-prefix={}=crates ", home.join("registry").join("src").display()));
        format!("{}--remap-path-prefix={}=.", registry.unwrap_or_default(), self.root.display())
    }

    fn path(&self) -> OsString {
        let own = [self.tools().join("bin"), self.npm_tools().join("node_modules").join(".bin")];
        let users = std::env::var_os("PATH").unwrap_or_default();
        let all = own.into_iter().chain(std::env::split_paths(&users));
        std::env::join_paths(all).unwrap_or(users)
    }
}

fn cargo_in(root: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root);
    // Set by the `cargo run` that started us; a nested cargo or Trunk must find its own.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME"] {
        cargo.env_remove(name);
    }
    cargo
}
