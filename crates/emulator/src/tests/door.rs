//! What the front door refuses, in ARM's codes and words.

use host::Request;
use serde_json::json;

use super::*;

#[test]
fn refuses_in_arms_codes() {
    let bench = Bench::new();
    let finance = demo("hp-finance");
    let cases: Vec<(Method, String, u16, &str)> = vec![
        (Method::Get, format!("{ORIGIN}{finance}?api-version="), 400, "MissingApiVersionParameter"),
        (Method::Get, format!("{finance}?api-version=2019-01-01"), 400, "NoRegisteredProviderFound"),
        (
            Method::Get,
            format!("{finance}/sessionHostManagements/default?api-version=2024-04-03"),
            400,
            "NoRegisteredProviderFound",
        ),
        (
            Method::Post,
            format!("{finance}/listRegistrationTokens?api-version=2022-02-10-preview"),
            400,
            "NoRegisteredProviderFound",
        ),
        (Method::Get, "/subscriptions?api-version=1999-01-01".to_owned(), 400, "InvalidApiVersionParameter"),
        (Method::Get, "/subscriptions/nonsense/resourceGroups".to_owned(), 400, "InvalidSubscriptionId"),
        (Method::Get, format!("/subscriptions/{}/x", crate::fleet::RETIRED.replace('5', "6")), 404, "SubscriptionNotFound"),
        (Method::Get, pool(PRODUCTION, "rg-nowhere", "hp-finance"), 404, "ResourceGroupNotFound"),
        (Method::Get, pool(PRODUCTION, "rg-avd-prod", "hp-nowhere"), 404, "ResourceNotFound"),
        (Method::Get, format!("{finance}/sessionHosts/nobody"), 404, "ResourceNotFound"),
        (Method::Get, pool(PRODUCTION, "rg-avd-prod", "hp"), 400, "InvalidResourceName"),
        (Method::Get, pool(PRODUCTION, "rg-avd-prod", "hp%C3%A9%C3%A9"), 400, "InvalidResourceName"),
        (Method::Post, finance.clone(), 405, "UnsupportedHttpVerb"),
        (Method::Get, format!("{finance}/somethingElse"), 501, "EmulatorDoesNotKnow"),
        (Method::Get, "/nowhere".to_owned(), 501, "EmulatorDoesNotKnow"),
        (Method::Patch, pool(crate::fleet::RETIRED, "rg-avd-old", "hp-legacy"), 409, "ReadOnlyDisabledSubscription"),
    ];
    for (method, path, status, code) in cases {
        let answer = bench.send(method, &path, None);
        assert_eq!((answer.status, answer.code()), (status, code), "{method} {path}: {}", answer.message());
        assert!(!answer.message().is_empty(), "{path}");
    }
}

#[test]
fn names_the_versions_it_has() {
    let answer = Bench::new().get(&format!("{}?api-version=2019-01-01", demo("hp-finance")));
    assert!(
        answer.message().contains("2026-04-01-preview, 2026-03-01-preview, 2026-01-01-preview, 2025-10-10, 2025-04-01-preview"),
        "{}",
        answer.message()
    );
}

#[test]
fn bearer_tokens_are_checked() {
    let bench = Bench::new();
    let ask = |header: Option<&str>| {
        let mut request = Request::new(Method::Get, format!("{ORIGIN}/subscriptions?api-version=2022-12-01"));
        if let Some(header) = header {
            request = request.with_header("Authorization", header);
        }
        let answer = bench.world.answer(&request);
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert!(answer.header("WWW-Authenticate").is_some_and(|challenge| challenge.starts_with("Bearer ")));
        (answer.status, body["error"]["code"].as_str().unwrap().to_owned())
    };
    assert_eq!(ask(None), (401, "AuthenticationFailed".to_owned()));
    assert_eq!(ask(Some("Basic x")), (401, "AuthenticationFailed".to_owned()));
    assert_eq!(ask(Some("Bearer x.y.z")), (401, "InvalidAuthenticationToken".to_owned()));
    let short = bench.world.token("olivia.owner@contoso.example", Duration::from_secs(60)).unwrap();
    bench.wait(2);
    assert_eq!(ask(Some(&format!("Bearer {short}"))), (401, "ExpiredAuthenticationToken".to_owned()));
    assert_eq!(bench.world.token("rex.refused@contoso.example", Duration::from_secs(60)), None);
}

