//! The world as the client meets it: the emulator behind a wire that remembers where each token went.

use std::cell::RefCell;
use std::rc::Rc;

use emulator::Emulated;
use host::{Duration, Host, Instant, Request, Response, SendError};

/// A host that notes every request. Clones share notes and world.
#[derive(Clone)]
pub struct Wire {
    world: Emulated,
    origin: String,
    sent: Rc<RefCell<Vec<Sent>>>,
}

/// What is known of a request that went out.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The origin it went to.
    pub origin: String,
    /// Whether it carried an `Authorization` header.
    pub token: bool,
}

impl Wire {
    /// A wire to a world that is reached at `origin`.
    pub fn new(world: Emulated, origin: &str) -> Self {
        Self { world, origin: origin.to_owned(), sent: Rc::default() }
    }

    /// Everything that went out.
    pub fn sent(&self) -> Vec<Sent> {
        self.sent.borrow().clone()
    }
}

impl Host for Wire {
    fn now(&self) -> Instant {
        self.world.now()
    }

    async fn sleep(&self, duration: Duration) {
        self.world.sleep(duration).await;
    }

    async fn send(&self, request: Request) -> Result<Response, SendError> {
        let origin = request.url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let token = request.header("Authorization").is_some();
        let known = origin == self.origin;
        self.sent.borrow_mut().push(Sent { origin, token });
        if known { self.world.send(request).await } else { Err(SendError::Unreachable("nobody lives there".to_owned())) }
    }

    fn random(&self) -> [u8; 16] {
        self.world.random()
    }
}
