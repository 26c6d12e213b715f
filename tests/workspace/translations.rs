//! Pages that are there in English and in German say the same.

use std::path::Path;

use crate::repo::{assert_none, copy, found_by, read, root, write};

/// English page, German page.
const PAGES: [(&str, &str); 2] = [
    ("docs/fleet.md", "docs/flotte.md"),
    ("docs/alerts.md", "docs/hinweise.md"),
];

/// What a page consists of, whatever its language: commands and settings without their comments, headings by their
/// depth, rows of tables, items of lists, and pictures.
fn shape(page: &str) -> Vec<String> {
    let mut is_code = false;
    let mut found = Vec::new();
    for line in page.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
            found.push(line.to_owned());
        } else if is_code {
            let code = line.split_once("  # ").map_or(line, |(code, _)| code);
            found.push(code.trim_end().to_owned());
        } else if line.starts_with('#') {
            found.push(line.split(' ').next().unwrap_or_default().to_owned());
        } else if line.starts_with('|') || line.starts_with("- ") {
            found.push(line[..1].to_owned());
        } else if line.starts_with("![") {
            found.extend(line.split_once("](").map(|(_, target)| target.to_owned()));
        }
    }
    found
}

/// Where a German page parts from the English one.
fn differing(root: &Path) -> Vec<String> {
    let pairs = PAGES.iter().filter_map(|(english, german)| {
        let (first, second) = (shape(&read(root, english)), shape(&read(root, german)));
        let both = first.iter().zip(&second);
        let parted = both.filter(|(one, other)| one != other).map(|(one, _)| one);
        let longer = first.get(second.len()).or(second.get(first.len()));
        let at = parted.chain(longer).next()?;
        Some(format!("{german}: {at}"))
    });
    pairs.collect()
}

#[test]
fn a_page_in_german_has_the_commands_and_parts_of_the_english_one() {
    assert_none("parted", &differing(root()));
}

#[test]
fn a_page_that_parts_from_its_translation_is_seen() {
    let folder = copy();
    let seen = found_by(folder.path(), differing, |root| {
        let fleet = read(root, "docs/fleet.md");
        write(
            root,
            "docs/fleet.md",
            fleet.replace("devices 40", "devices 41"),
        );
        let german = read(root, "docs/hinweise.md");
        write(
            root,
            "docs/hinweise.md",
            format!("{german}\n- Noch etwas.\n"),
        );
    });
    assert_eq!(
        seen,
        [
            "docs/flotte.md: 3kplaces --config fleet.toml config set fleet.devices 41",
            "docs/hinweise.md: -",
        ]
    );
}
