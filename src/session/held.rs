//! What is held in memory while the tab lives: the session, what was tried, who waits for a renewal.

use core::cell::{Cell, RefCell};
use core::future::poll_fn;
use core::task::{Poll, Waker};

use entra::{RenewalMemory, Session};

use crate::browser::channel::Channel;

/// The one cell of the session. Everything that needs a token waits on the same renewal.
#[derive(Default)]
pub(super) struct Held {
    /// Who is signed in, token included.
    pub(super) session: RefCell<Option<Session>>,
    /// The other sessions of this tab: further directories and accounts.
    pub(super) others: RefCell<Vec<Session>>,
    /// Counts whose turn it is: tokens are for the session they were made for and no other.
    pub(super) turn: Cell<u32>,
    /// What was tried.
    pub(super) memory: RefCell<RenewalMemory>,
    /// Finds the same account at the next sign-in.
    pub(super) hint: RefCell<Option<String>>,
    /// What Entra's last refusal wants the next question to carry.
    pub(super) claims: RefCell<Option<String>>,
    /// The window is on its way to Entra.
    pub(super) leaving: Cell<bool>,
    /// Hears other tabs sign out.
    pub(super) tabs: RefCell<Option<Channel>>,
    renewing: Cell<bool>,
    waiting: RefCell<Vec<Waker>>,
}

impl Held {
    /// Takes a session into use. The one before it is put aside if it is of another person or directory; tells whether it is.
    pub(super) fn take(&self, session: Session) -> bool {
        let key = session.account.key();
        self.others.borrow_mut().retain(|other| other.account.key() != key);
        let before = self.session.replace(Some(session));
        if before.as_ref().is_some_and(|before| before.account.key() == key) {
            return false;
        }
        self.turn.set(self.turn.get().wrapping_add(1));
        self.others.borrow_mut().extend(before);
        true
    }

    /// Whether a renewal is under way; if not, it is from here on, and the caller must end it.
    pub(super) fn begin_renewal(&self) -> bool {
        !self.renewing.replace(true)
    }

    /// Ends the renewal and wakes who waited for it.
    pub(super) fn end_renewal(&self) {
        self.renewing.set(false);
        for waker in self.waiting.take() {
            waker.wake();
        }
    }

    /// Waits until no renewal is under way.
    pub(super) async fn settled(&self) {
        poll_fn(|context| {
            if self.renewing.get() {
                self.waiting.borrow_mut().push(context.waker().clone());
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
        .await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::executor::LocalPool;
    use futures::task::LocalSpawnExt;
    use std::rc::Rc;

    #[test]
    fn all_wait_for_one_renewal() {
        let held = Rc::new(Held::default());
        assert!(held.begin_renewal());
        assert!(!held.begin_renewal());
        let woken = Rc::new(Cell::new(0));
        let mut pool = LocalPool::new();
        for _ in 0..3 {
            let (held, woken) = (Rc::clone(&held), Rc::clone(&woken));
            let spawned = pool.spawner().spawn_local(async move {
                held.settled().await;
                woken.set(woken.get() + 1);
            });
            assert!(spawned.is_ok());
        }
        pool.run_until_stalled();
        assert_eq!(woken.get(), 0);
        held.end_renewal();
        pool.run_until_stalled();
        assert_eq!(woken.get(), 3);
        assert!(held.begin_renewal());
    }
}
