//! Moving the keyboard's place from code.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, FocusEvent, FocusOptions, HtmlElement};

use super::scroll;

/// What the arrow keys walk over.
const STOPS: &str = "[role^=menuitem],[data-stop]";

/// Puts the focus on an element and brings it into view; nothing happens when there is no such element.
pub fn by_id(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // What is in a closed part of the page cannot take it.
        if let Ok(Some(closed)) = element.closest("details:not([open])") {
            let _ = closed.set_attribute("open", "");
        }
        let _ = element.focus();
        element.scroll_into_view_with_bool(false);
    }
}

/// Puts the focus on an element and leaves the page where it is scrolled to.
pub fn in_place(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// Puts the focus on an element and scrolls its beginning into view, if it is not there.
pub fn at_top(id: &str) {
    in_place(id);
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let (above, height) = scroll::seen(&element);
        // Below the bar of the window, and not at its very end.
        if !(-height / 2..=-scroll::BAR).contains(&above) {
            element.scroll_into_view();
        }
    }
}

/// A place the focus was at.
#[derive(Clone, Debug)]
pub struct Place(HtmlElement);

impl Place {
    /// Puts the focus there again, if it is still in the page.
    pub fn go(&self) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = self.0.focus_with_options(&options);
    }
}

/// Where the focus comes from, unless that is inside of what `within` selects.
pub fn outside(event: &FocusEvent, within: &str) -> Option<Place> {
    let from = event.related_target()?.dyn_into::<HtmlElement>().ok()?;
    from.closest(within).ok()?.is_none().then_some(Place(from))
}

/// Puts the focus on the first stop inside.
pub fn first(inside: &Element) {
    focus(stops(inside).first());
}

/// Walks over the stops inside by an arrow key, Home or End. Tells whether the key was one of these.
pub fn walk(inside: &Element, key: &str) -> bool {
    let stops = stops(inside);
    let here = document().and_then(|document| document.active_element());
    let place = stops.iter().position(|stop| here.as_ref().is_some_and(|here| here.is_same_node(Some(stop))));
    let Some(next) = next_stop(place, stops.len(), key) else { return false };
    focus(stops.get(next));
    true
}

fn next_stop(place: Option<usize>, count: usize, key: &str) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match (key, place) {
        ("Home", _) | ("ArrowDown", None) => Some(0),
        ("End", _) | ("ArrowUp", None | Some(0)) => Some(last),
        ("ArrowDown", Some(place)) => Some(if place >= last { 0 } else { place + 1 }),
        ("ArrowUp", Some(place)) => Some(place - 1),
        _ => None,
    }
}

fn stops(inside: &Element) -> Vec<HtmlElement> {
    let Ok(found) = inside.query_selector_all(STOPS) else { return Vec::new() };
    (0..found.length()).filter_map(|place| found.get(place)?.dyn_into().ok()).collect()
}

fn focus(stop: Option<&HtmlElement>) {
    if let Some(stop) = stop {
        let _ = stop.focus();
    }
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

#[cfg(test)]
mod tests {
    use super::next_stop;

    #[test]
    fn the_arrows_go_around() {
        let cases = [
            (None, 3, "ArrowDown", Some(0)),
            (None, 3, "ArrowUp", Some(2)),
            (Some(2), 3, "ArrowDown", Some(0)),
            (Some(0), 3, "ArrowUp", Some(2)),
            (Some(1), 3, "ArrowUp", Some(0)),
            (Some(1), 3, "Home", Some(0)),
            (Some(1), 3, "End", Some(2)),
            (Some(1), 3, "Tab", None),
            (None, 0, "ArrowDown", None),
        ];
        for (place, count, key, expected) in cases {
            assert_eq!(next_stop(place, count, key), expected, "{place:?} of {count}, {key}");
        }
    }
}
