//! `avd-emulator`: the emulator over HTTP, for developers and browser tests.

use std::io::{self, Write};
use std::process::ExitCode;

use emulator::http::{self, Args, Running, USAGE};
use emulator::{PEOPLE, Persona};

#[tokio::main]
async fn main() -> ExitCode {
    match Args::parse(std::env::args().skip(1)) {
        Ok(args) if args.help => said(USAGE),
        Ok(args) => match run(&args).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => failed(&format!("avd-emulator: {why}")),
        },
        Err(why) => failed(&format!("avd-emulator: {why}\n\n{USAGE}")),
    }
}

async fn run(args: &Args) -> io::Result<()> {
    let running = http::start(args).await?;
    let mut out = io::stdout().lock();
    if args.json {
        writeln!(out, r#"{{"arm":"{}","site":"{}"}}"#, running.arm, running.site)?;
    } else {
        write!(out, "{}", banner(args, &running))?;
    }
    out.flush()?;
    drop(out);
    tokio::signal::ctrl_c().await?;
    running.stop().await
}

fn banner(args: &Args, running: &Running) -> String {
    let site = if args.site.join("index.html").is_file() {
        running.site.clone()
    } else {
        format!("{} (nothing built in {} yet)", running.site, args.site.display())
    };
    let mut text = format!("\n  Console          {site}\n  Entra and ARM    {}\n\n  Who can sign in:\n", running.arm);
    for person in &PEOPLE {
        let mark = if person.persona == Persona::Owner { "→" } else { " " };
        text.push_str(&format!("  {mark} {:<32} {}\n", person.upn, person.may));
    }
    text.push_str("\n  Ctrl-C ends it.\n\n");
    text
}

fn said(text: &str) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn failed(text: &str) -> ExitCode {
    // Nothing can be done when even the error channel is closed.
    let _ = writeln!(io::stderr(), "{text}");
    ExitCode::FAILURE
}
