//! Many reads at once, but never more than a browser and a service take gladly.

use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::Poll;

/// Runs `work` on every item, at most `limit` at the same time, and ends when all have ended.
pub async fn bounded<I, F>(items: impl IntoIterator<Item = I>, limit: usize, work: impl Fn(I) -> F)
where
    F: Future<Output = ()>,
{
    let mut waiting = items.into_iter().map(|item| Box::pin(work(item)));
    let mut running: Vec<Pin<Box<F>>> = Vec::new();
    poll_fn(|context| {
        loop {
            let room = limit.max(1) - running.len();
            running.extend(waiting.by_ref().take(room));
            let begun = running.len();
            running.retain_mut(|future| future.as_mut().poll(context).is_pending());
            if running.is_empty() && begun == 0 {
                return Poll::Ready(());
            }
            if running.len() == begun {
                return Poll::Pending;
            }
        }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use core::cell::Cell;

    use futures::executor::block_on;

    use super::*;

    /// Ends at the second poll, and wakes itself for it.
    async fn turn() {
        let mut first = true;
        poll_fn(|context| {
            context.waker().wake_by_ref();
            if core::mem::take(&mut first) { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
    }

    #[test]
    fn all_are_done_and_never_too_many_at_once() {
        for (items, limit) in [(0, 8), (1, 8), (20, 8), (3, 1), (5, 0)] {
            let (now, most, done) = (Cell::new(0), Cell::new(0), Cell::new(0));
            block_on(bounded(0..items, limit, |_| async {
                now.set(now.get() + 1);
                most.set(most.get().max(now.get()));
                turn().await;
                now.set(now.get() - 1);
                done.set(done.get() + 1);
            }));
            assert_eq!(done.get(), items);
            assert_eq!(most.get(), items.min(limit.max(1)), "{items} by {limit}");
        }
    }
}
