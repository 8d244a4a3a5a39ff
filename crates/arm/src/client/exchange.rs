//! One request to its final answer: pace, token, send, judge, again. The only place a token meets a URL.

use host::{Duration, Host, Instant, Method, Request, Response, SendError};

use super::{Client, Shared};
use crate::call::Call;
use crate::error::{Error, ErrorKind, Fate, RequestIds};
use crate::governor::{Kind, scope_of};
use crate::retry::{LONGEST, Tries, Verdict, judge, pause};
use crate::token::{SignedOut, Token, TokenNeed, TokenSource};

/// A read in a hurry does not wait longer for its turn, nor does a write that has somebody to say so.
const A_MOMENT: Duration = Duration::from_millis(500);

/// One request on its way.
pub struct Outgoing<'a> {
    pub call: &'a Call,
    pub method: Method,
    pub url: &'a str,
    /// With the call's body and headers: false for pages and polls.
    pub whole: bool,
    /// Whether lost answers and refusals are repeated here; a poll is repeated by its machine.
    pub patient: bool,
    /// A write goes out until then and never later, however it came to wait: for its pace, its token, or in a machine that slept. A pause
    /// the service asks for is not waited for here: whoever set the time tells the person, who may stop it.
    pub until: Option<Instant>,
}

/// Its last answer, whatever the status.
pub struct Arrival {
    pub response: Response,
    pub request: RequestIds,
    pub at: Instant,
    pub retry_at: Option<Instant>,
    pub lost: bool,
}

impl Arrival {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.response.status)
    }

    pub fn into_error(self, call: &Call) -> Error {
        Error::refused(call, &self.response, self.request, self.retry_at, self.lost)
    }
}

impl<H: Host, T: TokenSource> Client<H, T> {
    /// One request to its final answer: gate, token, send, judge, again.
    pub async fn exchange(&self, out: &Outgoing<'_>) -> Result<Arrival, Error> {
        let Shared { host, endpoint, governor, ledger, .. } = &*self.shared;
        let client_id = host.guid();
        let ids = || RequestIds { client: client_id.clone(), ..RequestIds::default() };
        if !endpoint.owns(out.url) {
            let why = "it isn't the configured endpoint";
            return Err(self.told(Error::local(ErrorKind::ForeignLink, out.call, why, ids(), Fate::NotSent)));
        }
        let repeatable = out.call.is_repeatable() || !out.whole;
        let (scope, kind) = (scope_of(out.url), Kind::of(out.method));
        let mut tries = Tries::default();
        let mut need = TokenNeed {
            tenant: self.tenant.as_deref().map(str::to_owned),
            for_write: out.whole && !out.call.only_reads,
            ..TokenNeed::default()
        };
        let mut refusal: Option<Response> = None;
        loop {
            self.gate(out, &scope, kind, &tries, &ids()).await?;
            let token = self.token(out, &need, refusal.as_ref(), &tries, &client_id).await?;
            if out.until.is_some_and(|until| host.now() > until) {
                let why = "it expired before it could be sent";
                return Err(self.told(Error::local(ErrorKind::Late, out.call, why, ids(), unsent(&tries))));
            }
            let request = request_of(out, &token, &client_id);
            let answer = match &self.lane {
                Some(lane) if out.method == Method::Get && (!out.whole || out.call.headers.is_empty()) => {
                    lane.send(request).await
                }
                _ => host.send(request).await,
            };
            let now = host.now();
            let dice = host.random()[0];
            let wait = answer.as_ref().ok().and_then(|response| pause(response, &tries, now, dice));
            if let Ok(response) = &answer {
                governor.borrow_mut().learn(&scope, kind, response, now);
                ledger.borrow_mut().answered(response, now);
            }
            if let Some(wait) = wait {
                governor.borrow_mut().pause(&scope, now + wait);
            }
            // A poll is repeated by its machine; only its token is seen to here.
            let verdict = match judge(repeatable, &answer, wait, &mut tries, dice) {
                Verdict::Again(_) if !out.patient || self.hurried => Verdict::Settled,
                Verdict::Again(_) if out.until.is_some() && !tries.lost && wait.is_some() => Verdict::Settled,
                verdict => verdict,
            };
            if !matches!(verdict, Verdict::Settled | Verdict::Again(_)) {
                refusal = answer.as_ref().ok().cloned();
            }
            match verdict {
                Verdict::Settled => return self.settle(out, answer, &client_id, now, wait, &tries),
                Verdict::Again(wait) => host.sleep(wait).await,
                Verdict::Renew => need.refused = Some(token),
                Verdict::StepUp(claims) => (need.refused, need.claims) = (Some(token), Some(claims)),
                Verdict::Tenant(tenant) => need.tenant = Some(tenant),
            }
        }
    }

