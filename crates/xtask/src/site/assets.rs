//! Moves everything the page refers to into a folder that is named by the content of all of it, `assets/<hash>/`, where it may be
//! cached for ever.
//!
//! The files of one build fit only each other and name each other by relative paths. In one folder they keep their names, and
//! nothing but `index.html` and the service worker's list has to know where they went. Trunk's own hashes stop short of the second
//! module, of snippets and of what refers to them.

use super::{hash, split, worker};
use crate::files::files;
use crate::run::{Doing, Outcome, fail};
use sha2::{Digest, Sha256};
use std::path::Path;

/// The folder of all builds. `staticwebapp.config.json` lets browsers keep what is in it.
pub const FOLDER: &str = "assets";
/// What the host reads.
const RULES: &str = "staticwebapp.config.json";
/// For browsers that know no modules: fetched by no other, and not worth a place in any cache.
const TOO_OLD: &str = "too-old.js";
/// How Trunk writes the tag of a stylesheet.
const SHEET: &str = "<link rel=\"stylesheet\" href=\"/";

/// Joins the styles, moves the files, and names them anew where they are named.
pub fn settle(dist: &Path) -> Outcome {
    let page = dist.join("index.html");
    let html = std::fs::read_to_string(&page).doing("read dist/index.html")?;
    let mut style = String::new();
    let html = with_one_sheet(&html, |name| {
        let file = dist.join(name);
        style += &std::fs::read_to_string(&file).doing(format_args!("read {name}"))?;
        std::fs::remove_file(&file).doing(format_args!("remove {name}"))
    })?;
    std::fs::write(dist.join("style.css"), style).doing("write style.css")?;
    let names: Vec<String> = files(dist)?.iter().map(|file| relative(dist, file)).filter(|name| is_asset(name)).collect();
    let folder = move_all(dist, &names)?;
    let html = referring(&html, &folder, &names);
    std::fs::write(&page, &html).doing("write dist/index.html")?;
    let script = std::fs::read_to_string(dist.join(worker::WORKER)).doing("read dist/sw.js")?;
    let moved: Vec<String> = names.iter().map(|name| format!("{folder}/{name}")).collect();
    let mut kept = Vec::new();
    for name in &moved {
        let content = std::fs::read(dist.join(name)).doing(format_args!("read {name}"))?;
        kept.push((name.as_str(), Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()));
    }
    let script = worker::filled(&script, &html, kept.into_iter())?;
    std::fs::write(dist.join(worker::WORKER), script).doing("write dist/sw.js")
}

/// The page with one stylesheet in place of many: fewer requests before the first paint.
fn with_one_sheet(html: &str, mut take: impl FnMut(&str) -> Outcome) -> Outcome<String> {
    let mut pieces = html.split(SHEET);
    let mut page = pieces.next().unwrap_or_default().to_owned();
    page.push_str("<link rel=\"stylesheet\" href=\"/style.css\">");
    for piece in pieces {
        let tag = piece.split_once('>').and_then(|(tag, rest)| Some((tag.split_once('"')?.0, rest)));
        let (name, rest) = tag.ok_or_else(|| fail("a stylesheet's tag in index.html does not end"))?;
        take(name)?;
        page.push_str(rest);
    }
    Ok(page)
}

/// What lies at the root of `dist` or among the snippets; folders of `public/` keep their names (the redirect page's address is
/// registered with Entra ID), and so do files that browsers know by name.
fn is_asset(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    let place = !name.contains('/') || name.starts_with("snippets/");
    place && ![worker::WORKER, TOO_OLD].contains(&name) && matches!(ending, "js" | "css" | "wasm")
}

