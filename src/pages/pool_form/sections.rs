//! The sections of the form, as data: what is in them, and a line of help each. Closed until something in them is different or wrong.

use avd::rule::host_pool_edit::{Draft, summary};
use avd::rule::network_access::{Endpoints, NetworkAccess};
use leptos::html;
use leptos::prelude::*;

use super::lines::{Form, Kind, Line, line, needed};
use super::{AgentUpdateFields, NetworkFields, RdpEditor, RegistrationFields};
use crate::components::{Badge, Tone};

/// A part of the form that opens and closes.
struct Section {
    /// The heading.
    title: &'static str,
    /// What it is about.
    help: &'static str,
    /// What it says where nothing is set.
    none: &'static str,
    /// Its fields, in rows.
    rows: &'static [&'static [Line]],
    /// What has an editor of its own.
    own: Own,
}

/// An editor of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Own {
    None,
    Rdp,
    Network,
    AgentUpdate,
    Registration,
}

/// What a pool that exists has on its Token tab.
const REGISTRATION: &str = "Registration token";

/// The first card: what a pool is.
pub const BASICS: &[&[Line]] = &[
    &[needed("hostPoolType", Kind::Radio, ""), needed("managementType", Kind::Radio, "")],
    &[line("friendlyName", Kind::Text, "Shown instead of the name."), line("description", Kind::Area(3), "")],
];

/// How conditional RDP properties are written.
const CONDITIONAL: &str = "RDP properties that apply only under a condition, separated by semicolons: name:type:value:conditionType:conditionValue, such as drivestoredirect:s:*:AuthContext:c1. Requires API version 2026-03-01-preview or later.";

