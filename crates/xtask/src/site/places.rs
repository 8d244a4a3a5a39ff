//! Takes out of the linked module where in the code of others a panic is.
//!
//! Each spot that can panic carries its file, line and column, and the app's module has hundreds of them from the standard library and
//! from crates. What stopped the app is said by the message, and from where by our own places: those stay.

use super::module::{CUSTOM, PREAMBLE, next, put_number, put_text, text};
use crate::run::{Outcome, fail};
use std::collections::{BTreeMap, BTreeSet};
use wasmparser::{BinaryReaderError, KnownCustom, Linking, Parser, Payload, RelocAddendKind, RelocationEntry, SymbolInfo};

/// `core::panic::Location` in a 32-bit module: address and length of the file's name, line, column.
const SIZE: u32 = 16;
/// The list of relocations of the data.
const OF_DATA: &str = "reloc.DATA";
/// How the names of files begin that are not ours: ours are relative to the repository.
const FOREIGN: &[u8] = b"/";

/// The module, all places in code of others as one without a name.
pub fn ours_only(module: &[u8]) -> Outcome<Vec<u8>> {
    let linked = Linked::read(module).map_err(|error| fail(format!("the relocations could not be read: {error}")))?;
    linked.without(&linked.foreign()).ok_or_else(|| fail("the places of panics in the app's module are not as expected"))
}

/// A piece of a module's data that has a name.
#[derive(Clone, Copy)]
struct Datum {
    /// Where it is in the file.
    at: usize,
    size: u32,
}

/// What the linker left for others who move code.
struct Linked<'a> {
    module: &'a [u8],
    /// Data by the number of its symbol.
    data: BTreeMap<u32, Datum>,
    relocations: Vec<Relocations>,
    /// The symbol that is written at a place in the file.
    pointers: BTreeMap<usize, u32>,
    /// Where the section of the data begins in the file.
    start: usize,
}

/// A list of relocations.
struct Relocations {
    name: String,
    section: u32,
    entries: Vec<RelocationEntry>,
}

impl Relocations {
    /// The content of its section, each entry changed.
    fn written(&self, change: impl Fn(&RelocationEntry) -> RelocationEntry) -> Vec<u8> {
        let mut out = Vec::new();
        put_text(&mut out, &self.name);
        put_number(&mut out, self.section as usize);
        put_number(&mut out, self.entries.len());
        for entry in &self.entries {
            let entry = change(entry);
            out.push(entry.ty as u8);
            put_number(&mut out, entry.offset as usize);
            put_number(&mut out, entry.index as usize);
            if entry.ty.addend_kind() != RelocAddendKind::None {
                put_signed(&mut out, entry.addend);
            }
        }
        out
    }
}

