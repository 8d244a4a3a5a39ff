//! Records as comma-separated values: a line for each host (RFC 4180).

use host::Instant;

use super::{RunRecord, plan_over_actual};
use crate::resource::Timestamp;
use crate::rule::csv::line;

const HEADER: [&str; 17] = [
    "pool",
    "run",
    "status",
    "started",
    "ended",
    "begunBy",
    "batch",
    "signOutDelaySeconds",
    "step",
    "host",
    "state",
    "plannedFrom",
    "plannedUntil",
    "from",
    "until",
    "seconds",
    "error",
];

/// All hosts of all records; a record without hosts has one line of its own.
pub fn to_csv(records: &[RunRecord]) -> String {
    let mut text = String::new();
    line(&mut text, &HEADER.map(str::to_owned));
    for record in records {
        let before = lines(record, &mut text);
        if before == 0 {
            let mut cells = run_cells(record).to_vec();
            cells.resize(HEADER.len() - 1, String::new());
            cells.push(record.error_code.clone().unwrap_or_default());
            line(&mut text, &cells);
        }
    }
    text
}

fn lines(record: &RunRecord, text: &mut String) -> usize {
    let mut written = 0;
    for step in plan_over_actual(record) {
        for host in &step.hosts {
            let error = record.hosts.iter().find(|seen| seen.name == host.name).and_then(|seen| seen.error.clone());
            let seconds = host.until.zip(host.from).map(|(until, from)| until.since(from).as_secs().to_string());
            let mut cells = run_cells(record).to_vec();
            cells.extend([
                step.kind.map(|kind| kind.label()).unwrap_or_default(),
                host.name.clone(),
                host.state.map(|state| state.label().to_owned()).unwrap_or_default(),
                instant(step.planned.map(|planned| planned.0)),
                instant(step.planned.map(|planned| planned.1)),
                instant(host.from),
                instant(host.until),
                seconds.unwrap_or_default(),
                error.unwrap_or_default(),
            ]);
            line(text, &cells);
            written += 1;
        }
    }
    written
}

fn run_cells(record: &RunRecord) -> [String; 8] {
    let stamp = |stamp: &Option<Timestamp>| stamp.as_ref().map(ToString::to_string).unwrap_or_default();
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    [
        record.pool.clone(),
        record.run.clone(),
        record.status.clone(),
        stamp(&record.started),
        stamp(&record.ended),
        record.begun().and_then(|deed| deed.who.clone()).unwrap_or_default(),
        number(record.batch),
        number(record.sign_out_delay),
    ]
}

fn instant(at: Option<Instant>) -> String {
    at.map(Instant::to_rfc3339).unwrap_or_default()
}
