//! Recorded exchanges of the real service (`tests/recordings`): the emulator, put in the same situation and sent the same request,
//! answers in the same shape. What may differ is listed in [`allowed`], each with its reason.
#![allow(clippy::print_stdout, reason = "the list of allowed differences is meant to be seen")]

mod allowed;
mod compare;
mod situation;

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::*;

/// One exchange.
#[derive(Debug, Deserialize)]
pub(super) struct Recording {
    pub(super) name: String,
    /// The api-version; `?` where it is not known.
    recorded: String,
    pub(super) request: Sent,
    pub(super) response: Received,
}

#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    method: String,
    pub(super) url: String,
    pub(super) body: Value,
}

#[derive(Debug, Deserialize)]
pub(super) struct Received {
    status: u16,
    headers: BTreeMap<String, String>,
    pub(super) body: Value,
}

impl Recording {
    /// The path with its version.
    fn path(&self) -> String {
        let version = if self.recorded == "?" { "2025-10-10" } else { &self.recorded };
        let mark = if self.request.url.contains('?') { '&' } else { '?' };
        format!("{}{mark}api-version={version}", self.request.url)
    }
}

fn recordings() -> Vec<Recording> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/recordings");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "json"));
    files.sort();
    files.iter().map(|file| serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()).collect()
}

#[test]
fn the_emulator_answers_as_the_real_service_was_recorded_to() {
    let all = recordings();
    assert_eq!(all.len(), 28);
    let mut found = Vec::new();
    for recording in &all {
        let bench = Bench::new();
        let body = situation::set(&bench, recording);
        bench.world.with(|world| world.buckets = crate::arm::buckets::Buckets::full(false));
        let method = Method::parse(&recording.request.method).unwrap();
        let answer = bench.send(method, &recording.path(), body.as_ref());
        found.extend(compare::differences(recording, &answer).into_iter().map(|difference| (recording.name.clone(), difference)));
    }
    let used = allowed::check(&found);
    println!("{} differences are allowed, each for its reason:", allowed::LIST.len());
    for (rule, times) in allowed::LIST.iter().zip(used) {
        println!("  {}: {} ({times} times): {}", rule.recording, rule.paths.join(", "), rule.why);
        assert!(times > 0, "{} {:?} is allowed and does not occur", rule.recording, rule.paths);
    }
}
