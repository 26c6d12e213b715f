//! Starting a program in a home folder of its own.

use std::path::Path;
use std::process::Command;

use kplaces_tools::environment;

/// A program that sees this home, and no settings of whoever started this one.
pub(crate) fn at_home(program: &Path, home: &Path) -> Command {
    let mut command = Command::new(program);
    for name in environment::names_with_prefix(&["KPLACES_", "XDG_"]) {
        command.env_remove(name);
    }
    for name in ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"] {
        command.env(name, home);
    }
    command
}
