//! Any text as one literal of a language: whatever is in it, nothing in it is run.

use serde_json::Value;

/// One word for a POSIX shell: in single quotes nothing is special, and a quote itself is closed, escaped, opened again
/// (POSIX.1-2024, Shell Command Language, 2.2.2).
pub(crate) fn posix(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// One expression for PowerShell. In single quotes only a quote is special, and it is doubled; the typographic ones count as
/// quotes too (about_Quoting_Rules; language specification, 2.3.5.2). Control characters stand outside of the quotes by their
/// number: pasted as they are, a terminal would act on them.
pub(super) fn powershell(text: &str) -> String {
    let (mut parts, mut literal) = (Vec::new(), String::new());
    for next in text.chars() {
        if next.is_control() {
            parts.push(format!("'{}'", core::mem::take(&mut literal)));
            parts.push(format!("[char]{}", u32::from(next)));
        } else {
            literal.push(next);
            if is_powershell_quote(next) {
                literal.push(next);
            }
        }
    }
    if parts.is_empty() {
        return format!("'{literal}'");
    }
    parts.push(format!("'{literal}'"));
    // The first part is a text, so `+` joins texts. Empty ones in between say nothing.
    let said = parts.iter().enumerate().filter(|(at, part)| *at == 0 || *part != "''").map(|(_, part)| part.as_str());
    format!("({})", said.collect::<Vec<_>>().join(" + "))
}

/// PowerShell takes these for a single quote.
pub(super) const fn is_powershell_quote(next: char) -> bool {
    matches!(next, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}')
}

/// One string of Bicep (Learn, "Data types in Bicep", strings): the backslash escapes, and `${` would insert an expression.
pub(super) fn bicep(text: &str) -> String {
    let mut out = String::from("'");
    let mut chars = text.chars().peekable();
    while let Some(next) = chars.next() {
        match next {
            '\'' | '\\' => out.extend(['\\', next]),
            '$' if chars.peek() == Some(&'{') => out.push_str("\\$"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            next if next.is_control() => out.push_str(&format!("\\u{{{:x}}}", u32::from(next))),
            next => out.push(next),
        }
    }
    out.push('\'');
    out
}

/// A JSON value over several lines; every control character within its strings is escaped.
pub(super) fn json(value: &Value) -> String {
    let mut out = String::new();
    for next in format!("{value:#}").chars() {
        // A line end between the tokens is one; within a string it is escaped already.
        if next.is_control() && next != '\n' {
            out.push_str(&format!("\\u{:04x}", u32::from(next)));
        } else {
            out.push(next);
        }
    }
    out
}

/// A text for a comment of one line.
pub(super) fn comment(text: &str) -> String {
    text.chars().map(|next| if next.is_control() || matches!(next, '\u{2028}' | '\u{2029}') { ' ' } else { next }).collect()
}
