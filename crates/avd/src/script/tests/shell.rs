//! A reader of POSIX shell words (Shell Command Language, 2.2 and 2.3) and of `az rest`.

use super::Said;

/// The words of one simple command. What would be expanded, or would end the command, is a mistake.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), None::<String>);
    let mut chars = line.chars();
    while let Some(next) = chars.next() {
        match next {
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next().expect("a closing quote") {
                        '\'' => break,
                        inside => word.push(inside),
                    }
                }
            }
            '\\' => match chars.next() {
                Some('\n') => {}
                Some(escaped) => word.get_or_insert_default().push(escaped),
                None => panic!("nothing after the backslash"),
            },
            ' ' => words.extend(word.take()),
            plain if plain.is_ascii_alphanumeric() || matches!(plain, '-' | '_') => word.get_or_insert_default().push(plain),
            other => panic!("{other:?} outside of quotes in {line}"),
        }
    }
    words.extend(word);
    words
}

/// The request of an `az rest` command.
pub(super) fn read(text: &str) -> Said {
    let words = words(text);
    assert_eq!(words[..2], ["az", "rest"]);
    let mut said = Said { method: String::new(), url: String::new(), headers: vec![], body: None };
    let mut option = "";
    for word in &words[2..] {
        match (word.as_str(), option) {
            ("--method" | "--url" | "--headers" | "--body", _) => option = word,
            (value, "--method") => said.method = value.to_ascii_uppercase(),
            (value, "--url") => value.clone_into(&mut said.url),
            (value, "--headers") => {
                let (name, value) = value.split_once('=').unwrap();
                said.headers.push((name.to_owned(), value.to_owned()));
            }
            (value, "--body") => said.body = Some(serde_json::from_str(value).unwrap()),
            (word, _) => panic!("{word:?}"),
        }
    }
    said
}
