//! What is known of RDP properties (Learn, "Supported RDP properties"; "What's new in Azure Virtual Desktop", July 2025).

use super::Kind::{self, Number, Text};

/// Properties that are looked for together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Who signs in, and how.
    SignIn,
    /// What of the local device the session may use.
    Redirection,
    /// Screens.
    Display,
    /// The connection and what runs in it.
    Session,
}

impl Group {
    /// All, in the order of the form.
    pub const ALL: [Self; 4] = [Self::SignIn, Self::Redirection, Self::Display, Self::Session];

    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::SignIn => "Sign-in and security",
            Self::Redirection => "Redirection",
            Self::Display => "Display",
            Self::Session => "Session",
        }
    }
}

/// What a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// These, each with its word.
    Words(&'static [(&'static str, &'static str)]),
    /// These have a word; any other text will do.
    Open(&'static [(&'static str, &'static str)]),
    /// A whole number from, to.
    Range(i64, i64),
}

/// What holds without the property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// This value of the protocol.
    Is(&'static str),
    /// The protocol has nothing to say.
    Nothing,
    /// On in older pools, off in those made since July 2025.
    ByAge,
}

/// One property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Where it belongs.
    pub group: Group,
    /// What it is called.
    pub label: &'static str,
    /// What it does.
    pub help: &'static str,
    /// What it may be.
    pub values: Values,
    /// What holds without it.
    pub default: Default,
    /// What took its place, or why it is on its way out.
    pub outdated: Option<&'static str>,
}

impl Known {
    /// The word for a value.
    pub fn word(&self, value: &str) -> Option<&'static str> {
        let (Values::Words(words) | Values::Open(words)) = self.values else { return None };
        words.iter().find(|(known, _)| known.eq_ignore_ascii_case(value)).map(|(_, word)| *word)
    }

    /// What holds without it, in words.
    pub fn default_words(&self) -> String {
        match self.default {
            Default::Is(value) => format!("Service default ({})", self.word(value).unwrap_or(value)),
            Default::Nothing | Default::ByAge => "Service default".to_owned(),
        }
    }
}

/// The property of this name, compared without case.
pub fn known(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.name.eq_ignore_ascii_case(name))
}

/// Whether this name is for Remote Desktop elsewhere: Azure Virtual Desktop sets it itself or has no use for it.
pub fn dead(name: &str) -> bool {
    const NAMES: [&str; 7] = [
        "full address",
        "alternate full address",
        "username",
        "domain",
        "authentication level",
        "promptcredentialonce",
        "disableconnectionsharing",
    ];
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || name.starts_with("gateway") || name.starts_with("remoteapplication")
}

const SWITCH: Values = Values::Words(&[("0", "Off"), ("1", "On")]);
const OFF: Default = Default::Is("0");
const ON: Default = Default::Is("1");

const fn one(
    name: &'static str,
    kind: Kind,
    group: Group,
    (label, help): (&'static str, &'static str),
    values: Values,
    default: Default,
) -> Known {
    Known { name, kind, group, label, help, values, default, outdated: None }
}

const fn outdated(known: Known, why: &'static str) -> Known {
    Known { outdated: Some(why), ..known }
}

use Group::{Display, Redirection, Session, SignIn};

