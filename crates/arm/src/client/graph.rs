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

/// What a page says of the way on.
struct Turn {
    next: Option<String>,
    /// There is more.
    truncated: bool,
    rows: usize,
}

impl<V> Page<V> {
    fn turn(&mut self) -> Turn {
        let truncated = match &self.truncated {
            Some(Truncated::Flag(more)) => *more,
            Some(Truncated::Word(word)) => word.eq_ignore_ascii_case("true"),
            Some(Truncated::Other(_)) | None => false,
        };
        Turn { next: self.next.take(), truncated, rows: self.data.len() }
    }
}

/// What takes the bytes of a page.
type Taker<'a> = &'a mut dyn FnMut(&[u8]) -> Result<Turn, serde_json::Error>;

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
        let mut take = |body: &[u8]| {
            let mut page: Page<V> = serde_json::from_slice(body)?;
            let turn = page.turn();
            each(page.data, page.total);
            Ok(turn)
        };
        self.graph_pages(call, false, &mut take).await
    }

    /// The same for a few thousand rows that are small, without a decoder of their own, and for a query that sums up: it gets no token
    /// from the service, so the rows that were read are skipped by their number.
    pub async fn graph_rows(&self, call: &Call, each: &mut dyn FnMut(Vec<Value>)) -> Result<Read<()>, Error> {
        let mut first = Value::Null;
        let mut take = |body: &[u8]| {
            let mut page: Value = serde_json::from_slice(body)?;
            let Some(Value::Array(rows)) = page.get_mut("data").map(Value::take) else {
                return Err(serde::de::Error::missing_field("data"));
            };
            let truncated = match &page["resultTruncated"] {
                Value::String(word) => word.eq_ignore_ascii_case("true"),
                other => *other == Value::Bool(true),
            };
            let mut turn = Turn { next: page["$skipToken"].as_str().map(str::to_owned), truncated, rows: rows.len() };
            // A service that skips nothing gives the same page again.
            if rows.first() == Some(&first) {
                turn.rows = 0;
            } else {
                first = rows.first().cloned().unwrap_or_default();
                each(rows);
            }
            Ok(turn)
        };
        self.graph_pages(call, true, &mut take).await
    }

    async fn graph_pages(&self, call: &Call, may_skip: bool, take: Taker<'_>) -> Result<Read<()>, Error> {
        let (mut seen, mut token, mut again, mut skip) = (HashSet::new(), None::<String>, false, 0);
        loop {
            let (arrival, api_version) = match self.fetch(&page_of(call, token.as_deref(), skip)).await {
                Err(error) if token.is_some() && !again && *error.kind() == ErrorKind::Rejected => {
                    (token, again) = (None, true);
                    seen.clear();
                    continue;
                }
                answer => answer?,
            };
            let turn = take(&arrival.response.body).map_err(|why| unreadable(call, why.to_string(), &arrival.request))?;
            token = turn.next.filter(|token| !token.is_empty());
            let cut_off = turn.truncated && token.is_none();
            if cut_off && may_skip && turn.rows > 0 && skip < MOST * turn.rows {
                skip += turn.rows;
                continue;
            }
            let looped = token.as_ref().is_some_and(|token| seen.len() >= MOST || !seen.insert(token.clone()));
            if token.is_none() || looped {
                let complete = !cut_off && !looped;
                return Ok(Read { value: (), at: arrival.at, api_version, request: arrival.request, complete });
            }
        }
    }
}

/// The call for one page.
fn page_of(call: &Call, token: Option<&str>, skip: usize) -> Call {
    let mut call = call.clone();
    let body = call.body.get_or_insert_with(|| json!({}));
    body["options"]["$top"] = json!(ROWS);
    body["options"]["resultFormat"] = json!("objectArray");
    if let Some(token) = token {
        body["options"]["$skipToken"] = Value::from(token);
    } else if skip > 0 {
        body["options"]["$skip"] = Value::from(skip);
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

    /// Plays the bodies to a read by rows; gives how many rows came, how many were skipped in each question, whether all came.
    fn rows(bodies: &'static [&'static str]) -> (usize, Vec<Value>, bool) {
        let client = client(move |_, index| Ok::<Response, _>(answer(200, bodies[index.min(bodies.len() - 1)])));
        let mut count = 0;
        let read = block_on(client.graph_rows(&query(), &mut |rows| count += rows.len())).unwrap();
        let skipped = client.host().0.sent.borrow().iter().map(|request| asked(request)["options"]["$skip"].clone()).collect();
        (count, skipped, read.complete)
    }

    #[test]
    fn rows_without_a_token_are_skipped_by_their_number() {
        const ONE: &str = r#"{"data":[{"pool":"a"},{"pool":"b"}],"resultTruncated":"true"}"#;
        const TWO: &str = r#"{"data":[{"pool":"c"}],"resultTruncated":"false"}"#;
        assert_eq!(rows(&[ONE, TWO]), (3, vec![Value::Null, json!(2)], true));
        assert_eq!(rows(&[ONE, ONE]), (2, vec![Value::Null, json!(2)], false), "a service that skips nothing");
        assert_eq!(rows(&[ONE, r#"{"data":[],"resultTruncated":"true"}"#]), (2, vec![Value::Null, json!(2)], false));
        const PAGED: &str = r#"{"data":[{"id":"a"}],"resultTruncated":"true","$skipToken":"t"}"#;
        assert_eq!(rows(&[PAGED, TWO]), (2, vec![Value::Null, Value::Null], true));
    }

    #[test]
    fn in_a_hurry_a_refusal_for_the_pace_is_the_answer() {
        let client = client(|_, _| Ok::<Response, _>(Response::new(429))).hurried();
        for wanted in [1, 1] {
            let error = block_on(client.graph_rows(&query(), &mut |_| ())).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Throttled { .. }), "{error:?}");
            assert_eq!(client.host().0.sent.borrow().len(), wanted, "the second does not even go out");
        }
    }
}
