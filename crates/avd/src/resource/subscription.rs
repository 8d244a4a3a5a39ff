//! Subscriptions (Microsoft.Resources, `Subscriptions_List` 2022-12-01).

use crate::word::{record, word};

record! {
    /// An Azure subscription.
    Subscription {
        /// The resource id, `/subscriptions/<guid>`.
        id: String,
        /// The GUID.
        subscription_id: String,
        /// The display name.
        display_name: String,
        /// Whether it can be used.
        state: SubscriptionState,
        /// The directory it belongs to.
        tenant_id: String,
        /// Where the caller's rights come from.
        authorization_source: String,
    } + other
}

word! {
    /// Whether a subscription can be used.
    SubscriptionState {
        /// It can.
        Enabled = "Enabled",
        /// It can for now.
        Warned = "Warned",
        /// It can for now; a payment is due.
        PastDue = "PastDue",
        /// Only read.
        Disabled = "Disabled",
        /// Gone.
        Deleted = "Deleted",
    }
}
