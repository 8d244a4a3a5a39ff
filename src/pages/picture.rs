//! The picture on the sign-in page: what the console shows, in the colours of the theme.

use leptos::prelude::*;

/// A pool, its hosts, what is to be said of it, and in which colour.
const ROWS: [(&str, &str, &str, &str); 5] = [
    ("hp-callcenter", "24 of 24 available", "Up to date", "good"),
    ("hp-engineering", "9 of 12 available", "Update failed", "bad"),
    ("hp-finance", "6 of 6 available", "Updating, 2 of 6", "strong"),
    ("hp-partners", "4 of 4 available", "Token expires in 2 h", "wary"),
    ("hp-sales", "12 of 12 available", "Out of date", "wary"),
];

/// Host pools in a table, and the plan of an update.
#[component]
pub fn Picture() -> impl IntoView {
    let rows = ROWS.into_iter().enumerate().map(|(at, (name, hosts, state, tone))| {
        let y = 92 + at * 30;
        view! {
            <path class="rule" d=format!("M20 {}h600", y + 11) />
            <text class="strong" x="20" y=y>{name}</text>
            <text class="plain" x="220" y=y>{hosts}</text>
            <circle class=tone cx="424" cy=y - 4 r="3.5" />
            <text class=tone x="434" y=y>{state}</text>
        }
    });
    view! {
        <svg class="picture" viewBox="0 0 640 420" role="img" aria-label="The console: a table of host pools with the state of each, and the flight plan of an update">
            <rect class="sheet" x="0.5" y="0.5" width="639" height="245" rx="10" />
            <text class="strong title" x="20" y="34">"Host pools"</text>
            <text x="20" y="62">"Name"</text>
            <text x="220" y="62">"Hosts"</text>
            <text x="420" y="62">"Status"</text>
            <path class="rule" d="M20 72h600" />
            {rows.collect_view()}
            <rect class="sheet" x="0.5" y="261.5" width="639" height="158" rx="10" />
            <text class="strong title" x="20" y="292">"Flight plan"</text>
            <text class="plain" x="620" y="292" text-anchor="end">"At least 4 of 6 session hosts in service"</text>
            <path class="rule" d="M20 315h600M20 345h600" />
            <path class="serving" d="M20 390V315h90v12h110v-12h24v24h130v-24h24v24h130v-24h92v75z" />
            <text x="20" y="408">"22:00"</text>
            <text x="320" y="408" text-anchor="middle">"23:00"</text>
            <text x="620" y="408" text-anchor="end">"00:10"</text>
        </svg>
    }
}
