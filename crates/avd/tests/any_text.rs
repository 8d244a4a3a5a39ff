//! Texts from files, addresses and stores: each is read, or refused in words; nothing panics, nothing gets out of its quotes.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use arm::{Json, ResourceId};
use avd::rule::estate_hosts::{EstateHosts, GraphHost};
use avd::rule::host_pool_edit::{Draft, import, problems};
use avd::rule::preflight::{Check, Gather, Known, Plan, judge};
use avd::rule::run_record::{LogEntry, RunRecord, from_json, history, to_csv};
use avd::rule::{csv, windows_zone::WindowsZone};
use avd::{ApiVersions, Batch, Change, Record};
use host::{Duration, Instant};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use writes::{Outcome, Step};

const POOL: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/p";
const NOW: Instant = Instant::from_seconds(1_795_248_000);

/// Any value, small and not deep.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        select(vec!["", "\u{202e}x\u{200b}", "[parameters('a')]", "/subscriptions/s/x", "Succeeded", "2026-11-21T10:00:00Z"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let name =
            select(vec!["id", "name", "type", "properties", "resources", "value", "identity", "tags", "at", "change", "call"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())),
        ]
    })
}

/// Texts that are nearly JSON, Bicep or a list of them.
fn nearly() -> impl Strategy<Value = String> {
    let part = select(vec![
        "{",
        "}",
        "[",
        "]",
        "'",
        "\"",
        ":",
        ",",
        "\n",
        "\\",
        "${",
        "resource pool 'Microsoft.DesktopVirtualization/hostPools@1' = ",
        "\"resources\"",
        "\"type\": \"Microsoft.DesktopVirtualization/hostPools\"",
        "\"properties\"",
        "name",
        "null",
        "-1e999",
        "\u{202e}",
        "\u{0}",
    ]);
    prop_oneof![prop::collection::vec(part, 0..20).prop_map(|parts| parts.concat()), "\\PC{0,60}"]
}

