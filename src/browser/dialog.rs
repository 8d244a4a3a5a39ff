//! Native dialogs and popovers.

use web_sys::{HtmlDialogElement, HtmlElement};

/// Opens a dialog above the page. The browser keeps the focus inside and gives it back at the end.
pub fn show(dialog: &HtmlDialogElement) {
    if !dialog.open() {
        // Fails only for an element outside the document, which has nothing to show.
        let _ = dialog.show_modal();
    }
}

/// Closes a dialog that is open.
pub fn close(dialog: &HtmlDialogElement) {
    if dialog.open() {
        dialog.close();
    }
}

/// Whether a popover is on screen.
pub fn is_open(popover: &HtmlElement) -> bool {
    popover.matches(":popover-open").unwrap_or(false)
}

/// Shows a popover, above the page and beside what goes on there.
pub fn reveal(popover: &HtmlElement) {
    if !is_open(popover) {
        // Fails only for an element outside the document, which has nothing to show.
        let _ = popover.show_popover();
    }
}

/// Hides a popover that is on screen.
pub fn hide(popover: &HtmlElement) {
    if is_open(popover) {
        let _ = popover.hide_popover();
    }
}
