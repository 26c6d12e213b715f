//! A device with one edition on it: a home folder of its own, and nothing of the caller's.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use kplaces_edition::EditionId;

use super::stand_in::Login;
use crate::tools::environment;

/// One device.
pub(super) struct Device {
    edition: EditionId,
    program: PathBuf,
    home: PathBuf,
    work_dir: PathBuf,
    url: String,
}

/// What a command said.
pub(super) struct Said {
    command: String,
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Device {
    pub(super) fn new(
        edition: EditionId,
        program: PathBuf,
        home: PathBuf,
        work_dir: PathBuf,
        url: String,
    ) -> Self {
        Self {
            edition,
            program,
            home,
            work_dir,
            url,
        }
    }

    pub(super) fn edition(&self) -> EditionId {
        self.edition
    }

    /// Logs in the way a script does: everything on standard input.
    pub(super) fn log_in(&self, login: &Login) -> anyhow::Result<()> {
        let Login {
            account,
            user,
            password,
            apikey,
        } = login;
        let input = format!("{account}\n{user}\n{password}\n{apikey}\n");
        let said = self.run(&["login", "--stdin"], &input)?;
        print!("{said}");
        said.succeeds()
    }

    /// Runs a command in front of the audience.
    pub(super) fn show(&self, args: &[&str]) -> anyhow::Result<Said> {
        let said = self.run(args, "")?;
        print!("{said}");
        Ok(said)
    }

    /// How many places are on the device.
    pub(super) fn places(&self) -> anyhow::Result<u64> {
        self.status()?["places"]
            .as_u64()
            .context("no number of places")
    }

    /// How often the places have changed.
    pub(super) fn revision(&self) -> anyhow::Result<u64> {
        self.status()?["revision"].as_u64().context("no revision")
    }

    fn status(&self) -> anyhow::Result<serde_json::Value> {
        let said = self.run(&["status", "--json"], "")?;
        said.succeeds()?;
        Ok(serde_json::from_str(&said.stdout)?)
    }

    fn run(&self, args: &[&str], input: &str) -> anyhow::Result<Said> {
        std::fs::create_dir_all(&self.home)?;
        let mut command = Command::new(&self.program);
        command.args(args).current_dir(&self.work_dir);
        for name in environment::names_with_prefix(&["KPLACES_", "XDG_"]) {
            command.env_remove(name);
        }
        for name in ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"] {
            command.env(name, &self.home);
        }
        let mut child = command
            .env("KPLACES_WEBFLEET__URL", &self.url)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.program.display()))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A program that does not read what it is given says why below.
            let _ = stdin.write_all(input.as_bytes());
        }
        let output = child.wait_with_output()?;
        Ok(Said {
            command: format!("3kplaces {}", args.join(" ")),
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }
}

impl Said {
    /// Fails unless the exit code is 0.
    pub(super) fn succeeds(&self) -> anyhow::Result<()> {
        self.fails_with(0)
    }

    /// Fails unless the exit code is `code`.
    pub(super) fn fails_with(&self, code: i32) -> anyhow::Result<()> {
        ensure!(
            self.code == Some(code),
            "`{}` ended with {:?} instead of {code}:\n{}",
            self.command,
            self.code,
            self.stderr
        );
        Ok(())
    }

    /// Fails unless the exit code is 0 and `text` is in the answer.
    pub(super) fn says(&self, text: &str) -> anyhow::Result<()> {
        self.succeeds()?;
        ensure!(
            self.stdout.contains(text),
            "`{}` does not say `{text}`",
            self.command
        );
        Ok(())
    }
}

/// The command line, warnings, the answer, and an exit code that is not 0.
impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "$ {}\n{}{}", self.command, self.stderr, self.stdout)?;
        match self.code {
            Some(0) => Ok(()),
            Some(code) => writeln!(f, "(exit code {code})"),
            None => f.write_str("(ended by a signal)\n"),
        }
    }
}
