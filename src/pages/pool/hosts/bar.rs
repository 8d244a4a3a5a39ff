//! The bar over a table of session hosts, of one pool or of all: what can be done to those that are chosen.

use leptos::prelude::*;

use super::act::Act;
use crate::components::{Button, Look, Menu, MenuItem};
use crate::pages::parts::ChosenBar;

/// How many are chosen and what can be done to them.
#[component]
pub fn HostsBar(
    /// How many.
    #[prop(into)]
    count: Signal<usize>,
    /// How many more a filter hides.
    #[prop(into, optional)]
    hidden: Signal<usize>,
    /// They are personal desktops: there is more to do.
    #[prop(into, optional)]
    personal: Signal<bool>,
    /// Why something cannot be done to them now. Tracked.
    #[prop(into)]
    why_not: Callback<Act, Option<String>>,
    /// Begins it.
    #[prop(into)]
    on_act: Callback<Act>,
    /// None is to be chosen any more.
    #[prop(into)]
    on_clear: Callback<()>,
    /// What stands behind the buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let reason = move |act: Act| Signal::derive(move || why_not.run(act));
    let press = move |act: Act| Callback::new(move |()| on_act.run(act));
    let button = move |act: Act| {
        view! { <Button glyph=act.glyph() disabled_reason=reason(act) on_press=press(act)>{act.label()}"…"</Button> }
    };
    let item = move |act: Act| {
        let danger = matches!(act, Act::Remove | Act::RemoveForced);
        view! {
            <MenuItem glyph=act.glyph() danger=danger disabled_reason=reason(act) on_press=press(act)>
                {act.label()}"…"
            </MenuItem>
        }
    };
    view! {
        <ChosenBar label="Actions on the selected session hosts" count hidden on_clear rest=children>
            {button(Act::Drain)}
            {button(Act::Admit)}
            <Menu label="Power" look=Look::Secondary at_start=true>
                {item(Act::Start)}
                {item(Act::Restart)}
                {item(Act::Deallocate)}
            </Menu>
            <Menu label="More" look=Look::Secondary at_start=true>
                {move || personal.get().then(|| (item(Act::Assign), item(Act::Unassign), item(Act::Rename)))}
                {item(Act::Retry)}
                {item(Act::Remove)}
                {item(Act::RemoveForced)}
            </Menu>
        </ChosenBar>
    }
}
