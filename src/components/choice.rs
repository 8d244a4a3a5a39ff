//! What a select or a group of radio buttons offers.

/// One thing to pick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form holds.
    pub value: String,
    /// What a person reads.
    pub label: String,
    /// A line below it (radio buttons only).
    pub help: Option<String>,
}

impl Choice {
    /// A value with its words.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), help: None }
    }

    /// The same with a line of explanation.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}
