//! One known property: its value among the ones it can have, or the default of the service.

use avd::rule::rdp::{Known, Values};
use leptos::prelude::*;

use super::Editor;
use crate::components::{Choice, Field, Select, TextInput};

/// Not set: the service decides.
const UNSET: &str = "-";
/// Any text.
const OTHER: &str = "…";

/// The property. Unset, the default of the service holds and says so.
#[component]
pub(super) fn Row(editor: Editor, known: &'static Known) -> impl IntoView {
    let current = Memo::new(move |_| editor.rdp.with(|rdp| rdp.find(known.name).map(|(_, item)| item.value.clone())));
    let put = Callback::new(move |value: Option<String>| editor.edit(|rdp| rdp.put(known.name, known.kind, value.as_deref())));
    let control = match known.values {
        Values::Words(words) => view! { <Words known words current put /> }.into_any(),
        Values::Open(words) => view! { <Open known words current put /> }.into_any(),
        // As text: a field emptied to type another number must not take the property out of its place.
        Values::Range(..) => view! { <Open known words=&[] current put /> }.into_any(),
    };
    let by_age = (known.default == avd::rule::rdp::Default::ByAge)
        .then_some(view! { <p class="rdp-note">"On by default in older pools, off in pools created since July 2025."</p> });
    view! {
        {control}
        <code class="rdp-name" class=("rdp-set", move || current.with(Option::is_some))>
            {format!("{}:{}:", known.name, known.kind.letter())}
        </code>
        {by_age}
    }
}

/// The control is made inside of the field, or it would not find its label.
fn labelled(known: &'static Known, control: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    let help = match known.outdated {
        Some(why) => format!("{} Deprecated: {why}", known.help),
        None => known.help.to_owned(),
    };
    view! { <Field label=known.label help required=true>{control()}</Field> }.into_any()
}

/// One of a few values.
#[component]
fn Words(
    known: &'static Known,
    words: &'static [(&'static str, &'static str)],
    current: Memo<Option<String>>,
    put: Callback<Option<String>>,
) -> impl IntoView {
    let value = Signal::derive(move || picked(words, current.get().as_deref()));
    let choices = Signal::derive(move || {
        let odd = current.get().filter(|value| word_of(words, value).is_none());
        choices(known, words).chain(odd.map(|value| Choice::new(value.clone(), format!("Custom: {value}")))).collect::<Vec<_>>()
    });
    let change = move |value: String| put.run(Some(value).filter(|value| value != UNSET));
    labelled(known, move || view! { <Select value on_change=change choices /> }.into_any())
}

/// A text, some of which have words.
#[component]
fn Open(
    known: &'static Known,
    words: &'static [(&'static str, &'static str)],
    current: Memo<Option<String>>,
    put: Callback<Option<String>>,
) -> impl IntoView {
    // Somebody who chose to type has typed nothing yet: that must not read as "None".
    let typing = RwSignal::new(false);
    let typed = Memo::new(move |_| {
        let value = current.get();
        value.is_some_and(|value| typing.get() || word_of(words, &value).is_none())
    });
    let value = Signal::derive(move || if typed.get() { OTHER.to_owned() } else { picked(words, current.get().as_deref()) });
    let other = if words.is_empty() { "Set" } else { "Other" };
    let choices: Vec<Choice> = choices(known, words).chain([Choice::new(OTHER, other)]).collect();
    let change = move |value: String| {
        typing.set(value == OTHER);
        match value.as_str() {
            UNSET => put.run(None),
            OTHER => put.run(Some(String::new())),
            _ => put.run(Some(value)),
        }
    };
    let text = Signal::derive(move || current.get().unwrap_or_default());
    view! {
        {labelled(known, move || view! { <Select value on_change=change choices /> }.into_any())}
        <Show when=move || typed.get()>
            <TextInput value=text on_input=move |text| put.run(Some(text)) mono=true aria_label=format!("{}: value", known.label) />
        </Show>
    }
}

fn choices(known: &'static Known, words: &'static [(&'static str, &'static str)]) -> impl Iterator<Item = Choice> {
    let unset = Choice::new(UNSET, known.default_words());
    [unset].into_iter().chain(words.iter().map(|(value, word)| Choice::new(*value, *word)))
}

fn picked(words: &[(&str, &str)], current: Option<&str>) -> String {
    current.map_or_else(|| UNSET.to_owned(), |value| word_of(words, value).unwrap_or(value).to_owned())
}

/// The value of the table that a value found stands for.
fn word_of<'a>(words: &[(&'a str, &str)], value: &str) -> Option<&'a str> {
    let plain = value.trim_matches(|next: char| next == ';' || next.is_whitespace());
    words.iter().map(|(known, _)| *known).find(|known| known.eq_ignore_ascii_case(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_one_of_the_table_or_as_it_is() {
        const WORDS: &[(&str, &str)] = &[("", "None"), ("*", "All"), ("DynamicDrives", "Later")];
        let cases = [
            (None, "-"),
            (Some(""), ""),
            (Some(" ;"), ""),
            (Some("*"), "*"),
            (Some("dynamicdrives;"), "DynamicDrives"),
            (Some("C:\\"), "C:\\"),
        ];
        for (value, expected) in cases {
            assert_eq!(picked(WORDS, value), expected, "{value:?}");
        }
    }
}
