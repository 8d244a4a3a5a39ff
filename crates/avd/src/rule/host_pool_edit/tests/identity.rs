//! Managed identities, tags and the other fields beside `properties`.

use serde_json::{Value, json};

use super::super::*;
use super::{patch_body, put_body, received};
use crate::resource::IdentityType;
use crate::rule::FieldProblem;
use crate::version::ApiVersions;

const ONE: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one";
const TWO: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/two";

fn with_identity(identity: Value) -> Value {
    let mut pool = received();
    pool["identity"] = identity;
    pool
}

fn edited(pool: &Value, kind: IdentityType, ids: &[&str]) -> Draft {
    let identities = ids.iter().map(|id| (*id).to_owned()).collect();
    Draft { identity_type: Some(kind), identities, ..Draft::from(pool) }
}

#[test]
fn a_patch_detaches_by_null_and_a_put_by_leaving_out() {
    let pool =
        with_identity(json!({"type": "UserAssigned", "userAssignedIdentities": {ONE: {"principalId": "p", "clientId": "c"}}}));
    let draft = edited(&pool, IdentityType::UserAssigned, &[TWO]);
    let wanted = json!({"identity": {"type": "UserAssigned", "userAssignedIdentities": {TWO: {}, ONE: null}}});
    assert_eq!(patch_body(&pool, &draft), wanted);
    let wanted = json!({"type": "UserAssigned", "userAssignedIdentities": {TWO: {}}});
    assert_eq!(put_body(&pool, &draft)["identity"], wanted);
    let messages: Vec<String> =
        problems(&pool, &draft, &ApiVersions::default()).into_iter().map(|problem| problem.message).collect();
    assert_eq!(messages, ["The user-assigned identity is removed from the pool. The identity itself and its roles stay."]);
}

#[test]
fn a_system_assigned_identity_is_missed() {
    let pool =
        with_identity(json!({"type": "SystemAssigned, UserAssigned", "principalId": "p", "userAssignedIdentities": {ONE: {}}}));
    for (kind, ids) in [(IdentityType::None, &[][..]), (IdentityType::UserAssigned, &[ONE][..])] {
        let draft = edited(&pool, kind, ids);
        let found = problems(&pool, &draft, &ApiVersions::default());
        assert!(matches!(found.as_slice(), [FieldProblem { field: "identity.type", warning: true, .. }]), "{found:?}");
        assert!(found[0].message.contains("deleted"));
    }
    assert_eq!(patch_body(&pool, &edited(&pool, IdentityType::None, &[])), json!({"identity": {"type": "None"}}));
    assert_eq!(problems(&pool, &edited(&pool, IdentityType::Both, &[ONE]), &ApiVersions::default()), []);
}

#[test]
fn ids_and_kind_belong_together() {
    let of = |kind, ids: &[&str]| problems(&received(), &edited(&received(), kind, ids), &ApiVersions::default()).len();
    assert_eq!(of(IdentityType::UserAssigned, &[]), 1);
    assert_eq!(of(IdentityType::UserAssigned, &[ONE]), 0);
    assert_eq!(of(IdentityType::UserAssigned, &["one"]), 1);
    assert_eq!(of(IdentityType::SystemAssigned, &[ONE]), 1);
    assert_eq!(of(IdentityType::SystemAssigned, &[]), 0);
}

#[test]
fn objects_beside_the_properties_go_only_with_a_put() {
    let mut pool = received();
    pool["sku"] = json!({"name": "S1", "tier": "Basic", "locations": ["x"]});
    pool["plan"] = json!({"name": "p", "publisher": "q", "product": "r"});
    let mut draft = Draft::from(&pool);
    draft.set("sku.tier", json!("Standard"));
    draft.set("sku.capacity", json!(3));
    for name in ["plan.name", "plan.publisher", "plan.product"] {
        draft.set(name, Value::Null);
    }
    assert_eq!(patch_body(&pool, &draft), json!({}));
    let body = put_body(&pool, &draft);
    assert_eq!(body["sku"], json!({"name": "S1", "tier": "Standard", "locations": ["x"], "capacity": 3}));
    assert_eq!(body.get("plan"), None);
}

#[test]
fn two_people_at_one_pool() {
    let base = Draft::from(&received());
    let mut mine = base.clone();
    mine.set("friendlyName", json!("mine"));
    mine.set("tags", json!({"a": "mine"}));
    let mut theirs = base.clone();
    theirs.set("tags", json!({"a": "theirs"}));
    theirs.set("maxSessionLimit", json!(5));
    let merges = Draft::three_way(&base, &mine, &theirs);
    let conflicts: Vec<&str> = merges.iter().filter(|merge| merge.conflict).map(|merge| merge.field.as_str()).collect();
    assert_eq!((merges.len(), conflicts), (3, vec!["tags"]));
    let kept = Draft::rebased(&theirs, &merges, |_| true);
    assert_eq!((&kept.tags["a"], kept.max_session_limit, kept.friendly_name.as_str()), (&"mine".to_owned(), Some(5), "mine"));
}
