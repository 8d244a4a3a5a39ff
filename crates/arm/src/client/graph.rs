//! Queries of Azure Resource Graph (`Resources`, Microsoft.ResourceGraph), page by page.
//!
//! What it answers is a copy of what the providers hold, and older by seconds or minutes: good for seeing many things at once,
//! never for confirming a write. (Learn, *Work with large data sets in Azure Resource Graph*.)

use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::Poll;
use std::collections::{HashSet, VecDeque};

use host::Host;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};

use super::exchange::Arrival;
use super::{Client, Read, unreadable};
use crate::call::Call;
use crate::error::{Error, ErrorKind};
use crate::page::MOST;
use crate::token::TokenSource;

/// Rows of a page: as many as the service gives at once.
const ROWS: usize = 1_000;

/// So many pages are asked for at once when it is known how many there are: on a slow network the answers then follow each other
/// without a pause, and it is less than a third of what the service takes in its window.
const AHEAD: usize = 4;

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
    /// Of all pages, where the service tells.
    total: Option<usize>,
}

impl<V> Page<V> {
    fn turn(&mut self) -> Turn {
        let truncated = match &self.truncated {
            Some(Truncated::Flag(more)) => *more,
            Some(Truncated::Word(word)) => word.eq_ignore_ascii_case("true"),
            Some(Truncated::Other(_)) | None => false,
        };
        Turn { next: self.next.take(), truncated, rows: self.data.len(), total: self.total }
    }
}

/// What takes the bytes of a page.
type Taker<'a> = &'a mut dyn FnMut(&[u8]) -> Result<Turn, serde_json::Error>;

impl<H: Host, T: TokenSource> Client<H, T> {
    /// Reads all pages of a query and hands over each as it arrives, with the count of all rows where the service tells it.
    ///
    /// Pages come in their order, but where the service gives full ones and tells how many rows there are, some are asked for at once.
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
            let mut turn =
                Turn { next: page["$skipToken"].as_str().map(str::to_owned), truncated, rows: rows.len(), total: None };
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
            if let Some(total) = turn.total.filter(|total| !may_skip && token.is_some() && turn.rows == ROWS && *total > ROWS) {
                return self.graph_ahead(call, (arrival, api_version), total, take).await;
            }
            if token.is_none() || looped {
                let complete = !cut_off && !looped;
                return Ok(Read { value: (), at: arrival.at, api_version, request: arrival.request, complete });
            }
        }
    }

    /// The pages behind a full first one, by the number of rows before them (`$skip`; Learn, *Working with large Azure resource data
    /// sets*): a token would come with the page before it, a round trip late.
    async fn graph_ahead(
        &self,
        call: &Call,
        (first, api_version): (Arrival, String),
        mut total: usize,
        take: Taker<'_>,
    ) -> Result<Read<()>, Error> {
        let ask = |skip: usize| {
            let page = page_of(call, None, skip);
            Box::pin(async move { self.fetch(&page).await })
        };
        let mut end = Read { value: (), at: first.at, api_version, request: first.request, complete: false };
        let (mut asked, mut pages) = (ROWS, Ahead(VecDeque::new()));
        loop {
            while pages.0.len() < AHEAD && asked < total.min(MOST * ROWS) {
                pages.0.push_back(Asked { skip: asked, page: ask(asked), answer: None });
                asked += ROWS;
            }
            let Some((skip, answer)) = pages.next().await else { return Ok(Read { complete: asked >= total, ..end }) };
            let (arrival, api_version) = answer?;
            let turn = take(&arrival.response.body).map_err(|why| unreadable(call, why.to_string(), &arrival.request))?;
            total = turn.total.unwrap_or(total);
            let read = skip + turn.rows;
            // A service that skips nothing gives the same page again.
            let stuck = arrival.response.body == first.response.body || (turn.rows == 0 && read < total);
            end = Read { value: (), at: arrival.at, api_version, request: arrival.request, complete: false };
            if stuck {
                return Ok(end);
            }
            // A page may be shorter than asked for: what it lacks comes before the others.
            if turn.rows < ROWS && read < total {
                pages.0.clear();
                asked = read;
            }
        }
    }
}

/// Pages on their way, in their order.
struct Ahead<F: Future>(VecDeque<Asked<F>>);

struct Asked<F: Future> {
    /// How many rows are before it.
    skip: usize,
    page: Pin<Box<F>>,
    answer: Option<F::Output>,
}

impl<F: Future> Ahead<F> {
    /// The first of them, as soon as it has come; the others go on meanwhile.
    async fn next(&mut self) -> Option<(usize, F::Output)> {
        poll_fn(|context| {
            for asked in &mut self.0 {
                if asked.answer.is_none()
                    && let Poll::Ready(answer) = asked.page.as_mut().poll(context)
                {
                    asked.answer = Some(answer);
                }
            }
            let Some(first) = self.0.front_mut() else { return Poll::Ready(None) };
            let (skip, Some(answer)) = (first.skip, first.answer.take()) else { return Poll::Pending };
            self.0.pop_front();
            Poll::Ready(Some((skip, answer)))
        })
        .await
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

    /// A service of so many rows: a full page first, then `most` rows a page; it may know nothing of `$skip`. Gives the rows that came,
    /// how many were skipped in each question, and whether all came.
    fn service(count: usize, most: usize, skips: bool) -> (Vec<usize>, Vec<Value>, bool) {
        let page = move |from: usize| {
            let end = count.min(from + if from == 0 { ROWS } else { most });
            let rows: Vec<Value> = (from..end).map(|id| json!({"id": id.to_string()})).collect();
            json!({"data": rows, "totalRecords": count, "$skipToken": (end < count).then_some("t")}).to_string()
        };
        let client = client(move |request, _| {
            let skip = asked(request)["options"]["$skip"].as_u64().filter(|_| skips).unwrap_or(0);
            Ok::<Response, _>(answer(200, &page(usize::try_from(skip).unwrap())))
        });
        let mut ids = Vec::new();
        let read = block_on(
            client.graph(&query(), |rows: Vec<Row>, _| ids.extend(rows.iter().map(|row| row.id.parse::<usize>().unwrap()))),
        );
        let skipped = client.host().0.sent.borrow().iter().map(|request| asked(request)["options"]["$skip"].clone()).collect();
        (ids, skipped, read.unwrap().complete)
    }

    #[test]
    fn full_pages_are_asked_for_ahead_and_come_in_their_order() {
        let (ids, asked, complete) = service(2_500, ROWS, true);
        assert!(complete && ids.into_iter().eq(0..2_500));
        assert_eq!(asked, [Value::Null, json!(1_000), json!(2_000)]);
        let (ids, asked, complete) = service(7_001, ROWS, true);
        assert!(complete && asked.len() == 8 && ids.into_iter().eq(0..7_001));
        let (ids, _, complete) = service(4_500, 700, true);
        assert!(complete && ids.into_iter().eq(0..4_500), "what a short page lacks comes before the next");
        let (ids, _, complete) = service(3_000, ROWS, false);
        assert!(!complete && ids.len() == 2_000, "a service that skips nothing");
        let (ids, asked, complete) = service(ROWS, ROWS, true);
        assert!(complete && asked.len() == 1 && ids.into_iter().eq(0..ROWS));
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
