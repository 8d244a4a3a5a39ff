//! The session hosts by the version of the configuration that they run.

use avd::resource::{SessionHost, SessionHostConfigurationProperties};
use avd::rule::drift::{HostVersion, VersionGroup, by_version};
use leptos::prelude::*;

use crate::components::{Badge, Banner, Tone};
use crate::pages::parts::When;
use crate::pages::pool::hosts::version_word;
use crate::route::{HostsView, PoolRef, PoolTab, Route};

/// A line for each version, with the number of hosts and the way to them. `cancelled`: the latest update was.
pub fn versions(
    hosts: &[SessionHost],
    wanted: &SessionHostConfigurationProperties,
    cancelled: bool,
    place: &PoolRef,
) -> impl IntoView + use<> {
    let groups = by_version(hosts, wanted);
    let empty = hosts.is_empty();
    let note = note(&groups, cancelled);
    let lines = groups.into_iter().map(|group| line(&group, place.clone())).collect_view();
    view! {
        <div class="card stack">
            <h3>"Session hosts by version"</h3>
            {if empty {
                view! { <p>"This pool has no session hosts."</p> }.into_any()
            } else {
                view! { <ul class="versions">{lines}</ul> }.into_any()
            }}
        </div>
        {note.map(|(tone, title, text)| view! { <Banner tone=tone title=title>{text}</Banner> })}
    }
}

fn line(group: &VersionGroup, place: PoolRef) -> impl IntoView + use<> {
    let tone = match group.standing {
        HostVersion::UpToDate => Tone::Success,
        HostVersion::Behind => Tone::Warning,
        HostVersion::Unknown => Tone::Neutral,
    };
    let filter = HostsView { version: Some(version_word(group.standing).to_owned()), ..HostsView::default() };
    let href = Route::Pool(place, PoolTab::Hosts(filter)).href();
    let noun = if group.hosts == 1 { "session host" } else { "session hosts" };
    let version = match group.version.as_ref().map(|version| (version.at(), version.as_str().to_owned())) {
        Some((Some(at), _)) => view! { "version of "<When at=at /> }.into_any(),
        Some((None, text)) => format!("version {text}").into_any(),
        None => "version not reported".into_any(),
    };
    view! {
        <li>
            <Badge tone=tone text=group.standing.label() />
            <a href=href>{format!("{} {noun}", group.hosts)}</a>
            <span class="tbl-quiet">{version}</span>
        </li>
    }
}

/// What the versions mean, if they mean something.
fn note(groups: &[VersionGroup], cancelled: bool) -> Option<(Tone, &'static str, &'static str)> {
    let has = |standing| groups.iter().any(|group| group.standing == standing);
    match (has(HostVersion::Behind), has(HostVersion::UpToDate)) {
        (true, true) if cancelled => Some((
            Tone::Warning,
            "Mixed after a cancelled update",
            "Session hosts run different versions, perhaps with different images. Schedule another update soon.",
        )),
        (true, true) => Some((
            Tone::Info,
            "Some session hosts are out of date",
            "Session hosts created or updated since the last change are up to date. Schedule an update for the others.",
        )),
        (true, false) => Some((
            Tone::Info,
            "The pool is out of date",
            "All session hosts run an older configuration. Schedule an update to apply the latest.",
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_versions_mean() {
        let group = |standing| VersionGroup { version: None, standing, hosts: 1 };
        let title = |standings: &[HostVersion], cancelled| {
            let groups: Vec<_> = standings.iter().copied().map(group).collect();
            note(&groups, cancelled).map(|(_, title, _)| title)
        };
        assert_eq!(title(&[HostVersion::UpToDate, HostVersion::Unknown], true), None);
        assert_eq!(title(&[HostVersion::Behind], true), Some("The pool is out of date"));
        assert_eq!(title(&[HostVersion::UpToDate, HostVersion::Behind], false), Some("Some session hosts are out of date"));
        assert_eq!(title(&[HostVersion::UpToDate, HostVersion::Behind], true), Some("Mixed after a cancelled update"));
    }
}
