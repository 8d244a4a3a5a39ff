//! What a person chose about the app itself; kept in the browser between visits.

use leptos::prelude::*;

use crate::browser::storage::{self, Area};
use crate::browser::theme;

const THEME: &str = "avd.theme";
const NOTIFY: &str = "avd.notify";
const REQUEST: &str = "avd.request";

/// The colour scheme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// What the system prefers.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word that is stored, and that the style sheet knows.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the word; anything else is the system's preference.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.word() == word).unwrap_or_default()
    }
}

/// The settings. First of the contexts: everything may depend on it.
#[derive(Clone, Copy, Debug)]
pub struct SettingsContext {
    theme: RwSignal<Theme>,
    notify: RwSignal<bool>,
    request: RwSignal<bool>,
}

impl SettingsContext {
    /// Reads what was stored and applies it.
    pub fn provide() -> Self {
        let stored = storage::read(Area::Local, THEME).ok().flatten().unwrap_or_default();
        let notify = storage::read(Area::Local, NOTIFY).ok().flatten().is_some();
        let request = storage::read(Area::Local, REQUEST).ok().flatten().is_some();
        let settings =
            Self { theme: RwSignal::new(Theme::parse(&stored)), notify: RwSignal::new(notify), request: RwSignal::new(request) };
        Effect::new(move || {
            let theme = settings.theme.get();
            theme::set(Some(theme.word()).filter(|_| theme != Theme::System));
        });
        provide_context(settings);
        settings
    }

    /// The colour scheme. Tracked.
    pub fn theme(self) -> Theme {
        self.theme.get()
    }

    /// Whether the person wants notifications of the system; off until asked for. The browser may still refuse them. Tracked.
    pub fn notify(self) -> bool {
        self.notify.get()
    }

    /// Wants notifications or not, for the next visits too where the browser allows it.
    pub fn set_notify(self, wanted: bool) {
        self.notify.set(wanted);
        let _ = if wanted { storage::write(Area::Local, NOTIFY, "on") } else { storage::remove(Area::Local, NOTIFY) };
    }

    /// Whether a review shows the request itself, and not only what it does. Tracked.
    pub fn request(self) -> bool {
        self.request.get()
    }

    /// Shows the request in reviews or not, for the next visits too where the browser allows it.
    pub fn set_request(self, shown: bool) {
        self.request.set(shown);
        let _ = if shown { storage::write(Area::Local, REQUEST, "shown") } else { storage::remove(Area::Local, REQUEST) };
    }

    /// Chooses a colour scheme, for the next visits too where the browser allows it.
    pub fn set_theme(self, theme: Theme) {
        self.theme.set(theme);
        // A refused store costs the choice at the next visit and nothing else.
        let _ = storage::write(Area::Local, THEME, theme.word());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_survives_its_word() {
        for theme in Theme::ALL {
            assert_eq!(Theme::parse(theme.word()), theme);
        }
        assert_eq!(Theme::parse("sepia"), Theme::System);
    }
}
