//! A sentence of a rule. Rules know no time zone and write an instant as it is sent; here it reads as people write it.
#![allow(clippy::needless_pass_by_value, reason = "a component owns its properties")]

use host::Instant;
use leptos::prelude::*;

use crate::browser::intl::{self, Style};

/// The sentence, each instant in it in the person's own format; hovering gives it as it was written.
#[component]
pub fn Sentence(
    /// The words.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let piece = |piece: Piece<'_>| match piece {
        Piece::Words(words) => words.to_owned().into_any(),
        Piece::At(written, at) => {
            let words = intl::format(at, None, Style::Full).unwrap_or_else(|| written.to_owned());
            view! { <time datetime=written.to_owned() title=written.to_owned()>{words}</time> }.into_any()
        }
    };
    pieces(&text).into_iter().map(piece).collect_view()
}

/// The same as text, for titles and names.
pub fn in_own_time(text: &str) -> String {
    let piece = |piece: Piece<'_>| match piece {
        Piece::Words(words) => words.to_owned(),
        Piece::At(written, at) => intl::format(at, None, Style::Full).unwrap_or_else(|| written.to_owned()),
    };
    pieces(text).into_iter().map(piece).collect()
}

#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Words(&'a str),
    /// As written, and what it means.
    At(&'a str, Instant),
}

/// Takes a sentence apart at the instants in it (RFC 3339, with date, time and offset).
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut found, mut from) = (Vec::new(), 0);
    for (start, _) in text.char_indices().filter(|(_, first)| first.is_ascii_digit()) {
        let fresh = start >= from && !text[..start].ends_with(|before: char| before.is_ascii_alphanumeric() || before == '-');
        if let Some((written, at)) = fresh.then(|| instant(&text[start..])).flatten() {
            found.push(Piece::Words(&text[from..start]));
            found.push(Piece::At(written, at));
            from = start + written.len();
        }
    }
    found.push(Piece::Words(&text[from..]));
    found.retain(|piece| *piece != Piece::Words(""));
    found
}

/// The instant a text begins with. A full stop at its end belongs to the sentence.
fn instant(text: &str) -> Option<(&str, Instant)> {
    let length = text.find(|next: char| !(next.is_ascii_digit() || "-+:.TZ".contains(next))).unwrap_or(text.len());
    let written = text[..length].trim_end_matches(['.', ':']);
    let whole = written.len() >= "2026-11-30T12:00:00Z".len() && written.as_bytes().get(10) == Some(&b'T');
    whole.then(|| Instant::parse(written).ok()).flatten().map(|at| (written, at))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Piece<'_> {
        Piece::At(text, Instant::parse(text).unwrap())
    }

    #[test]
    fn instants_are_found_and_nothing_else() {
        use Piece::Words;
        for (text, wanted) in [
            ("", vec![]),
            ("No instant, 12 hosts.", vec![Words("No instant, 12 hosts.")]),
            ("2026-12-01T15:51:59Z", vec![at("2026-12-01T15:51:59Z")]),
            ("It expires at 2026-12-01T15:51:59Z.", vec![Words("It expires at "), at("2026-12-01T15:51:59Z"), Words(".")]),
            (
                "From 2026-12-01T15:51:59.123Z to 2026-12-02T15:51:59+01:00, not later",
                vec![
                    Words("From "),
                    at("2026-12-01T15:51:59.123Z"),
                    Words(" to "),
                    at("2026-12-02T15:51:59+01:00"),
                    Words(", not later"),
                ],
            ),
            ("API version 2026-01-01-preview.", vec![Words("API version 2026-01-01-preview.")]),
            ("image-2026-12-01T15:51:59Z", vec![Words("image-2026-12-01T15:51:59Z")]),
            ("2026-13-01T15:51:59Z ä", vec![Words("2026-13-01T15:51:59Z ä")]),
        ] {
            assert_eq!(pieces(text), wanted, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_letter_is_lost(text in "([ -~äß☕]{0,12}(2026-12-01T15:51:59(\\.[0-9]{1,3})?Z)?){0,3}") {
            let whole: String = pieces(&text).into_iter().map(|piece| match piece { Piece::Words(words) | Piece::At(words, _) => words }).collect();
            prop_assert_eq!(whole, text);
        }
    }
}
