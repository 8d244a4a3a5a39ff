#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

/// What a text says, without its spelling.
fn pairs(text: &str) -> Vec<(String, String)> {
    Rdp::parse(text).items.iter().map(|item| (item.name().to_owned(), item.plain().to_owned())).collect()
}

fn said(text: &str) -> Vec<String> {
    problems(&Rdp::parse(text)).into_iter().map(|problem| problem.message).collect()
}

#[test]
fn a_property_begins_where_name_and_type_do() {
    let cases: [(&str, &[(&str, &str)]); 9] = [
        ("", &[]),
        ("nonsense", &[]),
        ("audiomode:i:2", &[("audiomode", "2")]),
        ("drivestoredirect:s:C:\\;E:\\;;audiomode:i:2;", &[("drivestoredirect", "C:\\;E:\\"), ("audiomode", "2")]),
        ("mystery:s:a:b;use multimon:i:1", &[("mystery", "a:b"), ("use multimon", "1")]),
        (" audiomode : I : 2 ;;\n x:S: y ", &[("audiomode", "2"), ("x", "y")]),
        ("kdcproxyname:s:;kdcproxyname:s:a", &[("kdcproxyname", ""), ("kdcproxyname", "a")]),
        ("password 51:b:01;audiomode:i:0", &[("audiomode", "0")]),
        ("audiomode:i:0;:i:1;x:q:2", &[("audiomode", "0;:i:1;x:q:2")]),
    ];
    for (text, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assert_eq!(pairs(text), expected, "{text:?}");
    }
}

#[test]
fn an_edit_changes_one_place() {
    let text = "mystery:s:a:b; audiomode:i:9;drivestoredirect:s:C:\\;E:\\;;use multimon:i:1";
    let edit = |name: &str, value: Option<&str>| {
        let mut rdp = Rdp::parse(text);
        rdp.put(name, Kind::Number, value);
        rdp.to_string()
    };
    assert_eq!(edit("AudioMode", Some("2")), text.replace("i:9", "i:2"));
    assert_eq!(edit("audiomode", None), text.replace(" audiomode:i:9;", ""));
    assert_eq!(edit("compression", Some("0")), format!("{text};compression:i:0"), "no semicolon at the end, as found");
    assert_eq!(edit("compression", None), text);
    let mut fresh = Rdp::default();
    fresh.put("audiomode", Kind::Number, Some("0"));
    fresh.put("kdcproxyname", Kind::Text, Some("kdc.contoso.example"));
    assert_eq!(fresh.to_string(), "audiomode:i:0;kdcproxyname:s:kdc.contoso.example;");
    let mut stray = Rdp::parse("nonsense");
    stray.add("audiomode", Kind::Number, "1");
    assert_eq!(stray.to_string(), "nonsense;audiomode:i:1");
}

#[test]
fn what_deserves_a_look() {
    let cases: [(&str, &str); 13] = [
        ("audiomode:i:3", "audiomode accepts 0, 1, 2, not “3”."),
        ("audiomode:s:1", "audiomode has type s; it should be i."),
        ("desktopwidth:i:100", "desktopwidth accepts a whole number from 200 to 8192, not “100”."),
        ("novel:i:many", "novel has the type number (i), but its value isn't a number."),
        ("audiomode:i:1;AudioMode:i:1", "AudioMode is set twice."),
        ("full address:s:pc", "full address has no effect on Azure Virtual Desktop"),
        ("gatewayusagemethod:i:1", "gatewayusagemethod has no effect"),
        ("remoteapplicationmode:i:1", "remoteapplicationmode has no effect"),
        ("targetisaadjoined:i:1", "targetisaadjoined has been replaced by enablerdsaadauth."),
        ("use multimon:i:0;selectedmonitors:s:1,0", "selectedmonitors has no effect while use multimon is off."),
        ("audiomode :i:1", "audiomode contains extra spaces"),
        ("audiomode:i:1;\nuse multimon:i:1", "Separate properties with semicolons"),
        ("nonsense;audiomode:i:1", "“nonsense” isn't a valid property"),
    ];
    for (text, expected) in cases {
        let said = said(text);
        assert!(said.len() == 1 && said[0].starts_with(expected), "{text:?}: {said:?}");
    }
    let good = "drivestoredirect:s:C:\\;E:\\;;use multimon:i:0;selectedmonitors:s:;novel:s:text;maximizetocurrentdisplays:i:0;;";
    assert_eq!(said(good), Vec::<String>::new());
    assert!(said("use multimon:i:1;maximizetocurrentdisplays:i:1;selectedmonitors:s:0").is_empty());
}

#[test]
fn a_fix_mends_its_problem_and_nothing_else() {
    let cases = [
        ("a:s:1;audiomode:i:3;b:s:2", "a:s:1;b:s:2"),
        ("a:s:1; audiomode : s : 2;b:s:2", "a:s:1; audiomode:i: 2;b:s:2"),
        ("nonsense;a:s:1", "a:s:1"),
        ("audiomode:i:1\r\nuse multimon:i:1\n", "audiomode:i:1;use multimon:i:1;"),
        ("audiomode:i:1;full address:s:pc;audiomode:i:2", "audiomode:i:1;"),
    ];
    for (text, expected) in cases {
        let mut rdp = Rdp::parse(text);
        while let Some(fix) = problems(&rdp).into_iter().find_map(|problem| problem.fix) {
            rdp.fix(fix);
        }
        assert_eq!(rdp.to_string(), expected);
    }
}

