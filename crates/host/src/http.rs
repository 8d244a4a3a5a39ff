//! A request and its answer, as plain values.

use core::fmt;

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Read.
    Get,
    /// Headers only.
    Head,
    /// Create or replace.
    Put,
    /// Change some fields.
    Patch,
    /// Act.
    Post,
    /// Remove.
    Delete,
    /// CORS preflight; only the emulator meets it.
    Options,
}

impl Method {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }

    /// Reads the word on the wire (upper case, RFC 9110 section 9.1).
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Get, Self::Head, Self::Put, Self::Patch, Self::Post, Self::Delete, Self::Options]
            .into_iter()
            .find(|method| method.as_str() == word)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// One HTTP request.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The absolute URL, percent-encoded.
    pub url: String,
    /// Name and value pairs, in sending order.
    pub headers: Vec<(String, String)>,
    /// The body, if there is one.
    pub body: Option<Vec<u8>>,
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self { method, url: url.into(), headers: Vec::new(), body: None }
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Sets the body and its media type.
    #[must_use]
    pub fn with_body(self, content_type: &str, body: Vec<u8>) -> Self {
        let mut request = self.with_header("Content-Type", content_type);
        request.body = Some(body);
        request
    }

    /// The first header of that name, compared without case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

impl fmt::Debug for Request {
    /// Without header values and body: they may hold secrets.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        out.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.url)
            .field("headers", &names)
            .field("body_bytes", &self.body.as_ref().map(Vec::len))
            .finish()
    }
}

/// One HTTP answer, its body read to the end.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers that may be read: in a browser CORS hides most of them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// An answer without headers and body.
    pub fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Sets the body and its media type.
    #[must_use]
    pub fn with_body(self, content_type: &str, body: Vec<u8>) -> Self {
        let mut response = self.with_header("Content-Type", content_type);
        response.body = body;
        response
    }

    /// The first header of that name, compared without case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

impl fmt::Debug for Response {
    /// Without header values and body: they may hold secrets.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Response").field("status", &self.status).field("body_bytes", &self.body.len()).finish()
    }
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Why there is no answer at all. But for the first, the request may or may not have reached the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendError {
    /// It was not sent: nothing of it has left this side. Only for what is certain.
    NotSent(String),
    /// Offline, DNS, TLS, a blocked port, a CORS refusal: a browser cannot tell these apart (WHATWG Fetch).
    Unreachable(String),
    /// The answer began but its body could not be read to the end.
    Broken(String),
    /// No answer within the time the caller allowed.
    TimedOut,
}

impl fmt::Display for SendError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(why) => out.write_str(why),
            Self::Unreachable(why) => write!(out, "no answer: {why}"),
            Self::Broken(why) => write!(out, "the answer broke off: {why}"),
            Self::TimedOut => out.write_str("no answer in time"),
        }
    }
}
