//! Sends calls: token, pace, repeats, pages, operations. Every decision is made by a pure neighbour of this module.

mod batch;
mod diagnosis;
mod exchange;
mod graph;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use host::{Host, Instant, Method, Response};
use serde_json::Value;

use crate::call::Call;
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorBody, ErrorKind, Fate, RequestIds, is_page};
use crate::governor::Governor;
use crate::json::{Json, Misread};
use crate::ledger::Ledger;
use crate::lro::{Lro, Progress, Step};
use crate::page::Walk;
use crate::token::TokenSource;
use crate::version::{VersionMemory, is_unknown_version};
use batch::Lane;
pub use diagnosis::Diagnosis;
use exchange::{Arrival, Outgoing};

/// A client of Azure Resource Manager. Clones share the pace and what was learned about api-versions.
pub struct Client<H, T> {
    shared: Rc<Shared<H, T>>,
    tenant: Option<Rc<str>>,
    hurried: bool,
    lane: Option<Rc<dyn Lane>>,
}

struct Shared<H, T> {
    host: H,
    tokens: T,
    endpoint: Endpoint,
    governor: RefCell<Governor>,
    versions: RefCell<VersionMemory>,
    ledger: RefCell<Ledger>,
    /// What [`Client::together`] shares; made when it is first asked for.
    lane: OnceCell<Rc<dyn Lane>>,
}

impl<H, T> Clone for Client<H, T> {
    fn clone(&self) -> Self {
        let (shared, tenant, lane) = (Rc::clone(&self.shared), self.tenant.clone(), self.lane.clone());
        Self { shared, tenant, hurried: self.hurried, lane }
    }
}

/// Something read, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Read<V> {
    /// What was read.
    pub value: V,
    /// When the answer arrived.
    pub at: Instant,
    /// The api-version that answered.
    pub api_version: String,
    /// The request's ids; of a list, those of its last page.
    pub request: RequestIds,
    /// False for a list that was cut off: the service repeated a link, or there were too many pages.
    pub complete: bool,
}

impl<V> Read<V> {
    /// The same reading of another value.
    pub fn map<W>(self, change: impl FnOnce(V) -> W) -> Read<W> {
        Read {
            value: change(self.value),
            at: self.at,
            api_version: self.api_version,
            request: self.request,
            complete: self.complete,
        }
    }
}

/// A write the service took.
#[derive(Clone, Debug, PartialEq)]
pub struct Acted {
    /// The HTTP status: 202 without [`Acted::operation`] means it is running and only its own type's status tells more.
    pub status: u16,
    /// The body, if it was JSON.
    pub body: Option<Value>,
    /// Whether there was no body at all.
    pub blank: bool,
    /// When the answer arrived.
    pub at: Instant,
    /// The request's ids.
    pub request: RequestIds,
    /// A DELETE that found nothing to remove: what was wanted was so before.
    pub already: bool,
    /// The work under way, for [`Client::watch`].
    pub operation: Option<Lro>,
}

impl<H: Host, T: TokenSource> Client<H, T> {
    /// A client for one endpoint. `tokens` is asked before every request.
    pub fn new(host: H, tokens: T, endpoint: Endpoint) -> Self {
        let (governor, versions, ledger) = (RefCell::default(), RefCell::default(), RefCell::default());
        let shared = Shared { host, tokens, endpoint, governor, versions, ledger, lane: OnceCell::new() };
        Self { shared: Rc::new(shared), tenant: None, hurried: false, lane: None }
    }

    /// The same client with tokens of another tenant (directory).
    #[must_use]
    pub fn in_tenant(&self, tenant: &str) -> Self {
        Self { tenant: Some(Rc::from(tenant)), ..self.clone() }
    }

    /// The same client for a read that has a substitute: rather than wait for its pace or be repeated, it fails.
    #[must_use]
    pub fn hurried(&self) -> Self {
        Self { hurried: true, ..self.clone() }
    }

    /// The world it runs in.
    pub fn host(&self) -> &H {
        &self.shared.host
    }

    /// Where its tokens come from.
    pub fn tokens(&self) -> &T {
        &self.shared.tokens
    }

