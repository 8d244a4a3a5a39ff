//! The three clouds, each by one setting: authority, endpoints, audience, issuer, and what the site's policy lets a page connect to.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod entra_side;

use entra::*;
use entra_side::*;
use serde_json::{Value, json};

struct Expected {
    authority: &'static str,
    aliases: &'static [&'static str],
    msal: [&'static str; 2],
    arm: &'static str,
    sts: &'static str,
}

/// *National clouds* (learn.microsoft.com/entra/identity-platform/authentication-national-cloud), written down a second time.
const EXPECTED: [Expected; 3] = [
    Expected {
        authority: "https://login.microsoftonline.com",
        aliases: &["https://login.windows.net", "https://login.microsoft.com"],
        msal: ["AzurePublic", "https://login.microsoftonline.com"],
        arm: "https://management.azure.com",
        sts: "https://sts.windows.net",
    },
    Expected {
        authority: "https://login.microsoftonline.us",
        aliases: &["https://login.usgovcloudapi.net"],
        msal: ["AzureUsGovernment", "https://login.microsoftonline.us"],
        arm: "https://management.usgovcloudapi.net",
        sts: "https://sts.windows.net",
    },
    Expected {
        authority: "https://login.partner.microsoftonline.cn",
        aliases: &["https://login.chinacloudapi.cn"],
        msal: ["AzureChina", "https://login.chinacloudapi.cn"],
        arm: "https://management.chinacloudapi.cn",
        sts: "https://sts.chinacloudapi.cn",
    },
];

fn read(auth: &Value, entra: &Value) -> Config {
    let mut auth = auth.clone();
    auth["clientId"] = json!(CLIENT);
    Config::parse(&json!({"auth": auth, "entra": entra}).to_string(), "https://console.example").unwrap()
}

#[test]
fn the_authority_decides_everything() {
    for cloud in &EXPECTED {
        for origin in cloud.aliases.iter().chain([&cloud.authority]) {
            let config = read(&json!({"authority": format!("{origin}/organizations")}), &json!({"flow": "code"}));
            assert_eq!((config.arm.endpoint.as_str(), config.arm.audience.as_str()), (cloud.arm, cloud.arm), "{origin}");
            let (url, pending) = begin(&config, &SignInRequest::default(), &Scripted::new());
            assert!(url.starts_with(&format!("{}/organizations/oauth2/v2.0/authorize?", cloud.authority)), "{url}");
            assert!(parameter(&url, "scope").unwrap().ends_with(&format!("{}/user_impersonation", cloud.arm)));
            let state = parameter(&url, "state").unwrap().replace('=', "%3D");
            let answer = take_answer(&format!("#code=x&state={state}")).unwrap().unwrap();
            let request = redemption(&config, Some(&pending), &answer, Interaction::Redirect, NOW).unwrap();
            assert_eq!(request.url, format!("{}/organizations/oauth2/v2.0/token", cloud.authority));
            assert!(logout_url(&config, None).starts_with(cloud.authority));
        }
    }
}

#[test]
fn an_issuer_is_good_in_its_own_cloud_only() {
    for (at, cloud) in EXPECTED.iter().enumerate() {
        for (other, issuing) in EXPECTED.iter().enumerate() {
            let authority = json!({"authority": format!("{}/common", cloud.authority)});
            let issuer = format!("{}/{TENANT}/v2.0", issuing.authority);
            assert_eq!(signs_in(&read(&authority, &json!({})), &issuer), at == other, "{} {issuer}", cloud.authority);
            let issuer = format!("{}/{TENANT}/", issuing.sts);
            let good = signs_in(&read(&authority, &json!({"dialect": "v1"})), &issuer);
            assert_eq!(good, cloud.sts == issuing.sts, "{} {issuer}", cloud.authority);
        }
    }
}

fn signs_in(config: &Config, issuer: &str) -> bool {
    let (url, pending) = begin(config, &SignInRequest::default(), &Scripted::new());
    accept(config, Some(pending), &Reply::to(&url, issuer).answer(), Interaction::Redirect, NOW).is_ok()
}

#[test]
fn msals_cloud_option_decides_as_well() {
    for cloud in &EXPECTED {
        for instance in cloud.msal {
            let options = json!({"authority": "https://login.microsoftonline.com/common", "azureCloudOptions": {"azureCloudInstance": instance, "tenant": TENANT}});
            let config = read(&options, &json!({}));
            assert_eq!((config.authority.origin(), config.authority.tenant()), (cloud.authority, TENANT), "{instance}");
            assert_eq!(config.arm.endpoint, cloud.arm);
        }
    }
    let none = read(&json!({"azureCloudOptions": {"azureCloudInstance": "none"}}), &json!({}));
    assert_eq!(none.authority.tenant(), "common");
}

#[test]
fn the_policy_of_the_site_lets_a_page_reach_each_cloud() {
    let file: Value = serde_json::from_str(include_str!("../../../public/staticwebapp.config.json")).unwrap();
    let policy = file["globalHeaders"]["Content-Security-Policy"].as_str().unwrap();
    let sources = |name: &str| -> Vec<&str> {
        let directive = policy.split(';').map(str::trim).find(|directive| directive.starts_with(name)).unwrap();
        directive.split(' ').skip(1).collect()
    };
    let (connect, frame) = (sources("connect-src"), sources("frame-src"));
    for cloud in &EXPECTED {
        assert!(connect.contains(&cloud.arm) && connect.contains(&cloud.authority), "{}: {connect:?}", cloud.authority);
        assert!(frame.contains(&cloud.authority), "{}: {frame:?}", cloud.authority);
    }
    assert_eq!((connect.len(), frame.len()), (7, 4), "no other host");
    assert_eq!(CLOUDS.len(), EXPECTED.len());
}
