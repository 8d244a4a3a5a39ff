//! The list as a person narrows it down, and as a file. Pure.

use arm::Json;
use serde_json::Value;
use writes::Outcome;

use crate::pages::parts::csv_line;
use avd::Entry;

/// What is shown by how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Everything.
    All,
    /// What is not over.
    Open,
    /// What ended well.
    Done,
    /// What did not end well, or nobody knows.
    Trouble,
}

impl Filter {
    /// In their order.
    pub const ALL: [Self; 4] = [Self::All, Self::Open, Self::Done, Self::Trouble];

    /// Its word in a select.
    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Open => "open",
            Self::Done => "done",
            Self::Trouble => "trouble",
        }
    }

    /// What a person reads.
    pub const fn label(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Open => "In progress",
            Self::Done => "Done",
            Self::Trouble => "Failed or unknown",
        }
    }

    /// The filter of a word.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|filter| filter.word() == word).unwrap_or(Self::All)
    }

    fn lets(self, state: &Outcome) -> bool {
        match self {
            Self::All => true,
            Self::Open => !state.is_over(),
            Self::Done => matches!(state, Outcome::Confirmed(_)),
            Self::Trouble => state.is_over() && !matches!(state, Outcome::Confirmed(_)),
        }
    }
}

/// Those that pass, in their order. The search looks at all that is on screen, without case.
pub fn shown<'a>(list: &'a [Entry], search: &str, filter: Filter) -> Vec<&'a Entry> {
    let search = search.trim().to_lowercase();
    let holds = |entry: &Entry| {
        let change = &entry.write.change;
        let request = entry.request.as_deref().unwrap_or_default();
        let texts = [&*change.title, change.target.as_str(), &entry.who, request, entry.title.as_deref().unwrap_or_default()];
        texts.iter().any(|text| text.to_lowercase().contains(&search))
    };
    list.iter().filter(|entry| filter.lets(&entry.state) && (search.is_empty() || holds(entry))).collect()
}

/// For a spreadsheet.
pub fn csv(list: &[Entry]) -> String {
    let line = |entry: &Entry| {
        let change = &entry.write.change;
        let job = entry.title.as_deref().unwrap_or_default();
        let request = entry.request.as_deref().unwrap_or_default();
        let (at, why) = (entry.asked_at().to_rfc3339(), entry.state.why().unwrap_or_default());
        csv_line(&[
            &at,
            &entry.who,
            &change.title,
            job,
            change.target.as_str(),
            change.call.method.as_str(),
            &change.call.path,
            entry.state.word(),
            why,
            request,
        ])
    };
    let head = csv_line(&["Time", "Who", "Change", "Job", "Target", "Method", "Path", "Outcome", "Detail", "Request ID"]);
    core::iter::once(head).chain(list.iter().map(line)).collect()
}

/// For a program: what was sent, too.
pub fn json(list: &[Entry]) -> String {
    let one = |entry: &Entry| {
        let call = &entry.write.change.call;
        serde_json::json!({
            "time": entry.asked_at().to_rfc3339(),
            "who": entry.who,
            "change": entry.write.change.title,
            "job": entry.title,
            "target": entry.write.change.target.as_str(),
            "request": { "method": call.method.as_str(), "path": call.path, "apiVersion": call.api_version, "body": call.body },
            "outcome": entry.state.to_json(),
            "requestId": entry.request,
        })
    };
    let all: Value = list.iter().map(one).collect();
    serde_json::to_string_pretty(&all).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::activity::sample::entry;

    fn list() -> Vec<Entry> {
        let mut list = vec![entry("a", 1), entry("b", 2), entry("c", 3)];
        list[1].state = Outcome::Confirmed("it shows".to_owned());
        list[2].state = Outcome::Failed { why: "no, \"never\"".to_owned(), ran: false };
        list[2].request = Some("R-7".to_owned());
        list
    }

    #[test]
    fn narrowed_by_state_and_words() {
        let list = list();
        let ids = |search: &str, filter| shown(&list, search, filter).iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>();
        assert_eq!(ids("", Filter::All), ["a", "b", "c"]);
        assert_eq!((ids("", Filter::Open), ids("", Filter::Done), ids("", Filter::Trouble)), (vec!["a"], vec!["b"], vec!["c"]));
        assert_eq!(
            (ids(" r-7 ", Filter::All), ids("OLIVIA", Filter::Done), ids("nobody", Filter::All)),
            (vec!["c"], vec!["b"], vec![])
        );
        assert!(Filter::ALL.into_iter().all(|filter| Filter::parse(filter.word()) == filter));
    }

    #[test]
    fn as_files_with_all_that_is_known() {
        let text = csv(&list());
        assert_eq!(text.lines().count(), 4);
        assert!(text.contains("Failed,\"no, \"\"never\"\"\",R-7"), "{text}");
        let parsed: Value = serde_json::from_str(&json(&list())).unwrap_or_default();
        assert_eq!(parsed[2]["requestId"], "R-7");
        assert_eq!(parsed[0]["request"]["method"], "PATCH");
    }
}
