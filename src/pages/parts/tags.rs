//! Tags as a text, one a line: `name = value`.

use std::collections::BTreeMap;

/// The lines.
pub fn tag_lines(tags: &BTreeMap<String, String>) -> String {
    tags.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join("\n")
}

/// The tags of a text, and what is wrong with the first line that is none.
pub fn tags_of(text: &str) -> (BTreeMap<String, String>, Option<String>) {
    let (mut tags, mut wrong) = (BTreeMap::new(), None);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => {
                tags.insert(name.trim().to_owned(), value.trim().to_owned());
            }
            _ => wrong = wrong.or_else(|| Some(format!("“{line}” isn't a tag. Use name = value."))),
        }
    }
    (tags, wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_lines() {
        let (tags, wrong) = tags_of("Team = desktop\n\n cost=42 = x \nnothing");
        assert_eq!(tag_lines(&tags), "Team = desktop\ncost = 42 = x");
        assert_eq!(wrong.as_deref(), Some("“nothing” isn't a tag. Use name = value."));
        assert_eq!(tags_of(&tag_lines(&tags)), (tags, None));
    }
}
