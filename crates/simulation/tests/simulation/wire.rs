//! The world as the client meets it: the emulator behind a wire that remembers where each token went, with what a bad day brings
//! to a browser's side: a clock that is wrong, a page that goes away in the middle, somebody else who acts meanwhile.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use emulator::Emulated;
use host::{Duration, Host, Instant, Method, Request, Response, SendError};

/// A host that notes every request. Clones share everything.
#[derive(Clone)]
pub struct Wire {
    world: Emulated,
    origin: String,
    sent: Rc<RefCell<Vec<Sent>>>,
    skew: Rc<Cell<i64>>,
    breaths: Rc<Cell<Option<u32>>>,
    asked: Rc<Cell<usize>>,
    gap: Rc<Cell<Option<(usize, usize)>>>,
    unsent: Rc<Cell<u64>>,
    meanwhile: Rc<RefCell<Vec<(usize, Deed)>>>,
    naps: Rc<RefCell<Vec<(u32, u64)>>>,
    steps: Rc<Cell<u32>>,
    slept: Rc<Cell<u64>>,
}

/// More waits and requests than any job takes.
const MOST_STEPS: u32 = 200_000;

/// Something that happens behind the client's back.
type Deed = Box<dyn FnOnce(&Emulated)>;

/// What is known of a request that went out.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The origin it went to.
    pub origin: String,
    /// Whether it carried an `Authorization` header.
    pub token: bool,
    /// When, by the clock of this side.
    pub at: Instant,
    /// How.
    pub method: Method,
    /// Its address.
    pub url: String,
}

impl Wire {
    /// A wire to a world that is reached at `origin`.
    pub fn new(world: Emulated, origin: &str) -> Self {
        Self {
            world,
            origin: origin.to_owned(),
            sent: Rc::default(),
            skew: Rc::default(),
            breaths: Rc::default(),
            asked: Rc::default(),
            gap: Rc::default(),
            unsent: Rc::default(),
            meanwhile: Rc::default(),
            naps: Rc::default(),
            steps: Rc::default(),
            slept: Rc::default(),
        }
    }

    /// Everything that went out.
    pub fn sent(&self) -> Vec<Sent> {
        self.sent.borrow().clone()
    }

    /// The clock of this side is wrong by so many milliseconds.
    pub fn skew(&self, millis: i64) {
        self.skew.set(millis);
    }

    /// The page goes away after so many more waits, sends and answers: the future that meets the end never goes on.
    pub fn dies_after(&self, breaths: Option<u32>) {
        self.breaths.set(breaths);
    }

    /// There is no network from that request on, for so many of them.
    pub fn without_network(&self, gap: Option<(usize, usize)>) {
        self.gap.set(gap);
    }

    /// How many requests there was no network for.
    pub fn unsent(&self) -> u64 {
        self.unsent.get()
    }

    /// As a browser has it: a change is not begun, and a read tries in vain (`src/browser/transport.rs`).
    fn cut_off(&self, method: Method) -> Option<SendError> {
        let nth = self.asked.replace(self.asked.get() + 1);
        self.gap.get().filter(|(from, count)| (*from..from + count).contains(&nth))?;
        self.unsent.set(self.unsent.get() + 1);
        let why = "there is no network".to_owned();
        Some(if matches!(method, Method::Get | Method::Head) { SendError::Unreachable(why) } else { SendError::NotSent(why) })
    }

    /// Lets something happen right before the `count`th request from the beginning.
    pub fn meanwhile(&self, count: usize, deed: impl FnOnce(&Emulated) + 'static) {
        self.meanwhile.borrow_mut().push((count, Box::new(deed)));
    }

    /// The machine falls asleep at these waits and requests, counted together, for so many minutes: the timer comes late, the connection is
    /// dead when it wakes.
    pub fn naps(&self, naps: &[(u32, u64)]) {
        self.naps.replace(naps.to_vec());
    }

    /// How often it slept.
    pub fn slept(&self) -> u64 {
        self.slept.get()
    }

    /// Falls asleep, if it is time; says whether it did.
    fn nap(&self) -> bool {
        let step = self.steps.replace(self.steps.get() + 1);
        assert!(step < MOST_STEPS, "it never comes to rest");
        let due = self.naps.borrow().iter().find(|(at, _)| *at == step).map(|(_, minutes)| *minutes);
        if let Some(minutes) = due {
            self.slept.set(self.slept.get() + 1);
            self.world.advance(Duration::from_secs(minutes * 60));
        }
        due.is_some()
    }

    /// A moment in which the page may go away.
    pub async fn breathe(&self) {
        match self.breaths.get() {
            Some(0) => std::future::pending().await,
            left => self.breaths.set(left.map(|left| left - 1)),
        }
    }

    fn let_others_act(&self) {
        let count = self.sent.borrow().len();
        let (due, later) = self.meanwhile.take().into_iter().partition(|(at, _)| *at <= count);
        self.meanwhile.replace(later);
        let due: Vec<(usize, Deed)> = due;
        due.into_iter().for_each(|(_, deed)| deed(&self.world));
    }
}

impl Host for Wire {
    fn now(&self) -> Instant {
        Instant::from_millis(self.world.now().millis() + self.skew.get())
    }

    async fn sleep(&self, duration: Duration) {
        self.breathe().await;
        self.world.sleep(duration).await;
        self.nap();
    }

    async fn send(&self, request: Request) -> Result<Response, SendError> {
        let origin = request.url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let token = request.header("Authorization").is_some();
        let known = origin == self.origin;
        self.breathe().await;
        // A trip to the sign-in page is no request of a page.
        if let Some(error) = token.then(|| self.cut_off(request.method)).flatten() {
            return Err(error);
        }
        self.sent.borrow_mut().push(Sent { origin, token, at: self.now(), method: request.method, url: request.url.clone() });
        self.let_others_act();
        let answer =
            if known { self.world.send(request).await } else { Err(SendError::Unreachable("nobody lives there".to_owned())) };
        self.breathe().await;
        // It went out before; what came back found nobody awake.
        if token && self.nap() { Err(SendError::Unreachable("the machine slept".to_owned())) } else { answer }
    }

    fn random(&self) -> [u8; 16] {
        self.world.random()
    }
}
