//! Names as they are: what a reader cannot see, or what changes the order of what they see, is shown by its number.
//!
//! Unicode lets a text hold characters without a picture, and characters that turn the direction of what follows (Unicode Technical
//! Report 36, *Unicode Security Considerations*, 2.5 and 2.6). Where a name decides what is deleted, both must show.

/// The text with every such character as `⟨U+202E⟩`; the same text if there is none.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for next in text.chars() {
        if is_hidden(next) {
            out.push_str(&format!("⟨U+{:04X}⟩", u32::from(next)));
        } else {
            out.push(next);
        }
    }
    out
}

/// Whether a character is not seen, or not where it stands.
pub fn is_hidden(next: char) -> bool {
    next.is_control()
        || matches!(next,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The last part of a file's name: letters, digits, dots and dashes, so that no system reads a folder or a command in it.
pub fn file_name(text: &str) -> String {
    const LONGEST: usize = 80;
    let keep = |next: char| next.is_alphanumeric() || matches!(next, '-' | '_' | '.');
    let clean: String = text.chars().filter(|next| !is_hidden(*next)).map(|next| if keep(next) { next } else { '-' }).collect();
    let clean: String = clean.trim_matches(['.', '-']).chars().take(LONGEST).collect();
    if clean.is_empty() { "unnamed".to_owned() } else { clean }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_nobody_sees_is_spelt_out() {
        for (text, shown) in [
            ("hp-sales", "hp-sales"),
            ("プール ü 'x'", "プール ü 'x'"),
            ("hp\u{200b}-sales", "hp⟨U+200B⟩-sales"),
            ("\u{202e}selas-ph", "⟨U+202E⟩selas-ph"),
            ("a\nb\u{0}", "a⟨U+000A⟩b⟨U+0000⟩"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn a_file_is_called_by_letters() {
        for (text, name) in [
            ("hp-sales.json", "hp-sales.json"),
            ("../../etc/passwd", "etc-passwd"),
            ("a\u{202e}gpj.exe", "agpj.exe"),
            ("con:<script>", "con--script"),
            ("...", "unnamed"),
        ] {
            assert_eq!(file_name(text), name);
        }
    }

    proptest! {
        #[test]
        fn nothing_stays_hidden(text in "[\u{0}-\u{2fff}\u{fe00}-\u{ffff}]{0,40}") {
            prop_assert!(!visible(&text).chars().any(is_hidden));
            let name = file_name(&text);
            prop_assert!(!name.is_empty() && !name.starts_with('.') && name.chars().count() <= 80);
            prop_assert!(!name.chars().any(|next| is_hidden(next) || "/\\:*?\"<>|".contains(next)), "{name}");
        }
    }
}
