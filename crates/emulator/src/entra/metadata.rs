//! The documents clients read without signing in: OpenID metadata (OpenID Connect Discovery 1.0), keys, instance
//! discovery.

use host::Response;
use serde_json::{Value, json};

use super::Dialect;
use super::tenant::{ABROAD, HOME, Tenant};

/// JSON any page may read.
pub(super) fn readable(document: &Value) -> Response {
    Response::new(200)
        .with_header("Access-Control-Allow-Origin", "*")
        .with_header("Cache-Control", "max-age=86400")
        .with_body("application/json; charset=utf-8", document.to_string().into_bytes())
}

/// `.well-known/openid-configuration` (OpenID Connect Discovery 1.0); `common` has the issuer as a template.
pub(super) fn document(origin: &str, tenant: &str, dialect: Dialect) -> Response {
    let named = |known: &&Tenant| [known.id, known.domain].iter().any(|name| name.eq_ignore_ascii_case(tenant));
    let issuer_tenant = [&HOME, &ABROAD].into_iter().find(named).map_or("{tenantid}", |known| known.id);
    let (version, issuer) = match dialect {
        Dialect::V1 => ("", format!("{origin}/{issuer_tenant}/")),
        Dialect::V2 => ("/v2.0", format!("{origin}/{issuer_tenant}/v2.0")),
    };
    let base = format!("{origin}/{tenant}");
    readable(&json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{base}/oauth2{version}/authorize"),
        "token_endpoint": format!("{base}/oauth2{version}/token"),
        "end_session_endpoint": format!("{base}/oauth2{version}/logout"),
        "jwks_uri": format!("{base}/discovery{version}/keys"),
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token", "token"],
        "response_modes_supported": ["query", "fragment"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "at_hash", "preferred_username", "name", "tid", "ver"],
    }))
}

/// Instance discovery: the emulator is its own and only cloud.
pub(super) fn instances(origin: &str) -> Response {
    let host = origin.split("://").nth(1).unwrap_or(origin);
    readable(&json!({
        "tenant_discovery_endpoint": format!("{origin}/common/v2.0/.well-known/openid-configuration"),
        "api-version": "1.1",
        "metadata": [{ "preferred_network": host, "preferred_cache": host, "aliases": [host] }],
    }))
}
