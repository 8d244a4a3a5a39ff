//! Where a resource sends its logs (Microsoft.Insights).

use arm::{Call, ResourceId};

use super::read;
use crate::version::{ApiVersions, Family};

/// `DiagnosticSettings_List`.
pub fn list(resource: &ResourceId, versions: &ApiVersions) -> Call {
    let path = format!("{}/providers/Microsoft.Insights/diagnosticSettings", resource.path());
    read("DiagnosticSettings_List", path, Family::DiagnosticSettings, versions)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{POOL, check, pool};
    use super::*;

    #[test]
    fn address() {
        let line = format!(
            "GET https://management.azure.com{POOL}/providers/Microsoft.Insights/diagnosticSettings?api-version=2021-05-01-preview"
        );
        check(&list(&pool(), &ApiVersions::default()), &line, "");
    }
}
