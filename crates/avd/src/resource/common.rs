//! Parts that several resources share.

use std::collections::BTreeMap;

use arm::{Json, Misread};
use host::Instant;
use serde_json::{Map, Value};

use crate::rule::meaning;
use crate::word::{record, serde_by_json, word};

/// A date and time as the service wrote it. Kept as text: seven fraction digits and versions compared as text survive.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Timestamp(String);

impl Json for Timestamp {
    fn from_json(value: Value) -> Result<Self, Misread> {
        String::from_json(value).map(Self)
    }

    fn to_json(&self) -> Value {
        self.0.to_json()
    }
}

serde_by_json!(Timestamp);

impl Timestamp {
    /// Wraps the text as received.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as received.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The point in time; `None` if the text is no RFC 3339 timestamp. One without a zone is UTC (recorded: `executionStartTime`).
    pub fn at(&self) -> Option<Instant> {
        Instant::parse(&self.0).or_else(|_| Instant::parse(&[&self.0, "Z"].concat())).ok()
    }
}

impl core::fmt::Display for Timestamp {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        out.write_str(&self.0)
    }
}

record! {
    /// Who made a resource and who changed it last (common types, `systemData`).
    SystemData {
        /// Who made it.
        created_by: String,
        /// What kind of identity made it: User, Application, ManagedIdentity, Key.
        created_by_type: String,
        /// When it was made.
        created_at: Timestamp,
        /// Who changed it last.
        last_modified_by: String,
        /// What kind of identity changed it last.
        last_modified_by_type: String,
        /// When it was changed last.
        last_modified_at: Timestamp,
    }
}

record! {
    /// An error as the service describes it (common types, `ErrorDetail`).
    ErrorDetail {
        /// The code, an open list.
        code: String,
        /// The words of the service.
        message: String,
        /// What it is about.
        target: String,
        /// Deeper causes.
        details: Vec<ErrorDetail>,
        /// Extra facts, shaped by their `type`.
        additional_info: Vec<Value>,
    }
}

impl ErrorDetail {
    /// The deepest message: the outer ones often only say that something went wrong.
    pub fn deepest_message(&self) -> Option<&str> {
        let deeper = self.details.iter().flatten().find_map(Self::deepest_message);
        deeper.or_else(|| self.message.as_deref().filter(|text| !text.is_empty()))
    }
}

record! {
    /// The managed identity of a resource (common types, `ManagedServiceIdentity`).
    Identity {
        /// Which kinds of identity it has.
        kind = "type": IdentityType,
        /// The object id of the system-assigned identity.
        principal_id: String,
        /// The directory of the system-assigned identity.
        tenant_id: String,
        /// The user-assigned identities by resource id.
        user_assigned_identities: BTreeMap<String, Option<UserAssignedIdentity>>,
    } + other
}

record! {
    /// One user-assigned identity.
    UserAssignedIdentity {
        /// Its object id.
        principal_id: String,
        /// Its application id.
        client_id: String,
    }
}

word! {
    /// Which kinds of managed identity a resource has.
    IdentityType {
        /// No identity.
        None = "None",
        /// One that lives and dies with the resource.
        SystemAssigned = "SystemAssigned",
        /// One or more with a life of their own.
        UserAssigned = "UserAssigned",
        /// Both kinds.
        Both = "SystemAssigned,UserAssigned" | "SystemAssigned, UserAssigned",
    }
}

/// The properties of a status, with what they lack taken from the fields beside them.
pub(super) fn with_top_level<T: Json + Clone + Default>(properties: Option<&T>, beside: &Map<String, Value>) -> T {
    let mut fields = properties.map(Json::to_json).and_then(|value| value.as_object().cloned()).unwrap_or_default();
    for (name, value) in beside {
        if meaning::field(&fields, name).is_null() {
            fields.insert(name.clone(), value.clone());
        }
    }
    // What stands beside may be of another shape: then the properties alone count.
    T::from_json(Value::Object(fields)).unwrap_or_else(|_| properties.cloned().unwrap_or_default())
}
