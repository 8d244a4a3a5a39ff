//! The engine: one function from request and time to answer.
//!
//! It decides which part answers; it knows neither resources nor tokens.

use host::{Duration, Instant, Request, Response};

use crate::arm::{self, Demand, buckets::Buckets, graph::Graph};
use crate::avd::Estate;
use crate::avd::structure::Unknown;
use crate::avd::version::Versions;
use crate::clock::WorkClock;
use crate::control::Log;
use crate::cors::Exposure;
use crate::entra::Directory;
use crate::fault::Faults;
use crate::fleet::{self, Fleet};
use crate::surroundings::Surroundings;
use crate::url::Url;

/// What a world is made of.
#[derive(Clone, Debug)]
pub struct Options {
    /// The estate to begin with.
    pub fleet: Fleet,
    /// Decides every name, id and number of the estate.
    pub seed: u64,
    /// How much faster than the wall clock updates run; 0 stands still until the control plane advances it.
    pub speed: f64,
    /// Where the emulator can be reached, `http://localhost:8081`: prefix of every absolute link it hands out.
    pub origin: String,
    /// How much of an answer's headers a page may read, until the control plane says otherwise.
    pub expose: Exposure,
    /// Where the app may be sent back to after sign-in; on `localhost` the port does not count.
    pub app_origins: Vec<String>,
    /// Whether whoever asks keeps cookies, as browsers do: then a silent sign-in needs the session they carry.
    pub cookies: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            fleet: Fleet::Demo,
            seed: 1,
            speed: 1.0,
            origin: "http://localhost:8081".to_owned(),
            expose: Exposure::default(),
            app_origins: vec!["http://localhost:8080".to_owned()],
            cookies: false,
        }
    }
}

/// Everything the emulator knows.
#[derive(Debug)]
pub struct World {
    pub(crate) options: Options,
    pub(crate) clock: WorkClock,
    pub(crate) directory: Directory,
    pub(crate) estate: Estate,
    pub(crate) around: Surroundings,
    pub(crate) faults: Faults,
    pub(crate) exposure: Exposure,
    pub(crate) log: Log,
    pub(crate) graph: Graph,
    /// The requests a person has left.
    pub(crate) buckets: Buckets,
    /// The api-versions the provider offers; the control plane withdraws.
    pub(crate) offered: Versions,
    /// What is done with a property that a version does not know.
    pub(crate) unknown: Unknown,
    /// How the demand for multifactor authentication is spelled.
    pub(crate) demand: Demand,
}

impl World {
    /// A world that begins at `now`.
    pub fn new(options: Options, now: Instant) -> Self {
        let mut estate = fleet::build(options.fleet, options.seed, now);
        let around = fleet::furnish(&mut estate, options.fleet, options.seed, now);
        if options.fleet == Fleet::Demo {
            fleet::abroad::settle(&mut estate, options.seed, now);
        }
        let mut directory = Directory::new(&options.origin, &options.app_origins, options.seed);
        directory.cookies = options.cookies;
        Self {
            clock: WorkClock::new(now, options.speed),
            directory,
            estate,
            around,
            faults: Faults::new(options.seed),
            exposure: options.expose,
            log: Log::default(),
            graph: Graph::default(),
            buckets: Buckets::default(),
            offered: Versions::ALL,
            unknown: Unknown::default(),
            demand: Demand::default(),
            options,
        }
    }

    /// What the world was made of.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The clock that updates run on.
    pub fn clock_mut(&mut self) -> &mut WorkClock {
        &mut self.clock
    }

    /// Starts over with the same options.
    pub fn reset(&mut self, now: Instant) {
        *self = Self::new(self.options.clone(), now);
    }

    /// Skips work forward.
    pub fn advance(&mut self, now: Instant, duration: Duration) {
        self.clock.skip(now, duration);
        self.work(now);
    }

    /// Answers one request, whatever part of the emulator it is for. An answer that a fault swallows has status 0.
    pub fn handle(&mut self, now: Instant, request: &Request) -> Response {
        self.deliver(now, request).0.received().unwrap_or_else(|_| Response::new(0))
    }

    /// The engine's answer, before network and browser have their say.
    pub(crate) fn answer(&mut self, now: Instant, request: &Request, url: &Url) -> Response {
        self.work(now);
        if Directory::owns(&url.path) { self.directory.handle(now, request) } else { arm::handle(self, now, request, url) }
    }

    pub(crate) fn work(&mut self, now: Instant) {
        let work = self.clock.at(now);
        self.estate.advance(work, &self.clock, now);
    }
}
