//! The network, the clock and randomness: the browser as a [`Host`].

use gloo_net::http::{Headers, RequestBuilder, Response as Answer};
use host::{Duration, Host, Instant, Method, Request, Response, SendError};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader, RequestCache, RequestCredentials, RequestRedirect};

/// Longer than Azure Resource Manager lets a synchronous request run (60 s: Resource Provider Contract, *Client Request Timeout*).
const LIMIT_MS: u32 = 100_000;

/// More than any answer that is asked for; a thousand rows of Resource Graph are a megabyte.
const LARGEST: usize = 64 << 20;

/// The browser the app runs in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Browser;

impl Host for Browser {
    fn now(&self) -> Instant {
        // Dates are whole milliseconds far inside the range of an i64.
        Instant::from_millis(js_sys::Date::now() as i64)
    }

    async fn sleep(&self, duration: Duration) {
        // A browser's timer ends at once if it is set for more than 24 days: whoever waits so long looks again.
        gloo_timers::future::sleep(duration.min(Duration::from_secs(24 * 3600))).await;
    }

    async fn send(&self, request: Request) -> Result<Response, SendError> {
        // Without a network a read may try, and is wrong at no cost. A change is not even begun: then it is certain that it did not go out.
        if !matches!(request.method, Method::Get | Method::Head) && !super::online::online() {
            return Err(SendError::NotSent("You're offline.".to_owned()));
        }
        let _under_way = super::quiet::begin();
        let answer = match super::early::answer(&request).await {
            Some(answer) => Answer::from(answer),
            None => build(&request)?.send().await.map_err(|error| refused(&error))?,
        };
        let mut response = Response::new(answer.status());
        response.headers = answer.headers().entries().collect();
        response.body = body(&answer).await?;
        Ok(response)
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        let crypto = web_sys::window().and_then(|window| window.crypto().ok());
        let filled = crypto.is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
        // A state or nonce that can be guessed is worse than no sign-in. Every browser that runs wasm has this (W3C Web Cryptography).
        assert!(filled, "the browser doesn't provide random numbers");
        bytes
    }
}

/// A request without cookies, without a cache and without redirects: a token never follows one to another origin.
fn build(request: &Request) -> Result<gloo_net::http::Request, SendError> {
    let headers = Headers::new();
    for (name, value) in &request.headers {
        headers.append(name, value);
    }
    // Only these are ever answered from a cache. For the others it would but make Chromium ask for leave (preflight) every time.
    let cache = if matches!(request.method, Method::Get | Method::Head) { RequestCache::NoStore } else { RequestCache::Default };
    let builder = RequestBuilder::new(&request.url)
        .method(method(request.method))
        .headers(headers)
        .credentials(RequestCredentials::Omit)
        .redirect(RequestRedirect::Error)
        .cache(cache)
        .abort_signal(Some(&AbortSignal::timeout_with_u32(LIMIT_MS)));
    match &request.body {
        Some(bytes) => builder.body(js_sys::Uint8Array::from(bytes.as_slice())),
        None => builder.build(),
    }
    .map_err(|error| SendError::NotSent(error.to_string()))
}

fn method(method: Method) -> gloo_net::http::Method {
    match method {
        Method::Get => gloo_net::http::Method::GET,
        Method::Head => gloo_net::http::Method::HEAD,
        Method::Put => gloo_net::http::Method::PUT,
        Method::Patch => gloo_net::http::Method::PATCH,
        Method::Post => gloo_net::http::Method::POST,
        Method::Delete => gloo_net::http::Method::DELETE,
        Method::Options => gloo_net::http::Method::OPTIONS,
    }
}

/// The whole body, piece by piece: one that is too long is given back before it fills the memory.
async fn body(answer: &Answer) -> Result<Vec<u8>, SendError> {
    let Some(stream) = answer.body() else { return Ok(Vec::new()) };
    let reader = stream.get_reader().unchecked_into::<ReadableStreamDefaultReader>();
    let mut bytes = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read()).await.map_err(|thrown| broken(&thrown))?;
        let value = Reflect::get(&piece, &"value".into()).ok().and_then(|value| value.dyn_into::<Uint8Array>().ok());
        let Some(piece) = value else { return Ok(bytes) };
        if bytes.len() + piece.length() as usize > LARGEST {
            let _ = reader.cancel();
            return Err(SendError::Broken("it's larger than 64 MB, more than any response this console expects".to_owned()));
        }
        let from = bytes.len();
        bytes.resize(from + piece.length() as usize, 0);
        piece.copy_to(&mut bytes[from..]);
    }
}

fn broken(thrown: &JsValue) -> SendError {
    let name = Reflect::get(thrown, &"name".into()).ok().and_then(|name| name.as_string());
    if name.as_deref() == Some("TimeoutError") { SendError::TimedOut } else { SendError::Broken(super::words(thrown)) }
}

fn refused(error: &gloo_net::Error) -> SendError {
    match error {
        gloo_net::Error::JsError(thrown) if thrown.name == "TimeoutError" => SendError::TimedOut,
        other => SendError::Unreachable(other.to_string()),
    }
}
