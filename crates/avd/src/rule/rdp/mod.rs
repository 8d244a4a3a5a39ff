//! The RDP properties of a host pool (`customRdpProperty`): taken apart, edited in one place, printed back as they were.
//!
//! Names and values: Learn, "Supported RDP properties". The text is `name:type:value;…`. A value may hold semicolons
//! (`drivestoredirect:s:C:\;E:\;`), so a property begins only where `name:i:` or `name:s:` does. Whatever else is in the text is
//! part of the value before it, or stands in front of all properties: nothing is dropped, sorted or tidied unasked.

mod known;
mod problem;

use core::fmt;

pub use known::{Default, Group, KNOWN, Known, Values, dead, known};
pub use problem::{Fix, Problem, problems};

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `i`, a whole number.
    Number,
    /// `s`, a text.
    Text,
}

impl Kind {
    /// The letter in the text.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Number => "i",
            Self::Text => "s",
        }
    }
}

/// One property, as found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Name and type with both colons and the blanks around them: `audiomode:i:`.
    head: String,
    /// The value. The last semicolon before the next property ends it and is no part of it.
    pub value: String,
    /// Whether a semicolon ends it; the last property may lack it.
    ended: bool,
}

impl Item {
    /// Its name, without the blanks around it.
    pub fn name(&self) -> &str {
        self.head.split(':').next().unwrap_or_default().trim()
    }

    /// Its type.
    pub fn kind(&self) -> Kind {
        let letter = self.head.split(':').nth(1).unwrap_or_default().trim();
        if letter.eq_ignore_ascii_case("i") { Kind::Number } else { Kind::Text }
    }

    /// What the table knows of it.
    pub fn known(&self) -> Option<&'static Known> {
        known(self.name())
    }

    /// What its value means: the value without blanks and empty list entries around it.
    pub fn plain(&self) -> &str {
        self.value.trim_matches(|next: char| next == ';' || next.is_whitespace())
    }

    /// Name, type and value, without what separates it from its neighbours.
    pub fn raw(&self) -> String {
        format!("{}{}", self.head.trim_start(), self.value)
    }

    /// Its value in words, as far as the table knows one.
    pub fn words(&self) -> String {
        let plain = self.plain();
        let word = self.known().and_then(|known| known.word(plain));
        word.map_or_else(|| if plain.is_empty() { "Empty" } else { plain }.to_owned(), str::to_owned)
    }
}

/// The whole text. `Display` prints it back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rdp {
    /// What stands before the first property and belongs to none.
    pub stray: String,
    /// The properties in their order, doubles included.
    pub items: Vec<Item>,
}

impl Rdp {
    /// Takes a text apart.
    pub fn parse(text: &str) -> Self {
        let mut rdp = Self::default();
        for piece in text.split_inclusive(';') {
            match (begin(piece), rdp.items.last_mut()) {
                (Some(head), _) => {
                    rdp.items.push(Item { head: piece[..head].to_owned(), value: piece[head..].to_owned(), ended: false });
                }
                // Not a beginning: the semicolon before it was part of the value.
                (None, Some(item)) => item.value.push_str(piece),
                (None, None) => rdp.stray.push_str(piece),
            }
        }
        for item in &mut rdp.items {
            item.ended = item.value.ends_with(';');
            if item.ended {
                item.value.pop();
            }
        }
        rdp
    }

    /// The first property of this name, and its place.
    pub fn find(&self, name: &str) -> Option<(usize, &Item)> {
        self.items.iter().enumerate().find(|(_, item)| item.name().eq_ignore_ascii_case(name))
    }

    /// Gives the property at a place another value, and changes nothing else.
    pub fn set(&mut self, at: usize, value: &str) {
        if let Some(item) = self.items.get_mut(at) {
            value.clone_into(&mut item.value);
            // A semicolon at the end of the value must not be taken for the end of the property.
            item.ended |= value.ends_with(';');
        }
    }

    /// Takes the property at a place out, and changes nothing else.
    pub fn remove(&mut self, at: usize) {
        if at < self.items.len() {
            self.items.remove(at);
        }
    }

    /// Puts a property at the end, in the manner of the text: with a semicolon after it unless the text has none.
    pub fn add(&mut self, name: &str, kind: Kind, value: &str) {
        let text = self.to_string();
        let mut blank = String::new();
        let ended = text.trim().is_empty() || text.ends_with(';') || value.ends_with(';');
        match self.items.last_mut() {
            Some(last) => last.ended = true,
            None if text.trim().is_empty() => blank = core::mem::take(&mut self.stray),
            None if !text.ends_with(';') => self.stray.push(';'),
            None => {}
        }
        self.items.push(Item { head: format!("{blank}{name}:{}:", kind.letter()), value: value.to_owned(), ended });
    }

    /// Gives the first property of this name a value, or adds it; `None` takes that one out.
    pub fn put(&mut self, name: &str, kind: Kind, value: Option<&str>) {
        match (self.find(name).map(|(at, _)| at), value) {
            (Some(at), Some(value)) => self.set(at, value),
            (Some(at), None) => self.remove(at),
            (None, Some(value)) => self.add(name, kind, value),
            (None, None) => {}
        }
    }

    /// Does what a problem offers.
    pub fn fix(&mut self, fix: Fix) {
        match fix {
            Fix::Remove(at) => self.remove(at),
            Fix::Tidy(at) => {
                if let Some(item) = self.items.get_mut(at) {
                    let kind = item.known().map_or(item.kind(), |known| known.kind);
                    let blank: String = item.head.chars().take_while(|next| next.is_whitespace()).collect();
                    item.head = format!("{blank}{}:{}:", item.name(), kind.letter());
                }
            }
            Fix::Lines => *self = Self::parse(&joined(&self.to_string())),
            Fix::Stray => self.stray.clear(),
            Fix::Successor(name) => self.put(name, Kind::Number, Some("1")),
        }
    }
}

impl fmt::Display for Rdp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.stray)?;
        for item in &self.items {
            out.write_str(&item.head)?;
            out.write_str(&item.value)?;
            out.write_str(if item.ended { ";" } else { "" })?;
        }
        Ok(())
    }
}

/// Where the value begins, if the piece begins a property.
fn begin(piece: &str) -> Option<usize> {
    let (name, rest) = piece.split_once(':')?;
    let (kind, _) = rest.split_once(':')?;
    let is_one = !name.trim().is_empty() && matches!(kind.trim(), "i" | "s" | "I" | "S");
    is_one.then_some(name.len() + kind.len() + 2)
}

/// The lines of an .rdp file as one line.
fn joined(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| format!("{}{}", line, if line.ends_with(';') { "" } else { ";" })).collect()
}

#[cfg(test)]
mod tests;
