//! Answers packed with gzip for whoever takes it, as Azure Resource Manager packs them: the recordings in the tests of the Azure SDK
//! for JavaScript hold its answers as gzip, marked as made by the fastest method (RFC 1952, XFL 4). There is no sign of brotli.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use host::{Request, Response};

/// Below this it saves no packet.
const WORTH_IT: usize = 1024;

/// Whether the one who asks can unpack (RFC 9110, *Accept-Encoding*).
pub(super) fn accepts(request: &Request, coding: &str) -> bool {
    let accepted = request.header("accept-encoding").unwrap_or_default();
    accepted.split(',').any(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        name.trim() == coding && weight.trim().trim_start_matches("q=").parse::<f32>().unwrap_or(1.0) > 0.0
    })
}

/// The answer, packed if that is wanted and worth it.
pub(super) fn packed(wanted: bool, response: Response) -> Response {
    let vary = response.with_header("Vary", "Accept-Encoding");
    if !wanted || vary.body.len() < WORTH_IT {
        return vary;
    }
    match pack(&vary.body) {
        Ok(body) => {
            let mut response = vary.with_header("Content-Encoding", "gzip");
            response.body = body;
            response
        }
        // Memory does not refuse what is written to it.
        Err(_) => vary,
    }
}

fn pack(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Read;

    use super::*;
    use host::Method;

    #[test]
    fn the_header_decides() {
        for (header, accepted) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=1.0, gzip;q=0.5", true),
            ("gzip;q=0", false),
            ("identity", false),
            ("", false),
        ] {
            let request = Request::new(Method::Get, "http://localhost/").with_header("Accept-Encoding", header);
            assert_eq!(accepts(&request, "gzip"), accepted, "{header}");
        }
    }

    #[test]
    fn what_is_packed_is_the_same_again() {
        let body = "{\"value\":[]} ".repeat(200).into_bytes();
        let whole = || Response::new(200).with_body("application/json", body.clone());
        let small = packed(true, whole());
        assert_eq!(small.header("content-encoding"), Some("gzip"));
        assert!(small.body.len() * 10 < body.len());
        let mut again = Vec::new();
        flate2::read::GzDecoder::new(small.body.as_slice()).read_to_end(&mut again).unwrap();
        assert_eq!(again, body);
        assert_eq!((packed(false, whole()).body, packed(false, whole()).header("content-encoding")), (body.clone(), None));
        assert_eq!(
            packed(true, Response::new(200).with_body("application/json", b"{}".to_vec())).header("content-encoding"),
            None
        );
    }
}
