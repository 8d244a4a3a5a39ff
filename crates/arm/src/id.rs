//! Resource ids: parsed once, compared without case, shown as received.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::percent::encode_segment;

/// The id of a resource, a resource group, a subscription or a tenant-wide object: `/subscriptions/…/providers/…`.
///
/// Azure changes the case of ids between answers (Learn: *Understand the structure and syntax of ARM ids*), so equality,
/// order and hash go by [`ResourceId::key`] and the text stays as received.
#[derive(Clone)]
pub struct ResourceId {
    text: String,
    key: String,
}

/// The text is no resource id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceIdError(String);

impl fmt::Display for ResourceIdError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "“{}” isn't a resource ID, such as /subscriptions/…/providers/…", self.0)
    }
}

impl core::error::Error for ResourceIdError {}

impl ResourceId {
    /// Reads an id. One slash at the end is dropped; nothing else is changed.
    pub fn parse(text: &str) -> Result<Self, ResourceIdError> {
        let trimmed = text.strip_suffix('/').unwrap_or(text);
        let refuse = || ResourceIdError(text.chars().take(80).collect());
        let rest = trimmed.strip_prefix('/').ok_or_else(refuse)?;
        let fits = |segment: &str| {
            !matches!(segment, "" | "." | "..") && !segment.chars().any(|c| c.is_control() || matches!(c, '?' | '#' | '\\'))
        };
        let segments: Vec<&str> = rest.split('/').collect();
        let known = ["subscriptions", "providers", "tenants"].iter().any(|word| segments[0].eq_ignore_ascii_case(word));
        if segments.len() < 2 || !known || !segments.iter().all(|segment| fits(segment)) {
            return Err(refuse());
        }
        Ok(Self::trusted(trimmed.to_owned()))
    }

    fn trusted(text: String) -> Self {
        Self { key: text.to_lowercase(), text }
    }

    /// The id as received.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The id in lower case, for maps and comparisons.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The last segment.
    pub fn name(&self) -> &str {
        self.text.rsplit('/').next().unwrap_or_default()
    }

    /// The type with its provider, `Microsoft.DesktopVirtualization/hostPools/sessionHosts`.
    ///
    /// `Microsoft.Resources/resourceGroups` and `Microsoft.Resources/subscriptions` for what has no provider in its id.
    pub fn kind(&self) -> String {
        provider_type(&self.text).unwrap_or_else(|| {
            if self.resource_group().is_some() {
                "Microsoft.Resources/resourceGroups".to_owned()
            } else {
                "Microsoft.Resources/subscriptions".to_owned()
            }
        })
    }

    /// The subscription's id.
    pub fn subscription(&self) -> Option<&str> {
        self.after(0, "subscriptions")
    }

    /// The resource group's name.
    pub fn resource_group(&self) -> Option<&str> {
        self.after(2, "resourcegroups")
    }

    fn after(&self, index: usize, word: &str) -> Option<&str> {
        let mut segments = self.text.split('/').skip(1 + index);
        segments.next().filter(|found| found.eq_ignore_ascii_case(word))?;
        segments.next()
    }

    /// What contains it: a session host's pool, a pool's resource group, a group's subscription.
    pub fn parent(&self) -> Option<Self> {
        let mut segments: Vec<&str> = self.text.split('/').skip(1).collect();
        let providers = segments.iter().rposition(|segment| segment.eq_ignore_ascii_case("providers"));
        let keep = match providers {
            Some(at) if segments.len() > at + 4 => segments.len() - 2,
            Some(at) => at,
            None => segments.len().saturating_sub(2),
        };
        segments.truncate(keep);
        (keep >= 2).then(|| Self::trusted(format!("/{}", segments.join("/"))))
    }

    /// The id of something inside it: `pool.child("sessionHosts", "vm-0.contoso.example")`.
    #[must_use]
    pub fn child(&self, kind: &str, name: &str) -> Self {
        Self::trusted(format!("{}/{kind}/{name}", self.text))
    }

    /// The path for a URL: each segment percent-encoded, none of them twice.
    ///
    /// A segment of dots can only come from the name given to [`Self::child`]; it is written so that nobody resolves it.
    pub fn path(&self) -> String {
        let segment = |segment: &str| match segment {
            "." | ".." => segment.replace('.', "%252E"),
            _ => encode_segment(segment),
        };
        self.text.split('/').map(segment).collect::<Vec<_>>().join("/")
    }
}

/// The provider's type a path speaks of: of the last `providers`, its namespace and every second segment after it.
pub(crate) fn provider_type(path: &str) -> Option<String> {
    let segments: Vec<&str> = path.split('/').collect();
    let at = segments.iter().rposition(|segment| segment.eq_ignore_ascii_case("providers"))?;
    let mut words = segments.iter().skip(at + 1);
    let mut kind = (*words.next()?).to_owned();
    for (index, word) in words.enumerate() {
        if index % 2 == 0 {
            kind.push('/');
            kind.push_str(word);
        }
    }
    Some(kind)
}

