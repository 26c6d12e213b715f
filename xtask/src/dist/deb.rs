//! A package for Debian, Ubuntu and their like.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use tempfile::TempDir;

use super::archive::Entry;
use super::{Shipped, installed, release};
use crate::mode::set_mode;
use kplaces_tools::{environment, process, workspace};

/// Builds a package in a folder; nothing where Debian's own tools are missing, which is said.
pub(super) fn build(
    package: &Shipped<'_>,
    entries: &[Entry],
    program: &Path,
    into: &Path,
) -> anyhow::Result<Option<PathBuf>> {
    let Some(architecture) = architecture(package.target.triple()) else {
        return Ok(None);
    };
    for tool in ["dpkg-deb", "dpkg-shlibdeps"] {
        if environment::program(tool).is_none() {
            if environment::is_ci() {
                bail!("{tool} is missing");
            }
            println!("No package for Debian is made: {tool} is missing (dpkg-dev).");
            return Ok(None);
        }
    }
    let name = format!("3kplaces-{}", package.edition);
    let title = package.edition.title();
    let mut files = installed::files(&name, title, entries, program, package.target)?;
    let documents = format!("usr/share/doc/{name}");
    let (changelog, copyright) = (changelog(&name, package)?, copyright()?);
    files.push(Entry::file(
        format!("{documents}/changelog.gz"),
        installed::gzip(changelog.as_bytes())?,
    ));
    files.push(Entry::file(
        format!("{documents}/copyright"),
        copyright.into_bytes(),
    ));

    if package.target.is_static() {
        files.push(not_a_library(&name));
    }

    let stage = Stage::new()?;
    let mut size = 0;
    for file in &files {
        stage.put(file)?;
        size += file.content.len().div_ceil(1024) + 1;
    }
    let mut sums = Command::new("md5sum");
    sums.current_dir(stage.root())
        .args(files.iter().map(|file| &file.path));
    let sums = process::output(&mut sums)?;
    let depends = if package.target.is_static() {
        String::new()
    } else {
        depends(&stage)?
    };
    let control = control(&name, architecture, package, size, &depends);
    stage.put(&Entry::file("DEBIAN/control", control.into_bytes()))?;
    stage.put(&Entry::file("DEBIAN/md5sums", sums))?;

    let path = into.join(format!("{name}_{}_{architecture}.deb", package.version));
    let mut pack = Command::new("dpkg-deb");
    pack.args(["--root-owner-group", "--threads-max=1", "--build"]);
    pack.arg(stage.root()).arg(&path);
    pack.env("SOURCE_DATE_EPOCH", package.time.to_string());
    process::output(&mut pack)?;
    Ok(Some(path))
}

/// A program that can be moved and needs no library is, to Debian's own judge, a library that has forgotten its own.
fn not_a_library(name: &str) -> Entry {
    let tag = "shared-library-lacks-prerequisites";
    let text = format!("# It is a static program.\n{name}: {tag} [usr/bin/3kplaces]\n");
    Entry::file(
        format!("usr/share/lintian/overrides/{name}"),
        text.into_bytes(),
    )
}

/// As Debian calls the machine that a package of this target is for.
fn architecture(target: &str) -> Option<&'static str> {
    match target {
        "x86_64-unknown-linux-gnu" => Some("amd64"),
        "aarch64-unknown-linux-gnu" | "aarch64-unknown-linux-musl" => Some("arm64"),
        // Of one machine there is one package; who wants the static program takes the archive.
        _ => None,
    }
}

/// The libraries that the program is linked with.
fn depends(stage: &Stage) -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("debian/control");
    fs::create_dir(folder.path().join("debian"))?;
    fs::write(file, "Source: x\n\nPackage: x\nArchitecture: any\n")?;
    let mut command = Command::new("dpkg-shlibdeps");
    command.current_dir(folder.path()).arg("-O");
    command.arg(stage.root().join("usr/bin/3kplaces"));
    let said = String::from_utf8(process::output(&mut command)?)?;
    let depends = said.trim().strip_prefix("shlibs:Depends=");
    Ok(depends.unwrap_or_default().to_owned())
}

