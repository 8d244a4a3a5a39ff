//! What a refusal demands of the next token: claims, another tenant.
//!
//! Claims challenges: Learn, *Claims challenges, claims requests and client capabilities*. Mandatory multifactor
//! authentication: Learn, *Planning for mandatory multifactor authentication for Azure*; its claim is a constant.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use host::Response;

/// The demand of mandatory multifactor authentication for Azure.
pub const MFA_CLAIMS: &str = r#"{"access_token":{"acrs":{"essential":true,"values":["p1"]}}}"#;

/// The claims a 401 or 403 demands, as JSON: from the header, from the message, or known from what the body speaks of.
pub fn claims(response: &Response) -> Option<String> {
    let body = String::from_utf8_lossy(&response.body);
    let stated = if response.status == 401 {
        response.header("WWW-Authenticate").and_then(parameter_claims).or_else(|| parameter_claims(&body))
    } else {
        None
    };
    let speaks_of_mfa = || matches!(response.status, 401 | 403) && body.to_ascii_lowercase().contains("aka.ms/mfaforazure");
    stated.or_else(|| speaks_of_mfa().then(|| MFA_CLAIMS.to_owned()))
}

/// The tenant whose token is wanted, from a 401 that names it.
pub fn tenant(response: &Response) -> Option<String> {
    let body = String::from_utf8_lossy(&response.body);
    let wrong = response.status == 401 && body.contains("InvalidAuthenticationTokenTenant");
    if !wrong {
        return None;
    }
    let header = response.header("WWW-Authenticate").unwrap_or_default();
    [header, &body].into_iter().find_map(|text| {
        let hosts = ["login.microsoftonline.com/", "login.windows.net/", "login.microsoftonline.us/", "login.chinacloudapi.cn/"];
        hosts.iter().find_map(|host| text.split(host).skip(1).find_map(leading_guid))
    })
}

fn leading_guid(text: &str) -> Option<String> {
    let guid = text.get(..36)?;
    let fits =
        |(index, byte): (usize, u8)| if matches!(index, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() };
    guid.bytes().enumerate().all(fits).then(|| guid.to_ascii_lowercase())
}

/// `claims="…"` of a challenge; the quotes may be escaped when the challenge stands inside a JSON body.
///
/// Only the first few places are looked at, and only claims that fit into an address are believed: the next sign-in carries them.
fn parameter_claims(text: &str) -> Option<String> {
    text.match_indices("claims=").take(8).find_map(|(at, word)| {
        let rest = text[at + word.len()..].trim_start_matches(['\\', '"', '\'']);
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+/-_=".contains(c))).unwrap_or(rest.len());
        if end > 4096 {
            return None;
        }
        let json = String::from_utf8(decoded(&rest[..end])?).ok()?;
        serde_json::from_slice::<serde_json::Value>(json.as_bytes()).is_ok_and(|claims| claims.is_object()).then_some(json)
    })
}

/// Either alphabet of base64, padded or not: services send all of them.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').replace('-', "+").replace('_', "/");
    STANDARD_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MFA: &str = "eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlcyI6WyJwMSJdfX19";

    fn check(status: u16, header: Option<&str>, body: &str, wanted: Option<&str>) {
        let mut response = Response::new(status).with_body("application/json", body.into());
        if let Some(header) = header {
            response = response.with_header("WWW-Authenticate", header);
        }
        assert_eq!(claims(&response).as_deref(), wanted, "{header:?} {body}");
    }

    #[test]
    fn finds_claims_wherever_they_stand() {
        let header = format!(
            "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/x\", error=\"insufficient_claims\", claims=\"{MFA}\""
        );
        check(401, Some(&header), "", Some(MFA_CLAIMS));
        check(
            401,
            None,
            &format!(r#"{{"error":{{"message":"Bearer error=\"insufficient_claims\", claims=\"{MFA}==\""}}}}"#),
            Some(MFA_CLAIMS),
        );
        check(
            401,
            None,
            r#"{"error":{"code":"RequestDisallowedByAzure","message":"see https://aka.ms/MFAforAzure"}}"#,
            Some(MFA_CLAIMS),
        );
        check(
            403,
            None,
            r#"{"error":{"code":"RequestDisallowedByPolicy","message":"see https://aka.ms/mfaforazure"}}"#,
            Some(MFA_CLAIMS),
        );
        check(401, None, r#"{"error":{"code":"ExpiredAuthenticationToken","message":"expired"}}"#, None);
        check(401, Some("Bearer claims=\"%%%\""), "", None);
        check(400, None, "https://aka.ms/MFAforAzure", None);
    }

    #[test]
    fn finds_the_right_tenant() {
        let body = r#"{"error":{"code":"InvalidAuthenticationTokenTenant","message":"wrong issuer 'https://sts.windows.net/aaaaaaaa-0000-0000-0000-000000000000/'. Use the authority 'https://login.windows.net/BBBBBBBB-0000-0000-0000-000000000000'"}}"#;
        let response = Response::new(401).with_body("application/json", body.into());
        assert_eq!(tenant(&response).as_deref(), Some("bbbbbbbb-0000-0000-0000-000000000000"));
        assert_eq!(tenant(&Response::new(401)), None);
    }

    proptest! {
        /// What is demanded is a JSON object that fits into an address, or nothing; a tenant is a GUID.
        #[test]
        fn any_challenge_is_read(
            pieces in proptest::collection::vec(prop_oneof![
                proptest::sample::select(vec!["Bearer ", "claims=", "\"", "\\\"", "'", ", ", "error=", "eyJh", "e30", "e30=", "====", "-_+/", "%",
                    "authorization_uri=", "https://login.windows.net/", "https://login.microsoftonline.com/", "InvalidAuthenticationTokenTenant",
                    "aaaaaaaa-0000-0000-0000-000000000000", "aka.ms/MFAforAzure", "\u{202e}"]).prop_map(str::to_owned),
                "\\PC{0,9}",
            ], 0..16),
            in_header: bool, status in proptest::sample::select(vec![200u16, 401, 403]),
        ) {
            let text = pieces.concat();
            let response = Response::new(status).with_body("application/json", text.clone().into_bytes());
            let response = if in_header { response.with_header("WWW-Authenticate", text) } else { response };
            if let Some(claims) = claims(&response) {
                prop_assert!(claims.len() < 4096 && claims.starts_with('{'), "{claims}");
                prop_assert!(status != 200);
            }
            if let Some(tenant) = tenant(&response) {
                prop_assert!(leading_guid(&tenant).as_deref() == Some(tenant.as_str()) && status == 401);
            }
        }
    }
}
