#![allow(clippy::unwrap_used, clippy::expect_used)]
//! Every script, read back by a small reader of its language, gives the request it was made from.

mod bicep;
mod powershell;
mod shell;

use arm::{Call, Endpoint, ResourceId};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::cmdlet::{CMDLETS, Cmdlet, Kind};
use super::{Code, codes};
use crate::change::{Change, ReadBack};
use crate::operation::sample::pool;
use crate::version::ApiVersions;

const ORIGIN: &str = "https://management.azure.com";

/// A request as a script says it.
#[derive(Clone, Debug, PartialEq)]
struct Said {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Option<Value>,
}

fn endpoint() -> Endpoint {
    Endpoint::parse(ORIGIN).unwrap()
}

fn meant(call: &Call) -> Said {
    Said {
        method: call.method.as_str().to_owned(),
        url: call.url(&endpoint()),
        headers: call.headers.clone(),
        body: call.body.clone(),
    }
}

fn change(call: Call) -> Change {
    Change { title: String::new(), target: pool(), call, effects: vec![], warnings: vec![], verify: ReadBack::HostPool }
}

fn code(call: &Call, label: &str) -> Code {
    let found = codes(&change(call.clone()), &endpoint()).into_iter().find(|code| code.label == label);
    found.unwrap_or_else(|| panic!("no {label}"))
}

/// The request of a `.http` text.
fn read_http(text: &str) -> Said {
    let (head, body) = text.split_once("\n\n").map_or((text, None), |(head, body)| (head, Some(body)));
    let mut lines = head.lines();
    let (method, url) = lines.next().unwrap().split_once(' ').unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap()).filter(|(name, _)| *name != "Content-Type");
    Said {
        method: method.to_owned(),
        url: url.to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: body.map(|body| serde_json::from_str(body).unwrap()),
    }
}

/// Texts with all that a language could take for its own.
fn text() -> impl Strategy<Value = String> {
    let hostile = prop::sample::select(vec![
        "Ann's",
        "$HOME",
        "$(id)",
        "`whoami`",
        "; rm -rf /",
        "\n",
        "\r\n",
        "'@",
        "\n'@\n",
        "@'",
        "${x}",
        "\\",
        "\\'",
        "\"",
        "%PATH%",
        "!",
        "\u{2019}",
        "\u{201b}",
        "--%",
        "|",
        "&",
        "#",
        "//",
        "\u{7f}",
        "\u{1b}[2J",
        "\t",
        "{",
        "}",
        "\u{0}",
        "''",
        "EOF",
        "ü",
    ]);
    prop::collection::vec(prop_oneof![3 => hostile.prop_map(str::to_owned), 1 => any::<String>()], 0..6)
        .prop_map(|parts| parts.concat())
}

/// Names that Azure gives to things, and some it does not.
fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Za-z0-9._() -]{1,20}[A-Za-z0-9]", "[a-z'$;`ü{}]{3,12}"]
}

fn body() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1000i32..1000).prop_map(|number| Value::from(f64::from(number) / 8.0)),
        text().prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..4).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    });
    prop::collection::vec((text(), value), 0..4).prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>()))
}

fn call() -> impl Strategy<Value = Call> {
    let operation = prop::sample::select(vec!["HostPools_Update", "HostPools_CreateOrUpdate", "Nobody_Knows"]);
    (name(), name(), operation, prop::option::of(body()), 0..4u8, prop::option::of("[!-~]{1,12}")).prop_filter_map(
        "an id",
        |(group, name, operation, body, method, etag)| {
            let id =
                format!("/subscriptions/5c1e/resourceGroups/{group}/providers/Microsoft.DesktopVirtualization/hostPools/{name}");
            let path = ResourceId::parse(&id).ok()?.path();
            let call = match method {
                0 => Call::put(operation, path, "2026-01-01-preview", body?),
                1 => Call::patch(operation, path, "2026-01-01-preview", body?),
                2 => Call::delete(operation, path, "2026-01-01-preview"),
                _ => Call::post(operation, format!("{path}/act"), "2026-01-01-preview", body),
            };
            Some(match etag {
                Some(etag) => call.with_header("If-Match", etag),
                None => call,
            })
        },
    )
}

/// A value that a parameter of this kind can say.
fn value(kind: Kind) -> BoxedStrategy<Value> {
    let instant = || (0..4_102_444_800_000i64).prop_map(|at| Value::from(host::Instant::from_millis(at).to_rfc3339()));
    match kind {
        Kind::Text => text().prop_map(Value::from).boxed(),
        Kind::Number => any::<i32>().prop_map(Value::from).boxed(),
        Kind::Switch => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Moment | Kind::MomentText => instant().boxed(),
        Kind::Numbers => prop::collection::vec(1..4i64, 1..4).prop_map(Value::from).boxed(),
        Kind::Table => prop::collection::btree_map("[a-z'$ ]{1,8}", text(), 1..4).prop_map(|table| json!(table)).boxed(),
        Kind::References => prop::collection::vec((text(), any::<bool>()), 1..4)
            .prop_map(|rows| {
                rows.into_iter().map(|(pool, on)| json!({"hostPoolArmPath": pool, "scalingPlanEnabled": on})).collect()
            })
            .boxed(),
        Kind::Fixed(word) => Just(Value::from(word)).boxed(),
    }
}

