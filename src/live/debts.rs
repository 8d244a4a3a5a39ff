//! Pools whose autoscale was switched off and is to be switched on again. Kept in this browser, for each person apart, until a read
//! shows it on or the person says why it stays off. Names of pools and plans, no secret.

use arm::ResourceId;
use avd::Change;
use avd::rule::autoscale::{assignments, switched};
use host::Instant;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::kept_list::{Kept, KeptList};

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

impl Kept for Debt {
    fn to_value(&self) -> Value {
        json!({
            "pool": self.pool.as_str(),
            "plan": self.plan.as_str(),
            "since": self.since.millis(),
            "dismissed": self.dismissed.as_deref(),
        })
    }

    fn of_value(value: &Value) -> Option<Self> {
        let id = |name: &str| ResourceId::parse(value.get(name)?.as_str()?).ok();
        let dismissed = value.get("dismissed").and_then(Value::as_str).map(str::to_owned);
        Some(Self { pool: id("pool")?, plan: id("plan")?, since: Instant::from_millis(value.get("since")?.as_i64()?), dismissed })
    }
}

/// The debts of the person.
#[derive(Clone, Copy)]
pub struct DebtsContext(KeptList<Debt>);

impl DebtsContext {
    /// Takes up the debts of a person.
    pub fn provide(person: &str, demo: bool) -> Self {
        let context = Self(KeptList::of(KEY, person, demo));
        provide_context(context);
        context
    }

    /// Reads them again: another tab may have changed them.
    pub fn look(self) {
        self.0.look();
    }

    /// All of them, the oldest first. Tracked.
    pub fn all(self) -> Vec<Debt> {
        self.0.with(<[Debt]>::to_vec)
    }

    /// Those of a pool that nobody dismissed. Tracked.
    pub fn of(self, pool: &ResourceId) -> Vec<Debt> {
        let open = |debt: &&Debt| debt.pool == *pool && debt.dismissed.is_none();
        self.0.with(|debts| debts.iter().filter(open).cloned().collect())
    }

    /// How many are open. Tracked.
    pub fn count(self) -> usize {
        self.0.with(|debts| debts.iter().filter(|debt| debt.dismissed.is_none()).count())
    }

    /// A write to a scaling plan took effect, or may have: what it switched off is owed, what it switched on is settled.
    /// `before` is the plan that the write was made from.
    pub fn written(self, change: &Change, before: &Value, now: Instant) {
        self.0.change(|debts| note(debts, change, before, now));
    }

    /// The plans of a pool were read at that time: what shows as on, and was switched off before, is settled.
    pub fn seen(self, pool: &ResourceId, plans: &[Value], at: Instant) {
        if self.0.with_untracked(|debts| debts.iter().any(|debt| shown(debt, pool, plans, at))) {
            self.0.change(|debts| debts.retain(|debt| !shown(debt, pool, plans, at)));
        }
    }

    /// It is to stay off, for a reason.
    pub fn dismiss(self, owed: &Debt, reason: &str) {
        self.0.change(|debts| {
            for debt in debts.iter_mut().filter(|debt| debt.pool == owed.pool && debt.plan == owed.plan) {
                debt.dismissed = Some(reason.to_owned());
            }
        });
    }

    /// Forgets a debt that was dismissed.
    pub fn forget(self, owed: &Debt) {
        self.0.change(|debts| debts.retain(|debt| debt.pool != owed.pool || debt.plan != owed.plan));
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
        super::super::kept_list::tests::check(&[debt.clone(), Debt { dismissed: None, ..debt }]);
    }
}
