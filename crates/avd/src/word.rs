//! Tolerant words and records: the two macros every resource is made of.
//!
//! Azure adds words and fields between versions, and spells some of them in two ways. A word this crate does not know is kept
//! and printed back as it came; a field it does not know is kept in `other`. Null and absent both read as `None`.

/// An enumeration of the service: its known words, and `Other` for the rest.
///
/// Words are read without regard to case; a second spelling follows the first after `|`.
macro_rules! word {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal $(| $alias:literal)*,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// A word this crate does not know, as received.
            Other(String),
        }

        impl $name {
            /// The words this crate knows, in the order of the API description.
            pub const KNOWN: &[Self] = &[$(Self::$variant),*];

            /// Reads a word of the service.
            pub fn parse(word: &str) -> Self {
                $(if [$text $(, $alias)*].iter().any(|known| known.eq_ignore_ascii_case(word)) {
                    return Self::$variant;
                })*
                Self::Other(word.to_owned())
            }

            /// The word on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                out.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer).map(|word| Self::parse(&word))
            }
        }
    };
}

/// An object of the service with optional fields. With `+ other` it keeps the fields this crate does not know.
macro_rules! record {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident : $type:ty,)* } $(+ $other:ident)?) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {
            $($(#[$field_meta])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
            $(
                /// The fields this crate does not know, as received.
                #[serde(flatten)]
                pub $other: serde_json::Map<String, serde_json::Value>,
            )?
        }
    };
}

/// A resource: the ARM envelope around `properties`, with extra envelope fields in braces.
macro_rules! resource {
    ($(#[$meta:meta])* $name:ident : $properties:ident { $($(#[$field_meta:meta])* $field:ident : $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {
            /// The resource id, as received: ARM changes its case between answers.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub id: Option<String>,
            /// The resource name, as received.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub name: Option<String>,
            /// The resource type.
            #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
            pub resource_type: Option<String>,
            /// Who made and who last changed it.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub system_data: Option<crate::resource::SystemData>,
            $($(#[$field_meta])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
            /// What it is.
            #[serde(deserialize_with = "crate::word::null_as_default")]
            pub properties: $properties,
            /// The fields this crate does not know, as received.
            #[serde(flatten)]
            pub other: serde_json::Map<String, serde_json::Value>,
        }

        impl $name {
            /// The id as a value to compare and to build addresses from; `None` if it is missing or malformed.
            pub fn resource_id(&self) -> Option<arm::ResourceId> {
                self.id.as_deref().and_then(|id| arm::ResourceId::parse(id).ok())
            }
        }
    };
}

pub(crate) use {record, resource, word};

/// Reads null as the default value.
pub(crate) fn null_as_default<'de, D, V>(deserializer: D) -> Result<V, D::Error>
where
    D: serde::Deserializer<'de>,
    V: Default + serde::Deserialize<'de>,
{
    <Option<V> as serde::Deserialize>::deserialize(deserializer).map(Option::unwrap_or_default)
}