/// Moves the files; the folder they are in now.
///
/// The host's rules count too. A browser that has the page asks whether it has changed; if not, it keeps the headers it came with, the
/// old policy among them (RFC 9111, section 4.3.4; Azure Static Web Apps sends none of them with a 304). So new rules must change the page.
fn move_all(dist: &Path, names: &[String]) -> Outcome<String> {
    let mut contents = vec![std::fs::read(dist.join(RULES)).doing(format_args!("read {RULES}"))?];
    for name in names {
        contents.push(name.as_bytes().to_vec());
        contents.push(std::fs::read(dist.join(name)).doing(format_args!("read {name}"))?);
    }
    let folder = format!("{FOLDER}/{}", hash(contents));
    for name in names {
        let to = dist.join(&folder).join(name);
        std::fs::create_dir_all(to.parent().unwrap_or(dist)).doing(format_args!("make {folder}"))?;
        std::fs::rename(dist.join(name), to).doing(format_args!("move {name}"))?;
    }
    let left = dist.join("snippets");
    if left.is_dir() {
        std::fs::remove_dir_all(left).doing("remove dist/snippets")?;
    }
    Ok(folder)
}

/// The page with the new places. Scripts that the app's script imports are preloaded: naming them here saves a round trip.
fn referring(html: &str, folder: &str, names: &[String]) -> String {
    let moved = |html: String, name: &String| html.replace(&format!("\"/{name}\""), &format!("\"/{folder}/{name}\""));
    let html = names.iter().fold(html.to_owned(), moved);
    let imported = names.iter().filter(|name| name.ends_with(".js") && (name.starts_with("snippets/") || *name == split::SCRIPT));
    let preloads: String = imported.map(|name| format!("<link rel=\"modulepreload\" href=\"/{folder}/{name}\">\n")).collect();
    html.replacen("</head>", &format!("{preloads}</head>"), 1)
}

fn relative(dist: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(dist).unwrap_or(path);
    inner.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn many_sheets_become_one_in_the_place_of_the_first() {
        let html = "<head><link rel=\"stylesheet\" href=\"/a.css\"/>\n<link rel=\"stylesheet\" href=\"/b.css\"></head>";
        let mut names = String::new();
        let page = with_one_sheet(html, |name| {
            names += name;
            Ok(())
        });
        assert_eq!(names, "a.cssb.css");
        assert_eq!(page.unwrap(), "<head><link rel=\"stylesheet\" href=\"/style.css\">\n</head>");
    }

    #[test]
    fn only_what_the_build_makes_is_moved() {
        for name in ["boot.js", "avd-console_bg.wasm", "style.css", "split_pool.wasm", "snippets/app-1/src/demo.js"] {
            assert!(is_asset(name), "{name}");
        }
        for name in ["sw.js", "too-old.js", "index.html", "config.json", "auth/redirect.js", "icon.svg"] {
            assert!(!is_asset(name), "{name}");
        }
    }

    #[test]
    fn the_page_names_every_file_where_it_is() {
        let names = ["boot.js", "later.js", "snippets/app-1/s.js", "split_pool.wasm"].map(str::to_owned);
        let page = referring("<head></head><script src=\"/boot.js\">", "assets/1", &names);
        assert_eq!(page.matches("\"/assets/1/boot.js\"").count(), 1);
        assert_eq!(page.matches("modulepreload").count(), 2, "{page}");
        assert!(page.contains("\"/assets/1/later.js\"") && page.contains("\"/assets/1/snippets/app-1/s.js\""));
    }

    #[test]
    fn any_change_is_another_folder() {
        let dist = std::env::temp_dir().join(format!("avd-assets-{}", std::process::id()));
        let folder = |app: &str, rules: &str| {
            std::fs::create_dir_all(dist.join("snippets/x")).unwrap();
            std::fs::write(dist.join(RULES), rules).unwrap();
            std::fs::write(dist.join("app.js"), app).unwrap();
            std::fs::write(dist.join("snippets/x/s.js"), "s").unwrap();
            move_all(&dist, &["app.js".into(), "snippets/x/s.js".into()]).unwrap()
        };
        let (one, same, ruled, other) = (folder("one", "{}"), folder("one", "{}"), folder("one", "{ }"), folder("other", "{}"));
        assert_eq!(std::fs::read_to_string(dist.join(&other).join("app.js")).unwrap(), "other");
        assert!(dist.join(&other).join("snippets/x/s.js").is_file() && !dist.join("snippets").exists());
        std::fs::remove_dir_all(&dist).unwrap();
        assert_eq!(one, same);
        assert!(one != other && one != ruled && ruled != other);
    }
}
