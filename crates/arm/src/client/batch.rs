//! Many reads in one request (`POST /batch`), for whoever asks for much at once.
//!
//! It stays because people would miss it: with 400 pools, answers that take 100 ms and six connections, the updates page has read its 158
//! Automated pools after 3.3 s by 10 requests and 4 preflights, and alone after 9.2 s by 164 and 164.
//!
//! The portal and other first-party pages send their reads so (portal SDK docs, *Batch multiple calls*), but the REST reference does not
//! have it: it is an accelerator and no more. A read knows nothing of it: it has passed the governor before, and what stands in the
//! batch's answer for it is judged, repeated and paused for as if it had come alone. Whatever becomes of the batch itself, the reads
//! then go alone; and if alone they succeed, no other batch is tried. Writes never travel this way.

use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Poll, Waker};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use host::{Duration, Host, Method, Request, Response, SendError};
use serde_json::{Value, json};

use super::{Client, Shared};
use crate::governor::Kind;

/// The version most pages of Microsoft's send.
const URL: &str = "/batch?api-version=2020-06-01";

/// Requests in a batch that are answered at once (the same docs).
const MOST: usize = 20;

/// How long the first waits for company.
const COMPANY: Duration = Duration::from_millis(10);

/// The same where the bucket of a subscription has less than a batch left and lets reads through one by one: by then a batch is full.
const COMPANY_WHEN_SCARCE: Duration = Duration::from_millis(800);

/// Another way to the service than alone.
pub trait Lane {
    /// Sends a read and gives its own answer.
    fn send(&self, request: Request) -> Pin<Box<dyn Future<Output = Result<Response, SendError>> + '_>>;
}

impl<H: Host + 'static, T: 'static> Client<H, T> {
    /// The same client for many reads at once: those that are sent at about the same time travel in one request.
    #[must_use]
    pub fn together(&self) -> Self {
        let make = || {
            let lane = Batches { shared: Rc::downgrade(&self.shared), waiting: RefCell::default(), given_up: Cell::new(false) };
            Rc::new(lane) as Rc<dyn Lane>
        };
        let lane = Rc::clone(self.shared.lane.get_or_init(make));
        Self { lane: Some(lane), ..self.clone() }
    }
}

/// The reads that wait for a batch.
struct Batches<H, T> {
    shared: Weak<Shared<H, T>>,
    waiting: RefCell<Vec<Passenger>>,
    given_up: Cell<bool>,
}

/// What a read is told.
enum Told {
    Answer(Response),
    /// It has to go alone; `true`: the batch came to nothing.
    Alone(bool),
}

#[derive(Default)]
struct Seat {
    told: RefCell<Option<Told>>,
    waker: RefCell<Option<Waker>>,
}

/// A read on its way in a batch. If whoever carries it goes away, it is told to go alone.
struct Passenger {
    request: Request,
    seat: Rc<Seat>,
}

impl Passenger {
    fn tell(&self, told: Told) {
        self.seat.told.borrow_mut().get_or_insert(told);
        if let Some(waker) = self.seat.waker.take() {
            waker.wake();
        }
    }
}

impl Drop for Passenger {
    fn drop(&mut self) {
        self.tell(Told::Alone(false));
    }
}

impl<H: Host, T> Lane for Batches<H, T> {
    fn send(&self, request: Request) -> Pin<Box<dyn Future<Output = Result<Response, SendError>> + '_>> {
        Box::pin(async move {
            let Some(shared) = self.shared.upgrade() else {
                return Err(SendError::Unreachable("the client was closed".to_owned()));
            };
            let (host, origin) = (&shared.host, shared.endpoint.origin());
            if self.given_up.get() || !request.url.starts_with(origin) {
                return host.send(request).await;
            }
            let scarce = shared.governor.borrow().has_less(Kind::Read, MOST as i64, host.now());
            let company = if scarce { COMPANY_WHEN_SCARCE } else { COMPANY };
            let told = self.join(host, origin, request.clone(), company).await;
            match told {
                Told::Answer(response) => Ok(response),
                Told::Alone(failed) => {
                    let answer = host.send(request).await;
                    // It was the batch, not the network or the service.
                    if failed && answer.as_ref().is_ok_and(|response| response.status < 500) {
                        self.given_up.set(true);
                    }
                    answer
                }
            }
        })
    }
}

