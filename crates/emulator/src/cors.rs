//! CORS as a browser meets it at ARM (WHATWG Fetch): the preflight, and which answer headers a page may read.
//!
//! Which ones ARM exposes is documented nowhere; only for `Location` is there evidence in first-party browser code. So it can be
//! switched, and the console must work with every setting.

use host::{Request, Response};

/// Request headers that first-party browser code sends, beside those of [`OWN`]; any other one fails the preflight.
const ALLOWED: [&str; 5] = ["Authorization", "Content-Type", "Accept", "Accept-Language", "If-Match"];

/// ARM takes its own headers from any page: Microsoft's JavaScript SDK sends `x-ms-useragent`, the portal `x-ms-command-name`.
const OWN: &str = "x-ms-";

/// Answer headers any page may read.
const SAFELIST: [&str; 7] =
    ["Cache-Control", "Content-Language", "Content-Length", "Content-Type", "Expires", "Last-Modified", "Pragma"];

const LIKELY: &str =
    "Location, Retry-After, Azure-AsyncOperation, WWW-Authenticate, x-ms-request-id, x-ms-correlation-request-id";

/// How much of an answer's headers a page may read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Exposure {
    /// Only the safelisted ones.
    None,
    /// `Location` and those ARM probably exposes with it.
    #[default]
    Location,
    /// Every header of the answer.
    All,
}

impl Exposure {
    /// Reads `none`, `location` or `all`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "none" => Some(Self::None),
            "location" => Some(Self::Location),
            "all" => Some(Self::All),
            _ => None,
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Location => "location",
            Self::All => "all",
        }
    }
}

/// The answer to a preflight. The browser itself refuses what is not listed.
pub(crate) fn preflight(request: &Request) -> Response {
    let asked = request.header("Access-Control-Request-Headers").unwrap_or_default();
    let own = asked.split(',').map(str::trim).filter(|name| is_own(name));
    let allowed: Vec<&str> = ALLOWED.into_iter().chain(own).collect();
    Response::new(204)
        .with_header("Access-Control-Allow-Origin", "*")
        .with_header("Access-Control-Allow-Methods", "GET, HEAD, PUT, PATCH, POST, DELETE, OPTIONS")
        .with_header("Access-Control-Allow-Headers", allowed.join(", "))
        .with_header("Access-Control-Max-Age", "7200")
}

/// Lets a page of another origin read the answer, errors included.
pub(crate) fn open(mut response: Response, exposure: Exposure) -> Response {
    let exposed = match exposure {
        Exposure::None => String::new(),
        Exposure::Location => LIKELY.to_owned(),
        Exposure::All => {
            let names = response.headers.iter().map(|(name, _)| name.as_str()).filter(|name| *name != crate::answer::REASON);
            names.collect::<Vec<_>>().join(", ")
        }
    };
    response.headers.retain(|(name, _)| !name.to_ascii_lowercase().starts_with("access-control-"));
    let response = response.with_header("Access-Control-Allow-Origin", "*");
    if exposed.is_empty() { response } else { response.with_header("Access-Control-Expose-Headers", exposed) }
}

/// The first request header that would fail the preflight, for faces without a browser in front.
pub(crate) fn forbidden_header(request: &Request) -> Option<&str> {
    let allowed = |name: &&str| is_own(name) || ALLOWED.iter().any(|known| known.eq_ignore_ascii_case(name));
    request.headers.iter().map(|(name, _)| name.as_str()).find(|name| !allowed(name))
}

fn is_own(name: &str) -> bool {
    name.get(..OWN.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(OWN))
}

/// Drops the headers a browser would not show to a page of another origin.
pub(crate) fn hide_unexposed(response: &mut Response) {
    let exposed = response.header("Access-Control-Expose-Headers").unwrap_or_default().to_owned();
    let exposed: Vec<&str> = exposed.split(',').map(str::trim).chain(SAFELIST).collect();
    response.headers.retain(|(name, _)| exposed.iter().any(|known| known.eq_ignore_ascii_case(name)));
}

#[cfg(test)]
mod tests {
    use host::Method;

    use super::*;

    #[test]
    fn shows_what_is_exposed_and_no_more() {
        let answer =
            || Response::new(202).with_header("Location", "l").with_header("ETag", "e").with_body("application/json", Vec::new());
        let cases =
            [(Exposure::None, (None, None)), (Exposure::Location, (Some("l"), None)), (Exposure::All, (Some("l"), Some("e")))];
        for (exposure, (location, etag)) in cases {
            let mut seen = open(answer(), exposure);
            assert_eq!(seen.header("Access-Control-Allow-Origin"), Some("*"));
            hide_unexposed(&mut seen);
            assert_eq!((seen.header("location"), seen.header("etag")), (location, etag), "{exposure:?}");
            assert_eq!(seen.header("content-type"), Some("application/json"), "{exposure:?}");
            assert_eq!(Exposure::parse(exposure.as_str()), Some(exposure));
        }
    }

    #[test]
    fn a_header_arm_does_not_expect_fails() {
        let request = Request::new(Method::Get, "http://localhost/").with_header("authorization", "Bearer x");
        assert_eq!(forbidden_header(&request), None);
        assert_eq!(forbidden_header(&request.with_header("x-own", "1")), Some("x-own"));
        let ask = Request::new(Method::Options, "http://localhost/")
            .with_header("Access-Control-Request-Headers", "authorization,x-ms-useragent,x-own");
        let allowed = preflight(&ask).header("access-control-allow-headers").map(str::to_owned).unwrap_or_default();
        assert!(allowed.ends_with("x-ms-useragent") && !allowed.contains('*') && !allowed.contains("x-own"), "{allowed}");
        assert_eq!(forbidden_header(&Request::new(Method::Get, "/").with_header("x-ms-useragent", "sdk")), None);
    }
}
