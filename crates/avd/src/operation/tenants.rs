//! Directories (Microsoft.Resources).

use arm::Call;

use super::read;
use crate::version::{ApiVersions, Family};

/// `Tenants_List`: the directories the caller can see, with a token of any of them.
pub fn list(versions: &ApiVersions) -> Call {
    read("Tenants_List", "/tenants".to_owned(), Family::Subscriptions, versions)
}

#[cfg(test)]
mod tests {
    use super::super::sample::check;
    use super::*;

    #[test]
    fn address() {
        check(&list(&ApiVersions::default()), "GET https://management.azure.com/tenants?api-version=2022-12-01", "");
    }
}
