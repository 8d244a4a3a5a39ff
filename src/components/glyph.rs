//! The drawings behind [`Icon`](super::Icon): one stroked path each, on a grid of 16.

/// A ring around the grid, shared by the signs that stand in one.
macro_rules! ring {
    ($inside:literal) => {
        concat!("M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z", $inside)
    };
}

macro_rules! glyphs {
    ($($(#[doc = $doc:literal])* $name:ident => $path:expr,)*) => {
        /// What an icon shows. Named after the picture or the verb, never after a page.
        ///
        /// It is its path: so only the drawings of a part come with the code of that part.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct Glyph(&'static str);

        // They are used like the variants of an enum.
        #[allow(non_upper_case_globals)]
        impl Glyph {
            $($(#[doc = $doc])* pub const $name: Self = Self($path);)*

            /// Every glyph, for the gallery.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The path to stroke, on a grid of 16.
            pub const fn path(self) -> &'static str {
                self.0
            }
        }
    };
}

glyphs! {
    /// Four panels: all at a glance.
    Overview => "M2.5 3a.5.5 0 0 1 .5-.5h3.5a.5.5 0 0 1 .5.5v5a.5.5 0 0 1-.5.5H3a.5.5 0 0 1-.5-.5zM9 3a.5.5 0 0 1 .5-.5H13a.5.5 0 0 1 .5.5v2a.5.5 0 0 1-.5.5H9.5a.5.5 0 0 1-.5-.5zM9 8a.5.5 0 0 1 .5-.5H13a.5.5 0 0 1 .5.5v5a.5.5 0 0 1-.5.5H9.5a.5.5 0 0 1-.5-.5zM2.5 11a.5.5 0 0 1 .5-.5h3.5a.5.5 0 0 1 .5.5v2a.5.5 0 0 1-.5.5H3a.5.5 0 0 1-.5-.5z",
    /// Two stacked units: a pool of machines.
    Pool => "M2.5 3.5a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1zM2.5 9.5a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1zM5 5h.01M5 11h.01M8 5h3M8 11h3",
    /// A screen on a foot: one machine.
    Host => "M1.5 3.5a1 1 0 0 1 1-1h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1zM8 11.5V14M5.5 14h5",
    /// An arrow up in a ring: bring up to date.
    Update => ring!("M8 11V5.2M5.5 7.5 8 5l2.5 2.5"),
    /// A key.
    Key => "M8.3 10.6a2.9 2.9 0 1 1-5.8 0 2.9 2.9 0 0 1 5.8 0zM7.5 8.5l6-6M10.6 5.4l2.1 2.1",
    /// A pulse.
    Activity => "M1.5 8h3L6.6 3l2.8 10 2.1-5h3",
    /// Two sliders.
    Settings => "M2 4.5h7M13 4.5h1M2 11.5h1M7 11.5h7M13 4.5a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM7 11.5a2 2 0 1 1-4 0 2 2 0 0 1 4 0z",
    /// A magnifying glass.
    Search => "M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0zM10.3 10.3 14 14",
    /// An arrow down: the order of a column.
    Sort => "M8 3v10M4 9l4 4 4-4",
    /// Three lines, each shorter.
    Filter => "M2 4h12M4.5 8h7M7 12h2",
    /// An arrow around, clockwise: read again.
    Refresh => "M13.5 8a5.5 5.5 0 1 1-1.6-3.9l1.6 1.6M13.5 2.5v3.2h-3.2",
    /// An arrow around, against the clock: try again.
    Retry => "M2.5 8a5.5 5.5 0 1 0 1.6-3.9L2.5 5.7M2.5 2.5v3.2h3.2",
    /// A tick.
    Check => "M3 8.5l3.3 3.3L13 5",
    /// A tick in a ring: success.
    Success => ring!("M5.3 8.2l1.9 1.9 3.6-3.9"),
    /// A triangle with a mark: warning.
    Warning => "M7.5 2.4a.6.6 0 0 1 1 0l5.8 10.4a.6.6 0 0 1-.5.9H2.2a.6.6 0 0 1-.5-.9zM8 6.3v3.3M8 11.6h.01",
    /// A cross in a ring: error.
    Error => ring!("M6 6l4 4M10 6l-4 4"),
    /// A letter in a ring: information.
    Info => ring!("M8 7.6V11M8 5.1h.01"),
    /// A bar in a ring: nothing to say, or standing still.
    Neutral => ring!("M5.5 8h5"),
    /// A question in a ring: not known.
    Unknown => ring!("M6.3 6.4a1.75 1.75 0 1 1 2.5 1.7c-.5.3-.8.6-.8 1.1M8 11.3h.01"),
    /// A part of a ring: under way.
    Running => "M8 2a6 6 0 1 1-6 6",
    /// A clock.
    Clock => ring!("M8 4.8V8l2.3 1.4"),
    /// A calendar leaf.
    Calendar => "M2.5 4.5a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1zM2.5 7h11M5.5 2v3M10.5 2v3",
    /// A cross: close, remove.
    Close => "M4 4l8 8M12 4l-8 8",
    /// A plus: create.
    Plus => "M8 3v10M3 8h10",
    /// A pencil: edit.
    Edit => "M10.8 2.9l2.3 2.3-7.5 7.5-3 .7.7-3zM9.3 4.4l2.3 2.3",
    /// A bin: delete.
    Bin => "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 8.6a.5.5 0 0 0 .5.4h5.8a.5.5 0 0 0 .5-.4l.6-8.6",
    /// A chevron to the right.
    Right => "M6 3.5 10.5 8 6 12.5",
    /// A chevron down.
    Down => "M3.5 6 8 10.5 12.5 6",
    /// Three lines: the navigation.
    Lines => "M2 4.5h12M2 8h12M2 11.5h12",
    /// Three dots: more.
    More => "M4 8a.5.5 0 1 1-1 0 .5.5 0 0 1 1 0zM8.5 8a.5.5 0 1 1-1 0 .5.5 0 0 1 1 0zM13 8a.5.5 0 1 1-1 0 .5.5 0 0 1 1 0z",
    /// Two sheets: copy.
    Copy => "M5.5 5.5v-2a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2M2.5 6.5a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1z",
    /// An eye: show.
    Eye => "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM10 8a2 2 0 1 1-4 0 2 2 0 0 1 4 0z",
    /// A crossed eye: hide.
    EyeOff => "M6 3.8a6 6 0 0 1 2-.3c4 0 6.5 4.5 6.5 4.5a12 12 0 0 1-1.7 2.2M4 5a11 11 0 0 0-2.5 3S4 12.5 8 12.5a6 6 0 0 0 3.2-.9M6.6 6.6a2 2 0 0 0 2.8 2.8M2.5 2.5l11 11",
    /// A triangle: start.
    Play => "M5 3.3v9.4a.4.4 0 0 0 .6.3l7.2-4.7a.4.4 0 0 0 0-.6L5.6 3a.4.4 0 0 0-.6.3z",
    /// Two bars: pause.
    Pause => "M5.5 3v10M10.5 3v10",
    /// A square: stop.
    Stop => "M4 5a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1z",
    /// A head and shoulders.
    User => "M10.7 5.2a2.7 2.7 0 1 1-5.4 0 2.7 2.7 0 0 1 5.4 0zM2.8 13.7c.5-2.6 2.5-4 5.2-4s4.7 1.4 5.2 4",
    /// An arrow out of a frame: leaves this site.
    External => "M9.5 2.5h4v4M13.5 2.5 8 8M11.5 9.5v3a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1h3",
    /// An arrow into a tray.
    Download => "M8 2.5V10M4.8 7 8 10.2 11.2 7M2.5 13.5h11",
    /// Two angles: as machines write it.
    Code => "M5.5 4 2 8l3.5 4M10.5 4 14 8l-3.5 4",
    /// A bell: tell me.
    Bell => "M3.5 11.5h9l-1-2V7a3.500 3.500 0 0 0-7 0v2.500zM6.500 13.500h3M8 2v1.500",
    /// A speech bubble: a message.
    Message => "M2.5 3.5h11V11H8l-3 2.5V11H2.5z",
    /// A plug: a connection.
    Plug => "M6 2v3.5M10 2v3.5M4 5.5h8V8a4 4 0 0 1-8 0zM8 12v2",
    /// An arrow out of a door: sign out.
    SignOut => "M6.5 2.5h-3a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h3M10.5 11l3-3-3-3M13.5 8h-7",
    /// A house of many rooms: a directory.
    Directory => "M3.5 13.5v-10a1 1 0 0 1 1-1h7a1 1 0 0 1 1 1v10M2 13.5h12M6.2 5.5h.01M9.8 5.5h.01M6.2 8.2h.01M9.8 8.2h.01M6.8 13.5v-2.6h2.4v2.6",
    /// A half-filled ring: light and dark.
    Theme => ring!("M8 2v12M8 4.5h3.9M8 8h6M8 11.5h3.9"),
}

#[cfg(test)]
mod tests {
    use super::Glyph;

    #[test]
    fn every_path_begins_with_a_move_and_stays_on_the_grid() {
        for glyph in Glyph::ALL {
            let path = glyph.path();
            assert!(path.starts_with('M'), "{glyph:?}");
            let far = path
                .split(|c: char| !(c.is_ascii_digit() || c == '.'))
                .filter_map(|number| number.parse::<f32>().ok())
                .find(|number| *number > 16.0);
            assert_eq!(far, None, "{glyph:?}");
        }
    }
}