/// Writes a signed LEB128.
fn put_signed(out: &mut Vec<u8>, mut value: i64) {
    while !(-64..64).contains(&value) {
        // The mask leaves seven bits, which fit.
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push((value & 0x7f) as u8);
}

impl<'a> Linked<'a> {
    fn read(module: &'a [u8]) -> Result<Self, BinaryReaderError> {
        let (mut segments, mut symbols, mut relocations) = (Vec::new(), Vec::new(), Vec::new());
        let mut start = 0;
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::DataSection(section) => {
                    start = section.range().start as usize;
                    for segment in section {
                        let segment = segment?;
                        segments.push(segment.range.end as usize - segment.data.len());
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => {
                        for part in linking.subsections() {
                            if let Linking::SymbolTable(table) = part? {
                                symbols = table.into_iter().collect::<Result<_, _>>()?;
                            }
                        }
                    }
                    KnownCustom::Reloc(list) => relocations.push(Relocations {
                        name: section.name().to_owned(),
                        section: list.section_index(),
                        entries: list.entries().into_iter().collect::<Result<_, _>>()?,
                    }),
                    _ => {}
                },
                _ => {}
            }
        }
        let data = (0..).zip(&symbols).filter_map(|(number, symbol)| match symbol {
            SymbolInfo::Data { symbol: Some(symbol), .. } => {
                let at = segments.get(symbol.index as usize)? + symbol.offset as usize;
                Some((number, Datum { at, size: symbol.size }))
            }
            _ => None,
        });
        let of_data = relocations.iter().filter(|list| list.name == OF_DATA).flat_map(|list| &list.entries);
        let pointers = of_data.map(|entry| (start + entry.offset as usize, entry.index)).collect();
        Ok(Self { module, data: data.collect(), pointers, relocations, start })
    }

    fn number(&self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(self.module.get(at..at + 4)?.try_into().ok()?))
    }

    /// The file a place is in, if this is a place; its symbol too.
    fn file(&self, place: Datum) -> Option<(u32, &[u8])> {
        let pointers = self.pointers.range(place.at..place.at + place.size as usize);
        let (Some((&first, &file)), 1) = (pointers.clone().next(), pointers.count()) else { return None };
        let (length, line, column) = (self.number(place.at + 4)?, self.number(place.at + 8)?, self.number(place.at + 12)?);
        let name = self.data.get(&file)?;
        let name = self.module.get(name.at..name.at + length as usize)?;
        let is_place = place.size == SIZE && first == place.at && line > 0 && column > 0 && name.ends_with(b".rs");
        is_place.then_some((file, name))
    }

    /// The symbols of places in code of others.
    fn foreign(&self) -> BTreeSet<u32> {
        let is_foreign = |datum: &Datum| self.file(*datum).is_some_and(|(_, name)| name.starts_with(FOREIGN));
        self.data.iter().filter(|(_, datum)| is_foreign(datum)).map(|(&symbol, _)| symbol).collect()
    }

    /// Whoever refers to one of these places refers to the first of them from now on, which becomes a place of no name, line 0. `None`
    /// if there is none, or none of ours to take a name from.
    fn without(&self, places: &BTreeSet<u32>) -> Option<Vec<u8>> {
        let one = *places.first()?;
        let place = *self.data.get(&one)?;
        // A text of no length, but it must be somewhere: at a name that is needed anyway.
        let (name, _) = self.data.values().filter_map(|datum| self.file(*datum)).find(|(_, name)| !name.starts_with(FOREIGN))?;
        let mut module = self.module.to_vec();
        module.get_mut(place.at + 4..place.at + SIZE as usize)?.fill(0);
        let (mut out, mut rest) = (module.get(..PREAMBLE)?.to_vec(), module.get(PREAMBLE..)?);
        while !rest.is_empty() {
            let (kind, content, after) = next(rest)?;
            let known = |list: &&Relocations| kind == CUSTOM && text(content).is_some_and(|(name, _)| name == list.name);
            let changed = self.relocations.iter().find(known).map(|list| {
                list.written(|entry| match entry.index {
                    _ if list.name == OF_DATA && self.start + entry.offset as usize == place.at => {
                        RelocationEntry { index: name, addend: 0, ..*entry }
                    }
                    index if places.contains(&index) => RelocationEntry { index: one, ..*entry },
                    _ => *entry,
                })
            });
            let content = changed.as_deref().unwrap_or(content);
            out.push(kind);
            put_number(&mut out, content.len());
            out.extend(content);
            rest = after;
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use wasm_encoder::{ConstExpr, CustomSection, DataSection, DataSymbolDefinition, LinkingSection, Module, SymbolTable};
    use wasmparser::RelocationType::MemoryAddrI32;

    const OURS: &[u8] = b"src/app.rs";
    const THEIRS: &[u8] = b"/x/lib.rs";

    /// Two names; three places, the first two in code of others; a text as long as a place. Then what points to the four.
    fn module() -> Vec<u8> {
        let mut bytes = [OURS, THEIRS].concat();
        let mut table = SymbolTable::new();
        let mut add = |offset: usize, size: usize| {
            table.data(0, "", Some(DataSymbolDefinition { index: 0, offset: offset as u32, size: size as u32 }));
        };
        add(0, OURS.len());
        add(OURS.len(), THEIRS.len());
        let mut pointers = Vec::new();
        for (name, symbol, line) in [(THEIRS, 1, 7_u32), (THEIRS, 1, 8), (OURS, 0, 9)] {
            add(bytes.len(), 16);
            pointers.push((bytes.len(), symbol));
            bytes.extend([0; 4].into_iter().chain((name.len() as u32).to_le_bytes()));
            bytes.extend(line.to_le_bytes().into_iter().chain(1_u32.to_le_bytes()));
        }
        add(bytes.len(), 16);
        bytes.extend(b"sixteen letters.");
        for symbol in 2..6 {
            pointers.push((bytes.len(), symbol));
            bytes.extend([0; 4]);
        }
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(1024), bytes);
        let mut linking = LinkingSection::new();
        linking.symbol_table(&table);
        // Before the bytes: how many segments, flags, three bytes and the end of their address, their length.
        let before = 1 + 1 + 4 + 1;
        let entry =
            |(at, index): (usize, u32)| RelocationEntry { ty: MemoryAddrI32, offset: (at + before) as u32, index, addend: 0 };
        let list = Relocations { name: OF_DATA.into(), section: 0, entries: pointers.into_iter().map(entry).collect() };
        let content = list.written(|entry| *entry);
        let (_, content) = text(&content).unwrap();
        let mut module = Module::new();
        module.section(&data).section(&linking).section(&CustomSection { name: OF_DATA.into(), data: content.into() });
        module.finish()
    }

    #[test]
    fn places_in_code_of_others_become_one_without_a_name() {
        let module = module();
        let before = Linked::read(&module).unwrap();
        assert_eq!(before.foreign(), [2, 3].into());
        let changed = ours_only(&module).unwrap();
        let after = Linked::read(&changed).unwrap();
        let to: Vec<u32> = after.pointers.values().copied().collect();
        assert_eq!(
            to,
            [0, 1, 0, 2, 2, 4, 5],
            "the first has our name, of no length; who pointed to the second points to the first"
        );
        assert_eq!(after.file(after.data[&4]).unwrap().1, OURS);
        let first = after.data[&2].at;
        assert_eq!(changed[first + 4..first + 16], [0; 12]);
        assert_eq!(changed.len(), module.len());
    }

    #[test]
    fn a_module_without_places_is_refused() {
        assert!(ours_only(&Module::new().finish()).is_err());
        assert!(ours_only(b"no module").is_err());
    }

    #[test]
    fn signed_numbers_are_as_short_as_can_be() {
        for (value, bytes) in [(0, &[0][..]), (63, &[63]), (64, &[0xc0, 0]), (-64, &[0x40]), (-65, &[0xbf, 0x7f])] {
            let mut out = Vec::new();
            put_signed(&mut out, value);
            assert_eq!(out, bytes, "{value}");
        }
    }
}