fn put(body: &mut Value, path: &str, value: Value) {
    let (names, last) = path.rsplit_once('.').map_or((None, path), |(names, last)| (Some(names), last));
    let inside = names.into_iter().flat_map(|names| names.split('.')).fold(body, |body, name| &mut body[name]);
    inside[last] = value;
}

/// A body of some fields that a cmdlet has parameters for.
fn body_for(cmdlet: &'static Cmdlet) -> impl Strategy<Value = Value> {
    let top = cmdlet.top.iter().map(|known| (known.0.to_owned(), known.2));
    let inner = cmdlet.properties.iter().map(|known| (format!("properties.{}", known.0), known.2));
    let fields: Vec<_> = top
        .chain(inner)
        .map(|(path, kind)| {
            let always = if matches!(kind, Kind::Fixed(_)) { 1.0 - f64::EPSILON } else { 0.6 };
            prop::option::weighted(always, value(kind)).prop_map(move |value| value.map(|value| (path.clone(), value)))
        })
        .collect();
    fields.prop_map(|fields| {
        let mut body = json!({});
        for (path, value) in fields.into_iter().flatten() {
            put(&mut body, &path, value);
        }
        body
    })
}

fn cmdlet_call() -> impl Strategy<Value = (&'static Cmdlet, Call)> {
    (0..CMDLETS.len(), name(), name()).prop_flat_map(|(at, group, pool)| {
        let cmdlet = &CMDLETS[at];
        body_for(cmdlet).prop_filter_map("an id", move |body| {
            let id = format!("/subscriptions/5c1e/resourceGroups/{group}/providers/Microsoft.X/pools/{pool}/hosts/h'1");
            let path = ResourceId::parse(&id).ok()?.path();
            Some((cmdlet, Call::post(cmdlet.operation, path, "2026-01-01-preview", Some(body))))
        })
    })
}

proptest! {
    #[test]
    fn http_and_the_azure_cli_say_the_request(call in call()) {
        // A header with the braces of a variable is left out: no client of this format could be told to leave them alone.
        let headers = call.headers.iter().filter(|(_, value)| !value.contains("{{")).cloned().collect();
        prop_assert_eq!(read_http(&code(&call, "REST").text), Said { headers, ..meant(&call) });
        prop_assert_eq!(shell::read(&code(&call, "Azure CLI").text), meant(&call));
        let in_powershell = codes(&change(call.clone()), &endpoint()).into_iter().find(|code| code.label == "Azure CLI in PowerShell");
        if let Some(code) = in_powershell {
            prop_assert_eq!(powershell::read_az(&code.text), meant(&call));
        }
    }

    #[test]
    fn powershell_says_any_request(mut call in call()) {
        call.operation = "Nobody_Knows".into();
        let said = powershell::read_rest_method(&code(&call, "PowerShell").text, ORIGIN);
        prop_assert_eq!(said, Said { headers: vec![], ..meant(&call) });
    }

    #[test]
    fn a_cmdlet_says_the_whole_body((cmdlet, call) in cmdlet_call()) {
        let text = code(&call, "PowerShell").text;
        let (name, arguments) = powershell::command(&text);
        // Two cmdlets may be able to say the same; none of them is the way around them all.
        let used = CMDLETS.iter().find(|known| known.name == name);
        prop_assert!(used.is_some_and(|used| used.operation == cmdlet.operation), "{}", text);
        prop_assert_eq!(Some(powershell::body(used.unwrap(), &arguments)), call.body);
        prop_assert_eq!(&arguments[0], &("SubscriptionId".to_owned(), json!("5c1e")));
    }

    #[test]
    fn bicep_says_what_is_put(call in call()) {
        let code = code(&call, "Bicep");
        let declared = matches!(call.method, host::Method::Put | host::Method::Patch);
        prop_assert_eq!(declared, !code.text.is_empty());
        prop_assert!(declared && call.method == host::Method::Put && call.headers.is_empty() || code.note.is_some());
        if declared {
            let (url, body) = bicep::read(&code.text, ORIGIN);
            prop_assert_eq!(url, call.url(&endpoint()));
            prop_assert_eq!(Some(body), call.body);
        }
    }
}

