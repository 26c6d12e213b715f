//! Entries that a desktop of Linux starts when the user logs in (Desktop Application Autostart Specification).

use std::path::PathBuf;

use super::{Start, Unfit, configuration, path_text, plain};
use crate::Device;

/// The folder of what is started.
pub fn autostart_folder(device: &Device) -> PathBuf {
    configuration(device).join("autostart")
}

/// The value of `Exec`: variables by way of `env`, since an entry has no place for them.
pub fn exec(start: &Start) -> Result<String, Unfit> {
    let mut words = Vec::new();
    if !start.environment.is_empty() {
        words.push("env".to_owned());
        for (name, value) in &start.environment {
            words.push(word(&format!("{name}={}", plain(value)?)));
        }
    }
    let program = path_text(&start.program)?;
    // `env` would take it for a variable.
    if program.contains('=') {
        return Err(Unfit(program.to_owned()));
    }
    words.push(word(program));
    for argument in &start.arguments {
        words.push(word(plain(argument)?));
    }
    Ok(words.join(" "))
}

/// A word between quotes. What is escaped there is escaped once more, since the value is a string of the file
/// (Desktop Entry Specification, "The Exec key").
fn word(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\\\\\"),
            '"' | '$' | '`' => out.extend(['\\', '\\', c]),
            '%' => out.push_str("%%"),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}
