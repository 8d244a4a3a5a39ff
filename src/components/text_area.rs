//! Several lines of text, with a count of what is left.

use leptos::prelude::*;

use super::field::FieldContext;

/// A box of text. With `max` it counts code points, as services do: one of these is one letter or sign for a person, too, most of the time.
#[component]
pub fn TextArea(
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Called with every change.
    #[prop(into)]
    on_input: Callback<String>,
    /// The most code points allowed. More can be typed and is told, never cut off.
    #[prop(optional)]
    max: Option<usize>,
    /// Its height in lines.
    #[prop(default = 4)]
    rows: u32,
    /// An example, never an instruction.
    #[prop(into, optional)]
    placeholder: Option<String>,
) -> impl IntoView {
    let field = FieldContext::around();
    view! {
        <textarea
            class="input"
            id=field.id()
            rows=rows
            placeholder=placeholder
            aria-required=field.required()
            aria-invalid=move || field.invalid()
            aria-describedby=move || field.described_by()
            prop:value=value
            on:input=move |event| on_input.run(event_target_value(&event))
        ></textarea>
        {max.map(|max| view! { <Counter value max /> })}
    }
}

#[component]
fn Counter(value: Signal<String>, max: usize) -> impl IntoView {
    let length = Memo::new(move |_| value.with(|text| text.chars().count()));
    view! {
        <span class="count" class=("count-over", move || length.get() > max)>
            {move || count(length.get(), max)}
        </span>
    }
}

fn count(length: usize, max: usize) -> String {
    match length.checked_sub(max) {
        None | Some(0) => format!("{length} / {max}"),
        Some(over) => format!("{length} / {max}, {over} over the limit"),
    }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn the_counter_says_by_how_much_it_is_too_long() {
        assert_eq!(count(0, 260), "0 / 260");
        assert_eq!(count(260, 260), "260 / 260");
        assert_eq!(count(263, 260), "263 / 260, 3 over the limit");
    }
}
