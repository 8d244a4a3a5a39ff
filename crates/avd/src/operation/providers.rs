//! What a resource provider offers (Microsoft.Resources).

use arm::Call;

use super::read;
use crate::version::{ApiVersions, Family};

/// `Providers_Get`: the resource types of Microsoft.DesktopVirtualization with the API versions that they offer, the newest first.
pub fn desktop_virtualization(subscription: &str, versions: &ApiVersions) -> Call {
    let path = format!("/subscriptions/{subscription}/providers/Microsoft.DesktopVirtualization");
    read("Providers_Get", path, Family::Providers, versions)
}

#[cfg(test)]
mod tests {
    use super::super::sample::check;
    use super::*;

    #[test]
    fn address() {
        let call = desktop_virtualization("s", &ApiVersions::default());
        check(
            &call,
            "GET https://management.azure.com/subscriptions/s/providers/Microsoft.DesktopVirtualization?api-version=2021-04-01",
            "",
        );
    }
}
