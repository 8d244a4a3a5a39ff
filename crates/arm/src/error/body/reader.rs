//! Walks an error body and writes down its levels in order.

use serde_json::{Map, Value};

use super::{Detail, Fact, MOST, PolicyRefusal, clipped, words};

/// How deep anything may be nested; what is deeper is cut off.
const DEEPEST: usize = 24;
/// More facts in one error nobody reads.
const FACTS: usize = 600;

const CODES: &[&str] = &["code", "faultcode", "errorcode"];
const MESSAGES: &[&str] = &["message", "error_description", "faulttext", "errormessage", "detail", "title"];
/// Names of what holds another error, the one that explains most first.
const INNER: &[&str] = &["error", "odata.error", "details", "errors", "innererror"];

#[derive(Default)]
pub struct Reader {
    pub levels: Vec<Detail>,
    pub policies: Vec<PolicyRefusal>,
    pub activity: Option<String>,
    pub cut: bool,
    facts: usize,
}

impl Reader {
    pub fn read(&mut self, value: &Value) {
        self.value(value, 0, 0, false);
    }

    /// `depth` is that of the levels, `nested` that of the JSON.
    fn value(&mut self, value: &Value, depth: usize, nested: usize, opened: bool) {
        if nested > DEEPEST || self.levels.len() >= MOST {
            self.cut = true;
            return;
        }
        match value {
            Value::Null => {}
            Value::Object(fields) => self.object(fields, depth, nested, opened),
            Value::Array(entries) => {
                for entry in entries {
                    self.value(entry, depth, nested + 1, opened);
                }
            }
            Value::String(text) => match json_in(text) {
                Some(inner) => self.value(&inner, depth, nested + 1, opened),
                None => self.only_words(text, depth, nested, opened),
            },
            other => self.only_words(&other.to_string(), depth, nested, opened),
        }
    }

    fn only_words(&mut self, text: &str, depth: usize, nested: usize, opened: bool) {
        let mut level = Detail { depth, opened, ..Detail::default() };
        let inside = self.message(&mut level, text);
        self.push(level, &inside, Vec::new(), nested);
    }

    fn object(&mut self, fields: &Map<String, Value>, depth: usize, nested: usize, opened: bool) {
        let mut level = Detail { depth, opened, ..Detail::default() };
        let mut inside = Vec::new();
        let (code, message) = (code_of(fields), message_of(fields));
        let mut inner: [Vec<&Value>; INNER.len()] = Default::default();
        for (name, value) in fields {
            let lower = name.to_ascii_lowercase();
            if code.is_some_and(|known| known == name) {
                self.code(&mut level, name, value);
            } else if message.is_some_and(|known| known == name) {
                inside = self.message_field(&mut level, name, value, nested);
            } else if lower == "target" && level.target.is_none() && (value.is_string() || value.is_number()) {
                level.target = Some(self.clip(scalar(value))).filter(|target| !target.is_empty());
            } else if lower == "additionalinfo" {
                self.additional(&mut level, value, nested);
            } else if holds_error(value, nested) {
                let order = INNER.iter().position(|known| *known == lower);
                inner[order.unwrap_or(INNER.len() - 2)].push(value);
            } else {
                self.flatten(&mut level, name, value, nested);
            }
        }
        self.push(level, &inside, inner.concat(), nested);
    }

    /// Writes a level down, and then what is inside it.
    fn push(&mut self, level: Detail, inside: &[Value], inner: Vec<&Value>, nested: usize) {
        let (depth, opened) = (level.depth, level.opened);
        let silent = level.code.is_empty() && level.message.is_empty();
        let empty = silent && level.target.is_none() && level.facts.is_empty();
        if !empty {
            self.levels.push(level);
        }
        let deeper = depth + usize::from(!empty);
        for value in inside {
            self.value(value, deeper, nested + 1, !empty || opened);
        }
        for value in inner {
            self.value(value, deeper, nested + 1, silent && opened);
        }
    }

    fn code(&mut self, level: &mut Detail, name: &str, value: &Value) {
        let code = scalar(value);
        let plain = without_number(&code);
        // A fault's number is not part of its name.
        if name.eq_ignore_ascii_case("faultCode") && plain.len() < code.len() {
            level.code = self.clip(plain.to_owned());
            self.fact(level, name.to_owned(), code);
        } else {
            level.code = self.clip(code);
        }
    }

