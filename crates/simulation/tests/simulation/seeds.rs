//! Seeded bad days: a job of the console, a script of faults, somebody else at work, a page that goes away; then what the console
//! says is compared with what the emulator knows.
//!
//! Everything comes from one number, so a failing run repeats: `SIMULATION_FROM=<seed> SIMULATION_SEEDS=1`. The default is a short
//! run; `cargo xtask simulate --seeds N` makes a long one.

mod dice;
mod figures;
mod hosts;
mod judge;
mod script;
mod tab;
mod task;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant as Stopwatch;

use dice::Dice;
use figures::Figures;
use futures::executor::block_on;

use crate::console::Console;
use script::Script;
use task::Task;

/// The short run: a few seconds without optimisation.
const SHORT: u64 = 300;
/// From here on every kind of fault and of end must have come.
const LONG: u64 = 4_000;

/// One run: what happened and was checked, or what was broken.
async fn run(seed: u64, verbose: bool) -> Result<Figures, String> {
    let mut dice = Dice::new(seed);
    let console = Console::of_seed(seed).await;
    let task = dice.pick(&Task::ALL);
    let deeds = task.prepare(&console, &mut dice).await;
    let script = Script::roll(&mut dice, &deeds);
    if verbose {
        let titles: Vec<&str> = deeds.iter().map(|deed| deed.change.title.as_str()).collect();
        eprintln!("seed {seed}: {task:?} {titles:?}\n{script:#?}");
    }
    let session = Console::session_of(script.who()).await;
    let told = tab::live(&console, session, &script, &deeds, &mut dice)?;
    if verbose {
        eprintln!("{told:#?}");
        console.whole_log().iter().for_each(|entry| eprintln!("{entry}"));
    }
    judge::judge(&console, task, &script, &deeds, &told)
}

/// The same run in words, for the person who looks for the cause.
fn run_caught(seed: u64, verbose: bool) -> Result<Figures, String> {
    let caught = catch_unwind(AssertUnwindSafe(|| block_on(run(seed, verbose))));
    caught.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Err(format!("it panicked: {}", words.unwrap_or("without a word")))
    })
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Every seed from `from` on, shared among threads.
fn run_all(from: u64, count: u64, threads: u64) -> (Figures, Vec<(u64, String)>) {
    let one = |thread: u64| {
        let (mut all, mut broken) = (Figures::default(), Vec::new());
        for seed in (from..from + count).filter(|seed| seed % threads == thread) {
            match run_caught(seed, false) {
                Ok(figures) => all.add(&figures),
                Err(why) => broken.push((seed, why)),
            }
        }
        (all, broken)
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(move || one(thread))).collect();
        running.into_iter().map(|thread| thread.join().expect("a thread")).fold(
            (Figures::default(), Vec::new()),
            |(mut all, mut broken), (figures, more)| {
                all.add(&figures);
                broken.extend(more);
                (all, broken)
            },
        )
    })
}

#[test]
fn whatever_happens_nothing_is_done_twice_and_nothing_untrue_is_said() {
    let (from, count) = (number("SIMULATION_FROM").unwrap_or(1), number("SIMULATION_SEEDS").unwrap_or(SHORT));
    let threads = number("SIMULATION_THREADS").unwrap_or(1).max(1);
    if count == 1 {
        run_caught(from, true).unwrap_or_else(|why| panic!("seed {from}: {why}"));
        return;
    }
    let began = Stopwatch::now();
    let (figures, mut broken) = run_all(from, count, threads);
    eprintln!("{figures}time                {:.1} s", began.elapsed().as_secs_f64());
    broken.sort();
    for (seed, why) in broken.iter().take(20) {
        eprintln!(
            "seed {seed}: {why}\n    SIMULATION_FROM={seed} SIMULATION_SEEDS=1 cargo test -p simulation seeds -- --nocapture"
        );
    }
    assert!(broken.is_empty(), "{} of {count} seeds broke a promise, the first is {}", broken.len(), broken[0].0);
    assert!(count < LONG || figures.covers_everything(), "some fault or end never came");
}

#[test]
fn a_seed_repeats_exactly() {
    for seed in [3, 14, 15] {
        let once = run_caught(seed, false);
        assert_eq!(once, run_caught(seed, false), "seed {seed}");
        assert!(once.is_ok_and(|figures| figures.requests() > 0), "seed {seed}");
    }
}
