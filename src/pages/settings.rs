//! What the app is set to: theme, cloud, versions, account.

use leptos::prelude::*;

use super::parts::NotifySwitch;
use crate::components::{Button, ButtonLink, Choice, Glyph, KeyValue, KeyValueList, PageHeader, RadioGroup};
use crate::route::Route;
use crate::session::{SessionContext, SignInStatus};
use crate::settings::{SettingsContext, Theme};

/// The settings.
#[component]
pub fn SettingsPage() -> impl IntoView {
    view! {
        <div class="page page-narrow">
            <PageHeader title="Settings" />
            <Appearance />
            <Deployment />
            <AccountSection />
            <section class="section">
                <h2>"Diagnostics"</h2>
                <p class="section-sub">"Browser and cloud capabilities, recent errors, and an anonymous report."</p>
                <div class="btn-row">
                    <ButtonLink href=Route::Diagnostics.href()>"Open diagnostics"</ButtonLink>
                </div>
            </section>
            <section class="section">
                <h2>"Licenses"</h2>
                <p class="section-sub">"The open-source packages in this console and their licenses."</p>
                // A file of the site, not a page of the app: the build writes it.
                <a href="/notices.txt" target="_blank" rel="noopener">"Third-party notices"</a>
            </section>
        </div>
    }
}

#[component]
fn Appearance() -> impl IntoView {
    let settings = expect_context::<SettingsContext>();
    let choices = Theme::ALL.map(|theme| Choice::new(theme.word(), title(theme))).to_vec();
    let value = Signal::derive(move || settings.theme().word().to_owned());
    view! {
        <section class="section">
            <h2>"Appearance"</h2>
            <RadioGroup label="Theme" value choices on_change=move |word: String| settings.set_theme(Theme::parse(&word)) />
        </section>
        <section class="section">
            <h2>"Notifications"</h2>
            <NotifySwitch />
        </section>
    }
}

const fn title(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "System default",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    }
}

#[component]
fn Deployment() -> impl IntoView {
    let session = expect_context::<SessionContext>();
    let lines = move || session.config().map(|config| lines(&config)).unwrap_or_default();
    let notes = move || session.config().map(|config| config.notes()).unwrap_or_default();
    view! {
        <section class="section">
            <h2>"This deployment"</h2>
            <p class="section-sub">"From this deployment's config.json, which contains no secrets."</p>
            <KeyValueList>
                {move || lines().into_iter().map(|(label, value)| view! { <KeyValue label>{value}</KeyValue> }).collect_view()}
                <KeyValue label="Console version">{env!("CARGO_PKG_VERSION")}</KeyValue>
            </KeyValueList>
            {move || notes().into_iter().map(|note| view! { <p class="section-sub">{note}</p> }).collect_view()}
        </section>
    }
}

/// The configuration, a line each.
fn lines(config: &entra::Config) -> Vec<(&'static str, String)> {
    let cloud = entra::Cloud::of_arm(&config.arm.endpoint).map_or("Unknown cloud", |cloud| cloud.name);
    let versions = config.arm.api_versions.iter().map(|(family, version)| format!("{family}: {version}"));
    let versions: Vec<String> = versions.collect();
    vec![
        ("Cloud", cloud.to_owned()),
        ("Azure Resource Manager", config.arm.endpoint.clone()),
        ("Sign-in authority", format!("{}/{}", config.authority.origin(), config.authority.tenant())),
        ("Application (client) ID", config.client_id.clone()),
        ("Custom API versions", if versions.is_empty() { "None".to_owned() } else { versions.join(", ") }),
    ]
}

#[component]
fn AccountSection() -> impl IntoView {
    let session = expect_context::<SessionContext>();
    let account = move || match session.status() {
        SignInStatus::SignedIn(account) => Some(account),
        _ => None,
    };
    view! {
        <section class="section">
            <h2>"Account"</h2>
            {move || {
                account()
                    .map(|account| {
                        view! {
                            <KeyValueList>
                                <KeyValue label="Signed in as">{account.username}</KeyValue>
                                <KeyValue label="Directory">{account.tenant_id}</KeyValue>
                            </KeyValueList>
                        }
                    })
            }}
            <div class="btn-row">
                <Button glyph=Glyph::SignOut on_press=move |()| session.sign_out()>
                    "Sign out"
                </Button>
            </div>
        </section>
    }
}
