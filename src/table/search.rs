//! What was typed into a search box, held against what a row says.

use std::collections::BTreeMap;

/// The words of a search; a row that passes has every one of them.
#[derive(Debug)]
pub struct Search(Vec<String>);

impl Search {
    /// Of what was typed.
    pub fn of(text: &str) -> Self {
        Self(text.split_whitespace().map(str::to_lowercase).collect())
    }

    /// Whether all of it is in a text of small letters.
    pub fn is_in(&self, haystack: &str) -> bool {
        self.0.iter().all(|word| haystack.contains(word.as_str()))
    }
}

/// The different values of some rows and their labels, each with how often it occurs: the choices of a filter. An empty value is none.
pub fn counted<'a>(values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    let mut counts = BTreeMap::<(&str, &str), usize>::new();
    for (value, label) in values.into_iter().filter(|(value, _)| !value.is_empty()) {
        *counts.entry((label, value)).or_default() += 1;
    }
    counts.into_iter().map(|((label, value), count)| (value.to_owned(), format!("{label} ({count})"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_be_there_wherever_it_stands() {
        for (typed, passes) in [("", true), ("SALES desk", true), ("desk sales", true), ("sales nobody", false)] {
            assert_eq!(Search::of(typed).is_in("hp-a\nsales desks"), passes, "{typed}");
        }
    }

    #[test]
    fn filters_name_what_there_is_and_how_often() {
        let found = counted([("s1", "Production"), ("", "Nothing"), ("s2", "Lab"), ("s1", "Production")]);
        assert_eq!(found, [("s2".into(), "Lab (1)".into()), ("s1".into(), "Production (2)".into())]);
    }
}
