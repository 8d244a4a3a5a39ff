//! The five tones in which the console speaks of a state.

use super::Glyph;

/// How good or bad a thing is. Never shown as colour alone: each has an icon, and whoever uses it adds a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Nothing to judge, or not known.
    #[default]
    Neutral,
    /// Worth knowing, under way.
    Info,
    /// As it should be.
    Success,
    /// Needs an eye on it.
    Warning,
    /// Broken or refused.
    Danger,
}

impl Tone {
    /// The class that sets the tone's colours for its element and what is inside.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Info => "tone-info",
            Self::Success => "tone-success",
            Self::Warning => "tone-warning",
            Self::Danger => "tone-danger",
        }
    }

    /// The icon that goes with the tone when nothing more telling is at hand.
    pub const fn glyph(self) -> Glyph {
        match self {
            Self::Neutral => Glyph::Neutral,
            Self::Info => Glyph::Info,
            Self::Success => Glyph::Success,
            Self::Warning => Glyph::Warning,
            Self::Danger => Glyph::Error,
        }
    }
}
