//! The table for a spreadsheet.

use std::borrow::Cow;

use host::Instant;

use super::{EstateHosts, HostRow, Source};
use crate::rule::csv;

impl EstateHosts {
    /// Some rows as comma-separated values, behind a head if asked for: a long table is written in several pieces.
    pub fn to_csv<'a>(&self, rows: impl IntoIterator<Item = &'a HostRow>, head: bool) -> String {
        const HEAD: [&str; 15] = [
            "sessionHost",
            "hostPool",
            "resourceGroup",
            "subscriptionId",
            "region",
            "status",
            "sessions",
            "allowNewSession",
            "assignedUser",
            "agentVersion",
            "sessionHostConfiguration",
            "lastHeartBeat",
            "resourceId",
            "source",
            "readAt",
        ];
        let mut text = String::new();
        if head {
            csv::line(&mut text, &HEAD);
        }
        for row in rows {
            let Some(pool) = self.pool(row) else { continue };
            let source = pool.source.map(|source| match source {
                Source::Graph(_) => "Resource Graph",
                Source::Provider(_) => "Microsoft.DesktopVirtualization",
            });
            let cells: [Cow<str>; 15] = [
                (&*row.name).into(),
                pool.id.name().into(),
                pool.id.resource_group().unwrap_or_default().into(),
                pool.id.subscription().unwrap_or_default().into(),
                (&*pool.region).into(),
                self.word(row.status).into(),
                row.sessions.map(|sessions| sessions.to_string()).unwrap_or_default().into(),
                row.drained.map_or("", |drained| if drained { "false" } else { "true" }).into(),
                (&*row.user).into(),
                self.word(row.agent).into(),
                self.word(row.version).into(),
                row.heartbeat.map(Instant::to_rfc3339).unwrap_or_default().into(),
                (&*row.machine).into(),
                source.unwrap_or_default().into(),
                pool.source.map(|source| source.at().to_rfc3339()).unwrap_or_default().into(),
            ];
            csv::line(&mut text, &cells);
        }
        text
    }
}