impl<H: Host, T> Batches<H, T> {
    /// Waits for company; whoever has waited first, or fills the batch, carries all.
    async fn join(&self, host: &H, origin: &str, request: Request, company: Duration) -> Told {
        let seat = Rc::new(Seat::default());
        self.waiting.borrow_mut().push(Passenger { request, seat: Rc::clone(&seat) });
        if self.waiting.borrow().len() < MOST {
            host.sleep(company).await;
            a_turn().await;
        }
        // Until somebody has taken it along.
        loop {
            let group = self.leave_with(&seat);
            if group.is_empty() {
                break;
            }
            carry(host, origin, group).await;
        }
        poll_fn(|context| {
            let told = seat.told.take();
            if told.is_none() {
                *seat.waker.borrow_mut() = Some(context.waker().clone());
            }
            told.map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    /// If a read still waits: a batch of those that have waited longest with the same token.
    fn leave_with(&self, seat: &Rc<Seat>) -> Vec<Passenger> {
        let mut waiting = self.waiting.borrow_mut();
        let own = waiting.iter().position(|passenger| Rc::ptr_eq(&passenger.seat, seat));
        let Some(token) = own.and_then(|at| token_of(waiting.get(at..)?)) else { return Vec::new() };
        let mut group = Vec::new();
        for passenger in core::mem::take(&mut *waiting) {
            let fits = group.len() < MOST && passenger.request.header("Authorization") == Some(&token);
            if fits { &mut group } else { &mut *waiting }.push(passenger);
        }
        group
    }
}

fn token_of(group: &[Passenger]) -> Option<String> {
    group.first()?.request.header("Authorization").map(str::to_owned)
}

/// Lets the others run once, in a world whose sleep takes no time as well.
async fn a_turn() {
    let mut waited = false;
    poll_fn(|context| {
        context.waker().wake_by_ref();
        if core::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// Sends a batch and tells each what came of it.
async fn carry<H: Host>(host: &H, origin: &str, group: Vec<Passenger>) {
    if group.len() < 2 {
        return;
    }
    let own: Vec<Value> = group.iter().enumerate().map(|(place, passenger)| entry(origin, place, &passenger.request)).collect();
    let body = json!({ "requests": own }).to_string().into_bytes();
    let request = Request::new(Method::Post, [origin, URL].concat())
        .with_header("Authorization", token_of(&group).unwrap_or_default())
        .with_header("Accept", "application/json")
        .with_header("x-ms-client-request-id", host.guid())
        .with_body("application/json", body);
    match host.send(request).await {
        Ok(answer) if answer.status == 200 => {
            let mut inner = responses(&answer.body);
            for (place, passenger) in group.iter().enumerate() {
                let found = inner.iter().position(|(name, _)| *name == place);
                passenger.tell(found.map_or(Told::Alone(true), |at| Told::Answer(inner.swap_remove(at).1)));
            }
        }
        // Refused for its pace or its token: so is each.
        Ok(answer) if matches!(answer.status, 401 | 429) => {
            group.iter().for_each(|passenger| passenger.tell(Told::Answer(answer.clone())));
        }
        _ => group.iter().for_each(|passenger| passenger.tell(Told::Alone(true))),
    }
}

/// One request of a batch.
fn entry(origin: &str, place: usize, request: &Request) -> Value {
    json!({
        "httpMethod": request.method.as_str(),
        "name": name_of(place, request),
        "url": request.url.strip_prefix(origin).unwrap_or(&request.url),
        "requestHeaderDetails": { "commandName": "avd-console" },
    })
}

/// Names a request for the answer; the number comes first, whatever becomes of the rest.
fn name_of(place: usize, request: &Request) -> String {
    [&place.to_string(), "-", request.header("x-ms-client-request-id").unwrap_or_default()].concat()
}

/// The answers in a batch's answer, each with the place of its request. What cannot be understood is left out.
fn responses(body: &[u8]) -> Vec<(usize, Response)> {
    let mut body: Value = serde_json::from_slice(body).unwrap_or_default();
    let Some(Value::Array(answers)) = body.get_mut("responses").map(Value::take) else { return Vec::new() };
    answers.into_iter().filter_map(response).collect()
}

fn response(mut answer: Value) -> Option<(usize, Response)> {
    let place = answer["name"].as_str()?.split('-').next()?.parse().ok()?;
    let status = answer["httpStatusCode"].as_u64().and_then(|status| u16::try_from(status).ok())?;
    let mut response = Response::new(status);
    for (name, value) in answer["headers"].as_object().into_iter().flatten() {
        if let Some(value) = value.as_str().or_else(|| value[0].as_str()) {
            response = response.with_header(name, value);
        }
    }
    response.body = match answer.get_mut("content").map(Value::take) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(text)) => text.into_bytes(),
        Some(content) => content.to_string().into_bytes(),
    };
    (100..600).contains(&status).then_some((place, response))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use futures::executor::block_on;
    use futures::future::join_all;

    use super::*;
    use crate::call::Call;
    use crate::error::{Error, ErrorKind};
    use crate::script::{Scripted, Tokens, client, json as answer};

    fn lists(client: &Client<Scripted, Tokens>, count: usize) -> Vec<Result<Vec<Value>, Error>> {
        let together = client.together();
        block_on(join_all((0..count).map(|number| {
            let (together, call) = (together.clone(), Call::get("List", format!("/subscriptions/s/{number}"), "1"));
            async move { together.list::<Value>(&call).await.map(|read| read.value) }
        })))
    }

    /// What the service says to a read of `/subscriptions/s/<number>`.
    fn plain(url: &str) -> Value {
        let number: usize = url.split('?').next().unwrap().rsplit('/').next().unwrap().parse().unwrap();
        json!({ "value": [{ "id": format!("/{number}") }] })
    }

    fn asked(request: &Request) -> Vec<Value> {
        let body: Value = serde_json::from_slice(request.body.as_deref().unwrap()).unwrap();
        body["requests"].as_array().unwrap().clone()
    }

    /// A service: `of` makes the answer of a batch out of the good answers to what is in it.
    fn service(mut of: impl FnMut(Vec<Value>, usize) -> Response + 'static) -> Client<Scripted, Tokens> {
        let mut batches = 0;
        client(move |request, _| {
            if request.method == Method::Get {
                return Ok(answer(200, &plain(&request.url).to_string()));
            }
            batches += 1;
            let good = asked(request).into_iter().map(|one| {
                assert_eq!(one["httpMethod"], "GET");
                json!({ "name": one["name"], "httpStatusCode": 200, "headers": {}, "content": plain(one["url"].as_str().unwrap()) })
            });
            Ok(of(good.collect(), batches))
        })
    }

    fn whole(responses: &[Value]) -> Response {
        answer(200, &json!({ "responses": responses }).to_string())
    }

    /// How many batches and how many single reads went out.
    fn sent(client: &Client<Scripted, Tokens>) -> (usize, usize) {
        let sent = client.host().0.sent.borrow();
        let batches = sent.iter().filter(|request| request.method == Method::Post).count();
        (batches, sent.len() - batches)
    }

    fn all_right(answers: &[Result<Vec<Value>, Error>]) -> bool {
        answers.iter().enumerate().all(|(number, answer)| *answer.as_ref().unwrap() == [json!({ "id": format!("/{number}") })])
    }

    #[test]
    fn reads_that_are_sent_together_travel_together() {
        let client = service(|mut all, _| {
            all.reverse();
            whole(&all)
        });
        assert!(all_right(&lists(&client, 45)));
        assert_eq!(sent(&client), (3, 0));
        let first = asked(&client.host().0.sent.borrow()[0]);
        assert_eq!((first.len(), &first[0]["url"]), (20, &json!("/subscriptions/s/0?api-version=1")));
        assert!(all_right(&lists(&client, 1)), "one alone needs no batch");
        assert_eq!(sent(&client), (3, 1));
    }

    #[test]
    fn whatever_becomes_of_a_batch_the_answers_are_the_same() {
        type Fate = fn(Vec<Value>, usize) -> Response;
        let fates: [(&str, Fate, (usize, usize)); 8] = [
            ("refused", |_, _| answer(403, r#"{"error":{"code":"AuthorizationFailed"}}"#), (1, 40)),
            ("not there", |_, _| Response::new(404), (1, 40)),
            ("later", |_, _| Response::new(202), (1, 40)),
            ("broken", |_, _| answer(200, "{\"responses\":["), (1, 40)),
            ("of another shape", |_, _| answer(200, "[]"), (1, 40)),
            ("half of it lost", |all, _| whole(&all[..10]), (1, 30)),
            (
                "without names",
                |all, _| {
                    whole(
                        &all.into_iter()
                            .map(|mut one| {
                                one["name"].take();
                                one
                            })
                            .collect::<Vec<_>>(),
                    )
                },
                (1, 40),
            ),
            ("at first too many", |all, nth| if nth == 1 { Response::new(429) } else { whole(&all) }, (3, 0)),
        ];
        for (what, fate, wanted) in fates {
            let client = service(fate);
            let all = [lists(&client, 20), lists(&client, 20)];
            assert!(all.iter().all(|answers| all_right(answers)), "{what}");
            assert_eq!(sent(&client), wanted, "{what}");
        }
    }

    #[test]
    fn what_stands_in_a_batch_is_judged_as_if_it_had_come_alone() {
        let client = service(|mut all, nth| {
            all[1] = json!({ "name": all[1]["name"], "httpStatusCode": 403, "content": { "error": { "code": "AuthorizationFailed", "message": "no" } } });
            if nth == 1 {
                let name = all[2]["name"].take();
                all[2] = json!({ "name": name, "httpStatusCode": 429, "headers": { "Retry-After": "7" }, "content": null });
            }
            whole(&all)
        });
        let answers = lists(&client, 4);
        assert!(matches!(answers[1].as_ref().unwrap_err().kind(), ErrorKind::Forbidden { .. }));
        assert!([0, 2, 3].iter().all(|at| answers[*at].is_ok()));
        assert!(client.host().0.slept.borrow().contains(&Duration::from_secs(7)));
        assert_eq!(sent(&client), (1, 1), "the one that was refused for its pace went again, alone");
    }

    #[test]
    fn an_offline_batch_is_not_held_against_it() {
        let mut online = false;
        let client = client(move |request, index| {
            online |= index > 40;
            match request.method {
                _ if !online => Err(SendError::Unreachable("offline".to_owned())),
                Method::Get => Ok(answer(200, &plain(&request.url).to_string())),
                _ => Ok(whole(
                    &asked(request).iter().map(|one| json!({ "name": one["name"], "httpStatusCode": 200, "content": plain(one["url"].as_str().unwrap()) })).collect::<Vec<_>>(),
                )),
            }
        });
        assert!(lists(&client, 3).iter().all(Result::is_err));
        let before = sent(&client);
        while client.host().0.sent.borrow().len() <= 41 {
            drop(lists(&client, 1));
        }
        assert!(all_right(&lists(&client, 3)));
        assert_eq!(sent(&client).0, before.0 + 1, "the next one is tried");
    }
}