#[test]
fn a_property_stays_until_its_replacement_is_there() {
    let text = include_str!("../../../../../tests/cases/rdp-targetisaadjoined.txt");
    let first = |text: &str| {
        let found = problems(&Rdp::parse(text));
        found.into_iter().find(|problem| problem.message.contains("targetisaadjoined")).and_then(|problem| problem.fix)
    };
    let mut rdp = Rdp::parse(text);
    assert_eq!(first(text), Some(Fix::Successor("enablerdsaadauth")), "the replacement is offered first");
    rdp.fix(Fix::Successor("enablerdsaadauth"));
    let with_both = rdp.to_string();
    assert!(with_both.starts_with("targetisaadjoined:i:1;") && with_both.contains(";enablerdsaadauth:i:1"), "{with_both}");
    assert_eq!(first(&with_both), Some(Fix::Remove(0)), "now it can go");
    rdp.fix(Fix::Remove(0));
    assert!(!rdp.to_string().contains("targetisaadjoined"));
    assert_eq!(first("enablerdsaadauth:i:0;targetisaadjoined:i:1"), Some(Fix::Successor("enablerdsaadauth")), "off is not there");
    assert_eq!(first("targetisaadjoined:i:0"), Some(Fix::Remove(0)), "off it does nothing");
}

#[test]
fn the_table_is_sound() {
    for (at, known) in KNOWN.iter().enumerate() {
        assert!(KNOWN[..at].iter().all(|other| other.name != known.name), "{} twice", known.name);
        assert!(!dead(known.name) && !known.label.is_empty() && known.help.ends_with(['.', ';']), "{}", known.name);
        assert!(known.name.chars().all(|next| next.is_ascii_lowercase() || next == ' '), "{}", known.name);
        if let (Default::Is(value), Values::Words(_)) = (known.default, known.values) {
            assert!(known.word(value).is_some(), "{}: the default is no value", known.name);
        }
        let numbers = |words: &[(&str, &str)]| words.iter().all(|(value, _)| value.parse::<u16>().is_ok());
        let fits = match known.values {
            Values::Words(words) => known.kind == Kind::Number && numbers(words),
            Values::Range(..) => known.kind == Kind::Number,
            Values::Open(_) => known.kind == Kind::Text,
        };
        assert!(fits, "{}", known.name);
    }
}

/// Texts that look like properties more often than chance would have it.
fn text() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec!["audiomode", "Use Multimon", "drivestoredirect", "novel", "full address", "C", ""]);
    let kinds = prop::sample::select(vec!["i", "s", "I", " s ", "b", ""]);
    let values = prop::sample::select(vec!["0", "1", "", "C:\\;E:\\;", "*", "a:b", " ", "ü;"]);
    let blanks = prop::sample::select(vec!["", " ", "\n", ";"]);
    let one = (blanks, names, kinds, values, any::<bool>());
    let piece =
        one.prop_map(|(blank, name, kind, value, ended)| format!("{blank}{name}:{kind}:{value}{}", if ended { ";" } else { "" }));
    prop_oneof![any::<String>(), "[a-c:;is \\\\\n]{0,40}", prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())]
}

proptest! {
    #[test]
    fn any_text_is_printed_back(text in text()) {
        prop_assert_eq!(Rdp::parse(&text).to_string(), text);
    }

    #[test]
    fn a_value_that_is_set_is_read_again(text in text(), at in any::<prop::sample::Index>(), value in "[a-z0-9;*\\\\ ]{0,12}") {
        let before = Rdp::parse(&text);
        if before.items.is_empty() {
            return Ok(());
        }
        let at = at.index(before.items.len());
        let mut after = before.clone();
        after.set(at, &value);
        let read = Rdp::parse(&after.to_string());
        prop_assert_eq!(&read, &after);
        prop_assert_eq!(&read.items[at].value, &value);
        for (place, item) in before.items.iter().enumerate().filter(|(place, _)| *place != at) {
            prop_assert_eq!(item, &read.items[place]);
        }
    }

    #[test]
    fn a_property_that_is_taken_out_leaves_the_others(text in text(), at in any::<prop::sample::Index>()) {
        let before = Rdp::parse(&text);
        if before.items.is_empty() {
            return Ok(());
        }
        let at = at.index(before.items.len());
        let mut after = before.clone();
        after.remove(at);
        prop_assert_eq!(&Rdp::parse(&after.to_string()), &after);
        prop_assert_eq!(after.items.len() + 1, before.items.len());
    }

    #[test]
    fn a_property_that_is_added_leaves_the_others(text in text(), value in "[a-z0-9;*\\\\ ]{0,12}") {
        let before = Rdp::parse(&text);
        let mut after = before.clone();
        after.add("kdcproxyname", Kind::Text, &value);
        prop_assert!(after.to_string().starts_with(&text));
        let read = Rdp::parse(&after.to_string());
        prop_assert_eq!(&read, &after);
        prop_assert_eq!(&read.items.last().unwrap().value, &value);
        for (place, item) in before.items.iter().enumerate() {
            prop_assert_eq!(item.plain(), read.items[place].plain());
        }
    }

    #[test]
    fn fixes_come_to_an_end(text in text()) {
        let mut rdp = Rdp::parse(&text);
        for _ in 0..40 {
            match problems(&rdp).into_iter().find_map(|problem| problem.fix) {
                Some(fix) => rdp.fix(fix),
                None => return Ok(()),
            }
        }
        prop_assert!(false, "{} still has {:?}", rdp, problems(&rdp));
    }
}
