//! The directories as rows: what they are called, which is in use, and where the person is at home.

use avd::resource::Tenant;
use entra::Account;

/// From so many rows on there is a box to search them.
pub const MANY: usize = 8;

/// One directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub tenant: String,
    /// What it is called: the display name, else the domain, else the id.
    pub name: String,
    /// Its domain, or its id where none was told.
    pub domain: String,
    /// Whether it is the person's own.
    pub home: bool,
    /// Whether it is in use.
    pub current: bool,
}

/// The rows: the one in use first, then by name. It is there also where nothing could be read. `named` knows names from before.
pub fn rows(tenants: &[Tenant], here: &Account, named: impl Fn(&str) -> Option<String>) -> Vec<Row> {
    let mut rows: Vec<Row> = tenants.iter().filter_map(|tenant| row(tenant, here, &named)).collect();
    if !rows.iter().any(|row| row.current) {
        let only = Tenant { tenant_id: Some(here.tenant_id.clone()), ..Tenant::default() };
        rows.extend(row(&only, here, &named));
    }
    rows.sort_by_cached_key(|row| (!row.current, row.name.to_lowercase()));
    rows
}

fn row(tenant: &Tenant, here: &Account, named: &impl Fn(&str) -> Option<String>) -> Option<Row> {
    let id = tenant.tenant_id.clone()?;
    let told = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let domain = told(&tenant.default_domain);
    let name = told(&tenant.display_name).or_else(|| named(&id)).or_else(|| domain.clone()).unwrap_or_else(|| id.clone());
    let home = here.home_account_id.rsplit_once('.').is_some_and(|(_, tenant)| tenant.eq_ignore_ascii_case(&id));
    let current = here.tenant_id.eq_ignore_ascii_case(&id);
    Some(Row { domain: domain.unwrap_or_else(|| id.clone()), name, home, current, tenant: id })
}

impl Row {
    /// Whether all words stand somewhere in it.
    pub fn matches(&self, words: &str) -> bool {
        let text = [&self.name, " ", &self.domain, " ", &self.tenant].concat().to_lowercase();
        words.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }

    /// How the person stands there.
    pub const fn standing(&self) -> &'static str {
        if self.home { "Home" } else { "External user" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::tests::account;

    fn tenant(id: &str, name: &str, domain: &str) -> Tenant {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Tenant { tenant_id: text(id), display_name: text(name), default_domain: text(domain), ..Tenant::default() }
    }

    #[test]
    fn the_one_in_use_stands_first_and_is_never_missing() {
        let here = account("olivia", "t2");
        let tenants = [tenant("t1", "Contoso", "contoso.example"), tenant("T2", "", ""), tenant("t3", "", "adatum.example")];
        let all = rows(&tenants, &here, |id| (id == "T2").then(|| "Fabrikam".to_owned()));
        let seen: Vec<_> = all.iter().map(|row| (row.name.as_str(), row.domain.as_str(), row.home, row.current)).collect();
        let expected = [
            ("Fabrikam", "T2", false, true),
            ("adatum.example", "adatum.example", false, false),
            ("Contoso", "contoso.example", true, false),
        ];
        assert_eq!(seen, expected);
        let alone = rows(&[], &here, |_| None);
        assert_eq!((alone.len(), alone[0].name.as_str(), alone[0].current), (1, "t2", true));
        assert!(all[2].matches("CONTO exam") && all[2].matches("") && !all[2].matches("contoso fabrikam"));
    }
}
