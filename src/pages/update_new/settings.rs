//! Whose settings an update has. Pure.

/// Where the settings of the update come from and where they go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Settings {
    /// Sent with the update; the policy stays as it is.
    #[default]
    Own,
    /// Sent with the update, and saved to the policy first.
    Save,
    /// Not sent: those of the policy.
    Policy,
}

impl Settings {
    /// The word in the address and in the form.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Save => "save",
            Self::Policy => "policy",
        }
    }

    /// What a word stands for.
    pub fn parse(word: &str) -> Self {
        [Self::Save, Self::Policy].into_iter().find(|one| one.key() == word).unwrap_or_default()
    }
}
