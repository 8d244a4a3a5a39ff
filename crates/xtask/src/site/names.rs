//! Shortens the names by which the app's module asks for what its script has.
//!
//! wasm-bindgen tells its imports apart by names like `__wbg_appendChild_1a2b3c4d5e6f7081`. They are as long as the function they
//! name, they stand in both files, and digits of a hash do not compress. Nobody else uses them.

use super::module::{IMPORTS, number, put_number, put_text, text, with_section};
use crate::run::{Outcome, fail};
use std::collections::BTreeMap;

/// The script and the module with short names. What is not recognised stays as it is.
pub fn shorten(script: &str, module: &[u8]) -> Outcome<(String, Vec<u8>)> {
    let names: BTreeMap<String, String> =
        long_names(script).into_iter().enumerate().map(|(at, name)| (name, format!("_{at}"))).collect();
    let module = renamed(module, &names).ok_or_else(|| fail("the imports of the app's module could not be read"))?;
    // A name may be the beginning of no other: each ends in its hash.
    let script = names.iter().fold(script.to_owned(), |text, (long, short)| text.replace(long, short));
    Ok((script, module))
}

/// The names of imports: `__wbg_…_` and sixteen hexadecimal digits, at the beginning of a line of the script.
fn long_names(script: &str) -> Vec<String> {
    let name = |line: &str| {
        let (name, _) = line.trim_start().split_once(": function")?;
        let (start, hash) = name.rsplit_once('_')?;
        let is_long = start.starts_with("__wbg_") && hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_long.then(|| name.to_owned())
    };
    script.lines().filter_map(name).collect()
}

fn renamed(module: &[u8], names: &BTreeMap<String, String>) -> Option<Vec<u8>> {
    with_section(module, IMPORTS, |content| imports(content, names))
}

fn imports(content: &[u8], names: &BTreeMap<String, String>) -> Option<Vec<u8>> {
    let (count, mut rest) = number(content)?;
    let mut out = Vec::new();
    put_number(&mut out, count);
    for _ in 0..count {
        let (from, after) = text(rest)?;
        let (name, after) = text(after)?;
        put_text(&mut out, from);
        put_text(&mut out, names.get(name).map_or(name, String::as_str));
        // Only functions, whose type is one number, can be told from what follows without knowing more.
        let (&kind, after) = after.split_first()?;
        let (of, after) = if kind == 0 { number(after)? } else { return None };
        out.push(kind);
        put_number(&mut out, of);
        rest = after;
    }
    rest.is_empty().then_some(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SCRIPT: &str =
        "const imports = {\n    __wbg_add_0123456789abcdef: function(a) {\n    },\n    __wbindgen_init: function() {},\n};\n";

    /// A module that imports these functions and has a custom section after them.
    fn module(names: &[&str]) -> Vec<u8> {
        let mut content = vec![];
        put_number(&mut content, names.len());
        for name in names {
            put_text(&mut content, "./app_bg.js");
            put_text(&mut content, name);
            content.extend([0, 3]);
        }
        let mut out = b"\0asm\x01\0\0\0\x02".to_vec();
        put_number(&mut out, content.len());
        out.extend(content);
        out.extend([0, 3, 1, b'x', 9]);
        out
    }

    #[test]
    fn both_files_get_the_same_short_name() {
        let (script, short) = shorten(SCRIPT, &module(&["__wbg_add_0123456789abcdef", "__wbindgen_init"])).unwrap();
        assert_eq!(script, SCRIPT.replace("__wbg_add_0123456789abcdef", "_0"));
        assert_eq!(short, module(&["_0", "__wbindgen_init"]));
    }

    #[test]
    fn a_module_that_is_cut_off_or_imports_more_than_functions_is_refused() {
        let whole = module(&["__wbg_add_0123456789abcdef"]);
        assert!(shorten(SCRIPT, &whole[..whole.len() - 1]).is_err());
        let mut memory = whole;
        let at = memory.windows(2).position(|pair| pair == [0, 3]).unwrap();
        memory[at] = 2;
        assert!(shorten(SCRIPT, &memory).is_err());
    }
}
