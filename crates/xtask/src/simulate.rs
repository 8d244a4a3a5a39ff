//! The long run of the seeded simulation: as many bad days as asked for, and its figures.

use crate::run::{Outcome, fail, run, step};
use crate::workspace::Workspace;

const COUNT: u64 = 10_000;
const USAGE: &str = "cargo xtask simulate [--seeds N] [--from S]";

/// Runs `--seeds` seeds from `--from` on, optimised and on every core. A seed that breaks a promise is named and repeats.
pub fn simulate(workspace: &Workspace, flags: &[String]) -> Outcome {
    let (seeds, from) = read(flags)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--profile", "native", "--package", "simulation", "--test", "simulation"]);
    cargo.args(["seeds::whatever_happens", "--", "--nocapture"]);
    cargo.env("SIMULATION_SEEDS", seeds.to_string()).env("SIMULATION_FROM", from.to_string());
    cargo.env("SIMULATION_THREADS", threads.to_string());
    step(&format!("simulation of {seeds} seeds from {from}"), || run(&mut cargo))
}

fn read(flags: &[String]) -> Outcome<(u64, u64)> {
    let (mut seeds, mut from) = (COUNT, 1);
    for pair in flags.chunks(2) {
        let [name, value] = pair else { return Err(fail(format!("{} needs a number: {USAGE}", pair[0]))) };
        let number = value.parse().map_err(|_| fail(format!("{value} is no number: {USAGE}")))?;
        match name.as_str() {
            "--seeds" => seeds = number,
            "--from" => from = number,
            other => return Err(fail(format!("no flag called {other}: {USAGE}"))),
        }
    }
    Ok((seeds, from))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn flags_are_read_and_wrong_ones_named() {
        let read = |words: &[&str]| read(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()).ok();
        assert_eq!(read(&[]), Some((COUNT, 1)));
        assert_eq!(read(&["--from", "7", "--seeds", "3"]), Some((3, 7)));
        for wrong in [&["--seeds"][..], &["--seeds", "many"], &["--fast", "1"]] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }
}
