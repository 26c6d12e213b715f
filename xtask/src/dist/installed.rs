//! Where the files of an archive go on a Linux system that installs packages.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use flate2::{Compression, GzBuilder};

use super::archive::Entry;
use crate::target::Target;
use kplaces_tools::process;
use kplaces_tools::workspace::root;

/// The name by which desktops know the program, in the form of a domain backwards.
const ID: &str = "app.kplaces.kplaces";

/// What starts the map, in a menu.
const DESKTOP: &str = "\
[Desktop Entry]
Type=Application
Name=3Kplaces
GenericName=Places of your fleet
GenericName[de]=Orte Ihrer Flotte
Comment=Find WEBFLEET addresses, on the map and without a network
Comment[de]=WEBFLEET-Adressen finden, auf der Karte und ohne Netz
Exec=3kplaces open
Icon=3kplaces
Terminal=false
StartupNotify=false
Categories=Utility;Maps;
Keywords=WEBFLEET;fleet;addresses;depot;customers;navigation;
Keywords[de]=WEBFLEET;Flotte;Fuhrpark;Adressen;Depot;Kunden;Navigation;
";

/// Documents that are long.
const PACKED: [&str; 3] = ["CHANGELOG.md", "NOTICES.txt", "NOTICES-MAP.txt"];

/// Every file of a package, at its path below `/`.
pub(super) fn files(
    package: &str,
    title: &str,
    entries: &[Entry],
    program: &Path,
    target: &Target,
) -> anyhow::Result<Vec<Entry>> {
    let mut files = Vec::new();
    for entry in entries {
        if let Some(page) = entry.path.strip_prefix("man/") {
            let path = format!("usr/share/man/{page}.gz");
            files.push(Entry::file(path, gzip(&entry.content)?));
        } else if let Some(path) = place(package, &entry.path) {
            files.push(Entry {
                path,
                mode: entry.mode,
                content: entry.content.clone(),
            });
        } else if PACKED.contains(&entry.path.as_str()) {
            let path = format!("usr/share/doc/{package}/{}.gz", entry.path);
            files.push(Entry::file(path, gzip(&entry.content)?));
        }
    }
    let icon = root().join("crates/kplaces-web/page/src/icon.svg");
    let texts = [
        (
            "usr/share/applications/3kplaces.desktop",
            DESKTOP.to_owned(),
        ),
        (
            "usr/share/icons/hicolor/scalable/apps/3kplaces.svg",
            fs::read_to_string(&icon).context("the icon is missing")?,
        ),
        (
            &format!("usr/share/metainfo/{ID}.metainfo.xml"),
            metainfo(title),
        ),
        (
            "usr/lib/systemd/user/3kplaces-map.service",
            unit(program, target)?,
        ),
    ];
    files.extend(texts.map(|(path, text)| Entry::file(path, text.into_bytes())));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The path of a file of the archive; what a system keeps elsewhere, or has its own of, has none.
fn place(package: &str, name: &str) -> Option<String> {
    Some(match name {
        "3kplaces" => "usr/bin/3kplaces".to_owned(),
        "completions/3kplaces.bash" => "usr/share/bash-completion/completions/3kplaces".to_owned(),
        "completions/3kplaces.fish" => {
            "usr/share/fish/vendor_completions.d/3kplaces.fish".to_owned()
        }
        "completions/_3kplaces" => "usr/share/zsh/vendor-completions/_3kplaces".to_owned(),
        "README.md" => format!("usr/share/doc/{package}/README.md"),
        _ => return None,
    })
}

/// Without a name and a time, so that the same content is the same bytes.
pub(super) fn gzip(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut gzip = GzBuilder::new()
        .operating_system(255)
        .write(Vec::new(), Compression::best());
    gzip.write_all(content)?;
    Ok(gzip.finish()?)
}

/// What `3kplaces map install` would write for the user who asks, for the program where a package puts it. It is off
/// until a user enables it.
fn unit(program: &Path, target: &Target) -> anyhow::Result<String> {
    let mut command = target.starts(program)?;
    command.args([
        "--lang", "en", "map", "install", "--for", "systemd", "--print",
    ]);
    let printed = String::from_utf8(process::output(&mut command)?)?;
    let unit: Vec<&str> = printed
        .lines()
        .skip_while(|line| *line != "[Unit]")
        .take_while(|line| !line.starts_with("To put it into effect"))
        .collect();
    let unit = unit.join("\n");
    let own = format!("\"{}\"", program.display());
    if !unit.contains(&own) {
        bail!("the unit of the map does not start this program:\n{unit}");
    }
    Ok(format!(
        "{}\n",
        unit.replace(&own, "/usr/bin/3kplaces").trim_end()
    ))
}

/// What software centres show.
fn metainfo(title: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>{ID}</id>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>MIT OR Apache-2.0</project_license>
  <name>3Kplaces</name>
  <developer_name>The 3Kplaces developers</developer_name>
  <summary>WEBFLEET addresses on your own device</summary>
  <summary xml:lang="de">WEBFLEET-Adressen auf dem eigenen Gerät</summary>
  <description>
    <p>{title} downloads the addresses that a company keeps in its WEBFLEET account onto this device: to find by half a name, to look at on a map, to write for a navigation unit. It works without a network, and speaks to no host but WEBFLEET.</p>
    <p xml:lang="de">{title} lädt die Adressen, die eine Firma in ihrem WEBFLEET-Konto pflegt, auf dieses Gerät: zum Finden nach einem Teil des Namens, zum Ansehen auf der Karte, als Datei für ein Navigationsgerät. Es geht ohne Netz, und außer WEBFLEET wird niemand gefragt.</p>
  </description>
  <launchable type="desktop-id">3kplaces.desktop</launchable>
  <provides><binary>3kplaces</binary></provides>
  <categories><category>Utility</category><category>Maps</category></categories>
  <content_rating type="oars-1.1"/>
</component>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_only_for_the_archive_stays_there() {
        assert_eq!(place("3kplaces-pro", "completions/de/_3kplaces"), None);
        assert_eq!(place("3kplaces-pro", "edition.toml"), None);
        let readme = place("3kplaces-pro", "README.md").unwrap();
        assert_eq!(readme, "usr/share/doc/3kplaces-pro/README.md");
    }

    #[test]
    fn the_same_content_is_packed_to_the_same_bytes() {
        assert_eq!(gzip(b"page").unwrap(), gzip(b"page").unwrap());
    }
}
