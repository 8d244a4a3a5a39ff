//! From where a pool can be reached, and the ways of RDP Shortpath.

use avd::resource::{PublicNetworkAccess, Switch, UdpOption};
use avd::rule::FieldProblem;
use avd::rule::network_access::{Endpoints, NetworkAccess, RESTART, Way, consequence, problems, shut_out};
use avd::rule::wording::wording;
use leptos::prelude::*;

use crate::components::{Banner, Button, Checkbox, Choice, CodeBlock, Field, RadioGroup, Select, Tone};

/// The fields about the network.
#[component]
pub fn NetworkFields(
    /// The fields.
    #[prop(into)]
    value: Signal<NetworkAccess>,
    /// Called with all of them at every change.
    #[prop(into)]
    on_change: Callback<NetworkAccess>,
    /// The fields as the pool has them; those of a pool to create are empty.
    before: NetworkAccess,
    /// The private endpoint connections of the pool, as read.
    #[prop(optional)]
    endpoints: Endpoints,
) -> impl IntoView {
    let edit = Callback::new(move |edit: Edit| {
        let mut access = value.get_untracked();
        match edit {
            Edit::Public(word) => access.public = word,
            Edit::Way(way, option) => access.set_way(way, option),
            Edit::PrivateLink(switch) => access.with_private_link = Some(switch),
        }
        on_change.run(access);
    });
    let before = StoredValue::new(before);
    let ways = Way::ALL.map(|way| view! { <WayField way value edit /> });
    view! {
        <Access value edit before />
        <Effects value before endpoints />
        <h3>"RDP Shortpath"</h3>
        <p class="form-note">"Uses UDP where possible for faster sessions. Otherwise sessions use TCP."</p>
        <div class="form-row">{ways.collect_view()}</div>
        <PrivateLink value edit before endpoints />
    }
}

/// One change.
enum Edit {
    Public(Option<PublicNetworkAccess>),
    Way(Way, Option<UdpOption>),
    PrivateLink(Switch),
}

#[component]
fn Access(value: Signal<NetworkAccess>, edit: Callback<Edit>, before: StoredValue<NetworkAccess>) -> impl IntoView {
    use PublicNetworkAccess as P;
    let own = before.with_value(|before| before.public.clone());
    let choice = |word: P| Choice::new(word.to_string(), label(&word)).with_help(consequence(&word));
    let known = [P::Enabled, P::EnabledForClientsOnly, P::EnabledForSessionHostsOnly, P::Disabled];
    let odd = own.clone().filter(|own| !known.contains(own));
    let unset = own.is_none().then(|| Choice::new("", "Not set").with_help("Same as open."));
    let choices = unset.into_iter().chain(known.into_iter().chain(odd).map(choice)).collect::<Vec<_>>();
    view! {
        <RadioGroup
            id="publicNetworkAccess".to_owned()
            label="Public network access"
            value=Signal::derive(move || value.with(|access| access.public.as_ref().map(P::to_string).unwrap_or_default()))
            on_change=move |word: String| edit.run(Edit::Public((!word.is_empty()).then(|| P::parse(&word))))
            choices
        />
    }
}

/// The words the pool's page has for it.
fn label(access: &PublicNetworkAccess) -> String {
    wording(access.as_str()).to_owned()
}

/// What a change brings with it: who is shut out, and what to do on the session hosts.
#[component]
fn Effects(value: Signal<NetworkAccess>, before: StoredValue<NetworkAccess>, endpoints: Endpoints) -> impl IntoView {
    let changed = Memo::new(move |_| value.with(|now| before.with_value(|before| before.public != now.public)));
    let shut = Memo::new(move |_| value.with(|now| before.with_value(|before| shut_out(before, now, endpoints))));
    let private =
        Memo::new(move |_| value.with(|now| now.public.as_ref().is_some_and(|access| *access != PublicNetworkAccess::Enabled)));
    view! {
        {move || (private.get() && shut.get().is_none()).then(|| view! { <p class="form-note">{endpoints.sentence()}</p> })}
        {move || {
            shut.get().map(|why| {
                view! {
                    <Banner tone=Tone::Danger title="This blocks access for some people">
                        {why} " " {endpoints.sentence()} " To save it anyway, type the pool's name in the review."
                    </Banner>
                }
            })
        }}
        <Show when=move || changed.get()>
            <p class="form-note">
                "Session hosts apply the change when their boot loader restarts. After you save, restart them or run this in an elevated PowerShell on each:"
            </p>
            <CodeBlock label="PowerShell" text=RESTART />
        </Show>
    }
}

#[component]
fn WayField(way: Way, value: Signal<NetworkAccess>, edit: Callback<Edit>) -> impl IntoView {
    let current = Signal::derive(move || value.with(|access| access.way(way).map(UdpOption::to_string).unwrap_or_default()));
    let choices = Signal::derive(move || {
        let own = current.get();
        let unset = own.is_empty().then(|| Choice::new("", "Not set"));
        let known = [
            Choice::new("Default", "Default (Azure decides)"),
            Choice::new("Enabled", "Enabled (if possible)"),
            Choice::new("Disabled", "Disabled"),
        ];
        let odd = (!own.is_empty() && known.iter().all(|choice| choice.value != own)).then(|| Choice::new(own.clone(), own));
        unset.into_iter().chain(known).chain(odd).collect::<Vec<_>>()
    });
    let change = move |word: String| edit.run(Edit::Way(way, (!word.is_empty()).then(|| UdpOption::parse(&word))));
    view! {
        <Field id=way.field().to_owned() label=way.label() help=way.help().to_owned() required=true>
            <Select value=current on_change=change choices />
        </Field>
    }
}

/// Shortpath over Private Link, with a way to fulfil what it demands.
#[component]
fn PrivateLink(
    value: Signal<NetworkAccess>,
    edit: Callback<Edit>,
    before: StoredValue<NetworkAccess>,
    endpoints: Endpoints,
) -> impl IntoView {
    const FIELD: &str = "allowRDPShortPathWithPrivateLink";
    let on = Signal::derive(move || value.with(|access| access.with_private_link == Some(Switch::Enabled)));
    let wrong = Memo::new(move |_| {
        let found = value.with(|now| before.with_value(|before| problems(before, now, endpoints)));
        found.into_iter().find(|problem: &FieldProblem| problem.field == FIELD).map(|problem| problem.message)
    });
    let off = move |()| {
        edit.run(Edit::Way(Way::PublicStun, Some(UdpOption::Disabled)));
        edit.run(Edit::Way(Way::Relay, Some(UdpOption::Disabled)));
    };
    view! {
        <div id=FIELD tabindex="-1">
            <Checkbox
                checked=on
                on_change=move |on| edit.run(Edit::PrivateLink(if on { Switch::Enabled } else { Switch::Disabled }))
                label="Allow RDP Shortpath over Private Link"
                help="Without it, sessions over a private endpoint can't use UDP. Disable both public network options first.".to_owned()
            />
        </div>
        {move || {
            wrong.get().map(|message| {
                view! {
                    <Banner
                        tone=Tone::Danger
                        title="Two options must be disabled"
                        actions=move || view! { <Button small=true on_press=off>"Disable both"</Button> }
                    >
                        {message}
                    </Banner>
                }
            })
        }}
    }
}
