//! A short text beside a control, shown on hover and focus.

use leptos::prelude::*;

use super::id::unique;

/// Wraps one control and shows a text beside it. The control is handed the id to put into `aria-describedby`
/// (`None` while there is no text). Escape puts the text away (WCAG 2.2, 1.4.13).
#[component]
pub fn Tooltip<V, F>(
    /// What it says; `None`: no tooltip.
    #[prop(into)]
    text: Signal<Option<String>>,
    /// The control, given the id of its description.
    children: F,
) -> impl IntoView
where
    V: IntoView + 'static,
    F: FnOnce(Signal<Option<String>>) -> V,
{
    let id = StoredValue::new(unique("tip"));
    let away = RwSignal::new(false);
    let described_by = Signal::derive(move || text.with(Option::is_some).then(|| id.get_value()));
    let control = children(described_by).into_any();
    view! {
        <span
            class="tip"
            class=("tip-off", away)
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    away.set(true);
                }
            }
            on:mouseleave=move |_| away.set(false)
            on:focusout=move |_| away.set(false)
        >
            {control}
            {move || {
                text.get()
                    .map(|text| {
                        view! {
                            <span class="tip-text" role="tooltip" id=id.get_value()>
                                {text}
                            </span>
                        }
                    })
            }}
        </span>
    }
    .into_any()
}
