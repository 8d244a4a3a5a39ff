//! Running other programs and saying what happened.

use std::fmt;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How often a step says that it is still at work.
const BEAT: Duration = Duration::from_secs(10);

/// Why a task stopped, in words for the person at the terminal.
#[derive(Debug)]
pub struct Failure(String);

/// What a task ends with.
pub type Outcome<T = ()> = Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stopped: {}", self.0)
    }
}

/// A failure with this text.
pub fn fail(why: impl Into<String>) -> Failure {
    Failure(why.into())
}

/// Adds to an error what was being done when it happened.
pub trait Doing<T> {
    /// `doing` completes "could not …".
    fn doing(self, doing: impl fmt::Display) -> Outcome<T>;
}

impl<T, E: fmt::Display> Doing<T> for Result<T, E> {
    fn doing(self, doing: impl fmt::Display) -> Outcome<T> {
        self.map_err(|error| fail(format!("could not {doing}: {error}")))
    }
}

/// Runs a named piece of work between a line that announces it and one that tells its time; while it takes long, a line every ten
/// seconds says so.
pub fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("==> {name}");
    let start = Instant::now();
    let (working, ended) = channel::<()>();
    let outcome = thread::scope(|scope| {
        scope.spawn(move || {
            while ended.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                println!("    … {name}, {}", seconds(start.elapsed()));
            }
        });
        let outcome = work();
        drop(working);
        outcome
    });
    let word = if outcome.is_ok() { "done" } else { "FAILED" };
    println!("    {word}: {name}, {}", seconds(start.elapsed()));
    outcome
}

/// Does things that do not wait for each other at the same time. All come to their end; then the first failure counts.
pub fn side_by_side(works: &[&(dyn Fn() -> Outcome + Sync)]) -> Outcome {
    let outcomes: Vec<Outcome> = thread::scope(|scope| {
        let threads: Vec<_> = works.iter().map(|work| scope.spawn(*work)).collect();
        threads.into_iter().map(|one| one.join().unwrap_or_else(|_| Err(fail("a step panicked")))).collect()
    });
    outcomes.into_iter().collect()
}

/// Runs a program to its end with this terminal as its own.
pub fn run(command: &mut Command) -> Outcome {
    let line = spelled(command);
    println!("    $ {line}");
    let status = command.status().doing(format_args!("start `{line}`"))?;
    if status.success() { Ok(()) } else { Err(fail(format!("`{line}` ended with {status}"))) }
}

/// The trimmed standard output of a program that ends well, `None` for any other end.
pub fn output(command: &mut Command) -> Option<String> {
    let result = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(result.stdout).ok()?;
    result.status.success().then(|| text.trim().to_owned())
}

fn spelled(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_stem().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    let words = command.get_args().map(|word| word.to_string_lossy().into_owned());
    std::iter::once(name).chain(words).collect::<Vec<_>>().join(" ")
}

fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 60 { format!("{:.1} s", duration.as_secs_f64()) } else { format!("{} min {:02} s", whole / 60, whole % 60) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn steps_side_by_side_run_at_once_and_a_failure_is_told() {
        // Neither would come past it alone.
        let both = Barrier::new(2);
        let works = || {
            both.wait();
            Ok(())
        };
        let fails = || {
            both.wait();
            Err(fail("no"))
        };
        assert!(side_by_side(&[&works, &works]).is_ok());
        assert_eq!(side_by_side(&[&works, &fails]).err().map(|failure| failure.to_string()).as_deref(), Some("stopped: no"));
    }
}