/// The cells of a line (RFC 4180), as a spreadsheet splits them.
fn cells(text: &str) -> Vec<String> {
    let (mut all, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = text.strip_suffix("\r\n").unwrap().chars().peekable();
    while let Some(next) = chars.next() {
        match next {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => all.push(core::mem::take(&mut cell)),
            '\r' | '\n' if !quoted => panic!("a second line in {text:?}"),
            other => cell.push(other),
        }
    }
    all.push(cell);
    all
}

/// The cells as a program finds them that parts them at `separator` and knows quotes only where a cell begins with one.
fn split(text: &str, separator: char) -> Vec<String> {
    let (mut all, mut cell, mut quoted, mut fresh) = (Vec::new(), String::new(), false, true);
    let mut chars = text.chars().peekable();
    while let Some(next) = chars.next() {
        match next {
            '"' if fresh => (quoted, fresh) = (true, false),
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' if quoted => quoted = false,
            next if !quoted && (next == separator || matches!(next, '\r' | '\n')) => {
                all.push(core::mem::take(&mut cell));
                fresh = true;
            }
            other => {
                cell.push(other);
                fresh = false;
            }
        }
    }
    all.push(cell);
    all
}

fn record() -> Value {
    let pool = ResourceId::parse(POOL).unwrap();
    let change: Change = avd::rule::token::revoke(&pool, &ApiVersions::default());
    serde_json::to_value(Record::new(change, Value::Null, NOW, None)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_cell_stays_one_and_never_calculates(texts in prop::collection::vec("[=+@\t\r\n\0\"', ;|a-c\u{ff1d}\u{ff0b}\u{202e}-]{0,8}|\\PC{0,20}", 1..6)) {
        let mut line = String::new();
        csv::line(&mut line, &texts);
        let read = cells(&line);
        prop_assert_eq!(read.len(), texts.len());
        // As any spreadsheet splits it, whatever its locale and however it takes quotes.
        for separator in [',', ';', '\t', '|'] {
            for cell in split(&line, separator) {
                let start = cell.trim_start_matches(|sign: char| sign == '"' || sign.is_whitespace() || sign.is_control());
                prop_assert!(!start.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']), "{:?} by {:?}", cell, separator);
            }
        }
        for (read, text) in read.iter().zip(&texts) {
            // Nothing is added but apostrophes, and only a NUL is replaced.
            let words = |text: &str| text.replace('\'', "").replace('\0', "\u{fffd}");
            prop_assert_eq!(words(read), words(text));
            prop_assert!(!read.starts_with(['=', '+', '-', '@', '\t', '\r']), "{read:?}");
        }
    }

    #[test]
    fn any_file_is_imported_or_refused(text in nearly(), value in value()) {
        for text in [text, value.to_string(), json!({"type": "Microsoft.DesktopVirtualization/hostPools", "properties": value}).to_string()] {
            match import(&text) {
                Ok(imported) => {
                    let base = imported.base.to_string();
                    prop_assert!(imported.base.pointer("/properties/registrationInfo").is_none(), "{base}");
                    let _ = problems(&imported.base, &Draft::from(&imported.base), &ApiVersions::default());
                }
                Err(why) => prop_assert!(!why.is_empty()),
            }
        }
    }

    #[test]
    fn any_row_of_the_graph_is_a_host_or_none(field in select(vec!["id", "status", "sessions", "allowNewSession", "lastHeartBeat", "sessionHostConfiguration", "resourceId"]), value in value()) {
        let row = json!({"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/p/sessionHosts/h"});
        let mut row = row.as_object().unwrap().clone();
        row.insert(field.to_owned(), value.clone());
        let mut table = EstateHosts::default();
        for row in [Value::Object(row), value] {
            if let Ok(host) = serde_json::from_value::<GraphHost>(row) {
                table.add_page(vec![host], NOW);
            }
        }
        prop_assert!(table.to_csv(table.rows(), true).lines().count() > 0);
        for row in table.rows() {
            let _ = (table.id(row), table.pool(row));
        }
    }

    #[test]
    fn a_record_that_was_tampered_with_sends_nothing(
        field in any::<prop::sample::Index>(), value in value(), state in value(), word in select(vec!["waiting", "held", "sending", "working", "looking"]), text in nearly(),
    ) {
        // Somebody is signed in, and the record says that it waits for them: as an attacker would write it.
        let me = Some(("me", NOW + Duration::from_secs(60)));
        let mut kept = record();
        kept["waits_for"] = json!("me");
        kept["sent_at"] = json!(NOW.millis());
        let names: Vec<String> = kept.as_object().unwrap().keys().cloned().collect();
        let whole = kept.clone();
        kept[field.get(&names)] = value.clone();
        for kept in [whole, kept, value.clone()] {
            let Ok(record) = serde_json::from_value::<Record>(kept) else { continue };
            let _ = (record.is_fresh(NOW), record.may_go_out(me));
            let states = [Outcome::from_json(json!({ "state": word })).ok(), Outcome::from_json(state.clone()).ok()];
            for state in states.into_iter().flatten() {
                let kept = vec![(record.clone(), state.clone()), (record.clone(), Outcome::Waiting)];
                let mut batch = Batch::taken_up(kept, me, Some(&text), &ApiVersions::default());
                for _ in 0..20 {
                    match batch.next(NOW + Duration::from_secs(90)) {
                        Step::Send(_) => prop_assert!(false, "it went out without a press: {state:?}"),
                        Step::Keep(at) => batch.kept(at),
                        Step::Look(at, _) => batch.looked(at, Ok(value.clone())),
                        Step::Watch(at, _) => batch.watched(at, Ok(())),
                        _ => break,
                    }
                }
            }
        }
        let _ = Outcome::from_json(value);
        let _ = serde_json::from_str::<Record>(&text).is_err();
    }

    #[test]
    fn any_history_is_read_or_empty(text in nearly(), value in value()) {
        for text in [text, value.to_string(), Value::Array(vec![value.clone()]).to_string(), json!([{"pool": "p", "deeds": value}]).to_string()] {
            let records: Vec<RunRecord> = from_json(&text);
            prop_assert!(to_csv(&records).ends_with("\r\n"));
            let _ = history(records, &[], "p");
        }
        if let Ok(event) = avd::resource::ActivityEvent::from_json(value) {
            let _ = LogEntry::of(&event);
        }
    }

    #[test]
    fn any_evidence_is_judged(values in prop::collection::vec(value(), 1..6), complete: bool) {
        let pool = ResourceId::parse(POOL).unwrap();
        let mut gather = Gather::new(pool, ApiVersions::default());
        for turn in 0.. {
            prop_assert!(turn < 1_000, "it asks without end");
            let Some(batch) = gather.next_job() else { break };
            gather.answer(&batch, Known::Read { value: values[turn % values.len()].clone(), at: NOW, complete });
        }
        let findings = judge(gather.evidence(), &Plan::default());
        prop_assert_eq!(findings.len(), Check::all().count());
        prop_assert!(findings.iter().all(|finding| !finding.evidence.is_empty()));
    }

    #[test]
    fn any_zone_is_known_or_not(text in "\\PC{0,30}") {
        if let Some(zone) = WindowsZone::parse(&text).or_else(|| WindowsZone::from_iana(&text)) {
            prop_assert!(!zone.iana().is_empty());
        }
    }
}

#[test]
fn a_record_as_kept_is_read_again() {
    let kept = record();
    let read: Record = serde_json::from_value(kept.clone()).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), kept);
}
