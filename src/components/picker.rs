//! A line of text with suggestions: the combobox of the ARIA Authoring Practices ("Combobox", list autocomplete with manual
//! selection). What is typed counts as well as what is picked, so it stays usable where no suggestion could be had.

use leptos::prelude::*;

use super::field::FieldContext;
use super::{Glyph, Icon, Tone};
use crate::browser::scroll;

/// More than this nobody reads; typing narrows it down.
const MOST: usize = 50;

/// One suggestion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// What it stands for.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// What to know of it before picking it.
    pub detail: String,
    /// What speaks against it.
    pub against: Option<String>,
}

impl Suggestion {
    /// A suggestion that is its own name.
    pub fn plain(value: impl Into<String>) -> Self {
        let value = value.into();
        Self { label: value.clone(), value, ..Self::default() }
    }
}

/// What it takes to suggest: the list, whether more is on its way, and why there is none.
#[derive(Clone, Copy)]
pub struct Suggestions {
    /// The list.
    pub list: Signal<Vec<Suggestion>>,
    /// It is being read.
    pub busy: Signal<bool>,
    /// Why there is no list; one can still type.
    pub missing: Signal<Option<String>>,
}

/// The text field and its list. A change is told once it is certain: by a pick, by Enter, or when the field is left.
#[component]
pub fn Picker(
    /// What it holds.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the new value.
    #[prop(into)]
    on_change: Callback<String>,
    /// What is suggested.
    suggestions: Suggestions,
    /// Letters of equal width: for names, ids and keys.
    #[prop(optional)]
    mono: bool,
) -> impl IntoView {
    let field = FieldContext::around();
    let list_id = StoredValue::new(format!("{}-list", field.id()));
    let note_id = StoredValue::new(format!("{}-note", field.id()));
    // What is being typed; nothing while the field shows its value.
    let typed = RwSignal::new(None::<String>);
    let open = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    let found = Memo::new(move |_| {
        let query = typed.get().unwrap_or_default();
        suggestions.list.with(|list| matching(list, &query))
    });
    let expanded = Memo::new(move |_| open.get() && found.with(|(shown, _)| !shown.is_empty()));
    let text = move || typed.get().unwrap_or_else(|| value.with(|value| suggestions.list.with(|list| name_of(list, value))));
    let close = move || {
        open.set(false);
        active.set(None);
        typed.set(None);
    };
    let tell = move |new: String| {
        // Azure spells names in several ways; another spelling is no other pick.
        if !value.with_untracked(|value| value.eq_ignore_ascii_case(&new)) {
            on_change.run(new);
        }
        close();
    };
    let settle = move || match typed.get_untracked() {
        Some(text) => tell(suggestions.list.with_untracked(|list| value_of(list, &text))),
        None => close(),
    };
    let option_id = move |at: usize| format!("{}-{at}", list_id.get_value());
    let walk = move |key: &str| {
        let count = found.with_untracked(|(shown, _)| shown.len());
        open.set(true);
        active.set(step(active.get_untracked(), count, key));
        if let Some(at) = active.get_untracked() {
            request_animation_frame(move || scroll::into_view(&option_id(at)));
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        key @ ("ArrowDown" | "ArrowUp") => {
            event.prevent_default();
            walk(key);
        }
        "Enter" if expanded.get_untracked() || typed.with_untracked(Option::is_some) => {
            event.prevent_default();
            let picked = active.get_untracked().and_then(|at| found.with_untracked(|(shown, _)| shown.get(at).cloned()));
            match picked {
                Some(picked) => tell(picked.value),
                None => settle(),
            }
        }
        "Escape" if open.get_untracked() || typed.with_untracked(Option::is_some) => {
            event.prevent_default();
            event.stop_propagation();
            close();
        }
        _ => {}
    };
    let note = Memo::new(move |_| {
        let missing = suggestions.missing.get();
        missing.or_else(|| suggestions.busy.get().then(|| "Loading…".to_owned()))
    });
    let described = move || {
        let note = note.with(Option::is_some).then(|| note_id.get_value());
        let ids: Vec<String> = field.described_by().into_iter().chain(note).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    };
    let row = move |(at, one): (usize, Suggestion)| {
        let value = one.value.clone();
        view! {
            <li
                id=option_id(at)
                class="picker-option"
                role="option"
                aria-selected=move || (active.get() == Some(at)).to_string()
                // The field keeps the focus.
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| tell(value.clone())
            >
                <span class="picker-label">{one.label}</span>
                {(!one.detail.is_empty()).then_some(view! { <span class="picker-detail">{one.detail}</span> })}
                {one.against.map(|against| view! { <span class=format!("picker-detail {}", Tone::Warning.class())>{against}</span> })}
            </li>
        }
    };
    view! {
        <div class="picker">
            <input
                class="input"
                class=("input-mono", mono)
                id=field.id()
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-autocomplete="list"
                aria-expanded=move || expanded.get().to_string()
                aria-controls=list_id.get_value()
                aria-activedescendant=move || active.get().filter(|_| expanded.get()).map(option_id)
                aria-required=field.required()
                aria-invalid=move || field.invalid()
                aria-describedby=described
                prop:value=text
                on:input=move |event| {
                    typed.set(Some(event_target_value(&event)));
                    active.set(None);
                    open.set(true);
                }
                on:click=move |_| open.set(true)
                on:keydown=on_key
                on:blur=move |_| settle()
            />
            <Icon glyph=Glyph::Down />
            <div class="picker-pop" hidden=move || !expanded.get()>
                <ul id=list_id.get_value() class="picker-list" role="listbox" aria-label="Suggestions">
                    {move || expanded.get().then(|| found.get().0.into_iter().enumerate().map(row).collect_view())}
                </ul>
                {move || {
                    let left = found.with(|(_, left)| *left);
                    (left > 0).then(|| view! { <p class="picker-more">{format!("{left} more. Type to narrow the list.")}</p> })
                }}
            </div>
        </div>
        {move || note.get().map(|note| view! { <p class="fld-help" id=note_id.get_value()>{note}</p> })}
    }
}

/// The first suggestions that have every word of the query, and how many more there are.
fn matching(list: &[Suggestion], query: &str) -> (Vec<Suggestion>, usize) {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let fits = |one: &&Suggestion| {
        let text = [&*one.label, "\n", &one.detail, "\n", &one.value].concat().to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    };
    let all = list.iter().filter(fits);
    let count = all.clone().count();
    (all.take(MOST).cloned().collect(), count.saturating_sub(MOST))
}

/// The name of a value, as far as it is among the suggestions.
fn name_of(list: &[Suggestion], value: &str) -> String {
    let known = list.iter().find(|one| one.value.eq_ignore_ascii_case(value));
    known.map_or_else(|| value.to_owned(), |one| one.label.clone())
}

/// The value that a typed text stands for.
fn value_of(list: &[Suggestion], text: &str) -> String {
    let text = text.trim();
    let same = |one: &&Suggestion| one.value.eq_ignore_ascii_case(text) || one.label.eq_ignore_ascii_case(text);
    list.iter().find(same).map_or_else(|| text.to_owned(), |one| one.value.clone())
}

/// Where an arrow key leads in a list; round and round.
fn step(active: Option<usize>, count: usize, key: &str) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (key, active) {
        ("ArrowUp", None | Some(0)) => last,
        ("ArrowUp", Some(at)) => (at - 1).min(last),
        (_, Some(at)) if at < last => at + 1,
        _ => 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Vec<Suggestion> {
        let one = |value: &str, label: &str, detail: &str| Suggestion {
            value: value.to_owned(),
            label: label.to_owned(),
            detail: detail.to_owned(),
            against: None,
        };
        vec![one("/v/1/s/a", "hosts", "10.0.0.0/24"), one("/v/1/s/b", "Spare hosts", "10.0.1.0/24"), one("/v/2", "lab", "")]
    }

    #[test]
    fn every_word_must_be_there() {
        let labels = |query: &str| matching(&list(), query).0.into_iter().map(|one| one.label).collect::<Vec<_>>();
        assert_eq!(labels(""), ["hosts", "Spare hosts", "lab"]);
        assert_eq!(labels("HOSTS"), ["hosts", "Spare hosts"]);
        assert_eq!(labels("hosts 10.0.1"), ["Spare hosts"]);
        assert!(labels("nothing").is_empty());
        let many: Vec<Suggestion> = (0..MOST + 7).map(|at| Suggestion::plain(at.to_string())).collect();
        let (shown, left) = matching(&many, "");
        assert_eq!((shown.len(), left), (MOST, 7));
    }

    #[test]
    fn a_text_is_a_name_or_stands_for_itself() {
        assert_eq!(name_of(&list(), "/V/2"), "lab");
        assert_eq!(name_of(&list(), "/elsewhere"), "/elsewhere");
        assert_eq!(value_of(&list(), " LAB "), "/v/2");
        assert_eq!(value_of(&list(), "/v/1/S/a"), "/v/1/s/a");
        assert_eq!(value_of(&list(), " typed "), "typed");
    }

    #[test]
    fn the_arrows_go_around() {
        let cases = [
            (None, 3, "ArrowDown", Some(0)),
            (Some(2), 3, "ArrowDown", Some(0)),
            (Some(0), 3, "ArrowDown", Some(1)),
            (None, 3, "ArrowUp", Some(2)),
            (Some(0), 3, "ArrowUp", Some(2)),
            (Some(9), 3, "ArrowUp", Some(2)),
            (None, 0, "ArrowDown", None),
        ];
        for (active, count, key, expected) in cases {
            assert_eq!(step(active, count, key), expected, "{active:?} of {count}, {key}");
        }
    }
}
