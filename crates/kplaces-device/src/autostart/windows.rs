//! Command lines on Windows: of its task scheduler, and of batch files.

use std::path::PathBuf;

use super::{Start, Unfit, configuration, path_text, plain};
use crate::Device;

/// The folder whose programs Windows starts when the user logs in.
pub fn startup_folder(device: &Device) -> PathBuf {
    configuration(device).join("Microsoft/Windows/Start Menu/Programs/Startup")
}

/// Arguments in one line, as the C runtime takes them apart.
pub fn line(arguments: &[String]) -> Result<String, Unfit> {
    let words: Result<Vec<String>, Unfit> =
        arguments.iter().map(|it| Ok(quoted(plain(it)?))).collect();
    Ok(words?.join(" "))
}

/// A batch file that starts the program in a small window. `origin` is its first line.
pub fn batch(origin: &str, start: &Start) -> Result<String, Unfit> {
    // What is between quotes is taken as it is, but for `%`; a quote itself cannot be there.
    let inside = |text: &str| {
        if text.contains('"') {
            return Err(Unfit(text.to_owned()));
        }
        Ok(plain(text)?.replace('%', "%%"))
    };
    let mut out = format!("@rem {origin}\r\n@chcp 65001 >nul\r\n");
    for (name, value) in &start.environment {
        out.push_str(&format!("@set \"{name}={}\"\r\n", inside(value)?));
    }
    let program = inside(path_text(&start.program)?)?;
    out.push_str(&format!("@start \"3Kplaces\" /min \"{program}\""));
    for argument in &start.arguments {
        // A backslash before the last quote would be taken for its escape.
        if argument.ends_with('\\') {
            return Err(Unfit(argument.clone()));
        }
        out.push_str(&format!(" \"{}\"", inside(argument)?));
    }
    out.push_str("\r\n");
    Ok(out)
}

/// An argument as the C runtime of Windows takes command lines apart: backslashes count only before
/// a quote.
fn quoted(argument: &str) -> String {
    if !argument.is_empty() && !argument.contains([' ', '\t', '"']) {
        return argument.to_owned();
    }
    let mut out = String::from("\"");
    let mut backslashes = 0;
    for c in argument.chars() {
        match c {
            '\\' => backslashes += 1,
            '"' => {
                out.push_str(&"\\".repeat(backslashes + 1));
                backslashes = 0;
            }
            _ => backslashes = 0,
        }
        out.push(c);
    }
    out.push_str(&"\\".repeat(backslashes));
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_quoted_as_windows_reads_them() {
        for (argument, line) in [
            ("sync", "sync"),
            ("", "\"\""),
            ("C:\\My Files\\", "\"C:\\My Files\\\\\""),
            ("say \"hi\"", "\"say \\\"hi\\\"\""),
            ("a\\\"b c", "\"a\\\\\\\"b c\""),
        ] {
            assert_eq!(quoted(argument), line);
        }
    }

    #[test]
    fn a_batch_file_takes_what_it_can_hold_and_refuses_the_rest() {
        let start = |argument: &str| Start {
            program: PathBuf::from("C:\\Program Files\\3kplaces.exe"),
            arguments: vec!["open".to_owned(), argument.to_owned()],
            environment: vec![("KPLACES_DATA_DIR".to_owned(), "D:\\100% da".to_owned())],
        };
        let written = batch("ours", &start("C:\\Straße & mehr"));
        assert_eq!(
            written.unwrap(),
            "@rem ours\r\n@chcp 65001 >nul\r\n@set \"KPLACES_DATA_DIR=D:\\100%% da\"\r\n\
             @start \"3Kplaces\" /min \"C:\\Program Files\\3kplaces.exe\" \"open\" \"C:\\Straße & mehr\"\r\n"
        );
        for bad in ["a\"b", "a\nb", "D:\\"] {
            assert_eq!(
                batch("ours", &start(bad)),
                Err(Unfit(bad.to_owned())),
                "{bad:?}"
            );
        }
    }
}
