//! Figures of the release build in a real browser, kept and compared. No test: machines differ, and nothing here fails for being slow.

use crate::run::{Doing, Outcome, fail, run, step};
use crate::workspace::Workspace;
use crate::{browser, demo};
use serde_json::Value;

/// Writes the table without measuring.
const TABLE: &str = "--table";
/// Between these lines README has the table.
const MARKS: [&str; 2] = ["<!-- bench: written by `cargo xtask bench` -->\n", "<!-- bench: end -->\n"];
/// What is measured, by its name in the file, and what stands above its column.
const COLUMNS: [(&str, &str); 4] = [
    ("400x25, full CPU", "400 pools, 10,000 hosts"),
    ("400x25, quarter CPU", "the same, a quarter of the CPU"),
    ("400x25, slow network", "the same, 1.6 Mbit/s and 150 ms"),
    ("100k, full CPU", "1,300 pools, 100,000 hosts"),
];
/// The lines, each with the figures it shows.
const LINES: [(&str, &[&str]); 14] = [
    ("pools shown; with their host counts", &["pools page: shown, ms", "pools page: with host counts, ms"]),
    ("of the site until then", &["pools page: of the site until then, bytes", "pools page: of the site until then, files"]),
    ("a pool's page shown", &["a pool's page: shown, ms"]),
    ("of the site until then", &["a pool's page: of the site until then, bytes", "a pool's page: of the site until then, files"]),
    ("all hosts shown", &["all hosts: shown, ms"]),
    ("of the site until then", &["all hosts: of the site until then, bytes", "all hosts: of the site until then, files"]),
    ("API calls, preflights for all hosts", &["all hosts: API calls", "all hosts: preflights"]),
    ("blocking time, all hosts", &["all hosts: blocking, ms"]),
    ("key pressed at any moment to painted result, median", &["key at any moment to painted, median ms"]),
    ("the same of a bare table without any library", &["bare table: key at any moment to painted, median ms"]),
    (
        "scroll frames over 50 ms, of 240; painted without rows",
        &["scroll frames over 50 ms", "scroll frames painted without rows"],
    ),
    ("the same of the bare table", &["bare table: scroll frames over 50 ms", "bare table: scroll frames painted without rows"]),
    ("sort by name, select all, export CSV", &["sort by name, ms", "select all, ms", "export CSV, ms"]),
    (
        "memory of the page, before and after all that",
        &["all hosts: memory of the page, MB", "memory of the page after all that, MB"],
    ),
];

/// Measures and writes README's table; flags go to Playwright (`-g 400x25` measures that fleet only).
pub fn bench(workspace: &Workspace, flags: &[String]) -> Outcome {
    if flags == [TABLE] {
        return write_table(workspace);
    }
    browser::packages(workspace)?;
    let chromium = browser::chromium(workspace)?;
    demo::site_and_emulator(workspace)?;
    step("measure", || {
        let mut playwright = workspace.program("npx")?;
        playwright.args(["--no-install", "playwright", "test", "--config", "bench.config.ts"]).args(flags);
        playwright.current_dir(workspace.browser_tests());
        playwright.env("CHROMIUM", chromium).env("EMULATOR", workspace.emulator()).env("SITE", workspace.dist());
        run(&mut playwright)
    })?;
    write_table(workspace)
}

fn write_table(workspace: &Workspace) -> Outcome {
    let readme = workspace.root.join("README.md");
    let text = std::fs::read_to_string(&readme).doing("read README.md")?;
    std::fs::write(readme, with_table(&text, &newest(workspace)?)?).doing("write README.md")
}

/// The name and the content of the last kept file.
fn newest(workspace: &Workspace) -> Outcome<(String, Value)> {
    let folder = workspace.root.join("tests").join("bench");
    let entries = std::fs::read_dir(&folder).doing("list tests/bench")?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).filter(|name| name.ends_with(".json"));
    let name = names.max().ok_or_else(|| fail("tests/bench has no figures"))?;
    let text = std::fs::read_to_string(folder.join(&name)).doing(format_args!("read {name}"))?;
    Ok((name, serde_json::from_str(&text).doing("read the kept figures")?))
}

