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

/// The height of the bar at the top of the window and of the head of a table below it (`--bar-height` in the style sheet).
pub const BAR: i32 = 48;
const HEAD: i32 = 36;

/// How many pixels of the window a table can use for its rows.
pub fn room() -> i32 {
    let height = web_sys::window().and_then(|window| window.inner_height().ok()).and_then(|height| height.as_f64());
    height.unwrap_or_default() as i32 - BAR - HEAD
}

/// Scrolls the window as far as it takes to see a row that begins `top` px below the first row of the table in `frame`.
pub fn reveal(frame: &HtmlElement, top: i32, height: i32) {
    let (above, window_height) = seen(frame);
    let at = HEAD + top - above;
    // Below the window's end, or above the head of the table, which stays in sight.
    let by = (at + height - window_height).max(0).min(at - BAR - HEAD);
    if let Some(window) = web_sys::window().filter(|_| by != 0) {
        window.scroll_by_with_x_and_y(0.0, f64::from(by));
    }
}

/// Scrolls the list around an option as far as it takes to see the option, and nothing else.
pub fn into_view(option: &str) {
    let element = web_sys::window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id(option));
    let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else { return };
    let Some(list) = element.parent_element() else { return };
    let (top, height) = (element.offset_top(), element.offset_height());
    let end = top + height - list.client_height();
    if list.scroll_top() > top {
        list.set_scroll_top(top);
    } else if list.scroll_top() < end {
        list.set_scroll_top(end);
    }
}

/// Scrolls a strip sideways as far as it takes to see the first element in it that `selector` finds.
pub fn aside(strip: &HtmlElement, selector: &str) {
    let Ok(Some(inside)) = strip.query_selector(selector) else { return };
    let Ok(inside) = inside.dyn_into::<HtmlElement>() else { return };
    let start = inside.offset_left() - strip.offset_left();
    let end = start + inside.offset_width() - strip.client_width();
    if strip.scroll_left() > start || strip.scroll_left() < end {
        strip.set_scroll_left(if strip.scroll_left() > start { start } else { end });
    }
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
