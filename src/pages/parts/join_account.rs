//! What the account needs that joins session hosts to a domain, folded away.

use avd::rule::join_account::{DOMAIN_SERVICES, OU_PERMISSIONS, OuPermission, REUSE_ARTICLE, REUSE_WAYS};
use leptos::prelude::*;

use crate::components::{DataTable, ExternalLink};

/// The permissions on the organizational unit, the ways to re-use a computer account, and what a managed domain asks for.
#[component]
pub fn JoinAccountHelp() -> impl IntoView {
    let head = || {
        view! {
            <th scope="col">"Name"</th>
            <th scope="col">"Type"</th>
            <th scope="col">"Applies to"</th>
        }
    };
    let row = |permission: OuPermission| {
        view! {
            <tr>
                <th scope="row">{permission.name}</th>
                <td>{permission.kind}</td>
                <td>{permission.applies_to}</td>
            </tr>
        }
    };
    let ways = REUSE_WAYS.map(|way| view! { <li>{way}</li> }).collect_view();
    view! {
        <details class="read-code">
            <summary>"What the joining account needs"</summary>
            <div class="stack">
                <p>"An update reuses the computer object of the session host it replaces. The account needs these permissions on the session hosts' organizational unit:"</p>
                <DataTable caption="Permissions on the organizational unit" compact=true head=head>
                    {OU_PERMISSIONS.map(row).collect_view()}
                </DataTable>
                <p>
                    "Since "<ExternalLink href=REUSE_ARTICLE words="KB5020276" />", one of these is also required:"
                </p>
                <ul class="review-effects">{ways}</ul>
                <p>{DOMAIN_SERVICES}</p>
            </div>
        </details>
    }
}
