//! Documents that say what is so: commands, links, tables.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kplaces_cli::Kind;
use kplaces_edition::Feature;
use strum::IntoEnumIterator;

use crate::repo::{
    assert_none, copy, files_ending, found_by, packages, read, root, subcommands, write,
};

/// The documents, with their text.
fn documents(root: &Path) -> Vec<(String, String)> {
    let files = files_ending(root, &[".md"]);
    let texts = files.into_iter().map(|file| {
        let text = read(root, &file);
        (file, text)
    });
    texts.collect()
}

/// Lines of code blocks that people type: those without a language or in that of a shell. On a
/// console they stand behind `$`, and the rest is output.
fn shell_lines(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut language = None;
    for line in text.lines() {
        match (line.trim_start().strip_prefix("```"), language) {
            (Some(name), None) => language = Some(name.trim()),
            (Some(_), Some(_)) => language = None,
            (None, Some("console")) => found.extend(line.trim().strip_prefix("$ ")),
            (None, Some("" | "sh" | "shell" | "bash")) => found.push(line.trim()),
            (None, _) => {}
        }
    }
    found
}

/// Code between backticks in running text.
fn inline_code(text: &str) -> Vec<&str> {
    let mut block = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            block = !block;
        } else if !block {
            found.extend(line.split('`').skip(1).step_by(2));
        }
    }
    found
}

/// The word behind `prefix` wherever a line has it.
fn words_behind<'l>(line: &'l str, prefix: &str) -> Vec<&'l str> {
    let rests = line.split(prefix).skip(1);
    let words = rests.map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)));
        &rest[..end.unwrap_or(rest.len())]
    });
    words.filter(|word| !word.is_empty()).collect()
}

/// The commands of `cargo xtask`, as its source declares them.
fn xtask_commands(root: &Path) -> BTreeSet<String> {
    let sources = files_ending(root, &[".rs"]);
    let own = sources.iter().filter(|file| file.starts_with("xtask/src/"));
    own.flat_map(|file| subcommands(&read(root, file)))
        .collect()
}

/// The commands of `3kplaces` in all editions.
fn product_commands(root: &Path) -> BTreeSet<String> {
    let mut found = subcommands(&read(root, "crates/kplaces-cli/src/args.rs"));
    found.extend(
        Feature::all()
            .filter_map(Feature::command)
            .map(str::to_owned),
    );
    found
}

/// Commands that documents name and that do not exist.
fn unknown_commands(root: &Path) -> Vec<String> {
    let (xtask, product) = (xtask_commands(root), product_commands(root));
    let packages: BTreeSet<String> = packages(root)
        .into_iter()
        .map(|package| package.name)
        .collect();
    let mut found = Vec::new();
    for (file, text) in documents(root) {
        let mut check = |line: &str, prefix: &str, known: &BTreeSet<String>| {
            for word in words_behind(line, prefix) {
                // A word in capitals stands for a name.
                let stands_for = word.chars().any(|c| c.is_ascii_uppercase());
                if !word.starts_with('-') && !stands_for && !known.contains(word) {
                    found.push(format!("{file}: {prefix}{word}"));
                }
            }
        };
        let code = shell_lines(&text).into_iter().chain(inline_code(&text));
        for line in code {
            check(line, "cargo xtask ", &xtask);
            check(line, "3kplaces ", &product);
            for prefix in [
                "cargo run -p ",
                "cargo test -p ",
                "cargo build -p ",
                "cargo bench -p ",
            ] {
                check(line, prefix, &packages);
            }
        }
    }
    found
}

#[test]
fn every_command_in_a_document_exists() {
    let known = xtask_commands(root());
    assert!(
        known.contains("test") && known.contains("demo"),
        "{known:?}"
    );
    assert_none("no such command", &unknown_commands(root()));
}

#[test]
fn a_command_that_does_not_exist_is_seen() {
    let folder = copy();
    let text = "Run `cargo xtask everything`.\n\n```sh\ncargo xtask demo && cargo xtask tset\n\
                3kplaces teleport 1\ncargo test -p kplaces-nothing\n```\n\n```console\n\
                $ cargo xtask tested\ncargo xtask is output\n```\n\n```rust\ncargo xtask x\n```\n";
    let mut seen = found_by(folder.path(), unknown_commands, |root| {
        write(root, "NEW.md", text);
    });
    seen.sort();
    assert_eq!(
        seen,
        [
            "NEW.md: 3kplaces teleport",
            "NEW.md: cargo test -p kplaces-nothing",
            "NEW.md: cargo xtask everything",
            "NEW.md: cargo xtask tested",
            "NEW.md: cargo xtask tset",
        ]
    );
}

#[test]
fn the_documents_for_people_start_with_the_two_commands() {
    for file in ["README.md", "CONTRIBUTING.md"] {
        let text = read(root(), file);
        let lines = shell_lines(&text);
        for command in ["cargo xtask demo", "cargo xtask test"] {
            let shown = lines.iter().any(|line| line.starts_with(command));
            assert!(shown, "{file} shows no `{command}`");
        }
    }
}

