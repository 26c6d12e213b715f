//! Programs that this one starts: a command that prints a secret, the scheduler's tools, a browser.

use std::ffi::OsStr;
use std::process::Command;

/// What the names of our variables begin with. Some hold a secret, and none is meant for another program.
const OURS: &str = "KPLACES_";

/// A program to be started, which inherits none of our variables.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where a program comes from; each who asks says why"
)]
pub fn child_program(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    keep_our_variables(&mut command);
    command
}

/// Has a program that is to be started inherit none of our variables.
#[expect(
    clippy::disallowed_methods,
    reason = "the crate that reads the environment"
)]
pub fn keep_our_variables(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if is_ours(&name) {
            command.env_remove(name);
        }
    }
}

/// Windows does not mind how a name is written.
fn is_ours(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.get(..OURS.len())
        .is_some_and(|beginning| beginning.eq_ignore_ascii_case(OURS.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_variables_are_told_by_their_beginning() {
        for (name, ours) in [
            ("KPLACES_PASSPHRASE", true),
            ("KPLACES_LOGIN__PASSWORD", true),
            ("kplaces_login__apikey", true),
            ("KPLACES", false),
            ("PATH", false),
            ("MY_KPLACES_X", false),
        ] {
            assert_eq!(is_ours(OsStr::new(name)), ours, "{name}");
        }
    }
}
