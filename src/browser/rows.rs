//! The rows of a long table in the document: their order, their stops for the keyboard, and which of them has the focus.

use wasm_bindgen::JsCast;
pub use web_sys::Element;
use web_sys::{Document, EventTarget, FocusOptions, HtmlElement};

/// What the keyboard can stop at in a row.
const STOPS: &str = "a[href],button,input,[tabindex]";

/// Puts rows into an order and takes the others out. Only rows that are not where they belong move, and never the one with the focus:
/// it would lose it.
pub fn arrange(body: &Element, order: &[Element], others: &[Element]) {
    let focused = document().and_then(|document| document.active_element());
    let has_focus = |row: &Element| focused.as_ref().is_some_and(|focused| row.contains(Some(focused)));
    let stays = order.iter().position(has_focus).or_else(|| order.iter().position(|row| row.parent_element().is_some()));
    let pivot = stays.unwrap_or(0);
    for row in others {
        if row.parent_element().is_some() {
            row.remove();
        }
    }
    if let Some(first) = order.get(pivot).filter(|row| row.parent_element().is_none()) {
        let _ = body.insert_before(first, body.first_child().as_ref());
    }
    let (above, below) = order.split_at(pivot.min(order.len()));
    let mut next = below.first();
    for row in above.iter().rev() {
        if let Some(next) = next.filter(|next| next.previous_element_sibling().as_ref() != Some(row)) {
            let _ = body.insert_before(row, Some(next));
        }
        next = Some(row);
    }
    for two in below.windows(2) {
        let [row, next] = two else { continue };
        if row.next_element_sibling().as_ref() != Some(next) {
            let _ = body.insert_before(next, row.next_sibling().as_ref());
        }
    }
}

/// Tells a screen reader which columns there are and which of them a cell belongs to: the style sheet may leave some out.
pub fn number(row: &Element) -> u32 {
    let Ok(cells) = row.query_selector_all("th,td") else { return 0 };
    for at in 0..cells.length() {
        if let Some(cell) = cells.get(at).and_then(|cell| cell.dyn_into::<Element>().ok()) {
            let _ = cell.set_attribute("aria-colindex", &(at + 1).to_string());
        }
    }
    cells.length()
}

/// The row around the target of an event.
pub fn around(target: Option<EventTarget>) -> Option<(HtmlElement, Element)> {
    let target = target?.dyn_into::<HtmlElement>().ok()?;
    let row = target.closest("tr").ok()??;
    Some((target, row))
}

/// Whether something lies in an element that a selector names.
pub fn is_in(target: &Element, selector: &str) -> bool {
    target.closest(selector).is_ok_and(|found| found.is_some())
}

/// Which cell of its row something lies in.
pub fn column(target: &Element) -> u32 {
    let cell = target.closest("td,th").ok().flatten();
    let index = cell.and_then(|cell| cell.get_attribute("aria-colindex"));
    index.and_then(|index| index.parse().ok()).unwrap_or(0)
}

/// Puts the focus into a row without scrolling: to the stop in the same column, or else to the link of the row, or else to the first
/// stop.
pub fn focus(row: &Element, column: u32) {
    let same = format!("[aria-colindex=\"{column}\"] :is({STOPS})");
    let stop = [same.as_str(), ".row-link", STOPS].into_iter().find_map(|selector| row.query_selector(selector).ok().flatten());
    if let Some(stop) = stop.and_then(|stop| stop.dyn_into::<HtmlElement>().ok()) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = stop.focus_with_options(&options);
    }
}

/// Opens a row, as a press on its link does.
pub fn open(row: &Element) -> bool {
    let link = row.query_selector(".row-link").ok().flatten().and_then(|link| link.dyn_into::<HtmlElement>().ok());
    link.inspect(HtmlElement::click).is_some()
}

/// Leaves only the stops of one row to the Tab key, so that it leads through a table of ten thousand rows in one step.
pub fn only_stops_of(body: &Element, row: Option<&Element>) {
    let Ok(stops) = body.query_selector_all(STOPS) else { return };
    for stop in (0..stops.length()).filter_map(|at| stops.get(at)?.dyn_into::<HtmlElement>().ok()) {
        // The items of a menu are walked by the menu.
        let index = if row.is_some_and(|row| row.contains(Some(&stop))) && !is_in(&stop, "[popover]") { 0 } else { -1 };
        if stop.tab_index() != index {
            stop.set_tab_index(index);
        }
    }
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Whether the table of the page draws a column.
pub fn draws_column(id: &str) -> bool {
    let head =
        document().and_then(|document| document.query_selector(&format!(".tbl thead [data-column=\"{id}\"]")).ok().flatten());
    head.and_then(|head| head.dyn_into::<HtmlElement>().ok()).is_none_or(|head| head.offset_width() > 0)
}

/// Whether the table of the page draws the column at this place, counted from one.
pub fn draws_column_at(place: usize) -> bool {
    let head =
        document().and_then(|document| document.query_selector(&format!(".tbl thead tr > :nth-child({place})")).ok().flatten());
    head.and_then(|head| head.dyn_into::<HtmlElement>().ok()).is_none_or(|head| head.offset_width() > 0)
}