    /// OData writes its message as `{"lang": …, "value": …}`; any other object is opened like JSON in a string.
    fn message_field(&mut self, level: &mut Detail, name: &str, value: &Value, nested: usize) -> Vec<Value> {
        match value {
            Value::Object(fields) if fields.get("value").is_some_and(Value::is_string) => {
                for (part, value) in fields.iter().filter(|(part, _)| *part != "value") {
                    self.flatten(level, &format!("{name}.{part}"), value, nested + 1);
                }
                self.message(level, fields.get("value").and_then(Value::as_str).unwrap_or_default())
            }
            Value::Object(_) | Value::Array(_) => vec![value.clone()],
            other => self.message(level, &scalar(other)),
        }
    }

    fn message(&mut self, level: &mut Detail, text: &str) -> Vec<Value> {
        if let Some(whole) = json_in(text) {
            return vec![whole];
        }
        let (activity, sentence) = words::without_prefix(text);
        let mut policies = Vec::new();
        let (words, inside) = words::opened(sentence, |value| {
            policies.extend(policies_in(value));
            holds_error(value, 0)
        });
        policies.into_iter().for_each(|policy| self.policy(policy));
        match (activity, &self.activity) {
            // Where two differ, each stays reachable.
            (Some(one), Some(known)) if *known != one => self.fact(level, "ActivityId".to_owned(), one),
            (Some(one), _) => self.activity = Some(one),
            (None, _) => {}
        }
        level.message = self.clip(words);
        inside
    }

    /// The message and `additionalInfo` may name the same assignment; each knows what the other lacks.
    fn policy(&mut self, found: PolicyRefusal) {
        let same = |known: &&mut PolicyRefusal| !found.assignment.is_empty() && known.assignment == found.assignment;
        match self.policies.iter_mut().find(same) {
            Some(known) => {
                if known.definition.is_empty() {
                    known.definition = found.definition;
                }
                known.scope = known.scope.take().or(found.scope);
            }
            None => self.policies.push(found),
        }
    }

    fn additional(&mut self, level: &mut Detail, value: &Value, nested: usize) {
        let entries = value.as_array().map_or_else(|| vec![value], |entries| entries.iter().collect());
        for entry in entries {
            let kind = entry.get("type").and_then(Value::as_str).unwrap_or("additionalInfo").to_owned();
            let Value::Object(fields) = entry else {
                self.flatten(level, &kind, entry, nested + 1);
                continue;
            };
            let before = level.facts.len();
            for (name, value) in fields {
                match name.as_str() {
                    "type" if value.is_string() => {}
                    "info" => {
                        policy_violation(&kind, value).into_iter().for_each(|policy| self.policy(policy));
                        self.flatten(level, &kind, value, nested + 2);
                    }
                    _ => self.flatten(level, &format!("{kind}: {name}"), value, nested + 2),
                }
            }
            if level.facts.len() == before && fields.contains_key("type") {
                self.fact(level, "additionalInfo".to_owned(), kind);
            }
        }
    }

    /// Every leaf under its path.
    fn flatten(&mut self, level: &mut Detail, path: &str, value: &Value, nested: usize) {
        if nested > DEEPEST {
            self.cut |= !value.is_null();
            return;
        }
        match value {
            Value::Null => {}
            Value::Object(fields) => {
                for (name, value) in fields {
                    self.flatten(level, &below(path, name), value, nested + 1);
                }
            }
            Value::Array(entries) => {
                for entry in entries {
                    self.flatten(level, path, entry, nested + 1);
                }
            }
            Value::String(text) => match json_in(text) {
                Some(inner) => self.flatten(level, path, &inner, nested + 1),
                None => self.fact(level, path.to_owned(), words::opened(text, |_| false).0),
            },
            other => self.fact(level, path.to_owned(), other.to_string()),
        }
    }

    fn fact(&mut self, level: &mut Detail, name: String, value: String) {
        if value.is_empty() {
            return;
        }
        if self.facts >= FACTS {
            self.cut = true;
            return;
        }
        self.facts += 1;
        let fact = Fact { name: self.clip(name), value: self.clip(value) };
        level.facts.push(fact);
    }

    fn clip(&mut self, text: String) -> String {
        let (text, cut) = clipped(text);
        self.cut |= cut;
        text
    }
}

