//! The rule that the colours of `style/tokens.css` can be read: WCAG 2.2, 1.4.3 (4.5:1 for text) and 1.4.11 (3:1 for
//! the edge of a control and the focus ring), in both themes.

const TOKENS: &str = include_str!("../../style/tokens.css");

const TONES: [&str; 5] = ["neutral", "info", "success", "warning", "danger"];
const GROUNDS: [&str; 4] = ["surface", "canvas", "sunken", "raised"];

/// The light and the dark half of a token, or the one colour of a token without halves.
fn halves(name: &str) -> [String; 2] {
    let line = TOKENS
        .lines()
        .find_map(|line| line.trim().strip_prefix(&format!("--{name}: ")))
        .unwrap_or_else(|| panic!("no token --{name}"))
        .trim_end_matches(';');
    match line.strip_prefix("light-dark(").and_then(|pair| pair.strip_suffix(')')?.split_once(", ")) {
        Some((light, dark)) => [light.to_owned(), dark.to_owned()],
        None => [line.to_owned(), line.to_owned()],
    }
}

/// Relative luminance of `#rrggbb`, as WCAG 2.2 defines it.
fn luminance(colour: &str) -> f64 {
    let channel = |place: usize| {
        let value = u8::from_str_radix(&colour[place..place + 2], 16).unwrap_or_else(|_| panic!("not #rrggbb: {colour}"));
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn check(front: &str, ground: &str, least: f64) {
    for (theme, (front_colour, ground_colour)) in ["light", "dark"].iter().zip(halves(front).iter().zip(halves(ground).iter())) {
        let found = contrast(front_colour, ground_colour);
        assert!(found >= least, "{theme}: --{front} on --{ground} is {found:.2}:1, less than {least}:1");
    }
}

#[test]
fn words_can_be_read_on_every_ground() {
    for ground in GROUNDS {
        for front in ["text", "text-2", "text-3", "accent-text"] {
            check(front, ground, 4.5);
        }
        for tone in TONES {
            check(&format!("{tone}-text"), ground, 4.5);
        }
    }
}

#[test]
fn words_can_be_read_on_tints_and_fills() {
    for tone in TONES {
        check(&format!("{tone}-text"), &format!("{tone}-tint"), 4.5);
        check("text", &format!("{tone}-tint"), 4.5);
    }
    for front in ["text", "text-2", "accent-text"] {
        check(front, "accent-tint", 4.5);
    }
    check("text-3", "neutral-tint", 4.5);
    for fill in ["accent", "accent-hover", "accent-press", "danger", "danger-hover", "danger-press"] {
        check("on-fill", fill, 4.5);
    }
}

#[test]
fn edges_of_controls_and_the_focus_ring_can_be_seen() {
    for ground in GROUNDS {
        check("line-field", ground, 3.0);
        check("focus", ground, 3.0);
    }
}

#[test]
fn contrast_is_what_the_standard_says() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.001);
    assert!((contrast("#777777", "#ffffff") - 4.478).abs() < 0.001);
}