#[test]
fn paths_and_ids_ignore_case() {
    let bench = Bench::new();
    let (plain, shouted) = (demo("hp-finance"), demo("hp-finance").to_uppercase());
    assert_eq!(bench.get(&plain).is(200).body["id"], bench.get(&shouted).is(200).body["id"]);
    let odd = pool(TEST, "rg-z%C3%BCrich", "Hot%20desks%20%40%20Geneva_2.1");
    assert_eq!(bench.get(&odd).is(200).body["name"], "Hot desks @ Geneva_2.1");
}

#[test]
fn rights_follow_the_persona() {
    let finance = demo("hp-finance");
    let token = format!("{}/retrieveRegistrationToken", demo("hp-sales"));
    let change = json!({ "properties": { "friendlyName": "x" } });
    for (upn, write, read_token, sign_out) in [
        ("olivia.owner@contoso.example", 200, 200, 204),
        ("rita.reader@contoso.example", 403, 403, 403),
        ("sam.operator@contoso.example", 403, 403, 204),
        ("mia.mfa@contoso.example", 401, 401, 401),
    ] {
        let bench = Bench::of(Fleet::Demo, upn);
        bench.get(&finance).is(200);
        assert_eq!(bench.patch(&finance, &change).status, write, "{upn}");
        assert_eq!(bench.post(&token, &json!({})).status, read_token, "{upn}");
        let session = format!("{finance}/sessionHosts/avdfin-0/userSessions/9999");
        assert_eq!(bench.send(Method::Delete, &session, None).status, sign_out, "{upn}");
        let permissions = format!("{finance}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01");
        assert!(!bench.get(&permissions).is(200).body["value"].as_array().unwrap().is_empty());
    }
}

#[test]
fn refusals_name_action_and_scope() {
    let bench = Bench::of(Fleet::Demo, "rita.reader@contoso.example");
    let path = format!("{}/sessionHostManagements/default/initiateSessionHostUpdate", demo("hp-finance"));
    let answer = bench.post(&path, &json!({})).is(403);
    assert_eq!(answer.code(), "AuthorizationFailed");
    let expected = format!(
        "does not have authorization to perform action \
         'Microsoft.DesktopVirtualization/hostpools/sessionHostManagements/initiateSessionHostUpdate/action' over scope \
         '{}/sessionHostManagements/default'",
        demo("hp-finance")
    );
    assert!(answer.message().contains(&expected), "{}", answer.message());
}

#[test]
fn a_write_without_mfa_is_challenged() {
    let bench = Bench::of(Fleet::Demo, "mia.mfa@contoso.example");
    let answer = bench.patch(&demo("hp-finance"), &json!({})).is(401);
    assert!(answer.response.header("WWW-Authenticate").unwrap().contains("claims=\"eyJhY2Nlc3NfdG9rZW4i"));
    assert!(answer.message().contains("aka.ms/MFAforAzure"));
}

#[test]
fn bodies_are_checked_and_paths_named() {
    let bench = Bench::new();
    let path = format!("{}/sessionHostManagements/default/initiateSessionHostUpdate", demo("hp-finance"));
    let answer = bench.post(&path, &json!({ "update": { "maxVmsRemoved": 0, "logOffMessage": 7 } })).is(400);
    assert_eq!(answer.code(), "InvalidRequestContent");
    let mut targets: Vec<&str> =
        answer.body["error"]["details"].as_array().unwrap().iter().map(|detail| detail["target"].as_str().unwrap()).collect();
    targets.sort_unstable();
    assert_eq!(targets, ["update.logOffMessage", "update.maxVmsRemoved"]);
    let request = Request::new(Method::Put, format!("{ORIGIN}{}?api-version={LATEST}", demo("hp-new")))
        .with_header("Authorization", format!("Bearer {}", bench.token))
        .with_body("application/json", b"{".to_vec());
    assert_eq!(bench.world.answer(&request).status, 400);
}

