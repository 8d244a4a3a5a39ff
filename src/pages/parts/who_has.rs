//! Which built-in role has a right that was missing. The table of roles comes later than the first page.

use avd::rule::permission::named;
use leptos::prelude::*;

/// “Desktop Virtualization Host Pool Contributor has it.”, if the action is one that a role is known for.
pub fn who_has(action: &str) -> impl IntoView + use<> {
    named(action).map(|words| view! { <p>{words}</p> })
}
