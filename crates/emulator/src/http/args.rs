//! The command line.

use std::path::PathBuf;

use lexopt::Arg::{Long, Short};
use lexopt::ValueExt;

use crate::{Exposure, Fleet};

/// What `--help` prints.
pub const USAGE: &str = "\
avd-emulator: Entra ID and Azure Resource Manager for Azure Virtual Desktop, on this machine

  --host ADDRESS    where to listen                       [127.0.0.1]
  --port N          Entra, ARM and control plane; 0: any  [8081]
  --site FOLDER     the built console                     [dist]
  --site-port N     the console; 0: any                   [8080]
  --config FILE     the console's config.json             [one that points here]
  --fleet NAME      demo, 400x25 or 100k                  [demo]
  --speed N         how much faster updates run; 0: only by /_emulator/advance  [60]
  --seed N          decides every name and number         [1]
  --expose WHICH    answer headers a page may read: none, location or all  [location]
  --latency N       milliseconds that an answer may take, at random  [0]
  --json            print one JSON line when ready
";

/// What the command line says.
#[derive(Clone, Debug, PartialEq)]
pub struct Args {
    /// The address to listen on.
    pub host: String,
    /// The port of Entra, ARM and the control plane; 0 for any.
    pub port: u16,
    /// The folder of the built console.
    pub site: PathBuf,
    /// The port of the console; 0 for any.
    pub site_port: u16,
    /// The console's configuration, served as it is; without one the site points to the emulator.
    pub config: Option<PathBuf>,
    /// The estate.
    pub fleet: Fleet,
    /// The pace of updates.
    pub speed: f64,
    /// The seed of everything.
    pub seed: u64,
    /// How much of an answer's headers a page may read.
    pub expose: Exposure,
    /// How many milliseconds an answer may take: each a random time up to this.
    pub latency: u64,
    /// Whether to print JSON instead of words.
    pub json: bool,
    /// Whether only the usage is wanted.
    pub help: bool,
}

impl Default for Args {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 8081,
            site: super::default_site(),
            site_port: 8080,
            config: None,
            fleet: Fleet::Demo,
            speed: 60.0,
            seed: 1,
            expose: Exposure::default(),
            latency: 0,
            json: false,
            help: false,
        }
    }
}

impl Args {
    /// Reads the words behind the program's name.
    pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Self, lexopt::Error> {
        let mut args = Self::default();
        let mut words = lexopt::Parser::from_args(words);
        while let Some(word) = words.next()? {
            match word {
                Long("host") => args.host = words.value()?.parse()?,
                Long("port") => args.port = words.value()?.parse()?,
                Long("site") => args.site = words.value()?.into(),
                Long("site-port") => args.site_port = words.value()?.parse()?,
                Long("config") => args.config = Some(words.value()?.into()),
                Long("fleet") => {
                    args.fleet = words.value()?.parse_with(|word| Fleet::parse(word).ok_or("demo, 400x25 or 100k"))?;
                }
                Long("speed") => args.speed = words.value()?.parse()?,
                Long("seed") => args.seed = words.value()?.parse()?,
                Long("expose") => {
                    args.expose = words.value()?.parse_with(|word| Exposure::parse(word).ok_or("none, location or all"))?;
                }
                Long("latency") => args.latency = words.value()?.parse()?,
                Long("json") => args.json = true,
                Short('h') | Long("help") => args.help = true,
                _ => return Err(word.unexpected()),
            }
        }
        Ok(args)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Args, String> {
        Args::parse(line.split_whitespace().map(str::to_owned)).map_err(|error| error.to_string())
    }

    #[test]
    fn reads_what_it_is_told() {
        let wanted = Args {
            port: 0,
            site_port: 0,
            fleet: Fleet::Hosts100k,
            speed: 0.0,
            json: true,
            expose: Exposure::None,
            latency: 400,
            ..Args::default()
        };
        assert_eq!(parse("--port 0 --site-port=0 --fleet 100k --speed 0 --expose none --latency 400 --json"), Ok(wanted));
        assert_eq!(parse(""), Ok(Args::default()));
    }

    #[test]
    fn says_what_is_wrong() {
        for line in ["--port", "--port many", "--latency long", "--fleet big", "--expose some", "--colour red"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
