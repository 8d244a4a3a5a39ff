//! How to register the app in Entra, as data for the setup page and the documentation.
//!
//! Sources: *Register an application* and *Implicit grant flow* (learn.microsoft.com/entra/identity-platform).

/// One step of the registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What to do, in a few words.
    pub title: &'static str,
    /// Where and how.
    pub text: String,
    /// A value to paste, if there is one.
    pub value: Option<String>,
    /// What Entra answers when the step was left out.
    pub otherwise: &'static str,
}

/// The steps from nothing to a working sign-in.
pub fn registration_steps(redirect_uri: &str) -> Vec<Step> {
    let step = |title, text: &str, value: Option<&str>, otherwise| Step {
        title,
        text: text.into(),
        value: value.map(Into::into),
        otherwise,
    };
    vec![
        step(
            "Register an application",
            "In the Microsoft Entra admin center, open App registrations and select New registration. For a single directory, \
                keep “this organizational directory only” and set auth.authority to its ID. For multiple directories, select \
                “any organizational directory” and keep organizations.",
            None,
            "AADSTS50194, if a single-directory app signs in through common or organizations.",
        ),
        step(
            "Add the redirect URI",
            "Authentication → Add a platform → Single-page application. The URI must match exactly, including case and slashes. \
                http is allowed only for localhost.",
            Some(redirect_uri),
            "AADSTS50011, on Microsoft's sign-in page.",
        ),
        step(
            "Turn on the implicit grant",
            "Authentication → Implicit grant and hybrid flows: select Access tokens and ID tokens.",
            None,
            "AADSTS700051 or AADSTS700054.",
        ),
        step(
            "Add the front-channel logout URL",
            "Authentication → Front-channel logout URL. Optional. When you sign out of another Microsoft app, open console tabs \
                are signed out too. Browsers that partition storage between sites block this.",
            Some(&logout_uri(redirect_uri)),
            "After you sign out of another app, the console stays signed in until its token expires (an hour at most).",
        ),
        step(
            "Allow Azure Resource Manager",
            "API permissions → Add a permission → Azure Service Management → Delegated permissions → user_impersonation. Grant \
                admin consent if users can't consent in your directory.",
            Some("user_impersonation"),
            "AADSTS65001, AADSTS650057 or “Need admin approval”.",
        ),
        step(
            "Copy the client ID",
            "Overview → Application (client) ID. Set it as auth.clientId in config.json. The console doesn't use a client \
                secret; never add one.",
            None,
            "The console shows this page instead of the sign-in page.",
        ),
    ]
}

/// The sign-out page beside the redirect page.
fn logout_uri(redirect_uri: &str) -> String {
    let folder = redirect_uri.rsplit_once('/').map_or(redirect_uri, |(folder, _)| folder);
    [folder, "/logout.html"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_redirect_uri_can_be_copied() {
        let steps = registration_steps("https://console.example/auth/redirect.html");
        for page in ["redirect", "logout"] {
            let uri = format!("https://console.example/auth/{page}.html");
            assert!(steps.iter().any(|step| step.value.as_ref() == Some(&uri)), "{uri}");
        }
    }
}
