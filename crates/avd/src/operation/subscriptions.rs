//! Subscriptions (Microsoft.Resources).

use arm::Call;

use super::read;
use crate::version::{ApiVersions, Family};

/// `Subscriptions_List`: the subscriptions the caller can see in the token's directory.
pub fn list(versions: &ApiVersions) -> Call {
    read("Subscriptions_List", "/subscriptions".to_owned(), Family::Subscriptions, versions)
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
