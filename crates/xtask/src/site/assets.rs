//! Gives every file that pages refer to a name that carries its content, in `assets/`, where it may be cached for ever.
//!
//! Files are taken leaves first, so that a changed wasm file changes the script that names it, and in the end
//! `index.html`. Trunk's own hashes stop short of the second module, of snippets and of what refers to them.

use super::hash::Hash;
use super::split;
use super::worker::{self, WORKER};
use crate::run::{Doing, Outcome, fail};
use std::path::Path;

/// The folder of files with content in their names. `staticwebapp.config.json` lets browsers keep them.
pub const FOLDER: &str = "assets";

/// The demo's module keeps its name: the app asks for it by that, from inside the wasm. It is small and revalidated; the
/// wasm file it names is not.
const LATER: &str = "emulator_module.js";

/// For browsers that know no modules: fetched by no other, and not worth a place in any cache.
pub const TOO_OLD: &str = "too-old.js";

/// Renames, and rewrites the references.
pub fn name_by_content(dist: &Path) -> Outcome {
    let mut site = Site::read(dist)?;
    site.settle_all()?;
    site.write(dist)
}

/// A file on its way: the name others know it by, and what is in it.
struct File {
    name: String,
    content: Vec<u8>,
}

struct Site {
    index: String,
    /// Not yet renamed.
    open: Vec<File>,
    /// Old name and new name, both relative to `dist`.
    renamed: Vec<(String, String)>,
    settled: Vec<File>,
}

impl Site {
    fn read(dist: &Path) -> Outcome<Self> {
        let index = std::fs::read_to_string(dist.join("index.html")).doing("read dist/index.html")?;
        let mut open = Vec::new();
        for path in super::files(dist)? {
            let name = relative(dist, &path);
            if is_asset(&name) {
                let content = std::fs::read(&path).doing(format_args!("read {name}"))?;
                std::fs::remove_file(&path).doing(format_args!("move {name}"))?;
                open.push(File { name, content });
            }
        }
        Ok(Self { index, open, renamed: Vec::new(), settled: Vec::new() })
    }

    fn settle_all(&mut self) -> Outcome {
        self.join_styles()?;
        self.name_later_code();
        for name in self.in_order()? {
            self.settle(&name)?;
        }
        Ok(())
    }

    /// The files of later code get one number: they come from one build and fit only each other, and the script that fetches them
    /// need not list as many numbers as there are files. It makes their names out of one that no file has.
    fn name_later_code(&mut self) {
        let is_later = |file: &File| split::LATER.iter().any(|start| file.name.starts_with(start));
        let (later, open): (Vec<_>, Vec<_>) = std::mem::take(&mut self.open).into_iter().partition(is_later);
        self.open = open;
        let mut all = Hash::default();
        later.iter().for_each(|file| all.add(&file.content));
        self.renamed.push((split::ANY_LATER.to_owned(), with_content(split::ANY_LATER, &all)));
        self.settled.extend(later.into_iter().map(|file| File { name: with_content(&file.name, &all), content: file.content }));
    }

    /// One stylesheet instead of one a source file: fewer requests before the first paint. Those marked `data-later` become
    /// another one, which the app asks for by the name it finds in a `meta` element (`src/browser/style.js`).
    fn join_styles(&mut self) -> Outcome {
        for (attribute, joined, tag) in [
            ("", "style.css", "<link rel=\"stylesheet\" href=\"/style.css\">"),
            (" data-later", "later.css", "<meta name=\"later-style\" content=\"/later.css\">"),
        ] {
            let mut content = Vec::new();
            for name in stylesheets(&self.index, attribute) {
                let at = self.open.iter().position(|file| file.name == name);
                let file =
                    self.open.remove(at.ok_or_else(|| fail(format!("index.html names {name}, which Trunk did not write")))?);
                let text = String::from_utf8(file.content).doing(format_args!("read {name} as text"))?;
                let first = if content.is_empty() { tag } else { "" };
                content.extend(without_comments(&text).into_bytes());
                for end in ["/>", ">"] {
                    let one = format!("<link rel=\"stylesheet\" href=\"/{name}\"{attribute}{end}");
                    self.index = self.index.replacen(&one, first, 1);
                }
            }
            if !content.is_empty() {
                self.open.push(File { name: joined.into(), content });
            }
        }
        Ok(())
    }

    /// Leaves first: wasm and styles, snippets, the scripts wasm-bindgen wrote, the script that starts them.
    fn in_order(&self) -> Outcome<Vec<String>> {
        let mut names: Vec<String> = self.open.iter().map(|file| file.name.clone()).collect();
        names.sort_by_key(|name| rank(name));
        Ok(names)
    }