#[test]
fn lists_page_with_absolute_links() {
    let bench = Bench::new();
    let first = format!("/subscriptions/{PRODUCTION}/providers/Microsoft.DesktopVirtualization/hostPools");
    let (mut next, mut pages, mut names) = (Some(format!("{first}?pageSize=3")), 0, Vec::new());
    while let Some(url) = next {
        let page = bench.get(&url).is(200).body;
        pages += 1;
        names.extend(page["value"].as_array().unwrap().iter().map(|pool| pool["name"].as_str().unwrap().to_owned()));
        next = page["nextLink"].as_str().map(str::to_owned);
        assert!(next.as_ref().is_none_or(|link| link.starts_with(ORIGIN) && link.contains("$skipToken=")));
    }
    assert_eq!((pages, names.len()), (3, 8));
    assert!(bench.get(&first).body["nextLink"].is_string(), "the demo pages by itself");
    let back = bench.get(&format!("{first}?isDescending=true&pageSize=1")).body;
    assert_eq!(back["value"][0]["name"].as_str(), names.last().map(String::as_str));
    assert_eq!(bench.get(&format!("{first}?pageSize=many")).status, 400);
}

#[test]
fn a_batch_answers_each_call_for_itself() {
    let bench = Bench::new();
    let calls = json!({ "requests": [
        { "httpMethod": "GET", "name": "a", "url": format!("{}?api-version={LATEST}", demo("hp-finance")) },
        { "httpMethod": "GET", "name": "b", "url": format!("{}?api-version={LATEST}", demo("hp-nowhere")) },
    ] });
    let body = bench.post("/batch?api-version=2020-06-01", &calls).is(200).body;
    let statuses: Vec<i64> =
        body["responses"].as_array().unwrap().iter().map(|one| one["httpStatusCode"].as_i64().unwrap()).collect();
    assert_eq!(statuses, [200, 404]);
    assert_eq!(body["responses"][0]["content"]["name"], "hp-finance");
}

#[test]
fn the_graph_gives_all_hosts_in_few_calls() {
    let bench = Bench::of(Fleet::Pools400x25, "rita.reader@contoso.example");
    let ask = |query: &str, token: Option<&str>| {
        let body = json!({ "query": query, "options": { "$top": 1000, "$skipToken": token } });
        bench.post("/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01", &body).is(200).body
    };
    let query = "desktopvirtualizationresources | where type =~ 'Microsoft.DesktopVirtualization/hostPools/sessionHosts' \
                 | project id, status = properties.status | order by id asc";
    let (mut ids, mut token, mut calls) = (std::collections::BTreeSet::new(), None::<String>, 0);
    loop {
        let page = ask(query, token.as_deref());
        calls += 1;
        assert_eq!(page["totalRecords"], 10_000);
        ids.extend(page["data"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()));
        token = page["$skipToken"].as_str().map(str::to_owned);
        if token.is_none() {
            break;
        }
    }
    assert_eq!((calls, ids.len()), (10, 10_000));
    let off = ask("desktopvirtualizationresources | where properties.status == 'Shutdown' | limit 3", None);
    assert!(off["data"].as_array().unwrap().iter().all(|row| row["properties"]["status"] == "Shutdown"));
    assert_eq!(off["count"], 3);
    assert_eq!(ask("resources | where type =~ 'microsoft.desktopvirtualization/hostpools'", None)["totalRecords"], 400);
}

#[test]
fn a_token_opens_its_own_directory_only() {
    let foreign = format!("/subscriptions/{}", crate::fleet::abroad::DESKTOPS);
    let bench = Bench::new();
    let pools = format!("{foreign}/providers/Microsoft.DesktopVirtualization/hostPools");
    let answer = bench.get(&pools);
    assert_eq!((answer.status, answer.code()), (401, "InvalidAuthenticationTokenTenant"));
    let challenge = answer.response.header("WWW-Authenticate").unwrap();
    assert!(challenge.contains(&format!("authorization_uri=\"{ORIGIN}/{}\"", crate::entra::tenant::ABROAD.id)), "{challenge}");
    let listed = bench.get("/subscriptions?api-version=2022-12-01");
    assert_eq!(listed.body["value"].as_array().unwrap().len(), 3);
    let tenants = |upn: &str| Bench::of(Fleet::Demo, upn).get("/tenants?api-version=2022-12-01").body["value"].clone();
    let both = tenants("olivia.owner@contoso.example");
    assert_eq!((&both[0]["tenantCategory"], &both[1]["defaultDomain"]), (&json!("Home"), &json!("fabrikam.example")));
    assert_eq!(tenants("holly.hosts@contoso.example").as_array().unwrap().len(), 1);
}
