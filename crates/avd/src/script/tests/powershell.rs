//! A reader of the PowerShell that is written here: commands with parameters, quoted texts, joined texts, numbers, switches,
//! arrays, hashtables and `[datetime]::new` (about_Parsing, about_Quoting_Rules, about_Hash_Tables).

use serde_json::{Map, Value, json};

use super::super::cmdlet::{Cmdlet, Kind};
use super::{Said, put};

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// Spaces and continued lines.
    fn skip(&mut self) {
        while let Some(rest) = self.rest.strip_prefix(' ').or_else(|| self.rest.strip_prefix("`\n")) {
            self.rest = rest;
        }
    }

    fn take(&mut self, token: &str) -> bool {
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, token: &str) {
        assert!(self.take(token), "{token:?} wanted at {:?}", self.rest);
    }

    fn word(&mut self) -> &'a str {
        let end =
            self.rest.find(|next: char| !(next.is_ascii_alphanumeric() || next == '-' || next == '_')).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        assert!(!word.is_empty(), "a word wanted at {rest:?}");
        word
    }

    /// A text in quotes: any of the four single quotes ends it, unless another one follows; that one is meant then.
    fn literal(&mut self) -> String {
        self.expect("'");
        let mut text = String::new();
        let is_quote = |next: char| "'\u{2018}\u{2019}\u{201a}\u{201b}".contains(next);
        let mut chars = self.rest.chars();
        while let Some(next) = chars.next() {
            if is_quote(next) {
                match chars.clone().next().filter(|second| is_quote(*second)) {
                    Some(second) => {
                        chars.next();
                        text.push(second);
                    }
                    None => {
                        self.rest = chars.as_str();
                        return text;
                    }
                }
            } else {
                text.push(next);
            }
        }
        panic!("no closing quote");
    }

    fn number(&mut self) -> i64 {
        let end = self.rest.find(|next: char| !(next.is_ascii_digit() || next == '-')).unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(end);
        self.rest = rest;
        number.parse().unwrap()
    }

    fn separated(&mut self, by: char, end: char, mut one: impl FnMut(&mut Self)) {
        loop {
            self.skip();
            if self.take(&end.to_string()) {
                return;
            }
            one(self);
            self.skip();
            if !self.take(&by.to_string()) {
                self.expect(&end.to_string());
                return;
            }
        }
    }

    fn value(&mut self) -> Value {
        if self.take("@(") {
            let mut items = Vec::new();
            self.separated(',', ')', |reader| items.push(reader.value()));
            return items.into();
        }
        if self.take("@{") {
            let mut fields = Map::new();
            self.separated(';', '}', |reader| {
                let name = reader.expression();
                reader.expect(" = ");
                fields.insert(name, reader.value());
            });
            return fields.into();
        }
        if self.take("([datetime]::new(") {
            let mut parts = Vec::new();
            while !self.take("[DateTimeKind]::Utc))") {
                parts.push(self.number());
                self.expect(", ");
            }
            let [year, month, day, hour, minute, second, ..] = parts[..] else { panic!("{parts:?}") };
            let millis = parts.get(6).copied().unwrap_or_default();
            let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z");
            return host::Instant::parse(&text).unwrap().to_rfc3339().into();
        }
        for (word, value) in [("$true", true), ("$false", false)] {
            if self.take(word) {
                return value.into();
            }
        }
        if self.rest.starts_with(['\'', '(']) { self.expression().into() } else { self.number().into() }
    }

    /// A text, or joined texts.
    fn expression(&mut self) -> String {
        if !self.take("(") {
            return self.literal();
        }
        let mut text = self.literal();
        while self.take(" + ") {
            if self.take("[char]") {
                text.push(char::from_u32(u32::try_from(self.number()).unwrap()).unwrap());
            } else {
                text.push_str(&self.literal());
            }
        }
        self.expect(")");
        text
    }

    fn command(&mut self) -> (String, Vec<(String, Value)>) {
        let name = self.word().to_owned();
        let mut arguments = Vec::new();
        loop {
            self.skip();
            if self.rest.is_empty() || self.rest.starts_with('\n') {
                return (name, arguments);
            }
            self.expect("-");
            let parameter = self.word().to_owned();
            if !self.take(":") {
                self.expect(" ");
            }
            // Without parentheses a bare word or a variable is a text.
            let variable = self.rest.starts_with('$') && !self.rest.starts_with("$true") && !self.rest.starts_with("$false");
            let value = if variable {
                self.expect("$");
                json!(format!("${}", self.word()))
            } else if self.rest.starts_with(|next: char| next.is_ascii_alphabetic()) {
                self.word().into()
            } else {
                self.value()
            };
            arguments.push((parameter, value));
        }
    }
}

