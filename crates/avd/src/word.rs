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
                const WORDS: &[&[&str]] = &[$(&[$text $(, $alias)*]),*];
                let known = crate::word::place(WORDS, word).and_then(|at| Self::KNOWN.get(at).cloned());
                known.unwrap_or_else(|| Self::Other(word.to_owned()))
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

        impl arm::Json for $name {
            fn from_json(value: serde_json::Value) -> Result<Self, arm::Misread> {
                String::from_json(value).map(|word| Self::parse(&word))
            }

            fn to_json(&self) -> serde_json::Value {
                self.as_str().into()
            }
        }

        crate::word::serde_by_json!($name);
    };
}

/// serde for what has its own way to and from JSON: through a JSON value, so that no decoder is generated for the type.
macro_rules! serde_by_json {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&arm::Json::to_json(self), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <serde_json::Value as serde::Deserialize>::deserialize(deserializer)?;
                arm::Json::from_json(value).map_err(serde::de::Error::custom)
            }
        }
    };
}

/// The way to and from JSON by a table: the fields with the names in camel case, except where a name follows after `=`.
macro_rules! by_table {
    ($name:ident { $($field:ident $(= $wire:literal)?),* $(,)? } $(+ $other:ident)? $(, nulls = $nulls:literal)?) => {
        impl arm::json::Fields for $name {
            fn names(&self) -> &'static [&'static str] {
                const { &[$(crate::word::wire_name!($field $($wire)?)),*] }
            }

            fn put(&mut self, at: usize, value: serde_json::Value) -> Result<(), arm::Misread> {
                #[allow(non_camel_case_types)]
                enum At { $($field),* }
                match at {
                    $(at if at == At::$field as usize => self.$field = arm::Json::from_json(value)?,)*
                    _ => {}
                }
                Ok(())
            }

            fn get(&self, at: usize) -> serde_json::Value {
                #[allow(non_camel_case_types)]
                enum At { $($field),* }
                match at {
                    $(at if at == At::$field as usize => arm::Json::to_json(&self.$field),)*
                    _ => serde_json::Value::Null,
                }
            }

            fn other(&self) -> Option<&serde_json::Map<String, serde_json::Value>> {
                None $(.or(Some(&self.$other)))?
            }

            fn other_mut(&mut self) -> Option<&mut serde_json::Map<String, serde_json::Value>> {
                None $(.or(Some(&mut self.$other)))?
            }
        }

        impl arm::Json for $name {
            fn from_json(value: serde_json::Value) -> Result<Self, arm::Misread> {
                let mut read = Self::default();
                arm::json::fill(&mut read, value)?;
                Ok(read)
            }

            fn to_json(&self) -> serde_json::Value {
                serde_json::Value::Object(arm::json::write(self, false $(|| $nulls)?))
            }
        }

        crate::word::serde_by_json!($name);
    };
}

/// The name of a field on the wire.
macro_rules! wire_name {
    ($field:ident) => {{
        const SNAKE: &str = stringify!($field);
        const CAMEL: [u8; crate::word::camel_length(SNAKE)] = crate::word::camel(SNAKE);
        const NAME: &str = match core::str::from_utf8(&CAMEL) {
            Ok(name) => name,
            Err(_) => SNAKE,
        };
        NAME
    }};
    ($field:ident $wire:literal) => {
        $wire
    };
}

/// An object of the service with optional fields. With `+ other` it keeps the fields this crate does not know.
macro_rules! record {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $field:ident $(= $wire:literal)? : $type:ty,)* } $(+ $other:ident)?) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[$doc])* pub $field: Option<$type>,)*
            $(
                /// The fields this crate does not know, as received.
                pub $other: serde_json::Map<String, serde_json::Value>,
            )?
        }

        crate::word::by_table!($name { $($field $(= $wire)?,)* } $(+ $other)?);
    };
}

/// A resource: the ARM envelope around `properties`, with extra envelope fields in braces.
macro_rules! resource {
    ($(#[$meta:meta])* $name:ident : $properties:ident { $($(#[$doc:meta])* $field:ident : $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            /// The resource id, as received: ARM changes its case between answers.
            pub id: Option<String>,
            /// The resource name, as received.
            pub name: Option<String>,
            /// The resource type.
            pub resource_type: Option<String>,
            /// Who made and who last changed it.
            pub system_data: Option<crate::resource::SystemData>,
            $($(#[$doc])* pub $field: Option<$type>,)*
            /// What it is.
            pub properties: $properties,
            /// The fields this crate does not know, as received.
            pub other: serde_json::Map<String, serde_json::Value>,
        }

        crate::word::by_table!($name { id, name, resource_type = "type", system_data, $($field,)* properties, } + other);

        impl $name {
            /// The id as a value to compare and to build addresses from; `None` if it is missing or malformed.
            pub fn resource_id(&self) -> Option<arm::ResourceId> {
                self.id.as_deref().and_then(|id| arm::ResourceId::parse(id).ok())
            }
        }
    };
}

pub(crate) use {by_table, record, resource, serde_by_json, wire_name, word};

/// Where a word stands in a list of words with their other spellings, without regard to case.
pub(crate) fn place(words: &[&[&str]], word: &str) -> Option<usize> {
    words.iter().position(|spellings| spellings.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// The length of a name in camel case.
pub(crate) const fn camel_length(snake: &str) -> usize {
    let (mut at, mut length) = (0, 0);
    while at < snake.len() {
        length += (snake.as_bytes()[at] != b'_') as usize;
        at += 1;
    }
    length
}

/// A name in camel case; while compiling.
pub(crate) const fn camel<const N: usize>(snake: &str) -> [u8; N] {
    let mut camel = [0; N];
    let (mut from, mut to) = (0, 0);
    while to < N {
        let byte = snake.as_bytes()[from];
        from += 1;
        if byte != b'_' {
            let upper = from > 1 && snake.as_bytes()[from - 2] == b'_';
            camel[to] = if upper { byte.to_ascii_uppercase() } else { byte };
            to += 1;
        }
    }
    camel
}
