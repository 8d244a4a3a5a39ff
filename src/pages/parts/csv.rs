//! Comma-separated values for a spreadsheet.

/// One line with its end.
pub fn csv_line(cells: &[&str]) -> String {
    let mut line = String::new();
    avd::rule::csv::line(&mut line, cells);
    line
}
