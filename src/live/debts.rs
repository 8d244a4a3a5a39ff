//! Pools whose autoscale was switched off and is to be switched on again. Kept in this browser, for each person apart, until a read
//! shows it on or the person says why it stays off. Names of pools and plans, no secret.

use arm::ResourceId;
use avd::Change;
use avd::rule::autoscale::{assignments, switched};
use host::Instant;
use leptos::prelude::*;
use serde_json::{Value, json};

use crate::browser::storage::{self, Area};

const KEY: &str = "avd.debts";

/// One pool in one plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debt {
    /// The pool.
    pub pool: ResourceId,
    /// The scaling plan.
    pub plan: ResourceId,
    /// When it was switched off.
    pub since: Instant,
    /// Why it is to stay off, once somebody has said so.
    pub dismissed: Option<String>,
}

/// The debts of the person.
#[derive(Clone, Copy)]
pub struct DebtsContext {
    debts: RwSignal<Vec<Debt>>,
    place: StoredValue<(Area, String)>,
}

impl DebtsContext {
    /// Takes up the debts of a person. Those of a demo end with the tab.
    pub fn provide(person: &str, demo: bool) -> Self {
        let place = if demo { (Area::Session, KEY.to_owned()) } else { (Area::Local, format!("{KEY}.{person}")) };
        let context = Self { debts: RwSignal::new(Vec::new()), place: StoredValue::new(place) };
        context.look();
        provide_context(context);
        context
    }

    /// Reads them again: another tab may have changed them.
    pub fn look(self) {
        let found = self.place.with_value(|(area, key)| storage::read(*area, key).ok().flatten());
        if let Some(found) = found.map(|text| read(&text)).filter(|found| self.debts.with_untracked(|known| known != found)) {
            self.debts.set(found);
        }
    }

    /// All of them, the oldest first. Tracked.
    pub fn all(self) -> Vec<Debt> {
        self.debts.get()
    }

    /// Those of a pool that nobody dismissed. Tracked.
    pub fn of(self, pool: &ResourceId) -> Vec<Debt> {
        let open = |debt: &&Debt| debt.pool == *pool && debt.dismissed.is_none();
        self.debts.with(|debts| debts.iter().filter(open).cloned().collect())
    }

    /// How many are open. Tracked.
    pub fn count(self) -> usize {
        self.debts.with(|debts| debts.iter().filter(|debt| debt.dismissed.is_none()).count())
    }

    /// A write to a scaling plan took effect, or may have: what it switched off is owed, what it switched on is settled.
    /// `before` is the plan that the write was made from.
    pub fn written(self, change: &Change, before: &Value, now: Instant) {
        self.change(|debts| note(debts, change, before, now));
    }

    /// The plans of a pool were read at that time: what shows as on, and was switched off before, is settled.
    pub fn seen(self, pool: &ResourceId, plans: &[Value], at: Instant) {
        if self.debts.with_untracked(|debts| debts.iter().any(|debt| shown(debt, pool, plans, at))) {
            self.change(|debts| debts.retain(|debt| !shown(debt, pool, plans, at)));
        }
    }

    /// It is to stay off, for a reason.
    pub fn dismiss(self, owed: &Debt, reason: &str) {
        self.change(|debts| {
            for debt in debts.iter_mut().filter(|debt| debt.pool == owed.pool && debt.plan == owed.plan) {
                debt.dismissed = Some(reason.to_owned());
            }
        });
    }

    /// Forgets a debt that was dismissed.
    pub fn forget(self, owed: &Debt) {
        self.change(|debts| debts.retain(|debt| debt.pool != owed.pool || debt.plan != owed.plan));
    }

    fn change(self, change: impl FnOnce(&mut Vec<Debt>)) {
        // From what is stored, not from what this tab remembers: two tabs must not undo each other.
        self.look();
        self.debts.update(change);
        let text = self.debts.with_untracked(|debts| (!debts.is_empty()).then(|| written(debts)));
        // A refused store costs the reminder after a reload and nothing else.
        let _ = self.place.with_value(|(area, key)| match text {
            Some(text) => storage::write(*area, key, &text),
            None => storage::remove(*area, key),
        });
    }
}

