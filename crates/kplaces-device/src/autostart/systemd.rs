//! Command lines and variables in units of the user's own systemd.

use std::path::PathBuf;

use super::files::{Told, tell};
use super::{Start, Unfit, configuration, path_text, plain};
use crate::Device;

/// As closed as a user's manager can make a service without privileges. Mount namespaces (`ProtectSystem`, `PrivateTmp`)
/// it cannot everywhere: where user namespaces are off the service would not start.
pub const CLOSED: &str = "UMask=0077\n\
    LimitCORE=0\n\
    NoNewPrivileges=yes\n\
    LockPersonality=yes\n\
    MemoryDenyWriteExecute=yes\n\
    RestrictRealtime=yes\n\
    RestrictSUIDSGID=yes\n\
    RestrictNamespaces=yes\n\
    RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX\n\
    SystemCallArchitectures=native\n\
    SystemCallFilter=@system-service\n\
    SystemCallErrorNumber=EPERM\n";

/// The folder of the user's units.
pub fn folder(device: &Device) -> PathBuf {
    configuration(device).join("systemd/user")
}

/// The variables and the command line of a service.
pub fn exec_start(start: &Start) -> Result<String, Unfit> {
    let mut lines = String::new();
    for (name, value) in &start.environment {
        // `$` is a letter there like any other (systemd.exec(5), "Environment=").
        let pair = plain(value)?.replace('\\', "\\\\").replace('"', "\\\"");
        let pair = pair.replace('%', "%%");
        lines.push_str(&format!("Environment=\"{name}={pair}\"\n"));
    }
    let program = path_text(&start.program)?;
    // In the place of the program systemd takes no `$$`, and no quotes inside the word.
    if program.contains(['$', '"', '\\', '\'']) {
        return Err(Unfit(program.to_owned()));
    }
    lines.push_str(&format!("ExecStart={}", word(program)));
    for argument in &start.arguments {
        lines.push(' ');
        lines.push_str(&word(plain(argument)?));
    }
    lines.push('\n');
    Ok(lines)
}

/// A word of a command line in a unit: quoted, `%` and `$` doubled, `\` and `"` escaped
/// (systemd.service(5), "Command lines"; systemd.unit(5), "Specifiers").
fn word(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '%' | '$' => out.extend([c, c]),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Why the user's own systemd did not start a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotStarted {
    /// There is no systemd on this device.
    Missing,
    /// It does not answer to this user: there is no session of theirs.
    Silent,
    /// It answers, and refused.
    Refused,
}

/// Has the user's own systemd start a unit now and at each login.
pub fn start(unit: &str) -> Result<(), NotStarted> {
    match systemctl(&["daemon-reload"]) {
        Told::Well => {}
        Told::Missing => return Err(NotStarted::Missing),
        Told::Failed(_) => return Err(NotStarted::Silent),
    }
    match systemctl(&["enable", "--now", unit]) {
        Told::Well => Ok(()),
        Told::Missing => Err(NotStarted::Missing),
        Told::Failed(_) => Err(NotStarted::Refused),
    }
}

/// Ends a unit, and has it started no more. Where there is no systemd nothing runs either.
pub fn stop(unit: &str) {
    systemctl(&["disable", "--now", unit]);
}

/// Has the user's own systemd read its files anew, where there is one.
pub fn reload() {
    systemctl(&["daemon-reload"]);
}

/// Whether a unit is under way; an error where nobody can say.
pub fn runs(unit: &str) -> Result<bool, NotStarted> {
    match systemctl(&["is-active", unit]) {
        Told::Well => Ok(true),
        Told::Missing => Err(NotStarted::Missing),
        // That of a program that got no answer.
        Told::Failed(Some(1) | None) => Err(NotStarted::Silent),
        Told::Failed(_) => Ok(false),
    }
}

fn systemctl(words: &[&str]) -> Told {
    tell(&[&["systemctl", "--user"], words].concat())
}
