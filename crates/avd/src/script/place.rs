//! Where a call acts, read from its own path: what is written in a script is what is sent.

use arm::{Call, decode_segment};

/// The resource of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) subscription: String,
    pub(super) group: String,
    /// `Microsoft.DesktopVirtualization`.
    pub(super) provider: String,
    /// Types and names, from the outermost.
    pub(super) names: Vec<(String, String)>,
    /// What follows the resource: the verb of an action.
    pub(super) verb: Option<String>,
}

impl Place {
    /// `None` if the call acts on nothing in a resource group.
    pub(super) fn of(call: &Call) -> Option<Self> {
        let parts: Vec<String> = call.path.split('/').skip(1).map(decode_segment).collect::<Option<_>>()?;
        let [subscriptions, subscription, groups, group, providers, provider, rest @ ..] = parts.as_slice() else { return None };
        let is = |word: &String, wanted: &str| word.eq_ignore_ascii_case(wanted);
        if !is(subscriptions, "subscriptions") || !is(groups, "resourceGroups") || !is(providers, "providers") {
            return None;
        }
        let pairs = rest.chunks_exact(2);
        let verb = pairs.remainder().first().cloned();
        let names: Vec<(String, String)> = pairs.filter_map(|pair| Some((pair.first()?.clone(), pair.get(1)?.clone()))).collect();
        (!names.is_empty()).then(|| Self {
            subscription: subscription.clone(),
            group: group.clone(),
            provider: provider.clone(),
            names,
            verb,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use arm::ResourceId;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_name_is_read_from_the_path(name in "[^/\\p{C}]{1,20}") {
            let id = format!("/subscriptions/s/resourceGroups/g 1/providers/Microsoft.X/pools/{name}");
            prop_assume!(ResourceId::parse(&id).is_ok());
            let call = Call::post("Do", format!("{}/act", ResourceId::parse(&id).unwrap().path()), "1", None);
            let place = Place::of(&call).unwrap();
            prop_assert_eq!((place.group.as_str(), place.names), ("g 1", vec![("pools".to_owned(), name)]));
            prop_assert_eq!(place.verb.as_deref(), Some("act"));
        }
    }

    #[test]
    fn what_is_in_no_resource_group_has_no_place() {
        for path in ["/subscriptions/s", "/subscriptions/s/providers/Microsoft.X/pools/p", "/subscriptions/s/resourceGroups/g"] {
            assert_eq!(Place::of(&Call::get("Get", path, "1")), None, "{path}");
        }
        let path = "/subscriptions/s/resourceGroups/g/providers/Microsoft.X/pools/%zz";
        assert_eq!(Place::of(&Call::get("Get", path, "1")), None);
    }
}
