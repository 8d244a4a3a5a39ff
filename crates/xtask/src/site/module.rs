//! Just enough of the WebAssembly binary format (core specification, chapter 5) to rewrite what a module imports and exports.

/// The section that lists what a module imports (5.5.5).
pub const IMPORTS: u8 = 2;
/// The section that lists what a module exports (5.5.10).
pub const EXPORTS: u8 = 7;
/// The section of the bodies of functions (5.5.13).
pub const BODIES: u8 = 10;
/// A section for tools (appendix).
pub const CUSTOM: u8 = 0;
/// Before the first section.
pub const PREAMBLE: usize = 8;

/// The module with another content of one section; `None` if it cannot be read.
pub fn with_section(module: &[u8], which: u8, change: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    let (preamble, mut rest) = module.split_at_checked(PREAMBLE)?;
    let mut out = preamble.to_vec();
    while !rest.is_empty() {
        let (kind, content, after) = next(rest)?;
        let content = if kind == which { change(content)? } else { content.to_vec() };
        out.push(kind);
        put_number(&mut out, content.len());
        out.extend(content);
        rest = after;
    }
    Some(out)
}

/// The content of the first section of a kind.
pub fn section(module: &[u8], which: u8) -> Option<&[u8]> {
    let (_, mut rest) = module.split_at_checked(PREAMBLE)?;
    loop {
        let (kind, content, after) = next(rest)?;
        if kind == which {
            return Some(content);
        }
        rest = after;
    }
}

/// The kind and the content of a section, and what follows it.
pub fn next(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&kind, after) = bytes.split_first()?;
    let (length, after) = number(after)?;
    let (content, after) = after.split_at_checked(length)?;
    Some((kind, content, after))
}

/// A name, and what follows it.
pub fn text(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = number(bytes)?;
    let (text, rest) = rest.split_at_checked(length)?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

/// Writes a name.
pub fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len());
    out.extend(text.as_bytes());
}

/// An unsigned LEB128 of at most 32 bits, and what follows it.
pub fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[at + 1..]));
        }
    }
    None
}

/// Writes an unsigned LEB128.
pub fn put_number(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        // The mask leaves seven bits, which fit.
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for value in [0, 1, 127, 128, 300, 70_000, u32::MAX as usize] {
            let mut bytes = vec![];
            put_number(&mut bytes, value);
            bytes.push(7);
            assert_eq!(number(&bytes), Some((value, &[7][..])), "{value}");
        }
    }
}
