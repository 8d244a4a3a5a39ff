//! A network that takes its time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use host::Request;

use crate::random::Random;

/// Waits of random length, half of them before a request arrives and half of them before its answer does.
#[derive(Clone)]
pub(super) struct Latency {
    /// Milliseconds there and back, at most.
    most: u64,
    random: Arc<Mutex<Random>>,
}

impl Latency {
    pub(super) fn new(most: u64, seed: u64) -> Self {
        Self { most, random: Arc::new(Mutex::new(Random::named(seed, "latency"))) }
    }

    /// Waits for one way. Nobody is far from the control plane.
    pub(super) async fn one_way(&self, request: &Request) {
        if self.most > 0 && !request.url.contains("/_emulator/") {
            let millis = self.random.lock().unwrap_or_else(PoisonError::into_inner).below(self.most / 2 + 1);
            tokio::time::sleep(Duration::from_millis(millis)).await;
        }
    }
}
