//! Buttons, and links that look like one.

use leptos::prelude::*;

use super::{Glyph, Icon, Tooltip};

/// How much a button asks for attention. One [`Look::Primary`] a view at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The main action.
    Primary,
    /// Any other action.
    #[default]
    Secondary,
    /// An action beside content: toolbars, rows.
    Subtle,
    /// Destroys something.
    Danger,
    /// Leads to something that destroys, and is not what is recommended.
    QuietDanger,
}

impl Look {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn btn-primary",
            Self::Secondary => "btn btn-secondary",
            Self::Subtle => "btn btn-subtle",
            Self::Danger => "btn btn-danger",
            Self::QuietDanger => "btn btn-secondary btn-quiet-danger",
        }
    }
}

/// A button with words. Disabled by a reason only: it stays in the tab order and the reason is its tooltip and description.
#[component]
pub fn Button(
    /// How much attention it asks for.
    #[prop(optional)]
    look: Look,
    /// Called on a press, unless the button is disabled or busy.
    #[prop(into, optional)]
    on_press: Option<Callback<()>>,
    /// Why it cannot be pressed; `None` when it can.
    #[prop(into, optional)]
    disabled_reason: Signal<Option<String>>,
    /// The press is being worked on: a wheel turns, further presses are ignored.
    #[prop(into, optional)]
    busy: Signal<bool>,
    /// An icon before the words.
    #[prop(optional)]
    glyph: Option<Glyph>,
    /// Sends the form around it. A disabled or busy button holds the form back.
    #[prop(optional)]
    submit: bool,
    /// 26 instead of 32 px.
    #[prop(optional)]
    small: bool,
    /// The words: a verb.
    children: Children,
) -> impl IntoView {
    let off = move || disabled_reason.with(Option::is_some);
    let press = move |event: leptos::ev::MouseEvent| {
        if off() || busy.get() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    let words = children();
    view! {
        <Tooltip text=disabled_reason let(described_by)>
            <button
                type=if submit { "submit" } else { "button" }
                class=look.class()
                class=("btn-small", small)
                aria-disabled=move || off().then_some("true")
                aria-busy=move || busy.get().then_some("true")
                aria-describedby=described_by
                on:click=press
            >
                {glyph.map(|glyph| view! { <Icon glyph /> })}
                {words}
            </button>
        </Tooltip>
    }
}

/// A link with the look of a button, or a disabled button while there is a reason not to go there.
#[component]
pub fn GuardedLink(
    /// Where to.
    #[prop(into)]
    href: String,
    /// Why not; `None` when it may be followed.
    #[prop(into)]
    disabled_reason: Signal<Option<String>>,
    /// How much attention it asks for.
    #[prop(optional)]
    look: Look,
    /// An icon before the words.
    glyph: Glyph,
    /// The words.
    words: &'static str,
) -> impl IntoView {
    move || match disabled_reason.get() {
        None => view! { <ButtonLink look glyph href=href.clone()>{words}</ButtonLink> }.into_any(),
        reason => view! { <Button look glyph disabled_reason=reason>{words}</Button> }.into_any(),
    }
}

/// A link with the look of a button: goes somewhere, does nothing.
#[component]
pub fn ButtonLink(
    /// Where to.
    #[prop(into)]
    href: Signal<String>,
    /// How much attention it asks for.
    #[prop(optional)]
    look: Look,
    /// An icon before the words.
    #[prop(optional)]
    glyph: Option<Glyph>,
    /// 26 instead of 32 px.
    #[prop(optional)]
    small: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a class=look.class() class=("btn-small", small) href=href>
            {glyph.map(|glyph| view! { <Icon glyph /> })}
            {children()}
        </a>
    }
}
