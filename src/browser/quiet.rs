//! Whether the page's own requests leave the network to others.

use std::cell::Cell;

use super::timer;
use host::Duration;

thread_local! {
    static UNDER_WAY: Cell<u32> = const { Cell::new(0) };
}

/// One look, and a second one as long after it: what a page asks for next follows an answer at once.
const LOOK: Duration = Duration::from_millis(200);

/// A request of the page, until it is dropped.
#[derive(Debug)]
pub struct UnderWay(());

/// Counts a request.
pub fn begin() -> UnderWay {
    UNDER_WAY.set(UNDER_WAY.get() + 1);
    UnderWay(())
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        UNDER_WAY.set(UNDER_WAY.get() - 1);
    }
}

/// Ends when no request of the page was on its way at two looks in a row.
pub async fn quiet() {
    let mut calm = 0;
    while calm < 2 {
        timer::wait(LOOK).await;
        calm = if UNDER_WAY.get() == 0 { calm + 1 } else { 0 };
    }
}
