//! Words of the service made readable: prefixes off, JSON inside opened. Nothing that stands in it is left out.

use serde_json::Value;

/// In a longer text more JSON than this is left as it is.
const OPENED: usize = 16;

/// The JSON inside a text opened. What `is_error` takes for an error of its own is handed back; any other becomes words in place.
pub fn opened(text: &str, mut is_error: impl FnMut(&Value) -> bool) -> (String, Vec<Value>) {
    let (mut words, mut errors, mut rest) = (String::new(), Vec::new(), text);
    for _ in 0..OPENED {
        let Some((start, value, end)) = next_json(rest) else { break };
        let (mut before, mut after) = (&rest[..start], &rest[end..]);
        for quote in ['\'', '"', '`'] {
            if let (Some(open), Some(close)) = (before.strip_suffix(quote), after.strip_prefix(quote)) {
                (before, after) = (open, close);
            }
        }
        words.push_str(before);
        if is_error(&value) {
            errors.push(value);
        } else {
            words.push_str(&in_words(&value));
        }
        rest = after;
    }
    words.push_str(rest);
    (quoted_names(words.trim()), errors)
}

/// The next JSON object or array with something in it that is not a plain word in brackets.
fn next_json(text: &str) -> Option<(usize, Value, usize)> {
    text.match_indices(['{', '[']).take(OPENED).find_map(|(start, _)| {
        let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
        let value = values.next()?.ok()?;
        let worth = match &value {
            Value::Object(fields) => !fields.is_empty(),
            Value::Array(entries) => entries.iter().any(|entry| !entry.is_number()),
            _ => false,
        };
        worth.then(|| (start, value, start + values.byte_offset()))
    })
}

/// Azure Virtual Desktop writes `ActivityId: GUID Error: ` before its sentence: the id, and the sentence.
pub fn without_prefix(message: &str) -> (Option<String>, &str) {
    let text = message.trim();
    let Some(rest) = after_word(text, "activityid") else { return (None, text) };
    let Some(id) = guid(rest) else { return (None, text) };
    let rest = rest[id.len()..].trim_start_matches([' ', ',', ';', '.', '-', '\r', '\n']);
    let sentence = after_word(rest, "error").unwrap_or(rest);
    (Some(id.to_ascii_lowercase()), sentence)
}

/// What follows a word and its colon or equals sign, whatever its case.
fn after_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    let rest = rest.trim_start();
    let rest = rest.strip_prefix([':', '=']).filter(|_| start.eq_ignore_ascii_case(word))?;
    Some(rest.trim_start())
}

/// The GUID a text begins with.
pub fn guid(text: &str) -> Option<&str> {
    let guid = text.get(..36)?;
    let fits =
        |(index, byte): (usize, u8)| if matches!(index, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() };
    guid.bytes().enumerate().all(fits).then_some(guid)
}

/// The provider puts names between ≤ and ≥.
fn quoted_names(text: &str) -> String {
    if text.contains('≤') && text.contains('≥') { text.replace('≤', "“").replace('≥', "”") } else { text.to_owned() }
}

/// JSON as words: a list with commas, an object by its name and the rest in brackets.
fn in_words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(flag) => (if *flag { "yes" } else { "no" }).to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(entries) => joined(entries.iter().map(in_words), ", "),
        Value::Object(_) => {
            let (name, rest) = named(value);
            match (name.is_empty(), rest.is_empty()) {
                (_, true) => name,
                (true, false) => rest.join(", "),
                (false, false) => format!("{name} ({})", rest.join(", ")),
            }
        }
    }
}

/// The name of an object, and everything else in it.
fn named(value: &Value) -> (String, Vec<String>) {
    let Value::Object(fields) = value else { return (in_words(value), Vec::new()) };
    let names = ["localizedValue", "displayName", "name", "title"];
    let name = names.into_iter().find(|name| fields.get(*name).is_some_and(|value| !value.is_null()));
    let (title, mut rest) = name.and_then(|name| fields.get(name)).map(named).unwrap_or_default();
    let others = fields.iter().filter(|(other, _)| name != Some(other.as_str()));
    rest.extend(others.map(|(other, value)| pair(other, value)).filter(|words| !words.is_empty()));
    (title, rest)
}

fn pair(name: &str, value: &Value) -> String {
    let words = in_words(value);
    if words.is_empty() || name == "value" { words } else { format!("{} {words}", spaced(name)) }
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

/// `projectedUsedCapacity` as “projected used capacity”; any other name stays as it is.
fn spaced(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && before.is_ascii_lowercase() {
            words.push(' ');
            words.push(letter.to_ascii_lowercase());
        } else {
            words.push(letter);
        }
        before = letter;
    }
    words
}
