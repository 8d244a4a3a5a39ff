//! Where the page stands.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// One step of the way to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// Its words.
    pub label: String,
    /// Where it leads; `None` for the page itself.
    pub href: Option<String>,
}

impl Crumb {
    /// A step one can go back to.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: Some(href.into()) }
    }

    /// The page itself.
    pub fn here(label: impl Into<String>) -> Self {
        Self { label: label.into(), href: None }
    }
}

/// The way to the page; on a narrow screen its last two steps.
#[component]
pub fn Breadcrumbs(
    /// From the outermost to the page itself.
    #[prop(into)]
    crumbs: Signal<Vec<Crumb>>,
) -> impl IntoView {
    let step = |(place, crumb): (usize, Crumb)| {
        let words = match crumb.href {
            Some(href) => view! { <a href=href>{crumb.label}</a> }.into_any(),
            None => view! { <span aria-current="page">{crumb.label}</span> }.into_any(),
        };
        view! {
            <li class="crumb">
                {(place > 0).then(|| view! { <Icon glyph=Glyph::Right /> })}
                {words}
            </li>
        }
    };
    view! {
        <nav class="crumbs" aria-label="Breadcrumbs">
            <ol>{move || crumbs.get().into_iter().enumerate().map(step).collect_view()}</ol>
        </nav>
    }
}
