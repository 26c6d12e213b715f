use std::path::{Path, PathBuf};
use std::process::Output;

use kplaces_webfleet_sim::{SAMPLE_APIKEY, SAMPLE_PASSWORD};

/// What a run of the binary gave.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; −1 if a signal ended it.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    home: PathBuf,
}

impl Ran {
    pub(crate) fn new(output: Output, home: &Path) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            home: home.to_owned(),
        }
    }

    /// The run as text for a snapshot: exit code, standard output, standard error. The home folder
    /// and durations are replaced; a secret in it fails the test.
    pub fn shown(&self) -> String {
        self.checked(&format!(
            "exit code {}\n--- stdout\n{}--- stderr\n{}",
            self.code, self.stdout, self.stderr
        ))
    }

    /// The run as a user sees it on a terminal, for a snapshot of several: what was said, and the
    /// exit code where it is not 0.
    pub fn said(&self) -> String {
        let code = match self.code {
            0 => String::new(),
            code => format!("[exit code {code}]\n"),
        };
        self.checked(&format!("{}{}{code}", self.stdout, self.stderr))
    }

    /// Standard output as JSON.
    pub fn json(&self) -> serde_json::Value {
        assert_eq!(self.code, 0, "{}", self.stderr);
        serde_json::from_str(&self.stdout).unwrap()
    }

    /// The error of a run with `--json`; nothing else may have been said.
    pub fn json_error(&self) -> serde_json::Value {
        assert_eq!(self.stdout, "", "standard output stays empty");
        let mut value: serde_json::Value = serde_json::from_str(&self.stderr).unwrap();
        assert_eq!(value["error"]["exit_code"], self.code);
        value["error"].take()
    }

    fn checked(&self, text: &str) -> String {
        for secret in [SAMPLE_PASSWORD, SAMPLE_APIKEY] {
            assert!(!text.contains(secret), "a secret was printed:\n{text}");
        }
        settled(text, &self.home)
    }
}

/// Replaces what differs from run to run.
fn settled(text: &str, home: &Path) -> String {
    let text = text
        .replace(home.to_str().unwrap(), "[HOME]")
        .replace(env!("CARGO_PKG_VERSION"), "[VERSION]");
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        // `, 258.2 KiB, 0.2 s` and `"elapsed_ms": 17`
        let line = match (
            line.trim_end().rsplit_once(", "),
            line.trim_end().ends_with(" s"),
        ) {
            (Some((head, _)), true) if line.contains("request") => format!("{head}, [TIME]\n"),
            _ => line.to_owned(),
        };
        let line = match line.split_once("\"elapsed_ms\": ") {
            Some((head, tail)) => format!(
                "{head}\"elapsed_ms\": \"[TIME]\"{}",
                tail.trim_start_matches(|c: char| c.is_ascii_digit())
            ),
            None => line,
        };
        out.push_str(&line);
    }
    out
}
