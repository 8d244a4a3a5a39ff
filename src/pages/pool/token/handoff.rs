//! What is run on a machine to register it: scripts to copy, in which the token is fetched by a command or asked for.

use arm::Call;
use avd::resource::RegistrationToken;
use avd::script::handoff::{Job, Way, script, script_with};
use leptos::prelude::*;

use super::secret::SecretCopy;
use crate::client::ClientContext;
use crate::components::{CodeTab, CodeTabs};

/// The steps of a new session host, and the repair of one whose registration is gone.
#[component]
pub fn Handoff(
    /// What reads or makes the token.
    call: Call,
    /// The token, where it is at hand: for the script that carries it.
    #[prop(into)]
    token: Signal<Option<RegistrationToken>>,
) -> impl IntoView {
    let scripts = StoredValue::new(call);
    let part = move |job| view! { <Scripts job call=scripts token /> };
    view! {
        <section class="card stack handoff">
            <h3>"Register a session host"</h3>
            <details class="run-raw">
                <summary>"Install the agents on a new VM"</summary>
                <div class="stack">
                    <ol class="how-to">
                        <li>"Join the VM to Active Directory or Microsoft Entra ID. Windows Server also needs the RDS-RD-Server role and a restart."</li>
                        <li>"Run this script on the VM. It downloads the agent and boot loader from Microsoft, checks their signatures and installs them."</li>
                        <li>
                            "The VM appears under Session hosts, often as Unavailable at first. When it's Available, restart it. It then has four components: boot loader, infrastructure agent, Geneva agent and side-by-side stack."
                        </li>
                        <li>"Revoke the token when the last VM is registered."</li>
                    </ol>
                    {part(Job::Install)}
                </div>
            </details>
            <details class="run-raw">
                <summary>"Re-register a session host (event 3277)"</summary>
                <div class="stack">
                    <p>
                        "For a session host whose agent logs event 3277 with " <code>"INVALID_REGISTRATION_TOKEN"</code> " or "
                        <code>"EXPIRED_MACHINE_TOKEN"</code> ": the token was wrong or had expired, or the VM was off for about 90 days. The script writes a new token to the registry, restarts the agent and waits for it to register."
                    </p>
                    {part(Job::Repair)}
                </div>
            </details>
        </section>
    }
}

/// One job in each way, and the script that carries the token.
#[component]
fn Scripts(job: Job, call: StoredValue<Call>, token: Signal<Option<RegistrationToken>>) -> impl IntoView {
    let client = expect_context::<ClientContext>().client();
    let tab = |way: Way| {
        let text = call.with_value(|call| script(job, way, call, client.endpoint()));
        let missing = "The Azure CLI on Windows can't handle this pool's name. Select another option.";
        let note = if text.is_some() { way.note() } else { missing };
        CodeTab {
            label: way.label().to_owned(),
            name: "PowerShell".to_owned(),
            text: text.unwrap_or_default(),
            note: Some(note.to_owned()),
            links: Vec::new(),
        }
    };
    let at_hand = Memo::new(move |_| token.with(Option::is_some));
    let carrying = Callback::new(move |()| {
        token.with_untracked(|token| token.as_ref().map(|token| script_with(job, token)).unwrap_or_default())
    });
    view! {
        <CodeTabs label="How the VM gets the token" tabs=Way::ALL.map(tab).to_vec() />
        {move || at_hand.get().then(|| view! {
            <div class="secret-actions">
                <SecretCopy text=carrying words="Copy script with token" />
                <span class="form-note">"The copied text contains the token. Don't paste it into a ticket, chat or repository."</span>
            </div>
        })}
    }
}
