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
        (false, _) => "Target configuration. The current configuration isn't reported, so there's nothing to compare.".to_owned(),
        (true, 0) => "All settings match what session hosts run.".to_owned(),
        (true, 1) => "1 setting differs from what session hosts run.".to_owned(),
        (true, count) => format!("{count} settings differ from what session hosts run."),
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
                        <th scope="col">"Setting"</th>
                        <th scope="col">"Target"</th>
                        {beside.then(|| view! { <th scope="col">"Current"</th> })}
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
                {differs.then(|| view! { " "<Badge plain=true tone=Tone::Warning text="Differs" /> })}
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