const SECTIONS: &[Section] = &[
    Section {
        title: "Sessions and load balancing",
        help: "How users are distributed across session hosts, and how many sessions each takes. Personal host pools ignore the limit.",
        none: "Defaults",
        rows: &[
            &[needed("loadBalancerType", Kind::Radio, "")],
            &[
                line("maxSessionLimit", Kind::Number("sessions", 1), "Sessions per session host. 999999 means no limit."),
                line(
                    "startVMOnConnect",
                    Kind::Select,
                    "Starts a stopped VM when a user connects. Azure Virtual Desktop needs the Desktop Virtualization Power On Contributor role.",
                ),
            ],
        ],
        own: Own::None,
    },
    Section {
        title: "Users and application groups",
        help: "How personal desktops are assigned, and what users get if they're assigned both a desktop and apps.",
        none: "Defaults",
        rows: &[&[needed("personalDesktopAssignmentType", Kind::Radio, "")], &[needed("preferredAppGroupType", Kind::Radio, "")]],
        own: Own::None,
    },
    Section {
        title: "RDP properties",
        help: "Which local resources a session can use, and how it looks.",
        none: "Azure's defaults",
        rows: &[&[line("customRdpProperty", Kind::Shown, ""), line("conditionalRdpProperty", Kind::Area(2), CONDITIONAL)]],
        own: Own::Rdp,
    },
    Section {
        title: "Network",
        help: "Where clients and session hosts can connect from, and how RDP Shortpath is used.",
        none: "Open to public and private networks",
        rows: &[&[
            line("publicNetworkAccess", Kind::Select, ""),
            line("managedPrivateUDP", Kind::Select, ""),
            line("directUDP", Kind::Select, ""),
            line("publicUDP", Kind::Select, ""),
            line("relayUDP", Kind::Select, ""),
            line("allowRDPShortPathWithPrivateLink", Kind::Select, ""),
        ]],
        own: Own::Network,
    },
    Section {
        title: "Agent updates",
        help: "When the session hosts' agent, side-by-side stack and monitoring agent are updated.",
        none: "Azure decides",
        rows: &[&[line("agentUpdate", Kind::Shown, "")]],
        own: Own::AgentUpdate,
    },
    Section {
        title: "Managed identity",
        help: "The identity the host pool uses for the session host configuration, updates, autoscale and Start VM on connect.",
        none: "None",
        rows: &[
            &[line(
                "identity.type",
                Kind::Select,
                "Removing a system-assigned identity deletes it; a user-assigned one is detached.",
            )],
            &[line(
                "identity.userAssignedIdentities",
                Kind::Area(3),
                "Resource IDs, one per line. You need the Managed Identity Operator role to assign them.",
            )],
        ],
        own: Own::None,
    },
    Section {
        title: "Tags",
        help: "Saving replaces all existing tags.",
        none: "None",
        rows: &[&[line("tags", Kind::Area(4), "One per line: name = value.")]],
        own: Own::None,
    },
    Section {
        title: "Single sign-on (AD FS)",
        help: "For single sign-on with Active Directory Federation Services. Leave it empty if you use Microsoft Entra ID.",
        none: "Not used",
        rows: &[
            &[line("ssoadfsAuthority", Kind::Text, "AD FS server URL: https://…"), line("ssoClientId", Kind::Text, "")],
            &[
                line("ssoSecretType", Kind::Select, ""),
                line("ssoClientSecretKeyVaultPath", Kind::Text, "The secret's URL in Key Vault, never the secret itself."),
            ],
        ],
        own: Own::None,
    },
    Section {
        title: "Advanced",
        help: "Rarely needed. What PATCH can't change is saved with PUT, which replaces the host pool with its current settings and your changes.",
        none: "Defaults",
        rows: &[
            &[
                line(
                    "validationEnvironment",
                    Kind::Select,
                    "Gets service updates first. Use it for testing, with daily sign-ins.",
                ),
                line(
                    "ring",
                    Kind::Number("", 0),
                    "Leave it empty unless Microsoft gives you a number. Azure may use its own ring anyway.",
                ),
            ],
            &[
                line("deploymentScope", Kind::Select, "Where the metadata is stored."),
                line("oboTenantId", Kind::Text, "The ID of the tenant the pool acts on behalf of."),
            ],
            &[line(
                "vmTemplate",
                Kind::Area(3),
                "JSON with the Azure portal's defaults for new session hosts of a Standard host pool.",
            )],
            &[
                line("kind", Kind::Text, "Tells portals which kind of resource this is."),
                line("managedBy", Kind::Text, "The resource ID of the resource that manages this pool."),
            ],
            &[
                line("sku.name", Kind::Text, ""),
                line("sku.tier", Kind::Select, ""),
                line("sku.size", Kind::Text, ""),
                line("sku.family", Kind::Text, ""),
                line("sku.capacity", Kind::Number("", 1), ""),
            ],
            &[
                line("plan.name", Kind::Text, ""),
                line("plan.publisher", Kind::Text, ""),
                line("plan.product", Kind::Text, "The offer."),
                line("plan.promotionCode", Kind::Text, ""),
                line("plan.version", Kind::Text, ""),
            ],
        ],
        own: Own::None,
    },
    Section {
        title: REGISTRATION,
        help: "Creates, keeps or revokes the token in the same request. You can also do this later on the Registration token tab.",
        none: "Not sent",
        rows: &[&[
            line("registrationInfo.registrationTokenOperation", Kind::Radio, ""),
            line("registrationInfo.expirationTime", Kind::Shown, ""),
        ]],
        own: Own::Registration,
    },
    Section {
        title: "Migration (legacy)",
        help: "For host pools migrated from Azure Virtual Desktop (classic). Only API version 2022-02-10-preview supports it.",
        none: "None",
        rows: &[&[
            line("migrationRequest.operation", Kind::Select, "Takes effect when you save the host pool."),
            line("migrationRequest.migrationPath", Kind::Text, "TenantGroups/…/Tenants/…/HostPools/…"),
        ]],
        own: Own::None,
    },
];

