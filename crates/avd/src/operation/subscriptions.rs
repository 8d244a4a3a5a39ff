//! Subscriptions (Microsoft.Resources).

use arm::Call;

use super::read;
use crate::version::{ApiVersions, Family};

/// `Subscriptions_List`: the subscriptions the caller can see in the token's directory.
pub fn list(versions: &ApiVersions) -> Call {
    read("Subscriptions_List", "/subscriptions".to_owned(), Family::Subscriptions, versions)
}

/// `Subscriptions_ListLocations`: the regions a subscription can use.
pub fn locations(subscription: &str, versions: &ApiVersions) -> Call {
    read("Subscriptions_ListLocations", format!("/subscriptions/{subscription}/locations"), Family::Subscriptions, versions)
}

#[cfg(test)]
mod tests {
    use super::super::sample::check;
    use super::*;

    #[test]
    fn address() {
        check(&list(&ApiVersions::default()), "GET https://management.azure.com/subscriptions?api-version=2022-12-01", "");
    }
}
