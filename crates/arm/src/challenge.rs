//! What a refusal demands of the next token: claims, another tenant.
//!
//! Claims challenges: Learn, *Claims challenges, claims requests and client capabilities*. Mandatory multifactor
//! authentication: Learn, *Planning for mandatory multifactor authentication for Azure*; its claim is a constant. Azure refuses by
//! itself (with a link), or by Azure Policy (with the ids of Microsoft's definitions and the tenant's own words); a browser may hide
//! the header that names the claim.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use host::Response;

use crate::error::guid;

/// The demand of mandatory multifactor authentication for Azure.
pub const MFA_CLAIMS: &str = r#"{"access_token":{"acrs":{"essential":true,"values":["p1"]}}}"#;

/// Microsoft's policy definitions that demand multifactor authentication for deleting, and for creating or updating, resources.
const MFA_POLICIES: [&str; 2] = ["db4a9d17-", "4e6c27d5-"];

/// The claims a 401 or 403 demands, as JSON: from the header, from the message, or known from what the body speaks of.
pub fn claims(response: &Response) -> Option<String> {
    let body = String::from_utf8_lossy(&response.body);
    let stated = if response.status == 401 {
        response.header("WWW-Authenticate").and_then(parameter_claims).or_else(|| parameter_claims(&body))
    } else {
        None
    };
    stated.or_else(|| speaks_of_mfa(response.status, &body).then(|| MFA_CLAIMS.to_owned()))
}

/// Whether a refusal demands multifactor authentication, however it is spelled.
pub fn demands_mfa(response: &Response) -> bool {
    claims(response).is_some_and(|claims| claims.contains("acrs"))
}

/// The words of a tenant's own policy are its own: at a 401, which is about the sign-in, fewer of them have to fit than at a 403.
fn speaks_of_mfa(status: u16, body: &str) -> bool {
    if !matches!(status, 401 | 403) {
        return false;
    }
    let body = body.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|words| body.contains(words));
    let link = has(&["aka.ms/mfaforazure"]);
    let refused = has(&["requestdisallowedbypolicy", "requestdisallowedbyazure"]);
    let policy =
        MFA_POLICIES.iter().any(|id| body.contains(&format!("policydefinitions/{id}")) || body.contains(&format!("\"{id}")));
    let spelled = has(&["multi-factor authentication", "multifactor authentication", "multi factor authentication"]);
    let short = status == 401 && body.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|word| word == "mfa");
    link || refused && (policy || spelled || short)
}

/// The tenant whose token is wanted, from a 401 that names it: as the authority to ask, or as the one the issuer must be of.
pub fn tenant(response: &Response) -> Option<String> {
    let body = String::from_utf8_lossy(&response.body);
    let wrong = response.status == 401 && body.contains("InvalidAuthenticationTokenTenant");
    if !wrong {
        return None;
    }
    let header = response.header("WWW-Authenticate").unwrap_or_default();
    let after = |text: &str, words: &str| text.split(words).skip(1).find_map(guid).map(str::to_ascii_lowercase);
    let hosts = ["login.microsoftonline.com/", "login.windows.net/", "login.microsoftonline.us/", "login.chinacloudapi.cn/"];
    let authority = [header, &body].into_iter().find_map(|text| hosts.iter().find_map(|host| after(text, host)));
    // Of “from the wrong issuer 'https://sts.windows.net/A/'. It must match the tenant 'https://sts.windows.net/B/'”, the second.
    authority.or_else(|| {
        let (_, rest) = body.split_once("must match")?;
        rest.split(['/', '\'', '"']).find_map(|part| guid(part).filter(|id| id.len() == part.len())).map(str::to_ascii_lowercase)
    })
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
        for id in ["db4a9d17-db75-4f46-9fcb-9f9526604417", "4E6C27D5-A6EE-49CF-B2B4-D8FE90FA2B8B"] {
            for status in [401, 403] {
                let named = r#"{"error":{"code":"RequestDisallowedByPolicy","message":"Bitte erneut anmelden","additionalInfo":[{"type":"PolicyViolation","info":{"policyDefinitionId":"/providers/Microsoft.Authorization/policyDefinitions/ID"}}]}}"#;
                check(status, None, &named.replace("ID\"}}", &format!("{id}\"}}}}")), Some(MFA_CLAIMS));
                check(
                    status,
                    None,
                    &named.replace(
                        "\"policyDefinitionId\":\"/providers/Microsoft.Authorization/policyDefinitions/ID",
                        &format!("\"policyDefinitionName\":\"{id}"),
                    ),
                    Some(MFA_CLAIMS),
                );
            }
        }
        let own = |words: &str| format!(r#"{{"error":{{"code":"RequestDisallowedByPolicy","message":"Reasons: '{words}'"}}}}"#);
        for words in ["MFA is required.", "Use multi-factor authentication", "multifactor authentication, please"] {
            check(401, None, &own(words), Some(MFA_CLAIMS));
            check(403, None, &own(words), (words != "MFA is required.").then_some(MFA_CLAIMS));
        }
        check(403, None, &own("Only sizes in MFAMILY are allowed"), None);
        check(401, None, &own("Only sizes in MFAMILY are allowed"), None);
        check(403, None, r#"{"error":{"code":"AuthorizationFailed","message":"multi-factor authentication"}}"#, None);
        check(401, Some("Bearer claims=\"%%%\""), "", None);
        check(400, None, "https://aka.ms/MFAforAzure", None);
    }

    #[test]
    fn finds_the_right_tenant() {
        let body = r#"{"error":{"code":"InvalidAuthenticationTokenTenant","message":"wrong issuer 'https://sts.windows.net/aaaaaaaa-0000-0000-0000-000000000000/'. Use the authority 'https://login.windows.net/BBBBBBBB-0000-0000-0000-000000000000'"}}"#;
        let response = Response::new(401).with_body("application/json", body.into());
        assert_eq!(tenant(&response).as_deref(), Some("bbbbbbbb-0000-0000-0000-000000000000"));
        assert_eq!(tenant(&Response::new(401)), None);
        for message in [
            "from the wrong issuer 'https://sts.windows.net/aaaaaaaa-0000-0000-0000-000000000000/'. It must match the tenant 'https://sts.windows.net/bbbbbbbb-0000-0000-0000-000000000000/' associated with this subscription.",
            "It must match one of the tenants 'https://sts.windows.net/bbbbbbbb-0000-0000-0000-000000000000/,https://sts.windows.net/cccccccc-0000-0000-0000-000000000000/'.",
        ] {
            let body = serde_json::json!({"error": {"code": "InvalidAuthenticationTokenTenant", "message": message}}).to_string();
            let response = Response::new(401).with_body("application/json", body.into_bytes());
            assert_eq!(tenant(&response).as_deref(), Some("bbbbbbbb-0000-0000-0000-000000000000"), "{message}");
        }
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
                prop_assert!(guid(&tenant) == Some(tenant.as_str()) && status == 401);
            }
        }
    }
}
