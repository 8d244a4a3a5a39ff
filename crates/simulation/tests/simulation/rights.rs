//! What the console says a person may do, and what the service lets them do: every operation of every persona, decided twice and
//! compared.

use arm::{Call, Error, ErrorKind, ResourceId};
use avd::operation::session_host_managements::{
    ControlAction, ControlProvisioning, ControlUpdate, ProvisioningAction, UpdateRequest,
};
use avd::operation::{
    compute, host_pools, permissions, scaling_plans, session_host_configurations, session_host_managements, session_hosts,
    user_sessions,
};
use avd::resource::UserSession;
use avd::rule::permission::{Operation, Permission, missing};
use futures::executor::block_on;
use host::Method;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::console::{Console, MFA, OWNER, READER, days};

const OPERATOR: &str = "sam.operator@contoso.example";
const HOSTS: &str = "holly.hosts@contoso.example";

/// What the operations are tried on.
struct Estate {
    pool: ResourceId,
    host: ResourceId,
    session: ResourceId,
    machine: ResourceId,
    plan: ResourceId,
}

impl Estate {
    /// As the owner sees it: others may not be able to find everything.
    async fn find() -> Self {
        let console = Console::new().await;
        let pool = console.pool("hp-finance").await;
        let listed = user_sessions::list_by_host_pool(&pool, &console.versions);
        let sessions = console.client.list::<UserSession>(&listed).await.expect("sessions").value;
        let session = sessions.first().and_then(UserSession::resource_id).expect("a session");
        let hosts = console.hosts(&pool).await;
        let id = |text: Option<&str>| ResourceId::parse(text.expect("an id")).expect("a good id");
        let group = pool.as_str().split("/hostpools/").next().unwrap();
        Self {
            host: id(hosts[0].id.as_deref()),
            machine: id(hosts[0].properties.resource_id.as_deref()),
            plan: id(Some(&format!("{group}/scalingPlans/sp-office-hours"))),
            session,
            pool,
        }
    }

    /// Where the right for an operation is asked for.
    fn scope(&self, operation: Operation) -> &ResourceId {
        let action = operation.action();
        match action {
            _ if action.starts_with("Microsoft.Compute/") => &self.machine,
            _ if action.contains("/scalingPlans/") => &self.plan,
            _ => &self.pool,
        }
    }

    /// A request that does it. Whether the state of things allows it is another matter.
    fn call(&self, operation: Operation, console: &Console) -> Call {
        use Operation as O;
        let versions = &console.versions;
        let Self { pool, host, session, machine, plan } = self;
        let empty = || json!({ "properties": {} });
        match operation {
            O::ReadHostPool => host_pools::get(pool, versions),
            O::WriteHostPool => host_pools::update(pool, empty(), versions),
            O::DeleteHostPool => host_pools::delete(pool, false, versions),
            O::ReadToken => host_pools::retrieve_registration_token(pool, versions),
            O::ReadConfiguration => session_host_configurations::get(pool, versions),
            O::WriteConfiguration => session_host_configurations::update(pool, empty(), versions),
            O::ReadManagement => session_host_managements::get(pool, versions),
            O::WriteManagement => session_host_managements::update(pool, empty(), versions),
            O::InitiateUpdate => session_host_managements::initiate_update(pool, &UpdateRequest::default(), versions),
            O::ControlUpdate => {
                let control = ControlUpdate { action: ControlAction::Pause, cancel_message: None };
                session_host_managements::control_update(pool, &control, versions)
            }
            O::ControlProvisioning => {
                let control = ControlProvisioning { action: ProvisioningAction::Cancel, cancel_message: None };
                session_host_managements::control_provisioning(pool, &control, versions)
            }
            O::ReadSessionHosts => session_hosts::list(pool, versions),
            O::WriteSessionHost => session_hosts::update(host, empty(), false, versions),
            O::DeleteSessionHost => session_hosts::delete(host, false, versions),
            O::RetryProvisioning => session_hosts::retry_provisioning(host, versions),
            O::ReadHostToken => session_hosts::list_single_registration_tokens(host, console.now() + days(1), versions),
            O::ReadUserSessions => user_sessions::list_by_host_pool(pool, versions),
            O::SendMessage => user_sessions::send_message(session, "Hello", "Now", versions),
            O::DisconnectUser => user_sessions::disconnect(session, versions),
            O::SignOutUser => user_sessions::delete(session, false, versions),
            O::WriteScalingPlan => scaling_plans::update(plan, empty(), versions),
            O::ReadMachine => compute::machine(machine, versions),
            O::StartMachine => compute::start(machine, versions),
            O::RestartMachine => compute::restart(machine, versions),
            O::DeallocateMachine => compute::deallocate(machine, versions),
        }
    }
}

