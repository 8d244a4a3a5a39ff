//! The switch for notifications of the system: asked for, and off until then.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::notify::{self, Permission};
use crate::components::Checkbox;
use crate::settings::SettingsContext;

/// A box that asks the browser when it is ticked, and says what the browser answered.
#[component]
pub fn NotifySwitch() -> impl IntoView {
    let settings = expect_context::<SettingsContext>();
    let permission = RwSignal::new(notify::permission());
    let change = move |wanted: bool| {
        settings.set_notify(wanted);
        if wanted {
            spawn_local(async move {
                let answer = notify::ask().await;
                let _ = permission.try_set(answer);
                if matches!(answer, Permission::Denied | Permission::Missing) {
                    settings.set_notify(false);
                }
            });
        }
    };
    let refused = move || match permission.get() {
        Permission::Denied => {
            Some("This browser blocks notifications from this site. Allow them in the browser's site settings, then try again.")
        }
        Permission::Missing => Some("This browser doesn't support notifications here."),
        Permission::Granted | Permission::Unasked => None,
    };
    let on = Signal::derive(move || settings.notify() && permission.get() == Permission::Granted);
    view! {
        <div class="notify">
            <Checkbox
                checked=on
                on_change=change
                label="Notify me when an update needs attention or finishes"
                help="Works while the update is open in a tab.".to_owned()
            />
            <p class="notify-refused" role="status">{refused}</p>
        </div>
    }
}