impl PartialEq for ResourceId {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for ResourceId {}

impl PartialOrd for ResourceId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ResourceId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

impl Hash for ResourceId {
    fn hash<S: Hasher>(&self, state: &mut S) {
        self.key.hash(state);
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl fmt::Debug for ResourceId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ResourceId({})", self.text)
    }
}

impl Serialize for ResourceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for ResourceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const HOST: &str = "/subscriptions/S1/resourcegroups/Rg One/providers/Microsoft.DesktopVirtualization/hostPools/Pool/sessionHosts/vm-0.contoso.example";

    #[test]
    fn takes_an_id_apart() {
        let host = ResourceId::parse(HOST).unwrap();
        assert_eq!(host.name(), "vm-0.contoso.example");
        assert_eq!(host.kind(), "Microsoft.DesktopVirtualization/hostPools/sessionHosts");
        assert_eq!(host.subscription(), Some("S1"));
        assert_eq!(host.resource_group(), Some("Rg One"));
        assert!(host.path().contains("/Rg%20One/"));
        let names: Vec<String> =
            core::iter::successors(host.parent(), ResourceId::parent).map(|id| format!("{} {}", id.kind(), id.name())).collect();
        assert_eq!(
            names,
            [
                "Microsoft.DesktopVirtualization/hostPools Pool",
                "Microsoft.Resources/resourceGroups Rg One",
                "Microsoft.Resources/subscriptions S1"
            ]
        );
        assert_eq!(host.parent().unwrap().child("sessionHosts", "vm-0.contoso.example"), host);
    }

    #[test]
    fn takes_an_extension_resource_apart() {
        let lock = ResourceId::parse(
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.DesktopVirtualization/hostPools/p/providers/Microsoft.Authorization/locks/l",
        )
        .unwrap();
        assert_eq!(lock.kind(), "Microsoft.Authorization/locks");
        assert_eq!(lock.parent().unwrap().name(), "p");
    }

    #[test]
    fn compares_without_case_and_shows_as_received() {
        let (one, two) = (ResourceId::parse(HOST).unwrap(), ResourceId::parse(&HOST.to_uppercase()).unwrap());
        assert_eq!(one, two);
        assert_eq!(one.key(), two.key());
        assert_ne!(one.as_str(), two.as_str());
    }

    #[test]
    fn refuses_what_is_no_id() {
        for text in [
            "",
            "/",
            "subscriptions/s",
            "/subscriptions",
            "/subscriptions//x",
            "/a/b",
            "/subscriptions/../x",
            "/subscriptions/s?x",
            "https://x/subscriptions/s",
        ] {
            assert!(ResourceId::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn round_trips(sub in "[a-zA-Z0-9-]{1,12}", group in "[a-zA-Z0-9 ()_ä-]{1,12}", names in proptest::collection::vec("[a-zA-Z0-9. %_-]{1,9}x", 1..4)) {
            let mut text = format!("/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.X");
            for (index, name) in names.iter().enumerate() {
                text.push_str(&format!("/type{index}/{name}"));
            }
            let id = ResourceId::parse(&text).unwrap();
            let json = serde_json::to_string(&id).unwrap();
            let back: ResourceId = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(back.as_str(), text.as_str());
            prop_assert_eq!(id.name(), names.last().unwrap());
            prop_assert_eq!(id.resource_group(), Some(group.as_str()));
            let parent = id.parent().unwrap();
            if names.len() > 1 {
                prop_assert_eq!(parent.child(&format!("type{}", names.len() - 1), id.name()), id);
            }
        }

        /// Whatever a name holds, the address made of it stays below what it was added to.
        #[test]
        fn a_name_leads_nowhere_else(name in "(\\.|%2e|/|\\\\|\\?|#|a|\t|\u{202e}|\u{0}){0,9}|\\PC{0,20}") {
            let pool = ResourceId::parse("/subscriptions/s/providers/X/hostPools/p").unwrap();
            let path = pool.child("sessionHosts", &name).path();
            let below = [&pool.path(), "/sessionHosts/"].concat();
            prop_assert!(path.starts_with(&below), "{path}");
            prop_assert!(path.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\?#".contains(&byte)), "{path}");
            let dots = |segment: &str| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
            prop_assert!(!path.split('/').any(dots), "{path}");
        }

        #[test]
        fn never_panics(text in "(/[a-z.]{0,9}){0,9}|.{0,40}") {
            if let Ok(id) = ResourceId::parse(&text) {
                let _ = (id.name(), id.kind(), id.subscription(), id.resource_group(), id.parent(), id.path());
            }
        }
    }
}