    /// Waits while the scope is paused or has used up its requests; too long a pause is an error at once.
    async fn gate(&self, out: &Outgoing<'_>, scope: &str, kind: Kind, tries: &Tries, ids: &RequestIds) -> Result<(), Error> {
        loop {
            let now = self.host().now();
            let paused = self.shared.governor.borrow().wait(scope, now);
            let wait = paused.or_else(|| self.shared.governor.borrow_mut().take(scope, kind, now));
            let Some(wait) = wait else { return Ok(()) };
            let longest = if self.hurried || out.until.is_some() { A_MOMENT } else { LONGEST };
            if out.patient && wait > longest {
                let kind = ErrorKind::Throttled { retry_at: Some(now + wait) };
                return Err(Error::local(kind, out.call, "Azure is throttling requests", ids.clone(), unsent(tries)));
            }
            self.host().sleep(wait).await;
        }
    }

    /// A token. `refusal`: the answer that made another one necessary.
    async fn token(
        &self,
        out: &Outgoing<'_>,
        need: &TokenNeed,
        refusal: Option<&Response>,
        tries: &Tries,
        client_id: &str,
    ) -> Result<Token, Error> {
        self.shared.tokens.token(need).await.map_err(|SignedOut { why }| {
            let client = client_id.to_owned();
            self.told(match refusal {
                Some(response) => Error::barred(out.call, response, RequestIds::of(client, response), why, tries.lost),
                None => {
                    let ids = RequestIds { client, ..RequestIds::default() };
                    Error::local(ErrorKind::SignedOut { why: why.clone() }, out.call, why, ids, unsent(tries))
                }
            })
        })
    }

    fn settle(
        &self,
        out: &Outgoing<'_>,
        answer: Result<Response, SendError>,
        client_id: &str,
        now: Instant,
        wait: Option<Duration>,
        tries: &Tries,
    ) -> Result<Arrival, Error> {
        let client = client_id.to_owned();
        match answer {
            Ok(response) => {
                let (request, retry_at) = (RequestIds::of(client, &response), wait.map(|wait| now + wait));
                if response.status >= 400 {
                    self.told(Error::refused(out.call, &response, request.clone(), retry_at, tries.lost));
                }
                Ok(Arrival { response, request, at: now, retry_at, lost: tries.lost })
            }
            Err(why) => {
                let request = RequestIds { client, ..RequestIds::default() };
                Err(self.told(Error::unanswered(out.call, &why, request, tries.lost)))
            }
        }
    }

    /// Notes a failure on its way to the caller.
    pub fn told(&self, error: Error) -> Error {
        self.shared.ledger.borrow_mut().failed(&error, self.shared.host.now());
        error
    }
}

/// What is known of a request that does not go out (again).
fn unsent(tries: &Tries) -> Fate {
    if tries.lost { Fate::Unknown } else { Fate::NotSent }
}

fn request_of(out: &Outgoing<'_>, token: &Token, client_id: &str) -> Request {
    let mut request = Request::new(out.method, out.url)
        .with_header("Authorization", token.bearer())
        .with_header("Accept", "application/json")
        .with_header("x-ms-client-request-id", client_id);
    if !out.whole {
        return request;
    }
    for (name, value) in &out.call.headers {
        if !name.eq_ignore_ascii_case("authorization") {
            request = request.with_header(name, value.clone());
        }
    }
    match &out.call.body {
        Some(body) => request.with_body("application/json", serde_json::to_vec(body).unwrap_or_default()),
        None => request,
    }
}
