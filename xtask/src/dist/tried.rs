//! Packages, judged by Debian's own tools, and installed, upgraded, exchanged and removed in a system that has nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context as _, bail, ensure};

use kplaces_tools::metadata::target_dir;
use kplaces_tools::{environment, process, workspace};

/// The Debian that packages are tried on: the oldest that is still looked after as a whole.
const SUITE: &str = "bookworm";

/// What is needed for it, and the package of Debian that has it.
const TOOLS: [(&str, &str); 5] = [
    ("lintian", "lintian"),
    ("mmdebstrap", "mmdebstrap"),
    ("desktop-file-validate", "desktop-file-utils"),
    ("appstreamcli", "appstream"),
    ("chroot", "coreutils"),
];

/// Somebody who uses the program there.
const USER: &str = "anna";

/// Judges packages and tries them; says what was not tried and why, which is an error in CI.
pub(super) fn packages(packages: &[PathBuf]) -> anyhow::Result<()> {
    if packages.is_empty() || !judged(packages)? {
        return Ok(());
    }
    let folder = tempfile::tempdir_in(target_dir()?)?;
    let system = System::new(folder.path().join("root"))?;
    for package in packages {
        let others = packages.iter().filter(|other| *other != package);
        installed(&system, package, &others.collect::<Vec<_>>())?;
        println!(
            "{}: installed, upgraded and removed",
            workspace::shown(package)
        );
    }
    Ok(())
}

/// Whether packages were judged, by the rules of Debian, of desktops and of software centres.
pub(super) fn judged(packages: &[PathBuf]) -> anyhow::Result<bool> {
    let missing = TOOLS
        .iter()
        .find(|(tool, _)| environment::program(tool).is_none());
    if let Some((tool, from)) = missing {
        ensure!(!environment::is_ci(), "{tool} is missing ({from})");
        println!("NOT TRIED: the packages, as {tool} is missing ({from})");
        return Ok(false);
    }
    let folder = tempfile::tempdir_in(target_dir()?)?;
    for package in packages {
        judge(package, folder.path())?;
    }
    Ok(true)
}

/// No error and no warning.
fn judge(package: &Path, folder: &Path) -> anyhow::Result<()> {
    let mut lintian = Command::new("lintian");
    lintian.args([
        "--allow-root",
        "--fail-on",
        "error,warning",
        "--tag-display-limit",
        "0",
    ]);
    process::output(lintian.arg(package))?;
    let content = folder.join("content");
    let _ = fs::remove_dir_all(&content);
    process::output(Command::new("dpkg-deb").arg("-x").args([package, &content]))?;
    let share = content.join("usr/share");
    let mut desktop = Command::new("desktop-file-validate");
    process::output(desktop.arg(share.join("applications/3kplaces.desktop")))?;
    let mut appstream = Command::new("appstreamcli");
    appstream.args(["validate", "--no-net"]);
    appstream.args(workspace::files(&share.join("metainfo"), &|_| true)?);
    process::output(&mut appstream)?;
    Ok(())
}

/// The life of a package; at its end the system is as it was, and what is the user's is still there.
fn installed(system: &System, package: &Path, others: &[&PathBuf]) -> anyhow::Result<()> {
    let before = system.files()?;
    system.dpkg("-i", package)?;
    let version = system.as_user("3kplaces --version")?;
    ensure!(version.starts_with("3kplaces"), "it says {version}");
    system.as_user("3kplaces config set map.navigation google && 3kplaces status >/dev/null")?;
    system.as_user("test -s /usr/share/man/man1/3kplaces.1.gz")?;
    let settings = format!("home/{USER}/.config/3kplaces/config.toml");
    let settings = system.root.join(settings);
    let own = fs::read(&settings).context("the user has no settings")?;
    for other in others {
        let refused = system.run("dpkg", &["-i", &system.put(other)?])?;
        let said = String::from_utf8_lossy(&refused.stderr);
        ensure!(
            !refused.status.success() && said.contains("conflicting packages"),
            "two editions at a time: {said}"
        );
        // What dpkg noted of the refused one.
        system.run("dpkg", &["--purge", &name_of(other)?])?;
    }
    system.dpkg("-i", &newer(package, &system.root)?)?;
    ensure!(
        fs::read(&settings)? == own,
        "an upgrade changed settings of a user"
    );
    system.run("dpkg", &["--purge", &name_of(package)?])?;
    ensure!(
        fs::read(&settings)? == own,
        "removing it took settings of a user"
    );
    let after = system.files()?;
    let left: Vec<&PathBuf> = after.symmetric_difference(&before).collect();
    ensure!(left.is_empty(), "removing it leaves or takes {left:?}");
    let _ = fs::remove_dir_all(system.root.join("home").join(USER));
    fs::create_dir_all(system.root.join("home").join(USER))?;
    system.checked("chown", &[USER, &format!("/home/{USER}")])?;
    Ok(())
}

