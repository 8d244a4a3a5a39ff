//! What a row of a long table says, as it stands for one place after the other: only what differs is written, nothing is made anew.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, Node};

/// A place in a row: the first element of a selector, and the attribute of it that is written; `""` for a text behind what it holds.
/// `checked` is the state of a box: on unless the value is empty.
pub type Slot = (&'static str, &'static str);

/// The places of one row, each with what it says now.
#[derive(Debug)]
pub struct Patch(Vec<(Place, String)>);

#[derive(Debug)]
enum Place {
    Text(Node),
    Attribute(Element, &'static str),
    Checked(HtmlInputElement),
}

impl Patch {
    /// The slots of a row, empty. One that the row does not have is left out.
    pub fn of(row: &Element, slots: &[Slot]) -> Self {
        let place = |(selector, attribute): &Slot| {
            let element = row.query_selector(selector).ok().flatten()?;
            Some(match *attribute {
                "" => {
                    element.append_with_str_1("").ok()?;
                    Place::Text(element.last_child()?)
                }
                "checked" => Place::Checked(element.dyn_into().ok()?),
                attribute => Place::Attribute(element, attribute),
            })
        };
        Self(slots.iter().filter_map(place).map(|place| (place, String::new())).collect())
    }

    /// Writes the values of the slots, in their order.
    pub fn write<T: AsRef<str>>(&mut self, values: &[T]) {
        for ((place, said), value) in self.0.iter_mut().zip(values) {
            let value = value.as_ref();
            if said != value {
                match place {
                    Place::Text(node) => node.set_node_value(Some(value)),
                    Place::Attribute(element, name) => _ = element.set_attribute(name, value),
                    Place::Checked(input) => input.set_checked(!value.is_empty()),
                }
                value.clone_into(said);
            }
        }
    }
}