    /// The origin it talks to.
    pub fn endpoint(&self) -> &Endpoint {
        &self.shared.endpoint
    }

    /// Reads one thing. Falls back to the call's older api-versions if the service does not know the wanted one.
    pub async fn read<V: Json>(&self, call: &Call) -> Result<Read<V>, Error> {
        let Read { value, at, api_version, request, complete } = self.read_json(call).await?;
        let value = V::from_json(value).map_err(|why| unreadable(call, why.to_string(), &request))?;
        Ok(Read { value, at, api_version, request, complete })
    }

    async fn read_json(&self, call: &Call) -> Result<Read<Value>, Error> {
        let (arrival, api_version) = self.fetch(call).await?;
        let value = arrival.json(call)?;
        Ok(Read { value, at: arrival.at, api_version, request: arrival.request, complete: true })
    }

    /// Reads all pages of a list. Items that come twice (by id, without case) are kept once.
    ///
    /// A link to another origin is an error and gets no token; a repeated link ends the list with `complete: false`.
    pub async fn list<V: Json>(&self, call: &Call) -> Result<Read<Vec<V>>, Error> {
        let mut all = Vec::new();
        let read = self.pages(call, |items: Vec<V>| all.extend(items)).await?;
        Ok(read.map(|()| all))
    }

    /// Like [`Client::list`], handing over each page as it arrives.
    pub async fn pages<V: Json>(&self, call: &Call, mut each: impl FnMut(Vec<V>)) -> Result<Read<()>, Error> {
        let mut typed = |items: Vec<Value>| {
            each(items.into_iter().map(V::from_json).collect::<Result<_, _>>()?);
            Ok(())
        };
        self.pages_json(call, &mut typed).await
    }

    async fn pages_json(&self, call: &Call, each: &mut dyn FnMut(Vec<Value>) -> Result<(), Misread>) -> Result<Read<()>, Error> {
        let (mut arrival, api_version) = self.fetch(call).await?;
        let mut walk = Walk::from(&call.url_at(self.endpoint(), &api_version));
        loop {
            let misread = |why: Misread| unreadable(call, why.to_string(), &arrival.request);
            let page = walk.page(arrival.json(call)?).map_err(misread)?;
            each(page.items).map_err(misread)?;
            let Some(link) = page.next else { break };
            arrival = self.next_page(call, &link, &arrival.request).await?;
        }
        Ok(Read { value: (), at: arrival.at, api_version, request: arrival.request, complete: walk.complete })
    }

    /// Sends a write. A POST action or a PATCH goes out again only if the service has refused it for its pace or its token.
    pub async fn act(&self, call: &Call) -> Result<Acted, Error> {
        self.act_until(call, None).await
    }

    /// The same for a write that somebody asked for and may no longer mean after `until`: it goes out, and goes out again, until then. A
    /// pause for its pace is an error ([`ErrorKind::Throttled`]) and not waited for.
    pub async fn act_until(&self, call: &Call, until: Option<Instant>) -> Result<Acted, Error> {
        let url = call.url(self.endpoint());
        let arrival =
            self.exchange(&Outgoing { call, method: call.method, url: &url, whole: true, patient: true, until }).await?;
        let gone = call.method == Method::Delete && is_gone(&arrival.response);
        if !arrival.is_success() && !gone {
            return Err(arrival.into_error(call));
        }
        if is_page(&arrival.response) {
            return Err(self.told(Error::page(call, &arrival.response, arrival.request)));
        }
        // Of a try whose answer was lost, nobody knows whether it was the one that removed it.
        let already = gone && !arrival.lost;
        let operation = Lro::begin(call, self.endpoint(), &arrival.response, arrival.request.clone(), arrival.at);
        let body = serde_json::from_slice(&arrival.response.body).ok();
        let blank = arrival.response.body.is_empty();
        Ok(Acted { status: arrival.response.status, body, blank, at: arrival.at, request: arrival.request, already, operation })
    }