fn note(debts: &mut Vec<Debt>, change: &Change, before: &Value, now: Instant) {
    for (pool, enabled) in switched(before, change.call.body.as_ref().unwrap_or(&Value::Null)) {
        debts.retain(|debt| debt.pool != pool || debt.plan != change.target);
        if !enabled {
            debts.push(Debt { pool, plan: change.target.clone(), since: now, dismissed: None });
        }
    }
}

/// Whether the plans of a pool, as read at that time, show this debt as settled. What was read before it was made shows nothing.
fn shown(debt: &Debt, pool: &ResourceId, plans: &[Value], at: Instant) -> bool {
    debt.pool == *pool
        && at > debt.since
        && assignments(plans, pool).iter().any(|one| one.enabled == Some(true) && one.plan == debt.plan)
}

fn written(debts: &[Debt]) -> String {
    let rows = debts.iter().map(|debt| {
        json!({
            "pool": debt.pool.as_str(),
            "plan": debt.plan.as_str(),
            "since": debt.since.millis(),
            "dismissed": debt.dismissed.as_deref(),
        })
    });
    serde_json::to_string(&rows.collect::<Value>()).unwrap_or_default()
}

fn read(text: &str) -> Vec<Debt> {
    let rows: Value = serde_json::from_slice(text.as_bytes()).unwrap_or_default();
    let row = |row: &Value| {
        let id = |name: &str| ResourceId::parse(row.get(name)?.as_str()?).ok();
        let dismissed = row.get("dismissed").and_then(Value::as_str).map(str::to_owned);
        Some(Debt { pool: id("pool")?, plan: id("plan")?, since: Instant::from_millis(row.get("since")?.as_i64()?), dismissed })
    };
    rows.as_array().map_or_else(Vec::new, |rows| rows.iter().filter_map(row).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use avd::ApiVersions;
    use avd::rule::autoscale::{switch_off, switch_on};

    use super::*;

    const GROUP: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization";

    fn pool() -> ResourceId {
        ResourceId::parse(&format!("{GROUP}/hostPools/hp")).unwrap()
    }

    fn plan(enabled: bool) -> Value {
        json!({"id": format!("{GROUP}/scalingPlans/sp"), "properties": {"hostPoolReferences": [
            {"hostPoolArmPath": pool().as_str().to_uppercase(), "scalingPlanEnabled": enabled},
            {"hostPoolArmPath": format!("{GROUP}/hostPools/other"), "scalingPlanEnabled": true},
        ]}})
    }

    #[test]
    fn owed_until_it_shows_as_on() {
        let (versions, now) = (ApiVersions::default(), Instant::from_millis(7));
        let mut debts = Vec::new();
        let off = switch_off(&plan(true), &pool(), &versions).unwrap();
        note(&mut debts, &off, &plan(true), now);
        debts[0].dismissed = Some("the plan is retired".to_owned());
        note(&mut debts, &off, &plan(true), now);
        assert_eq!((debts.len(), &debts[0].dismissed), (1, &None), "switched off again, it is owed again, and once");
        let later = Instant::from_millis(8);
        assert!(!shown(&debts[0], &pool(), &[plan(false)], later));
        assert!(shown(&debts[0], &pool(), &[plan(true)], later));
        assert!(!shown(&debts[0], &pool(), &[plan(true)], now), "read before it was switched off");
        let other = ResourceId::parse(&format!("{GROUP}/hostPools/other")).unwrap();
        assert!(!shown(&debts[0], &other, &[plan(true)], later));
        let on = switch_on(&plan(false), &pool(), &versions).unwrap();
        note(&mut debts, &on, &plan(false), now);
        assert!(debts.is_empty());
    }

    #[test]
    fn kept_as_text() {
        let debt = Debt { pool: pool(), plan: pool(), since: Instant::from_millis(5), dismissed: Some("why \"so\"".to_owned()) };
        let debts = vec![debt.clone(), Debt { dismissed: None, ..debt }];
        assert_eq!(read(&written(&debts)), debts);
        assert!(read("nonsense").is_empty() && read("[{}]").is_empty());
    }
}
