//! The in-process face: a [`Host`] whose wait moves a virtual clock, so a six-hour update is tested in milliseconds.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use host::{Duration, Host, Instant, Method, Request, Response, SendError};

use crate::random::Random;
use crate::{Options, World, url};

/// A world with a clock of its own. Clones share both.
#[derive(Clone, Debug)]
pub struct Emulated {
    world: Rc<RefCell<World>>,
    now: Rc<Cell<Instant>>,
    random: Rc<RefCell<Random>>,
    sent: Rc<Cell<usize>>,
}

impl Emulated {
    /// A world that begins at `now`.
    pub fn new(options: Options, now: Instant) -> Self {
        let random = Random::named(options.seed, "client");
        Self {
            world: Rc::new(RefCell::new(World::new(options, now))),
            now: Rc::new(Cell::new(now)),
            random: Rc::new(RefCell::new(random)),
            sent: Rc::new(Cell::new(0)),
        }
    }

    /// Looks into the world, or changes it behind the client's back.
    pub fn with<R>(&self, look: impl FnOnce(&mut World) -> R) -> R {
        look(&mut self.world.borrow_mut())
    }

    /// Moves the clock.
    pub fn advance(&self, duration: Duration) {
        self.now.set(self.now.get() + duration);
    }

    /// A bearer token for ARM that lives `lifetime`, as the person of that principal name would get it by signing in; `None` for
    /// someone the directory refuses. It does not count as a request.
    pub fn token(&self, upn: &str, lifetime: Duration) -> Option<String> {
        let mut world = self.world.borrow_mut();
        let before = world.directory.lifetime.replace(lifetime);
        let (origin, home) = (world.options().origin.clone(), world.options().app_origins.first().cloned().unwrap_or_default());
        let (back, scope) = (url::encode(&format!("{home}/")), url::encode(&format!("{origin}/.default")));
        let ask = format!(
            "{origin}/organizations/oauth2/v2.0/authorize?client_id=00000000-0000-4000-8000-00000000e2e0&response_type=token\
             &redirect_uri={back}&scope={scope}&prompt=none&login_hint={}&state=s&nonce=n",
            url::encode(upn)
        );
        let answer = world.handle(self.now.get(), &Request::new(Method::Get, ask));
        world.directory.lifetime = before;
        let fragment = answer.header("Location")?.split_once('#')?.1.to_owned();
        url::pairs(&fragment).into_iter().find(|(name, _)| name == "access_token").map(|(_, token)| token)
    }

    /// How many requests were sent so far.
    pub fn requests(&self) -> usize {
        self.sent.get()
    }

    /// Sends one request at once: [`Host::send`] without the future. What a fault swallows has status 0.
    pub fn answer(&self, request: &Request) -> Response {
        self.exchange(request).unwrap_or_else(|_| Response::new(0))
    }

    fn exchange(&self, request: &Request) -> Result<Response, SendError> {
        self.sent.set(self.sent.get() + 1);
        let (received, delay) = self.world.borrow_mut().exchange(self.now.get(), request);
        self.advance(delay);
        received
    }
}

impl Host for Emulated {
    fn now(&self) -> Instant {
        self.now.get()
    }

    async fn sleep(&self, duration: Duration) {
        self.advance(duration);
    }

    async fn send(&self, request: Request) -> Result<Response, SendError> {
        self.exchange(&request)
    }

    fn random(&self) -> [u8; 16] {
        self.random.borrow_mut().bytes()
    }
}
