//! What may differ between a recorded answer and the emulator's, and why.

use super::compare::Difference;

/// One difference that is allowed.
pub(super) struct Allowed {
    /// The recording; `*` is any.
    pub(super) recording: &'static str,
    /// The path ends in one of these.
    pub(super) paths: &'static [&'static str],
    pub(super) why: &'static str,
}

const fn allow(recording: &'static str, paths: &'static [&'static str], why: &'static str) -> Allowed {
    Allowed { recording, paths, why }
}

/// All of them.
pub(super) const LIST: &[Allowed] = &[
    allow(
        "*",
        &[
            "header Expires",
            "header Pragma",
            "header Set-Cookie",
            "header Strict-Transport-Security",
            "header X-Cache",
            "header X-Content-Type-Options",
            "header X-MSEdge-Ref",
            "header X-Powered-By",
        ],
        "headers of the front door: no page may read them, and they say nothing about the call",
    ),
    allow(
        "*",
        &["header X-Rate-Limit-Limit", "header X-Rate-Limit-Remaining", "header X-Rate-Limit-Reset"],
        "the provider's own limits were recorded as switched off (0 and the largest number)",
    ),
    allow(
        "*",
        &[
            "header x-ms-correlation-id",
            "header x-ms-lamport-ts",
            "header x-ms-operation-identifier",
            "header x-ms-opsarmpath64",
            "header x-ms-routing-request-id",
        ],
        "traces for Microsoft's support beside the ids that are there",
    ),
    allow("*", &["createdBy", "lastModifiedBy", "userPrincipalName", "activeDirectoryUserName"], "other people"),
    allow("*", &["agentVersion", "osVersion", "sxSStackVersion"], "other machines"),
    allow(
        "*",
        &["additionalFailureDetails.message", "message(JSON).AzureResourceId", "message(JSON).VmId"],
        "what a check of an agent found on its machine: names of devices, networks and machines",
    ),
    allow("*", &["applicationType"], "other sessions"),
    allow(
        "update-cancel",
        &["header Location api-version"],
        "the service names a version of its own, 2024-11-01-preview, that is not among those with a description",
    ),
    allow("host-pool-delete-refused", &["error.message"], "the name inside the recorded sentence is that of another pool"),
    allow(
        "management-put",
        &["logOffMessage"],
        "the recorded answer is of a policy with another message than the recorded request",
    ),
    allow(
        "provisioning-status",
        &["faultCode", "faultContext", "faultText", "sessionHostsCreationFailed"],
        "another failure: here a host was begun and did not register, there an image was not found",
    ),
    allow(
        "update-status",
        &["faultCode", "faultContext", "faultText"],
        "another failure: here a size that is not sold, there a quota",
    ),
];

/// How often each line of the list was needed; fails with everything that is on none.
pub(super) fn check(found: &[(String, Difference)]) -> Vec<usize> {
    let mut used = vec![0; LIST.len()];
    let mut wrong = Vec::new();
    for (name, difference) in found {
        let here = |rule: &Allowed| rule.recording == "*" || rule.recording == name;
        let fits = |rule: &Allowed| here(rule) && rule.paths.iter().any(|path| difference.path.ends_with(path));
        match LIST.iter().position(fits) {
            Some(at) => used[at] += 1,
            None => wrong.push(format!("{name}: {} {}", difference.path, difference.what)),
        }
    }
    assert!(wrong.is_empty(), "{} differences nobody allowed:\n{}", wrong.len(), wrong.join("\n"));
    used
}