/// The one command of a text.
pub(super) fn command(text: &str) -> (String, Vec<(String, Value)>) {
    let mut reader = Reader { rest: text };
    let command = reader.command();
    assert_eq!(reader.rest, "");
    command
}

/// The request of an `Invoke-AzRestMethod`.
pub(super) fn read_rest_method(text: &str, origin: &str) -> Said {
    let (name, arguments) = command(text);
    assert_eq!(name, "Invoke-AzRestMethod");
    let find = |wanted: &str| arguments.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str().unwrap());
    Said {
        method: find("Method").unwrap().to_owned(),
        url: format!("{origin}{}", find("Path").unwrap()),
        headers: vec![],
        body: find("Payload").map(|body| serde_json::from_str(body).unwrap()),
    }
}

/// The body that a cmdlet sends for its arguments.
pub(super) fn body(cmdlet: &Cmdlet, arguments: &[(String, Value)]) -> Value {
    let mut body = json!({});
    let top = cmdlet.top.iter().map(|known| (known.0.to_owned(), known));
    let inner = cmdlet.properties.iter().map(|known| (format!("properties.{}", known.0), known));
    for (path, (_, parameter, kind)) in top.chain(inner) {
        if let Kind::Fixed(word) = kind {
            put(&mut body, &path, json!(word));
        } else if let Some((_, value)) = arguments.iter().find(|(name, _)| name == parameter) {
            put(&mut body, &path, value.clone());
        }
    }
    let known = |name: &str| {
        let mut all = cmdlet.top.iter().chain(cmdlet.properties);
        ["SubscriptionId", "ResourceGroupName"].contains(&name)
            || cmdlet.names.contains(&name)
            || all.any(|known| known.1 == name)
    };
    assert!(arguments.iter().all(|(name, _)| known(name)), "{arguments:?}");
    body
}

/// The request of an `az rest` whose JSON lies in files.
pub(super) fn read_az(text: &str) -> Said {
    let mut reader = Reader { rest: text };
    let mut files = Map::new();
    while reader.take("$") {
        let name = reader.word().to_owned();
        reader.expect(" = New-TemporaryFile\n");
        let (command, arguments) = reader.command();
        reader.expect("\n");
        assert_eq!(command, "Set-Content");
        let [(_, path), (_, encoding), (_, value)] = &arguments[..] else { panic!("{arguments:?}") };
        assert_eq!((path, encoding), (&json!(format!("${name}")), &json!("utf8")));
        files.insert(name, serde_json::from_str(value.as_str().unwrap()).unwrap());
    }
    reader.expect("az rest --method ");
    let method = reader.word().to_ascii_uppercase();
    reader.skip();
    reader.expect("--url ");
    let url = reader.expression();
    for name in files.keys() {
        reader.skip();
        reader.expect(&format!("--{name} \"@${name}\""));
    }
    assert_eq!(reader.rest, "");
    let headers = files.get("headers").and_then(Value::as_object).into_iter().flatten();
    let headers = headers.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
    Said { method, url, headers, body: files.get("body").cloned() }
}
