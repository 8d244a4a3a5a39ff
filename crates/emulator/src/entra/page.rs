//! The pages of the sign-in service: the account picker, an error, signed out. Plain HTML without a script.

use std::fmt::Write;

use host::Response;

use super::persona::PEOPLE;

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{margin:0;min-height:100vh;display:grid;place-items:center;font:15px/1.4 system-ui,sans-serif;background:Canvas;color:CanvasText}\
main{box-sizing:border-box;width:min(30rem,100%);padding:1.5rem}\
h1{font-size:1.4rem;font-weight:600;margin:0 0 .25rem}\
form{display:grid;gap:.5rem;margin:1rem 0}\
button{all:unset;box-sizing:border-box;cursor:pointer;padding:.6rem .8rem;border:1px solid GrayText;border-radius:4px}\
button:hover{background:color-mix(in srgb,Highlight 12%,Canvas)}\
button:focus-visible{outline:2px solid Highlight;outline-offset:2px}\
button.cancel{justify-self:end;border-color:transparent}\
strong,small{display:block}pre{white-space:pre-wrap;overflow-wrap:anywhere}";

/// The account picker: the request's parameters again, plus who was picked.
///
/// `first` stands on top: who the client's hint names.
pub(super) fn picker(path: &str, parameters: &[(String, String)], first: Option<&str>) -> Response {
    let mut form = String::new();
    // A prompt or hint sent again would only lead back here.
    for (name, value) in parameters.iter().filter(|(name, _)| name != "prompt" && name != "login_hint") {
        let _ = write!(form, r#"<input type="hidden" name="{}" value="{}">"#, escape(name), escape(value));
    }
    let mut people: Vec<_> = PEOPLE.iter().collect();
    people.sort_by_key(|person| Some(person.upn) != first);
    for person in people {
        let _ = write!(
            form,
            r#"<button name="emulator_pick" value="{upn}"><strong>{}</strong> <small>{upn}</small> <small>{}</small></button>"#,
            escape(person.name),
            escape(person.may),
            upn = escape(person.upn),
        );
    }
    form.push_str(r#"<button class="cancel" name="emulator_cancel" value="1">Cancel</button>"#);
    let intro = "<p>This is the emulator: nobody's real account, no password.</p>";
    html(200, "Pick an account", &format!(r#"{intro}<form method="get" action="{}">{form}</form>"#, escape(path)))
}

/// An error that is never sent back to the client.
pub(super) fn error(status: u16, description: &str) -> Response {
    html(status, "Sorry, but we’re having trouble signing you in.", &format!("<pre>{}</pre>", escape(description)))
}

/// Where the service explains a number; the emulator only says where to read on.
pub(super) fn about(code: &str) -> Response {
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let body = "<p>Microsoft Learn explains it: “Microsoft Entra authentication and authorization error codes”.</p>";
    html(200, &format!("AADSTS{code}"), body)
}

/// The end of a sign-out that leads nowhere. The app hears of it through the front channel: a hidden frame with its sign-out page.
pub(super) fn signed_out(app: Option<&str>) -> Response {
    let body = "<p>It’s a good idea to close all browser windows.</p>";
    let Some(app) = app else { return html(200, "You signed out of your account", body) };
    let body = format!(r#"{body}<iframe hidden title="Sign-out of the app" src="{}/auth/logout.html"></iframe>"#, escape(app));
    framing(200, "You signed out of your account", &body, app)
}

fn html(status: u16, title: &str, body: &str) -> Response {
    framing(status, title, body, "'none'")
}

fn framing(status: u16, title: &str, body: &str, frames: &str) -> Response {
    let page = format!(
        r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title} · Emulator</title><link rel="icon" href="data:,"><style>{STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"#
    );
    Response::new(status)
        .with_header("Cache-Control", "no-store")
        .with_header(
            "Content-Security-Policy",
            format!("default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src {frames}; frame-ancestors 'none'"),
        )
        .with_header("Referrer-Policy", "no-referrer")
        .with_body("text/html; charset=utf-8", page.into_bytes())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn repeats_the_request_without_what_would_loop() {
        let parameters = [("state", "a\"><script>"), ("prompt", "login"), ("login_hint", "x")];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let page = String::from_utf8(picker("/common/oauth2/authorize", &parameters, Some("sam.operator@contoso.example")).body)
            .unwrap();
        assert!(page.contains(r#"name="state" value="a&quot;&gt;&lt;script&gt;""#));
        assert!(!page.contains("<script>") && !page.contains("prompt") && !page.contains("login_hint"));
        assert_eq!(page.matches("emulator_pick").count(), PEOPLE.len());
        assert!(page.find("Sam Operator").unwrap() < page.find("Olivia Owner").unwrap());
    }
}
