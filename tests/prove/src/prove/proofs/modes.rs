//! The rights of everything that the program creates, with a umask that forbids nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::prove::outcome::Outcome;
use crate::prove::subject::Subject;
use crate::prove::trap::Trap;
use crate::prove::walk::Walk;

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    let webfleet = subject.webfleet(&[])?;
    let trap = Trap::set()?;
    let device = subject.usual_device("modes", webfleet.url())?;
    let device = device.run_by(["/bin/sh", "-c", "umask 000 && exec \"$0\" \"$@\""]);
    // Two folders of the user are there before, and everybody may look into them: what the program puts
    // there must not be seen. In folders where others may write it would believe nothing.
    for folder in [".local", ".config"] {
        let folder = device.home().join(folder);
        fs::create_dir_all(&folder)?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    }
    let walk = Walk::new(subject, &device, &webfleet, &trap);
    let mut seen = Vec::new();
    let mut violations = Vec::new();
    // Once to its end, and once up to where the store, its copies and the login are all there.
    walk.go()?;
    look(device.home(), &mut seen, &mut violations)?;
    device.log_in(&webfleet.login()?)?;
    for command in [&["sync"][..], &["backup", "create"], &["status"]] {
        device.does(command)?;
    }
    let reader = device.map(&[])?;
    look(device.home(), &mut seen, &mut violations)?;
    drop(reader);
    let (folders, files): (Vec<_>, Vec<_>) = seen.into_iter().partition(|(_, folder)| *folder);
    if files.len() < 5 {
        violations.push(format!("only {} files were looked at", files.len()));
    }
    let shown = format!(
        "umask 000: {} files of 0600 and {} folders of 0700, looked at with the map running and after \
         all commands",
        files.len(),
        folders.len()
    );
    Ok(Outcome::of(violations, shown))
}

/// Looks at what lies in the program's own folders. Files that the user named lie elsewhere.
fn look(
    home: &Path,
    seen: &mut Vec<(PathBuf, bool)>,
    wrong: &mut Vec<String>,
) -> anyhow::Result<()> {
    let mut folders: Vec<PathBuf> = [
        ".config/3kplaces",
        ".local/share/3kplaces",
        ".local/state/3kplaces",
    ]
    .map(|folder| home.join(folder))
    .into();
    folders.retain(|folder| folder.exists());
    while let Some(path) = folders.pop() {
        let kind = fs::symlink_metadata(&path)?;
        let mode = kind.permissions().mode() & 0o7777;
        let right = if kind.is_dir() { 0o700 } else { 0o600 };
        if mode != right {
            let shown = path.strip_prefix(home).unwrap_or(&path).display();
            wrong.push(format!(
                "{shown} has mode {mode:04o} instead of {right:04o}"
            ));
        }
        if kind.is_dir() {
            for entry in fs::read_dir(&path)? {
                folders.push(entry?.path());
            }
        }
        let entry = (path, kind.is_dir());
        if !seen.contains(&entry) {
            seen.push(entry);
        }
    }
    Ok(())
}
