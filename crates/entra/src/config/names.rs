//! The names a configuration may use: those with an effect, and those of MSAL.js without one.

use serde_json::{Map, Value};

/// The blocks of settings.
pub(super) const BLOCKS: [&str; 6] = ["auth", "cache", "system", "arm", "entra", "telemetry"];

/// Settings that have an effect.
const USED: [(&str, &[&str]); 6] = [
    (
        "auth",
        &[
            "clientId",
            "authority",
            "knownAuthorities",
            "redirectUri",
            "postLogoutRedirectUri",
            "navigateToLoginRequestUrl",
            "clientCapabilities",
            "azureCloudOptions",
        ],
    ),
    ("cache", &["cacheLocation"]),
    ("system", &["tokenRenewalOffsetSeconds", "iframeHashTimeout", "iframeBridgeTimeout", "loadFrameTimeout"]),
    ("arm", &["endpoint", "audience", "knownEndpoints", "apiVersions"]),
    ("entra", &["dialect", "flow"]),
    ("telemetry", &[]),
];

/// Settings of MSAL.js, any version, that are accepted and change nothing here.
const IDLE: [(&str, &[&str]); 4] = [
    (
        "auth",
        &[
            "validateAuthority",
            "authorityMetadata",
            "cloudDiscoveryMetadata",
            "OIDCOptions",
            "protocolMode",
            "instanceAware",
            "verifySSO",
            "popupRelayUri",
            "originCheck",
            "skipAuthorityMetadataCache",
            "supportsNestedAppAuth",
            "encodeExtraQueryParams",
        ],
    ),
    (
        "cache",
        &[
            "temporaryCacheLocation",
            "storeAuthStateInCookie",
            "secureCookies",
            "cacheMigrationEnabled",
            "claimsBasedCachingEnabled",
            "cacheRetentionDays",
        ],
    ),
    (
        "system",
        &[
            "navigateFrameWait",
            "windowHashTimeout",
            "popupBridgeTimeout",
            "redirectNavigationTimeout",
            "pollIntervalMilliseconds",
            "asyncPopups",
            "navigatePopups",
            "allowRedirectInIframe",
            "allowNativeBroker",
            "allowPlatformBroker",
            "loggerOptions",
            "logger",
            "protocolMode",
            "cryptoOptions",
            "enableLegacyPolling",
        ],
    ),
    ("telemetry", &["application", "client"]),
];

/// What was read and has no effect.
pub(super) fn notes(root: &Map<String, Value>) -> Vec<String> {
    let mut notes = Vec::new();
    for (block, value) in root {
        let Some((_, used)) = USED.iter().find(|(name, _)| name == block) else {
            if block != "$schema" {
                notes.push(format!("{block} isn't a known setting and is ignored."));
            }
            continue;
        };
        let idle = IDLE.iter().find(|(name, _)| name == block).map_or(&[][..], |(_, names)| names);
        for name in value.as_object().into_iter().flat_map(Map::keys) {
            if idle.contains(&name.as_str()) {
                notes.push(format!("{block}.{name} is an MSAL setting that has no effect here."));
            } else if !used.contains(&name.as_str()) {
                notes.push(format!("{block}.{name} isn't a known setting and is ignored."));
            }
        }
    }
    notes
}
