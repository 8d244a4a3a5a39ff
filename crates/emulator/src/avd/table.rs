//! The provider's operations: method, path, right and the version that brought them.

use host::Method;

use super::context::{Context, Names, Outcome};
use super::version::Versions;
use super::{configuration, host_pools, management, related, session_hosts, token, user_sessions};

/// One operation of the API description.
pub(crate) struct Operation {
    /// Its id in the API description; its body is checked against that.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// The path behind the provider's namespace; `{…}` are names.
    pub(crate) path: &'static str,
    /// Whether the path has a resource group.
    pub(crate) grouped: bool,
    /// The right it needs, behind the namespace.
    pub(crate) action: &'static str,
    /// The versions that have it.
    pub(crate) versions: Versions,
    pub(crate) run: fn(&mut Context) -> Outcome,
}

macro_rules! operations {
    ($($id:literal $method:ident $scope:ident $path:literal $action:literal $versions:ident $run:path;)*) => {
        &[$(Operation {
            id: $id, method: Method::$method, path: $path, grouped: operations!(@$scope), action: $action,
            versions: Versions::$versions, run: $run,
        }),*]
    };
    (@group) => { true };
    (@subscription) => { false };
}

const POOL: &str = "hostPools/{pool}";

/// All operations.
#[rustfmt::skip]
pub(crate) const OPERATIONS: &[Operation] = operations! {
    "HostPools_List" Get subscription "hostPools" "hostpools/read" ALL host_pools::list;
    "HostPools_ListByResourceGroup" Get group "hostPools" "hostpools/read" ALL host_pools::list;
    "HostPools_Get" Get group "hostPools/{pool}" "hostpools/read" ALL host_pools::get;
    "HostPools_CreateOrUpdate" Put group "hostPools/{pool}" "hostpools/write" ALL host_pools::put;
    "HostPools_Update" Patch group "hostPools/{pool}" "hostpools/write" ALL host_pools::patch;
    "HostPools_Delete" Delete group "hostPools/{pool}" "hostpools/delete" ALL host_pools::delete;
    "HostPools_RetrieveRegistrationToken" Post group "hostPools/{pool}/retrieveRegistrationToken" "hostpools/retrieveRegistrationToken/action" ALL token::retrieve;
    "HostPools_ListRegistrationTokens" Post group "hostPools/{pool}/listRegistrationTokens" "hostpools/listRegistrationTokens/action" LISTED_TOKENS token::list;
    "SessionHosts_List" Get group "hostPools/{pool}/sessionHosts" "hostpools/sessionhosts/read" ALL session_hosts::list;
    "SessionHosts_Get" Get group "hostPools/{pool}/sessionHosts/{host}" "hostpools/sessionhosts/read" ALL session_hosts::get;
    "SessionHosts_Create" Put group "hostPools/{pool}/sessionHosts/{host}" "hostpools/sessionhosts/write" SINCE_2026 session_hosts::put;
    "SessionHosts_Update" Patch group "hostPools/{pool}/sessionHosts/{host}" "hostpools/sessionhosts/write" ALL session_hosts::patch;
    "SessionHosts_Delete" Delete group "hostPools/{pool}/sessionHosts/{host}" "hostpools/sessionhosts/delete" ALL session_hosts::delete;
    "SessionHosts_RetryProvisioning" Post group "hostPools/{pool}/sessionHosts/{host}/retryProvisioning" "hostpools/sessionhosts/retryprovisioning/action" AUTOMATED session_hosts::retry;
    "SessionHosts_ListSingleRegistrationTokens" Post group "hostPools/{pool}/sessionHosts/{host}/listSingleSessionHostRegistrationTokens" "hostpools/sessionhosts/listSingleSessionHostRegistrationTokens/action" SINCE_2026 token::list_for_host;
    "UserSessions_ListByHostPool" Get group "hostPools/{pool}/userSessions" "hostpools/sessionhosts/usersessions/read" ALL user_sessions::list_by_pool;
    "UserSessions_List" Get group "hostPools/{pool}/sessionHosts/{host}/userSessions" "hostpools/sessionhosts/usersessions/read" ALL user_sessions::list;
    "UserSessions_Get" Get group "hostPools/{pool}/sessionHosts/{host}/userSessions/{session}" "hostpools/sessionhosts/usersessions/read" ALL user_sessions::get;
    "UserSessions_Delete" Delete group "hostPools/{pool}/sessionHosts/{host}/userSessions/{session}" "hostpools/sessionhosts/usersessions/delete" ALL user_sessions::delete;
    "UserSessions_Disconnect" Post group "hostPools/{pool}/sessionHosts/{host}/userSessions/{session}/disconnect" "hostpools/sessionhosts/usersessions/disconnect/action" ALL user_sessions::disconnect;
    "UserSessions_SendMessage" Post group "hostPools/{pool}/sessionHosts/{host}/userSessions/{session}/sendMessage" "hostpools/sessionhosts/usersessions/sendMessage/action" ALL user_sessions::send_message;
    "SessionHostConfigurations_ListByHostPool" Get group "hostPools/{pool}/sessionHostConfigurations" "hostpools/sessionHostConfigurations/read" AUTOMATED configuration::list;
    "SessionHostConfigurations_Get" Get group "hostPools/{pool}/sessionHostConfigurations/default" "hostpools/sessionHostConfigurations/read" AUTOMATED configuration::get;
    "SessionHostConfigurations_CreateOrUpdate" Put group "hostPools/{pool}/sessionHostConfigurations/default" "hostpools/sessionHostConfigurations/write" AUTOMATED configuration::put;
    "SessionHostConfigurations_Update" Patch group "hostPools/{pool}/sessionHostConfigurations/default" "hostpools/sessionHostConfigurations/write" AUTOMATED configuration::patch;
    "SessionHostConfigurations_OperationResult" Get group "hostPools/{pool}/sessionHostConfigurations/default/operationResults/{operation}" "hostpools/sessionHostConfigurations/read" AUTOMATED management::operation_result;
    "SessionHostConfigurations_OperationStatus" Get group "hostPools/{pool}/sessionHostConfigurations/default/operationStatuses/{operation}" "hostpools/sessionHostConfigurations/read" AUTOMATED management::operation_status;
    "ActiveSessionHostConfigurations_ListByHostPool" Get group "hostPools/{pool}/activeSessionHostConfigurations" "hostpools/activeSessionHostConfigurations/read" AUTOMATED configuration::list_active;
    "ActiveSessionHostConfigurations_Get" Get group "hostPools/{pool}/activeSessionHostConfigurations/default" "hostpools/activeSessionHostConfigurations/read" AUTOMATED configuration::get_active;
    "SessionHostManagements_ListByHostPool" Get group "hostPools/{pool}/sessionHostManagements" "hostpools/sessionHostManagements/read" AUTOMATED management::list;
    "SessionHostManagements_Get" Get group "hostPools/{pool}/sessionHostManagements/default" "hostpools/sessionHostManagements/read" AUTOMATED management::get;
    "SessionHostManagements_CreateOrUpdate" Put group "hostPools/{pool}/sessionHostManagements/default" "hostpools/sessionHostManagements/write" AUTOMATED management::put;
    "SessionHostManagements_Update" Patch group "hostPools/{pool}/sessionHostManagements/default" "hostpools/sessionHostManagements/write" AUTOMATED management::patch;
    "InitiateSessionHostUpdate_Post" Post group "hostPools/{pool}/sessionHostManagements/default/initiateSessionHostUpdate" "hostpools/sessionHostManagements/initiateSessionHostUpdate/action" AUTOMATED management::initiate;
    "ControlSessionHostUpdate_Post" Post group "hostPools/{pool}/sessionHostManagements/default/controlSessionHostUpdate" "hostpools/sessionHostManagements/controlSessionHostUpdate/action" AUTOMATED management::control_update;
    "ControlSessionHostProvisioning_Post" Post group "hostPools/{pool}/sessionHostManagements/default/controlSessionHostProvisioning" "hostpools/sessionHostManagements/controlSessionHostProvisioning/action" AUTOMATED management::control_provisioning;
    "SessionHostManagementsUpdateStatus_Get" Get group "hostPools/{pool}/sessionHostManagements/default/sessionHostUpdateStatuses/default" "hostpools/sessionHostManagements/sessionHostUpdateStatuses/read" AUTOMATED management::update_status;
    "SessionHostProvisioningStatuses_Get" Get group "hostPools/{pool}/sessionHostManagements/default/sessionHostProvisioningStatuses/default" "hostpools/sessionHostManagements/sessionHostProvisioningStatuses/read" AUTOMATED management::provisioning_status;
    "SessionHostManagements_OperationResult" Get group "hostPools/{pool}/sessionHostManagements/default/operationResults/{operation}" "hostpools/sessionHostManagements/read" AUTOMATED management::operation_result;
    "SessionHostManagements_OperationStatus" Get group "hostPools/{pool}/sessionHostManagements/default/operationStatuses/{operation}" "hostpools/sessionHostManagements/read" AUTOMATED management::operation_status;
    "ScalingPlans_ListByHostPool" Get group "hostPools/{pool}/scalingPlans" "scalingplans/read" ALL related::scaling_plans_of_pool;
    "ScalingPlans_ListBySubscription" Get subscription "scalingPlans" "scalingplans/read" ALL related::scaling_plans;
    "ScalingPlans_ListByResourceGroup" Get group "scalingPlans" "scalingplans/read" ALL related::scaling_plans;
    "ScalingPlans_Get" Get group "scalingPlans/{leaf}" "scalingplans/read" ALL related::scaling_plan;
    "ScalingPlans_Update" Patch group "scalingPlans/{leaf}" "scalingplans/write" ALL related::patch_scaling_plan;
    "ApplicationGroups_ListBySubscription" Get subscription "applicationGroups" "applicationgroups/read" ALL related::application_groups;
    "ApplicationGroups_ListByResourceGroup" Get group "applicationGroups" "applicationgroups/read" ALL related::application_groups;
    "ApplicationGroups_Get" Get group "applicationGroups/{leaf}" "applicationgroups/read" ALL related::application_group;
    "ApplicationGroups_Delete" Delete group "applicationGroups/{leaf}" "applicationgroups/delete" ALL related::delete_application_group;
    "Workspaces_ListBySubscription" Get subscription "workspaces" "workspaces/read" ALL related::workspaces;
    "Workspaces_ListByResourceGroup" Get group "workspaces" "workspaces/read" ALL related::workspaces;
    "Workspaces_Get" Get group "workspaces/{leaf}" "workspaces/read" ALL related::workspace;
};

