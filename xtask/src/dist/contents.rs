//! What is in an archive.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use kplaces_edition::EditionId;

use super::archive::Entry;
use super::{Shipped, release};
use kplaces_tools::{process, workspace};

/// The languages of what the program prints about itself, and the folder that manual pages in it are
/// looked for in; the first stands at the top.
const LANGUAGES: [(&str, &str); 2] = [("en", ""), ("de", "de/")];

/// For each shell the name of a file it looks for.
const COMPLETIONS: [(&str, &str); 4] = [
    ("bash", "3kplaces.bash"),
    ("fish", "3kplaces.fish"),
    ("powershell", "_3kplaces.ps1"),
    ("zsh", "_3kplaces"),
];

/// What the program was built from, and by what.
pub(super) const BUILT: &str = "BUILT.txt";
/// The bills of materials.
pub(super) const CYCLONEDX: &str = "bom.cdx.json";
pub(super) const SPDX: &str = "bom.spdx.json";

/// The files out of the tree. Read first, as a missing one should not wait for a build.
pub(super) fn documents(edition: EditionId) -> anyhow::Result<Vec<Entry>> {
    let manifest = format!("editions/{edition}/edition.toml");
    let documents = [
        ("README.md", "README.md"),
        ("CHANGELOG.md", "CHANGELOG.md"),
        ("LICENSE-APACHE", "LICENSE-APACHE"),
        ("LICENSE-MIT", "LICENSE-MIT"),
        ("edition.toml", &manifest),
        (
            "NOTICES-MAP.txt",
            "crates/kplaces-web/page/dist/notices.txt",
        ),
    ];
    let root = workspace::root();
    documents
        .into_iter()
        .map(|(name, path)| Ok(Entry::file(name, read(&root.join(path))?)))
        .collect()
}

/// What the program was built from, and by what.
pub(super) fn built(shipped: &Shipped<'_>) -> anyhow::Result<Entry> {
    let text = format!(
        "{} {}\nfor {}\nfrom {}\n{}\n",
        shipped.edition.title(),
        shipped.version,
        shipped.target.triple(),
        release::commit(),
        shipped.target.compilers()?
    );
    Ok(Entry::file(BUILT, text.into_bytes()))
}

/// The program, and what it prints about itself.
pub(super) fn program(
    shipped: &Shipped<'_>,
    program: &Path,
    binary: Vec<u8>,
) -> anyhow::Result<Vec<Entry>> {
    let suffix = std::env::consts::EXE_SUFFIX;
    let mut entries = vec![Entry::program(format!("3kplaces{suffix}"), binary)];
    for (language, folder) in LANGUAGES {
        let ask = |words: &[&str]| {
            let mut command = shipped.target.starts(program)?;
            command.args(["--lang", language]).args(words);
            anyhow::Ok(command)
        };
        for (shell, file) in COMPLETIONS {
            let script = process::output(&mut ask(&["completions", shell])?)?;
            entries.push(Entry::file(format!("completions/{folder}{file}"), script));
        }

        let pages = format!("dist-man-{}-{language}", shipped.edition);
        let pages = kplaces_tools::metadata::target_dir()?.join(pages);
        // Pages of commands that are no more must not stay.
        let _ = fs::remove_dir_all(&pages);
        fs::create_dir_all(&pages)?;
        process::output(ask(&["man", "--dir"])?.arg(&pages))?;
        for page in workspace::files(&pages, &|_| true)? {
            let name = page.file_name().unwrap_or_default().to_string_lossy();
            // As systems lay them out: man/man1, man/de/man1.
            let section = name.rsplit('.').next().unwrap_or("1");
            let path = format!("man/{folder}man{section}/{name}");
            entries.push(Entry::file(path, read(&page)?));
        }
    }
    Ok(entries)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