    fn settle(&mut self, name: &str) -> Outcome {
        let Some(at) = self.open.iter().position(|file| file.name == name) else { return Ok(()) };
        let mut file = self.open.remove(at);
        // wasm-bindgen's output folder keeps the snippets of earlier builds; only those that are named count.
        if name.starts_with("snippets/") && !self.mentioned(name) {
            return Ok(());
        }
        if name.ends_with(".js") {
            let text = String::from_utf8(file.content).doing(format_args!("read {name} as text"))?;
            let folder = if name == LATER { format!("{FOLDER}/") } else { String::new() };
            file.content = self.referring(&without_indentation(&text), &folder).into_bytes();
        }
        if name == LATER {
            self.settled.push(file);
            return Ok(());
        }
        let renamed = with_content(name, &Hash::of(&file.content));
        if name.starts_with("snippets/") {
            // Imported by a script that is itself preloaded: naming it here saves a round trip.
            let preload = format!("<link rel=\"modulepreload\" href=\"/{renamed}\"></head>");
            self.index = self.index.replacen("</head>", &preload, 1);
        }
        self.index = self.index.replace(&format!("\"/{name}\""), &format!("\"/{renamed}\""));
        self.renamed.push((name.to_owned(), renamed.clone()));
        self.settled.push(File { name: renamed, content: file.content });
        Ok(())
    }

    fn mentioned(&self, name: &str) -> bool {
        self.open.iter().any(|file| file.name.ends_with(".js") && String::from_utf8_lossy(&file.content).contains(name))
    }

    /// A script's text with the new names of what it imports; `folder` is the way from the script to the assets.
    fn referring(&self, script: &str, folder: &str) -> String {
        self.renamed.iter().fold(script.to_owned(), |text, (old, new)| {
            let file = format!("{folder}{}", new.rsplit('/').next().unwrap_or(new));
            ["'", "\"", "`"].iter().fold(text, |text, quote| {
                let text = text.replace(&format!("{quote}./{old}{quote}"), &format!("{quote}./{file}{quote}"));
                text.replace(&format!("{quote}{old}{quote}"), &format!("{quote}{file}{quote}"))
            })
        })
    }

    fn write(self, dist: &Path) -> Outcome {
        std::fs::create_dir_all(dist.join(FOLDER)).doing("make dist/assets")?;
        let script = std::fs::read_to_string(dist.join(WORKER)).doing("read dist/sw.js")?;
        let names = self.settled.iter().map(|file| file.name.as_str());
        let worker = worker::filled(&without_indentation(&script), &self.index, names)?;
        for file in self.settled {
            std::fs::write(dist.join(&file.name), &file.content).doing(format_args!("write {}", file.name))?;
        }
        let index = without_remarks(&self.index);
        std::fs::write(dist.join("index.html"), &index).doing("write dist/index.html")?;
        std::fs::write(dist.join(WORKER), worker).doing("write dist/sw.js")?;
        match std::fs::remove_dir_all(dist.join("snippets")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error).doing("remove dist/snippets"),
            _ => Ok(()),
        }
    }
}

/// What lies at the root of `dist` or among the snippets; folders of `public/` keep their names (the redirect page's
/// address is registered with Entra ID).
fn is_asset(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    let place = !name.contains('/') || name.starts_with("snippets/");
    place && ![WORKER, TOO_OLD].contains(&name) && matches!(ending, "js" | "css" | "wasm")
}

fn rank(name: &str) -> u8 {
    match name {
        "boot.js" => 3,
        _ if name.starts_with("snippets/") => 1,
        _ if name.ends_with(".js") => 2,
        _ => 0,
    }
}

fn with_content(name: &str, hash: &Hash) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    format!("{FOLDER}/{stem}-{hash}.{ending}")
}

/// A script without indentation, empty lines and lines that are only a comment. No text of ours or of wasm-bindgen goes over
/// several lines.
fn without_indentation(script: &str) -> String {
    let is_comment = |line: &&str| line.starts_with("//") || line.starts_with("/*") || line.starts_with('*');
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line));
    lines.map(|line| format!("{line}\n")).collect()
}

