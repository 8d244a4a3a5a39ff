//! Queries of Azure Resource Graph (`Resources`, Microsoft.ResourceGraph), page by page.
//!
//! What it answers is a copy of what the providers hold, and older by seconds or minutes: good for seeing many things at once,
//! never for confirming a write. (Learn, *Work with large data sets in Azure Resource Graph*.)

use std::collections::HashSet;

use host::Host;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};

use super::{Client, Read, unreadable};
use crate::call::Call;
use crate::error::{Error, ErrorKind};
use crate::page::MOST;
use crate::token::TokenSource;

/// Rows of a page: as many as the service gives at once.
const ROWS: u32 = 1_000;

/// One page, read from the bytes without a detour: a row skips what it does not need.
#[derive(Deserialize)]
struct Page<V> {
    data: Vec<V>,
    #[serde(rename = "$skipToken", default)]
    next: Option<String>,
    #[serde(rename = "totalRecords", default)]
    total: Option<usize>,
    /// A word or a truth value.
    #[serde(rename = "resultTruncated", default)]
    truncated: Option<Truncated>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Truncated {
    Flag(bool),
    Word(String),
    Other(IgnoredAny),
}

impl<V> Page<V> {
    /// Whether there is more than this page and no way to it.
    fn is_cut_off(&self) -> bool {
        let more = match &self.truncated {
            Some(Truncated::Flag(more)) => *more,
            Some(Truncated::Word(word)) => word.eq_ignore_ascii_case("true"),
            Some(Truncated::Other(_)) | None => false,
        };
        more && self.next.is_none()
    }
}

impl<H: Host, T: TokenSource> Client<H, T> {
    /// Reads all pages of a query and hands over each as it arrives, with the count of all rows where the service tells it.
    ///
    /// A token of a page that has run out begins the walk again, once: rows may then come twice. `complete: false` if the
    /// service cut the answer off.
    pub async fn graph<V: DeserializeOwned>(
        &self,
        call: &Call,
        mut each: impl FnMut(Vec<V>, Option<usize>),
    ) -> Result<Read<()>, Error> {
        let (mut seen, mut token, mut again) = (HashSet::new(), None::<String>, false);
        loop {
            let (arrival, api_version) = match self.fetch(&page_of(call, token.as_deref())).await {
                Err(error) if token.is_some() && !again && *error.kind() == ErrorKind::Rejected => {
                    (token, again) = (None, true);
                    seen.clear();
                    continue;
                }
                answer => answer?,
            };
            let page: Page<V> = serde_json::from_slice(&arrival.response.body)
                .map_err(|why| unreadable(call, why.to_string(), &arrival.request))?;
            let cut_off = page.is_cut_off();
            each(page.data, page.total);
            token = page.next.filter(|token| !token.is_empty());
            let looped = token.as_ref().is_some_and(|token| seen.len() >= MOST || !seen.insert(token.clone()));
            if token.is_none() || looped {
                let complete = !cut_off && !looped;
                return Ok(Read { value: (), at: arrival.at, api_version, request: arrival.request, complete });
            }
        }
    }
}

/// The call for one page.
fn page_of(call: &Call, token: Option<&str>) -> Call {
    let mut call = call.clone();
    let body = call.body.get_or_insert_with(|| json!({}));
    body["options"]["$top"] = json!(ROWS);
    body["options"]["resultFormat"] = json!("objectArray");
    if let Some(token) = token {
        body["options"]["$skipToken"] = Value::from(token);
    }
    call
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use futures::executor::block_on;
    use host::{Request, Response};

    use super::*;
    use crate::script::{client, json as answer};

    #[derive(Deserialize, Debug, PartialEq)]
    struct Row {
        id: String,
    }

    fn query() -> Call {
        let body = json!({"query": "resources | project id"});
        Call::query("Resources", "/providers/Microsoft.ResourceGraph/resources", "2024-04-01", Some(body))
    }

    fn asked(request: &Request) -> Value {
        serde_json::from_slice(request.body.as_deref().unwrap()).unwrap()
    }

    /// Plays the bodies in order; gives the ids, what was asked and whether all came.
    fn walk(bodies: &'static [(u16, &'static str)]) -> (Vec<String>, Vec<Value>, Result<bool, ErrorKind>) {
        let client = client(move |_, index| {
            let (status, body) = bodies[index.min(bodies.len() - 1)];
            Ok::<Response, _>(answer(status, body))
        });
        let mut ids = Vec::new();
        let read = block_on(client.graph(&query(), |rows: Vec<Row>, _| ids.extend(rows.into_iter().map(|row| row.id))));
        let sent = client.host().0.sent.borrow().iter().map(asked).collect();
        (ids, sent, read.map(|read| read.complete).map_err(|error| error.kind().clone()))
    }

    #[test]
    fn pages_follow_the_token() {
        let (ids, asked, end) = walk(&[
            (
                200,
                r#"{"totalRecords":3,"data":[{"id":"a","x":{"deep":[1]}},{"id":"b"}],"resultTruncated":"true","$skipToken":"t"}"#,
            ),
            (200, r#"{"totalRecords":3,"data":[{"id":"c"}],"resultTruncated":"false"}"#),
        ]);
        assert_eq!((ids.join(""), end), ("abc".to_owned(), Ok(true)));
        assert_eq!(asked[0]["options"], json!({"$top": 1000, "resultFormat": "objectArray"}));
        assert_eq!(asked[1]["options"]["$skipToken"], "t");
        assert_eq!(asked[1]["query"], asked[0]["query"]);
    }

    #[test]
    fn an_answer_that_is_cut_off_is_not_complete() {
        for body in [
            r#"{"data":[{"id":"a"}],"resultTruncated":"true"}"#,
            r#"{"data":[{"id":"a"}],"resultTruncated":true}"#,
            r#"{"data":[{"id":"a"}],"$skipToken":"same"}"#,
        ] {
            let answers: &'static [(u16, &'static str)] = Box::leak(Box::new([(200, body)]));
            assert_eq!(walk(answers).2, Ok(false), "{body}");
        }
        assert_eq!(walk(&[(200, r#"{"data":[],"resultTruncated":null}"#)]).2, Ok(true));
    }

    #[test]
    fn a_token_that_ran_out_begins_the_walk_again_once() {
        const FIRST: (u16, &str) = (200, r#"{"data":[{"id":"a"}],"$skipToken":"t"}"#);
        const GONE: (u16, &str) = (400, r#"{"error":{"code":"BadRequest","message":"the skip token expired"}}"#);
        let (ids, _, end) = walk(&[FIRST, GONE, FIRST, (200, r#"{"data":[{"id":"b"}]}"#)]);
        assert_eq!((ids.join(""), end), ("aab".to_owned(), Ok(true)));
        assert_eq!(walk(&[FIRST, GONE, FIRST, GONE]).2, Err(ErrorKind::Rejected));
        assert_eq!(walk(&[GONE]).2, Err(ErrorKind::Rejected));
        assert_eq!(walk(&[(200, "{}")]).2, Err(ErrorKind::Unreadable));
    }
}
