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
                <p class="section-sub">"What this browser and this cloud allow, what failed lately, and a report without names."</p>
                <div class="btn-row">
                    <ButtonLink href=Route::Diagnostics.href()>"Open diagnostics"</ButtonLink>
                </div>
            </section>
            <section class="section">
                <h2>"Licences"</h2>
                <p class="section-sub">"The packages this console is built from, with their licences."</p>
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
        Theme::System => "As the system",
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
            <p class="section-sub">"As read from config.json beside the app. It holds no secret."</p>
            <KeyValueList>
                {move || lines().into_iter().map(|(label, value)| view! { <KeyValue label>{value}</KeyValue> }).collect_view()}
                <KeyValue label="Version of the console">{env!("CARGO_PKG_VERSION")}</KeyValue>
            </KeyValueList>
            {move || notes().into_iter().map(|note| view! { <p class="section-sub">{note}</p> }).collect_view()}
        </section>
    }
}

/// The configuration, a line each.
fn lines(config: &entra::Config) -> Vec<(&'static str, String)> {
    let cloud = entra::Cloud::of_arm(&config.arm.endpoint).map_or("Not a known cloud", |cloud| cloud.name);
    let versions = config.arm.api_versions.iter().map(|(family, version)| format!("{family}: {version}"));
    let versions: Vec<String> = versions.collect();
    vec![
        ("Cloud", cloud.to_owned()),
        ("Azure Resource Manager", config.arm.endpoint.clone()),
        ("Sign-in authority", format!("{}/{}", config.authority.origin(), config.authority.tenant())),
        ("Application (client) id", config.client_id.clone()),
        ("API versions set by hand", if versions.is_empty() { "None".to_owned() } else { versions.join(", ") }),
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
