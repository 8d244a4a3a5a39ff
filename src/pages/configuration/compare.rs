//! Two configurations, field by field, in groups.

use avd::rule::configuration_edit::{Comparison, compare, text};
use leptos::prelude::*;
use serde_json::Value;

use crate::components::{Badge, Tone};

/// The wanted configuration and, if it is known, the one that hosts run; both as received.
pub fn comparisons(wanted: &Value, active: Option<&Value>) -> impl IntoView + use<> {
    let beside = active.is_some();
    let groups = compare(wanted, active);
    let differing = groups.iter().flat_map(|(_, rows)| rows).filter(|row| row.differs()).count();
    let sentence = match (beside, differing) {
        (false, _) => "The wanted configuration. No active one is known to compare it with.".to_owned(),
        (true, 0) => "The active configuration has the same values as the wanted one.".to_owned(),
        (true, 1) => "1 field of the active configuration differs from the wanted one.".to_owned(),
        (true, count) => format!("{count} fields of the active configuration differ from the wanted one."),
    };
    let bodies = groups.into_iter().map(|(title, rows)| {
        let rows = rows.into_iter().map(|row| line(&row, beside)).collect_view();
        let span = if beside { "3" } else { "2" };
        view! {
            <tbody>
                <tr class="tbl-group"><th scope="rowgroup" colspan=span>{title}</th></tr>
                {rows}
            </tbody>
        }
    });
    view! {
        <p role="status">{sentence}</p>
        <div class="tbl-box">
            <table class="tbl tbl-wrap">
                <thead>
                    <tr>
                        <th scope="col">"Field"</th>
                        <th scope="col">"Wanted"</th>
                        {beside.then(|| view! { <th scope="col">"Active"</th> })}
                    </tr>
                </thead>
                {bodies.collect_view()}
            </table>
        </div>
    }
}

fn line(row: &Comparison, beside: bool) -> impl IntoView + use<> {
    let differs = row.differs();
    let active = row.active.as_ref().map(cell);
    view! {
        <tr>
            <th scope="row">
                {row.label}
                {differs.then(|| view! { " "<Badge tone=Tone::Warning text="Differs" /> })}
            </th>
            <td>{cell(&row.wanted)}</td>
            {beside.then(|| view! { <td>{active}</td> })}
        </tr>
    }
}

/// A value; a resource by its name, with what it is in above it.
fn cell(value: &Value) -> AnyView {
    match value {
        Value::Null => view! { <span class="kv-none">"Not set"</span> }.into_any(),
        Value::String(id) if id.starts_with("/subscriptions/") => {
            let (path, name) = id.rsplit_once('/').unwrap_or(("", id));
            view! { <span class="id-path">{format!("{path}/")}</span>{name.to_owned()} }.into_any()
        }
        value => text(value).into_any(),
    }
}