/// A page without its comments, indentation and empty lines.
fn without_remarks(page: &str) -> String {
    let mut parts = page.split("<!--");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    kept.extend(parts.filter_map(|part| part.split_once("-->")).map(|(_, after)| after));
    kept.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

/// A stylesheet without its comments and indentation. No string in ours holds `/*`.
fn without_comments(style: &str) -> String {
    let mut parts = style.split("/*");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    kept.extend(parts.filter_map(|part| part.split_once("*/")).map(|(_, after)| after));
    kept.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

/// The sheets of the page whose tags end in these attributes.
fn stylesheets(index: &str, attributes: &str) -> Vec<String> {
    let tags = index.split("<link rel=\"stylesheet\" href=\"/").skip(1);
    let marked = tags.filter_map(|rest| rest.split_once('"')).filter(|(_, rest)| {
        let end = rest.split('>').next().unwrap_or_default();
        end.trim_end_matches('/') == attributes
    });
    marked.map(|(name, _)| name.to_owned()).collect()
}

fn relative(dist: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(dist).unwrap_or(path);
    inner.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn file(name: &str, content: &str) -> File {
        File { name: name.into(), content: content.into() }
    }

    fn site(wasm: &str) -> Site {
        let index = "<link rel=\"stylesheet\" href=\"/a.css\"/><link rel=\"stylesheet\" href=\"/b.css\"/>\
                     <link rel=\"stylesheet\" href=\"/c.css\" data-later/><link rel=\"stylesheet\" href=\"/d.css\" data-later>\
                     <script type=\"module\" src=\"/boot.js\"></script>";
        let open = vec![
            file("a.css", "/* note */ a {\n  b: c;\n}\n/* end */"),
            file("b.css", "b{}"),
            file("c.css", "c{}"),
            file("d.css", "d{}"),
            file("boot.js", "import init from './app.js'; init(new URL('app_bg.wasm', import.meta.url))"),
            file(
                "app.js",
                "import * as s from './snippets/app-1/s.js'; new URL('app_bg.wasm', import.meta.url); \
                 fetch(new URL(\"./later.wasm\".replace(\"later\", name), import.meta.url))",
            ),
            file("app_bg.wasm", wasm),
            file("split_forms.wasm", "forms"),
            file("chunk_9.wasm", "shared"),
            file("snippets/app-1/s.js", "/**\n * One.\n */\n// Note\n\n    export const one = 1"),
            file("snippets/app-0/s.js", "left over"),
            file("emulator_module.js", "new URL('emulator_module_bg.wasm', import.meta.url)"),
            file("emulator_module_bg.wasm", "demo"),
        ];
        let mut site = Site { index: index.into(), open, renamed: Vec::new(), settled: Vec::new() };
        site.settle_all().unwrap();
        site
    }

    #[test]
    fn every_reference_follows_the_rename() {
        let site = site("wasm");
        let all: String = site.settled.iter().map(|file| String::from_utf8_lossy(&file.content).into_owned()).collect();
        for old in ["'./app.js'", "'app_bg.wasm'", "./later.wasm", "snippets/"] {
            assert!(!all.contains(old), "{old} in {all}");
        }
        for file in &site.settled {
            let short = file.name.trim_start_matches("assets/").replace("split_forms-", "later-").replace("chunk_9-", "later-");
            assert!(
                short == LATER || all.contains(&short) || site.index.contains(&format!("\"/{}\"", file.name)),
                "nothing names {}",
                file.name
            );
        }
        assert_eq!(site.settled.len(), 10, "each two styles became one, the left-over snippet is gone");
    }

    #[test]
    fn the_page_loses_its_comments() {
        assert_eq!(without_remarks("<a>\n  <!-- why\n  so -->\n\n  <b>x</b>\n"), "<a>\n<b>x</b>\n");
    }

    #[test]
    fn scripts_lose_their_comments() {
        let site = site("wasm");
        let script = site.settled.iter().find(|file| file.name.starts_with("assets/s-")).unwrap();
        assert_eq!(String::from_utf8_lossy(&script.content), "export const one = 1\n");
    }

    #[test]
    fn styles_are_joined_in_the_order_of_the_page() {
        let site = site("wasm");
        let sheet = |name: &str| {
            let file = site.settled.iter().find(|file| file.name.starts_with(name) && file.name.ends_with(".css")).unwrap();
            (file.name.clone(), String::from_utf8_lossy(&file.content).into_owned())
        };
        assert_eq!(sheet("assets/style").1, "a {\nb: c;\n}\nb{}\n");
        let (name, later) = sheet("assets/later");
        assert_eq!(later, "c{}\nd{}\n");
        assert_eq!(site.index.matches("stylesheet").count(), 1);
        assert!(site.index.contains(&format!("<meta name=\"later-style\" content=\"/{name}\">")), "{}", site.index);
    }

    #[test]
    fn a_changed_leaf_changes_every_name_above_it_and_no_other() {
        let names = |site: &Site| site.renamed.iter().map(|(_, new)| new.clone()).collect::<Vec<_>>();
        let (one, other) = (site("one"), site("other"));
        let changed: Vec<_> =
            one.renamed.iter().zip(names(&other)).filter(|((_, a), b)| a != b).map(|((old, _), _)| old).collect();
        assert_eq!(changed, ["app_bg.wasm", "app.js", "boot.js"]);
        assert_ne!(one.index, other.index);
    }
}
