//! Addresses of Key Vault secrets (Learn, "About keys, secrets, and certificates": object identifiers).

/// The address of a secret: its vault, its name and perhaps its version. Never its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretUri {
    /// The name of the vault.
    pub vault: String,
    /// The name of the secret.
    pub name: String,
    /// The version, if the address names one.
    pub version: Option<String>,
}

impl SecretUri {
    /// Reads `https://<vault>.vault.azure.net/secrets/<name>`, perhaps with `/<version>`. Azure Virtual Desktop makes session
    /// hosts in the global cloud only, so there is one domain.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.get(8..).filter(|_| text.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://")))?;
        let (authority, path) = rest.split_once('/')?;
        let authority = authority.strip_suffix(":443").unwrap_or(authority).to_ascii_lowercase();
        let vault = authority.strip_suffix(".vault.azure.net")?;
        let mut segments = path.strip_suffix('/').unwrap_or(path).split('/');
        if !segments.next()?.eq_ignore_ascii_case("secrets") {
            return None;
        }
        let (name, version) = (segments.next()?, segments.next());
        let word = |text: &str| text.chars().all(|next| next.is_ascii_alphanumeric() || next == '-');
        let fits = (3..=24).contains(&vault.len())
            && word(vault)
            && (1..=127).contains(&name.len())
            && word(name)
            && version.is_none_or(|version| !version.is_empty() && version.chars().all(|next| next.is_ascii_alphanumeric()))
            && segments.next().is_none();
        fits.then(|| Self { vault: vault.to_owned(), name: name.to_owned(), version: version.map(str::to_owned) })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn addresses_with_and_without_a_version() {
        let uri = SecretUri::parse("https://myvault.vault.azure.net/secrets/mysecretname").unwrap();
        assert_eq!((uri.vault.as_str(), uri.name.as_str(), uri.version), ("myvault", "mysecretname", None));
        let uri = SecretUri::parse("HTTPS://My-Vault.Vault.Azure.net:443/secrets/a-b/0123456789abcdef").unwrap();
        assert_eq!((uri.vault.as_str(), uri.version.as_deref()), ("my-vault", Some("0123456789abcdef")));
        assert!(SecretUri::parse("https://myvault.vault.azure.net/secrets/name/").is_some());
    }

    #[test]
    fn what_is_no_address() {
        for text in [
            "",
            "P@ssw0rd!",
            "http://myvault.vault.azure.net/secrets/name",
            "https://myvault.vault.azure.net/keys/name",
            "https://myvault.vault.azure.net/secrets/",
            "https://myvault.vault.azure.net/secrets/na_me",
            "https://myvault.vault.azure.net/secrets/name/1/2",
            "https://kv.vault.azure.net/secrets/name",
            "https://vault.azure.net/secrets/name",
            "https://myvault.vault.azure.net.example/secrets/name",
            "https://user@myvault.vault.azure.net/secrets/name",
            "ünïcode",
        ] {
            assert_eq!(SecretUri::parse(text), None, "{text}");
        }
    }
}