    /// Follows an operation to its end and gives its result. `seen` is told what is known before every wait; what it is
    /// given can be stored, to go on after a reload or a new sign-in.
    pub async fn watch(&self, mut watch: Lro, mut seen: impl FnMut(&Progress)) -> Result<Option<Value>, Error> {
        let mut trouble = None;
        loop {
            match watch.step(self.host().now()) {
                Step::Done(value) => return Ok(value),
                Step::Failed(error) => return Err(error),
                Step::Wait(duration) => {
                    seen(&watch.progress(trouble.take()));
                    self.host().sleep(duration).await;
                }
                Step::Get(url) => trouble = self.poll(&mut watch, &url).await?,
            }
        }
    }

    /// One poll. An error only if nobody could go on; a poll that merely failed is returned as trouble.
    async fn poll(&self, watch: &mut Lro, url: &str) -> Result<Option<Error>, Error> {
        let call = watch.call().clone();
        match self.exchange(&Outgoing { call: &call, method: Method::Get, url, whole: false, patient: false, until: None }).await
        {
            Ok(arrival) if arrival.response.status == 401 => Err(arrival.into_error(&call)),
            Ok(arrival) => {
                watch.observe(Some(&arrival.response), arrival.at);
                Ok((arrival.response.status >= 400).then(|| arrival.into_error(&call)))
            }
            Err(error) if error.fate() == Fate::NotSent || error.lacks_token() => Err(error),
            Err(error) => {
                watch.observe(None, self.host().now());
                Ok(Some(error))
            }
        }
    }

    async fn next_page(&self, call: &Call, link: &str, request: &RequestIds) -> Result<Arrival, Error> {
        let Some(url) = self.endpoint().resolve(link) else {
            let why = "the next page is on another origin";
            return Err(self.told(Error::local(ErrorKind::ForeignLink, call, why, request.clone(), Fate::NotSent)));
        };
        let arrival =
            self.exchange(&Outgoing { call, method: Method::Get, url: &url, whole: false, patient: true, until: None }).await?;
        if arrival.is_success() { Ok(arrival) } else { Err(arrival.into_error(call)) }
    }

    /// A read, with the api-version that answered.
    async fn fetch(&self, call: &Call) -> Result<(Arrival, String), Error> {
        let mut refusal = None;
        let order = self.shared.versions.borrow().order(call);
        for version in order {
            let url = call.url_at(self.endpoint(), &version);
            let arrival = self
                .exchange(&Outgoing { call, method: call.method, url: &url, whole: true, patient: true, until: None })
                .await?;
            if arrival.is_success() {
                self.shared.versions.borrow_mut().learn(call, &version);
                return Ok((arrival, version));
            }
            let unknown = call.only_reads && is_unknown_version(&arrival.response);
            let error = arrival.into_error(call);
            if !unknown {
                return Err(error);
            }
            refusal.get_or_insert(error);
        }
        Err(refusal.unwrap_or_else(|| {
            Error::local(
                ErrorKind::Rejected,
                call,
                "no supported API version is left to try",
                RequestIds::default(),
                Fate::NotSent,
            )
        }))
    }
}

/// Whether a 404 says that the thing is gone, and not that the address or the subscription is a wrong one.
fn is_gone(response: &Response) -> bool {
    const ELSEWHERE: [&str; 6] = [
        "SubscriptionNotFound",
        "InvalidSubscriptionId",
        "InvalidResourceType",
        "InvalidResourceNamespace",
        "NoRegisteredProviderFound",
        "MissingSubscriptionRegistration",
    ];
    let body = ErrorBody::parse(response);
    let elsewhere = |code: &str| ELSEWHERE.iter().any(|known| known.eq_ignore_ascii_case(code));
    response.status == 404 && !is_page(response) && !body.codes().any(elsewhere)
}

impl Arrival {
    /// The body; null if there is none.
    fn json(&self, call: &Call) -> Result<Value, Error> {
        let body: &[u8] = if self.response.body.is_empty() { b"null" } else { &self.response.body };
        serde_json::from_slice(body).map_err(|why| unreadable(call, why.to_string(), &self.request))
    }
}

fn unreadable(call: &Call, why: String, request: &RequestIds) -> Error {
    Error::local(ErrorKind::Unreadable, call, why, request.clone(), Fate::Unknown)
}
