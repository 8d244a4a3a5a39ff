//! User sessions.

use arm::{Call, ResourceId};
use serde_json::json;

use super::read;
use crate::version::{ApiVersions, Family};

/// `UserSessions_ListByHostPool`: the sessions on all hosts of a pool.
pub fn list_by_host_pool(pool: &ResourceId, versions: &ApiVersions) -> Call {
    read("UserSessions_ListByHostPool", format!("{}/userSessions", pool.path()), Family::UserSessions, versions)
}

/// The same, of those sessions only that an OData filter lets through ([`crate::rule::user_session::Filter`]).
pub fn list_filtered(pool: &ResourceId, filter: &str, versions: &ApiVersions) -> Call {
    list_by_host_pool(pool, versions).with_query("$filter", filter)
}

/// `UserSessions_List`: the sessions on one host. It takes no filter.
pub fn list(host: &ResourceId, versions: &ApiVersions) -> Call {
    read("UserSessions_List", format!("{}/userSessions", host.path()), Family::UserSessions, versions)
}

/// `UserSessions_Get`: one session, which is there until the user is signed out.
pub fn get(session: &ResourceId, versions: &ApiVersions) -> Call {
    read("UserSessions_Get", session.path(), Family::UserSessions, versions)
}

/// `UserSessions_SendMessage`: shows a message in the session.
pub fn send_message(session: &ResourceId, title: &str, body: &str, versions: &ApiVersions) -> Call {
    let message = json!({ "messageTitle": title, "messageBody": body });
    act("UserSessions_SendMessage", session, "sendMessage", Some(message), versions)
}

/// `UserSessions_Disconnect`: takes the connection from the session, which goes on.
pub fn disconnect(session: &ResourceId, versions: &ApiVersions) -> Call {
    act("UserSessions_Disconnect", session, "disconnect", None, versions)
}

/// `UserSessions_Delete`: signs the user out; by force if asked for.
pub fn delete(session: &ResourceId, force: bool, versions: &ApiVersions) -> Call {
    let call = Call::delete("UserSessions_Delete", session.path(), versions.preferred(Family::UserSessions));
    if force { call.with_query("force", "true") } else { call }
}

fn act(
    operation: &'static str,
    session: &ResourceId,
    verb: &str,
    body: Option<serde_json::Value>,
    versions: &ApiVersions,
) -> Call {
    Call::post(operation, format!("{}/{verb}", session.path()), versions.preferred(Family::UserSessions), body)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{POOL, check, pool};
    use super::*;

    const VERSION: &str = "api-version=2026-04-01-preview";

    #[test]
    fn addresses() {
        let versions = ApiVersions::default();
        let azure = |method: &str, rest: &str| format!("{method} https://management.azure.com{POOL}{rest}");
        let host = pool().child("sessionHosts", "sh-1.contoso.example");
        let session = host.child("userSessions", "1");
        let path = "/sessionHosts/sh-1.contoso.example/userSessions";
        check(&list_by_host_pool(&pool(), &versions), &azure("GET", &format!("/userSessions?{VERSION}")), "");
        let filtered = list_filtered(&pool(), "sessionstate eq 'Active'", &versions);
        check(&filtered, &azure("GET", &format!("/userSessions?{VERSION}&$filter=sessionstate%20eq%20'Active'")), "");
        check(&list(&host, &versions), &azure("GET", &format!("{path}?{VERSION}")), "");
        check(&get(&session, &versions), &azure("GET", &format!("{path}/1?{VERSION}")), "");
        let body = "{\n  \"messageTitle\": \"Hello\",\n  \"messageBody\": \"Now\"\n}";
        let message = send_message(&session, "Hello", "Now", &versions);
        check(&message, &azure("POST", &format!("{path}/1/sendMessage?{VERSION}")), body);
        check(&disconnect(&session, &versions), &azure("POST", &format!("{path}/1/disconnect?{VERSION}")), "");
        check(&delete(&session, false, &versions), &azure("DELETE", &format!("{path}/1?{VERSION}")), "");
        check(&delete(&session, true, &versions), &azure("DELETE", &format!("{path}/1?{VERSION}&force=true")), "");
    }
}
