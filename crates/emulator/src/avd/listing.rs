//! Lists: `pageSize`, `initialSkip`, `isDescending` and an absolute `nextLink`.

use std::slice::Iter;

use host::Response;
use serde::Serialize;

use super::Context;
use crate::answer::{Refusal, json_of};
use crate::url::encode;

/// Items on a page at most.
const LARGEST: usize = 1000;

/// One page of a list of known length.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    skip: usize,
    size: usize,
    total: usize,
    descending: bool,
}

impl Page {
    /// The page a call asks for.
    pub(crate) fn of(context: &Context, total: usize) -> Result<Self, Refusal> {
        Self::sized(context, total, LARGEST)
    }

    /// The page a call asks for, of a list that is cut at `usual` when the call does not say.
    pub(crate) fn sized(context: &Context, total: usize, usual: usize) -> Result<Self, Refusal> {
        let size = number(context, "pageSize")?.unwrap_or(usual).clamp(1, LARGEST);
        let skip = match context.url.param("$skipToken") {
            Some(token) => {
                token.parse().map_err(|_| Refusal::new(400, "InvalidSkipToken", "The $skipToken is not one of ours."))?
            }
            None => number(context, "initialSkip")?.unwrap_or(0),
        };
        let descending = context.url.param("isDescending").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        Ok(Self { skip, size, total, descending })
    }

    /// The items of the page, in its order.
    pub(crate) fn pick<'a, T>(&self, all: &'a [T]) -> Picked<'a, T> {
        let begin = self.skip.min(all.len());
        let end = self.skip.saturating_add(self.size).min(all.len());
        if self.descending {
            let (begin, end) = (all.len() - end, all.len() - begin);
            return Picked { items: all[begin..end].iter(), descending: true };
        }
        Picked { items: all[begin..end].iter(), descending: false }
    }

    /// What `$skipToken` the next page has.
    fn next(&self) -> Option<usize> {
        let next = self.skip.saturating_add(self.size);
        (next < self.total).then_some(next)
    }
}

/// The items of a page.
pub(crate) struct Picked<'a, T> {
    items: Iter<'a, T>,
    descending: bool,
}

impl<'a, T> Iterator for Picked<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        if self.descending { self.items.next_back() } else { self.items.next() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listing<'a, T> {
    value: &'a [T],
    /// Null on the last page (recorded).
    next_link: Option<String>,
}

/// The answer with these items.
pub(crate) fn answer<T: Serialize>(context: &Context, page: &Page, value: &[T]) -> Response {
    let next_link = page.next().map(|token| next_link(context, token));
    json_of(200, &Listing { value, next_link })
}

/// A list that never has a second page.
pub(crate) fn whole<T: Serialize>(value: &[T]) -> Response {
    json_of(200, &Listing { value, next_link: None })
}

fn next_link(context: &Context, token: usize) -> String {
    let mut link = format!("{}{}?", context.origin, context.url.path);
    for (name, value) in &context.url.query {
        if !name.eq_ignore_ascii_case("$skipToken") && !name.eq_ignore_ascii_case("initialSkip") {
            link.push_str(&format!("{}={}&", encode(name).replace("%24", "$"), encode(value)));
        }
    }
    format!("{link}$skipToken={token}")
}

fn number(context: &Context, name: &str) -> Result<Option<usize>, Refusal> {
    let Some(text) = context.url.param(name) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| {
        Refusal::new(400, "InvalidRequestContent", format!("The query parameter '{name}' is no whole number.")).about(name)
    })
}
