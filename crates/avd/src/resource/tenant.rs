//! Directories (Microsoft.Resources, `Tenants_List` 2022-12-01).

use crate::word::record;

record! {
    /// A Microsoft Entra directory. Names may be missing before a token of that directory was used.
    Tenant {
        /// The GUID.
        tenant_id: String,
        /// The display name.
        display_name: String,
        /// The domain that stands for it.
        default_domain: String,
    } + other
}
