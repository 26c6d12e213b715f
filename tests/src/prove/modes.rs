//! Who may read the files.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use kplaces_webfleet_sim::Options;

use super::{Seen, Stage, broken, journey};

/// What a user asked for by name, in a place of their own choice, follows their own umask.
const OF_THE_USER: [&str; 2] = ["export", "man"];

/// With umask 000 all that the program makes is for its user alone.
pub(crate) fn modes(stage: &Stage) -> Seen {
    let (webfleet, device) = stage.marked(Options::default());
    journey::prepare(&device);
    let mut seen = 0;
    let mut after = |what: &str| -> Seen {
        let mut all = Vec::new();
        walk(&device.path("."), &mut all);
        for path in &all {
            let Ok(kind) = std::fs::symlink_metadata(path) else {
                continue;
            };
            let mode = kind.permissions().mode() & 0o777;
            if mode & 0o077 != 0 {
                return broken(format!(
                    "{} has mode {mode:03o} after `{what}`",
                    path.display()
                ));
            }
        }
        seen = seen.max(all.len());
        Ok(String::new())
    };
    for step in journey::steps(stage)? {
        let ran = device.run_after("umask 000", &step.words(), &step.stdin);
        journey::counts(&step, &ran)?;
        if step.line() == "backup create" {
            webfleet.edit(|world| {
                if let Some(listed) = world.accounts[0].addresses.listed_mut() {
                    listed.truncate(400);
                }
            });
            device.run_after("umask 000", &["sync", "--accept-shrink"], "");
        }
        after(&step.line())?;
    }
    Ok(format!(
        "umask 000: {seen} files and folders, none open to others"
    ))
}

/// All files and folders below the program's own; the home itself and what holds the folders of
/// all programs are not its own.
fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if OF_THE_USER.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            walk(&path, into);
        }
        let text = path.display().to_string();
        if text.contains("3kplaces") && !text.contains("systemd") {
            into.push(path);
        }
    }
}
