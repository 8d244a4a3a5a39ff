//! A report for somebody outside: facts in sections, as Markdown, without names and tokens.
//!
//! What comes from outside is let through only in the one shape it should have: a code is a word, a request id a GUID, of a path the
//! provider's types. Every name becomes a pseudonym, the same wherever it stands: `pool-2`. What has another shape, or a name in it,
//! is left out and said to be. Words of a service are in no report: they quote names.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

/// What stands in the place of something that may not be shown.
const REMOVED: &str = "[removed]";
/// No code and no word of a service is longer; a token is.
const LONGEST: usize = 80;
/// A shorter name is part of many words and says nothing about anybody.
const SHORTEST: usize = 3;

/// One fact, by where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Words and numbers of this console or of the browser.
    Own(String),
    /// A code of a service, an api-version.
    Code(String),
    /// The id of a request: kept, support asks for it.
    RequestId(String),
    /// The path of a resource or of an operation on it, percent-encoded.
    Path(String),
    /// A name, with the word for its sort: `user`, `directory`.
    Name(&'static str, String),
}

impl Fact {
    /// As the person who is signed in sees it.
    pub fn text(&self) -> &str {
        match self {
            Self::Own(text) | Self::Code(text) | Self::RequestId(text) | Self::Path(text) | Self::Name(_, text) => text,
        }
    }
}

/// Facts that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// What they are about, in the console's words.
    pub title: &'static str,
    /// Each with its label, which is the console's own too.
    pub facts: Vec<(&'static str, Fact)>,
}

/// The report. `names` are names that no fact shows and no fact may hold, each with the word for its sort.
pub fn markdown(title: &str, sections: &[Section], names: &[(&'static str, String)]) -> String {
    let mut known = Pseudonyms::default();
    names.iter().for_each(|(sort, name)| known.learn(sort, name));
    for (_, fact) in sections.iter().flat_map(|section| &section.facts) {
        match fact {
            Fact::Name(sort, name) => known.learn(sort, name),
            Fact::Path(path) => drop(known.path(path)),
            Fact::Own(_) | Fact::Code(_) | Fact::RequestId(_) => {}
        }
    }
    let mut out = ["# ", title, "\n"].concat();
    for Section { title, facts } in sections {
        out.extend(["\n## ", title, "\n\n"]);
        for (label, fact) in facts {
            out.extend(["- ", label, ": ", &known.said(fact), "\n"]);
        }
    }
    out
}

/// Who stands for whom.
#[derive(Default)]
struct Pseudonyms {
    /// By the name in lower case.
    given: BTreeMap<String, String>,
    counts: BTreeMap<String, usize>,
}

impl Pseudonyms {
    fn learn(&mut self, sort: &str, name: &str) {
        self.of(sort, name);
        // A user principal name is two names.
        if let Some((user, domain)) = name.split_once('@') {
            self.of(sort, user);
            self.of("domain", domain);
        }
    }

    fn of(&mut self, sort: &str, name: &str) -> String {
        let key = name.trim().to_lowercase();
        if key.is_empty() {
            return "none".to_owned();
        }
        let next = self.counts.get(sort).map_or(1, |count| count + 1);
        let pseudonym = self.given.entry(key).or_insert_with(|| format!("{sort}-{next}")).clone();
        if pseudonym == format!("{sort}-{next}") {
            self.counts.insert(sort.to_owned(), next);
        }
        pseudonym
    }

    fn said(&mut self, fact: &Fact) -> String {
        let shown = match fact {
            Fact::Own(text) => return text.clone(),
            Fact::Name(sort, name) => return self.of(sort, name),
            Fact::Path(path) => return self.path(path),
            Fact::Code(code) => Some(code).filter(|code| is_code(code)),
            Fact::RequestId(id) => Some(id).filter(|id| host::is_guid(id)),
        };
        let shown = shown.filter(|text| !self.holds_name(text));
        shown.map_or_else(|| REMOVED.to_owned(), Clone::clone)
    }

    /// Whether a name is in a text.
    fn holds_name(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.given.keys().any(|name| name.chars().count() >= SHORTEST && text.contains(name))
    }

    /// A path: types stay, names do not. `{type}/{name}` in turn after `providers/{namespace}`.
    fn path(&mut self, path: &str) -> String {
        let mut out = String::new();
        let mut segments = path.split('?').next().unwrap_or_default().split('/').filter(|segment| !segment.is_empty());
        while let Some(segment) = segments.next() {
            if segment.eq_ignore_ascii_case("providers") {
                let namespace = segments.next().unwrap_or_default();
                out.extend(["/providers/", kind(namespace)]);
                continue;
            }
            out.extend(["/", kind(segment)]);
            if let Some(name) = segments.next() {
                if name == "default" {
                    out.push_str("/default");
                    continue;
                }
                let name = percent_decode_str(name).decode_utf8_lossy().into_owned();
                // The parts of a name that Azure itself joins with a slash are names as well.
                name.split('/').for_each(|part| self.learn(sort_of(segment), part));
                out.extend(["/", &self.of(sort_of(segment), &name)]);
            }
        }
        if out.is_empty() { "/".to_owned() } else { out }
    }
}

/// Namespaces and types this console asks for, in lower case; a word that is none of them may be a name.
const KINDS: &str = " subscriptions resourcegroups providers locations batch resources tenants \
    microsoft.authorization microsoft.compute microsoft.desktopvirtualization microsoft.insights microsoft.keyvault \
    microsoft.network microsoft.policyinsights microsoft.resourcegraph microsoft.resources \
    hostpools sessionhosts usersessions scalingplans sessionhostconfigurations activesessionhostconfigurations \
    sessionhostmanagements sessionhostupdatestatuses sessionhostprovisioningstatuses applicationgroups workspaces \
    initiatesessionhostupdate controlsessionhostupdate controlsessionhostprovisioning retryprovisioning \
    retrieveregistrationtoken listregistrationtokens listsinglesessionhostregistrationtokens sendmessage disconnect \
    virtualmachines start restart deallocate extensions galleries images versions skus usages vmimage publishers \
    offers artifacttypes virtualnetworks subnets networksecuritygroups vaults secrets permissions roleassignments \
    locks policyassignments checkpolicyrestrictions diagnosticsettings eventtypes management values ";

/// A namespace or a type, if it is one.
fn kind(segment: &str) -> &str {
    let known = KINDS.contains(&[" ", &segment.to_ascii_lowercase(), " "].concat());
    if known && !segment.contains(char::is_whitespace) { segment } else { REMOVED }
}

/// The word for what a type names.
fn sort_of(kind: &str) -> &'static str {
    const SORTS: [(&str, &str); 7] = [
        ("subscriptions", "sub"),
        ("resourceGroups", "group"),
        ("hostPools", "pool"),
        ("sessionHosts", "host"),
        ("userSessions", "session"),
        ("virtualMachines", "machine"),
        ("scalingPlans", "plan"),
    ];
    SORTS.iter().find(|(known, _)| known.eq_ignore_ascii_case(kind)).map_or("name", |(_, sort)| sort)
}

/// One word of a service: no sentence, no address, no token.
fn is_code(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    !text.is_empty() && text.len() <= LONGEST && text.bytes().all(fits) && !text.starts_with("eyJ")
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
