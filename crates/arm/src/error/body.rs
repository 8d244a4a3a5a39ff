//! Error bodies in all the shapes Azure sends them, read leniently: no leaf is lost, and whatever cannot be understood is kept as words.
//!
//! The shape they should have: Resource Provider Contract, *Error response content*. What is sent besides: `code` as a number,
//! `details` as an object, an array of faults as a string, JSON inside any string, an error inside a status or a resource.

mod reader;
mod words;

use host::Response;
use serde_json::Value;

use super::denial::{self, Denial};
use reader::Reader;
pub(crate) use words::guid;

/// More entries nobody reads; what is beyond is said to be cut off.
const MOST: usize = 200;
/// More words in one place nobody reads.
const LONGEST: usize = 4_000;

/// One level of an error: what the service nested, opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// How deep it is nested; the outermost is 0.
    pub depth: usize,
    /// The service's code; empty if it has none.
    pub code: String,
    /// The service's words; empty if it has none.
    pub message: String,
    /// The property or object it speaks of.
    pub target: Option<String>,
    /// Everything else that stands there, additional info included.
    pub facts: Vec<Fact>,
    /// It stood as JSON in the message of the level around it, so it is that level's message.
    opened: bool,
}

/// Something an error says besides its code and its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// Where it stood: `PolicyViolation: policyAssignmentName`.
    pub name: String,
    /// What stood there.
    pub value: String,
}

/// An Azure Policy that forbade a request (`additionalInfo` of type `PolicyViolation`, or the identifiers in the message).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyRefusal {
    /// The definition's display name, else its name or id.
    pub definition: String,
    /// The assignment's display name, else its name or id.
    pub assignment: String,
    /// Where it is assigned.
    pub scope: Option<String>,
}

/// What an error body says, level by level.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ErrorBody {
    levels: Vec<Detail>,
    code: Option<String>,
    message: String,
    target: Option<String>,
    policies: Vec<PolicyRefusal>,
    denial: Option<Denial>,
    activity: Option<String>,
    cut: bool,
}

impl ErrorBody {
    /// Only a sentence.
    pub(super) fn words(message: String) -> Self {
        Self { message, ..Self::default() }
    }

    /// Reads a response's body; an empty one or a web page becomes `HTTP 502`.
    pub(crate) fn parse(response: &Response) -> Self {
        let text = response.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&response.body);
        let mut body = match serde_json::from_slice::<Value>(text) {
            Ok(value) => Self::of(&value),
            Err(_) => Self::words(plain_text(text)),
        };
        if body.message.is_empty() && body.code.is_none() {
            body.message = format!("HTTP {}", response.status);
        }
        body
    }

    /// Reads a body that is JSON already: also the error inside a status or a resource.
    pub fn of(value: &Value) -> Self {
        let mut reader = Reader::default();
        reader.read(value);
        let Reader { levels, policies, activity, cut, .. } = reader;
        let mut body = Self { policies, activity, cut, ..Self::default() };
        if let Some(told) = innermost(&levels, |level| !level.message.is_empty()) {
            body.message.clone_from(&levels[told].message);
            body.code = code_at(&levels, told);
            body.target.clone_from(&levels[told].target);
        } else if let Some(named) = innermost(&levels, |level| !level.code.is_empty()) {
            body.code = Some(levels[named].code.clone());
            body.target.clone_from(&levels[named].target);
        }
        body.denial = levels.iter().rev().find_map(|level| denial::of(&level.message));
        body.levels = levels;
        body
    }

    /// Every level, outermost first.
    pub fn levels(&self) -> &[Detail] {
        &self.levels
    }

    /// The code of the level whose words are [`ErrorBody::message`].
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The innermost sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Puts a sentence where there is none.
    pub(super) fn or_words(mut self, words: impl FnOnce() -> String) -> Self {
        if self.message.is_empty() {
            self.message = words();
        }
        self
    }

    /// The same under a sentence of this side: the service's words stay reachable as levels.
    pub(super) fn under(self, message: String) -> Self {
        Self { message, code: None, target: None, ..self }
    }

    /// The property or object the innermost sentence speaks of.
    pub fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    /// The policies that forbade it.
    pub fn policies(&self) -> &[PolicyRefusal] {
        &self.policies
    }

    /// Why access was denied, if the words say so.
    pub fn denial(&self) -> Option<&Denial> {
        self.denial.as_ref()
    }

    /// The id under which the provider's support finds it (`ActivityId`).
    pub fn activity(&self) -> Option<&str> {
        self.activity.as_deref()
    }

    /// Whether there was more than was kept.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// The codes, that of the innermost sentence first, then those around and beside it.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let rest = self.levels.iter().rev().map(|level| level.code.as_str());
        self.code.as_deref().into_iter().chain(rest).filter(|code| !code.is_empty())
    }
}

/// The deepest level that fits, along the first branch that has one.
fn innermost(levels: &[Detail], fits: impl Fn(&Detail) -> bool) -> Option<usize> {
    let mut found = None;
    let mut range = 0..levels.len();
    loop {
        let depth = levels[range.clone()].iter().map(|level| level.depth).min()?;
        let starts: Vec<usize> = range.clone().filter(|at| levels[*at].depth == depth).collect();
        let ends = starts.iter().skip(1).copied().chain([range.end]);
        let branch = starts.iter().copied().zip(ends).find(|(start, end)| levels[*start..*end].iter().any(&fits));
        let Some((start, end)) = branch else { return found };
        if fits(&levels[start]) {
            found = Some(start);
        }
        range = start + 1..end;
        if range.is_empty() {
            return found;
        }
    }
}

/// The code of a level; one that was opened from a message has that of the level around it if it names none.
fn code_at(levels: &[Detail], at: usize) -> Option<String> {
    let mut level = &levels[at];
    let mut before = levels[..at].iter().rev();
    while level.code.is_empty() && level.opened {
        level = before.by_ref().find(|around| around.depth < level.depth)?;
    }
    Some(level.code.clone()).filter(|code| !code.is_empty())
}

/// Words of a length that can be shown.
fn clipped(mut text: String) -> (String, bool) {
    let end = text.char_indices().nth(LONGEST).map(|(end, _)| end);
    if let Some(end) = end {
        text.truncate(end);
        text.push('…');
    }
    (text, end.is_some())
}

fn plain_text(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(2000)]);
    let text = text.trim();
    if text.starts_with('<') { String::new() } else { text.chars().take(500).collect() }
}
