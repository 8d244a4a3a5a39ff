//! What the table of properties does not hold: unknown names, doubles, names that do nothing. Kept in place, editable as text.

use avd::rule::rdp::{Item, Rdp};
use leptos::prelude::*;

use super::Editor;
use crate::components::{Glyph, IconButton, TextInput};

/// The others, in the order of the text.
#[component]
pub(super) fn Rest(editor: Editor) -> impl IntoView {
    // Without the values: a row must live on while its value is typed.
    let rows = Memo::new(move |_| editor.rdp.with(others));
    let row = move |(at, head): (usize, String)| {
        let value =
            Signal::derive(move || editor.rdp.with(|rdp| rdp.items.get(at).map(|item| item.value.clone()).unwrap_or_default()));
        let label = format!("Value of {head}");
        let remove = format!("Remove {head}");
        view! {
            <li>
                <code>{head}</code>
                <TextInput value on_input=move |text: String| editor.edit(|rdp| rdp.set(at, &text)) mono=true aria_label=label />
                <IconButton glyph=Glyph::Close label=remove on_press=move |()| editor.edit(|rdp| rdp.remove(at)) />
            </li>
        }
    };
    move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            view! {
                <section class="rdp-group rdp-rest">
                    <h3>"Other"</h3>
                    <p class="rdp-note">"Unknown, duplicate or without effect. They're kept as they are."</p>
                    <ul>{rows.into_iter().map(row).collect_view()}</ul>
                </section>
            }
        })
    }
}

/// The places of those that have no row of their own, each with name and type.
fn others(rdp: &Rdp) -> Vec<(usize, String)> {
    let own = |at: usize, item: &Item| item.known().is_some() && rdp.find(item.name()).is_some_and(|(first, _)| first == at);
    let rest = rdp.items.iter().enumerate().filter(|(at, item)| !own(*at, item));
    rest.map(|(at, item)| (at, format!("{}:{}:", item.name(), item.kind().letter()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_row_of_its_own() {
        let rest = others(&Rdp::parse("audiomode:i:0;novel:s:x;AudioMode:i:1;full address:s:pc;use multimon:i:1"));
        let expected = [(1, "novel:s:"), (2, "AudioMode:i:"), (3, "full address:s:")];
        assert_eq!(rest, expected.map(|(at, head)| (at, head.to_owned())));
    }
}
