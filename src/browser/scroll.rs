//! Where an element lies in the window.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// How many pixels of the element are above the window's top edge (negative while it begins below it), and the window's height.
pub fn seen(element: &HtmlElement) -> (i32, i32) {
    let Some(window) = web_sys::window() else { return (0, 0) };
    let number = |value: Result<f64, _>| value.map_or(0, |value| value as i32);
    let scrolled = number(window.scroll_y());
    let height = number(window.inner_height().map(|height| height.as_f64().unwrap_or_default()));
    (scrolled - from_top(element), height)
}

/// The distance from the document's top. Layout values only, no rectangle object a scroll event.
fn from_top(element: &HtmlElement) -> i32 {
    let mut distance = element.offset_top();
    let mut parent = element.offset_parent();
    while let Some(element) = parent.and_then(|parent| parent.dyn_into::<HtmlElement>().ok()) {
        distance += element.offset_top();
        parent = element.offset_parent();
    }
    distance
}
