//! The session ends while something is being typed: a renewal in a second window, so that this page stays as it is.

use entra::{ErrorKind, Fault, SignInError};
use host::Instant;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Banner, Button, Glyph, Look, Tone};
use crate::live::use_clock;
use crate::session::SessionContext;

/// What is offered, and what became of it.
#[component]
pub fn Renew(session: SessionContext) -> impl IntoView {
    let clock = use_clock();
    let waits = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let title = Signal::derive(move || session.ending().map(|ends| heading(ends, clock.now())).unwrap_or_default());
    // Pressed again, a new window takes the place of the one that was lost or closed.
    let presses = StoredValue::new(0_u32);
    let renew = move |()| {
        waits.set(true);
        failed.set(None);
        presses.update_value(|presses| *presses += 1);
        let press = presses.get_value();
        spawn_local(async move {
            let outcome = session.renew_in_popup().await;
            // The banner is gone once the session is renewed, and a window before the last says nothing more.
            if presses.try_get_value() == Some(press) {
                waits.set(false);
                failed.set(outcome.err().map(|error| reason(session, &error)));
            }
        });
    };
    let words = move || match (failed.get(), waits.get()) {
        (Some(why), _) => why,
        (None, true) => "Finish signing in using the Microsoft window. If you've closed it, select Renew again.".to_owned(),
        (None, false) => "You have unsaved changes, so the console stays on this page. Renew opens a pop-up window.".to_owned(),
    };
    view! {
        <div class="renewal">
            <Banner
                tone=Tone::Warning
                title
                actions=move || view! {
                    <Button look=Look::Primary on_press=renew>"Renew"</Button>
                    <Button glyph=Glyph::External on_press=move |()| session.renew_here()>"Sign in on this page"</Button>
                }
            >
                <p>{words}</p>
                <p>"Either way, what you've typed stays in this tab."</p>
            </Banner>
        </div>
    }
}

/// How much is left.
fn heading(ends: Instant, now: Instant) -> String {
    let minutes = ends.since(now).as_secs().div_ceil(60);
    match minutes {
        0 => "Your session has expired".to_owned(),
        1 => "Your session expires in less than a minute".to_owned(),
        _ => format!("Your session expires in {minutes} minutes"),
    }
}

fn reason(session: SessionContext, error: &SignInError) -> String {
    if error.kind == ErrorKind::Untrusted(Fault::FrameTimeout) {
        return "The Microsoft sign-in window timed out after five minutes.".to_owned();
    }
    if error.kind == ErrorKind::Untrusted(Fault::PopupClosed) {
        return "The Microsoft sign-in window was closed too early. Select Renew to open it again.".to_owned();
    }
    let explained = untrack(|| session.config()).map(|config| error.explain(&config));
    let told =
        explained.map(|explained| format!("{}. {} {}", explained.title, explained.meaning, explained.fix)).unwrap_or_default();
    format!("{told} ({})", error.code())
}

#[cfg(test)]
mod tests {
    use super::*;
    use host::Duration;

    #[test]
    fn what_is_left_is_counted_up_to_whole_minutes() {
        let now = Instant::from_seconds(1_800_000_000);
        let heading = |seconds| heading(now + Duration::from_secs(seconds), now);
        assert_eq!(heading(300), "Your session expires in 5 minutes");
        assert_eq!(heading(241), "Your session expires in 5 minutes");
        assert_eq!(heading(60), "Your session expires in less than a minute");
        assert_eq!(heading(0), "Your session has expired");
    }
}
