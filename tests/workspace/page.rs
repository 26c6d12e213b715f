//! The page of the map: what must not be in it.

use std::path::Path;

use crate::repo::{assert_none, copy, files, read, root, write};

const SOURCES: &str = "crates/kplaces-web/page/src/";

/// What the page does without, and why. Spelt as code would spell it.
const WITHOUT: [(&str, &[&str]); 4] = [
    (
        "text from outside is never markup",
        &[
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
        ],
    ),
    (
        "Chromium asks its autofill server about pages with form controls",
        &[
            "<input",
            "<select",
            "<textarea",
            "<form",
            "(\"input\", {",
            "(\"select\"",
            "(\"textarea\"",
            "(\"form\"",
        ],
    ),
    (
        "nothing outlives the page",
        &[
            "localStorage",
            "sessionStorage",
            "indexedDB",
            "serviceWorker",
            "document.cookie",
            "caches.",
        ],
    ),
    (
        "it asks nobody but its server",
        &[
            "WebSocket",
            "RTCPeerConnection",
            "sendBeacon",
            "XMLHttpRequest",
            "prefetch",
            "preconnect",
        ],
    ),
];

/// Where addresses of other hosts may stand: the services a user can hand a place to, and the name
/// space of SVG.
const ADDRESSES: [&str; 3] = ["navigation.ts", "icons.ts", "icon.svg"];

fn sources(root: &Path) -> Vec<String> {
    let all = files(root).into_iter();
    all.filter(|file| file.starts_with(SOURCES) && !file.ends_with(".test.ts"))
        .collect()
}

fn what_must_not_be(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for file in sources(root) {
        let text = read(root, &file);
        for (why, words) in WITHOUT {
            for word in words.iter().filter(|word| text.contains(**word)) {
                found.push(format!("{file}: {word}: {why}"));
            }
        }
        let name = file.rsplit('/').next().unwrap_or_default();
        let has_address = ["http://", "https://"].iter().any(|it| text.contains(it));
        if has_address && !ADDRESSES.contains(&name) {
            found.push(format!("{file}: an address of another host"));
        }
    }
    found
}

#[test]
fn the_page_does_without_markup_forms_storage_and_other_hosts() {
    assert!(sources(root()).len() > 30, "the sources are elsewhere");
    assert_none("in the page", &what_must_not_be(root()));
}

#[test]
fn a_word_that_must_not_be_is_seen() {
    let folder = copy();
    let file = format!("{SOURCES}planted.ts");
    write(folder.path(), &file, "box.innerHTML = text;");
    let line = format!("{file}: innerHTML: text from outside is never markup");
    assert_eq!(what_must_not_be(folder.path()), [line]);
}

/// Versions that are not one version, and addresses to download from: a lock file that names where
/// packages come from ties everybody to that place.
fn loose_ends(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for file in files(root) {
        if file.ends_with("package-lock.json") && read(root, &file).contains("\"resolved\"") {
            found.push(format!("{file} names addresses"));
        }
        if file.ends_with("/package.json") {
            let manifest: serde_json::Value = serde_json::from_str(&read(root, &file)).unwrap();
            for kind in ["dependencies", "devDependencies"] {
                let packages = manifest[kind].as_object().into_iter().flatten();
                for (name, version) in packages {
                    let exact = version
                        .as_str()
                        .unwrap()
                        .chars()
                        .all(|c| c.is_ascii_digit() || c == '.');
                    if !exact {
                        found.push(format!("{file}: {name} is {version}"));
                    }
                }
            }
            let lock = file.replace("package.json", "package-lock.json");
            if !root.join(&lock).is_file() {
                found.push(format!("{file} has no lock file"));
            }
        }
    }
    found
}

#[test]
fn packages_of_npm_are_exact_and_locked_without_addresses() {
    assert_none("npm", &loose_ends(root()));
}

#[test]
fn a_loose_end_is_seen() {
    let folder = copy();
    let manifest = "{\"dependencies\": {\"left-pad\": \"^1.0.0\"}}";
    write(folder.path(), "tests/other/package.json", manifest);
    assert_eq!(
        loose_ends(folder.path()),
        [
            "tests/other/package.json: left-pad is \"^1.0.0\"",
            "tests/other/package.json has no lock file"
        ]
    );
}
