//! RDP properties: as a form and as text, always the same string.
//!
//! There is one truth, the text. The form reads it and changes it in one place at a time, so that what nobody touched stays as it is
//! to the letter, and the field somebody types in is never written over.

mod rest;
mod row;

use avd::rule::rdp::{Fix, Group, KNOWN, Known, Problem, Rdp, problems};
use leptos::prelude::*;

use self::rest::Rest;
use self::row::Row;
use crate::components::{Banner, Button, EmptyState, Field, Glyph, SearchBox, TextArea, Tone};

/// The text, taken apart, and the way to change it.
#[derive(Clone, Copy)]
struct Editor {
    rdp: Memo<Rdp>,
    on_change: Callback<String>,
}

impl Editor {
    /// Changes the text in one place.
    fn edit(self, edit: impl FnOnce(&mut Rdp)) {
        let mut rdp = self.rdp.get_untracked();
        edit(&mut rdp);
        self.on_change.run(rdp.to_string());
    }
}

/// The editor. What is not touched stays as it is, to the letter.
#[component]
pub fn RdpEditor(
    /// The text, `customRdpProperty`.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the new text at every change.
    #[prop(into)]
    on_change: Callback<String>,
) -> impl IntoView {
    let editor = Editor { rdp: Memo::new(move |_| value.with(|text| Rdp::parse(text))), on_change };
    let query = RwSignal::new(String::new());
    let found = Memo::new(move |_| editor.rdp.with(problems));
    let nothing = move || {
        let query = query.get();
        let none = !query.is_empty() && KNOWN.iter().all(|known| !fits(known, &query));
        none.then(|| {
            let text = "Unknown properties in the text are listed below.";
            view! { <EmptyState glyph=Glyph::Search title="No matching properties" text /> }
        })
    };
    view! {
        <div class="rdp">
            <Field
                id="customRdpProperty".to_owned()
                label="As text"
                help="Sent exactly as written. Leave it empty to use Azure's defaults.".to_owned()
            >
                <TextArea value on_input=on_change rows=3 placeholder="audiomode:i:0;redirectclipboard:i:1;".to_owned() />
            </Field>
            <Problems editor found />
            <SearchBox value=query on_input=move |text| query.set(text) label="Search properties" />
            {Group::ALL.map(|group| view! { <GroupPart editor group query /> }).collect_view()}
            {nothing}
            <Rest editor />
        </div>
    }
}

/// What deserves a look, each with what mends it.
#[component]
fn Problems(editor: Editor, found: Memo<Vec<Problem>>) -> impl IntoView {
    let line = move |problem: Problem| {
        let fix = move |fix: Fix| {
            let press = move |()| editor.edit(|rdp| rdp.fix(fix));
            view! { <Button small=true on_press=press>{fix.label()}</Button> }
        };
        view! { <li><span>{problem.message}</span>{problem.fix.map(fix)}</li> }
    };
    move || {
        let found = found.get();
        (!found.is_empty()).then(|| {
            view! {
                <Banner tone=Tone::Warning title="Worth checking. You can save it as it is.">
                    <ul class="rdp-problems">{found.into_iter().map(line).collect_view()}</ul>
                </Banner>
            }
        })
    }
}

/// The properties of a group, folded away unless they are looked for; what is set is named all the same.
#[component]
fn GroupPart(editor: Editor, group: Group, query: RwSignal<String>) -> impl IntoView {
    let mine = move || KNOWN.iter().filter(move |known| known.group == group);
    let set = Memo::new(move |_| {
        let is_set = |known: &&Known| editor.rdp.with(|rdp| rdp.find(known.name).is_some());
        mine().filter(is_set).map(|known| known.label).collect::<Vec<_>>()
    });
    let hit = Memo::new(move |_| query.with(|query| mine().any(|known| fits(known, query))));
    let open = RwSignal::new(false);
    let searching = Memo::new(move |_| query.with(|query| !query.trim().is_empty()));
    let words = move || {
        set.with(|set| match set.len() {
            0 => "Azure's defaults".to_owned(),
            count => format!("{count} set: {}", set.join(", ")),
        })
    };
    let rows = mine().map(|known| {
        let shown = Memo::new(move |_| query.with(|query| fits(known, query)));
        view! { <div class="rdp-row" hidden=move || !shown.get()><Row editor known /></div> }
    });
    view! {
        <details
            class="rdp-group"
            hidden=move || !hit.get()
            prop:open=move || open.get() || searching.get()
        >
            <summary on:click=move |event| {
                event.prevent_default();
                open.update(|open| *open = !*open);
            }>
                <h3>{group.title()}</h3>
                <span class="rdp-count">{words}</span>
            </summary>
            {rows.collect_view()}
        </details>
    }
}

/// Whether a property has every word of the query.
fn fits(known: &Known, query: &str) -> bool {
    let text = [known.name, " ", known.label, " ", known.help].concat().to_lowercase();
    query.split_whitespace().all(|word| text.contains(&word.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_is_found_by_name_and_by_words() {
        let found = |query: &str| KNOWN.iter().filter(|known| fits(known, query)).map(|known| known.name).collect::<Vec<_>>();
        assert_eq!(found("CLIPboard"), ["redirectclipboard"]);
        assert_eq!(found("single ENTRA"), ["enablerdsaadauth"]);
        assert_eq!(found("multimon"), ["use multimon"]);
        assert_eq!(found("").len(), KNOWN.len());
        assert!(found("flux capacitor").is_empty());
    }
}