/// All of them, by group.
pub const KNOWN: &[Known] = &[
    one(
        "enablerdsaadauth",
        Number,
        SignIn,
        ("Single sign-on with Microsoft Entra ID", "Users sign in once; the session uses the client's sign-in."),
        SWITCH,
        OFF,
    ),
    outdated(
        one(
            "targetisaadjoined",
            Number,
            SignIn,
            ("Entra-joined session hosts", "Lets devices that aren't joined to the same directory connect with a password."),
            SWITCH,
            OFF,
        ),
        "it's been replaced by enablerdsaadauth.",
    ),
    one(
        "enablecredsspsupport",
        Number,
        SignIn,
        (
            "CredSSP",
            "Authenticates the user before the session starts. If it's off, users see the session host's sign-in screen.",
        ),
        SWITCH,
        ON,
    ),
    one(
        "kdcproxyname",
        Text,
        SignIn,
        ("KDC proxy", "The fully qualified name of a KDC proxy, for devices outside the network."),
        Values::Open(&[]),
        Default::Nothing,
    ),
    one(
        "redirectclipboard",
        Number,
        Redirection,
        ("Clipboard", "Copy and paste between device and session."),
        SWITCH,
        Default::ByAge,
    ),
    one(
        "drivestoredirect",
        Text,
        Redirection,
        ("Drives", "Local drives in the session: all, those connected later, or a list such as C:\\;E:\\;"),
        Values::Open(&[("", "None"), ("*", "All"), ("DynamicDrives", "Those connected later")]),
        Default::ByAge,
    ),
    one("redirectprinters", Number, Redirection, ("Printers", "Local printers in the session."), SWITCH, Default::ByAge),
    one(
        "usbdevicestoredirect",
        Text,
        Redirection,
        ("USB devices", "USB devices redirected to the session: all, a class, or a device by its instance ID."),
        Values::Open(&[("", "None"), ("*", "All")]),
        Default::ByAge,
    ),
    one(
        "audiomode",
        Number,
        Redirection,
        ("Sound", "Where the session's sound is played."),
        Values::Words(&[("0", "On the device"), ("1", "On the session host"), ("2", "Don't play")]),
        OFF,
    ),
    one("audiocapturemode", Number, Redirection, ("Microphone", "The local microphone in the session."), SWITCH, OFF),
    one(
        "camerastoredirect",
        Text,
        Redirection,
        ("Cameras", "Local cameras in the session: all or a list. A hyphen before a camera excludes it."),
        Values::Open(&[("", "None"), ("*", "All")]),
        Default::Is(""),
    ),
    one(
        "encode redirected video capture",
        Number,
        Redirection,
        ("Compress camera video", "Saves bandwidth, with slightly more delay."),
        SWITCH,
        ON,
    ),
    one(
        "redirected video capture encoding quality",
        Number,
        Redirection,
        ("Compression of camera video", "More compression saves bandwidth but lowers quality."),
        Values::Words(&[("0", "High"), ("1", "Medium"), ("2", "Low")]),
        OFF,
    ),
    one(
        "devicestoredirect",
        Text,
        Redirection,
        ("Plug and Play devices", "Media players and cameras that use MTP or PTP: all, those connected later, or a list of IDs."),
        Values::Open(&[("", "None"), ("*", "All"), ("DynamicDevices", "Those connected later")]),
        Default::Is("*"),
    ),
    one("redirectsmartcards", Number, Redirection, ("Smart cards", "Local smart card readers in the session."), SWITCH, ON),
    one(
        "redirectwebauthn",
        Number,
        Redirection,
        ("WebAuthn", "The device's passkeys and security keys, for websites in the session."),
        SWITCH,
        ON,
    ),
    one("redirectcomports", Number, Redirection, ("Serial ports", "Local COM ports in the session."), SWITCH, ON),
    one("redirectlocation", Number, Redirection, ("Location", "The device's location, for apps in the session."), SWITCH, OFF),
    one(
        "keyboardhook",
        Number,
        Redirection,
        ("Windows key combinations", "Where key combinations such as Alt+Tab apply."),
        Values::Words(&[
            ("0", "On the device"),
            ("1", "In the session when it has focus"),
            ("2", "In the session in full screen"),
            ("3", "In the RemoteApp when it has focus"),
        ]),
        Default::Is("2"),
    ),
    one(
        "screen mode id",
        Number,
        Display,
        ("Window", "How the desktop opens."),
        Values::Words(&[("1", "In a window"), ("2", "Full screen")]),
        Default::Is("2"),
    ),
    one("use multimon", Number, Display, ("All displays", "Uses all displays of the device."), SWITCH, ON),
    one(
        "selectedmonitors",
        Text,
        Display,
        ("Selected displays", "Only these displays, as a list of numbers such as 1,0. The first is the main display."),
        Values::Open(&[]),
        Default::Nothing,
    ),
    one(
        "maximizetocurrentdisplays",
        Number,
        Display,
        ("Maximize to current displays", "Full screen uses the displays the window is on when it's maximized."),
        SWITCH,
        OFF,
    ),
    one(
        "singlemoninwindowedmode",
        Number,
        Display,
        ("One display in a window", "Uses one display after leaving full screen."),
        SWITCH,
        OFF,
    ),
    one(
        "smart sizing",
        Number,
        Display,
        ("Scale to the window", "The session is scaled to the size of the window."),
        SWITCH,
        OFF,
    ),
    one(
        "dynamic resolution",
        Number,
        Display,
        ("Dynamic resolution", "The session's resolution changes with the size of the window."),
        SWITCH,
        ON,
    ),
    one(
        "desktop size id",
        Number,
        Display,
        ("Size", "The size in pixels, if width and height aren't set."),
        Values::Words(&[("0", "640 × 480"), ("1", "800 × 600"), ("2", "1024 × 768"), ("3", "1280 × 1024"), ("4", "1600 × 1200")]),
        Default::Nothing,
    ),
    one("desktopwidth", Number, Display, ("Width", "In pixels, 200 to 8192."), Values::Range(200, 8192), Default::Nothing),
    one("desktopheight", Number, Display, ("Height", "In pixels, 200 to 8192."), Values::Range(200, 8192), Default::Nothing),
    outdated(
        one(
            "desktopscalefactor",
            Number,
            Display,
            ("Scale", "Percentage."),
            Values::Words(&[
                ("100", "100%"),
                ("125", "125%"),
                ("150", "150%"),
                ("175", "175%"),
                ("200", "200%"),
                ("250", "250%"),
                ("300", "300%"),
                ("400", "400%"),
                ("500", "500%"),
            ]),
            Default::Nothing,
        ),
        "Microsoft is retiring it.",
    ),
    one(
        "autoreconnection enabled",
        Number,
        Session,
        ("Reconnect automatically", "The client reconnects after a network interruption."),
        SWITCH,
        ON,
    ),
    one(
        "bandwidthautodetect",
        Number,
        Session,
        ("Detect bandwidth", "The client adapts to the available bandwidth."),
        SWITCH,
        ON,
    ),
    one("networkautodetect", Number, Session, ("Detect network type", "Used with bandwidth detection."), SWITCH, ON),
    one("compression", Number, Session, ("Compression", "Compresses all data sent."), SWITCH, ON),
    one(
        "videoplaybackmode",
        Number,
        Session,
        ("Video playback", "Streams video efficiently if the client supports it."),
        SWITCH,
        ON,
    ),
    one(
        "alternate shell",
        Text,
        Session,
        ("Program to start", "Runs instead of the desktop."),
        Values::Open(&[]),
        Default::Nothing,
    ),
];