impl Operation {
    /// The names in the path when it is this operation's.
    pub(crate) fn matches(&self, segments: &[String]) -> Option<Names> {
        let mut names = Names::new();
        let mut rest = segments.iter();
        for part in self.path.split('/') {
            let given = rest.next()?;
            match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                Some(place) => names.push((place, given.clone())),
                None if part.eq_ignore_ascii_case(given) => {}
                None => return None,
            }
        }
        rest.next().is_none().then_some(names)
    }

    /// The resource type as ARM names it in errors: `hostPools/sessionHosts`.
    pub(crate) fn kind(&self) -> String {
        let fixed: Vec<&str> = self.path.split('/').filter(|part| !part.starts_with('{') && *part != "default").collect();
        match self.method {
            Method::Post => fixed[..fixed.len().saturating_sub(1)].join("/"),
            _ => fixed.join("/"),
        }
    }

    /// The resource type of its path as the description names it: `hostPools/sessionHosts`; without the action of a POST.
    pub(crate) fn resource(&self) -> String {
        let fixed = self.path.split('/').enumerate().filter(|(at, part)| at % 2 == 0 && *part != "default").map(|(_, part)| part);
        let mut fixed: Vec<&str> = fixed.collect();
        if self.method == Method::Post {
            fixed.pop();
        }
        fixed.join("/")
    }

    /// Whether it needs the pool of the path to exist.
    pub(crate) fn needs_pool(&self) -> bool {
        self.path.starts_with(POOL) && (self.path != POOL || matches!(self.method, Method::Get | Method::Patch))
    }
}
