//! The title of the tab.

/// Sets it. A mark that is set stays before it.
pub fn set(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(&format!("{}{title}", mark_of(&document.title())));
    }
}

/// Puts a mark before it, in place of one that is there; an empty one takes it away.
pub fn set_mark(mark: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        let title = document.title();
        let bare = title.strip_prefix(mark_of(&title)).unwrap_or(&title);
        let between = if mark.is_empty() { "" } else { " " };
        document.set_title(&format!("{}{between}{bare}", mark_in_brackets(mark)));
    }
}

fn mark_in_brackets(mark: &str) -> String {
    if mark.is_empty() { String::new() } else { format!("({mark})") }
}

/// The mark with its brackets and the space behind it: `(!) `.
fn mark_of(title: &str) -> &str {
    let end = title.strip_prefix('(').and_then(|rest| rest.find(") ")).map_or(0, |at| at + 3);
    title.split_at(end).0
}

#[cfg(test)]
mod tests {
    use super::mark_of;

    #[test]
    fn a_mark_is_in_brackets_at_the_start() {
        let cases = [("(!) Pools", "(!) "), ("(✓) hp-1 · Update", "(✓) "), ("Pools", ""), ("hp (old) · Update", "")];
        for (title, mark) in cases {
            assert_eq!(mark_of(title), mark, "{title}");
        }
    }
}