/// `PolicyViolation: policyAssignmentName`, then dots.
fn below(path: &str, name: &str) -> String {
    if path.is_empty() || path.contains(": ") { format!("{path}.{name}") } else { format!("{path}: {name}") }
}

/// The field that has the code; `error` is one where it is a word (RFC 6749).
fn code_of(fields: &Map<String, Value>) -> Option<&str> {
    let word = |value: &Value| value.is_number() || value.as_str().is_some_and(|text| json_in(text).is_none());
    named(fields, CODES, word).or_else(|| {
        let sentence = |text: &str| text.contains(char::is_whitespace);
        named(fields, &["error"], |value| word(value) && !value.as_str().is_some_and(sentence))
    })
}

fn message_of(fields: &Map<String, Value>) -> Option<&str> {
    let useful = |value: &Value| match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        _ => true,
    };
    named(fields, MESSAGES, useful).or_else(|| named(fields, &["error", "statusmessage"], Value::is_string))
}

/// The first of these names that the object has, in any case.
fn named<'a>(fields: &'a Map<String, Value>, names: &[&str], fits: impl Fn(&Value) -> bool) -> Option<&'a str> {
    names.iter().find_map(|wanted| {
        fields.iter().find(|(name, value)| name.eq_ignore_ascii_case(wanted) && fits(value)).map(|(name, _)| name.as_str())
    })
}

/// Whether there is an error inside: something with a code or words of its own.
fn holds_error(value: &Value, nested: usize) -> bool {
    if nested > DEEPEST {
        return false;
    }
    match value {
        Value::Array(entries) => entries.iter().any(|entry| holds_error(entry, nested + 1)),
        Value::String(text) => json_in(text).is_some_and(|inner| holds_error(&inner, nested + 1)),
        Value::Object(fields) => fields.iter().any(|(name, value)| {
            let is = |known: &[&str]| known.iter().any(|known| name.eq_ignore_ascii_case(known));
            let word = !matches!(value, Value::Null | Value::Bool(_)) && value.as_str() != Some("");
            word && (is(CODES) || is(&MESSAGES[..4]) || is(&["error"])) || holds_error(value, nested + 1)
        }),
        _ => false,
    }
}

/// A string that is JSON as a whole: an object or a list.
fn json_in(text: &str) -> Option<Value> {
    let text = text.trim();
    let whole = text.starts_with('{') && text.ends_with('}') || text.starts_with('[') && text.ends_with(']');
    serde_json::from_str(text).ok().filter(|_| whole)
}

fn scalar(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A fault's name without the number behind it: `MarketplaceImageNotFound_1024`.
fn without_number(code: &str) -> &str {
    match code.rsplit_once('_') {
        Some((name, number)) if !name.is_empty() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            name
        }
        _ => code,
    }
}

fn text_of(value: &Value, names: &[&str]) -> String {
    let field = names.iter().find_map(|name| value.get(*name).and_then(Value::as_str).filter(|text| !text.is_empty()));
    clipped(field.unwrap_or_default().to_owned()).0
}

fn policy_violation(kind: &str, info: &Value) -> Option<PolicyRefusal> {
    kind.eq_ignore_ascii_case("PolicyViolation").then(|| PolicyRefusal {
        definition: text_of(info, &["policyDefinitionDisplayName", "policyDefinitionName", "policyDefinitionId"]),
        assignment: text_of(info, &["policyAssignmentDisplayName", "policyAssignmentName", "policyAssignmentId"]),
        scope: Some(text_of(info, &["policyAssignmentScope", "policyAssignmentSscope"])).filter(|scope| !scope.is_empty()),
    })
}

/// “Policy identifiers: '[{"policyAssignment":{"name":…},"policyDefinition":{…}}]'”.
fn policies_in(value: &Value) -> Vec<PolicyRefusal> {
    let entries = value.as_array().map_or_else(|| vec![value], |entries| entries.iter().collect());
    let name = |entry: &Value, part: &str| entry.get(part).map(|part| text_of(part, &["name", "id"])).unwrap_or_default();
    entries
        .into_iter()
        .filter(|entry| entry.get("policyAssignment").is_some())
        .map(|entry| PolicyRefusal {
            definition: name(entry, "policyDefinition"),
            assignment: name(entry, "policyAssignment"),
            scope: None,
        })
        .collect()
}