fn control(
    name: &str,
    architecture: &str,
    package: &Shipped<'_>,
    size: usize,
    depends: &str,
) -> String {
    let depends = if depends.is_empty() {
        String::new()
    } else {
        format!("Depends: {depends}\n")
    };
    format!(
        "\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size}
{depends}Recommends: ca-certificates, xdg-utils
Suggests: gnome-keyring, gpsd
Provides: 3kplaces
Conflicts: 3kplaces
Replaces: 3kplaces
Section: utils
Priority: optional
Description: WEBFLEET addresses on your own device ({title})
 Downloads the addresses that a company keeps in its WEBFLEET account, and
 finds them by half a name, shows them on a map and writes them for navigation
 units, without a network. It speaks to no host but WEBFLEET.
 .
 The editions Basic, Pro and Enterprise exclude each other: they have the same
 program, and what one of them left on a device the next one finds.
",
        version = package.version,
        maintainer = maintainer(),
        title = package.edition.title(),
    )
}

/// Who makes the package, as Debian's own tools are told.
fn maintainer() -> String {
    let [name, address] = environment::packager();
    let name = name.unwrap_or_else(|| "The 3Kplaces developers".to_owned());
    let address = address.unwrap_or_else(|| "developers@kplaces.app".to_owned());
    format!("{name} <{address}>")
}

/// In the form of Debian's own policy; what has changed stands in `CHANGELOG.md.gz`.
fn changelog(name: &str, package: &Shipped<'_>) -> anyhow::Result<String> {
    let date = release::date(package.time, "--rfc-email")?;
    Ok(format!(
        "{name} ({version}) stable; urgency=medium\n\n  * Release of {version}; CHANGELOG.md.gz says what has changed.\n\n -- {maintainer}  {date}\n",
        version = package.version,
        maintainer = maintainer(),
    ))
}

fn copyright() -> anyhow::Result<String> {
    let root = workspace::root();
    let mit = fs::read_to_string(root.join("LICENSE-MIT"))?;
    let (head, permission) = mit
        .split_once("Permission is hereby")
        .context("LICENSE-MIT is another licence")?;
    let holder = head
        .lines()
        .find_map(|line| line.strip_prefix("Copyright (c) "));
    let holder = holder.context("LICENSE-MIT names nobody")?;
    let permission = format!("Permission is hereby{permission}");
    let lines: Vec<String> = permission
        .trim_end()
        .lines()
        .map(|line| {
            if line.is_empty() {
                " .".to_owned()
            } else {
                format!(" {line}")
            }
        })
        .collect();
    Ok(format!(
        "\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: 3Kplaces
Comment: Work of others in the program, with its licences, is listed in NOTICES.txt.gz,
 that in the page of the map in NOTICES-MAP.txt.gz.

Files: *
Copyright: {holder}
License: Expat or Apache-2.0

License: Expat
{}

License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
",
        lines.join("\n")
    ))
}

/// A folder that becomes the package, with modes of its own whatever the umask.
struct Stage(TempDir);

impl Stage {
    fn new() -> anyhow::Result<Self> {
        let stage = Self(tempfile::tempdir()?);
        fs::create_dir(stage.root())?;
        set_mode(&stage.root(), 0o755)?;
        Ok(stage)
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("root")
    }

    fn put(&self, file: &Entry) -> anyhow::Result<()> {
        let path = self.root().join(&file.path);
        let mut folders: Vec<&Path> = path.ancestors().skip(1).collect();
        folders.retain(|folder| folder.starts_with(self.root()) && !folder.exists());
        for folder in folders.into_iter().rev() {
            fs::create_dir(folder)?;
            set_mode(folder, 0o755)?;
        }
        fs::write(&path, &file.content)?;
        set_mode(&path, file.mode)
    }
}

#[cfg(test)]
mod tests {
    use kplaces_edition::EditionId;

    use super::*;
    use crate::target::Target;

    #[test]
    fn editions_exclude_each_other() {
        let package = Shipped {
            edition: EditionId::Pro,
            version: "1.2.3",
            target: &Target::here().unwrap(),
            time: 0,
        };
        let control = control("3kplaces-pro", "amd64", &package, 7, "libc6 (>= 2.34)");
        let has = |line: &str| assert!(control.lines().any(|other| other == line), "{control}");
        for field in ["Provides", "Conflicts", "Replaces"] {
            has(&format!("{field}: 3kplaces"));
        }
        has("Depends: libc6 (>= 2.34)");
        has("Version: 1.2.3");
    }

    #[test]
    fn only_linux_has_packages_of_debian() {
        assert_eq!(architecture("aarch64-unknown-linux-musl"), Some("arm64"));
        assert_eq!(architecture("x86_64-unknown-linux-gnu"), Some("amd64"));
        assert_eq!(architecture("x86_64-unknown-linux-musl"), None);
        assert_eq!(architecture("x86_64-pc-windows-gnu"), None);
    }
}
