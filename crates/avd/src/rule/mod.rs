//! Pure decisions: each takes what was read and the time, and answers with a value or with the reason why not.
//!
//! Nothing here reads a clock, sends a request or knows the browser.

pub mod absence;
pub mod action;
pub mod agent_update;
pub mod attention;
pub mod autoscale;
pub mod busy;
pub mod configuration_edit;
pub mod confirm;
pub mod consequence;
mod count;
pub mod csv;
pub mod diff;
pub mod drift;
pub mod estate_hosts;
pub mod eta;
pub mod failure;
mod field_table;
pub mod flight_plan;
pub mod host_counts;
pub mod host_pool_edit;
pub mod host_status;
pub mod join_account;
pub mod machine;
pub mod meaning;
pub mod network_access;
pub mod permission;
pub mod plain;
pub mod policy_edit;
pub mod pool_delete;
pub mod preflight;
pub mod private_endpoint;
pub mod provisioning;
pub mod rdp;
pub mod region;
pub mod report;
pub mod reschedule;
pub mod run;
pub mod run_hosts;
pub mod run_record;
#[cfg(test)]
pub(crate) mod sample;
pub mod schedule;
pub mod session_host_edit;
pub mod size;
pub mod token;
pub mod update;
pub mod user_session;
pub mod windows_zone;
pub mod wording;

/// What is wrong with one field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field, by its name in the API: `maxSessionLimit`.
    pub field: &'static str,
    /// What to do about it.
    pub message: String,
    /// Whether it only deserves a look, and does not stand in the way.
    pub warning: bool,
}

impl FieldProblem {
    /// It stands in the way.
    pub fn error(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into(), warning: false }
    }

    /// It deserves a look.
    pub fn warning(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into(), warning: true }
    }

    /// Whether any of these stands in the way.
    pub fn any_error(problems: &[Self]) -> bool {
        problems.iter().any(|problem| !problem.warning)
    }
}
