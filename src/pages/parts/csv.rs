//! Comma-separated values (RFC 4180), for a spreadsheet.

/// One line with its end.
pub fn csv_line(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell. One that a spreadsheet would take for a formula is marked as text (OWASP, *CSV Injection*).
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::csv_line;

    #[test]
    fn quotes_and_disarms() {
        assert_eq!(csv_line(&["a,b", "say \"no\"", "=1+1", ""]), "\"a,b\",\"say \"\"no\"\"\",\"'=1+1\",\"\"\r\n");
    }
}
