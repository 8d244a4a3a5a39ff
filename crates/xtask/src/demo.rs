//! The emulator, alone or with the site in front of it.

use crate::run::{Doing, Outcome, fail, run, side_by_side, step};
use crate::site;
use crate::workspace::Workspace;
use std::process::Command;

/// Builds the emulator's HTTP binary.
pub fn build_emulator(workspace: &Workspace) -> Outcome {
    step("build the emulator", || {
        run(workspace.cargo().args(["build", "--profile", "native", "--package", "emulator", "--bin", "avd-emulator"]))
    })
}

/// Builds both; the emulator uses the processors that the linker of the site leaves idle.
pub fn site_and_emulator(workspace: &Workspace) -> Outcome {
    side_by_side(&[&|| site::build(workspace), &|| build_emulator(workspace)])
}

/// Runs the emulator with the caller's flags.
pub fn emulator(workspace: &Workspace, flags: &[String]) -> Outcome {
    build_emulator(workspace)?;
    start(workspace, flags)
}

/// Builds the site and serves it with an emulated tenant behind it; the emulator prints the address and who can sign in.
pub fn demo(workspace: &Workspace, flags: &[String]) -> Outcome {
    let options = Options::parse(flags)?;
    site_and_emulator(workspace)?;
    println!(
        "\n  The demo: an emulated Microsoft Entra ID and Azure, and the console in front of them. Nothing leaves this machine."
    );
    start(workspace, &options.emulator_flags(&workspace.dist().display().to_string()))
}

fn start(workspace: &Workspace, flags: &[String]) -> Outcome {
    let mut emulator = Command::new(workspace.emulator());
    let status = emulator.args(flags).current_dir(&workspace.root).status().doing("start the emulator")?;
    // Ctrl+C ends it by a signal, which is no failure.
    match status.code() {
        Some(0) | None => Ok(()),
        Some(_) => Err(fail(format!("the emulator ended with {status}"))),
    }
}

#[derive(Debug, PartialEq)]
struct Options {
    port: u16,
    rest: Vec<String>,
}

impl Options {
    fn parse(flags: &[String]) -> Outcome<Self> {
        let mut options = Self { port: 8080, rest: Vec::new() };
        let mut flags = flags.iter();
        while let Some(flag) = flags.next() {
            let value = flags.next().ok_or_else(|| fail(format!("{flag} needs a value")))?;
            match flag.as_str() {
                "--port" => options.port = port(value)?,
                "--fleet" | "--speed" | "--seed" => options.rest.extend([flag.clone(), value.clone()]),
                other => return Err(fail(format!("demo has no flag {other}"))),
            }
        }
        Ok(options)
    }

    fn emulator_flags(&self, dist: &str) -> Vec<String> {
        let own = [
            "--port".into(),
            (self.port + 1).to_string(),
            "--site".into(),
            dist.into(),
            "--site-port".into(),
            self.port.to_string(),
        ];
        own.into_iter().chain(self.rest.clone()).collect()
    }
}

/// A port whose successor, the emulator's, exists too.
fn port(text: &str) -> Outcome<u16> {
    let port = text.parse().ok().filter(|port| (1..u16::MAX).contains(port));
    port.ok_or_else(|| fail(format!("--port {text}: a number from 1 to 65534; the port after it must be free too")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<Vec<String>> {
        let flags: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        Options::parse(&flags).ok().map(|options| options.emulator_flags("dist"))
    }

    #[test]
    fn flags_become_those_of_the_emulator() {
        let flags = |text: &str| Some(text.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        for (typed, expected) in [
            ("", flags("--port 8081 --site dist --site-port 8080")),
            (
                "--port 9000 --fleet 400x25 --speed 60",
                flags("--port 9001 --site dist --site-port 9000 --fleet 400x25 --speed 60"),
            ),
            ("--port", None),
            ("--port 0", None),
            ("--port 65535", None),
            ("--colour blue", None),
        ] {
            assert_eq!(parse(typed), expected, "{typed}");
        }
    }
}
