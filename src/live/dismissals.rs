//! What needs attention and was put aside: for a reason, until a date. Another case of the same kind comes up again.

use arm::ResourceId;
use avd::rule::attention::{Finding, Kind};
use host::Instant;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::kept_list::{Kept, KeptList};

const KEY: &str = "avd.dismissed";

/// A finding that was put aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dismissal {
    /// Of which kind.
    pub kind: Kind,
    /// In which pool.
    pub pool: ResourceId,
    /// Which case ([`Finding::case`]).
    pub case: String,
    /// Why.
    pub reason: String,
    /// Until when.
    pub until: Instant,
}

impl Dismissal {
    /// Whether it covers a finding now.
    pub fn covers(&self, finding: &Finding, now: Instant) -> bool {
        now < self.until && (self.kind, &self.pool, &self.case) == (finding.kind, &finding.pool, &finding.case)
    }
}

impl Kept for Dismissal {
    fn to_value(&self) -> Value {
        let (kind, pool, until) = (self.kind.word(), self.pool.as_str(), self.until.millis());
        json!({ "kind": kind, "pool": pool, "case": self.case, "reason": self.reason, "until": until })
    }

    fn of_value(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name)?.as_str();
        let word = text("kind")?;
        Some(Self {
            kind: Kind::ALL.into_iter().find(|kind| kind.word() == word)?,
            pool: ResourceId::parse(text("pool")?).ok()?,
            case: text("case")?.to_owned(),
            reason: text("reason")?.to_owned(),
            until: Instant::from_millis(value.get("until")?.as_i64()?),
        })
    }
}

/// The dismissals of the person.
#[derive(Clone, Copy)]
pub struct DismissalsContext(KeptList<Dismissal>);

impl DismissalsContext {
    /// Takes up those of a person.
    pub fn provide(person: &str, demo: bool) {
        provide_context(Self(KeptList::of(KEY, person, demo)));
    }

    /// Those that hold now. Tracked.
    pub fn open(self, now: Instant) -> Vec<Dismissal> {
        self.0.with(|all| all.iter().filter(|one| now < one.until).cloned().collect())
    }

    /// Puts a finding aside; what has run out goes.
    pub fn add(self, dismissal: Dismissal, now: Instant) {
        self.0.change(|all| {
            all.retain(|one| now < one.until && (one.kind, &one.pool) != (dismissal.kind, &dismissal.pool));
            all.push(dismissal);
        });
    }

    /// Brings a finding back.
    pub fn restore(self, dismissal: &Dismissal) {
        self.0.change(|all| all.retain(|one| one != dismissal));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::kept_list::tests::check;
    use super::*;

    fn dismissal() -> Dismissal {
        let pool = ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/hp")
            .unwrap();
        let (case, reason) = ("4".to_owned(), "maintenance \"night\"".to_owned());
        Dismissal { kind: Kind::NoHostAccepts, pool, case, reason, until: Instant::from_seconds(100) }
    }

    #[test]
    fn kept_as_text() {
        check(&[dismissal(), Dismissal { kind: Kind::OutOfDate, ..dismissal() }]);
    }

    #[test]
    fn covers_this_case_until_its_date() {
        let one = dismissal();
        let finding = Finding {
            kind: one.kind,
            pool: one.pool.clone(),
            hosts: None,
            detail: String::new(),
            since: None,
            case: "4".to_owned(),
        };
        let now = Instant::from_seconds(99);
        assert!(one.covers(&finding, now) && !one.covers(&finding, one.until));
        assert!(!one.covers(&Finding { case: "5".to_owned(), ..finding.clone() }, now), "one host more");
        assert!(!one.covers(&Finding { kind: Kind::HostsUnavailable, ..finding }, now));
    }
}
