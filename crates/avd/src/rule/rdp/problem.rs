//! What deserves a look in RDP properties. The service takes any text, so nothing here stands in the way of saving.

use super::{Item, Kind, Known, Rdp, Values, dead};

/// One thing that deserves a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The property, by its place; `None` for the text as a whole.
    pub at: Option<usize>,
    /// What it is, as a sentence.
    pub message: String,
    /// What would mend it.
    pub fix: Option<Fix>,
}

/// What mends a problem, in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Takes the property at this place out.
    Remove(usize),
    /// Writes name and type of the property at this place as they should be.
    Tidy(usize),
    /// Makes one line of many.
    Lines,
    /// Takes out what belongs to no property.
    Stray,
    /// Turns on the property that takes the place of another one.
    Successor(&'static str),
}

impl Fix {
    /// The words on its button.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Remove(_) | Self::Stray => "Remove",
            Self::Tidy(_) => "Correct",
            Self::Lines => "Join the lines",
            Self::Successor(_) => "Use the replacement",
        }
    }
}

/// What deserves a look, in the order of the text.
pub fn problems(rdp: &Rdp) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut say = |at: Option<usize>, message: String, fix: Option<Fix>| found.push(Problem { at, message, fix });
    if rdp.to_string().trim().contains('\n') {
        say(None, "Separate properties with semicolons, not line breaks.".to_owned(), Some(Fix::Lines));
    }
    let stray = rdp.stray.trim_matches(|next: char| next == ';' || next.is_whitespace());
    if !stray.is_empty() {
        say(None, format!("“{stray}” isn't a valid property. Use name:i:number or name:s:text."), Some(Fix::Stray));
    }
    for (at, item) in rdp.items.iter().enumerate() {
        let name = item.name();
        if rdp.find(name).is_some_and(|(first, _)| first != at) {
            say(Some(at), format!("{name} is set twice. The client decides which value applies."), Some(Fix::Remove(at)));
        }
        if dead(name) {
            let message = format!("{name} has no effect on Azure Virtual Desktop, which sets or ignores it.");
            say(Some(at), message, Some(Fix::Remove(at)));
            continue;
        }
        if item.head.trim_start() != format!("{name}:{}:", item.kind().letter()) {
            say(Some(at), format!("{name} contains extra spaces or capital letters."), Some(Fix::Tidy(at)));
        }
        match item.known() {
            Some(known) => found_in(rdp, at, item, known, &mut say),
            None if item.kind() == Kind::Number && item.plain().parse::<i64>().is_err() => {
                say(Some(at), format!("{name} has the type number (i), but its value isn't a number."), None);
            }
            None => {}
        }
    }
    found
}

fn found_in(rdp: &Rdp, at: usize, item: &Item, known: &Known, say: &mut impl FnMut(Option<usize>, String, Option<Fix>)) {
    let (name, plain) = (known.name, item.plain());
    if item.kind() != known.kind {
        let (is, should) = (item.kind().letter(), known.kind.letter());
        say(Some(at), format!("{name} has type {is}; it should be {should}."), Some(Fix::Tidy(at)));
    } else if let Some(wanted) = misfit(known, plain) {
        say(Some(at), format!("{name} accepts {wanted}, not “{plain}”."), Some(Fix::Remove(at)));
    }
    let successor = |name: &str| rdp.find(name).is_some_and(|(_, item)| item.plain() == "1");
    if name == "targetisaadjoined" && plain == "1" && !successor("enablerdsaadauth") {
        let what = "targetisaadjoined has been replaced by enablerdsaadauth. Turn that on first; until then, this property lets \
            devices connect that aren't joined to the same directory.";
        say(Some(at), what.to_owned(), Some(Fix::Successor("enablerdsaadauth")));
    } else if let Some(why) = known.outdated {
        say(Some(at), format!("{name} is out of date: {why}"), Some(Fix::Remove(at)));
    }
    let is = |name: &str, value: &str| rdp.find(name).is_some_and(|(_, item)| item.plain() == value);
    let spread = match name {
        "maximizetocurrentdisplays" | "singlemoninwindowedmode" => plain == "1",
        "selectedmonitors" => !plain.is_empty(),
        _ => false,
    };
    if spread && is("use multimon", "0") {
        say(Some(at), format!("{name} has no effect while use multimon is off."), None);
    }
    if name == "redirected video capture encoding quality" && is("encode redirected video capture", "0") {
        say(Some(at), format!("{name} has no effect while encode redirected video capture is off."), None);
    }
    if name == "desktop size id" && rdp.find("desktopwidth").is_some() && rdp.find("desktopheight").is_some() {
        say(Some(at), format!("{name} has no effect when desktopwidth and desktopheight are set."), Some(Fix::Remove(at)));
    }
}

/// What the values may be, if this is none of them.
fn misfit(known: &Known, value: &str) -> Option<String> {
    match known.values {
        Values::Open(_) => None,
        Values::Range(from, to) => {
            let fits = value.parse::<i64>().is_ok_and(|number| (from..=to).contains(&number));
            (!fits).then(|| format!("a whole number from {from} to {to}"))
        }
        Values::Words(words) => {
            let fits = words.iter().any(|(word, _)| *word == value);
            (!fits).then(|| words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", "))
        }
    }
}
