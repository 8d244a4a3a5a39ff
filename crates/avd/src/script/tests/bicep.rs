//! A reader of the Bicep that is written here (Learn, "Bicep file structure and syntax", "Data types in Bicep").

use arm::ResourceId;
use serde_json::{Map, Value};

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\n']);
    }

    fn take(&mut self, token: &str) -> bool {
        self.skip();
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, token: &str) {
        assert!(self.take(token), "{token:?} wanted at {:?}", self.rest);
    }

    fn identifier(&mut self) -> &'a str {
        self.skip();
        let end = self.rest.find(|next: char| !(next.is_ascii_alphanumeric() || next == '_')).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        assert!(word.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_'), "a name wanted at {:?}", self.rest);
        self.rest = rest;
        word
    }

    fn string(&mut self) -> String {
        self.expect("'");
        let mut text = String::new();
        let mut chars = self.rest.chars();
        loop {
            match chars.next().expect("a closing quote") {
                '\'' => break,
                '\n' => panic!("a line ends in a string"),
                '$' => {
                    assert_ne!(chars.clone().next(), Some('{'), "an expression in a string");
                    text.push('$');
                }
                '\\' => match chars.next().unwrap() {
                    'n' => text.push('\n'),
                    'r' => text.push('\r'),
                    't' => text.push('\t'),
                    'u' => {
                        let (number, rest) = chars.as_str().strip_prefix('{').unwrap().split_once('}').unwrap();
                        text.push(char::from_u32(u32::from_str_radix(number, 16).unwrap()).unwrap());
                        chars = rest.chars();
                    }
                    escaped @ ('\'' | '\\' | '$') => text.push(escaped),
                    other => panic!("no escape: {other:?}"),
                },
                plain => text.push(plain),
            }
        }
        self.rest = chars.as_str();
        text
    }

    fn object(&mut self) -> Map<String, Value> {
        self.expect("{");
        let mut fields = Map::new();
        while !self.take("}") {
            let name = if self.rest.starts_with('\'') { self.string() } else { self.identifier().to_owned() };
            self.expect(":");
            fields.insert(name, self.value());
            assert!(self.rest.starts_with('\n') || self.rest.starts_with('}'), "one field a line");
        }
        fields
    }

    fn value(&mut self) -> Value {
        self.skip();
        if self.take("json(") {
            let number = serde_json::from_str(&self.string()).unwrap();
            self.expect(")");
            return number;
        }
        match self.rest.chars().next().unwrap() {
            '\'' => self.string().into(),
            '{' => self.object().into(),
            '[' => {
                self.expect("[");
                let mut items = Vec::new();
                while !self.take("]") {
                    items.push(self.value());
                }
                items.into()
            }
            '-' | '0'..='9' => {
                let end = self.rest.find(|next: char| !(next.is_ascii_digit() || next == '-')).unwrap_or(self.rest.len());
                let (number, rest) = self.rest.split_at(end);
                self.rest = rest;
                number.parse::<i64>().unwrap().into()
            }
            _ => match self.identifier() {
                "true" => true.into(),
                "false" => false.into(),
                "null" => Value::Null,
                // A symbol, as after `parent:`.
                symbol => symbol.into(),
            },
        }
    }
}

/// The words of the `az deployment` line.
fn option(line: &str, name: &str) -> String {
    let after = line.split_once(name).unwrap().1.trim_start().strip_prefix('\'').unwrap();
    let (mut text, mut rest) = (String::new(), after);
    loop {
        let (part, after) = rest.split_once('\'').unwrap();
        text.push_str(part);
        match after.strip_prefix("\\''") {
            Some(after) => {
                text.push('\'');
                rest = after;
            }
            None => return text,
        }
    }
}

/// The address and the body that the file stands for.
pub(super) fn read(text: &str, origin: &str) -> (String, Value) {
    let (comments, code): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("//"));
    let (subscription, group) = (option(comments[0], "--subscription"), option(comments[0], "--resource-group"));
    let code = code.join("\n");
    let mut reader = Reader { rest: &code };
    let (mut path, mut before) = (String::new(), None::<String>);
    loop {
        reader.expect("resource ");
        let symbol = reader.identifier().to_owned();
        let (kind, version) =
            reader.string().rsplit_once('@').map(|(kind, version)| (kind.to_owned(), version.to_owned())).unwrap();
        let existing = reader.take("existing");
        reader.expect("=");
        let mut fields = reader.object();
        let name = fields.shift_remove("name").unwrap();
        let own = kind.rsplit('/').next().unwrap();
        match before.take() {
            None => {
                path =
                    format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/{kind}/{}", name.as_str().unwrap());
            }
            Some(parent) => {
                assert_eq!(fields.shift_remove("parent"), Some(parent.into()));
                path = format!("{path}/{own}/{}", name.as_str().unwrap());
            }
        }
        if !existing {
            reader.skip();
            assert_eq!(reader.rest, "");
            let path = ResourceId::parse(&path).unwrap().path();
            return (format!("{origin}{path}?api-version={version}"), fields.into());
        }
        before = Some(symbol);
    }
}
