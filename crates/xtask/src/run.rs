//! Running other programs and saying what happened.

use std::fmt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

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

/// Runs a named piece of work between a line that announces it and one that tells its time.
pub fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("==> {name}");
    let start = Instant::now();
    let outcome = work();
    let word = if outcome.is_ok() { "done" } else { "FAILED" };
    println!("    {word}: {name}, {}", seconds(start.elapsed()));
    outcome
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
