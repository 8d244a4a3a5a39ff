//! The host's rules leave a trace in `index.html`.
//!
//! A browser that has the page asks whether it has changed. If not, it keeps the headers it came with, the old policy among
//! them (RFC 9111, section 4.3.4; Azure Static Web Apps sends none of them with a 304). So new headers must change the page.

use super::hash::Hash;
use crate::run::{Doing, Outcome};
use std::path::Path;

/// Writes the number of the rules into the page.
pub fn mark(dist: &Path) -> Outcome {
    let page = dist.join("index.html");
    let rules = std::fs::read(dist.join("staticwebapp.config.json")).doing("read dist/staticwebapp.config.json")?;
    let html = std::fs::read_to_string(&page).doing("read dist/index.html")?;
    std::fs::write(page, marked(&html, &rules)).doing("write dist/index.html")
}

fn marked(html: &str, rules: &[u8]) -> String {
    html.replacen("</head>", &format!("<meta name=\"host-rules\" content=\"{}\"></head>", Hash::of(rules)), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_rules_make_another_page() {
        let page = |rules: &str| marked("<head></head><body>", rules.as_bytes());
        assert_ne!(page("{\"a\":1}"), page("{\"a\":2}"));
        assert!(page("{}").starts_with("<head><meta name=\"host-rules\" content=\""));
        assert!(page("{}").ends_with("\"></head><body>"));
    }
}
