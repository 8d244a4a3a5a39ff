//! Records of a subscription's activity log (`EventData`, Microsoft.Insights 2015-04-01).

use super::Timestamp;
use crate::word::record;

record! {
    /// One record: a write leaves several, one for each status.
    ActivityEvent {
        /// The id of the record.
        id: String,
        /// When it happened.
        event_timestamp: Timestamp,
        /// Who did it: a user principal name, or the object id of an application.
        caller: String,
        /// What was done: the action of Azure role-based access control.
        operation_name: LocalizedText,
        /// How far it was: Accepted, Started, Succeeded, Failed.
        status: LocalizedText,
        /// The HTTP status, where there is one.
        sub_status: LocalizedText,
        /// What it was done to.
        resource_id: String,
        /// Ties the records of one operation together.
        correlation_id: String,
        /// The operation the record belongs to.
        operation_id: String,
    } + other
}

record! {
    /// A word and its translation (`LocalizableString`).
    LocalizedText {
        /// The word.
        value: String,
        /// The translation.
        localized_value: String,
    }
}