/// `3kplaces-pro` of `3kplaces-pro_0.1.0_amd64.deb`.
fn name_of(package: &Path) -> anyhow::Result<String> {
    let file = package.file_name().unwrap_or_default().to_string_lossy();
    let name = file
        .split_once('_')
        .context("that is no name of a package")?
        .0;
    Ok(name.to_owned())
}

/// The same package with a higher version.
fn newer(package: &Path, root: &Path) -> anyhow::Result<PathBuf> {
    let content = root.join("tmp/newer");
    let _ = fs::remove_dir_all(&content);
    process::output(Command::new("dpkg-deb").arg("-R").args([package, &content]))?;
    let control = content.join("DEBIAN/control");
    let text = fs::read_to_string(&control)?;
    let lines = text
        .lines()
        .map(|line| match line.strip_prefix("Version: ") {
            Some(version) => format!("Version: {version}+1\n"),
            None => format!("{line}\n"),
        });
    fs::write(&control, lines.collect::<String>())?;
    let path = root.join("tmp/newer.deb");
    let mut pack = Command::new("dpkg-deb");
    pack.args(["--root-owner-group", "-Znone", "--build"]);
    process::output(pack.args([&content, &path]))?;
    fs::remove_dir_all(&content)?;
    Ok(path)
}

/// A Debian with what it cannot do without, and a user.
struct System {
    root: PathBuf,
}

impl System {
    fn new(root: PathBuf) -> anyhow::Result<Self> {
        let mut make = Command::new("mmdebstrap");
        make.args([
            "--quiet",
            "--variant=essential",
            "--include=passwd",
            "--mode=root",
            SUITE,
        ]);
        process::output(make.arg(&root)).context("a Debian can be made by root only")?;
        let system = Self { root };
        system.checked("useradd", &["--create-home", USER])?;
        Ok(system)
    }

    fn run(&self, program: &str, arguments: &[&str]) -> anyhow::Result<Output> {
        let mut command = Command::new("chroot");
        command.arg(&self.root).arg(program).args(arguments);
        command.env_clear();
        command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command
            .env("LC_ALL", "C.UTF-8")
            .env("DEBIAN_FRONTEND", "noninteractive");
        Ok(command.output()?)
    }

    fn checked(&self, program: &str, arguments: &[&str]) -> anyhow::Result<String> {
        let ran = self.run(program, arguments)?;
        if !ran.status.success() {
            let said = String::from_utf8_lossy(&ran.stderr);
            bail!(
                "`{program} {}` in a new system: {said}",
                arguments.join(" ")
            );
        }
        Ok(String::from_utf8_lossy(&ran.stdout).into_owned())
    }

    fn as_user(&self, command: &str) -> anyhow::Result<String> {
        self.checked("su", &["-", USER, "-c", command])
    }

    /// Gives its path in there.
    fn put(&self, package: &Path) -> anyhow::Result<String> {
        let name = package.file_name().unwrap_or_default();
        let path = self.root.join("tmp").join(name);
        if package != path {
            fs::copy(package, &path)?;
        }
        Ok(format!("/tmp/{}", name.to_string_lossy()))
    }

    fn dpkg(&self, action: &str, package: &Path) -> anyhow::Result<()> {
        let path = self.put(package)?;
        self.checked("dpkg", &[action, &path])?;
        fs::remove_file(self.root.join(path.trim_start_matches('/')))?;
        Ok(())
    }

    /// Every file and folder but the notes of dpkg, and what is a user's or temporary.
    fn files(&self) -> anyhow::Result<BTreeSet<PathBuf>> {
        let mut find = Command::new("find");
        find.current_dir(&self.root).args([".", "-xdev"]);
        for ignored in [
            "./var/lib/dpkg",
            "./var/log",
            "./var/cache",
            "./tmp",
            "./home",
            "./proc",
            "./dev",
        ] {
            find.args(["-path", ignored, "-prune", "-o"]);
        }
        let found = String::from_utf8(process::output(find.arg("-print"))?)?;
        Ok(found.lines().map(PathBuf::from).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_called_by_its_name() {
        let path = Path::new("dist/3kplaces-pro_0.1.0_amd64.deb");
        assert_eq!(name_of(path).unwrap(), "3kplaces-pro");
        assert!(name_of(Path::new("dist/archive.tar.gz")).is_err());
    }
}