/// Links that lead nowhere.
fn broken_links(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in documents(root) {
        let folder = Path::new(&file).parent().unwrap();
        for link in links(&text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() {
                root.join(&file)
            } else {
                root.join(folder).join(path)
            };
            let reached = match std::fs::read_to_string(&target) {
                Ok(text) if !anchor.is_empty() => anchors(&text).contains(anchor),
                _ => target.exists(),
            };
            if !reached {
                found.push(format!("{file}: {link}"));
            }
        }
    }
    found
}

/// The targets of `[text](target)` outside of code.
fn links(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut block = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            block = !block;
        } else if !block {
            let rests = line.split("](").skip(1);
            found.extend(rests.filter_map(|rest| rest.split([')', ' ']).next()));
        }
    }
    found
}

/// The anchors of a document's headings, as they are made on the web.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let slug = |heading: &str| -> String {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = words
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(slug).collect()
}

#[test]
fn every_link_in_a_document_leads_somewhere() {
    assert_none("broken links", &broken_links(root()));
}

#[test]
fn a_broken_link_is_seen() {
    let folder = copy();
    let text = "# The Top\n[a](#the-top) [b](crates) [c](Cargo.toml) [d](https://x.test/y)\n\
                [e](#bottom) [f](crates/none.md) [g](README.md#no-such-heading)\n";
    let seen = found_by(folder.path(), broken_links, |root| {
        write(root, "NEW.md", text);
    });
    assert_eq!(
        seen,
        [
            "NEW.md: #bottom",
            "NEW.md: crates/none.md",
            "NEW.md: README.md#no-such-heading",
        ]
    );
}

/// Lines that say how long work on many places takes, outside of the page that is measured.
fn times_elsewhere(root: &Path) -> Vec<String> {
    let measured = "docs/performance.md";
    let documents = documents(root).into_iter();
    let others = documents.filter(|(file, _)| file != measured);
    others
        .flat_map(|(file, text)| {
            let lines = text.lines().filter(|line| is_a_time_of_many(line));
            let found: Vec<String> = lines.map(|line| format!("{file}: {line}")).collect();
            found
        })
        .collect()
}

/// Whether a line has a large number or a million, and seconds or milliseconds.
fn is_a_time_of_many(line: &str) -> bool {
    let many = ["0 000", "0,000", "million"];
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_time = |pair: &[&str]| {
        let unit = pair[1].trim_end_matches(|c: char| !c.is_alphanumeric());
        pair[0].ends_with(|c: char| c.is_ascii_digit())
            && ["s", "ms", "µs", "seconds"].contains(&unit)
    };
    many.iter().any(|many| line.contains(many)) && words.windows(2).any(is_time)
}

#[test]
fn how_long_something_takes_is_said_only_where_it_is_measured() {
    assert_none("times", &times_elsewhere(root()));
}

#[test]
fn a_time_outside_of_the_measured_page_is_seen() {
    let folder = copy();
    let text = "100 000 places take 0.05 s.\nA million, 4 MB, in 12 ms (here).\n\
                At most 10 000 places.\nIt waits 15 seconds.\n";
    let seen = found_by(folder.path(), times_elsewhere, |root| {
        write(root, "NEW.md", text);
    });
    assert_eq!(
        seen,
        [
            "NEW.md: 100 000 places take 0.05 s.",
            "NEW.md: A million, 4 MB, in 12 ms (here).",
        ]
    );
}

/// The exit codes of a document's table: ``| 2 | `usage` | … |``.
fn exit_codes_in(text: &str) -> BTreeMap<u8, String> {
    let rows = text.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let code = cells.get(1)?.parse().ok()?;
        Some((code, cells.get(2)?.trim_matches('`').to_owned()))
    });
    rows.collect()
}

#[test]
fn the_exit_codes_in_the_document_are_those_of_the_code() {
    let mut codes: BTreeMap<u8, String> = Kind::iter()
        .map(|kind| (kind.exit_code(), <&str>::from(kind).to_owned()))
        .collect();
    assert_eq!(codes.len(), Kind::iter().count(), "two kinds share a code");
    // Answers, not failures: done, and done with a difference found.
    for code in [0, kplaces_cli::Output::DIFFERS] {
        let other = codes.insert(code, String::new());
        assert_eq!(other, None, "a kind has the code of an answer");
    }
    let readme = read(root(), "crates/kplaces-cli/README.md");
    assert_eq!(exit_codes_in(&readme), codes);
}

/// What the guide calls the one table of column spellings has to be it.
#[test]
fn column_spellings_are_in_one_file() {
    let spellings = ["positionx", "addrgrpname", "addrname1"];
    let sources = files_ending(root(), &[".rs"]);
    let product = sources.iter().filter(|file| {
        file.starts_with("crates/") && file.contains("/src/") && !file.contains("-sim/")
    });
    let holding: Vec<&String> = product
        .filter(|file| {
            let text = read(root(), file);
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let is_test = file.ends_with("tests.rs") || file.contains("/tests/");
            !is_test && spellings.iter().any(|name| code.contains(name))
        })
        .collect();
    assert_eq!(holding, ["crates/kplaces-webfleet/src/columns.rs"]);
    assert!(read(root(), "CONTRIBUTING.md").contains(holding[0].as_str()));
}