impl Form {
    /// Rows of fields.
    pub fn rows(self, rows: &'static [&'static [Line]]) -> AnyView {
        let row = |lines: &'static [Line]| match lines {
            [one] => self.line(*one),
            several => {
                let lines = several.iter().map(|line| self.line(*line)).collect_view();
                view! { <div class="form-row">{lines}</div> }.into_any()
            }
        };
        rows.iter().map(|lines| row(lines)).collect_view().into_any()
    }

    /// All sections.
    pub fn sections(self, endpoints: Endpoints) -> AnyView {
        let sections = SECTIONS.iter().filter(|section| !(self.existing && section.own == Own::Registration));
        view! { <div class="parts">{sections.map(|section| self.section(section, endpoints)).collect_view()}</div> }.into_any()
    }

    fn section(self, section: &'static Section, endpoints: Endpoints) -> AnyView {
        let names: Vec<&'static str> = section.rows.iter().copied().flatten().map(|line| line.field).collect();
        let names = StoredValue::new(names);
        let said = move || {
            let draft = self.state.read().0;
            names.with_value(|names| summary(&draft, names)).unwrap_or_else(|| section.none.to_owned())
        };
        let differs = move || {
            let (draft, before) = (self.state.read().0, self.before.get());
            names.with_value(|names| names.iter().any(|name| draft.field(name) != before.field(name)))
        };
        let differs = Memo::new(move |_| differs());
        let wrong = Memo::new(move |_| {
            let asked = self.state.asked.get();
            let mine = |found: &Vec<avd::rule::FieldProblem>| {
                let mine = |problem: &&avd::rule::FieldProblem| {
                    !problem.warning && names.with_value(|names| names.contains(&problem.field))
                };
                found.iter().filter(mine).count()
            };
            if asked { self.problems.with(mine) } else { 0 }
        });
        let open = RwSignal::new(differs.get_untracked());
        // An error opens its section; what was opened stays.
        Effect::new(move |_| {
            if wrong.get() > 0 {
                open.set(true);
            }
        });
        let details = NodeRef::<html::Details>::new();
        let toggled = move |_| open.set(details.get_untracked().is_some_and(|details| details.has_attribute("open")));
        let built = Memo::new(move |before: Option<&bool>| before.copied().unwrap_or_default() || open.get());
        view! {
            <details class="part" node_ref=details prop:open=open on:toggle=toggled>
                <summary>
                    <span class="part-title">{section.title}</span>
                    <span class="part-said">{said}</span>
                    {move || match (wrong.get(), differs.get()) {
                        (0, true) if self.existing => view! { <Badge tone=Tone::Info text="Changed" /> }.into_any(),
                        (0, _) => ().into_any(),
                        (1, _) => view! { <Badge tone=Tone::Danger text="1 problem" /> }.into_any(),
                        (count, _) => view! { <Badge tone=Tone::Danger text=format!("{count} problems") /> }.into_any(),
                    }}
                </summary>
                <Show when=move || built.get()>
                    <div class="part-body stack">
                        <p class="fld-help">{section.help}</p>
                        {self.body(section, endpoints)}
                    </div>
                </Show>
            </details>
        }
        .into_any()
    }

    fn body(self, section: &'static Section, endpoints: Endpoints) -> AnyView {
        let draft = self.state.draft;
        match section.own {
            Own::None => self.rows(section.rows),
            Own::Rdp => {
                let set = move |text: String| draft.update(|draft| draft.custom_rdp_property = text);
                let value = Signal::derive(move || draft.with(|draft| draft.custom_rdp_property.clone()));
                let conditions = line("conditionalRdpProperty", Kind::Area(2), CONDITIONAL);
                view! {
                    <RdpEditor value=value on_change=set />
                    {self.line(conditions)}
                }
                .into_any()
            }
            Own::AgentUpdate => {
                let set = move |update| draft.update(|draft| draft.agent_update = update);
                let value = Signal::derive(move || draft.with(|draft| draft.agent_update.clone()));
                view! { <AgentUpdateFields value=value on_change=set /> }.into_any()
            }
            Own::Registration => view! { <RegistrationFields form=self /> }.into_any(),
            Own::Network => {
                let set = move |access: NetworkAccess| draft.update(|draft| access.put(draft));
                let value = Signal::derive(move || draft.with(NetworkAccess::of));
                let before = if self.existing {
                    self.before.with_untracked(NetworkAccess::of)
                } else {
                    NetworkAccess::of(&Draft::default())
                };
                view! { <NetworkFields value=value on_change=set before=before endpoints=endpoints /> }.into_any()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use arm::json::Fields;

    use super::*;

    /// Every field of a draft has its place in the form, and only one.
    #[test]
    fn every_field_is_in_the_form_once() {
        let sections = SECTIONS.iter().flat_map(|section| section.rows);
        let mut placed: Vec<&str> = BASICS.iter().chain(sections).copied().flatten().map(|line| line.field).collect();
        placed.push("location"); // Stands with the name and the place.
        for object in ["migrationRequest", "registrationInfo"] {
            placed.iter_mut().for_each(|name| *name = if name.starts_with(object) { object } else { name });
        }
        placed.sort_unstable();
        placed.dedup();
        let mut all = Draft::default().names().to_vec();
        all.sort_unstable();
        assert_eq!(placed, all);
    }
}
