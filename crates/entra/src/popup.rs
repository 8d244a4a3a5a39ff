//! Whether a person has closed the window in which they were asked to sign in.
//!
//! `window.closed` alone does not say it: a page there with an opener policy of its own (`Cross-Origin-Opener-Policy`) cuts the window
//! off from the one that opened it, and what is cut off reads as closed from then on (HTML, *The closed getter steps*). MSAL.js asked
//! nothing else up to version 4, and since version 5 lets the time run out instead. What a closed window does and one that is cut off
//! does not: it gives the focus back to the page it was opened from.

/// So many looks after the first that reads as closed: a window that answers closes itself, and its answer may come after that.
const LOOKS: u8 = 4;

/// What was seen of such a window so far. To be looked at four times a second.
#[derive(Clone, Copy, Debug)]
pub struct PopupWatch {
    /// Whether this page had the focus when the window was last seen open; it had when it opened it.
    stayed: bool,
    /// Whether the focus came back since.
    came_back: bool,
    looks: u8,
}

impl Default for PopupWatch {
    fn default() -> Self {
        Self { stayed: true, came_back: false, looks: 0 }
    }
}

impl PopupWatch {
    /// One more look: how the window reads, and whether this page has the focus. True, once, when the person has closed it.
    pub fn look(&mut self, closed: bool, focused: bool) -> bool {
        if !closed {
            *self = Self { stayed: focused, ..Self::default() };
            return false;
        }
        self.looks = self.looks.saturating_add(1);
        self.came_back |= focused && !self.stayed && self.looks < LOOKS;
        self.looks == LOOKS && self.came_back
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At which look it is taken for closed: `o` open, `x` closed; in upper case with the focus on this page.
    fn closed_at(looks: &str) -> Option<usize> {
        let mut watch = PopupWatch::default();
        let look = |look: u8| watch.look(look.eq_ignore_ascii_case(&b'x'), look.is_ascii_uppercase());
        looks.bytes().map(look).position(|closed| closed)
    }

    #[test]
    fn a_window_that_is_cut_off_is_not_taken_for_a_closed_one() {
        for (looks, wanted, what) in [
            ("OooXXXXXX", Some(6), "the focus comes back as it closes"),
            ("OooxXXXXX", Some(6), "a moment later"),
            ("oooooo", None, "it is open"),
            ("oooOOO", None, "the person looks at the page behind it"),
            ("Ooxxxxxxxx", None, "cut off: the focus stays with it"),
            ("OoxxxxxXXXX", None, "cut off, and the person comes back later"),
            ("OOXXXXXX", None, "the focus never left: cut off before it was in front, perhaps"),
            ("ooXXoooXXXX", Some(10), "an address that was not there yet"),
            ("ooXX", None, "its answer is still on its way"),
            ("XXxxxx", None, "cut off before the first look, and the focus follows"),
        ] {
            assert_eq!(closed_at(looks), wanted, "{what}");
        }
    }
}