#[test]
fn the_cmdlets_of_the_reference() {
    use crate::operation::session_host_managements as operation;
    let versions = ApiVersions::default();
    let control =
        operation::ControlUpdate { action: operation::ControlAction::Cancel, cancel_message: Some("Ann's $x".to_owned()) };
    let text = code(&operation::control_update(&pool(), &control, &versions), "PowerShell").text;
    let wanted = "Invoke-AzWvdControlSessionHostUpdate `
  -SubscriptionId 'daefabc0-95b4-48b3-b645-8a753a63c4fa' `
  -ResourceGroupName 'resourceGroup1' `
  -HostPoolName 'hostPool1' `
  -Action 'Cancel' `
  -CancelMessage 'Ann''s $x'";
    assert_eq!(text, wanted);
    let request = json!({"scheduledDateTime": "2026-11-22T21:30:00.000Z", "scheduledDateTimeZone": "W. Europe Standard Time",
        "update": {"deleteOriginalVm": false, "maxVmsRemoved": 3, "logOffDelayMinutes": 5, "logOffMessage": "a\nb"}});
    let request: operation::UpdateRequest = serde_json::from_value(request).unwrap();
    let text = code(&operation::initiate_update(&pool(), &request, &versions), "PowerShell").text;
    let wanted = "  -HostPoolName 'hostPool1' `
  -ScheduledDateTime ([datetime]::new(2026, 11, 22, 21, 30, 0, [DateTimeKind]::Utc)) `
  -ScheduledDateTimeZone 'W. Europe Standard Time' `
  -UpdateDeleteOriginalVM:$false `
  -UpdateMaxVmsRemoved 3 `
  -UpdateLogOffDelayMinute 5 `
  -UpdateLogOffMessage ('a' + [char]10 + 'b')";
    assert!(text.ends_with(wanted), "{text}");
}

#[test]
fn force_is_a_switch_where_there_is_one() {
    let versions = ApiVersions::default();
    let host = pool().child("sessionHosts", "sh-1.contoso.example");
    let unassign = crate::operation::session_hosts::update(&host, json!({"properties": {"assignedUser": ""}}), true, &versions);
    let wanted = "Update-AzWvdSessionHost `
  -SubscriptionId 'daefabc0-95b4-48b3-b645-8a753a63c4fa' `
  -ResourceGroupName 'resourceGroup1' `
  -HostPoolName 'hostPool1' `
  -Name 'sh-1.contoso.example' `
  -Force:$true `
  -AssignedUser ''";
    assert_eq!(code(&unassign, "PowerShell").text, wanted);
    let remove = crate::operation::session_hosts::delete(&host, false, &versions);
    assert!(code(&remove, "PowerShell").text.ends_with("-Name 'sh-1.contoso.example'"));
    // Nobody knows what another query says: the request is sent as it is.
    let odd = remove.with_query("force", "perhaps");
    assert_eq!(powershell::read_rest_method(&code(&odd, "PowerShell").text, ORIGIN), meant(&odd));
}

#[test]
fn tokens_have_cmdlets_and_no_template() {
    let versions = ApiVersions::default();
    let create = crate::rule::token::create(&pool(), host::Instant::from_seconds(1_800_000_000), &versions).call;
    let text = code(&create, "PowerShell").text;
    assert!(
        text.starts_with("New-AzWvdRegistrationInfo `") && text.ends_with("-ExpirationTime '2027-01-15T08:00:00Z'"),
        "{text}"
    );
    assert!(code(&create, "Bicep").text.is_empty());
    let revoke = crate::rule::token::revoke(&pool(), &versions).call;
    assert!(code(&revoke, "PowerShell").text.starts_with("Remove-AzWvdRegistrationInfo `"));
}

#[test]
fn what_no_parameter_can_say_is_sent_as_it_is() {
    let versions = ApiVersions::default();
    let odd = [
        json!({"properties": {"friendlyName": null}}),
        json!({"properties": {"allowRDPShortPathWithPrivateLink": "Enabled"}}),
        json!({"properties": {"agentUpdate": {}}}),
        json!({"properties": {"ring": "one"}}),
        json!({"tags": {"a": "1", "A": "2"}}),
    ];
    for body in odd {
        let call = crate::operation::host_pools::update(&pool(), body.clone(), &versions);
        let code = code(&call, "PowerShell");
        assert_eq!(powershell::read_rest_method(&code.text, ORIGIN), meant(&call), "{body}");
        assert!(code.note.unwrap().contains("has no parameter for"), "{body}");
    }
    let finer = json!({"scheduledDateTime": "2026-11-22T21:30:00.9571247Z"});
    let call = Call::post("InitiateSessionHostUpdate_Post", format!("{}/initiate", pool().path()), "1", Some(finer));
    assert!(code(&call, "PowerShell").text.starts_with("Invoke-AzRestMethod"));
    let guarded = crate::operation::host_pools::update(&pool(), json!({"tags": {}}), &versions).with_header("If-Match", "x");
    assert!(code(&guarded, "PowerShell").note.unwrap().contains("can't send the If-Match header"));
}

#[test]
fn an_address_that_cmd_would_cut_is_left_out() {
    let call = Call::post("Do", "/subscriptions/s", "1", None).with_query("a", "b");
    assert!(codes(&change(call), &endpoint()).iter().all(|code| code.label != "Azure CLI in PowerShell"));
}