impl Console {
    async fn permissions(&self, scope: &ResourceId) -> Vec<Permission> {
        self.client.list(&permissions::list(scope, &self.versions)).await.expect("the caller's permissions").value
    }

    /// The action that the service says is missing; `None` if it did not refuse for that.
    async fn lacks(&self, call: &Call) -> Option<String> {
        let answer: Result<(), Error> = match call.only_reads {
            true => self.client.read::<Value>(call).await.map(drop),
            false => self.client.act(call).await.map(drop),
        };
        match answer.map_err(|error| error.kind().clone()) {
            Err(ErrorKind::Forbidden { action, .. }) => Some(action.expect("a refusal names the action")),
            Err(ErrorKind::SignedOut { why }) => panic!("{why}"),
            Ok(()) | Err(_) => None,
        }
    }

    /// Compares what the rule says with what the service does.
    async fn decide(&self, estate: &Estate, operation: Operation) -> bool {
        let permissions = self.permissions(estate.scope(operation)).await;
        let refused = self.lacks(&estate.call(operation, self)).await;
        let reason = missing(&permissions, operation);
        if let Some(action) = &refused {
            assert!(action.eq_ignore_ascii_case(operation.action()), "{operation:?} was refused for {action}");
        }
        assert_eq!(reason.is_some(), refused.is_some(), "{operation:?}: {reason:?}, the service: {refused:?}");
        refused.is_none()
    }
}

#[test]
fn every_operation_of_every_persona_is_decided_alike() {
    block_on(async {
        let estate = Estate::find().await;
        for (who, may) in [(OWNER, 25), (MFA, 25), (READER, 6), (OPERATOR, 8), (HOSTS, 16)] {
            let console = Console::of(who).await;
            let mut allowed = Vec::new();
            for operation in Operation::ALL.iter().copied() {
                if console.decide(&estate, operation).await {
                    allowed.push(operation);
                }
            }
            assert_eq!(allowed.len(), may, "{who}: {allowed:?}");
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    /// Some actions are taken away, by their names or with wildcards, at the pool, the machine or the subscription.
    #[test]
    fn what_is_taken_away_is_missing(
        taken in proptest::collection::vec((0..Operation::ALL.len(), 0..3usize, 0..3usize), 1..4),
        tried in proptest::collection::vec(0..Operation::ALL.len(), 1..6),
    ) {
        block_on(async {
            let (estate, console) = (Estate::find().await, Console::new().await);
            for (operation, stars, place) in taken {
                let operation = Operation::ALL[operation];
                let action = operation.action();
                let whole = match stars {
                    0 => action.to_owned(),
                    1 => format!("{}/*", action.rsplit_once('/').unwrap().0),
                    _ => format!("{}/*/{}", action.split('/').next().unwrap(), action.rsplit('/').next().unwrap()),
                };
                let at = estate.scope(operation).as_str();
                let scope = match place {
                    0 => at.to_owned(),
                    1 => at.split("/providers/").next().unwrap().to_owned(),
                    _ => format!("/subscriptions/{}", estate.pool.subscription().unwrap()),
                };
                console.control(Method::Post, "deny", &json!({ "user": OWNER, "action": whole, "scope": scope }));
            }
            for operation in tried {
                console.decide(&estate, Operation::ALL[operation]).await;
            }
        });
    }
}
