//! Comma-separated values (RFC 4180), safe to open in a spreadsheet.

/// Appends a line.
pub fn line<T: AsRef<str>>(text: &mut String, cells: &[T]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push_str(&quoted(cell.as_ref()));
    }
    text.push_str("\r\n");
}

/// A cell, in quotes if any program could part it. A spreadsheet takes one that begins with `=`, `+`, `-`, `@` or their full-width forms for a formula; an
/// apostrophe before it makes it text (OWASP, "CSV Injection"). Which character parts cells is a matter of the person's locale: so the
/// apostrophe stands wherever a cell could begin, whatever the separator.
fn quoted(cell: &str) -> String {
    let (mut written, mut begins) = (String::new(), true);
    for (at, next) in cell.char_indices() {
        // A cell that begins with a control is itself taken apart by some programs.
        if begins && is_formula(&cell[at..]) || at == 0 && matches!(next, '\t' | '\r' | '\n') {
            written.push('\'');
        }
        begins = matches!(next, ',' | ';' | '|' | '\t' | '\r' | '\n');
        match next {
            '"' => written.push_str("\"\""),
            // It ends a text in some programs, and would begin one there.
            '\0' => written.push('\u{fffd}'),
            other => written.push(other),
        }
    }
    if written.contains([',', ';', '|', '"', '\'', '\t', '\r', '\n']) { format!("\"{written}\"") } else { written }
}

/// Whether a spreadsheet would calculate what begins so. Quotes and spaces before it are no protection.
fn is_formula(text: &str) -> bool {
    let start = text.trim_start_matches(|sign: char| sign == '"' || sign == '\0' || sign.is_whitespace() || sign.is_control());
    start.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_stays_one_and_is_no_formula() {
        for (cell, written) in [
            ("plain", "plain"),
            ("", ""),
            ("a, b", "a, b"),
            ("say \"no\"", "say \"\"no\"\""),
            ("two\nlines", "two\nlines"),
            ("a - b = c", "a - b = c"),
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            (" \"=1", "' \"\"=1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("x;=HYPERLINK(1)", "x;'=HYPERLINK(1)"),
            ("x\t\"@y", "x\t'\"\"@y"),
            ("x\n=1\r+1", "x\n'=1\r'+1"),
            ("a\0=1", "a\u{fffd}=1"),
            ("\r1", "'\r1"),
            ("\t@1", "'\t'@1"),
        ] {
            let quoted = quoted(cell);
            let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&quoted);
            assert_eq!(inner, written, "{cell:?}");
        }
    }
}
