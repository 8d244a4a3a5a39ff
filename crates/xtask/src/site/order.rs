//! Lays alike functions of the app's module side by side: what is near costs fewer bits to refer to, so the file compresses better.
//!
//! wasm-opt can order functions by name only. So before it runs, each gets a name that is its place: by type, which makes the list of
//! types one run after another, then by length, which brings together what was made from one generic function.

use super::module::{IMPORTS, number, put_number, put_text, section};
use crate::run::{Outcome, fail};

/// The sections of the types and of the bodies of functions (5.5.6, 5.5.13).
const TYPES: u8 = 3;
const BODIES: u8 = 10;
/// A section for tools, and in the one called `name` the part that names functions (appendix, "Name Section").
const CUSTOM: u8 = 0;
const FUNCTION_NAMES: u8 = 1;

/// The module with its functions named by the place each should have.
pub fn named_by_place(module: &[u8]) -> Outcome<Vec<u8>> {
    named(module).ok_or_else(|| fail("the functions of the app's module could not be read"))
}

fn named(module: &[u8]) -> Option<Vec<u8>> {
    // The app's module imports nothing but functions; they come first.
    let (imported, _) = number(section(module, IMPORTS)?)?;
    let (count, mut types) = number(section(module, TYPES)?)?;
    let (_, mut bodies) = number(section(module, BODIES)?)?;
    let mut functions = Vec::new();
    for at in 0..count {
        let (kind, after) = number(types)?;
        let (length, body) = number(bodies)?;
        functions.push((kind, length, imported + at));
        (types, bodies) = (after, body.get(length..)?);
    }
    functions.sort_unstable();
    let mut names: Vec<(usize, usize)> = functions.iter().enumerate().map(|(place, (.., function))| (*function, place)).collect();
    names.sort_unstable();
    let mut list = Vec::new();
    put_number(&mut list, names.len());
    for (function, place) in names {
        put_number(&mut list, function);
        put_text(&mut list, &format!("{place:06}"));
    }
    let mut content = Vec::new();
    put_text(&mut content, "name");
    content.push(FUNCTION_NAMES);
    put_number(&mut content, list.len());
    content.extend(list);
    let mut out = super::module::without_section(module, CUSTOM)?;
    out.push(CUSTOM);
    put_number(&mut out, content.len());
    out.extend(content);
    Some(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn functions_are_named_by_type_then_length() {
        let module = |custom: &[u8]| {
            // One import; functions 1, 2, 3 of types 1, 0, 0 with bodies of 1, 2 and 1 bytes.
            let mut out = b"\0asm\x01\0\0\0\x02\x01\x01\x03\x04\x03\x01\x00\x00\x0a\x08\x03\x01a\x02bb\x01c".to_vec();
            out.extend(custom);
            out
        };
        let old = module(b"\0\x04\x02xyz");
        let names = b"\0\x20\x04name\x01\x19\x03\x01\x06000002\x02\x06000001\x03\x06000000";
        assert_eq!(named_by_place(&old).unwrap(), module(names));
        assert!(named_by_place(&old[..20]).is_err());
    }
}
