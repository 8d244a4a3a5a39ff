//! Between axum's requests and answers and the plain ones of `host`.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use host::{Method, Request, Response};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};

use super::door::Cut;
use super::latency::Latency;
use super::site::Site;
use super::wall_clock;
use crate::{Delivery, World};

/// The largest request body; ARM takes about as much.
const BODY_LIMIT: usize = 4 << 20;

/// Entra, ARM and the control plane.
#[derive(Clone)]
pub(super) struct Api {
    world: Arc<Mutex<World>>,
    origin: Arc<str>,
    latency: Latency,
}

impl Api {
    pub(super) fn new(world: Arc<Mutex<World>>, origin: String, latency: Latency) -> Self {
        Self { world, origin: origin.into(), latency }
    }
}

/// Carries one request to the world.
pub(super) async fn api(
    State(api): State<Api>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    incoming: axum::extract::Request,
) -> axum::response::Response {
    let request = match plain(&api.origin, incoming).await {
        Ok(request) => request,
        Err(status) => return carried(Response::new(status)),
    };
    api.latency.one_way(&request).await;
    // A panic elsewhere must not silence the emulator for good.
    let (delivery, delay) = api.world.lock().unwrap_or_else(PoisonError::into_inner).deliver(wall_clock(), &request);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    api.latency.one_way(&request).await;
    match delivery {
        Delivery::Whole(response) => packable(carried(response)),
        // Not packed: half of a packed one might be its headers alone.
        Delivery::BreaksOff(response) => {
            cut.midway();
            carried(response)
        }
        Delivery::Lost => {
            cut.now();
            carried(Response::new(502))
        }
    }
}

/// Marks an answer that is sent whole.
#[derive(Clone)]
struct Packable;

fn packable(mut response: axum::response::Response) -> axum::response::Response {
    response.extensions_mut().insert(Packable);
    response
}

/// Below this gzip saves no packet.
const WORTH_PACKING: u16 = 1024;

/// Answers packed with gzip for whoever takes it, as Azure Resource Manager packs them: the recordings in the tests of the Azure SDK
/// for JavaScript hold its answers as gzip, marked as made by the fastest method (RFC 1952, XFL 4). There is no sign of brotli.
pub(super) fn packing() -> CompressionLayer<impl Predicate> {
    let whole = |_, _, _: &_, extensions: &axum::http::Extensions| extensions.get::<Packable>().is_some();
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(SizeAbove::new(WORTH_PACKING).and(whole))
}

/// The site.
#[derive(Clone)]
pub(super) struct Files(Arc<Site>, Latency);

impl Files {
    pub(super) fn new(site: Site, latency: Latency) -> Self {
        Self(Arc::new(site), latency)
    }
}

/// Carries one request to the site.
pub(super) async fn files(
    State(Files(site, latency)): State<Files>,
    incoming: axum::extract::Request,
) -> axum::response::Response {
    carried(match plain("", incoming).await {
        Ok(request) => {
            latency.one_way(&request).await;
            site.answer(&request)
        }
        Err(status) => Response::new(status),
    })
}

async fn plain(origin: &str, incoming: axum::extract::Request) -> Result<Request, u16> {
    let (head, body) = incoming.into_parts();
    let method = Method::parse(head.method.as_str()).ok_or(501_u16)?;
    let path = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let mut request = Request::new(method, format!("{origin}{path}"));
    request.headers = pairs(&head.headers);
    let bytes = to_bytes(body, BODY_LIMIT).await.map_err(|_| 413_u16)?;
    request.body = Some(bytes.to_vec()).filter(|bytes| !bytes.is_empty());
    Ok(request)
}

fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    let readable = |(name, value): (&HeaderName, &HeaderValue)| Some((name.to_string(), value.to_str().ok()?.to_owned()));
    headers.iter().filter_map(readable).collect()
}

fn carried(response: Response) -> axum::response::Response {
    let mut outgoing = axum::response::Response::new(Body::from(response.body));
    *outgoing.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in &response.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            outgoing.headers_mut().append(name, value);
        }
    }
    outgoing
}
