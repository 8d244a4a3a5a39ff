//! HTTP/1.1 by hand, one connection a call: enough to see what is on the wire.

use std::io::{Read, Write};
use std::net::TcpStream;

/// An answer as received.
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let pairs = self.head.lines().filter_map(|line| line.split_once(": "));
        pairs.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

/// `GET`; `None` when there is no whole answer.
pub fn get(url: &str, headers: &[(&str, &str)]) -> Option<Answer> {
    call("GET", url, headers, "")
}

/// `POST` of JSON.
pub fn post(url: &str, headers: &[(&str, &str)], body: &str) -> Option<Answer> {
    call("POST", url, headers, body)
}

/// Any method.
pub fn call(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Option<Answer> {
    let text = String::from_utf8(received(method, url, headers, body)).unwrap();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().unwrap();
    Some(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

/// All that comes before the connection closes, an answer or not.
pub fn received(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut request =
        format!("{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("\r\n{body}"));
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes);
    if !bytes.is_empty() {
        ended.unwrap();
    }
    bytes
}