fn with_table(readme: &str, newest: &(String, Value)) -> Outcome<String> {
    let [begin, end] = MARKS;
    let marked = readme.split_once(begin).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    let (before, after) = marked.ok_or_else(|| fail("README.md has no place for the table of figures"))?;
    Ok(format!("{before}{begin}{}{end}{after}", table(newest)))
}

fn table((name, kept): &(String, Value)) -> String {
    let titles = COLUMNS.map(|(_, title)| title).join(" | ");
    let mut out = format!("| `tests/bench/{name}` | {titles} |\n|{}\n", "---|".repeat(COLUMNS.len() + 1));
    for (title, figures) in LINES {
        let cell = |(column, _): &(&str, &str)| {
            figures.iter().map(|figure| shown(figure, kept["figures"][*column][*figure].as_f64())).collect::<Vec<_>>().join(", ")
        };
        out += &format!("| {title} | {} |\n", COLUMNS.iter().map(cell).collect::<Vec<_>>().join(" | "));
    }
    out
}

/// A figure with its unit, which is the end of its name; one that was not measured then is a dash.
fn shown(name: &str, value: Option<f64>) -> String {
    let Some(value) = value else { return "—".to_owned() };
    match name.rsplit(' ').next().unwrap_or_default() {
        // So many of them are.
        "ms" if name.contains("frames over") => format!("{value:.0}"),
        "ms" if value >= 10_000.0 => format!("{:.0} s", value / 1000.0),
        "ms" if value >= 1000.0 => format!("{:.1} s", value / 1000.0),
        "ms" => format!("{value:.0} ms"),
        "bytes" => format!("{:.0} KB", value / 1000.0),
        "files" => format!("{value:.0} files"),
        "MB" => format!("{value:.0} MB"),
        _ => format!("{value:.0}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn figures_have_their_units() {
        for (name, value, expected) in [
            ("pools page: shown, ms", Some(373.6), "374 ms"),
            ("all hosts: shown, ms", Some(6724.6), "6.7 s"),
            ("all hosts: shown, ms", Some(30926.3), "31 s"),
            ("pools page: of the site until then, bytes", Some(300_400.0), "300 KB"),
            ("pools page: of the site until then, files", Some(13.0), "13 files"),
            ("scroll frames over 50 ms", Some(9.0), "9"),
            ("bare table: scroll frames over 50 ms", Some(8.0), "8"),
            ("memory of the page after all that, MB", Some(159.8), "160 MB"),
            ("anything", None, "—"),
        ] {
            assert_eq!(shown(name, value), expected, "{name}");
        }
    }

    #[test]
    fn the_table_takes_its_place_and_no_other() {
        let kept = (
            "x.json".to_owned(),
            json!({ "figures": { "100k, full CPU": { "all hosts: API calls": 103, "all hosts: preflights": 2 } } }),
        );
        let readme = format!("before\n{}old\n{}after\n", MARKS[0], MARKS[1]);
        let text = with_table(&readme, &kept).unwrap();
        assert!(text.starts_with("before\n") && text.ends_with("after\n") && !text.contains("old"), "{text}");
        assert!(text.contains("| API calls, preflights for all hosts | —, — | —, — | —, — | 103, 2 |\n"), "{text}");
        assert!(with_table("before", &kept).is_err());
    }

    #[test]
    fn the_readme_has_the_last_figures() {
        let workspace = Workspace::find().unwrap();
        let readme = std::fs::read_to_string(workspace.root.join("README.md")).unwrap();
        assert_eq!(with_table(&readme, &newest(&workspace).unwrap()).unwrap(), readme, "write it by `cargo xtask bench --table`");
    }
}
