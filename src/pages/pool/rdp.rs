//! The RDP property string of a pool, taken apart. Pure.
//!
//! Names and values: Learn, “Supported RDP properties for Azure Virtual Desktop”. A value may hold semicolons
//! (`drivestoredirect:s:C:\;E:\;`), so a new property begins only where `name:i:` or `name:s:` does.

/// One property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name, as found.
    pub name: String,
    /// Its value, as found.
    pub value: String,
    /// The whole of it, as found.
    pub raw: String,
}

/// What is known of a property: name, label, and the words of its values in order from 0.
type Known = (&'static str, &'static str, &'static [&'static str]);

const SWITCH: &[&str] = &["Off", "On"];

const KNOWN: &[Known] = &[
    ("enablerdsaadauth", "Single sign-on with Microsoft Entra ID", SWITCH),
    ("targetisaadjoined", "Entra-joined session hosts (older setting)", SWITCH),
    ("enablecredsspsupport", "CredSSP", SWITCH),
    ("kdcproxyname", "KDC proxy", &[]),
    ("alternate shell", "Program at sign-in", &[]),
    ("autoreconnection enabled", "Reconnect by itself", SWITCH),
    ("bandwidthautodetect", "Detect bandwidth", SWITCH),
    ("networkautodetect", "Detect network type", SWITCH),
    ("compression", "Compression", SWITCH),
    ("videoplaybackmode", "Efficient video playback", SWITCH),
    ("audiocapturemode", "Microphone", SWITCH),
    ("audiomode", "Audio output", &["On the local device", "On the session host", "None"]),
    ("camerastoredirect", "Cameras", &[]),
    ("devicestoredirect", "Plug and Play devices", &[]),
    ("drivestoredirect", "Drives", &[]),
    ("usbdevicestoredirect", "USB devices", &[]),
    ("redirectclipboard", "Clipboard", SWITCH),
    ("redirectprinters", "Printers", SWITCH),
    ("redirectsmartcards", "Smart cards", SWITCH),
    ("redirectcomports", "Serial ports", SWITCH),
    ("redirectwebauthn", "WebAuthn", SWITCH),
    ("redirectlocation", "Location", SWITCH),
    (
        "keyboardhook",
        "Key combinations of Windows",
        &["Local", "Remote when in focus", "Remote in full screen", "Remote for an app in focus"],
    ),
    ("encode redirected video capture", "Compress camera video", SWITCH),
    (
        "redirected video capture encoding quality",
        "Quality of camera video",
        &["High compression", "Medium compression", "Low compression"],
    ),
    ("use multimon", "Several screens", SWITCH),
    ("maximizetocurrentdisplays", "Full screen on the current screens", SWITCH),
    ("singlemoninwindowedmode", "One screen when windowed", SWITCH),
    ("selectedmonitors", "Chosen screens", &[]),
    ("screen mode id", "Window", &["", "In a window", "Full screen"]),
    ("smart sizing", "Scale to the window", SWITCH),
    ("dynamic resolution", "Follow the size of the window", SWITCH),
    ("desktopwidth", "Width", &[]),
    ("desktopheight", "Height", &[]),
    ("desktop size id", "Size of the desktop", &["640 × 480", "800 × 600", "1024 × 768", "1280 × 1024", "1600 × 1200"]),
    ("desktopscalefactor", "Scale in percent", &[]),
];

impl Property {
    /// What it is called.
    pub fn label(&self) -> &str {
        self.known().map_or(self.name.as_str(), |known| known.1)
    }

    /// What its value means.
    pub fn words(&self) -> String {
        let word = self.known().and_then(|known| known.2.get(self.value.parse::<usize>().ok()?)).filter(|word| !word.is_empty());
        match (word, self.value.as_str()) {
            (Some(word), _) => (*word).to_owned(),
            (None, "") => "None".to_owned(),
            (None, "*") => "All".to_owned(),
            (None, value) => value.to_owned(),
        }
    }

    fn known(&self) -> Option<&'static Known> {
        KNOWN.iter().find(|known| known.0.eq_ignore_ascii_case(self.name.trim()))
    }
}

/// Takes the string apart, in its order, doubles included.
pub fn parse(text: &str) -> Vec<Property> {
    let mut found: Vec<Property> = Vec::new();
    for piece in text.split(';') {
        match begun(piece) {
            Some((name, value)) => found.push(Property { name, value, raw: piece.to_owned() }),
            // Not a beginning: the semicolon before it was part of the value.
            None => extend(found.last_mut(), piece),
        }
    }
    for property in &mut found {
        property.value = property.value.trim_end_matches(';').to_owned();
        property.raw = property.raw.trim_end_matches(';').to_owned();
    }
    found
}

fn begun(piece: &str) -> Option<(String, String)> {
    let mut parts = piece.splitn(3, ':');
    let (name, kind, value) = (parts.next()?, parts.next()?, parts.next()?);
    let is_one = !name.trim().is_empty() && matches!(kind, "i" | "s");
    is_one.then(|| (name.trim().to_owned(), value.to_owned()))
}

fn extend(last: Option<&mut Property>, piece: &str) {
    if let Some(last) = last {
        for text in [&mut last.value, &mut last.raw] {
            text.push(';');
            text.push_str(piece);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_hold_semicolons() {
        let found = parse("drivestoredirect:s:C:\\;E:\\;;audiomode:i:2;use multimon:i:1");
        let seen: Vec<(&str, String, &str)> =
            found.iter().map(|property| (property.label(), property.words(), property.value.as_str())).collect();
        let expected = [
            ("Drives", "C:\\;E:\\".to_owned(), "C:\\;E:\\"),
            ("Audio output", "None".to_owned(), "2"),
            ("Several screens", "On".to_owned(), "1"),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn odd_strings_are_kept_as_they_are() {
        assert!(parse("").is_empty());
        assert!(parse("nonsense").is_empty());
        let found = parse("mystery:s:a:b;audiomode:i:9;drivestoredirect:s:;camerastoredirect:s:*;");
        let words: Vec<(&str, String)> = found.iter().map(|property| (property.label(), property.words())).collect();
        let expected = [("mystery", "a:b"), ("Audio output", "9"), ("Drives", "None"), ("Cameras", "All")];
        assert_eq!(words, expected.map(|(label, word)| (label, word.to_owned())));
    }
}
